"""Says what is wrong with a proxy's address and repeats none of it: it may hold a password."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

from bs_wizard.errors import NetworkError

_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_SCHEMES = ("http", "https", "socks5", "socks5h")


def unusable() -> NetworkError:
    """Return the error that says which setting cannot be used, and what is wrong with it."""
    for name, value in _settings():
        if why := fault(value):
            return NetworkError(
                f"The proxy setting {name} cannot be used: {why}.",
                f"Set {name} to an address like http://HOST:PORT, or unset it.",
            )
    return NetworkError(
        "The proxy setting cannot be used: it is not an address.", "Check HTTPS_PROXY and NO_PROXY."
    )


def fault(value: str) -> str:
    """Return what is wrong with a proxy's address, empty where nothing is."""
    address = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(address)
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "its port is not a number up to 65535, or its host is none"
    if scheme not in _SCHEMES:
        return f"it begins with none of {', '.join(f'{each}://' for each in _SCHEMES)}"
    if scheme.startswith("socks") and find_spec("socksio") is None:
        return "it is a SOCKS proxy, for which the package socksio is not installed"
    if not host or not host.isprintable() or " " in host:
        return "it names no host"
    return ""


def _settings() -> Iterator[tuple[str, str]]:
    for variable in _VARIABLES:
        for name in (variable.lower(), variable):
            if value := os.environ.get(name):
                yield name, value
