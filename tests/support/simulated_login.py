"""A whole login against the simulator, in the time of a clock that both share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bs_wizard.basespace import http
from bs_wizard.basespace.api import identify
from bs_wizard.basespace.device_flow import (
    Approved,
    Client,
    PollEvent,
    poll,
    request_code,
)
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from tests.support.clocks import FakeClock
from tests.support.scripted_poll import kinds

ASKED = ("READ GLOBAL", "CREATE GLOBAL")


@dataclass
class SimulatedLogin:
    """A simulator, a clock that it shares, and what the client saw."""

    sim: Simulator
    clock: FakeClock
    events: list[PollEvent] = field(default_factory=list)
    code: DeviceCode | None = None

    @property
    def client(self) -> Client:
        return Client(self.sim.api_server, self.sim.client_id, Secret(self.sim.client_secret))

    async def run(self, dialect: str | None = None) -> Approved:
        """Go through the device flow; what it raises, it raises."""
        async with http.make_client() as connection:
            self.code = await request_code(connection, self.client, ASKED)
            async for event in poll(
                connection, self.client, self.code, self.clock, dialect=dialect
            ):
                self.events.append(event)
        approved = self.events[-1]
        assert isinstance(approved, Approved)
        return approved

    async def who(self, token: Secret) -> Identity:
        async with http.make_client() as connection:
            return await identify(connection, self.sim.api_server, token)

    @property
    def kinds(self) -> list[str]:
        return kinds(self.events)


@contextmanager
def simulated_login(
    scenario: str = "approve",
    dialect: str = "sdk",
    *,
    approve_after: float | None = 3,
    expires_in: int = 1800,
    interval: int | None = 1,
    meanwhile: Callable[[Simulator], object] | None = None,
) -> Iterator[SimulatedLogin]:
    clock = FakeClock()
    settings = Settings(
        scenario=scenario,
        dialect=dialect,
        approve_after=approve_after,
        expires_in=expires_in,
        interval=interval,
    )
    with Simulator(settings, clock=clock.seconds) as sim:
        if meanwhile is not None:
            clock.on_sleep = lambda: meanwhile(sim) if len(clock.sleeps) == 2 else None
        yield SimulatedLogin(sim, clock)
