"""The one place that speaks HTTP: time-outs, proxy, user agent, bounds of an answer.

Secrets travel in form bodies and the Authorization header only; httpx logs addresses. It is
imported when something is asked: with what it brings, it is a tenth of the first paint.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from bs_wizard import __version__
from bs_wizard.basespace.answer import Answer, flaw
from bs_wizard.basespace.bounds import LARGEST_BODY
from bs_wizard.basespace.loop_threads import use_daemon_threads
from bs_wizard.clean import printable
from bs_wizard.errors import NetworkError, TokenNotAccepted, UsageError
from bs_wizard.secret import Secret

if TYPE_CHECKING:
    import httpx

LONGEST_EXCHANGE = 30.0  # seconds, from the first byte sent to the last received


def make_client() -> "httpx.AsyncClient":
    """Return a client that obeys the environment's proxies and trusts the system's authorities.

    Redirects are not followed: no BaseSpace end point redirects, and a token must not travel to
    another host. Raises NetworkError for a variable that names no certificates; a request does for
    a proxy's.
    """
    import httpx

    from bs_wizard.basespace import trust
    from bs_wizard.basespace.transport import Transport

    return httpx.AsyncClient(
        transport=Transport(trust.context()),
        timeout=httpx.Timeout(LONGEST_EXCHANGE, connect=10.0),
        headers={
            "User-Agent": f"bs-wizard/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        },
    )


async def exchange(
    client: "httpx.AsyncClient",
    method: str,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    token: Secret | None = None,
    within: float = LONGEST_EXCHANGE,
) -> Answer:
    """Send one request and return the whole answer, whatever its status.

    ``within`` is the most it may take, in seconds. Raises NetworkError in plain words when no
    answer, a compressed one, or more than 1 MiB of it came, and TokenNotAccepted for what can be
    no token.
    """
    import httpx

    headers = _bearer(token) if token else {}
    parts_of(address)
    use_daemon_threads()
    try:
        async with (
            asyncio.timeout(min(within, LONGEST_EXCHANGE)),
            client.stream(method, address, data=form, headers=headers) as response,
        ):
            content = await _content(response)
            wish = response.headers.get("Retry-After", "")
            return Answer(response.status_code, content, _retry_after(wish))
    except (httpx.HTTPError, OSError, UnicodeError, OverflowError) as error:
        from bs_wizard.basespace.failures import in_words

        raise in_words(error, address) from None


def parts_of(address: str) -> SplitResult:
    """Return what an address consists of; raises UsageError, without it, for what cannot be one."""
    import httpx

    try:
        parts = urlsplit(address)
        _ = parts.port, httpx.URL(address).host
    except (ValueError, httpx.InvalidURL):
        raise UsageError(
            "This is no web address: its port is not a number up to 65535, or its host is none.",
            "Type it again.",
        ) from None
    return parts


async def _content(response: "httpx.Response") -> bytes:
    # Else httpx unpacks it: a few hundred bytes become gigabytes before they are counted.
    packed = response.headers.get("Content-Encoding", "identity")
    if packed.strip().casefold() not in {"", "identity"}:
        raise NetworkError(
            f"The server's answer is compressed ({printable(packed, limit=30)}), "
            "which bs-wizard did not ask for.",
            "Check the address, and whether a proxy changes answers on their way.",
        )
    content = bytearray()
    async for piece in response.aiter_bytes():
        if len(content) + len(piece) > LARGEST_BODY:
            raise NetworkError("The server's answer does not end.", "Check the address.")
        content += piece
    return bytes(content)


def _bearer(token: Secret) -> dict[str, str]:
    text = token.reveal()
    if why := flaw(text):
        raise TokenNotAccepted(
            f"This is not a BaseSpace token: {why}.",
            "Copy it again from the application's Credentials tab in the developer portal.",
        )
    return {"Authorization": f"Bearer {text}"}


def _retry_after(value: str) -> float | None:
    """Return the header's seconds; its other form, a date, BaseSpace does not use: None."""
    return float(value) if value.isascii() and value.isdigit() else None
