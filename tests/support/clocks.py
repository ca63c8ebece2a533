"""A clock for tests: hours pass at once, or only when a test says so."""

import asyncio
from collections.abc import Callable

from bs_wizard.basespace.clock import Moment, leapt

START = 1_772_546_520.0  # 2026-03-03 14:02 UTC


class FakeClock:
    """Both clocks of a machine, and the time that passes ``elsewhere``, such as at a server.

    ``sleep`` moves them on and gives way to other tasks. A ``still`` clock does not move by itself:
    who sleeps is woken when a test has moved it far enough.

    ``wall_rate`` is how fast the wall clock runs when the monotonic one runs at 1. ``on_sleep`` is
    called after every wait, to do what happens meanwhile. ``sleeps`` holds the waits in seconds.
    """

    def __init__(
        self,
        *,
        still: bool = False,
        wall_rate: float = 1.0,
        on_sleep: Callable[[], object] | None = None,
    ) -> None:
        self.monotonic = 0.0
        self.wall = START
        self.elsewhere = 0.0
        self.wall_rate = wall_rate
        self.on_sleep = on_sleep
        self.sleeps: list[float] = []
        self._still = still
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> Moment:
        return Moment(self.monotonic, self.wall)

    def seconds(self) -> float:
        """The time elsewhere alone, for a server."""
        return self.elsewhere

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        if self._still:
            await self._sleep_until_woken(self.monotonic + seconds)
        else:
            self.advance(seconds)
        if self.on_sleep is not None:
            self.on_sleep()
        await asyncio.sleep(0)

    @property
    def asleep(self) -> bool:
        """Whether somebody waits for a still clock to be moved."""
        return any(not woken.done() for _, woken in self._sleepers)

    def advance(self, seconds: float, *, rate: float = 1.0) -> None:
        """Let time pass, here and elsewhere; ``rate`` is how fast the monotonic clock runs."""
        self._move(seconds * rate, seconds * self.wall_rate, seconds)

    def doze(self, seconds: float) -> None:
        """Let the machine sleep: its monotonic clock stands still meanwhile."""
        self._move(0.0, seconds, seconds)

    def set_ahead(self, seconds: float) -> None:
        """Set the wall clock; no time passes."""
        self._move(0.0, seconds, 0.0)

    def _move(self, monotonic: float, wall: float, elsewhere: float) -> None:
        before = self.now()
        self.monotonic += monotonic
        self.wall += wall
        self.elsewhere += elsewhere
        for at, woken in self._sleepers:
            over = at <= self.monotonic + 1e-6 or leapt(before, self.now())
            if over and not woken.done():
                woken.set_result(None)

    async def _sleep_until_woken(self, at: float) -> None:
        sleeper = (at, asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1]
        finally:
            self._sleepers.remove(sleeper)
