"""A secret goes into its field and comes out nowhere but where it belongs."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.events import Key, Paste

from bs_wizard.secret import Secret
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import at, running, shown, still_desk, strips, wait_until, walk, wizard

CANARY = "canary0123456789"


class Bare(App[None]):
    """Nothing but the field: no key of the program's own is before it."""

    def compose(self) -> ComposeResult:
        yield SecretInput(Secret(CANARY), id="secret")


@pytest.mark.parametrize("key", ["ctrl+c", "super+c", "ctrl+x", "ctrl+insert", "shift+delete"])
async def test_nothing_is_copied_or_cut(key: str) -> None:
    app = Bare()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        field.select_all()
        await pilot.press(key)
        field.action_copy()
        field.action_cut()
        assert app.clipboard == ""
        assert field.value == CANARY


async def test_selecting_on_the_screen_gives_only_dots() -> None:
    app = Bare()
    async with app.run_test() as pilot:
        app.screen.text_select_all()
        await pilot.press("ctrl+c")
        assert CANARY not in (app.screen.get_selected_text() or "")
        assert CANARY not in app.clipboard


async def test_pasting_goes_in_and_white_space_around_it_does_not_count() -> None:
    app = Bare()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        field.focus()
        field.clear()
        app.post_message(Paste(f"  {CANARY}\n"))
        await pilot.pause()
        assert field.secret == Secret(CANARY)
        assert CANARY not in repr(field.secret)


async def test_no_picture_of_the_screen_holds_it() -> None:
    app = Bare()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert CANARY not in app.export_screenshot()


async def test_the_app_step_shows_dots_and_copies_nothing(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.client_secret = Secret(CANARY)
        app = wizard(here)
        async with running(app) as pilot:
            await walk(pilot, here, Step.APP)
            field = app.screen.query_one("#client-secret", SecretInput)
            field.focus()
            await pilot.press("home", "shift+end", "ctrl+x")
            assert app.clipboard == ""
            assert field.value == CANARY
            assert CANARY not in shown(pilot)
            assert CANARY not in "".join(repr(strip) for strip in strips(pilot))
            assert CANARY not in app.export_screenshot()
            assert not app.get_system_commands(app.screen)


async def test_keys_and_pastes_that_come_together_keep_their_order(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(
            wizard(here, here.draft(client_id="", client_secret=Secret("")))
        ) as pilot:
            await walk(pilot, here, Step.APP)
            screen = pilot.app.screen
            key, secret = (screen.query_one(f"#{n}", Field) for n in ("client-id", "client-secret"))
            screen.set_focus(key)
            burst = ["x", "ctrl+u", *"abc", "tab", *"s1", "ctrl+u", "shift+tab", "d", "enter"]
            for each in burst:
                pilot.app.post_message(Key(each, each if len(each) == 1 else None))
            pilot.app.post_message(Paste("the-secret\nand more"))
            pilot.app.post_message(Key("enter", "\r"))
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            assert key.value == "abcd"
            assert secret.value == "the-secret"
