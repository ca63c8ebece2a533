import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.clock import Moment
from bs_wizard.basespace.polling import LONGEST_BACK_OFF, Schedule

START = Moment(100.0, 1_760_000_000.0)


def _later(moment: Moment, monotonic: float, wall: float | None = None) -> Moment:
    return Moment(moment.monotonic + monotonic, moment.wall + (monotonic if wall is None else wall))


def _schedule(expires_in: float = 1800, interval: float = 1) -> Schedule:
    return Schedule(expires_in, interval, START)


def test_the_first_question_waits_for_the_interval_and_a_fifth() -> None:
    schedule = _schedule(interval=5)
    assert not schedule.due
    assert schedule.next_in == pytest.approx(6)
    assert not schedule.at(_later(START, 5.9)).due
    assert schedule.at(_later(START, 6.0)).due


def test_pending_keeps_the_pace() -> None:
    now = _later(START, 6)
    schedule = _schedule(interval=5).pending(now)
    assert schedule.next_in == pytest.approx(6)
    assert schedule.left == pytest.approx(1794)


def test_the_wait_counts_from_the_answer_and_not_from_the_question() -> None:
    asked = _schedule(interval=5).at(_later(START, 6))
    answered = asked.pending(_later(START, 6 + 20))
    assert answered.next_in == pytest.approx(6)


def test_slow_down_adds_five_seconds_for_good_and_widens_the_margin() -> None:
    now = _later(START, 2)
    schedule = _schedule().slow_down(now)
    assert (schedule.interval, schedule.next_in) == pytest.approx((6, 6 * 1.4))
    schedule = schedule.slow_down(now).pending(now).transient(now).pending(now)
    assert (schedule.interval, schedule.next_in) == pytest.approx((11, 11 * 1.4))


@pytest.mark.parametrize(("wish", "interval"), [(None, 6), (3, 6), (6, 6), (20, 20), (-1, 6)])
def test_slow_down_takes_the_servers_interval_where_it_is_longer(
    wish: float | None, interval: float
) -> None:
    assert _schedule().slow_down(START, wish).interval == interval


def test_transient_answers_back_off_doubling_up_to_a_minute_and_an_answer_ends_it() -> None:
    schedule, waits = _schedule(), []
    for _ in range(20):
        schedule = schedule.transient(START)
        waits.append(schedule.next_in)
    assert waits[:4] == pytest.approx([2.4, 4.8, 9.6, 19.2])
    assert max(waits) == waits[-1] == LONGEST_BACK_OFF
    assert schedule.pending(START).next_in == pytest.approx(1.2)


def test_backing_off_is_never_shorter_than_the_pace() -> None:
    assert _schedule(interval=100).transient(START).next_in == pytest.approx(120)


@pytest.mark.parametrize(
    ("retry_after", "next_in"), [(None, 2.4), (1, 2.4), (30, 30), (90, 90), (1e9, 1800)]
)
def test_the_servers_wish_is_kept_up_to_the_codes_end(
    retry_after: float | None, next_in: float
) -> None:
    assert _schedule().transient(START, retry_after).next_in == pytest.approx(next_in)


def test_the_servers_wish_holds_for_one_wait() -> None:
    assert _schedule().transient(START, 90).transient(START).next_in == pytest.approx(4.8)


def test_the_last_question_falls_on_the_codes_end() -> None:
    schedule = _schedule(expires_in=60).transient(_later(START, 50), 300)
    assert schedule.next_in == pytest.approx(10)
    at_the_end = schedule.at(_later(START, 60))
    assert at_the_end.due
    assert not at_the_end.over
    assert at_the_end.pending(_later(START, 61)).over


def test_the_last_question_waits_for_the_interval_too() -> None:
    schedule = _schedule(expires_in=10, interval=4).pending(_later(START, 8))
    assert schedule.next_in == pytest.approx(4)
    assert not schedule.at(_later(START, 10)).due
    assert schedule.at(_later(START, 12)).due


