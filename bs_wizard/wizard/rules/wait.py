"""What is known while a code waits for approval: pure, over injected time.

``Wait`` takes the events of ``Work.authorise`` and answers what a person asks meanwhile: what was
last asked and answered, when the next question comes, how long the code still lives. The answers
are kept as a log without a secret in it, so that it can go into a ticket as it is.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from bs_wizard.basespace.clock import Moment
from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, SlowDown, Transient
from bs_wizard.errors import BsWizardError
from bs_wizard.wizard.texts import words

LITTLE_LEFT = 60.0
"""Seconds before the end of a code from which a new one is offered."""


class WaitState(Enum):
    """What the wait has come to."""

    ASKING = "asking for a code"
    FRESH = "not asked yet"
    PENDING = "not approved yet"
    TRANSIENT = "no answer"
    APPROVED = "approved"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What was asked and answered; times are seconds since 1970, of the first and the last."""

    at: float
    said: str
    until: float
    times: int = 1

    def __str__(self) -> str:
        if self.times == 1:
            return f"{_clock(self.at)}  {self.said}"
        return f"{_clock(self.at)} to {_clock(self.until)}, {self.times} times: {self.said}"


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait and those before it; every method returns a new one.

    ``seen`` is when the last event came; ``next_in`` and ``left`` are seconds from then. ``said``
    is the network's trouble; ``pace`` is the seconds between questions once the server has asked to
    slow down, 0 before.
    """

    seen: Moment
    state: WaitState = WaitState.ASKING
    next_in: float = 0.0
    left: float = 0.0
    said: str = ""
    pace: float = 0.0
    log: tuple[LogEntry, ...] = ()

    def renewed(self, now: Moment) -> "Wait":
        """Return the wait for a new code in the place of this one."""
        fresh = Wait(now, log=self.log)
        given_up = self.state in {WaitState.FRESH, WaitState.PENDING, WaitState.TRANSIENT}
        return fresh.noted(now, "the code was replaced by a new one") if given_up else fresh

    def heard(self, event: DeviceCode | PollEvent, now: Moment) -> "Wait":
        """Take what the server said."""
        match event:
            case DeviceCode():
                pace = f"asked for every {event.interval:g} s"
                told = f"a code came: good for {words.duration(event.expires_in)}, {pace}"
                return replace(
                    self.noted(now, told),
                    state=WaitState.FRESH,
                    next_in=event.interval,
                    left=event.expires_in,
                )
            case Polled():
                return self._polled(event, now)
            case Approved():
                approved = self.noted(now, "asked whether it is approved: yes")
                return replace(approved, state=WaitState.APPROVED, next_in=0.0, left=0.0, said="")

    def _polled(self, event: Polled, now: Moment) -> "Wait":
        state, pace, said = WaitState.PENDING, self.pace, ""
        match event.reply:
            case SlowDown():
                pace = round(event.next_in, 1)
                told = f"slow down; asking every {pace:g} s now"
            case Transient(message):
                state, said = WaitState.TRANSIENT, message
                told = f"no answer. {message}"
            case _:
                told = "not yet"
        return replace(
            self.noted(now, f"asked whether it is approved: {told}"),
            state=state,
            next_in=event.next_in,
            left=event.left,
            said=said,
            pace=pace,
        )

    def ended(self, error: BsWizardError, now: Moment) -> "Wait":
        """Take that this code will not become a token."""
        return replace(self.noted(now, f"ended: {error.message}"), state=WaitState.ENDED, left=0.0)

    def noted(self, now: Moment, said: str) -> "Wait":
        """Add to the log; what repeats itself stays one entry."""
        last = self.log[-1] if self.log else None
        if last and last.said == said:
            entry = replace(last, until=now.wall, times=last.times + 1)
            return replace(self, seen=now, log=(*self.log[:-1], entry))
        return replace(self, seen=now, log=(*self.log, LogEntry(now.wall, said, now.wall)))

    @property
    def is_open(self) -> bool:
        """Whether there is a code that may still be approved."""
        return self.state in {WaitState.FRESH, WaitState.PENDING, WaitState.TRANSIENT}

    def left_at(self, now: Moment) -> float:
        """Return the seconds the code still lives, by whichever clock went further."""
        return max(0.0, self.left - self._passed(now))

    def next_at(self, now: Moment) -> float:
        """Return the seconds until the next question."""
        return max(0.0, self.next_in - self._passed(now))

    def ends_soon(self, now: Moment) -> bool:
        """Whether a new code is worth offering."""
        return self.is_open and self.left_at(now) <= LITTLE_LEFT

    def _passed(self, now: Moment) -> float:
        return max(now.monotonic - self.seen.monotonic, now.wall - self.seen.wall, 0.0)


def clock_line(wait: Wait, now: Moment, *, brief: bool = False) -> str:
    """Say when was asked, when the next question comes, how long the code lives."""
    asked = f"{'' if brief else 'asked '}{_clock(wait.seen.wall)} · "
    if wait.state is WaitState.FRESH:
        asked = ""
    return f"{asked}next in {wait.next_at(now):.0f} s · {words.duration(wait.left_at(now))} left"


def report(wait: Wait, server: str, version: str) -> str:
    """Return the log as a text for a ticket: no token, no secret, no code is in it."""
    zone = f"{datetime.fromtimestamp(wait.seen.wall, UTC).astimezone():%Y-%m-%d, UTC%z}"
    head = f"bs-wizard {version}, {server}, {zone}"
    return "\n".join([head, *map(str, wait.log)])


def _clock(wall: float) -> str:
    return f"{datetime.fromtimestamp(wall, UTC).astimezone():%H:%M:%S}"
