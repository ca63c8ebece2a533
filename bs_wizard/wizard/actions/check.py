"""Asking BaseSpace about an approved token without ever losing it."""

from collections.abc import Callable

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import BsWizardError, NetworkError, ServerError
from bs_wizard.wizard.actions.ending import end_unkept
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import words

WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds between one request that failed and the next, with nobody to ask."""


async def check_with_retries(
    draft: Draft, work: Work, trouble: Callable[[str, float], object]
) -> Identity:
    """Ask after each wait; return ``NOT_TOLD`` if all fail, so that the token is kept.

    ``trouble`` is given what went wrong and the seconds until the next question. Raises
    TokenNotAccepted: only that means that the token is no good. A token that was brought is not
    lost: it is asked about once, and NetworkError and ServerError are raised too.
    """
    if not holds_approved_token(draft):
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
        return draft.with_scopes_told(NOT_TOLD)


def holds_approved_token(draft: Draft) -> bool:
    """Whether an approved token is held that nobody else has; one that was brought is no loss."""
    return draft.token is not None and not draft.token_is_users_own


async def telling_the_loss(draft: Draft, work: Work, error: BsWizardError) -> BsWizardError:
    """Return ``error``, saying what becomes of an approved token with it, if there is one.

    One that nothing keeps is revoked.
    """
    becomes = await end_unkept(work)
    if not becomes and holds_approved_token(draft) and work.current_login.keeps(draft.token):
        becomes = words.KEPT_FOR_LATER
    return type(error)(f"{error.message} {becomes}", error.hint) if becomes else error
