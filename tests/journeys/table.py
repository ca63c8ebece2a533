"""What can happen while a code waits, and what must come of it in every front end.

A row is what happens, step by step, with the sentence that must be seen after each step, empty for
none; and what the journey must end with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from bs_wizard.errors import AccessDenied, BsWizardError, CodeExpired
from tests.journeys.fronts import Answers, Front, Lead

WORKGROUP = "Genomics Core"
NAME = "genomics-core"
AMIRA, ZOE = "Amira Haddad", "Zoë Ångström"
OWNER = f"{AMIRA} <amira.haddad@example.org>"
GIVES_UP = {"Ask for a new code": "no"}


@dataclass(frozen=True)
class Row:
    """One journey.

    ``ends`` is the error that it ends in, or whose credential is saved and for which workgroup.
    ``codes`` is how many codes were asked for; ``early`` how many questions came sooner than the
    server's interval allows (none but for a clock that cannot be told from a machine that slept).
    ``mistyped``: a wrong client secret was given at first.
    ``held``: its name holds another token already. ``scopes`` are asked for beside READ GLOBAL.
    ``answers`` are those that differ from what is proposed, line by line; ``settings`` are the
    simulator's.
    """

    steps: tuple[tuple[Lead, str], ...]
    ends: type[BsWizardError] | tuple[str, str | None] = (AMIRA, WORKGROUP)
    codes: int = 1
    early: int = 0
    mistyped: bool = False
    held: bool = False
    scopes: tuple[str, ...] = ()
    answers: Answers = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


async def approve(front: Front) -> None:
    """Somebody accepts in the browser; the program has not asked since."""
    front.here.sim.approve(workgroup=WORKGROUP)


async def approve_as_another(front: Front) -> None:
    """Somebody else accepts, or the same person signed in with another account."""
    front.here.sim.approve(user=ZOE)


async def deny(front: Front) -> None:
    front.here.sim.deny()


async def renew(front: Front) -> None:
    first, *_ = front.here.sim.user_codes
    await front.renews()
    await front.sees(f"{first} no longer works")


async def start_over(front: Front) -> None:
    await front.starts_over()
    assert front.here.sim.tokens == {front.here.sim.owner_token}, "it is revoked"


async def type_the_secret(front: Front) -> None:
    await front.types_secret()


async def cut_the_network(front: Front) -> None:
    front.here.network.cut = True


async def mend_the_network(front: Front) -> None:
    front.here.network.cut = False


async def be_asked_less(front: Front) -> None:
    """The server has been content since it asked for 5 seconds more, twice."""
    polls = front.here.sim.polls
    first, second, *others = [after - before for before, after in pairwise(polls)]
    assert first >= 1 + 5
    assert second >= 1 + 10
    assert all(gap >= 1 + 10 for gap in others)
    assert others


def pass_time(seconds: float, *, step: float = 1.0, rate: float = 1.0) -> Lead:
    """Time passes, ``step`` by ``step``, and the program does what it does in each."""

    async def happen(front: Front) -> None:
        for _ in range(round(seconds / step)):
            front.here.clock.advance(step, rate=rate)
            await front.settled()

    return happen


def _at_once(move: Callable[[Any, float], None], seconds: float) -> Lead:
    async def happen(front: Front) -> None:
        asked = len(front.here.sim.polls)
        move(front.here.clock, seconds)
        await front.settled()
        assert len(front.here.sim.polls) > asked, "it asks at once"

    return happen


sleep = partial(_at_once, lambda clock, seconds: clock.doze(seconds))
set_ahead = partial(_at_once, lambda clock, seconds: clock.set_ahead(seconds))

DENIED = "The request was denied in the browser."
EXPIRED = "The code expired"
DIFFERS = f"It belongs to {ZOE} <zoe.angstrom@example.org>; “{NAME}” held a token of {AMIRA}."
HOSTILE = "gnp.exe[/oops][bold]<b onclick=alert(1)>&amp;</b>"
"""What is left to be shown of the simulator's hostile names."""
WRONG_SECRET = "BaseSpace does not accept this Client Secret."
NOT_LOST = "Your approval is not lost"

