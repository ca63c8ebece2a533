"""How a simulator behaves; values are checked when they are given."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bs_wizard.simulator.dialects import DIALECTS
from bs_wizard.simulator.people import APPLICATION
from bs_wizard.simulator.scenarios import SCENARIOS


@dataclass(frozen=True)
class Settings:
    """Settings of one simulator; a value that cannot be meant raises ValueError.

    ``port`` 0 takes a free one. ``approve_after`` and ``deny_after`` are seconds from the making of
    a code until it is decided on its own; None leaves that to a person. ``expires_in`` and
    ``interval`` are whole seconds as told to the client; ``interval`` None leaves the field out.
    ``web_server`` is the origin that device addresses are said to be on, None for the simulator's
    own: for pictures and for tests of other hosts' addresses. ``application`` is the name of the
    registered one.
    """

    port: int = 0
    approve_after: float | None = None
    deny_after: float | None = None
    expires_in: int = 1800
    interval: int | None = 1
    dialect: str = "sdk"
    scenario: str = "approve"
    web_server: str | None = None
    application: str = APPLICATION

    def __post_init__(self) -> None:
        _whole("port", self.port, 0, 65535)
        _whole("expires_in", self.expires_in, 1, 10**9)
        if self.interval is not None:
            _whole("interval", self.interval, 0, 10**6)
        _seconds("approve_after", self.approve_after)
        _seconds("deny_after", self.deny_after)
        if self.approve_after is not None and self.deny_after is not None:
            raise ValueError("A code is approved or denied: give approve_after or deny_after.")
        _one_of("dialect", self.dialect, DIALECTS)
        _one_of("scenario", self.scenario, SCENARIOS)


def _whole(name: str, value: int, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {value!r}.")


def _seconds(name: str, value: float | None) -> None:
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be a number of seconds, 0 or more, not {value!r}.")


def _one_of(name: str, value: str, known: Iterable[str]) -> None:
    if value not in tuple(known):
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}.")
