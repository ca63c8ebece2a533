"""Polling by script: one client, one code, and the answers a test wants."""

from collections.abc import Sequence

from bs_wizard.basespace.device_flow import (
    Client,
    Polled,
    PollEvent,
    poll,
)
from bs_wizard.basespace.replies import DeviceCode, SlowDown
from bs_wizard.secret import Secret
from tests.support.clocks import FakeClock
from tests.support.scripted import ScriptedServer, Step, answer, says

CLIENT_SECRET = "c11e475ec4e7c11e475ec4e7c11e475e"
DEVICE_CODE = "de71cec0dede71cec0dede71cec0de00"
TOKEN = "70ce70ce70ce70ce70ce70ce70ce70ce"
CLIENT = Client("https://api.basespace.illumina.com", "key", Secret(CLIENT_SECRET))
CODE = DeviceCode(Secret(DEVICE_CODE), "b9bac", "https://basespace.illumina.com/d", None, 60, 1)
PENDING = says("authorization_pending")
GRANTED = answer(200, {"access_token": TOKEN})
FIRST_REPLY = {
    "device_code": DEVICE_CODE,
    "user_code": "b9bac",
    "verification_uri": "https://basespace.illumina.com/oauth/device",
    "expires_in": 1800,
    "interval": 1,
}


def kinds(events: Sequence[PollEvent]) -> list[str]:
    """Return what each event tells: Pending, SlowDown, Transient or Approved."""
    return [type(one.reply if isinstance(one, Polled) else one).__name__ for one in events]


def paces(events: Sequence[PollEvent]) -> list[float | None]:
    """Return the intervals that the server asked for, one after the other."""
    replies = [one.reply for one in events if isinstance(one, Polled)]
    return [reply.interval for reply in replies if isinstance(reply, SlowDown)]


async def scripted_poll(
    *steps: Step,
    clock: FakeClock | None = None,
    code: DeviceCode = CODE,
    dialect: str | None = None,
    limit: float | None = None,
) -> tuple[list[PollEvent], ScriptedServer]:
    server = ScriptedServer(steps)
    async with server.client() as http:
        events = poll(http, CLIENT, code, clock or FakeClock(), dialect=dialect, limit=limit)
        return [event async for event in events], server
