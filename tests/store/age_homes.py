"""Homes with an encrypted vault, to test with; and what the stock programs make of keys."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault.files import make_own_folder, write_file
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrase_file import protect
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.paths import identity_file, vault_folder
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.settings import VaultSettings, write_settings
from bs_wizard.store.age_vault.vault import AgeVault

PASSPHRASE = Secret("canary battery staple")


class _Nobody(Passphrases):
    """Knows no passphrase, not even of a vault that was just made: all tests share it."""

    def remember(self, passphrase: Secret) -> None:
        pass


NOBODY = _Nobody(environ={})

cheaply_protected = partial(protect, log_work=10)
"""For tests of vaults that are not about the cost of a passphrase: 128 times less of it."""

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
    """Make a vault that ``PASSPHRASE`` opens, cheaper than the real ones."""
    passphrase_home(home, PASSPHRASE.reveal())
    return AgeVault(home, passphrases or Passphrases(lambda prompt: PASSPHRASE, {}))


def passphrase_home(home: Path, passphrase: str) -> None:
    """Set a vault up in ``home`` as the program does for a passphrase, but a cheaper one."""
    content = age_format.new_identity().reveal().encode()
    identity = age_format.read_identity(content)
    make_own_folder(vault_folder(home))
    write_file(identity_file(home), cheaply_protected(content, Secret(passphrase)))
    write_settings(home, VaultSettings(Kind.PASSPHRASE, None, identity.recipients[0]), identity)


def ssh_key(file: Path, *, passphrase: str = "", kind: str = "ed25519") -> Path:
    """Make an SSH key with ssh-keygen, ``FILE.pub`` beside it."""
    argv = ("ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "ada@lab", "-f", str(file))
    subprocess.run(argv, check=True)
    return file
