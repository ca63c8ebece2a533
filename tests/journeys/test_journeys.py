"""Every journey of the table, on the screen and line by line, on clocks that the test turns."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bs_wizard.simulator import Simulator
from bs_wizard.wizard.journey.steps import Step
from tests.journeys.fronts import Front, in_lines, on_screen
from tests.journeys.table import NAME, ROWS, WORKGROUP, Row
from tests.support.stage import Stage, short_cut, stage

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


def assert_saved(st: Stage, owner: str, workgroup: str | None) -> None:
    (saved,) = st.credentials.all()
    assert (saved.name, saved.user.name, saved.workgroup) == (NAME, owner, workgroup)
    assert saved.scopes_granted == ("READ GLOBAL",)
    token = st.credentials.token(saved).reveal()
    assert st.sim.tokens == {st.sim.owner_token, token}, "no other token is good"
    assert {key.partition(":")[0] for key in st.vault.keys} == {NAME, "app"}


@pytest.mark.parametrize("front", [on_screen, in_lines])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_journey(tmp_path: Path, row: Row, front: Begin) -> None:
    with stage(tmp_path, **row.settings) as st:
        draft = short_cut(st, Step.AUTHORISE)
        if row.held:
            st.keep(NAME, workgroup=WORKGROUP, scopes_granted=("READ GLOBAL",))
            draft = replace(draft, name=NAME, overwrite=True)
        async with front(st, draft, row.answers) as journey:
            for happen, sentence in row.steps:
                await happen(journey)
                await journey.sees(sentence)
            if isinstance(row.ends, tuple):
                assert await journey.saves() == st.credentials.find(NAME)
                assert_saved(st, *row.ends)
            else:
                assert type(await journey.gives_up()) is row.ends
                assert st.saved_nothing
        assert st.credentials.pending_logins.all() == ()
        assert len(st.sim.user_codes) == row.codes
        assert early(st.sim, row.settings.get("interval", 1)) == row.early
