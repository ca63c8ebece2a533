"""Every journey of the table, on the screen and line by line, on clocks that the test turns."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.wizard.journey.steps import Step
from tests.journeys.fronts import Front, in_lines, on_screen
from tests.journeys.table import NAME, ROWS, WORKGROUP, Row
from tests.support.desk import Desk
from tests.support.screen import short_cut, still_desk

Begin = Callable[..., AbstractAsyncContextManager[Front]]
LENIENCY = 0.01


def early(sim: Simulator, interval: float) -> int:
    """Count the polls that came sooner than ``interval`` s after the last, or after the code."""
    asked = [one for one in sim.requests if one.path.endswith(("/deviceauthorization", "/token"))]
    return sum(
        poll.at - before.at < interval - LENIENCY
        for before, poll in pairwise(asked)
        if poll.path.endswith("/token")
    )


def assert_saved(here: Desk, owner: str, workgroup: str | None) -> None:
    (saved,) = here.credentials.all()
    assert (saved.name, saved.user.name, saved.workgroup) == (NAME, owner, workgroup)
    assert saved.scopes_granted == ("READ GLOBAL",)
    token = here.credentials.token(saved).reveal()
    assert here.sim.tokens == {here.sim.owner_token, token}, "no other token is good"
    assert {key.partition(":")[0] for key in here.vault.held} == {NAME, "app"}


@pytest.mark.parametrize("front", [on_screen, in_lines])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_journey(tmp_path: Path, row: Row, front: Begin) -> None:
    with still_desk(tmp_path, **row.settings) as here:
        asked = ("READ GLOBAL", *row.scopes)
        draft = short_cut(here, Step.AUTHORISE, scopes=asked, name=NAME, overwrite=row.held)
        if row.mistyped:
            draft = replace(draft, client_secret=Secret("mistyped"))
        if row.held:
            here.keep(NAME, workgroup=WORKGROUP, scopes_granted=("READ GLOBAL",))
        async with front(here, draft, row.answers) as journey:
            for happen, sentence in row.steps:
                await happen(journey)
                await journey.sees(sentence)
            if isinstance(row.ends, tuple):
                assert await journey.saves() == here.credentials.find(NAME)
                assert_saved(here, *row.ends)
            else:
                assert type(await journey.gives_up()) is row.ends
                assert here.kept_only_what_waits
        assert here.credentials.pending_logins.all() == ()
        assert len(here.sim.user_codes) == row.codes
        assert early(here.sim, row.settings.get("interval", 1)) == row.early
