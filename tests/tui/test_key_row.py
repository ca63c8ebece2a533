"""The bottom row is rebuilt only to show something else, however often it is asked to."""

from pathlib import Path

from textual.widgets._footer import FooterKey

from bs_wizard.tui.widgets.frame.key_row import KeyRow
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import WizardPilot, running, still_desk, wait_until, walk, wizard


def row(pilot: WizardPilot) -> list[FooterKey]:
    return list(pilot.app.screen.query_one(KeyRow).query(FooterKey))


def words(pilot: WizardPilot) -> list[str]:
    return [key.description for key in row(pilot)]


async def test_showing_the_same_keys_rebuilds_nothing(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            before = row(pilot)
            for _ in range(3):
                pilot.app.screen.refresh_bindings()
                await pilot.pause()
            await pilot.resize_terminal(80, 30)
            assert row(pilot) == before


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
