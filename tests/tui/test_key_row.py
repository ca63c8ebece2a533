"""The bottom row is rebuilt only to show something else, however often it is asked to."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input

from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.tui.widgets.frame.key_row import KeyRow, label
from bs_wizard.tui.widgets.frame.keys import KeyHint, explained_keys, fitting, shown_keys
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    WizardPilot,
    at,
    running,
    short_cut,
    still_desk,
    strips,
    wait_until,
    walk,
    wizard,
)
from tests.tui.test_crash_everywhere import EVERYWHERE, go, program_for


def row(pilot: WizardPilot) -> list[KeyHint]:
    return pilot.app.screen.query_one(KeyRow).fitting


def words(pilot: WizardPilot) -> list[str]:
    return [key.word for key in row(pilot)]


@pytest.mark.draws
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
            left = sum(label(key).cell_length for key in keys[:at_help])
            await pilot.click(KeyRow, offset=(left + 1, 0))
            await wait_until(pilot, lambda: at(pilot, "HelpDialog"), "help")


async def test_another_width_and_other_keys_are_shown(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            before = words(pilot)
            await pilot.resize_terminal(40, 24)
            await wait_until(pilot, lambda: words(pilot)[-1:] == ["all keys"], "the keys that fit")
            assert (
                words(pilot)[:-1]
                == [each for each in before if each != "help"][: len(row(pilot)) - 1]
            )
            await pilot.resize_terminal(80, 24)
            await wait_until(pilot, lambda: words(pilot) == before, "all keys again")
            here.sim.deny()
            here.clock.advance(60)
            await wait_until(pilot, lambda: "code" not in words(pilot), "the keys of the end")


WITHOUT_A_ROW = {"QrAloneDialog"}
"""The symbol needs every row; F1 works there too, which the tests of keys show."""
SIZES = [(80, 24), (60, 20)]


@pytest.mark.parametrize("screen", sorted(EVERYWHERE.keys() - WITHOUT_A_ROW))
async def test_every_key_is_shown_whole_or_told_by_the_help(tmp_path: Path, screen: str) -> None:
    with still_desk(tmp_path) as here:
        async with running(program_for(screen, here)) as pilot:
            await go(pilot, here, screen)
            shown = pilot.app.screen
            fields = [each for each in shown.query(Input) if each.focusable and each.size.area]
            for size in SIZES:
                await pilot.resize_terminal(*size)
                for focus in (shown.focused, *fields):
                    shown.set_focus(focus)
                    await wait_until(pilot, lambda: row_is_current(pilot), "the keys of the focus")
                    await check_row(pilot)


def row_is_current(pilot: WizardPilot) -> bool:
    wanted = fitting(shown_keys(pilot.app.screen), pilot.app.size.width)
    return displays(pilot) == [each.display for each in wanted]


async def check_row(pilot: WizardPilot) -> None:
    """Whether the row is whole, and the help tells every key; a field keeps what is in it."""
    screen, field = pilot.app.screen, pilot.app.screen.focused
    keys, shown = shown_keys(screen), row(pilot)
    drawn = screen.query_one(KeyRow).render()
    assert drawn.cell_length == sum(each.width for each in shown) <= pilot.app.size.width
    assert drawn.plain in strips(pilot)[-1].text
    assert (len(shown) < len(keys)) is ("all keys" in words(pilot))
    if isinstance(field, Input):
        assert not [key for key in displays(pilot) if len(key) == 1]
    before = field.value if isinstance(field, Input) else ""
    told = " ".join(word for each in explained_keys(screen) for word in each)
    assert all(each.display in told for each in keys)
    if type(screen).__name__ == "HelpDialog":
        return
    await pilot.press("f1")
    await wait_until(pilot, lambda: at(pilot, "HelpDialog"), "the help")
    assert pilot.app.screen.query_one("#keys", Facts).rows == explained_keys(screen)
    await pilot.press("escape")
    await wait_until(pilot, lambda: pilot.app.screen is screen, "the screen again")
    if isinstance(field, Input):
        assert field.value == before


def test_what_does_not_fit_is_announced() -> None:
    help_key = KeyHint("f1", "F1", "help", "help")
    keys = [help_key, *(KeyHint(each, each, "word", each) for each in "abcd")]
    assert fitting(keys, 41) == keys
    for width in range(13, 41):
        shown = fitting(keys, width)
        assert sum(each.width for each in shown) <= width
        assert shown == [*keys[1 : len(shown)], replace(help_key, word="all keys")]


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
