"""Which proxy the environment puts before an address, and what is wrong with its setting.

No part of a proxy's address is shown but scheme, host and port: it may hold a password. NO_PROXY
is read here and not by httpx, which fails on an address range, on brackets and on a port.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from bs_wizard.basespace.instances import is_loopback_host
from bs_wizard.clean import printable
from bs_wizard.errors import NetworkError
from bs_wizard.scrub import MASKED

_SCHEMES = ("http", "https", "socks5", "socks5h")
_PORTS = {"http": 80, "https": 443}
_IN_BRACKETS = re.compile(r"\[([^\]]*)\](/\d+)?(?::(.+))?")
_NAME = re.compile(r"\*?\.?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?")


def before(address: str) -> str | None:
    """Return the address of the proxy before ``address``, or None where there is to be none.

    This machine is never reached through one. Raises NetworkError for a setting that is used for
    ``address`` and cannot be; others may say what they like.
    """
    # Imported where a request is made: it brings http.client and email, which nothing else needs.
    from urllib.request import getproxies

    parts = urlsplit(address)
    host, proxies = parts.hostname or "", getproxies()
    kind = parts.scheme if proxies.get(parts.scheme) else "all"
    proxy = proxies.get(kind)
    if not proxy or is_loopback_host(host):
        return None
    if _is_excepted(host, parts.port or _PORTS.get(parts.scheme, 0)):
        return None
    if why := _fault(proxy):
        raise unusable(kind, why, _hint(kind, proxy))
    return _with_scheme(proxy)


def host_before(address: str) -> str | None:
    """Return the host of the proxy before ``address``, or None; raises what ``before`` raises."""
    proxy = before(address)
    return proxy and urlsplit(proxy).hostname


def shown(setting: str) -> str:
    """Return a proxy's setting without name and password; a mask for what is no address."""
    if _fault(setting):
        return MASKED
    parts = urlsplit(_with_scheme(setting))
    _, at, place = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{MASKED}@{place}" if at else f"{parts.scheme}://{place}"


def _with_scheme(setting: str) -> str:
    return setting if "://" in setting else f"http://{setting}"


def unusable(kind: str, why: str, hint: str = "") -> NetworkError:
    """Return the error that says which setting cannot be used, and what is wrong with it."""
    name = _variable(kind)
    return NetworkError(
        f"The proxy setting {name} cannot be used: {why}.",
        hint or f"Set {name} to an address like http://HOST:PORT, or unset it.",
    )


def left_out() -> tuple[str, ...]:
    """Return the entries of NO_PROXY that mean nothing, cleaned, each with the variable's name."""
    name = _variable("no")
    return tuple(
        # One with a password in it is an address, and what follows the password is its host.
        f"the entry “{printable(entry.rpartition('@')[2], limit=60)}” of {name}"
        for entry in _entries()
        if _covers(entry, "", 0) is None
    )


def _is_excepted(host: str, port: int) -> bool:
    if any(_covers(entry, host, port) for entry in _entries()):
        return True
    from urllib.request import getproxies_environment, proxy_bypass

    # The settings of macOS and Windows have exceptions of their own.
    return not getproxies_environment() and bool(proxy_bypass(host))


def _entries() -> Iterator[str]:
    from urllib.request import getproxies_environment

    yield from re.findall(r"[^,\s]+", getproxies_environment().get("no", ""))


def _covers(entry: str, host: str, port: int) -> bool | None:
    """Whether an entry of NO_PROXY means the host at that port; None where it means nothing."""
    if entry == "*":
        return True
    name, wanted = _parts(entry.lower().rpartition("://")[2].rstrip("/"))
    if wanted and not (wanted.isascii() and wanted.isdigit()):
        return None
    if wanted and int(wanted) != port:
        host = ""  # it means another port
    with suppress(ValueError):
        network = ip_network(name, strict=False)
        with suppress(ValueError):  # the host is a name
            return ip_address(host) in network
        return False
    found = _NAME.fullmatch(name)
    return f".{host}".endswith(f".{found[1]}") if found else None


def _parts(entry: str) -> tuple[str, str]:
    """Return the host, address or range of an entry, and its port."""
    if found := _IN_BRACKETS.fullmatch(entry):
        return f"{found[1]}{found[2] or ''}", found[3] or ""
    if entry.count(":") > 1:
        return entry, ""
    name, _, port = entry.partition(":")
    return name, port


def _fault(setting: str) -> str:
    """Return what is wrong with a proxy's setting, empty where nothing is."""
    try:
        parts = urlsplit(_with_scheme(setting))
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        return "its port is not a number up to 65535, or its host is none"
    if scheme not in _SCHEMES:
        return f"it begins with none of {', '.join(f'{each}://' for each in _SCHEMES)}"
    if scheme.startswith("socks") and find_spec("socksio") is None:
        return "it is a SOCKS proxy, for which the package socksio is not installed"
    if not _is_host(host):
        return "it names no host"
    if port is None and "://" not in setting:
        # It is not even looked up: it may be a password that was pasted here.
        return "it has neither http:// before it nor a port after it"
    return ""


def _is_host(host: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(host))
    return _NAME.fullmatch(host) is not None and not host.startswith(("*", "."))


def _hint(kind: str, proxy: str) -> str:
    if not proxy.startswith("socks5"):
        return ""
    if find_spec("socksio") is not None:
        return f"Set {_variable(kind)} to an address like socks5h://HOST:PORT, or unset it."
    return (
        'Install it: pip install "bs-wizard[socks]", with pipx: pipx inject bs-wizard socksio; '
        f"or unset {_variable(kind)}."
    )


def _variable(kind: str) -> str:
    """Return the variable that sets a proxy; of several spellings the small letters win."""
    wanted = f"{kind}_proxy"
    set_ = [name for name, value in os.environ.items() if value and name.lower() == wanted]
    return wanted if wanted in set_ else next(iter(set_), wanted.upper())
