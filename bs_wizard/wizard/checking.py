"""Asking BaseSpace about an approved token without ever losing it."""

from collections.abc import Callable

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import BsWizardError, NetworkError, ServerError, TokenNotAccepted
from bs_wizard.wizard import words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.work import Work

WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds between one question that failed and the next, with nobody to ask."""


async def patiently(draft: Draft, work: Work, trouble: Callable[[str, float], object]) -> Identity:
    """Ask again and again; return ``NOT_TOLD`` when patience ends, so that the token is kept.

    ``trouble`` is given what went wrong and the seconds until the next question. Raises
    TokenNotAccepted: only that means that the token is no good. A token that was brought is not
    lost: it is asked about once, and NetworkError and ServerError are raised too.
    """
    if not holds_approved(draft):
        return await work.check(draft)
    for wait in WAITS:
        try:
            return await work.check(draft)
        except (NetworkError, ServerError) as error:
            trouble(error.message, wait)
            await work.clock.sleep(wait)
    try:
        return await work.check(draft)
    except (NetworkError, ServerError):
        return NOT_TOLD


def holds_approved(draft: Draft) -> bool:
    """Whether an approved token is held that nobody else has; one that was brought is no loss."""
    return draft.token is not None and not draft.has_token


def is_lost(draft: Draft, error: BsWizardError | None) -> bool:
    """Whether ending with ``error`` gives up an approved token that is good, as far as is known."""
    return holds_approved(draft) and not isinstance(error, TokenNotAccepted)


def telling_the_loss(draft: Draft, error: BsWizardError) -> BsWizardError:
    """Return ``error``, saying that an approved token is given up with it if one is."""
    if not is_lost(draft, error):
        return error
    return type(error)(f"{error.message} {words.GIVEN_UP}", error.hint)
