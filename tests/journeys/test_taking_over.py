"""A token in a file of bs is pointed out by the first screen and taken over, by both front ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bs_wizard.basespace.bs_settings import FOLDER
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions import plain_files
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import Desk, desk
from tests.support.person import Conversation
from tests.support.screen import press_button, result_of, running, wait_for, walk, wizard


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A person's home with a file of bs in it, and one that somebody spoilt."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "zz.cfg").write_text("[DEFAULT]\napiServer = no address\naccessToken = xyz\n")
    with desk(tmp_path / "bs-wizard") as made:
        settings = f"apiServer   = {made.sim.api_server}\naccessToken = {made.sim.owner_token}\n"
        (folder / "lab.cfg").write_text(settings)
        made.work.person_home = tmp_path
        yield made


@pytest.mark.parametrize("front", ["screen", "lines"])
async def test_it_is_taken_over(front: str, here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if front == "lines":
        says = Conversation(
            monkeypatch,
            here,
            ("Which application", "3"),
            ("Which application", "The token in ~/.basespace/lab.cfg"),
            ("Name", "mine"),
            ("Description", ""),
        )
        saved, seen = await says.run(Draft()), says.said
        assert "no address" in seen
    else:
        app = wizard(here, Draft())
        async with running(app, size=(80, 24)) as pilot:
            await walk(pilot, here, Step.STORE)
            seen = await wait_for(pilot, "To take all over: bs-wizard import")
            await press_button(pilot, "start")
            await walk(pilot, here, Step.APP)
            await wait_for(pilot, "The token in ~/.basespace/zz.cfg", "↑↓ move")
            await pilot.press("down", "enter")
            await wait_for(pilot, "(●) The token in ~/.basespace/lab.cfg")
            await press_button(pilot, "continue")
            await walk(pilot, here, Step.NAME)
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
            await press_button(pilot, "finish")
            result = await result_of(app)
            assert isinstance(result, Credential)
            saved = result
    assert "~/.basespace/lab.cfg holds a token in plain text" in seen
    assert here.vault.held[saved.name] == here.sim.owner_token
    left = await plain_files.not_stored(here.work)
    assert [each.path.name for each in left] == ["zz.cfg"]
