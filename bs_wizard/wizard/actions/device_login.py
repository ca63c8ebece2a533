"""The device flow of one draft; its code, then its token, is kept so that it can be resumed."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.device_flow import Approved, Client, PollEvent, poll, request_code
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, SecretRefused, TimedOut
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.journey.draft import Draft

if TYPE_CHECKING:
    import httpx


async def authorise_and_keep(
    http: "httpx.AsyncClient",
    draft: Draft,
    clock: Clock,
    login: CurrentLogin,
    *,
    renew: bool,
    dialect: str | None,
    limit: float | None,
) -> AsyncIterator[DeviceCode | PollEvent]:
    """Ask for a code or go on with the one that waits, then poll; see ``Work.authorise``.

    ``login`` holds the code from when it was shown, then the token, and nothing once the code has
    ended. ``dialect`` and ``limit`` (in seconds) are ``device_flow.poll``'s.
    """
    client = Client(draft.instance.api_server, draft.client_id, draft.client_secret)
    code = None if renew else login.code_for(draft)
    if code is None:
        code = await request_code(http, client, draft.scopes)
        yield code
        await login.keep(draft, code)
    else:
        await login.keep_secret(draft)
        yield code
    try:
        async for event in poll(http, client, code, clock, dialect=dialect, limit=limit):
            if isinstance(event, Approved):
                login.keep_token(draft, code, event.token, event.dialect)
            yield event
    except SecretRefused:  # the code is still valid, and may be approved already
        raise
    except TimedOut as error:  # only this run's limit is over: the code is still valid
        if login.pending:
            error.hint = "The code is still valid: bs-wizard resume goes on with it."
        raise
    except BsWizardError:
        await login.drop()
        raise


async def code_and_keep(http: "httpx.AsyncClient", draft: Draft, login: CurrentLogin) -> DeviceCode:
    """Return a code that ``login`` holds, new or the one that waits; nobody polls for it."""
    if code := login.code_for(draft):
        await login.keep_secret(draft)
        return code
    client = Client(draft.instance.api_server, draft.client_id, draft.client_secret)
    code = await request_code(http, client, draft.scopes)
    await login.keep(draft, code)
    return code
