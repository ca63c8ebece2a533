"""A clock that moves only when somebody waits on it, so that hours pass at once."""

import asyncio
from collections.abc import Callable

from bs_wizard.basespace.clock import Moment

START = 1_760_000_000.0


class FakeClock:
    """Both clocks of a machine; ``sleep`` moves them on and gives way to other tasks.

    ``wall_rate`` is how fast the wall clock runs when the monotonic one runs at 1. ``on_sleep`` is
    called after every wait, to do what happens meanwhile. ``sleeps`` holds the waits in seconds.
    """

    def __init__(
        self, *, wall_rate: float = 1.0, on_sleep: Callable[[], object] | None = None
    ) -> None:
        self.monotonic = 0.0
        self.wall = START
        self.wall_rate = wall_rate
        self.on_sleep = on_sleep
        self.sleeps: list[float] = []

    def now(self) -> Moment:
        return Moment(self.monotonic, self.wall)

    def seconds(self) -> float:
        """The monotonic clock alone, for servers that share this time."""
        return self.monotonic

    def advance(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds * self.wall_rate

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.advance(seconds)
        if self.on_sleep is not None:
            self.on_sleep()
        await asyncio.sleep(0)
