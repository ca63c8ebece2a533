"""Leaving at any step: the right result, and nothing half saved."""

from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult

from bs_wizard.errors import AccessDenied, BsWizardError, Cancelled, ServerError, StoreUnavailable
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.screens.welcome import WelcomeScreen
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    approve,
    at,
    press_button,
    result_of,
    running,
    short_cut,
    still_desk,
    wait_for,
    wait_until,
    walk,
    wizard,
)

FULL = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")
BEFORE_THE_END = [step for step in Step if step is not Step.SAVE]


@pytest.mark.parametrize(
    ("step", "key"), list(zip(BEFORE_THE_END, ["ctrl+c", "ctrl+q"] * 3, strict=False))
)
async def test_leaving_before_the_end_saves_nothing(tmp_path: Path, step: Step, key: str) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, step))
        async with running(app) as pilot:
            await walk(pilot, here, step)
            await pilot.press(key)
            assert isinstance(await result_of(app), Cancelled)
        assert here.kept_only_what_waits


@pytest.mark.parametrize("step", BEFORE_THE_END)
async def test_esc_again_and_again_ends_with_nothing_saved(tmp_path: Path, step: Step) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, step))
        async with running(app) as pilot:
            await walk(pilot, here, step)
            for earlier in reversed(tuple(Step)[: tuple(Step).index(step)]):
                if step is Step.NAME and earlier is Step.AUTHORISE:
                    continue  # its token is held: back leads past the code
                await pilot.press("escape")
                await walk(pilot, here, earlier)
            await pilot.press("escape")
            assert isinstance(await result_of(app), Cancelled)
        assert here.kept_only_what_waits


@pytest.mark.parametrize("key", ["ctrl+q", "escape"])
async def test_leaving_after_the_save_gives_what_was_saved(tmp_path: Path, key: str) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.SAVE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.SAVE)
            await pilot.press(key)
            if key == "escape":  # there is no way back any more
                await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert here.credentials.all() == (saved,)


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_leaving_a_store_that_fails_gives_its_error(tmp_path: Path, key: str) -> None:
    with still_desk(tmp_path) as here:
        here.vault.failure = FULL
        app = wizard(here)
        async with running(app) as pilot:
            await wait_for(pilot, "The keyring is locked.")
            await pilot.press(key)
            assert await result_of(app) is FULL


@pytest.mark.parametrize(
    ("scenario", "said", "kind"),
    [("deny", "denied", AccessDenied), ("bad-identity", "could not be checked", ServerError)],
)
async def test_leaving_with_an_error_on_the_screen_gives_it(
    tmp_path: Path, scenario: str, said: str, kind: type[BsWizardError]
) -> None:
    with still_desk(tmp_path, scenario=scenario) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await approve(pilot, here) if scenario == "bad-identity" else here.clock.advance(60)
            await wait_for(pilot, said, "✗")
            await pilot.press("ctrl+c")
            assert isinstance(await result_of(app), kind)
        assert here.kept_only_what_waits


async def test_leaving_a_save_that_failed_gives_its_error(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            here.vault.failure = FULL
            await press_button(pilot, "save")
            await wait_for(pilot, "Not saved.")
            await pilot.press("ctrl+q")
            assert await result_of(app) is FULL
        assert here.kept_only_what_waits


async def test_leaving_waits_for_a_save_under_way(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            here.vault.gate.clear()
            await press_button(pilot, "save")
            await wait_for(pilot, "Saving …")
            await pilot.press("escape", "ctrl+c", "ctrl+q")
            assert not app._exit
            here.vault.gate.set()
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert here.credentials.all() == (saved,)
        assert here.credentials.token(saved).reveal() == here.sim.owner_token


async def test_leaving_from_under_a_dialog(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            await pilot.press("f1")
            await wait_for(pilot, "Help: Name")
            await pilot.press("ctrl+c")
            assert isinstance(await result_of(app), Cancelled)


async def test_leaving_a_code_that_was_denied_tells_why(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            here.sim.deny()
            here.clock.advance(60)
            await wait_for(pilot, "denied", "New code")
            await pilot.press("ctrl+c")
            left = await result_of(app)
        assert isinstance(left, AccessDenied)
        assert "http" not in left.hint


async def test_leaving_while_a_screen_is_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def composed(self: WelcomeScreen, whole: Callable[[WelcomeScreen], ComposeResult]) -> Any:
        self.app.action_leave()  # type: ignore[attr-defined]  # the app is ours
        yield from whole(self)

    monkeypatch.setattr(WelcomeScreen, "compose", partialmethod(composed, WelcomeScreen.compose))
    with still_desk(tmp_path) as here:
        app = wizard(here)
        async with running(app):
            assert isinstance(await result_of(app), Cancelled)


async def test_leaving_once_more_changes_nothing(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.SAVE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.SAVE)
            await pilot.press("ctrl+q")
            saved = await result_of(app)
            app.action_leave()
            assert isinstance(saved, Credential)
            assert app.return_value is saved


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_what_is_saved_is_explained_and_left(tmp_path: Path, key: str) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.SAVE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.SAVE)
            await pilot.press("question_mark")
            await wait_for(pilot, "Help: Save", "bs-wizard alone opens on your credentials")
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "SaveScreen"))
            await pilot.press(key)
            saved = await result_of(app)
        assert here.credentials.find() == saved
