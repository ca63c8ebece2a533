"""Asks BaseSpace about a token, and revokes it."""

from contextlib import suppress

import httpx

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.http import exchange
from bs_wizard.basespace.identity import (
    Identity,
    read_user,
    refusal,
    with_details,
    with_workgroup,
)
from bs_wizard.errors import NetworkError, TokenNotAccepted
from bs_wizard.secret import Secret


async def identify(http: httpx.AsyncClient, api_server: str, token: Secret) -> Identity:
    """Return whose token it is, which workgroup owns it and what it may do.

    ``/v1pre3/users/current`` answers for every scope and decides whether the token is good; the two
    other calls add what they can. Raises TokenNotAccepted, NetworkError or ServerError.
    """
    user = read_user(await _get(http, f"{api_server}/v1pre3/users/current", token))
    placed = with_workgroup(user, await _try(http, f"{api_server}/v2/users/current", token))
    details = await _try(http, f"{api_server}/v1pre3/oauthv2/token/current", token)
    return with_details(placed, details)


async def revoke(http: httpx.AsyncClient, api_server: str, token: Secret) -> None:
    """Make the token invalid at BaseSpace (DELETE /v2/oauthv2tokens/current, not public).

    One that was not valid any more counts as revoked. Raises NetworkError or ServerError.
    """
    address = f"{api_server}/v2/oauthv2tokens/current"
    with suppress(TokenNotAccepted):
        if error := refusal(await exchange(http, "DELETE", address, token=token)):
            raise error


async def _get(http: httpx.AsyncClient, address: str, token: Secret) -> Answer:
    return await exchange(http, "GET", address, token=token)


async def _try(http: httpx.AsyncClient, address: str, token: Secret) -> Answer:
    try:
        return await _get(http, address, token)
    except NetworkError:
        return Answer(0, b"")
