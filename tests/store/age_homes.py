"""Homes with an encrypted vault, to test with; and what the stock programs make of keys."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.identities import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.vault import AgeVault

PASSPHRASE = Secret("canary battery staple")
NOBODY = Passphrases(environ={})
USES: list[Callable[[AgeVault], object]] = [
    lambda vault: vault.probe(),
    lambda vault: vault.put("lab", Secret("canary")),
    lambda vault: vault.get("lab"),
    lambda vault: vault.delete("lab"),
    lambda vault: vault.recipients(),
]


def file_vault(home: Path, key: Path | None = None) -> AgeVault:
    """Make a vault that a key file opens, which is the quickest."""
    set_up(home, Kind.FILE, path=key or home.parent / "key.txt")
    return AgeVault(home, NOBODY)


def ssh_vault(home: Path) -> AgeVault:
    """Make a vault that an SSH key beside the home opens."""
    set_up(home, Kind.SSH, path=ssh_key(home.parent / "id_ed25519"))
    return AgeVault(home, NOBODY)


def passphrase_vault(home: Path, passphrases: Passphrases | None = None) -> AgeVault:
    """Copy a vault that ``PASSPHRASE`` opens: making each anew would take seconds."""
    home.mkdir(mode=0o700, parents=True)
    for name, content in _passphrase_home().items():
        (home / name).write_bytes(content)
    return AgeVault(home, passphrases or Passphrases(lambda prompt: PASSPHRASE, {}))


def ssh_key(file: Path, *, passphrase: str = "", kind: str = "ed25519") -> Path:
    """Make an SSH key with ssh-keygen, ``FILE.pub`` beside it."""
    argv = ("ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "ada@lab", "-f", str(file))
    subprocess.run(argv, check=True)
    return file


@cache
def _passphrase_home() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        home = Path(folder, "home")
        set_up(home, Kind.PASSPHRASE, passphrase=PASSPHRASE)
        return {name: (home / name).read_bytes() for name in ("identity.age", "vault.json")}
