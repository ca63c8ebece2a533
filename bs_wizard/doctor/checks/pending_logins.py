"""PendingLogins that were cut off: those that can be taken up, and what is left of the others."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime

from bs_wizard.doctor.context import REPAIR, Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.files.paths import pending_lock_file, pending_lock_files
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.pending_logins import PendingLogins
from bs_wizard.store.vaults import open_vault

CHECK = "waiting"
RESUME = "bs-wizard resume"
_DID = "looked for authorisations that were begun and not finished"


def examine(scene: Scene) -> Iterator[Finding]:
    """Look at each that is recorded, and for lock files of those that are not any more."""
    if not scene.is_index_read:
        yield Finding(CHECK, Level.SKIPPED, _DID, "the index cannot be read")
        return
    now = datetime.fromtimestamp(scene.clock.now().wall, UTC)
    found = _recorded(scene.contents)
    saved = {one.fingerprint for one in scene.contents.credentials}
    for one in found:
        yield judge(one, now, is_locked=_is_held(scene, one), is_saved=one.fingerprint in saved)
    if not found:
        yield Finding(CHECK, Level.OK, _DID, "none")
    known = {one.get("id") for one in scene.contents.pending}
    stale = [file.name for id_, file in pending_lock_files(scene.home) if id_ not in known]
    if stale:
        saw = f"lock files of authorisations that are over: {len(stale)}"
        yield Finding(CHECK, Level.WARNING, _DID, saw, REPAIR)


def judge(pending: PendingLogin, now: datetime, *, is_locked: bool, is_saved: bool) -> Finding:
    """Say what can be done with it; ``is_saved``: a credential has its token."""
    code = f"the code {pending.user_code}"
    if is_locked:
        return Finding(CHECK, Level.OK, _DID, f"another bs-wizard is waiting for {code} just now")
    if pending.is_approved and not is_saved:
        saw = f"{code} was approved, and its token is kept but not saved yet"
        return Finding(CHECK, Level.WARNING, _DID, saw, RESUME)
    left = pending.left(now)
    if left and not pending.is_approved:
        minutes = math.ceil(left / 60)
        saw = f"{code} can be approved for {minutes} min more; to go on with it: {RESUME}"
        return Finding(CHECK, Level.OK, _DID, saw)
    saw = f"{code} {'is done with' if is_saved else 'has expired'}, and is recorded still"
    return Finding(CHECK, Level.WARNING, _DID, saw, REPAIR)


def _recorded(contents: Contents) -> list[PendingLogin]:
    found = []
    for raw in contents.pending:
        try:
            found.append(PendingLogin.from_json(raw))
        except ValueError:
            continue  # a later program's
    return found


def _is_held(scene: Scene, pending: PendingLogin) -> bool:
    if not pending_lock_file(scene.home, pending.id).exists():
        return False  # asking would make the file
    try:
        return PendingLogins(Index(scene.home), open_vault).is_locked(pending)
    except StoreUnavailable:
        return False  # the folder cannot be written, which the home check says
