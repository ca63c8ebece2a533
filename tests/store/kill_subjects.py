"""The changes that are killed, and the look at what is left after it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.vaults import Vault
from tests.store.examples import a_credential, an_application
from tests.store.forks import forked
from tests.store.kept import Kept, kept_in

Change = Callable[[Credentials], object]
OpenVaults = Callable[[Path], dict[str, Vault]]


@dataclass(frozen=True)
class Killed:
    """One kill: during which change, at which point, how far it was, and what was said after."""

    change: str
    point: str
    stage: str
    said: tuple[str, ...]


def credentials_in(home: Path, vaults: dict[str, Vault]) -> Credentials:
    return Credentials(Index(home), lambda store, backend: vaults[store or ""])


def save(
    credentials: Credentials,
    name: str,
    token: str,
    store: str,
    client: str | None = None,
    *,
    keep_old: bool = False,
) -> None:
    credentials.save(
        a_credential(name=name, store=store, backend=store),
        Secret(token),
        overwrite=True,
        keep_old=keep_old,
        application=None if client is None else an_application(client_id="app"),
        client_secret=None if client is None else Secret(client),
    )


def changes(store: str, other: str) -> dict[str, Change]:
    """Return the changes to kill, from the state that BASE says, all of it in ``store``."""
    return {
        "save": lambda one: save(one, "seq", "token-seq", store),
        "save with application": lambda one: save(one, "seq", "token-seq", store, "client-2"),
        "replace": lambda one: save(one, "lab", "token-new", store),
        "replace with application": lambda one: save(one, "lab", "token-new", store, "client-2"),
        "replace, other case": lambda one: save(one, "LAB", "token-new", store),
        "replace, other store": lambda one: save(one, "lab", "token-new", other, "client-2"),
        "rotate": lambda one: save(one, "lab", "token-new", store, "client-2", keep_old=True),
        "rotate, other store": lambda one: save(one, "lab", "token-new", other, keep_old=True),
        "rename": lambda one: one.rename("lab", "seq"),
        "rename, other case": lambda one: one.rename("lab", "LAB"),
        "move": lambda one: one.move("lab", other),
        "remove": lambda one: one.remove("lab"),
    }


def look(home: Path, vaults: OpenVaults) -> tuple[Kept, tuple[str, ...], str]:
    """Return what is kept after reconciling, the sentences, and how far the change had come."""

    def work(writing: int) -> None:
        opened = vaults(home)
        credentials = credentials_in(home, opened)
        journal = Index(home).read().journal
        stage = "committed" if journal and journal[0].committed else "begun" if journal else "none"
        for one in credentials.all():
            assert credentials.token(one).fingerprint == one.fingerprint, (one.name, stage)
        said = credentials.recover()
        assert credentials.recover() == ()
        found = kept_in(home, credentials, opened)
        os.write(writing, json.dumps([found.to_json(), said, stage]).encode())

    _, written = forked(work)
    found, said, stage = json.loads(written)
    return Kept.from_json(found), tuple(said), stage


def commit(change: Change, home: Path, vaults: OpenVaults) -> None:
    """Carry the change out, in a process of its own."""

    def work(writing: int) -> None:
        change(credentials_in(home, vaults(home)))

    forked(work)


def next_change_leaves_no_temporary_file(home: Path) -> None:
    Index(home).change(lambda contents: contents)
    assert not [each for each in home.iterdir() if each.suffix == ".tmp"]
