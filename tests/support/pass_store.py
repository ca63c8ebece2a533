"""A real `pass` over a real gpg, both thrown away, plugged into keyring by name."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.programs import Done, bare_environment, run

PROGRAMS = ("pass", "gpg", "gpgconf")
"""What has to be installed; tests skip where ``shutil.which`` does not find it."""

BACKEND = "keyring_pass.PasswordStoreBackend"
"""The dotted name of the backend, of the package keyring-pass."""

_OWNER = "Lab Example <lab@example.org>"


@contextmanager
def password_store(folder: Path, *, configured: bool = True) -> Iterator[dict[str, str]]:
    """Yield an environment with an empty password store; its homes are in ``folder``.

    With ``configured`` keyring's configuration file names it.
    """
    # The sockets of gpg-agent are in its home, and a socket's path is at most 107 bytes.
    with TemporaryDirectory(prefix="gpg-") as gpg:
        env = bare_environment(folder) | {
            "GNUPGHOME": gpg,
            "PASSWORD_STORE_DIR": str(folder / "passwords"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        Path(gpg, "gpg.conf").write_text("no-auto-key-locate\n")  # unknown keys are not searched
        try:
            _make(env)
            if configured:
                configure(env, f"[backend]\ndefault-keyring = {BACKEND}\n")
            yield env
        finally:
            run(env, "gpgconf", "--kill", "all")


def configure(env: Mapping[str, str], content: str) -> Path:
    """Write keyring's configuration file."""
    file = Path(env["XDG_CONFIG_HOME"], "python_keyring", "keyringrc.cfg")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def shown(env: Mapping[str, str], key: str) -> Done:
    """Return what `pass` itself says is kept for bs-wizard under ``key``."""
    return run(env, "pass", "show", f"python-keyring/bs-wizard/{key}")


def _make(env: Mapping[str, str]) -> None:
    key = ("--quick-generate-key", _OWNER, "future-default", "default", "never")
    # No passphrase: what asks for one is a window or a terminal, and there is neither.
    gpg = ("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "")
    for argv in ((*gpg, *key), ("pass", "init", "lab@example.org")):
        subprocess.run(argv, env=env, capture_output=True, check=True)