ROWS = {
    "approve": Row(((approve, ""), (pass_time(2), OWNER))),
    "deny": Row(((deny, ""), (pass_time(2), DENIED)), ends=AccessDenied, answers=GIVES_UP),
    "deny, then a new code": Row(
        ((deny, ""), (pass_time(2), DENIED), (renew, ""), (approve, ""), (pass_time(2), OWNER)),
        codes=2,
    ),
    "expire": Row(
        ((pass_time(120), EXPIRED),),
        ends=CodeExpired,
        answers=GIVES_UP,
        settings={"expires_in": 120},
    ),
    "expire and renew": Row(
        ((pass_time(120), EXPIRED), (renew, ""), (approve, ""), (pass_time(2), OWNER)),
        codes=2,
        settings={"expires_in": 120},
    ),
    "slow_down": Row(
        (
            (pass_time(2), "asked to slow down: checking every 8.4 seconds."),
            (pass_time(60), ""),
            (be_asked_less, ""),
            (approve, ""),
            (pass_time(20), OWNER),
        ),
        settings={"scenario": "slow-down"},
    ),
    "network down for a minute": Row(
        (
            (cut_the_network, ""),
            (pass_time(30), NOT_LOST),
            (approve, ""),
            (pass_time(30), NOT_LOST),
            (mend_the_network, ""),
            (pass_time(60), OWNER),
        ),
    ),
    "laptop asleep, approved meanwhile": Row(((approve, ""), (sleep(900), OWNER))),
    "laptop asleep, not approved yet": Row(
        ((sleep(900), ""), (approve, ""), (pass_time(2), OWNER)),
    ),
    "laptop asleep for longer than the code lives": Row(
        ((approve, ""), (sleep(3600), EXPIRED)),
        ends=CodeExpired,
        answers=GIVES_UP,
    ),
    "wall clock set ahead": Row(
        (
            (set_ahead(3600), ""),
            (pass_time(600, step=10), ""),
            (approve, ""),
            (pass_time(2), OWNER),
        ),
        early=1,
    ),
    "monotonic clock 30 % fast": Row(
        (
            (pass_time(300, step=0.5, rate=1.3), ""),
            (approve, ""),
            (pass_time(7, step=0.5, rate=1.3), OWNER),
        ),
        settings={"interval": 5},
    ),
    "wrong secret, noticed before the approval": Row(
        (
            (pass_time(2), WRONG_SECRET),
            (type_the_secret, ""),
            (approve, ""),
            (pass_time(2), OWNER),
        ),
        mistyped=True,
    ),
    "wrong secret, noticed after the approval": Row(
        (
            (pass_time(2), ""),
            (approve, ""),
            (pass_time(2), WRONG_SECRET),
            (type_the_secret, ""),
            (pass_time(2), OWNER),
        ),
        mistyped=True,
        settings={"scenario": "late-secret"},
    ),
    "scopes told with the token alone": Row(
        ((approve, ""), (pass_time(8), OWNER)),
        settings={"scenario": "details-missing", "dialect": "rfc8628"},
    ),
    "hostile names": Row(
        ((approve, ""), (pass_time(2), "[/oops]")),
        ends=(AMIRA + HOSTILE, WORKGROUP + HOSTILE),
        settings={"scenario": "hostile"},
    ),
    "what the token sees is told before it is named": Row(
        ((approve, ""), (pass_time(2), "the newest “Core facility 2026”")),
    ),
    "fewer scopes than were asked for": Row(
        ((approve, ""), (pass_time(2), "Asked for and not granted: CREATE GLOBAL.")),
        scopes=("CREATE GLOBAL",),
        settings={"scenario": "scope-reduced"},
    ),
    "identity differs, saved all the same": Row(
        ((approve_as_another, ""), (pass_time(2), DIFFERS)),
        ends=(ZOE, None),
        held=True,
        answers={"What now": "2"},
    ),
    "identity differs, revoked and started over": Row(
        (
            (approve_as_another, ""),
            (pass_time(2), DIFFERS),
            (start_over, ""),
            (approve, ""),
            (pass_time(2), OWNER),
        ),
        codes=2,
        held=True,
        answers={"What now": "3", "Replace it": "yes"},
    ),
}