def test_an_answer_that_comes_after_the_end_is_the_last() -> None:
    asked = _schedule(expires_in=60).at(_later(START, 59))
    assert asked.due
    assert asked.pending(_later(START, 60)).over
    assert asked.slow_down(_later(START, 60)).over


def test_a_question_that_failed_across_the_end_is_put_once_more() -> None:
    asked = _schedule(expires_in=60).at(_later(START, 31))
    failed = asked.transient(_later(START, 60))
    assert not failed.over
    assert failed.next_in == pytest.approx(1)
    again = failed.at(_later(START, 61))
    assert again.due
    assert again.transient(_later(START, 66)).over


def test_a_code_that_is_no_more_when_it_comes_is_asked_about_once() -> None:
    schedule = Schedule(0, 1, START)
    assert schedule.left == 0
    asked = schedule.at(_later(START, 1))
    assert asked.due
    assert asked.pending(_later(START, 1)).over


def test_a_machine_that_slept_through_the_end_asks_at_once_and_believes_the_answer() -> None:
    woken = _schedule(expires_in=600, interval=5).at(_later(START, 0.5, 7200))
    assert (woken.left, woken.next_in) == (0, 0)
    assert woken.due
    assert woken.transient(_later(START, 0.6, 7200.1)).over
    # The server says that it waits still: so the clock was set, and nobody slept.
    alive = woken.pending(_later(START, 0.6, 7200.1))
    assert not alive.over
    assert alive.left == pytest.approx(599.4)
    assert alive.at(_later(START, 600, 7799.5)).pending(_later(START, 600, 7799.5)).over


def test_a_machine_that_slept_asks_at_once_whatever_it_waited_for() -> None:
    held_off = _schedule().transient(START, 300)
    assert held_off.at(_later(START, 1, 8)).next_in == pytest.approx(299)
    woken = held_off.at(_later(START, 1, 1200))
    assert woken.due
    assert woken.left == pytest.approx(600)


def test_a_sleep_counts_for_the_codes_life() -> None:
    woken = _schedule(expires_in=600).at(_later(START, 0.5, 300))
    assert woken.left == pytest.approx(300)
    assert not woken.over


@pytest.mark.parametrize("by", [-3600, -1, -0.5])
def test_a_wall_clock_set_back_neither_lengthens_the_life_nor_stops_the_wait(by: float) -> None:
    set_back = _schedule(expires_in=600).at(_later(START, 1.2, by))
    assert set_back.left == pytest.approx(598.8)
    assert set_back.due


def test_a_wall_clock_set_ahead_a_little_never_asks_sooner() -> None:
    ahead = _schedule(expires_in=600).at(_later(START, 0.1, 9))
    assert ahead.left == pytest.approx(591)
    assert not ahead.due


def test_a_monotonic_clock_that_runs_fast_does_not_hurry() -> None:
    assert not _schedule().at(_later(START, 1.2, 1.2 / 1.3)).due
    assert _schedule().at(_later(START, 1.56, 1.2)).due


@given(st.lists(st.floats(0, 100), max_size=30), st.integers(1, 1800))
def test_the_time_left_only_shrinks(steps: list[float], expires_in: int) -> None:
    schedule, now, left = Schedule(expires_in, 1, START), START, float(expires_in)
    for step in steps:
        now = _later(now, step, step - 50)
        schedule = schedule.at(now)
        assert schedule.left <= left
        assert schedule.next_in >= 0
        left = schedule.left


@pytest.mark.parametrize("left", [0.5, 2])
def test_a_code_that_lives_a_moment_longer_is_not_given_another_life(left: float) -> None:
    # The wall clock went further than the other, as after a sleep.
    heard = _schedule(expires_in=600).pending(_later(START, 300, 600 - left))
    assert heard.left == pytest.approx(left)
