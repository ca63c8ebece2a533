"""A program that kills changes of a store again and again, and looks at what is left.

``python -m tests.store.killing points STORE OTHER FOLDER`` kills every change once at each of its
write points; ``random SEED KILLS FOLDER`` kills processes that make changes one after another, at
any moment; ``keyring FOLDER`` does the first with the keyring of the session bus, before and after
each call of it. The last line of its output is a JSON object of what was counted; a broken promise
is an AssertionError.

Every change runs in a process forked for it, which is what dies.
"""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from importlib import import_module
from pathlib import Path
from typing import Any

from bs_wizard.store.system_keyring.backends import SECRET_SERVICE
from tests.store.forks import forked
from tests.store.kept import keyring_of, vaults_of
from tests.store.kill_points import at_every_point
from tests.store.kill_random import at_random
from tests.store.kill_subjects import Killed, OpenVaults, changes, credentials_in, save

BASE = (("lab", "token-lab"), ("core", "token-core"))
KEYRING_CHANGES = ("replace with application", "rename", "remove")


def main(mode: str, *args: str) -> None:
    """Run as the module's docstring says."""
    folder = Path(args[-1])
    folder.mkdir(exist_ok=True)
    home = folder / "home"
    if mode == "keyring":
        # Once here rather than in every fork: they are dear. Nothing is connected yet.
        for name in ("keyring.core", SECRET_SERVICE.rpartition(".")[0], "secretstorage"):
            import_module(name)
        wanted = {name: changes("keyring", "")[name] for name in KEYRING_CHANGES}
        killed = at_every_point(keyring_of, wanted, lambda: _fresh_keyring(home), files=False)
    elif mode == "random":
        _begin(home, vaults_of, "ring")
        killed = at_random(int(args[0]), int(args[1]), home)
    else:
        template = folder / "template"
        _begin(template, vaults_of, args[0])

        def prepared() -> Path:
            shutil.rmtree(home, ignore_errors=True)
            return Path(shutil.copytree(template, home))

        killed = at_every_point(vaults_of, changes(args[0], args[1]), prepared)
    print(json.dumps(_counted(killed)))  # noqa: T201


def _begin(home: Path, vaults: OpenVaults, store: str) -> None:
    credentials = credentials_in(home, vaults(home))
    for name, token in BASE if store != "keyring" else BASE[:1]:
        save(credentials, name, token, store, "client-1")


def _fresh_keyring(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)

    def prepare(writing: int) -> None:
        keyring = keyring_of(home)["keyring"]
        for key in keyring.names():  # type: ignore[attr-defined]
            keyring.delete(key)
        _begin(home, keyring_of, "keyring")

    forked(prepare)
    return home


def _counted(killed: Iterator[Killed]) -> dict[str, Any]:
    figures: dict[str, Counter[str]] = {
        what: Counter() for what in ("change", "point", "stage", "outcome")
    }
    for one in killed:
        *facts, said = astuple(one)
        forward = any("finished" in each for each in said)
        outcome = ("finished" if forward else "undone") if said else "nothing to do"
        for counter, fact in zip(figures.values(), [*facts, outcome], strict=True):
            counter[fact] += 1
    return {"kills": figures["change"].total(), **figures}


if __name__ == "__main__":
    main(*sys.argv[1:])
