"""The bottom row is rebuilt only to show something else, however often it is asked to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input

from bs_wizard.tui.widgets.frame.key_row import KeyRow, ShownKey
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    WizardPilot,
    at,
    press_button,
    running,
    short_cut,
    still_desk,
    wait_for,
    wait_until,
    walk,
    wizard,
)


def row(pilot: WizardPilot) -> list[ShownKey]:
    return pilot.app.screen.query_one(KeyRow).fitting


def words(pilot: WizardPilot) -> list[str]:
    return [key.description for key in row(pilot)]


async def test_showing_the_same_keys_draws_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            drawn = list[str]()
            draw = KeyRow.render

            def render(key_row: KeyRow) -> Content:
                drawn.append("row")
                return draw(key_row)

            monkeypatch.setattr(KeyRow, "render", render)
            for _ in range(3):
                pilot.app.screen.refresh_bindings()
                await pilot.pause()
            assert not drawn
            await pilot.resize_terminal(40, 24)
            await wait_until(pilot, lambda: bool(drawn), "the row, drawn again")


async def test_a_click_on_a_key_presses_it(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.NAME))) as pilot:
            await walk(pilot, here, Step.NAME)
            pilot.app.screen.query_one("#save").focus()
            await wait_until(pilot, lambda: "?" in displays(pilot), "the short key")
            keys = row(pilot)
            at_help = [key.display for key in keys].index("?")
            left = sum(key.label.cell_length for key in keys[:at_help])
            await pilot.click(KeyRow, offset=(left + 1, 0))
            await wait_until(pilot, lambda: at(pilot, "HelpDialog"), "help")


async def test_another_width_and_other_keys_are_shown(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            before = words(pilot)
            await pilot.resize_terminal(40, 24)
            await wait_until(pilot, lambda: words(pilot) == before[:4], "the keys that fit")
            await pilot.resize_terminal(80, 24)
            await wait_until(pilot, lambda: words(pilot) == before, "all keys again")
            here.sim.deny()
            here.clock.advance(60)
            await wait_until(pilot, lambda: "code" not in words(pilot), "the keys of the end")


@pytest.mark.parametrize("step", [Step.APP, Step.SCOPES, Step.NAME])
async def test_a_field_is_offered_no_key_that_types_itself(tmp_path: Path, step: Step) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, step))) as pilot:
            await walk(pilot, here, step)
            screen = pilot.app.screen
            fields = [each for each in screen.query(Input) if each.focusable and each.size.area]
            assert fields
            for each in fields:
                before = each.value
                each.focus()
                await wait_until(pilot, lambda: "F1" in displays(pilot), "the key of a field")
                assert not [key for key in displays(pilot) if len(key) == 1]
                await pilot.press("f1")
                await wait_for(pilot, f"Help: {step.value}")
                await pilot.press("escape")
                await wait_until(pilot, lambda: pilot.app.screen is screen, "the step again")
                assert each.value == before
            await press_button(pilot, "save" if step is Step.NAME else "continue")
            await wait_until(pilot, lambda: pilot.app.screen is not screen, "the next step")


async def test_a_button_is_offered_the_short_keys(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.NAME))) as pilot:
            await walk(pilot, here, Step.NAME)
            pilot.app.screen.query_one("#save").focus()
            await wait_until(pilot, lambda: "?" in displays(pilot), "the short key")
            await pilot.press("question_mark")
            await wait_until(pilot, lambda: at(pilot, "HelpDialog"))


def displays(pilot: WizardPilot) -> list[str]:
    return [key.display for key in row(pilot)]


DELAYS: dict[str, tuple[dict[str, str], str]] = {
    "here": ({}, "0.1"),
    "over SSH": ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, "0.4"),
    "as the person says": ({"SSH_TTY": "/dev/pts/1", "ESCDELAY": "50"}, "0.05"),
}


@pytest.mark.parametrize(("environ", "seconds"), DELAYS.values(), ids=DELAYS)
def test_over_ssh_the_parts_of_a_key_may_come_apart(environ: dict[str, str], seconds: str) -> None:
    asks = "import bs_wizard.tui; from textual import constants; print(constants.ESCAPE_DELAY)"
    others = {key: one for key, one in os.environ.items() if key not in {"SSH_TTY", "ESCDELAY"}}
    done = subprocess.run(
        [sys.executable, "-c", asks],
        env=others | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == seconds
