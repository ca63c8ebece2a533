"""Whether each BaseSpace that is used can be reached: name, connection, TLS, answer.

One request without credentials is sent to each, to an address that answers 401 to strangers.
"""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bs_wizard.background import in_thread
from bs_wizard.basespace import proxy_setting
from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.instances import DEFAULT, read_address
from bs_wizard.clean import printable
from bs_wizard.doctor.checks import issuers
from bs_wizard.doctor.checks.clock import ServerTime, assess_skew
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report
from bs_wizard.errors import BsWizardError, NetworkError

if TYPE_CHECKING:
    import httpx

CHECK = "network"
PATH = "/v1pre3/users/current"
LOOK_UP_SECONDS = 4.0
EXCHANGE_SECONDS = 6.0
_MOST_SERVERS = 8
_NEEDS_PROXY = "export HTTPS_PROXY=http://proxy.of.your.site:3128"


@dataclass
class Visit:
    """What happened on the way to one server, as far as it went; times in milliseconds.

    ``proxy`` is the host of the proxy on the way. ``issuer`` is who signed the server's
    certificate, trusted or not. ``stage`` is the last step begun: settings, name, connection, TLS,
    answer.
    """

    server: str
    proxy: str | None = None
    stage: str = "settings"
    addresses: int = 0
    status: int = 0
    is_json: bool = False
    tls: str = ""
    issuer: str = ""
    time: ServerTime | None = None
    trouble: BsWizardError | None = None
    took_ms: int = 0
    begun: float = field(default_factory=perf_counter)

    @property
    def host(self) -> str:
        """Host of the server, with its port where one is written."""
        return urlsplit(self.server).netloc


def check(context: Context, report: Report) -> None:
    """Visit each server once, all at a time; the clock is compared with what they say."""
    visits = asyncio.run(_visit_all(servers(context), context.clock))
    for visit in visits:
        assess(visit, report.named(CHECK, took_ms=visit.took_ms))
    assess_skew([visit.time for visit in visits if visit.time is not None], report)
    assess_exceptions(proxy_setting.left_out(), report.named(CHECK))


def assess_exceptions(left_out: Sequence[str], report: Report) -> None:
    """Say which entries of NO_PROXY mean nothing."""
    for entry in left_out:
        found = f"{entry} is no host, address or range, and is left out"
        report.warn("read for which hosts no proxy is used", found, f"Correct {entry}.")


def servers(context: Context) -> Sequence[str]:
    """Return the API servers of the stored credentials, else the default instance's."""
    used = {one.api_server for one in context.contents.credentials}
    return sorted(used)[:_MOST_SERVERS] or [DEFAULT.api_server]


def assess(visit: Visit, report: Report) -> None:
    """Say how far the request came."""
    way = f" through the proxy {printable(visit.proxy)}" if visit.proxy else ""
    checked = f"tried a request without credentials to {printable(visit.host)}{way}"
    code = NetworkError.exit_code
    if visit.trouble is not None:
        found = f"{visit.trouble.message} It stopped at: {visit.stage}."
        if visit.issuer:
            found = f"{visit.trouble.message} It was issued by {printable(visit.issuer)}."
        report.error(checked, found, _fix(visit), code)
        return
    told = f"HTTP {visit.status}" + (f", {visit.tls}" if visit.tls else "")
    told += f", certificate issued by {printable(visit.issuer)}" if visit.issuer else ""
    if visit.status >= 500:
        found = f"BaseSpace is reached and has trouble of its own: {told}"
        report.warn(checked, found, "Try again later.")
    elif not visit.is_json:
        what = "probably" if visit.status == 200 else "such as"
        found = (
            f"something answers that is not BaseSpace, {what} this network's sign-in page: {told}"
        )
        report.error(checked, found, f"curl -v {visit.server}{PATH}", code)
    else:
        report.ok(checked, f"BaseSpace answers: {told}")


def _fix(visit: Visit) -> str:
    if visit.stage in {"settings", "TLS"} and visit.trouble:
        return visit.trouble.hint
    if visit.proxy:
        return "unset HTTPS_PROXY https_proxy ALL_PROXY all_proxy"
    if _is_loopback(visit.server):
        return f"curl -v {visit.server}{PATH}"
    return _NEEDS_PROXY


def _is_loopback(server: str) -> bool:
    try:
        return read_address(server).is_loopback
    except BsWizardError:
        return False


async def _visit_all(addresses: Sequence[str], clock: Clock) -> list[Visit]:
    return list(await asyncio.gather(*(_visit(each, clock) for each in addresses)))


async def _visit(server: str, clock: Clock) -> Visit:
    visit = Visit(server)
    try:
        server = read_address(server).api_server
        await _look_up(visit)
        await _exchange(visit, clock)
    except BsWizardError as error:
        visit.trouble = error
        if visit.stage == "TLS":
            visit.issuer = await issuers.of(urlsplit(server), visit.proxy is not None)
    visit.took_ms = round((perf_counter() - visit.begun) * 1000)
    return visit


async def _look_up(visit: Visit) -> None:
    # Before httpx does it: in its pool a look-up that hangs would keep the program from ending.
    visit.proxy = proxy_setting.host_before(visit.server)
    visit.stage = "name"
    host = visit.proxy or urlsplit(visit.server).hostname or ""
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            found = await in_thread(lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    except TimeoutError:
        raise NetworkError(f"Looking up the name {host} took over {LOOK_UP_SECONDS:g} s.") from None
    except (OSError, UnicodeError):
        what = "of the proxy " if visit.proxy else ""
        raise NetworkError(f"The name {what}{host} could not be looked up.") from None
    visit.addresses = len(found)


async def _exchange(visit: Visit, clock: Clock) -> None:
    from bs_wizard.basespace.http import exchange, make_client

    visit.stage = "settings"
    async with make_client() as client:
        client.event_hooks = {
            "request": [lambda request: _follow(request, visit)],
            "response": [lambda response: _note(response, visit, clock)],
        }
        await exchange(client, "GET", f"{visit.server}{PATH}", within=EXCHANGE_SECONDS)


async def _follow(request: "httpx.Request", visit: Visit) -> None:
    visit.stage = "connection"

    async def trace(event: str, _info: Any) -> None:
        if event.endswith("start_tls.started"):
            visit.stage = "TLS"
        elif event.endswith("send_request_headers.started"):
            visit.stage = "answer"

    request.extensions["trace"] = trace


async def _note(response: "httpx.Response", visit: Visit, clock: Clock) -> None:
    visit.status = response.status_code
    visit.is_json = "json" in response.headers.get("Content-Type", "")
    tls = response.extensions["network_stream"].get_extra_info("ssl_object")
    if tls is not None:
        visit.tls = tls.version() or ""
        visit.issuer = issuers.named(tls.getpeercert())
    try:
        date = parsedate_to_datetime(response.headers.get("Date", "")).timestamp()
    except ValueError:
        return  # not every server says the time
    visit.time = ServerTime(visit.host, date, clock.now().wall)
