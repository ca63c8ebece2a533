"""A program that kills what is done with an authorisation that waits, and looks at what is left.

``python -m tests.store.kill_waiting STORE FOLDER`` kills every change once at each of its write
points. The last line of its output is a JSON object of what was counted; a broken promise is an
AssertionError.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import CodeExpired
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import StoreFacts
from tests.store.examples import AT, SERVER
from tests.store.forks import forked
from tests.store.kept import kept_in, keys_of, vaults_of
from tests.store.kill_subjects import credentials_in, next_change_leaves_no_temporary_file, save
from tests.store.write_points import arm

TOKEN = "token-given"
CODE = DeviceCode(Secret("device-1"), "b9bac", f"{SERVER}/oauth/device", None, 1800, 1)
OTHER = DeviceCode(Secret("device-2"), "c8cbd", f"{SERVER}/oauth/device", None, 1800, 1)
LATER = AT + timedelta(seconds=1801)


@dataclass(frozen=True)
class Run:
    """One run of the program: what is stored, and what waits."""

    store: str
    credentials: Credentials
    login: CurrentLogin

    @property
    def draft(self) -> Draft:
        facts = StoreFacts(self.store, self.store, self.store)
        return Draft(client_id="app", client_secret=Secret("client-1"), store=facts)

    def takes_up(self) -> None:
        (pending,) = self.credentials.pending_logins.all()
        asyncio.run(self.login.resume(pending))

    def saves(self) -> None:
        save(self.credentials, "seq", TOKEN, self.store, "client-1")


Change = Callable[[Run], object]


def run_in(home: Path, store: str, now: datetime = AT) -> Run:
    credentials = credentials_in(home, vaults_of(home))
    return Run(store, credentials, CurrentLogin(credentials.pending_logins, lambda: now))


def base(run: Run) -> None:
    save(run.credentials, "lab", "token-lab", run.store)


def code(run: Run) -> None:
    base(run)
    asyncio.run(run.login.keep(run.draft, CODE))


def token(run: Run) -> None:
    code(run)
    run.login.keep_token(run.draft, CODE, Secret(TOKEN), "sdk")
    run.login.release()  # which waits for it


def saved(run: Run) -> None:
    token(run)
    run.saves()


def approve(run: Run) -> None:
    run.takes_up()
    run.login.keep_token(run.draft, CODE, Secret(TOKEN), "sdk")
    run.login.release()  # which waits for it


def save_and_end(run: Run) -> None:
    run.takes_up()
    run.saves()
    asyncio.run(run.login.drop())


def keep_another(run: Run) -> None:
    run.takes_up()
    asyncio.run(run.login.keep(run.draft, OTHER))


def end(run: Run) -> None:
    run.takes_up()
    asyncio.run(run.login.drop())


def discard(run: Run) -> None:
    asyncio.run(run.login.discard(run.credentials.pending_logins.all()[0]))


def take_up_too_late(run: Run) -> None:
    late = CurrentLogin(run.credentials.pending_logins, lambda: LATER)
    with suppress(CodeExpired):
        asyncio.run(late.resume(run.credentials.pending_logins.all()[0]))


def start_again(run: Run) -> None:
    run.credentials.recover()
    run.credentials.pending_logins.sweep(AT)


CHANGES: dict[str, tuple[Change, Change]] = {
    "keep": (base, lambda run: asyncio.run(run.login.keep(run.draft, CODE))),
    "keep another": (code, keep_another),
    "approved": (code, approve),
    "save": (token, save_and_end),
    "end": (code, end),
    "discard": (token, discard),
    "take up": (code, Run.takes_up),
    "take up too late": (code, take_up_too_late),
    "start after a save": (saved, start_again),
}
"""What is there before, and what is killed."""


def main(store: str, folder: Path) -> None:
    """Run as the module's docstring says."""
    folder.mkdir(exist_ok=True)
    kills: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for name, (before, change) in CHANGES.items():
        home, number = folder / "home", 1
        template = _prepared(folder / name, before, store)
        while _killed(change, _copied(template, home), store, number):
            seen = _look(home, store)
            assert TOKEN in seen or name != "save", (number, seen)
            assert TOKEN not in seen or name in {
                "approved",
                "save",
                "discard",
                "start after a save",
            }
            next_change_leaves_no_temporary_file(home)
            kills[name] += 1
            left[seen] += 1
            number += 1
    print(json.dumps({"kills": kills.total(), "change": kills, "left": left}))  # noqa: T201


def _prepared(home: Path, before: Change, store: str) -> Path:
    def prepare(writing: int) -> None:
        before(run_in(home, store))

    home.mkdir()
    forked(prepare)
    return home


def _copied(template: Path, home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    return Path(shutil.copytree(template, home))


def _killed(change: Change, home: Path, store: str, number: int) -> str:
    def die(writing: int) -> None:
        run = run_in(home, store)
        arm(home, number, writing)
        change(run)

    died, where = forked(die)
    assert died == (signal.SIGKILL if where else 0)
    return where.decode()


def _look(home: Path, store: str) -> str:
    """Return what the next run finds, and see that nothing stays behind it."""

    def work(writing: int) -> None:
        run = run_in(home, store)
        waiting = run.credentials.pending_logins
        _assert_recorded(home, run)
        start_again(run)
        found = [_taken_up(home, store, one) for one in waiting.all()]
        if any(one.name == "seq" for one in run.credentials.all()):
            found = [*found, f"{TOKEN} saved"]
        _assert_recorded(home, run)
        waiting.sweep(LATER)
        for pending in waiting.all():
            asyncio.run(run.login.discard(pending))
        kept_in(home, run.credentials, vaults_of(home))
        assert not list(home.glob("pending-*")), "a lock stays behind"
        os.write(writing, (", ".join(found) or "nothing").encode())

    _, written = forked(work)
    return written.decode()


def _assert_recorded(home: Path, run: Run) -> None:
    """Assert that every secret has its record, and every credential its token."""
    keys = {key for key in keys_of(vaults_of(home)[run.store]) if key.startswith("pending:")}
    assert keys <= {one.key for one in run.credentials.pending_logins.all()}
    assert len(Index(home).read().pending) <= 1
    for one in run.credentials.all():
        assert run.credentials.token(one).fingerprint == one.fingerprint


def _taken_up(home: Path, store: str, pending: PendingLogin) -> str:
    login = run_in(home, store).login
    try:
        found = asyncio.run(login.resume(pending))
    except CodeExpired:
        return "a record alone"
    login.release()
    assert found.client_secret == Secret("client-1")
    if found.token:
        assert pending.fingerprint in (None, found.token.fingerprint)
        return found.token.reveal()
    assert found.device_code
    assert not pending.is_approved, "a code that was used up is called approved"
    return "the code"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
