"""The device flow: ask for a code; poll until the person has decided."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs_wizard.basespace import dialects, scopes
from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.http import exchange
from bs_wizard.basespace.polling import Schedule
from bs_wizard.basespace.replies import (
    DeviceCode,
    Granted,
    Pending,
    PollReply,
    Refused,
    SlowDown,
    Transient,
    WrongDialect,
    read_device_code,
    read_poll,
)
from bs_wizard.errors import BsWizardError, CodeExpired, NetworkError, ServerError, TimedOut
from bs_wizard.secret import Secret

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Client:
    """The application that asks (RFC 6749 section 2.3), and the API server it asks at."""

    api_server: str
    client_id: str
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class Polled:
    """The server was asked, and the person has not decided; times in seconds.

    ``reply`` is what came back: a SlowDown has the interval that holds from now on. ``next_in`` is
    until the next question, ``left`` until the code expires.
    """

    reply: Pending | SlowDown | Transient
    next_in: float
    left: float


@dataclass(frozen=True, slots=True)
class Approved:
    """The person approved: the token, and the dialect that this server speaks.

    ``scopes`` are those of the token where the server named them with it.
    """

    token: Secret
    dialect: str
    scopes: tuple[str, ...] | None = None


PollEvent = Polled | Approved


async def request_code(
    http: "httpx.AsyncClient", client: Client, asked: Sequence[str]
) -> DeviceCode:
    """Ask for a device code. The client secret is not sent at this step.

    Raises NetworkError, ScopeRefused, ClientRefused or ServerError.
    """
    address = f"{client.api_server}/v1pre3/oauthv2/deviceauthorization"
    form = {
        "response_type": "device_code",
        "client_id": client.client_id,
        "scope": scopes.wire(asked),
    }
    return read_device_code(await exchange(http, "POST", address, form=form))


async def poll(
    http: "httpx.AsyncClient",
    client: Client,
    code: DeviceCode,
    clock: Clock,
    *,
    dialect: str | None = None,
    limit: float | None = None,
) -> AsyncIterator[PollEvent]:
    """Poll until the person has decided; the last event is ``Approved``.

    ``dialect`` is the one to try first, known from an earlier login; ``limit`` is the longest to
    wait, in seconds, where that is less than the code's life. Raises AccessDenied, CodeExpired,
    TimedOut, ClientRefused, ScopeRefused or ServerError, and SecretRefused, after which the code
    lives on and may be polled for with another secret; a failing network raises nothing.
    """
    life = code.expires_in if limit is None else min(limit, code.expires_in)
    dialects_left = dialects.starting_with(dialect)
    schedule = Schedule(life, code.interval, clock.now())
    while not schedule.over:
        schedule = schedule.at(clock.now())
        if not schedule.due:
            await clock.sleep(schedule.next_in)
            continue
        reply = await _ask(http, client, code, dialects_left[0], within=max(schedule.left, 5.0))
        now = clock.now()
        match reply:
            case Granted(token, granted):
                yield Approved(token, dialects_left[0].name, granted)
                return
            case Refused(error):
                raise error
            case WrongDialect():
                dialects_left = _without_first(dialects_left)
                schedule = schedule.pending(now)
            case Pending():
                schedule = schedule.pending(now)
                yield Polled(reply, schedule.next_in, schedule.left)
            case SlowDown(interval):
                schedule = schedule.slow_down(now, interval)
                yield Polled(SlowDown(schedule.interval), schedule.next_in, schedule.left)
            case Transient(_, retry_after):
                schedule = schedule.transient(now, retry_after)
                yield Polled(reply, schedule.next_in, schedule.left)
    raise _run_out(code, life)


def _run_out(code: DeviceCode, life: float) -> BsWizardError:
    if life < code.expires_in:
        return TimedOut(
            f"Nobody approved the code within {life:g} seconds.",
            "Start again, or allow more time with --timeout.",
        )
    return CodeExpired(
        f"The code {code.user_code} expired before it was approved.", "Ask for a new code."
    )


async def _ask(
    http: "httpx.AsyncClient",
    client: Client,
    code: DeviceCode,
    dialect: dialects.Dialect,
    *,
    within: float,
) -> PollReply:
    address = f"{client.api_server}/v1pre3/oauthv2/token"
    form = dialect.form(client.client_id, client.client_secret, code.device_code)
    try:
        return read_poll(await exchange(http, "POST", address, form=form, within=within))
    except NetworkError as error:
        return Transient(error.message)


def _without_first(dialects_left: tuple[dialects.Dialect, ...]) -> tuple[dialects.Dialect, ...]:
    if len(dialects_left) == 1:
        raise ServerError(
            "The server knows none of the ways to ask for a device token.",
            "Check that the address is a BaseSpace API server.",
        )
    return dialects_left[1:]
