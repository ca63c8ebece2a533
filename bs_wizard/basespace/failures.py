"""Why a request got no answer, in words: name, connection, proxy, certificate, time.

Numbers of certificate errors: OpenSSL, X509_STORE_CTX_get_error(3).
"""

import re
import socket
import ssl
from collections.abc import Iterator

import httpx

from bs_wizard.basespace import proxy_setting
from bs_wizard.errors import NetworkError

_CHECK_NETWORK = "Check the network and HTTPS_PROXY."
_CHECK_CLOCK = "Check this machine's clock. If it is right, tell who runs the server or proxy."
_CHECK_TRUST = (
    "If your site inspects TLS, name its certificate with --ca-file FILE or SSL_CERT_FILE. "
    "On a bare machine install ca-certificates."
)
_CERTIFICATES = {
    9: ("is not valid yet", _CHECK_CLOCK),
    10: ("has expired", _CHECK_CLOCK),
    **dict.fromkeys(
        (18, 19, 20, 21), ("was issued by nobody whom this machine trusts", _CHECK_TRUST)
    ),
    **dict.fromkeys(
        (62, 64),
        ("is for another host", "Check the address, and whether this network has a sign-in page."),
    ),
}
_OLD_TLS = {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}
_CUT = re.compile("closed connection|disconnected")  # as httpcore and h11 word it
_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}


def in_words(error: BaseException, address: str) -> NetworkError:
    """Return the error that says why ``address`` did not answer, without the address's query."""
    host, proxy = httpx.URL(address).host, proxy_setting.host_before(address)
    if isinstance(error, httpx.ProxyError) and str(error).startswith("407"):
        return NetworkError(
            f"The proxy wants a name and a password for {host}.",
            "Set HTTPS_PROXY to http://NAME:PASSWORD@HOST:PORT.",
        )
    if isinstance(error, httpx.ProxyError):
        return NetworkError(f"The proxy did not let the request to {host} through.", _check_proxy())
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return NetworkError(f"{host} did not answer in time.", _CHECK_NETWORK)
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return _insecure(cause, host)
        if proxy and isinstance(cause, (socket.gaierror, ConnectionRefusedError)):
            return NetworkError(f"The proxy {proxy} was not reached.", _check_proxy())
        if isinstance(cause, (socket.gaierror, UnicodeError)):
            return NetworkError(
                f"The name {host} could not be looked up.",
                "Check the network, the instance, and whether this machine needs HTTPS_PROXY.",
            )
        if isinstance(cause, ConnectionRefusedError):
            return NetworkError(f"{host} refuses the connection.", "Check the address and port.")
    if isinstance(error, httpx.RemoteProtocolError) and not _CUT.search(str(error)):
        return NetworkError(
            f"{host} answers in something that is not HTTP.",
            "Check the address and port, and whether a proxy changes answers on their way.",
        )
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)):
        return _closed(host)
    return NetworkError(f"{host} was not reached.", _CHECK_NETWORK)


def _closed(host: str) -> NetworkError:
    return NetworkError(
        f"{host} closed the connection without an answer.",
        "Try again; if that goes on, check HTTPS_PROXY.",
    )


def _insecure(error: ssl.SSLError, host: str) -> NetworkError:
    if isinstance(error, ssl.SSLCertVerificationError):
        # The stores of macOS and Windows have numbers of their own, and words.
        unknown = f"is not trusted: {error.verify_message or 'it cannot be checked'}", _CHECK_TRUST
        why, hint = _CERTIFICATES.get(error.verify_code, unknown)
        return NetworkError(f"The certificate of {host} {why}.", hint)
    if isinstance(error, ssl.SSLEOFError):
        return _closed(host)
    if error.reason in _NO_TLS:
        return NetworkError(
            f"{host} answers in plain HTTP where https is wanted.", "Check the address and port."
        )
    if error.reason in _OLD_TLS:
        return NetworkError(
            f"{host} offers only a version of TLS that is not safe any more.",
            "Tell who runs the server or proxy.",
        )
    return NetworkError(f"No secure connection to {host} could be made.", _CHECK_TRUST)


def _check_proxy() -> str:
    unread = "; ".join(f"{each} means nothing" for each in proxy_setting.left_out())
    return "Check HTTPS_PROXY and NO_PROXY" + (f": {unread}." if unread else ".")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what led to it: each attempt, where a name has several addresses."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            for attempt in cause.exceptions:
                yield from _causes(attempt)
        cause = cause.__cause__ or cause.__context__
