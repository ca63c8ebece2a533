import asyncio
from itertools import pairwise

import httpx
import pytest

from bs_wizard.basespace.device_flow import (
    Approved,
    poll,
)
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    ClientRefused,
    CodeExpired,
    SecretRefused,
    ServerError,
    TimedOut,
)
from tests.support.clocks import FakeClock
from tests.support.scripted import ScriptedServer, Step, says
from tests.support.scripted_poll import (
    CLIENT,
    CODE,
    GRANTED,
    PENDING,
    scripted_poll,
)


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (says("access_denied"), AccessDenied),
        (says("AccessDenied"), AccessDenied),
        (says("expired_token"), CodeExpired),
        (says("invalid_grant"), CodeExpired),
        (says("invalid_client", 401), SecretRefused),
        (httpx.Response(401), SecretRefused),
        (says("unauthorized_client"), ClientRefused),
        (says("invalid_request"), ServerError),
    ],
)
async def test_what_ends_it(step: Step, kind: type[BsWizardError]) -> None:
    with pytest.raises(kind) as caught:
        await scripted_poll(PENDING, step)
    assert type(caught.value) is kind


@pytest.mark.parametrize("step", [PENDING, httpx.Response(503), httpx.ConnectError("x")])
async def test_a_server_that_never_decides_is_asked_to_the_end_and_not_beyond(step: Step) -> None:
    clock = FakeClock()
    with pytest.raises(CodeExpired, match="b9bac"):
        await scripted_poll(step, clock=clock)
    assert 59.99 < clock.monotonic < 61.21


async def test_an_approval_in_the_last_moment_is_not_lost() -> None:
    clock = FakeClock()
    down = httpx.ConnectError("x")
    events, _ = await scripted_poll(*[down] * 5, GRANTED, clock=clock)
    assert clock.monotonic == pytest.approx(60)
    assert isinstance(events[-1], Approved)


async def test_the_users_own_limit_comes_before_the_codes_end() -> None:
    clock = FakeClock()
    with pytest.raises(TimedOut, match="10 seconds"):
        await scripted_poll(PENDING, clock=clock, limit=10)
    assert 9.99 < clock.monotonic < 11.21


async def test_a_limit_beyond_the_codes_end_is_the_codes_end() -> None:
    with pytest.raises(CodeExpired):
        await scripted_poll(PENDING, limit=3600)


async def test_no_time_at_all_is_one_question() -> None:
    with pytest.raises(TimedOut):
        await scripted_poll(PENDING, limit=0)
    events, _ = await scripted_poll(GRANTED, limit=0)
    assert isinstance(events[-1], Approved)


async def test_a_fast_monotonic_clock_does_not_hurry_the_server() -> None:
    clock = FakeClock(wall_rate=1 / 1.3)
    walls: list[float] = []
    server = ScriptedServer([PENDING] * 9 + [GRANTED])
    async with server.client() as http:
        async for _ in poll(http, CLIENT, CODE, clock):
            walls.append(clock.wall)
    assert all(after - before >= 1 for before, after in pairwise(walls))


async def test_leaving_stops_the_questions() -> None:
    reached = asyncio.Event()
    server = ScriptedServer([PENDING])

    async def watch() -> None:
        async with server.client() as http:
            async for _ in poll(http, CLIENT, CODE, FakeClock()):
                reached.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(watch())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(server.requests) == 1
