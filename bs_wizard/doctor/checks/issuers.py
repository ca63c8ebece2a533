"""Who signed a certificate, trusted or not: where TLS is inspected, that is the site's own box."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult

from bs_wizard.background import in_thread
from bs_wizard.clean import printable

_SECONDS = 2.0  # for each of the two connections it takes


async def of(address: SplitResult, is_proxied: bool) -> str:
    """Return who signed the certificate that the server shows, empty where it cannot be told.

    Nothing is sent over the connection, and nothing that comes of it is trusted. Behind a proxy it
    is not asked: the way there is the proxy's affair.
    """
    if is_proxied or address.scheme != "https" or not address.hostname:
        return ""
    host, port = address.hostname, address.port or 443
    return await in_thread(lambda: _issuer(host, port))


def named(certificate: Mapping[str, Any] | None) -> str:
    """Return the issuer's name of what ``getpeercert`` gave: organization, else common name."""
    pairs = [pair for part in (certificate or {}).get("issuer", ()) for pair in part]
    names = dict(pairs)
    return printable(str(names.get("organizationName") or names.get("commonName") or ""), limit=80)


def _issuer(host: str, port: int) -> str:
    try:
        with _connected(host, port, _trusting(None)) as shown:
            certificate = shown.getpeercert(binary_form=True) or b""
        # Decoded only once it is verified, so it is made its own authority for a second look.
        with _connected(host, port, _trusting(certificate)) as shown:
            return named(shown.getpeercert())
    except (OSError, ValueError):
        return ""  # the failure itself is said already; this only would have added to it


def _trusting(certificate: bytes | None) -> ssl.SSLContext:
    """Trust that certificate (DER) and no other, or with None whatever is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if certificate is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=certificate)
    return context


@contextmanager
def _connected(host: str, port: int, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection((host, port), _SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        yield secure
