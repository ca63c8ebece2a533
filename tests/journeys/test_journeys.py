"""Every journey of the table, on the screen and line by line, on clocks that the test turns."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from pathlib import Path

import pytest

from bs_wizard.simulator import Simulator
from tests.journeys.fronts import Front, in_lines, on_screen
from tests.journeys.table import NAME, ROWS, WORKGROUP, Row
from tests.support.stage import Stage, stage

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


def assert_saved(st: Stage) -> None:
    (saved,) = st.credentials.all()
    assert (saved.name, saved.workgroup) == (NAME, WORKGROUP)
    assert saved.scopes_granted == ("READ GLOBAL",)
    assert st.credentials.token(saved).reveal() in st.sim.tokens - {st.sim.owner_token}
    assert {key.partition(":")[0] for key in st.vault.keys} == {NAME, "app"}


@pytest.mark.parametrize("front", [on_screen, in_lines])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_journey(tmp_path: Path, row: Row, front: Begin) -> None:
    with stage(tmp_path, **row.settings) as st:
        async with front(st, renews=row.codes > 1) as journey:
            for happen, sentence in row.steps:
                await happen(journey)
                await journey.sees(sentence)
            if row.ends:
                assert type(await journey.gives_up()) is row.ends
                assert st.saved_nothing
            else:
                assert await journey.saves() == st.credentials.find(NAME)
                assert_saved(st)
        assert st.credentials.authorisations.all() == ()
        assert len(st.sim.user_codes) == row.codes
        assert early(st.sim, row.settings.get("interval", 1)) == row.early
