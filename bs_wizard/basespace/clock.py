"""Time as the device flow sees it: two clocks at once, and a way to wait."""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of both clocks, in seconds.

    ``monotonic`` never goes back but stands still while a machine sleeps and runs fast on some
    virtual machines; ``wall`` is seconds since 1970 and can be set.
    """

    monotonic: float
    wall: float


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> Moment:
        """Return both clocks' time."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for about ``seconds``."""
        ...


class SystemClock:
    """This machine's time."""

    def now(self) -> Moment:
        """Return both clocks' time."""
        return Moment(time.monotonic(), time.time())

    async def sleep(self, seconds: float) -> None:
        """Wait for about ``seconds``, by the event loop's clock."""
        await asyncio.sleep(seconds)
