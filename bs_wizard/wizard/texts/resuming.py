"""What is said of an interrupted login: that there is one, and how to resume it."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bs_wizard.errors import BsWizardError, Cancelled, SecretRefused
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.texts import words

TITLE = "A login was interrupted"
GO_ON = "Resume it"
LATER = "Not now"
DISCARD = "Discard it"
DISCARDED = "It is discarded."
ANSWERS: tuple[tuple[Literal["resume", "later", "discard"], str], ...] = (
    ("resume", GO_ON),
    ("later", LATER),
    ("discard", DISCARD),
)
"""What can be done about it, by a word and by what people read; the first is the likeliest."""


def waiting_sentence(pending: PendingLogin, now: datetime) -> str:
    """Say what was asked for, when, and for how long its code is valid."""
    app = f"“{pending.app_name}”, " if pending.app_name else ""
    since = f"{pending.asked_at.astimezone():%H:%M}"
    asked = (
        f"The code {pending.user_code} was asked for at {since}: "
        f"{app}{words.scopes_label(pending.scopes)}."
    )
    if pending.is_approved:
        return f"{asked} It was approved, and its token is not saved yet. Discarding revokes it."
    return f"{asked} It is valid for another {words.spoken(pending.left(now))}."


def kept_sentence(pending: PendingLogin, now: datetime) -> str:
    """Say at leaving what another run can resume."""
    if pending.is_approved:
        return "A token is approved and not saved yet. To save it: bs-wizard resume"
    left = pending.left(now)
    about = words.spoken(left - left % 60 if left > 120 else left)
    code = f"The code {pending.user_code} waits for approval, for another {about}."
    return f"{code} To resume: bs-wizard resume"


def left(pending: PendingLogin | None, now: datetime) -> Cancelled:
    """Return what is said to who leaves before the end: what waits, or that nothing was saved."""
    if pending is None:
        return Cancelled("Nothing was saved.", "Start again: bs-wizard login")
    return Cancelled(kept_sentence(pending, now))


def others_sentence(others: Sequence[PendingLogin]) -> str:
    """Say which other logins can be resumed, and how to choose one; empty for none."""
    if not others:
        return ""
    many = "One more login waits" if len(others) == 1 else f"{len(others)} more logins wait"
    codes = ", ".join(one.user_code for one in others)
    return f"{many}, with the code {codes}. To choose one: bs-wizard resume CODE"


def collecting(user_code: str) -> str:
    """Return the command that asks once whether the code is approved, and collects its token."""
    return f"bs-wizard resume {shlex.quote(user_code)} --json --no-wait"


def hint_with_resume(error: BsWizardError, pending: PendingLogin, now: datetime) -> str:
    """Return the hint of the error that ends a run, with what another run can resume."""
    if "bs-wizard resume" in error.hint:
        return error.hint
    other = " --client-secret-file FILE" if isinstance(error, SecretRefused) else ""
    return f"{error.hint}\n{kept_sentence(pending, now)}{other}"
