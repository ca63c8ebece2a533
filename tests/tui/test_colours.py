"""Which colours are chosen, and that nothing hangs on them alone."""

from functools import partial
from pathlib import Path

import pytest

from bs_wizard.errors import UsageError
from bs_wizard.tui.theme import DARK, LIGHT, TERMINAL, chosen
from bs_wizard.wizard.journey.steps import Step
from tests.support.pictures import Cell, cells
from tests.support.screen import (
    WizardPilot,
    approve,
    running,
    short_cut,
    still_desk,
    strips,
    wait_for,
    wait_until,
    walk,
    wizard,
)

MANY = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        (MANY, DARK),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, DARK),
        ({"TERM": "xterm-kitty"}, DARK),
        ({"TERM": "xterm"}, TERMINAL),
        ({"TERM": "linux"}, TERMINAL),
        ({"TERM": "vt220"}, TERMINAL),
        ({"TERM": "screen"}, TERMINAL),
        ({}, TERMINAL),
        ({"TERM": "linux", "BS_WIZARD_THEME": "light"}, LIGHT),
        (MANY | {"BS_WIZARD_THEME": "ansi"}, TERMINAL),
        (MANY | {"BS_WIZARD_THEME": " Dark "}, DARK),
        (MANY | {"BS_WIZARD_THEME": ""}, DARK),
        (MANY | {"NO_COLOR": "1"}, TERMINAL),
        (MANY | {"NO_COLOR": "1", "BS_WIZARD_THEME": "dark"}, TERMINAL),
        (MANY | {"NO_COLOR": ""}, DARK),
    ],
    ids=str,
)
def test_the_colours_suit_the_terminal(environ: dict[str, str], theme: object) -> None:
    assert chosen(environ) is theme


def test_a_theme_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="dark, light, ansi"):
        chosen(MANY | {"BS_WIZARD_THEME": "pink"})


def drawn(pilot: WizardPilot) -> list[list[Cell]]:
    return [cells(strip) for strip in strips(pilot)]


def colours(pilot: WizardPilot) -> set[str]:
    """The colours on the screen that are not the terminal's own ink and ground."""
    styles = [segment.style for strip in strips(pilot) for segment in strip if segment.style]
    found = [color for style in styles for color in (style.color, style.bgcolor)]
    return {color.name for color in found if color and not color.is_default}


@pytest.mark.parametrize("step", [Step.STORE, Step.APP, Step.SCOPES, Step.NAME, Step.SAVE])
async def test_without_colours_the_focus_is_seen(
    tmp_path: Path, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, step)), (80, 40)) as pilot:
            pilot.app.theme = TERMINAL.name
            await walk(pilot, here, step)
            assert not colours(pilot)
            looks: list[list[list[Cell]]] = []
            for each in list(pilot.app.screen.focus_chain):
                each.focus()
                await wait_until(pilot, lambda each=each: pilot.app.focused is each)  # type: ignore[misc]
                now = drawn(pilot)
                assert now not in looks, f"{each} in focus looks like another"
                looks.append(now)
            assert looks


async def test_without_colours_the_qr_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            assert colours(pilot) == {"#000000", "#ffffff"}
            await approve(pilot, here)
            await wait_for(pilot, "● Name")


async def test_every_press_of_ctrl_t_takes_the_next_colours(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.STORE)
            for theme in (LIGHT, TERMINAL, DARK):
                await pilot.press("ctrl+t")
                await wait_until(pilot, partial(has_theme, pilot, theme.name))


def has_theme(pilot: WizardPilot, name: str) -> bool:
    return pilot.app.theme == name
