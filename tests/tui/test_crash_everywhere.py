"""Every screen and dialog there is, drawn to a picture and broken with every secret in hand."""

import asyncio
import gc
from pathlib import Path
from typing import NoReturn

import pytest
from textual.screen import Screen
from textual.worker import WorkerFailed

from bs_wizard.secret import Secret
from bs_wizard.tui.app import WizardApp
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.wizard.journey.steps import Step
from tests.support.canary import Canary, mark
from tests.support.desk import Desk
from tests.support.screen import (
    PATIENCE,
    WizardPilot,
    running,
    short_cut,
    shown,
    still_desk,
    tiles,
    wait_until,
    wizard,
)
from tests.tui.test_bindings import (
    BASES,
    CASES,
    ON_TILES,
    START_AT,
    STEPS,
    Prepare,
    at_tiles,
    classes,
)

SHOWS_THE_TOKEN = "ShowOnceDialog"
"""The one that is asked to."""

SCREENS = {each.__name__ for each in classes() if issubclass(each, Screen)} - BASES
EVERYWHERE: dict[str, Prepare] = {
    screen: prepare
    for (screen, _), (prepare, _) in sorted(CASES.items(), reverse=True)
    if screen in SCREENS
}


def test_every_screen_and_dialog_is_broken_below() -> None:
    assert EVERYWHERE.keys() == SCREENS


def mistake() -> NoReturn:
    """Raise a mistake as bad as can be: all secrets in the message, a cause and a variable."""
    secrets = [each.reveal() for each in gc.get_objects() if isinstance(each, Secret)]
    assert secrets
    try:
        raise ValueError(*secrets)
    except ValueError as error:
        raise LookupError(" ".join(secrets), secrets) from error


@pytest.mark.parametrize("screen", EVERYWHERE)
async def test_a_screen_that_breaks_tells_no_secret(
    tmp_path: Path, screen: str, capfd: pytest.CaptureFixture[str]
) -> None:
    phrase = mark()
    with still_desk(tmp_path) as here:
        watch = Canary((here.sim,), (tmp_path,), {"phrase": phrase})
        app = program_for(screen, here)

        async def act(pilot: WizardPilot) -> None:
            await go(pilot, here, screen)
            for field in pilot.app.screen.query(Field):
                if field.password:
                    field.value = phrase
            await pilot.pause()
            if screen != SHOWS_THE_TOKEN:
                watch.heard(pilot.app.export_screenshot(), shown(pilot))
            pilot.app.screen.call_later(mistake)
            await asyncio.wait_for(app._exception_event.wait(), PATIENCE)

        async def run() -> None:
            async with running(app) as pilot:
                await act(pilot)

        with pytest.raises((LookupError, WorkerFailed)):
            await run()
        out, said = capfd.readouterr()
        watch.heard(out, said)
        assert app.return_code == 1
        assert "bs-wizard stopped at a mistake of its own." in said
        assert "LookupError" in said
        assert watch.found() == []


def program_for(screen: str, here: Desk) -> WizardApp:
    """Return the program that comes to that screen."""
    if screen in ON_TILES:
        for n in range(4):
            here.keep(f"c{n}")
        return tiles(here)
    step = START_AT.get(EVERYWHERE[screen], STEPS.get(screen, Step.STORE))
    return wizard(here, short_cut(here, step))


async def go(pilot: WizardPilot, here: Desk, screen: str) -> None:
    """Have that screen before one."""
    await EVERYWHERE[screen](pilot, here)
    if type(pilot.app.screen).__name__ != screen and EVERYWHERE[screen] is at_tiles:
        await pilot.press("enter")
    await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == screen, screen)
