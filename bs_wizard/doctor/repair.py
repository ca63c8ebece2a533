"""Fixes what can be fixed without loss; each thing done is a finding of its own."""

import os
import stat
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bs_wizard.basespace.instances import DEFAULT
from bs_wizard.doctor.checks import home as home_check
from bs_wizard.doctor.fixes import REPAIR
from bs_wizard.doctor.report import Report
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
_UNRECORDED = "looked for tokens of which no record was left"

Agree = Callable[[str], bool | None]
"""Asks a person the question: their yes or no, or None where there is nobody to ask."""


def repair(
    index: Index,
    credentials: Credentials,
    agree: Agree,
    now: float,
    report: Report,
    vaults: Sequence[Vault] = (),
) -> None:
    """Tighten modes, remove stale files, set a damaged index aside, recover interrupted changes.

    No token and no record of one is removed, only what is left of logins that are over. A damaged
    index is kept under another name, and only after ``agree`` said yes; the previous one takes its
    place, with what ``vaults`` hold besides. ``now`` is seconds since 1970. What could not be done
    is a finding too, never an exception of this program's.
    """
    if not os.path.exists(index.home):  # noqa: PTH110 - Path.exists raises where it is closed
        report.ok("looked for something to fix", "there is nothing yet")
        return
    steps: tuple[Callable[[], None], ...] = (
        lambda: tighten(index.home, report),
        lambda: tidy(index.home, now, report),
        lambda: set_aside(index, agree, vaults, now, report),
        lambda: recover(index, credentials, report),
        lambda: discard(index, credentials, vaults, now, report),
        lambda: adopt(index, vaults, now, report),
    )
    for step in steps:
        try:
            step()
        except BsWizardError as error:
            report.error("tried to fix it", error.message, error.hint, error.exit_code)
        except OSError as error:
            found = f"{error.filename or 'a file'}: {error.strerror or error}"
            report.error("tried to fix it", found, REPAIR)


def tighten(home: Path, report: Report) -> None:
    """Take other users' rights from every file and folder of one's own there."""
    if os.name == "nt":
        return  # no such modes
    for each in home_check.entries(home):
        if each.is_loose and each.is_mine and each.wanted is not None:
            (home / each.name).chmod(each.wanted)
            found = f"{each.name} was {stat.S_IMODE(each.mode):04o}, is {each.wanted:04o} now"
            report.ok("took other users' rights away", found)


def tidy(home: Path, now: float, report: Report) -> None:
    """Remove files that a crash left half written; the one being written just now is younger."""
    for each in home_check.leftovers(home, now):
        each.unlink(missing_ok=True)
        found = str(each.relative_to(home))
        report.ok("removed a file that a crash left half written", found)


def set_aside(
    index: Index, agree: Agree, vaults: Sequence[Vault], now: float, report: Report
) -> None:
    """Begin a new index where this one is damaged and the person agrees; the old one is kept."""
    try:
        index.read()
        return
    except IndexTooNew:
        return  # a later program's: it is in order, and the index check says what to do
    except IndexDamaged as error:
        damage = error.message
    answer = agree(
        f"{damage} Keep it under another name, and restore what it was before its last change?"
    )
    if answer:
        _report_rebuilt(rebuild(index, vaults, _assumed(now)), report)
        return
    why = "nobody was there to agree" if answer is None else "it was not agreed to"
    fix = f"{REPAIR} --yes"
    report.error(
        "set the damaged index aside", f"left as it is: {why}", fix, IndexDamaged.exit_code
    )


def _report_rebuilt(rebuilt: Rebuilt, report: Report) -> None:
    restored = f"credentials restored from the previous one: {len(rebuilt.restored)}"
    checked = "set the damaged index aside and restored the previous one"
    report.ok(checked, f"it is kept as {rebuilt.aside}; {restored}")
    _report_recorded(rebuilt.found, report)
    for sentence in rebuilt.unlisted:
        report.warn(_UNRECORDED, sentence, "bs-wizard doctor")


def _report_recorded(names: Sequence[str], report: Report) -> None:
    if names:
        found = f"recorded anew, of unknown owner and server: {', '.join(names)}"
        report.warn(_UNRECORDED, found, f"bs-wizard verify {names[0]} --api-server SERVER")


def _assumed(now: float) -> Assumed:
    return Assumed(DEFAULT.api_server, DEFAULT.label, datetime.fromtimestamp(now, UTC))


def recover(index: Index, credentials: Credentials, report: Report) -> None:
    """Finish or roll back each interrupted change, where the index can be read."""
    if _is_read(index):
        for sentence in credentials.recover():
            report.ok("recovered interrupted changes", sentence)


def discard(
    index: Index, credentials: Credentials, vaults: Sequence[Vault], now: float, report: Report
) -> None:
    """Remove what is left of logins that nobody can resume."""
    if not _is_read(index):
        return
    checked = "cleared what logins left behind"
    logins = credentials.pending_logins
    locks = len(pending_lock_files(index.home))
    for one in logins.sweep(datetime.fromtimestamp(now, UTC), lingers=timedelta(0)):
        report.ok(checked, f"the code {one.user_code} is over, and forgotten now")
    for sentence in sweep_orphans(logins, vaults):
        report.ok(checked, sentence)
    logins.sweep_lock_files()
    if gone := locks - len(pending_lock_files(index.home)):
        report.ok(checked, f"lock files removed: {gone}")


def adopt(index: Index, vaults: Sequence[Vault], now: float, report: Report) -> None:
    """Record tokens that no record knows, such as those of a vault that was locked before."""
    if not _is_read(index):
        return
    names, troubles = rebuild_adopt(index, vaults, _assumed(now))
    _report_recorded(names, report)
    for sentence in troubles:
        report.warn("read what was found", sentence, REPAIR)


def _is_read(index: Index) -> bool:
    try:
        index.read()
    except (IndexDamaged, IndexTooNew):
        return False  # said by an earlier step, or by the index check
    return True
