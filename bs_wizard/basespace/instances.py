"""The BaseSpace instances, and reading an address that a person typed.

Hosts: Illumina Knowledge 5560 ("BaseSpace Sequence Hub regional instances"). An API host is the
instance's own host with ``api.`` before it, the developer portal's has ``developer.``; an
Enterprise account's browser host is one label before the instance's host, and the API host never
carries that label; people put it there all the same.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from bs_wizard.basespace.bounds import LONGEST_ADDRESS
from bs_wizard.clean import printable
from bs_wizard.errors import UsageError


@dataclass(frozen=True, slots=True)
class Instance:
    """One BaseSpace.

    ``label`` is Illumina's own ("use1") or the host of a typed address; ``api_server`` an origin
    without a trailing slash; ``web_host`` the host a browser signs in at; ``portal`` the address of
    the developer portal's dashboard.
    """

    label: str
    place: str
    api_server: str
    web_host: str
    portal: str

    @property
    def short(self) -> str:
        """Two words for a narrow place: ``US · USE1``, or the host of a typed address."""
        return (
            f"{self.place.partition(',')[0]} · {self.label.upper()}"
            if self.is_known
            else self.label
        )

    @property
    def is_known(self) -> bool:
        """Whether it is in Illumina's table."""
        return self in INSTANCES

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine: the simulator, or a tunnel."""
        return is_loopback_host(urlsplit(self.api_server).hostname or "")

    def owns(self, address: str) -> bool:
        """Whether a browser may be sent to ``address`` when this instance's server says so.

        True for https on the instance's own host or one label before it (an Enterprise domain).
        Where the API itself is on loopback, true for loopback addresses only.
        """
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            return False
        host = parts.hostname or ""
        if not _plain(address) or "@" in parts.netloc or "\\" in address:
            return False
        if self.is_loopback:
            return parts.scheme in {"http", "https"} and is_loopback_host(host)
        ports = {None, 443, urlsplit(self.api_server).port}
        return parts.scheme == "https" and port in ports and _within(host, self.web_host)


def _illumina(label: str, place: str, host: str) -> Instance:
    portal = f"https://developer.{host}/dashboard"
    return Instance(label, place, f"https://api.{host}", host, portal)


INSTANCES = (
    _illumina("use1", "US, Virginia", "basespace.illumina.com"),
    _illumina("euc1", "EU, Frankfurt", "euc1.sh.basespace.illumina.com"),
    _illumina("euw2", "UK, London", "euw2.sh.basespace.illumina.com"),
    _illumina("cac1", "Canada, Montreal", "cac1.sh.basespace.illumina.com"),
    _illumina("aps2", "Australia, Sydney", "aps2.sh.basespace.illumina.com"),
    _illumina("cnn1", "China, Beijing", "cnn1.sh.basespace.illumina.com.cn"),
)
DEFAULT = INSTANCES[0]
_CHINA = INSTANCES[-1]

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_HINT = "Type a label such as use1, or an address such as https://api.basespace.illumina.com."
_UP_TO_ONE_LABEL = re.compile(r"(?:[a-z0-9_-]+\.)?")
# A region that is not in the table; one label before it is an Enterprise domain.
_REGIONAL = re.compile(r"(?:[a-z0-9_-]+\.)?([a-z0-9_-]+\.sh\.basespace\.illumina\.com(?:\.cn)?)")
_NO_REGION = re.compile(r"(?:api\.|developer\.)?sh\.basespace\.illumina\.com(?:\.cn)?")
_OTHER_PRODUCTS = {"ica": "Illumina Connected Analytics", "login": "Illumina's sign-in"}
# Client Keys, Client Secrets and tokens; no instance's label is as long.
_SECRET_LIKE = re.compile(r"[A-Za-z0-9+/=_-]{20,}")
_ALIKE = 0.9
"""How alike a host and a known one are (0 to 1) for it to be taken for a typing error."""


def read_address(text: str) -> Instance:
    """Return the instance that ``text`` means: a label, a host or an address.

    The web address, the portal's and an Enterprise domain's all lead to the instance's API; paths
    and trailing slashes are dropped. Raises UsageError for what cannot be a BaseSpace API server
    and for what is almost the address of a known one; plain http is taken from this machine only.
    """
    typed = text.strip()
    if not typed:
        raise UsageError("The server's address is missing.", _HINT)
    for instance in INSTANCES:
        if typed.casefold() == instance.label:
            return instance
    if _SECRET_LIKE.fullmatch(typed):  # not shown: it may be one
        raise UsageError(
            "That looks like a Client Key, a secret or a token, not like a server's address.", _HINT
        )
    parts = _split(typed)
    host = (parts.hostname or "").rstrip(".").casefold()
    _refuse_other_product(host)
    web_host = _web_host(host)
    meant = _meant(web_host)
    for instance in INSTANCES:
        if _within(web_host, instance.web_host) and meant in {None, instance}:
            return instance
    if meant:
        raise UsageError(
            f"{host} is not the address of a BaseSpace that bs-wizard knows.",
            f"You probably mean {meant.label} ({meant.place}): {meant.api_server}",
        )
    return _other(parts, host, web_host)


def _refuse_other_product(host: str) -> None:
    for label in host.split("."):
        if _is_illuminas(host) and (product := _OTHER_PRODUCTS.get(label)):
            raise UsageError(f"{host} is {product}, another product than BaseSpace.", _HINT)


def _web_host(host: str) -> str:
    """Return the host that a browser signs in at, as far as the API's or the portal's tells it."""
    without = host.removeprefix("api.")
    if not _is_illuminas(host):
        return without if "." in without else host
    without = without.removeprefix("developer.")
    regional = _REGIONAL.fullmatch(without)
    return regional[1] if regional else without


def _meant(web_host: str) -> Instance | None:
    """Return the known instance that a host names, or almost names, if there is one."""
    for instance in INSTANCES:
        is_named = _is_illuminas(web_host) and instance.label in web_host.split(".")
        if is_named or web_host == instance.web_host:
            return instance
    if _REGIONAL.fullmatch(web_host):
        return None
    if web_host.endswith("basespace.illumina.com.cn"):
        return _CHINA
    near = max(INSTANCES, key=lambda each: _likeness(web_host, each.web_host))
    is_near = _likeness(web_host, near.web_host) >= _ALIKE
    return near if is_near or f"{near.web_host}." in web_host else None


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _split(typed: str) -> SplitResult:
    shown = printable(typed, limit=80)
    try:
        parts = urlsplit(typed if "://" in typed else f"//{typed}")
        host = (parts.hostname or "").removesuffix(".")
        _ = parts.port
    except ValueError:
        host = ""
    usable = is_loopback_host(host) or _HOST.fullmatch(host)
    if not usable or not _plain(typed) or typed.startswith("-"):
        raise UsageError(f"“{shown}” is not the address of a BaseSpace server.", _HINT)
    if "@" in parts.netloc or parts.scheme not in {"", "http", "https"}:
        raise UsageError(f"“{shown}” is not the address of a BaseSpace server.", _HINT)
    # With "sh." and no region before it, it could be any of them.
    if not is_loopback_host(host) and ("." not in host or _NO_REGION.fullmatch(host.casefold())):
        labels = ", ".join(instance.label for instance in INSTANCES)
        raise UsageError(
            f"“{shown}” is not an instance that bs-wizard knows.",
            f"Type one of {labels}; or an address such as https://api.basespace.illumina.com.",
        )
    return parts


def _other(parts: SplitResult, host: str, web_host: str) -> Instance:
    port = "" if parts.port is None else f":{parts.port}"
    if is_loopback_host(host):
        shown = f"[{host}]" if ":" in host else host
        server = f"{parts.scheme or 'http'}://{shown}{port}"
        return Instance(f"{shown}{port}", "this machine", server, host, f"{server}/portal")
    if parts.scheme not in {"", "https"}:
        raise UsageError(
            f"{host} was given with {parts.scheme}, which sends secrets in clear.",
            f"Use https://{host}{port}.",
        )
    api = f"api.{web_host}" if _is_illuminas(host) else host
    portal = f"https://developer.{web_host}/dashboard"
    return Instance(host, "other", f"https://{api}{port}", web_host, portal)


def _is_illuminas(host: str) -> bool:
    return host.endswith((".illumina.com", ".illumina.com.cn"))


def _within(host: str, own: str) -> bool:
    """Whether ``host`` is ``own`` or has exactly one label before it."""
    before = host.removesuffix(own)
    return before != host and _UP_TO_ONE_LABEL.fullmatch(before) is not None


def _plain(address: str) -> bool:
    """Whether it is visible ASCII, in which no letter looks like another one."""
    shown = printable(address, limit=LONGEST_ADDRESS)
    return address.isascii() and " " not in address and shown == address


def is_loopback_host(host: str) -> bool:
    """Tell whether a host is this machine: localhost, all of 127.0.0.0/8, and ::1.

    Whether a secret may travel in clear, and past every proxy, is decided here and nowhere else.
    """
    if host.casefold().removesuffix(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
