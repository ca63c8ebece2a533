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


_LEAP = 10.0
_STEP = 1.0  # seconds; how late a leap is noticed


def leapt(before: Moment, now: Moment) -> bool:
    """Whether the wall clock is so far ahead of the other that the machine must have slept.

    10 s and more: a clock that is merely off by 30 % takes half a minute for that.
    """
    return (now.wall - before.wall) - (now.monotonic - before.monotonic) >= _LEAP


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> Moment:
        """Return both clocks' time."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for about ``seconds``, less where the machine slept meanwhile."""
        ...


class SystemClock:
    """This machine's time."""

    def now(self) -> Moment:
        """Return both clocks' time."""
        return Moment(time.monotonic(), time.time())

    async def sleep(self, seconds: float) -> None:
        """Wait for about ``seconds`` by the monotonic clock; a sleep of the machine ends it."""
        before = now = self.now()
        end = before.monotonic + seconds
        while now.monotonic < end and not leapt(before, now):
            before = now
            await asyncio.sleep(min(_STEP, end - now.monotonic))
            now = self.now()
