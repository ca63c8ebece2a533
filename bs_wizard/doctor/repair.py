"""Mending what can be mended without loss; each thing done is a finding of its own."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bs_wizard.basespace.instances import DEFAULT
from bs_wizard.doctor.checks import home as home_check
from bs_wizard.doctor.context import REPAIR
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.errors import BsWizardError, IndexDamaged, IndexTooNew
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.files.paths import pending_lock_files
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.recovery.orphans import sweep_orphans
from bs_wizard.store.recovery.rebuild import Assumed, Rebuilt, rebuild
from bs_wizard.store.recovery.rebuild import adopt as rebuild_adopt
from bs_wizard.store.vaults import Vault

CHECK = "repair"
GROUP = "Repaired"

Agree = Callable[[str], bool | None]
"""Asks a person the question: their yes or no, or None where there is nobody to ask."""


def repair(
    index: Index,
    credentials: Credentials,
    agree: Agree,
    now: float,
    vaults: Sequence[Vault] = (),
) -> Iterator[Finding]:
    """Tighten modes, remove stale files, set a damaged index aside, settle what was cut off.

    No token and no record of one is removed, only what is left of authorisations that are over. A
    damaged index is kept under another name, and only after ``agree`` said yes; the new one has
    what can be read of it and what ``vaults`` hold. ``now`` is seconds since 1970. What could not
    be done is a finding too, never an exception of this program's.
    """
    if not os.path.exists(index.home):  # noqa: PTH110 - Path.exists raises where it is closed
        yield Finding(CHECK, Level.OK, "looked for something to mend", "there is nothing yet")
        return
    steps: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: tighten(index.home),
        lambda: tidy(index.home, now),
        lambda: set_aside(index, agree, vaults, now),
        lambda: settle(index, credentials),
        lambda: discard(index, credentials, vaults, now),
        lambda: adopt(index, vaults, now),
    )
    for step in steps:
        try:
            yield from step()
        except (BsWizardError, OSError) as error:
            yield _failed(error)


def tighten(home: Path) -> Iterator[Finding]:
    """Take other users' rights from every file and folder of one's own there."""
    if os.name == "nt":
        return  # no such modes
    for each in home_check.entries(home):
        if each.is_loose and each.is_mine and each.wanted is not None:
            (home / each.name).chmod(each.wanted)
            saw = f"{each.name} was {stat.S_IMODE(each.mode):04o}, is {each.wanted:04o} now"
            yield Finding(CHECK, Level.OK, "took other users' rights away", saw)


def tidy(home: Path, now: float) -> Iterator[Finding]:
    """Remove files that a crash left half written; the one being written just now is younger."""
    for each in home_check.leftovers(home, now):
        each.unlink(missing_ok=True)
        saw = str(each.relative_to(home))
        yield Finding(CHECK, Level.OK, "removed a file that a crash left half written", saw)


def set_aside(index: Index, agree: Agree, vaults: Sequence[Vault], now: float) -> Iterator[Finding]:
    """Begin a new index where this one is damaged and the person agrees; the old one is kept."""
    did = "set the damaged index aside"
    try:
        index.read()
        return
    except IndexTooNew:
        return  # a later program's: it is in order, and the index check says what to do
    except IndexDamaged as error:
        damage = error.message
    answer = agree(
        f"{damage} Keep it under another name, and begin a new one with what can be read?"
    )
    if answer:
        yield from _said_of(rebuild(index, vaults, _assumed(now)))
        return
    why = "nobody was there to agree" if answer is None else "it was not agreed to"
    saw = f"left as it is: {why}"
    mend = f"{REPAIR} --yes"
    yield Finding(CHECK, Level.ERROR, did, saw, mend, IndexDamaged.exit_code)


def _said_of(rebuilt: Rebuilt) -> Iterator[Finding]:
    did = "set the damaged index aside and began a new one"
    read = f"credentials that could be read of it: {len(rebuilt.salvaged)}"
    saw = f"it is kept as {rebuilt.aside}; {read}"
    yield Finding(CHECK, Level.OK, did, saw)
    looked = "looked for tokens of which no record was left"
    yield from _recorded_anew(rebuilt.found)
    for sentence in rebuilt.unlisted:
        yield Finding(CHECK, Level.WARNING, looked, sentence, "bs-wizard doctor")


def _recorded_anew(names: Sequence[str]) -> Iterator[Finding]:
    if names:
        looked = "looked for tokens of which no record was left"
        saw = f"recorded anew, of unknown owner: {', '.join(names)}"
        yield Finding(CHECK, Level.WARNING, looked, saw, "bs-wizard verify --all")


def _assumed(now: float) -> Assumed:
    return Assumed(DEFAULT.api_server, DEFAULT.label, datetime.fromtimestamp(now, UTC))


def settle(index: Index, credentials: Credentials) -> Iterator[Finding]:
    """Finish or undo each change that was cut off, where the index can be read."""
    if _is_read(index):
        for sentence in credentials.recover():
            yield Finding(CHECK, Level.OK, "settled what was cut off", sentence)


def discard(
    index: Index, credentials: Credentials, vaults: Sequence[Vault], now: float
) -> Iterator[Finding]:
    """Remove what is left of authorisations that nobody can go on with."""
    if not _is_read(index):
        return
    did = "cleared what authorisations left behind"
    kept = credentials.pending_logins
    locks = len(pending_lock_files(index.home))
    for one in kept.clear(datetime.fromtimestamp(now, UTC), lingers=timedelta(0)):
        saw = f"the code {one.user_code} is over, and forgotten now"
        yield Finding(CHECK, Level.OK, did, saw)
    for sentence in sweep_orphans(kept, vaults):
        yield Finding(CHECK, Level.OK, did, sentence)
    kept.sweep_lock_files()
    if gone := locks - len(pending_lock_files(index.home)):
        yield Finding(CHECK, Level.OK, did, f"lock files removed: {gone}")


def adopt(index: Index, vaults: Sequence[Vault], now: float) -> Iterator[Finding]:
    """Record tokens that no record knows, such as those of a vault that was locked before."""
    if not _is_read(index):
        return
    names, troubles = rebuild_adopt(index, vaults, _assumed(now))
    yield from _recorded_anew(names)
    for sentence in troubles:
        yield Finding(CHECK, Level.WARNING, "read what was found", sentence, REPAIR)


def _is_read(index: Index) -> bool:
    try:
        index.read()
    except (IndexDamaged, IndexTooNew):
        return False  # said by an earlier step, or by the index check
    return True


def _failed(error: BsWizardError | OSError) -> Finding:
    if isinstance(error, BsWizardError):
        code = error.exit_code
        return Finding(CHECK, Level.ERROR, "tried to mend", error.message, error.hint, code)
    saw = f"{error.filename or 'a file'}: {error.strerror or error}"
    return Finding(CHECK, Level.ERROR, "tried to mend", saw, REPAIR)
