"""A secret goes into its field and comes out nowhere but where it belongs."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.events import Key, Paste

from bs_wizard.secret import Secret
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    at,
    paste,
    running,
    shown,
    still_desk,
    strips,
    wait_for,
    wait_until,
    walk,
    wizard,
)

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


KEY = "0123456789abcdef"


async def test_a_paste_on_opening_the_app_step_finds_its_fields(tmp_path: Path) -> None:
    """And no secret stands in the clear field, not for a moment."""
    with still_desk(tmp_path) as here:
        bare = here.draft(client_id="", client_secret=Secret(""))
        async with running(wizard(here, bare)) as pilot:
            await walk(pilot, here, Step.APP)
            screen = pilot.app.screen
            key, secret, token = (
                screen.query_one(f"#{name}", Field)
                for name in ("client-id", "client-secret", "token")
            )
            clear: list[str] = []
            screen.watch(key, "value", lambda value: clear.append(value), init=False)
            source = screen.query_one("#source")
            for text in (f"{KEY}\n{CANARY}", f"{KEY}\t{CANARY}", f"{KEY} {CANARY}"):
                for focus in (source, key, secret):
                    key.clear()
                    secret.clear()
                    screen.set_focus(focus)
                    await paste(pilot, text)
                    assert (key.value, secret.value) == (KEY, CANARY)
                    assert screen.focused is secret
                    assert CANARY not in shown(pilot)
            key.clear()
            secret.clear()
            screen.set_focus(source)
            await paste(pilot, KEY)
            await paste(pilot, CANARY)
            assert (key.value, secret.value) == (KEY, CANARY)
            screen.set_focus(key)
            secret.clear()
            await paste(pilot, CANARY)
            assert (key.value, secret.value) == (KEY, CANARY)
            key.clear()
            secret.clear()
            screen.set_focus(key)
            await pilot.press(*KEY, "space", *CANARY)  # a terminal that gives a paste as typing
            assert (key.value, secret.value) == (KEY, CANARY)
            screen.set_focus(key)
            await paste(pilot, f"{KEY} {CANARY} {KEY}")
            await wait_for(pilot, "What was pasted is more than")
            assert not any(CANARY in value for value in clear)
            await paste(pilot, f"BASESPACE_ACCESS_TOKEN={CANARY}")
            await wait_for(pilot, "(●) I already have a token")
            assert token.value == CANARY
            assert screen.focused is token
            assert not any(CANARY in value for value in clear)


async def test_a_paste_means_another_application_than_the_one_used_before(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep_app("lab")
        async with running(
            wizard(here, here.draft(client_id="", client_secret=Secret("")))
        ) as pilot:
            await walk(pilot, here, Step.APP)
            await paste(pilot, f"{here.client_id}\n{here.client_secret.reveal()}")
            await wait_for(pilot, "(●) An application that I register", here.client_id)
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
