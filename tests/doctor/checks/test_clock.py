"""Clocks that agree, run apart, are wrong."""

from collections.abc import Callable

import pytest

from bs_wizard.basespace.clock import Moment
from bs_wizard.doctor.checks.clock import ServerTime, assess_drift, assess_skew, check
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from tests.doctor.reports import findings, the_finding
from tests.support.clocks import FakeClock


@pytest.mark.parametrize(
    ("wall_rate", "level", "said"),
    [
        (1.0, Level.OK, "they agree"),
        (0.9995, Level.OK, "they agree"),
        (0.9, Level.WARNING, "10% faster"),
        (1.3, Level.WARNING, "30% slower"),
    ],
)
def test_the_two_clocks_are_compared(
    context: Callable[..., Context], wall_rate: float, level: Level, said: str
) -> None:
    clock = FakeClock(wall_rate=wall_rate)
    (finding,) = findings(check, context(clock=clock))
    assert (finding.level, said in finding.found) == (level, True)
    assert clock.sleeps == [0.5]


def test_a_clock_that_stands_still_is_said() -> None:
    assert the_finding(assess_drift, Moment(1, 1), Moment(1, 2)).level is Level.WARNING


@pytest.mark.parametrize(
    ("walls", "level", "said"),
    [
        ([], Level.SKIPPED, "no server said"),
        ([1000.5], Level.OK, "within 0 s"),
        ([1060.4], Level.OK, "within 60 s"),
        ([1061.0], Level.WARNING, "60 s ahead of api"),
        ([900.0], Level.WARNING, "100 s behind api"),
        ([5000.0, 1001.0], Level.OK, "within 0 s"),
    ],
)
def test_the_wall_clock_is_compared_with_the_servers(
    walls: list[float], level: Level, said: str
) -> None:
    finding = the_finding(assess_skew, [ServerTime("api", 1000.0, each) for each in walls])
    assert (finding.level, said in finding.found) == (level, True)
    assert bool(finding.fix) == (level is Level.WARNING)
