"""The one place that speaks HTTP: time-outs, proxy, trust store, user agent, and plain words.

Secrets travel in form bodies and the Authorization header only; httpx logs addresses.
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import certifi
import httpx

from bs_wizard import __version__
from bs_wizard.background import use_daemon_threads
from bs_wizard.basespace import proxy_setting
from bs_wizard.basespace.answer import Answer, flaw
from bs_wizard.basespace.bounds import LARGEST_BODY
from bs_wizard.clean import printable
from bs_wizard.errors import NetworkError, TokenNotAccepted, UsageError
from bs_wizard.secret import Secret

LONGEST_EXCHANGE = 30.0  # seconds, from the first byte sent to the last received
_CHECK_TRUST = "If your site inspects TLS, set SSL_CERT_FILE to its certificate."


def make_client() -> httpx.AsyncClient:
    """Return a client that obeys the environment's proxies and trusts the system's authorities.

    SSL_CERT_FILE, SSL_CERT_DIR and REQUESTS_CA_BUNDLE add authorities. Redirects are not followed:
    no BaseSpace end point redirects, and a token must not travel to another host. Raises
    NetworkError for a trust setting that cannot be used; a request does for a proxy's.
    """
    return httpx.AsyncClient(
        transport=_Transport(_trust()),
        timeout=httpx.Timeout(LONGEST_EXCHANGE, connect=10.0),
        headers={
            "User-Agent": f"bs-wizard/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        },
    )


class _Transport(httpx.AsyncBaseTransport):
    """Sends each request directly, or through the proxy that is set for its address."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        self._trust = trust
        self._ways: dict[str | None, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        proxy = proxy_setting.before(str(request.url))
        if proxy not in self._ways:
            self._ways[proxy] = self._way(proxy)
        return await self._ways[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        for way in self._ways.values():
            await way.aclose()

    def _way(self, proxy: str | None) -> httpx.AsyncHTTPTransport:
        try:
            return httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False, proxy=proxy)
        except (ValueError, httpx.InvalidURL):  # each may repeat it, password and all
            raise proxy_setting.unusable("https", "it is not an address") from None


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    bundle = os.environ.get("REQUESTS_CA_BUNDLE", "")
    # Loading takes time, and the default ones are of SSL_CERT_FILE already.
    if bundle != os.environ.get("SSL_CERT_FILE", "") and Path(bundle).is_file():
        try:
            context.load_verify_locations(cafile=bundle)
        except OSError:
            raise NetworkError(
                f"REQUESTS_CA_BUNDLE names {bundle}, which holds no certificates that can be read.",
                "Set it to a file of certificates in PEM form, or unset it.",
            ) from None
    return context


async def exchange(
    client: httpx.AsyncClient,
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
    except TimeoutError:
        raise _timed_out(address) from None
    except httpx.HTTPError as error:
        raise in_words(error, address) from None


def parts_of(address: str) -> SplitResult:
    """Return what an address consists of; raises UsageError, without it, for what cannot be one."""
    try:
        parts = urlsplit(address)
        _ = parts.port, httpx.URL(address).host
    except (ValueError, httpx.InvalidURL):
        raise UsageError(
            "This is no web address: its port is not a number up to 65535, or its host is none.",
            "Type it again.",
        ) from None
    return parts


async def _content(response: httpx.Response) -> bytes:
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


def in_words(error: httpx.HTTPError, address: str) -> NetworkError:
    """Return the error that says why ``address`` did not answer, without the address's query."""
    host = httpx.URL(address).host
    proxy = proxy_before(address)
    if isinstance(error, httpx.ProxyError):
        return NetworkError(f"The proxy did not let the request to {host} through.", _check_proxy())
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(address)
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message or "it cannot be checked"
            return NetworkError(f"The certificate of {host} is not trusted: {why}.", _CHECK_TRUST)
        if isinstance(cause, ssl.SSLError):
            return NetworkError(f"No secure connection to {host} could be made.", _CHECK_TRUST)
        if proxy and isinstance(cause, (socket.gaierror, ConnectionRefusedError)):
            return NetworkError(f"The proxy {proxy} was not reached.", _check_proxy())
        if isinstance(cause, socket.gaierror):
            return NetworkError(
                f"The name {host} could not be looked up.",
                "Check the network, the instance, and whether this machine needs HTTPS_PROXY.",
            )
        if isinstance(cause, ConnectionRefusedError):
            return NetworkError(f"{host} refuses the connection.", "Check the address and port.")
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)):
        return NetworkError(f"{host} closed the connection without an answer.", "Try again.")
    return NetworkError(f"{host} was not reached.", "Check the network and HTTPS_PROXY.")


def _timed_out(address: str) -> NetworkError:
    host = httpx.URL(address).host
    return NetworkError(f"{host} did not answer in time.", "Check the network and HTTPS_PROXY.")


def _check_proxy() -> str:
    unread = "; ".join(f"{each} means nothing" for each in proxy_setting.left_out())
    return "Check HTTPS_PROXY and NO_PROXY" + (f": {unread}." if unread else ".")


def proxy_before(address: str) -> str | None:
    """Return the host of the proxy that the environment puts before ``address``, or None.

    Raises NetworkError for a setting that cannot be used; it shows no part of it.
    """
    proxy = proxy_setting.before(address)
    return proxy and urlsplit(proxy).hostname


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what led to it: each attempt, where a name has several addresses."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            for attempt in cause.exceptions:
                yield from _causes(attempt)
        cause = cause.__cause__ or cause.__context__
