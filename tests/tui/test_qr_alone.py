"""The QR code on the screen and alone: as large as fits, and gone with its code."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bs_wizard.terminal.qr import BORDER
from bs_wizard.terminal.qr_file import QrFile
from bs_wizard.tui.widgets.authorise.qr_code import QrCode
from bs_wizard.wizard.journey.steps import Step
from tests.support.decoders import decoded, same_place
from tests.support.desk import work_with
from tests.support.pictures import cells
from tests.support.programs import needs
from tests.support.qr_reader import read
from tests.support.screen import (
    WizardPilot,
    at,
    flat,
    running,
    short_cut,
    shown,
    still_desk,
    strips,
    wait_for,
    wait_until,
    walk,
    wizard,
)

WHITE = "#ffffff"
PATHS = {"▀": (0,), "▄": (1,), "█": (0, 1), " ": ()}


def halves(pilot: WizardPilot) -> Iterator[list[bool]]:
    """The screen as rows of half cells, each dark or white."""
    for strip in strips(pilot):
        row = [cell for cell in cells(strip) for _ in range(cell.width)]
        for half in (0, 1):
            yield [
                (cell.look.ink if half in PATHS.get(cell.char, ()) else cell.look.ground) != WHITE
                for cell in row
            ]


def symbol(pilot: WizardPilot, scale: int) -> list[Sequence[bool]]:
    """The symbol on the screen without its border, one entry a module."""
    rows = list(halves(pilot))
    first = next(n for n, row in enumerate(rows) if not all(row))
    left, right = (side(rows[first]) for side in (_first_white, _last_white))
    size = (right - left + 1) // scale
    whole = [row[left : right + 1 : scale] for row in rows[first : first + size * scale : scale]]
    return [row[BORDER:-BORDER] for row in whole[BORDER:-BORDER]]


def drawn_at(pilot: WizardPilot) -> int:
    """The scale of the symbol on the screen, 0 for none."""
    return next((each.size.width // 33 for each in pilot.app.screen.query(QrCode)), 0)


def _first_white(row: list[bool]) -> int:
    return row.index(False)


def _last_white(row: list[bool]) -> int:
    return len(row) - 1 - row[::-1].index(False)


def address_of(pilot: WizardPilot) -> str:
    (row,) = [row.strip() for row in shown(pilot).splitlines() if row.startswith("https://")]
    return row


def loud(address: str) -> str:
    return address.replace("https://basespace.illumina.com", "HTTPS://BASESPACE.ILLUMINA.COM")


@pytest.mark.parametrize(
    ("size", "scale", "beneath"),
    [
        ((80, 24), 1, True),
        ((60, 20), 1, True),
        ((33, 17), 1, False),
        ((66, 33), 2, False),
        ((120, 40), 2, True),
        ((200, 60), 3, True),
    ],
    ids=str,
)
@pytest.mark.parametrize("blocks", [True, False], ids=["blocks", "spaces"])
async def test_alone_it_is_as_large_as_fits(
    tmp_path: Path, size: tuple[int, int], scale: int, beneath: bool, blocks: bool
) -> None:
    scale = scale if blocks else scale - scale % 2
    with still_desk(tmp_path, official=True) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE), blocks=blocks)
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            address = address_of(pilot)
            await pilot.press("q")
            await wait_until(pilot, lambda: at(pilot, "QrAloneDialog"))
            await pilot.resize_terminal(*size)
            if not scale:
                await wait_for(pilot, "A QR code needs", "more row")
                return
            await wait_until(pilot, lambda: drawn_at(pilot) == scale)
            await wait_until(pilot, lambda: (address in flat(pilot)) == beneath)
            assert read(symbol(pilot, scale)) == loud(address)
            assert ("▀" in shown(pilot)) == (scale % 2 == 1)


async def test_it_says_how_much_is_missing(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE), blocks=False)
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            address = address_of(pilot)
            assert "(A QR code needs 9 more rows. Then q shows it.)" in flat(pilot)
            await pilot.press("q")
            said = await wait_for(pilot, "A QR code needs 9 more rows.", "Esc closes.")
            assert address in said
            await pilot.press("q")
            await pilot.resize_terminal(110, 38)
            await wait_for(pilot, "or scan")
            assert read(symbol(pilot, 2)) == loud(address)


async def test_it_goes_with_its_code(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("q")
            await wait_until(pilot, lambda: at(pilot, "QrAloneDialog"))
            here.sim.deny()
            here.clock.advance(60)
            await wait_for(pilot, "denied")
            assert at(pilot, "AuthoriseScreen")
            await pilot.press("q")
            assert at(pilot, "AuthoriseScreen")


async def test_an_approval_comes_through_it(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("q")
            await wait_until(pilot, lambda: at(pilot, "QrAloneDialog"))
            here.sim.approve()
            here.clock.advance(60)
            await wait_for(pilot, "● Name")


@needs("zbarimg")
async def test_the_file_follows_the_code(tmp_path: Path) -> None:
    sign = QrFile.at(str(tmp_path / "code.svg"))
    with still_desk(tmp_path / "home", official=True) as here:
        here.work = work_with(here.work, qr_output=sign)
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await wait_for(pilot, "QR file")
            first = address_of(pilot)
            await pilot.press("n")
            await wait_until(pilot, lambda: first not in shown(pilot) and "code=" in shown(pilot))
            assert all(same_place(each, address_of(pilot)) for each in decoded(sign.file))
            await pilot.press("escape")
            await wait_until(pilot, lambda: not sign.file.exists())
