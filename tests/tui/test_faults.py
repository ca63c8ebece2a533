"""The index fails at any step: it is said there, and an approved token is still held."""

from pathlib import Path

import pytest

from bs_wizard.errors import IndexDamaged, NameTaken
from bs_wizard.secret import Secret
from bs_wizard.store.files.paths import index_file
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.widgets.credential.tiles import Tiles
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import Desk
from tests.support.screen import (
    approve,
    at,
    flat,
    press_button,
    result_of,
    running,
    short_cut,
    shows,
    still_desk,
    tiles,
    wait_for,
    wait_until,
    walk,
    wizard,
)

SAID = "is damaged"


class Fault:
    """Damages the index of a desk, and mends it."""

    def __init__(self, here: Desk, home: Path) -> None:
        here.keep("other", token="another")
        self._file = index_file(home)
        self._good = self._file.read_bytes()

    def set(self) -> None:
        self._file.write_text("{")

    def mend(self) -> None:
        self._file.write_bytes(self._good)


async def test_no_name_can_be_suggested_then_it_can(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        fault = Fault(here, tmp_path)
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            fault.set()
            await approve(pilot, here)
            await wait_for(pilot, "✗", SAID, words_of_holding(), "Try again", "Show it once")
            assert "Genomics Core" in flat(pilot)
            assert not shows(pilot, "#save")
            asked = len(here.sim.requests)
            fault.mend()
            await press_button(pilot, "again")
            await wait_for(pilot, "This is your token")
            assert len(here.sim.requests) == asked
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert here.credentials.token(saved).reveal() in here.sim.tokens


def words_of_holding() -> str:
    return "not saved yet. It is still held here."


async def test_whether_a_name_is_taken_cannot_be_told(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        fault = Fault(here, tmp_path)
        async with running(wizard(here, short_cut(here, Step.NAME))) as pilot:
            await walk(pilot, here, Step.NAME)
            fault.set()
            await press_button(pilot, "save")
            await wait_for(pilot, "✗", SAID, words_of_holding(), "Show it once")
            fault.mend()
            await pilot.press("ctrl+r")
            await wait_for(pilot, "Saved as")


async def test_a_token_that_cannot_be_named_is_shown_once(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        fault = Fault(here, tmp_path)
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            fault.set()
            await press_button(pilot, "save")
            await wait_for(pilot, "Show it once")
            await press_button(pilot, "show")
            await wait_until(pilot, lambda: at(pilot, "ChoiceDialog"))
            await pilot.press("right", "enter")
            await wait_for(pilot, here.sim.owner_token)
            await pilot.press("escape")
            assert isinstance(await result_of(app), IndexDamaged)


async def test_a_fault_while_saving_offers_what_helps(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.NAME))) as pilot:
            await walk(pilot, here, Step.NAME)
            here.vault.gate.clear()
            await press_button(pilot, "save")
            await wait_until(pilot, lambda: at(pilot, "SaveScreen"))
            await pilot.press("escape")
            assert at(pilot, "SaveScreen"), "nothing leads away from a save under way"
            here.vault.failure = IndexDamaged("The index is damaged.", "Fix it.")
            here.vault.gate.set()
            await wait_for(pilot, "✗", "Not saved.", "Try again", "Show it once")
            assert not shows(pilot, "#vault")


async def test_a_name_taken_meanwhile_wants_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def taken(work: Work, draft: Draft) -> Credential:
        raise NameTaken("“lab” exists.", "Take another.")

    with still_desk(tmp_path) as here:
        monkeypatch.setattr(Work, "save", taken)
        async with running(wizard(here, short_cut(here, Step.NAME, name="lab"))) as pilot:
            await walk(pilot, here, Step.NAME)
            await press_button(pilot, "save")
            await wait_for(pilot, "Choose another name")
            assert not shows(pilot, "#vault")
            assert not shows(pilot, "#again")
            await pilot.press("enter")
            await wait_for(pilot, "What should it be called?")


async def test_applications_used_before_cannot_be_read(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        fault = Fault(here, tmp_path)
        held = Draft(
            instance=here.instance, token=Secret(here.sim.owner_token), token_is_users_own=True
        )
        async with running(wizard(here, held)) as pilot:
            await walk(pilot, here, Step.STORE)
            fault.set()
            await press_button(pilot, "start")
            await wait_for(pilot, "✗", SAID, "I already have a token")
            fault.mend()
            await press_button(pilot, "continue")
            await wait_for(pilot, "This is your token")


@pytest.mark.parametrize("keys", [["d"], ["r", "enter"]], ids=["default", "rename"])
async def test_tiles_say_it_and_go_on(tmp_path: Path, keys: list[str]) -> None:
    with still_desk(tmp_path) as here:
        fault = Fault(here, tmp_path)
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "other default")
            fault.set()
            await pilot.press(*keys)
            await wait_for(pilot, "✗", SAID)
            await pilot.press("escape") if keys == ["r", "enter"] else None
            await wait_until(pilot, lambda: at(pilot, "TilesScreen"))
            await pilot.press("enter")
            await wait_for(pilot, "other (default)")
            await pilot.press("escape")


async def test_tiles_that_cannot_be_read_can_be_read_again(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        fault = Fault(here, tmp_path)
        app = tiles(here)
        async with running(app) as pilot:
            await wait_for(pilot, "other default")
            await pilot.press("n")
            await walk(pilot, here, Step.STORE)
            fault.set()
            await pilot.press("escape")
            await wait_for(pilot, "✗", SAID, "try again")
            await pilot.press("v", "x", "d", "enter")
            assert at(pilot, "TilesScreen")
            fault.mend()
            await pilot.press("ctrl+r")
            await wait_for(pilot, "other default")
            assert isinstance(pilot.app.focused, Tiles)
            assert "✗" not in flat(pilot)


async def test_a_token_that_cannot_be_checked_is_saved_unverified(tmp_path: Path) -> None:
    with still_desk(tmp_path, scenario="bad-identity") as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await approve(pilot, here)
            await wait_for(pilot, "could not be checked. The approved token is kept", "Try again")
            await press_button(pilot, "unverified")
            await wait_for(pilot, "saved unverified", "bs-wizard verify")
            assert "This is your token" not in flat(pilot)
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert saved.verified_at is None
        assert here.credentials.token(saved).reveal() in here.sim.tokens
