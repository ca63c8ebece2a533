"""What is known while a code waits, and the log of it."""

import time
from collections.abc import Iterator

import pytest

from bs_wizard.basespace.clock import Moment
from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, Pending, SlowDown, Transient
from bs_wizard.errors import CodeExpired
from bs_wizard.secret import Secret
from bs_wizard.wizard.rules.wait import Wait, WaitState, clock_line, report

START = Moment(100.0, 1_772_546_520.0)  # 2026-03-03 14:02 UTC
SECRET = "canary-device-code"
CODE = DeviceCode(Secret(SECRET), "b9bac", "https://example.org/d", None, 1800, 5)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def later(seconds: float, wall: float | None = None) -> Moment:
    return Moment(START.monotonic + seconds, START.wall + (seconds if wall is None else wall))


def waited(*events: DeviceCode | PollEvent) -> Wait:
    """A wait that heard these, six seconds apart."""
    wait = Wait(START)
    for n, event in enumerate(events):
        wait = wait.heard(event, later(6.0 * n))
    return wait


def test_before_anything_is_heard_nothing_is_waited_for() -> None:
    assert (Wait(START).next_in, Wait(START).left, Wait(START).pace) == (0.0, 0.0, 0.0)


def test_nothing_is_counted_below_nothing_nor_back() -> None:
    wait = waited(CODE)
    assert wait.left_at(later(10_000)) == wait.next_at(later(10_000)) == 0.0
    assert wait.left_at(later(-5)) == wait.left
    assert waited(CODE, Approved(Secret("t"), "sdk")).left == 0.0


def test_what_a_code_says_is_counted_down() -> None:
    wait = waited(CODE)
    assert wait.state is WaitState.FRESH
    assert clock_line(wait, later(0)) == "next in 5 s · 30:00 left"
    assert clock_line(wait, later(3)) == "next in 2 s · 29:57 left"
    assert clock_line(wait, later(1801)) == "next in 0 s · 0:00 left"


def test_an_answer_tells_when_was_asked_and_when_the_next_question_comes() -> None:
    wait = waited(CODE, Polled(Pending(), 6, 1794))
    assert wait.state is WaitState.PENDING
    assert clock_line(wait, later(8)) == "asked 14:02:06 · next in 4 s · 29:52 left"
    assert clock_line(wait, later(8), brief=True) == "14:02:06 · next in 4 s · 29:52 left"


def test_the_clock_that_went_further_counts() -> None:
    wait = waited(CODE)
    assert wait.left_at(later(10, wall=600)) == 1200  # the machine slept
    assert wait.left_at(later(600, wall=10)) == 1200
    assert wait.left_at(later(5, wall=-3600)) == 1795  # the wall clock was set back


@pytest.mark.parametrize(
    ("events", "seconds", "soon"),
    [
        ((CODE,), 1739, False),
        ((CODE,), 1740, True),
        ((CODE,), 1780, True),
        ((CODE, Polled(Pending(), 6, 61)), 6, False),
        ((CODE, Polled(Pending(), 6, 61)), 7, True),
        ((), 0, False),
        ((CODE, Approved(Secret("t"), "sdk")), 1799, False),
    ],
)
def test_a_new_code_is_offered_in_the_last_minute(
    events: tuple[DeviceCode | PollEvent, ...], seconds: float, soon: bool
) -> None:
    assert waited(*events).ends_soon(later(seconds)) is soon


def test_trouble_is_told_until_an_answer_comes() -> None:
    wait = waited(CODE, Polled(Transient("The name could not be looked up."), 12, 1794))
    assert (wait.state, wait.said) == (WaitState.TRANSIENT, "The name could not be looked up.")
    wait = wait.heard(Polled(Pending(), 6, 1780), later(20))
    assert (wait.state, wait.said) == (WaitState.PENDING, "")


def test_the_pace_the_server_wishes_for_stays_until_there_is_a_new_code() -> None:
    wait = waited(CODE, Polled(SlowDown(10), 14, 1794), Polled(Pending(), 14, 1780))
    assert wait.pace == 14, "the pace that is kept, not the one asked for"
    assert waited(CODE, Polled(SlowDown(10), 14.16, 1794)).pace == 14.2
    assert wait.renewed(later(60)).pace == 0


def test_the_log_tells_all_in_order_and_repeats_nothing() -> None:
    wait = waited(
        CODE,
        Polled(Pending(), 6, 1794),
        Polled(Pending(), 6, 1788),
        Polled(Pending(), 6, 1782),
        Polled(SlowDown(10), 14, 1776),
        Polled(Transient("lab.example was not reached."), 28, 1770),
        Polled(Pending(), 14, 1764),
    )
    wait = wait.renewed(later(60)).heard(CODE, later(61))
    wait = wait.ended(CodeExpired("The code expired.", "Ask for a new code."), later(1861))
    assert report(wait, "https://api.example.org", "1.2").splitlines() == [
        "bs-wizard 1.2, https://api.example.org, 2026-03-03, UTC+0000",
        "14:02:00  a code came: good for 30:00, asked for every 5 s",
        "14:02:06 to 14:02:18, 3 times: asked whether it is approved: not yet",
        "14:02:24  asked whether it is approved: slow down; asking every 14 s now",
        "14:02:30  asked whether it is approved: no answer. lab.example was not reached.",
        "14:02:36  asked whether it is approved: not yet",
        "14:03:00  the code was replaced by a new one",
        "14:03:01  a code came: good for 30:00, asked for every 5 s",
        "14:33:01  ended: The code expired.",
    ]


def test_the_log_holds_no_secret() -> None:
    wait = waited(CODE, Approved(Secret("canary-token"), "sdk"))
    assert wait.log[-1].said == "asked whether it is approved: yes"
    assert "canary" not in report(wait, "https://api.example.org", "1.2")
    assert "canary" not in repr(wait)


def test_what_has_ended_is_not_given_up_once_more() -> None:
    wait = waited(CODE).ended(CodeExpired("The code expired."), later(1800))
    assert not wait.is_open
    assert len(wait.renewed(later(1900)).log) == 2
