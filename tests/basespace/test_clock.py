"""The machine's own clocks: a wait ends when it is over, or when the machine has slept."""

from types import SimpleNamespace

import pytest

from bs_wizard.basespace import clock
from bs_wizard.basespace.clock import SystemClock


@pytest.mark.parametrize(("sleeps_in", "naps"), [(None, 60), (3, 3)])
async def test_a_sleep_of_the_machine_ends_a_wait(
    monkeypatch: pytest.MonkeyPatch, sleeps_in: int | None, naps: int
) -> None:
    """The monotonic clock stands still while the machine sleeps; the wall clock does not."""
    monotonic, wall = [0.0], [0.0]

    async def nap(seconds: float) -> None:
        monotonic.append(monotonic[-1] + seconds)
        asleep = 900.0 if len(monotonic) - 1 == sleeps_in else 0.0
        wall.append(wall[-1] + seconds + asleep)

    times = SimpleNamespace(monotonic=lambda: monotonic[-1], time=lambda: wall[-1])
    monkeypatch.setattr(clock, "time", times)
    monkeypatch.setattr(clock, "asyncio", SimpleNamespace(sleep=nap))
    await SystemClock().sleep(60)
    assert len(monotonic) - 1 == naps
