"""Taking up an authorisation that was cut off: which one, and what is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import words

TITLE = "An authorisation was cut off"
GO_ON = "Go on with it"
LATER = "Not now"
DISCARD = "Give it up"
ANSWERS = (("go-on", GO_ON), ("later", LATER), ("discard", DISCARD))
"""What can be done about it, by a word and by what people read; the first is the likeliest."""


def waiting_sentence(pending: PendingLogin, now: datetime) -> str:
    """Say what waits, since when and for how long."""
    app = f"the application “{pending.app_name}”, " if pending.app_name else ""
    since = f"{pending.asked_at.astimezone():%H:%M}"
    asked = (
        f"At {since} the code {pending.user_code} was asked for: "
        f"{app}{words.scopes_label(pending.scopes)}."
    )
    if pending.is_approved:
        return f"{asked} It was approved, and its token is not saved yet."
    left = words.spoken(pending.left(now))
    return f"{asked} It counts for {left} more; an approval given meanwhile is collected."


def kept_sentence(pending: PendingLogin, now: datetime) -> str:
    """Say at leaving what the next run can take up."""
    if pending.is_approved:
        return "The approved token is kept. To go on with it: bs-wizard resume"
    left = words.spoken(pending.left(now))
    return f"The code {pending.user_code} counts for {left} more. To go on: bs-wizard resume"


def others_sentence(others: Sequence[PendingLogin]) -> str:
    """Say what waits besides the one that is taken up, and how to choose; empty for none."""
    if not others:
        return ""
    many = "One more login waits" if len(others) == 1 else f"{len(others)} more logins wait"
    codes = ", ".join(one.user_code for one in others)
    return f"{many}, with the code {codes}. To choose one: bs-wizard resume CODE"


def hint_with_what_waits(error: BsWizardError, pending: PendingLogin, now: datetime) -> str:
    """Return the hint of the error that ends a run, with what the next can take up."""
    if "bs-wizard resume" in error.hint:
        return error.hint
    if pending.user_code in error.hint:  # it tells of the code already
        return f"{error.hint}\nTo go on: bs-wizard resume"
    kept = kept_sentence(pending, now)
    return kept if isinstance(error, Cancelled) else f"{error.hint}\n{kept}"


def with_match(draft: Draft, waiting: Iterable[PendingLogin]) -> Draft:
    """Return the draft that takes up what asked for just the same, by name; else as it was."""
    if draft.token_is_users_own or not draft.name:
        return draft
    asked = (draft.instance.api_server, draft.client_id, draft.scopes, draft.name)
    for one in waiting:
        if asked == (one.api_server, one.client_id, one.scopes, one.name):
            return replace(draft, resuming=one)
    return draft
