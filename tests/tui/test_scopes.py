"""What the Scopes step says of the choices before one is made."""

from pathlib import Path

from bs_wizard.basespace.scopes import PRESETS
from bs_wizard.tui.widgets.forms.choice import Choices
from bs_wizard.tui.widgets.frame.keys import shown_keys
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    WizardPilot,
    running,
    short_cut,
    still_desk,
    wait_for,
    wait_until,
    walk,
    wizard,
)
from tests.tui.test_layout import whole


def row(pilot: WizardPilot) -> list[tuple[str, str]]:
    return [(key.display, key.word) for key in shown_keys(pilot.app.screen)]


async def test_moving_through_the_presets_explains_each_and_chooses_none(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.SCOPES))) as pilot:
            await walk(pilot, here, Step.SCOPES)
            choices = pilot.app.screen.query_one("#presets", Choices)
            choices.focus()
            await wait_until(pilot, lambda: ("enter", "go on") in row(pilot))
            for preset in PRESETS:
                await wait_for(pilot, f"{preset.title}: {preset.explains}")
                assert choices.pressed_index == 0
                assert (("enter", "go on") in row(pilot)) == (preset is PRESETS[0])
                await pilot.press("down")
            await wait_for(pilot, "My own choice: mark what you need in the list")
            assert whole(pilot, "#legend")
            await wait_for(pilot, "▲ adds data ‼ changes, deletes")
