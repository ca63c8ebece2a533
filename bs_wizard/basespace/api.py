"""Asks BaseSpace about a token, and revokes it."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.http import LONGEST_EXCHANGE, exchange
from bs_wizard.basespace.identity import (
    Identity,
    read_user,
    refusal,
    with_details,
    with_workgroup,
)
from bs_wizard.basespace.sees import NEWEST, Sees, read_listing
from bs_wizard.errors import NetworkError, TokenNotAccepted
from bs_wizard.secret import Secret

if TYPE_CHECKING:
    import httpx

LONGEST_LOOK = 3.0
"""Seconds after which it is not waited any more for what a token sees."""


async def identify(http: "httpx.AsyncClient", api_server: str, token: Secret) -> Identity:
    """Return whose token it is, which workgroup owns it and what it may do.

    ``/v1pre3/users/current`` answers for every scope and decides whether the token is good; the
    other calls add what they can. What it sees is asked meanwhile, and waited for only shortly.
    Raises TokenNotAccepted, NetworkError or ServerError.
    """
    home = f"{api_server}/v1pre3/users/current"
    user = read_user(await _get(http, home, token))
    looks = [
        asyncio.ensure_future(_try(http, f"{home}/{thing}?{NEWEST}", token, LONGEST_LOOK))
        for thing in ("projects", "runs")
    ]
    try:
        placed = with_workgroup(user, await _try(http, f"{api_server}/v2/users/current", token))
        details = await _try(http, f"{api_server}/v1pre3/oauthv2/token/current", token)
        projects, runs = await asyncio.gather(*looks)
    finally:
        for look in looks:
            look.cancel()
    sees = Sees(read_listing(projects), read_listing(runs))
    return replace(with_details(placed, details), sees=sees if sees.is_told else None)


async def revoke(http: "httpx.AsyncClient", api_server: str, token: Secret) -> None:
    """Make the token invalid at BaseSpace (DELETE /v2/oauthv2tokens/current, not public).

    One that was not valid any more counts as revoked. Raises NetworkError or ServerError.
    """
    address = f"{api_server}/v2/oauthv2tokens/current"
    with suppress(TokenNotAccepted):
        if error := refusal(await exchange(http, "DELETE", address, token=token)):
            raise error


async def _get(
    http: "httpx.AsyncClient", address: str, token: Secret, within: float = LONGEST_EXCHANGE
) -> Answer:
    return await exchange(http, "GET", address, token=token, within=within)


async def _try(
    http: "httpx.AsyncClient", address: str, token: Secret, within: float = LONGEST_EXCHANGE
) -> Answer:
    try:
        return await _get(http, address, token, within)
    except NetworkError:
        return Answer(0, b"")
