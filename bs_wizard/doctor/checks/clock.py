"""The two clocks against each other and against a server's.

A wall clock that is wrong makes certificates look expired and times in the index false. A
monotonic clock that runs fast (5 to 30 % on some WSL machines, cli/cli issue 9370) makes a program
ask too early, which a server answers with ``slow_down``.
"""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from bs_wizard.basespace.clock import Clock, Moment
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report

CHECK = "clock-drift"
MOST_SKEW = 60.0
"""Seconds between this machine and a server that warn."""
MOST_DRIFT = 0.02
"""Part of the time passed by which the clocks may differ; slewing is below 0.0005 (ntpd)."""

_SET_CLOCK = {
    "darwin": "sudo sntp -sS time.apple.com",
    "win32": "w32tm /resync",
}


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The ``Date`` of an answer and this machine's wall clock then, both seconds since 1970."""

    host: str
    date: float
    wall: float

    @property
    def skew(self) -> float:
        """How far this machine is ahead, in seconds; ``Date`` is cut to whole ones."""
        return self.wall - (self.date + 0.5)


def check(context: Context, report: Report) -> None:
    """Let a short time pass and compare how far each clock has moved."""
    first, last = asyncio.run(_two_readings(context.clock, context.drift_seconds))
    assess_drift(first, last, report)


async def _two_readings(clock: Clock, seconds: float) -> tuple[Moment, Moment]:
    first = clock.now()
    await clock.sleep(seconds)
    return first, clock.now()


def assess_drift(first: Moment, last: Moment, report: Report) -> None:
    """Say by how much one clock runs faster than the other."""
    monotonic, wall = last.monotonic - first.monotonic, last.wall - first.wall
    checked = f"compared the monotonic and the wall clock over {monotonic:.1f} s"
    if monotonic <= 0:
        report.warn(checked, "the monotonic clock stands still", "Restart this machine.")
        return
    drift = (monotonic - wall) / monotonic
    if abs(drift) <= MOST_DRIFT:
        report.ok(checked, "they agree")
        return
    faster = "faster" if drift > 0 else "slower"
    found = f"the monotonic clock runs {abs(drift):.0%} {faster}, or the wall clock was just set"
    report.warn(checked, found, _set_clock())


def assess_skew(times: Iterable[ServerTime], report: Report) -> None:
    """Say how far this machine's wall clock is off.

    Of several servers it is compared with the nearest: another may be wrong itself, or answer from
    a cache.
    """
    report = report.named("clock-skew")
    checked = "compared the wall clock with the Date of the servers' answers"
    nearest = min(times, key=lambda each: abs(each.skew), default=None)
    if nearest is None:
        report.skipped(checked, "no server said what time it is")
        return
    off = abs(nearest.skew)
    if off <= MOST_SKEW:
        report.ok(checked, f"it agrees with {nearest.host} within {off:.0f} s")
        return
    way = "ahead of" if nearest.skew > 0 else "behind"
    report.warn(checked, f"this machine is {off:.0f} s {way} {nearest.host}", _set_clock())


def _set_clock() -> str:
    return _SET_CLOCK.get(sys.platform, "sudo timedatectl set-ntp true")
