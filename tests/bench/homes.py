"""Homes to measure in: one credential in each kind of store, and thousands in an index."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bs_wizard.simulator import Simulator
from bs_wizard.store.index.index_file import Index
from tests.bench.installed import Installed, given
from tests.store.examples import a_credential
from tests.support.secret_service import secret_service

NAME = "lab"


@contextmanager
def in_keyring(made: Installed, folder: Path, simulator: Simulator) -> Iterator[dict[str, str]]:
    """Yield the environment of a home whose one credential is in GNOME Keyring."""
    with secret_service(folder) as env:
        yield _with_token(made, env, folder, simulator, "keyring")


def in_vault(
    made: Installed, env: Mapping[str, str], folder: Path, simulator: Simulator
) -> dict[str, str]:
    """Return the environment of a home whose one credential is in a vault with a key file."""
    here = {**env, "BS_WIZARD_HOME": str(folder)}
    given(here, made["bs-wizard"], "vault", "create", "--identity", "file")
    return _with_token(made, env, folder, simulator, "vault")


def unlocked(
    made: Installed, env: Mapping[str, str], folder: Path, simulator: Simulator
) -> dict[str, str]:
    """Return the same with a passphrase that the kernel keeps for an hour."""
    folder.mkdir()
    passphrase = folder / "passphrase"
    passphrase.write_text("canary battery staple", encoding="utf-8")
    knows = {
        **env,
        "BS_WIZARD_HOME": str(folder / "home"),
        "BS_WIZARD_PASSPHRASE_FILE": str(passphrase),
    }
    given(knows, made["bs-wizard"], "vault", "create")
    here = _with_token(made, knows, folder / "home", simulator, "vault")
    given(knows, made["bs-wizard"], "vault", "unlock", "--for", "1h")
    return {name: value for name, value in here.items() if name != "BS_WIZARD_PASSPHRASE_FILE"}


def with_many(env: Mapping[str, str], folder: Path, count: int) -> dict[str, str]:
    """Return the environment of a home whose index holds ``count`` credentials."""
    of_each = [
        a_credential(name=f"lab-{number}", store="vault", backend="age") for number in range(count)
    ]
    Index(folder).change(lambda empty: empty._replace(credentials=tuple(of_each), default="lab-0"))
    return {**env, "BS_WIZARD_HOME": str(folder)}


def _with_token(
    made: Installed, env: Mapping[str, str], folder: Path, simulator: Simulator, store: str
) -> dict[str, str]:
    here = {**env, "BS_WIZARD_HOME": str(folder)}
    at = ("--with-token", "--api-server", simulator.api_server, "--store", store)
    given(here, made["bs-wizard"], "login", NAME, *at, text=simulator.owner_token)
    return here
