"""Small terminals and changing ones: the way on is in view, and nothing is left behind."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from bs_wizard.basespace.scopes import CATALOGUE
from bs_wizard.errors import StoreUnavailable
from bs_wizard.tui.widgets.forms.choice import TickList
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.frame.frame import MORE_BELOW, Body
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import Desk
from tests.support.screen import (
    WizardPilot,
    flat,
    press_button,
    running,
    short_cut,
    shown,
    still_desk,
    wait_for,
    wait_until,
    walk,
    wizard,
)
from tests.tui.test_layout import whole

LOCKED = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")
SIZES = [(80, 24), (60, 20)]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_welcome_begins_at_its_top_with_the_way_on_in_view(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here), size) as pilot:
            await walk(pilot, here, Step.STORE)
            assert pilot.app.screen.query_one(Body).scroll_y == 0
            assert whole(pilot, "#start")
            assert pilot.app.focused is pilot.app.screen.query_one("#start")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_way_out_of_a_failing_store_is_in_view(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with still_desk(tmp_path) as here:
        here.vault.failure = LOCKED
        async with running(wizard(here), size) as pilot:
            await wait_for(pilot, "The keyring is locked.")
            assert whole(pilot, "ErrorMessage")
            assert whole(pilot, "#again")


async def wrong_key(pilot: WizardPilot, here: Desk) -> None:
    pilot.app.screen.query_one("#client-id", Input).value = "https://developer.basespace"


async def wrong_project(pilot: WizardPilot, here: Desk) -> None:
    pilot.app.screen.query_one("#project", Input).value = "x1"


async def wrong_name(pilot: WizardPilot, here: Desk) -> None:
    pilot.app.screen.query_one("#name", Input).value = "two words"


WRONG: dict[Step, tuple[Callable[[WizardPilot, Desk], Awaitable[None]], str]] = {
    Step.APP: (wrong_key, "#continue"),
    Step.SCOPES: (wrong_project, "#continue"),
    Step.NAME: (wrong_name, "#save"),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("step", WRONG)
async def test_an_error_hides_neither_the_way_on_nor_what_has_the_focus(
    tmp_path: Path, step: Step, size: tuple[int, int]
) -> None:
    make_wrong, button = WRONG[step]
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, step), note="Demo."), size) as pilot:
            await walk(pilot, here, step)
            await make_wrong(pilot, here)
            await press_button(pilot, button[1:])
            await wait_for(pilot, "✗")
            await wait_until(pilot, lambda: whole(pilot, ".-shown"), "the whole error")
            assert whole(pilot, button)
            focused = pilot.app.focused
            assert focused is not None
            await wait_until(pilot, lambda: pilot.app.screen.can_view_entire(focused))
            error = pilot.app.screen.query_one(".-shown")
            assert isinstance(focused, Input)
            assert error.region.y == focused.region.bottom, "it stands under its field"
            assert "try again" not in shown(pilot).splitlines()[-1], "that cannot help"


async def test_scopes_in_a_small_terminal_scroll_as_one_and_show_what_is_asked(
    tmp_path: Path,
) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(
            wizard(here, short_cut(here, Step.SCOPES), note="Demo."), (60, 20)
        ) as pilot:
            await walk(pilot, here, Step.SCOPES)
            exact = pilot.app.screen.query_one("#exact", TickList)
            exact.focus()
            for known in CATALOGUE:
                await wait_for(
                    pilot, f"{known.scope}: {known.allows}", f"] {known.scope}", "Asked for"
                )
                assert whole(pilot, "#asked")
                assert whole(pilot, "#continue")
                assert not exact.show_vertical_scrollbar
                await pilot.press("down")


async def test_a_sign_says_that_there_is_more(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.APP)), (60, 18)) as pilot:
            await walk(pilot, here, Step.APP)
            await wait_for(pilot, MORE_BELOW)
            await pilot.press("pagedown", "pagedown")
            await wait_until(pilot, lambda: MORE_BELOW not in flat(pilot), "the end")
            await pilot.press("pageup")
            await wait_for(pilot, MORE_BELOW)
            await pilot.resize_terminal(80, 30)
            await wait_until(pilot, lambda: MORE_BELOW not in flat(pilot), "room for all")


@pytest.mark.parametrize("step", [Step.STORE, Step.APP, Step.SCOPES, Step.NAME, Step.SAVE])
async def test_growing_again_leaves_no_gaps(tmp_path: Path, step: Step) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, step)), (120, 40)) as pilot:
            await walk(pilot, here, step)
            before = shown(pilot)
            for size in ((40, 24), (60, 20), (200, 60), (80, 24), (120, 40)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
            await wait_until(pilot, lambda: shown(pilot) == before, "what was shown before")


async def test_nothing_moves_or_blinks(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.APP))
        async with app.run_test(size=(80, 24)) as pilot:
            await walk(pilot, here, Step.APP)
            assert app.animation_level == "none"
            fields = list(app.screen.query(Field))
            assert fields
            assert not any(each.cursor_blink for each in fields)


async def test_an_open_list_says_what_esc_does_then(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.APP))) as pilot:
            await walk(pilot, here, Step.APP)
            await wait_for(pilot, "esc back")
            pilot.app.screen.query_one("#instance").focus()
            await pilot.press("enter")
            await wait_for(pilot, "esc close the list")
            assert "esc back" not in flat(pilot)
            await pilot.press("escape")
            await wait_for(pilot, "esc back")
            assert "close the list" not in flat(pilot)
