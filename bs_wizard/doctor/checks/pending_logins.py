"""Finds pending logins: those that can be resumed, and what is left of the others."""

import math
from datetime import UTC, datetime

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.fixes import REPAIR, RESUME
from bs_wizard.doctor.report import Report
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.files.paths import pending_lock_file, pending_lock_files
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.stores import Stores

CHECK = "pending-logins"
_CHECKED = "looked for logins that were begun and not finished"


def check(context: Context, report: Report) -> None:
    """Look at each pending login, and for lock files of those that are over."""
    if not context.is_index_read:
        report.skipped(_CHECKED, "the index cannot be read")
        return
    now = datetime.fromtimestamp(context.clock.now().wall, UTC)
    recorded = _recorded(context.contents)
    saved = {one.fingerprint for one in context.contents.credentials}
    for one in recorded:
        is_saved = one.fingerprint in saved
        assess(one, now, report, is_locked=_is_locked(context, one), is_saved=is_saved)
    if not recorded:
        report.ok(_CHECKED, "none")
    known = {one.get("id") for one in context.contents.pending}
    stale = [file.name for id_, file in pending_lock_files(context.home) if id_ not in known]
    if stale:
        report.warn(_CHECKED, f"lock files of logins that are over: {len(stale)}", REPAIR)


def assess(
    pending: PendingLogin, now: datetime, report: Report, *, is_locked: bool, is_saved: bool
) -> None:
    """Say what can be done with it; ``is_saved``: a credential has its token."""
    code = f"the code {pending.user_code}"
    left = pending.left(now)
    if is_locked:
        report.ok(_CHECKED, f"another bs-wizard is waiting for {code} just now")
    elif pending.is_approved and not is_saved:
        found = f"{code} was approved, and its token is kept but not saved yet"
        report.warn(_CHECKED, found, RESUME)
    elif left and not pending.is_approved:
        minutes = math.ceil(left / 60)
        found = f"{code} can be approved for another {minutes} min; to resume: {RESUME}"
        report.ok(_CHECKED, found)
    else:
        over = "is done with" if is_saved else "has expired"
        report.warn(_CHECKED, f"{code} {over}, and is still recorded", REPAIR)


def _recorded(contents: Contents) -> list[PendingLogin]:
    found = []
    for raw in contents.pending:
        try:
            found.append(PendingLogin.from_json(raw))
        except ValueError:
            continue  # a later program's
    return found


def _is_locked(context: Context, pending: PendingLogin) -> bool:
    if not pending_lock_file(context.home, pending.id).exists():
        return False  # asking would make the file
    try:
        return Stores(context.home).credentials().pending_logins.is_locked(pending)
    except StoreUnavailable:
        return False  # the folder cannot be written, which the home check says
