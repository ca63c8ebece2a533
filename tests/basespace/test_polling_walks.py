import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.clock import Moment, leapt
from bs_wizard.basespace.polling import Schedule

START = Moment(100.0, 1_760_000_000.0)
A_BIT = 0.002  # clocks are compared no finer than a millisecond
ALIVE = {"pending", "slow_down"}
ANSWERS = ("pending", "pending", "slow_down", "transient", "retry later")
JOLTS = (0.0,) * 200 + (3600.0, 30.0, -2.0, -3600.0)

intervals = st.integers(1, 30)
lives = st.integers(0, 1800)
chances = st.integers(0, 2**32).map(random.Random)


@dataclass(frozen=True)
class _Ask:
    """One question: put when, answered when and how, and what was true then.

    ``age_put`` and ``age_answered`` are the code's age by whichever clock went further, or by the
    monotonic one alone once the server gave the lie to the other.
    """

    put: Moment
    answered: Moment
    interval: float
    kind: str
    age_put: float
    age_answered: float
    was_set_back: bool
    slept: bool


def _walk(schedule: Schedule, chance: random.Random) -> Iterator[_Ask]:
    """Ask as ``device_flow.poll`` does, with clocks that run and jump and a server that moods."""
    now, age, set_back, slept = START, 0.0, False, False
    for _ in range(50_000):
        if schedule.over:
            return
        schedule = schedule.at(now)
        if schedule.due:
            took, kind = chance.uniform(0, 30), chance.choice(ANSWERS)
            put, interval = now, schedule.interval
            now = Moment(now.monotonic + took, now.wall + took)
            steady = now.monotonic - START.monotonic
            put_at, age = age, age + took
            if kind in ALIVE and steady < schedule.expires_in - A_BIT <= age:
                age = steady
            yield _Ask(put, now, interval, kind, put_at, age, set_back, slept)
            set_back = slept = False
            schedule = _answer(schedule, now, kind)
        else:
            assert schedule.next_in > 0
            steady, jolt = schedule.next_in, chance.choice(JOLTS)
            wall = steady * chance.uniform(0.7, 1.3) + jolt
            before, now = now, Moment(now.monotonic + steady, now.wall + wall)
            slept = slept or leapt(before, now)
            age, set_back = age + max(steady, wall), set_back or jolt < 0
    pytest.fail("the wait for approval never ends")


def _answer(schedule: Schedule, now: Moment, kind: str) -> Schedule:
    match kind:
        case "pending":
            return schedule.pending(now)
        case "slow_down":
            return schedule.slow_down(now)
        case "transient":
            return schedule.transient(now)
    return schedule.transient(now, 7)


@given(lives, intervals, chances)
def test_no_question_comes_early_by_either_clock(
    expires_in: int, interval: int, chance: random.Random
) -> None:
    asks = list(_walk(Schedule(expires_in, interval, START), chance))
    assert asks[0].slept or asks[0].put.monotonic - START.monotonic >= interval - A_BIT
    for before, after in pairwise(asks):
        if not after.slept:
            assert after.put.monotonic - before.answered.monotonic >= after.interval - A_BIT
        if not after.was_set_back:
            assert after.put.wall - before.answered.wall >= after.interval - A_BIT


@given(lives, intervals, chances)
def test_every_slow_down_costs_five_seconds_and_nothing_gives_them_back(
    expires_in: int, interval: int, chance: random.Random
) -> None:
    asks = list(_walk(Schedule(expires_in, interval, START), chance))
    for before, after in pairwise(asks):
        assert after.interval - before.interval == (5 if before.kind == "slow_down" else 0)


@given(lives, intervals, chances)
def test_it_always_ends_and_the_last_word_is_of_the_codes_end(
    expires_in: int, interval: int, chance: random.Random
) -> None:
    *earlier, last = _walk(Schedule(expires_in, interval, START), chance)
    has_heard = last.kind in ALIVE
    assert (last.age_answered if has_heard else last.age_put) >= expires_in - A_BIT
    assert all(ask.age_put < expires_in or ask.age_answered < expires_in for ask in earlier)
