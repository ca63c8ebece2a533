"""The authorise step at any size, changed at any moment: nothing that matters is cut or covered."""

from itertools import combinations
from pathlib import Path

from textual.widget import Widget

from bs_wizard.tui.widgets.authorise.qr_code import QrCode
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    WizardPilot,
    running,
    short_cut,
    still_desk,
    wait_until,
    walk,
    wizard,
)

SIZES = [
    (80, 24),
    (60, 20),
    (200, 60),
    (61, 20),
    (120, 20),
    (79, 23),
    (60, 60),
    (77, 24),
    (200, 20),
    (76, 21),
    (100, 30),
    (80, 22),
    (80, 24),
]
PARTS = ("#address", "#code", "#waiting", "QrCode")


def parts(pilot: WizardPilot) -> list[Widget]:
    found = [pilot.app.screen.query(each) for each in PARTS]
    return [each for every in found for each in every if each.display]


def fine(pilot: WizardPilot, size: tuple[int, int]) -> bool:
    """Whether each is whole on a screen of that size, none over another, and those that fit."""
    there = parts(pilot)
    whole = all(each.size.area and pilot.app.screen.can_view_entire(each) for each in there)
    apart = not any(one.region.overlaps(other.region) for one, other in combinations(there, 2))
    columns, rows = size
    drawn = any(isinstance(each, QrCode) for each in there)
    fitting = len(there) >= 3 and drawn == (columns >= 77 and rows >= 23)
    return pilot.app.screen.size == size and fitting and whole and apart


async def test_resized_at_any_moment(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE), note="Demo.")) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await wait_until(pilot, lambda size=size: fine(pilot, size), f"all at {size}")  # type: ignore[misc]
