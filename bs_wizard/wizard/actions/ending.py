"""The end of an approved token that nothing keeps: it is revoked, or said to be valid still."""

import asyncio
from contextlib import suppress

from bs_wizard.background import in_thread
from bs_wizard.basespace import api
from bs_wizard.basespace.instances import read_address
from bs_wizard.errors import (
    BsWizardError,
    CodeExpired,
    NetworkError,
    ServerError,
    StoreBusy,
    StoreUnavailable,
)
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.lookup import sharing
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.texts import unwanted_token

SECONDS = 10.0
"""How long BaseSpace may take to revoke a token while a journey is about to end."""


async def end_unkept(work: Work) -> str:
    """Revoke each approved token that nothing keeps; say what became of it, empty for none.

    To be called where a journey has ended.
    """
    login = work.current_login
    await login.wait_until_kept()
    said = []
    for token, server in tuple(login.unkept.items()):
        if await _is_held(work, token):
            login.unkept.pop(token, None)
            continue
        is_over = await _is_revoked(work, server, token)
        login.unkept.pop(token, None)
        lives_on = unwanted_token.lives_on(read_address(server))
        said.append(unwanted_token.ENDED if is_over else lives_on)
    return " ".join(said)


def what_lives_on(work: Work) -> str:
    """Say of each approved token that nothing keeps that it stays valid, empty for none."""
    servers = tuple(work.current_login.unkept.values())
    work.current_login.unkept.clear()
    return " ".join(unwanted_token.lives_on(read_address(server)) for server in servers)


async def discard(work: Work, pending: PendingLogin) -> str:
    """Drop an interrupted login; a token approved already is revoked. Say so, empty for none.

    Raises StoreBusy while another process waits for it, and StoreUnavailable where its vault cannot
    be opened; it is not offered any more then.
    """
    said = ""
    if pending.is_approved:
        said = unwanted_token.not_revoked(read_address(pending.api_server))
        with suppress(CodeExpired):
            token = await in_thread(lambda: _token(work, pending))
            if token and await _is_held(work, token):
                said = ""
            elif token and await _is_revoked(work, pending.api_server, token):
                said = unwanted_token.DISCARDED
    try:
        await work.current_login.discard(pending)
    except StoreUnavailable as error:
        if not isinstance(error, StoreBusy):
            error.hint = f"{error.hint} {said}".rstrip()
        raise
    return said


def _token(work: Work, pending: PendingLogin) -> Secret | None:
    logins = work.credentials.pending_logins
    with suppress(StoreUnavailable), logins.lock(pending):
        return logins.secrets(pending).token
    return None


async def _is_held(work: Work, token: Secret) -> bool:
    """Whether a credential holds it: BaseSpace may have given the same token twice."""
    with suppress(BsWizardError):
        return bool(sharing(await in_thread(work.credentials.all), token.fingerprint))
    return False


async def _is_revoked(work: Work, server: str, token: Secret) -> bool:
    try:
        async with asyncio.timeout(SECONDS), work.make_client() as http:
            await api.revoke(http, server, token)
    except (NetworkError, ServerError, TimeoutError):
        return False
    return True
