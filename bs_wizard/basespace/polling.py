"""When to ask the token end point next, and when to stop: pure, over injected time.

RFC 8628 section 3.5: wait the interval before every poll, the first too; ``slow_down`` adds five
seconds for good; a network error means backing off, not ending. The wait is a fifth longer than
asked, two fifths once the server has complained, because monotonic clocks in some virtual machines
run 5 to 30 % fast (cli/cli#9370) and a server that counts polls punishes an early one.
"""

from dataclasses import dataclass, replace

from bs_wizard.basespace.clock import Moment, leapt

SLOW_DOWN_SECONDS = 5.0
LONGEST_BACK_OFF = 60.0
_TICK = 0.001  # sums of clock readings are compared no finer than this


@dataclass(frozen=True, slots=True)
class Schedule:
    """The state of one wait for approval; every method returns a new one.

    All figures are seconds. ``lived`` counts from the code's making by whichever clock went
    further, ``steady`` by the monotonic one alone, ``waited`` from the last answer by whichever
    went less far: a code is never trusted longer, and the server never asked sooner, than either
    clock allows. Two things overrule that. A wall clock that leapt ahead means that the machine
    slept: time passed for the server too. And a server that
    calls a code pending after its end knows better than a wall clock that was set. ``asked_at`` is
    how old the code was when the server last told its state, or a question that failed was put;
    below 0 before the first.
    """

    expires_in: float
    interval: float
    seen: Moment
    lived: float = 0.0
    steady: float = 0.0
    waited: float = 0.0
    asked_at: float = -1.0
    slowed: bool = False
    setbacks: int = 0
    hold: float = 0.0

    def at(self, now: Moment) -> "Schedule":
        """Let time pass until ``now``. A wall clock that was set back is ignored."""
        steady = max(0.0, now.monotonic - self.seen.monotonic)
        wall = now.wall - self.seen.wall
        passed = wall if leapt(self.seen, now) else steady if wall < 0 else min(steady, wall)
        return replace(
            self,
            seen=now,
            lived=self.lived + max(steady, wall),
            steady=self.steady + steady,
            waited=self.waited + passed,
        )

    def pending(self, now: Moment) -> "Schedule":
        """Return the schedule after the answer that the person has not decided yet."""
        return self._alive(now)

    def slow_down(self, now: Moment, interval: float | None = None) -> "Schedule":
        """Return it after ``slow_down``; ``interval`` is the one that the server names, if any."""
        slower = max(self.interval + SLOW_DOWN_SECONDS, interval or 0.0)
        return replace(self._alive(now), interval=slower, slowed=True)

    def transient(self, now: Moment, retry_after: float | None = None) -> "Schedule":
        """Return it after a failure that says nothing about the code.

        ``retry_after`` is the server's own wait in seconds, if it names one.
        """
        return replace(
            self._answered(now),
            asked_at=self.lived,
            setbacks=self.setbacks + 1,
            hold=retry_after or 0.0,
        )

    def _alive(self, now: Moment) -> "Schedule":
        answered = self._answered(now)
        if answered.left > 0 or answered.steady >= self.expires_in - _TICK:
            return answered
        return replace(answered, lived=answered.steady, asked_at=answered.steady)

    def _answered(self, now: Moment) -> "Schedule":
        passed = self.at(now)
        return replace(passed, waited=0.0, asked_at=passed.lived, setbacks=0, hold=0.0)

    @property
    def wait(self) -> float:
        """Seconds between the last answer and the next poll."""
        pace = self.interval * (1.4 if self.slowed else 1.2)
        back_off = min(LONGEST_BACK_OFF, pace * 2.0 ** min(self.setbacks, 10))
        return max(pace, back_off, self.hold)

    @property
    def left(self) -> float:
        """Seconds until the code expires."""
        left = self.expires_in - self.lived
        return left if left > _TICK else 0.0

    @property
    def next_in(self) -> float:
        """Seconds until the next poll; the last one is at the code's end."""
        at_the_end = max(self.left, self.interval - self.waited)
        return max(0.0, min(self.wait - self.waited, at_the_end))

    @property
    def due(self) -> bool:
        """Whether to poll now: the wait is over, and the poll at the code's end is not yet done."""
        return self.next_in <= _TICK and not self._asked_at_the_end

    @property
    def over(self) -> bool:
        """Whether the code has expired and its last poll is done."""
        return self.left <= 0 and self._asked_at_the_end

    @property
    def _asked_at_the_end(self) -> bool:
        return self.asked_at >= self.expires_in - _TICK
