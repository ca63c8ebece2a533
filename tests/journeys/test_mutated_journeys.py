"""A thousand journeys of both front ends, over a network that changes what the server answers.

None crashes or hangs, prints a secret, or shows a byte that is not the program's own; and how each
ended is counted.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path
from time import process_time

import pytest

from bs_wizard.errors import BsWizardError
from bs_wizard.plain.front import PlainFront
from bs_wizard.wizard.journey.travel import travel
from tests.journeys.fronts import ObligingReader, OpenPrompter
from tests.support.desk import ME, Desk, desk
from tests.support.figures import figure
from tests.support.hostile import is_harmless
from tests.support.mutation import MutatingNetwork, nothing_collected
from tests.support.screen import PATIENCE, flat, running, wizard

IN_LINES, ON_SCREEN = 940, 60
PARTS = 4
SHARES = (0.05, 0.2, 0.5, 1.0)
"""How often an answer is changed."""
ANSWERS = (2, 12)
"""How many questions somebody answers, by Enter, before leaving."""


class _Patient(ObligingReader):
    """Takes what is proposed, until that was enough; then the input ends."""

    def __init__(self, out: StringIO, here: Desk, answers: int) -> None:
        super().__init__(out, {"Client Secret": here.sim.client_secret})
        self.answers_left = answers

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO's own
        self.answers_left -= 1
        return super().readline(size) if self.answers_left >= 0 else ""


async def in_lines(here: Desk, answers: int) -> str:
    out = StringIO()
    talk = OpenPrompter(_Patient(out, here, answers), out, interactive=True)
    outcome = "saved"
    try:
        await asyncio.wait_for(
            travel(PlainFront(talk, here.work, ME), here.whole_draft()), PATIENCE
        )
    except BsWizardError as error:
        outcome = type(error).__name__
    assert all(map(is_harmless, out.getvalue().splitlines()))
    _assert_unseen(here, out.getvalue())
    return outcome


async def on_screen(here: Desk, answers: int) -> str:
    app = wizard(here, here.whole_draft())
    async with running(app) as pilot:
        for _ in range(answers):
            await pilot.pause()
            seen = flat(pilot)
            assert is_harmless(seen)
            _assert_unseen(here, seen)
            if app._exit:
                break
            await pilot.press("enter")
        else:
            while not app._exit:
                await pilot.press("ctrl+c")
    return type(app.return_value).__name__


def _assert_unseen(here: Desk, text: str) -> None:
    assert not [line for line in text.splitlines() if any(one in line for one in here.sim.tokens)]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    ("way", "count", "good"),
    [(in_lines, IN_LINES, "saved"), (on_screen, ON_SCREEN, "Credential")],
)
async def test_no_change_on_the_way_makes_a_journey_crash(
    way: Callable[[Desk, int], Awaitable[str]], count: int, good: str, part: int, tmp_path: Path
) -> None:
    before, ends = process_time(), Counter[str]()
    with nothing_collected(), desk(tmp_path, approve_after=0, network=MutatingNetwork) as here:
        network = here.network
        assert isinstance(network, MutatingNetwork)
        for number in range(part, count, PARTS):
            network.by = random.Random(number)
            network.share = SHARES[number // PARTS % len(SHARES)]
            ends[await way(here, ANSWERS[number // PARTS // len(SHARES) % len(ANSWERS)])] += 1
            network.share = 0
            _begin_again(here)
    assert ends[good] >= count / PARTS / 5, ends
    assert len(ends) > 1, "all ended well: nothing was changed"
    figure(
        f"changed journeys ({way.__name__}): {ends.total()} in {process_time() - before:.0f} s "
        f"of CPU, {dict(ends.most_common())}"
    )


def _begin_again(here: Desk) -> None:
    """Forget what the journey kept."""
    here.cut()
    for kept in here.credentials.all():
        here.credentials.remove(kept.name)
