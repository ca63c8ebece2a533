"""What is on the screen at 80x24, 60x20 and 120x40: nothing that matters missing, cut or faint."""

from collections.abc import Awaitable, Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color, ColorSystem
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static

from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.basespace.scopes import PRESETS, wire
from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.tui.dialogs.dialog import TextDialog
from bs_wizard.tui.dialogs.new_vault import NewVaultDialog
from bs_wizard.tui.dialogs.passphrase import PassphraseDialog
from bs_wizard.tui.dialogs.show_once import ShowOnceDialog
from bs_wizard.tui.theme import THEMES
from bs_wizard.tui.widgets.authorise.qr_code import QrCode
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import Desk
from tests.support.pictures import OWN_COLOURS, XTERM_ON_BLACK, XTERM_ON_WHITE, Cell, Palette, cells
from tests.support.screen import (
    WizardPilot,
    approve,
    at,
    flat,
    press_button,
    running,
    short_cut,
    shown,
    still_desk,
    strips,
    tiles,
    wait_for,
    wait_until,
    walk,
    wizard,
)

WORDS = ("#address", "#lead", "#code", "#asked", "#only-yours", "#workgroup")
SIZES = [(80, 24), (60, 20), (120, 40)]
LONGEST = max((each.scopes for each in PRESETS), key=lambda scopes: len(wire(scopes)))
FULL = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")
BUTTONS = {
    Step.STORE: "start",
    Step.APP: "continue",
    Step.SCOPES: "continue",
    Step.NAME: "save",
    Step.SAVE: "finish",
}


def whole(pilot: WizardPilot, selector: str) -> bool:
    """Whether a widget is inside the viewport, every row and column of it."""
    widget = pilot.app.screen.query_one(selector)
    return widget.size.area > 0 and pilot.app.screen.can_view_entire(widget)


def cut_off(widget: Static) -> bool:
    """Whether a text has more rows than its widget."""
    width, height = widget.content_size
    return widget.get_content_height(widget.container_size, widget.app.size, width) > height


def check_texts(pilot: WizardPilot) -> None:
    texts = [each for each in pilot.app.screen.query(Static) if each.display and each.size.area]
    assert not [each for each in texts if cut_off(each)]


def link_at(pilot: WizardPilot, row: int, column: int) -> str | None:
    at = 0
    for segment in strips(pilot)[row]:
        at += segment.cell_length
        if column < at:
            return segment.style.link if segment.style else None
    return None


@pytest.mark.parametrize("step", BUTTONS)
async def test_the_way_on_is_in_view_at_80x24(tmp_path: Path, step: Step) -> None:
    with still_desk(tmp_path, official=True) as here:
        draft = short_cut(here, step, scopes=LONGEST)
        async with running(wizard(here, draft, note="Demo.")) as pilot:
            await walk(pilot, here, step)
            assert "Demo." in shown(pilot).splitlines()[1]
            assert whole(pilot, f"#{BUTTONS[step]}")
            assert pilot.app.screen.query_one("#body").scroll_y == 0
            check_texts(pilot)


@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=str)
@pytest.mark.parametrize("step", BUTTONS)
async def test_every_step_begins_at_its_top_and_scrolls_to_its_end(
    tmp_path: Path, step: Step, size: tuple[int, int]
) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, step)), size) as pilot:
            await walk(pilot, here, step)
            assert all(len(row.rstrip()) <= size[0] for row in shown(pilot).splitlines())
            if step in {Step.APP, Step.SCOPES}:
                assert whole(pilot, ".title")
            check_texts(pilot)
            for each in (*pilot.app.screen.query(Input), *pilot.app.screen.query(Button)):
                if each.focusable and each.size.area:
                    each.focus()
                    await wait_until(pilot, partial(has_focus, each), "the focus")
                    await wait_until(pilot, lambda: focus_in_view(pilot), "the focus in view")


def has_focus(widget: Widget) -> bool:
    return widget.has_focus


def focus_in_view(pilot: WizardPilot) -> bool:
    focused = pilot.app.focused
    return focused is not None and pilot.app.screen.can_view_entire(focused)


async def test_the_exact_string_of_every_preset_is_in_view(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.SCOPES))) as pilot:
            await walk(pilot, here, Step.SCOPES)
            for preset in PRESETS:
                wanted = wire(preset.scopes).replace(" ", "")
                await wait_until(pilot, lambda w=wanted: w in flat(pilot).replace(" ", ""))  # type: ignore[misc]
                assert whole(pilot, "#asked")
                assert whole(pilot, "#continue")
                await pilot.press("down", "enter")


@pytest.mark.parametrize("scopes", [("READ GLOBAL",), LONGEST], ids=["one", "longest"])
@pytest.mark.parametrize("note", ["", "Demo: nothing is kept."], ids=["", "note"])
async def test_all_of_authorising_is_in_view_at_80x24(
    tmp_path: Path, scopes: tuple[str, ...], note: str
) -> None:
    with still_desk(tmp_path, official=True, seed=7) as here:
        draft = short_cut(here, Step.AUTHORISE, scopes=scopes, app_name="Lab import")
        async with running(wizard(here, draft, note=note)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            for selector in (*WORDS, "QrCode", "#waiting"):
                assert whole(pilot, selector), selector
            assert pilot.app.screen.query_one(QrCode).size == (33, 17)
            assert "READ GLOBAL" in flat(pilot)
            check_texts(pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_address_is_alone_at_column_0_and_is_a_link(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE)), size) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            rows = shown(pilot).splitlines()
            (row,) = [n for n, text in enumerate(rows) if text.startswith("https://")]
            address = rows[row].rstrip()
            assert address.startswith("https://basespace.illumina.com/oauth/device?code=")
            assert " " not in address
            assert link_at(pilot, row, 0) == link_at(pilot, row, len(address) - 1) == address


async def test_the_portal_is_whole_for_every_instance(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.APP)
            for instance in INSTANCES:
                pilot.app.screen.query_one("#instance", Select).value = instance.label
                await wait_for(pilot, instance.portal)
                assert instance.portal in shown(pilot)
                assert whole(pilot, "#continue")


async def test_a_small_terminal_says_why_there_is_no_qr(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app, (60, 20)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            assert "(q shows the QR code.)" in flat(pilot)
            assert not whole(pilot, "QrCode")
            for selector in (*WORDS, "#waiting"):
                assert whole(pilot, selector), selector
            await pilot.resize_terminal(60, 15)
            await wait_for(pilot, "(A QR code needs 2 more rows. Then q shows it.)")
            assert whole(pilot, "#waiting")
            await pilot.resize_terminal(80, 24)
            await wait_for(pilot, "or scan")
            assert whole(pilot, "QrCode")


async def test_a_short_terminal_keeps_the_qr_as_long_as_it_fits(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app, (80, 22)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            assert whole(pilot, "QrCode")
            await pilot.resize_terminal(80, 21)
            await wait_for(pilot, "(q shows the QR code.)")
            assert whole(pilot, "#code")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_tiles_show_every_line(tmp_path: Path, size: tuple[int, int]) -> None:
    with still_desk(tmp_path, official=True) as here:
        for n in range(3):
            here.keep(f"c{n}", workgroup="Genomics Core", description="for the night")
        async with running(tiles(here), size) as pilot:
            await wait_for(pilot, "c0 default", "for the night", "verified 2 days ago · use1")
            rows = shown(pilot)
            assert rows.count("Amira Haddad · Genomics Core") == rows.count("╭") + rows.count("┏")
            assert "READ GLOBAL, BROWSE GLOBAL" in rows
            assert ("amira.haddad@example.org" in rows) is (size[0] >= 110), "the details"


# Contrast: WCAG 2.2, success criterion 1.4.3 (AA).


async def plain(pilot: WizardPilot, here: Desk) -> None:
    """Nothing more."""


async def scopes_of_risk(pilot: WizardPilot, here: Desk) -> None:
    await pilot.press("down", "down", "down", "down", "down", "enter")
    await wait_for(pilot, "‼ lets programs change")
    pilot.app.screen.query_one("#exact").focus()


async def trouble(pilot: WizardPilot, here: Desk) -> None:
    here.network.cut = True
    here.clock.advance(5)
    await wait_for(pilot, "Network trouble")


async def ended(pilot: WizardPilot, here: Desk) -> None:
    here.sim.deny()
    here.clock.advance(60)
    await wait_for(pilot, "denied")


async def second_code(pilot: WizardPilot, here: Desk) -> None:
    await pilot.press("n")
    await wait_for(pilot, "no longer works")


async def helped(pilot: WizardPilot, here: Desk) -> None:
    await pilot.press("f1")
    await wait_for(pilot, "Help:")


async def event_log(pilot: WizardPilot, here: Desk) -> None:
    await pilot.press("l")
    await wait_until(pilot, lambda: at(pilot, "EventLogDialog"))


async def list_open(pilot: WizardPilot, here: Desk) -> None:
    pilot.app.screen.query_one("#instance").focus()
    await pilot.press("enter")
    await wait_for(pilot, "CAC1")


async def lacking(pilot: WizardPilot, here: Desk) -> None:
    await approve(pilot, here)
    await wait_for(pilot, "not granted")


async def taken(pilot: WizardPilot, here: Desk) -> None:
    here.keep("mine")
    pilot.app.screen.query_one("#name", Input).value = "mine"
    await press_button(pilot, "save")
    await wait_for(pilot, "“mine” exists")


LOOKS: dict[str, tuple[Step, Callable[[WizardPilot, Desk], Awaitable[None]]]] = {
    "welcome": (Step.STORE, plain),
    "app": (Step.APP, plain),
    "app-list": (Step.APP, list_open),
    "scopes": (Step.SCOPES, plain),
    "scopes-risk": (Step.SCOPES, scopes_of_risk),
    "authorise": (Step.AUTHORISE, second_code),
    "authorise-log": (Step.AUTHORISE, event_log),
    "authorise-trouble": (Step.AUTHORISE, trouble),
    "authorise-denied": (Step.AUTHORISE, ended),
    "name": (Step.NAME, plain),
    "name-lacking": (Step.AUTHORISE, lacking),
    "name-taken": (Step.NAME, taken),
    "save": (Step.SAVE, plain),
    "help": (Step.SCOPES, helped),
}


@cache
def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1, as WCAG defines it."""
    red, green, blue = (linear(part / 255) for part in bytes.fromhex(color[1:]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


PALETTES: dict[str, tuple[Palette, ...]] = {"bs-ansi": (XTERM_ON_BLACK, XTERM_ON_WHITE)}
"""What a theme in the terminal's own colours is seen in; the others bring their own."""


@cache
def among_256(color: str) -> bool:
    """Whether a terminal of 256 colours shows this one as it is."""
    here = Color.parse(color)
    number = here.downgrade(ColorSystem.EIGHT_BIT).number
    assert here.triplet
    assert number is not None
    # One step is what Textual's own mixing of colours loses.
    parts = zip(here.triplet, EIGHT_BIT_PALETTE[number], strict=True)
    return all(abs(one - other) <= 1 for one, other in parts)


async def assert_nothing_faint(pilot: WizardPilot) -> None:
    """Whether every text can be read in every theme, and in 256 colours looks the same."""
    for theme in THEMES.values():
        pilot.app.theme = theme.name
        await pilot.pause()
        for palette in PALETTES.get(theme.name, (OWN_COLOURS,)):
            assert not faint(pilot, palette), (theme.name, palette.ground)
        if not theme.ansi:
            drawn = {
                one
                for cell in uppermost(pilot, OWN_COLOURS)
                for one in (cell.look.ink, cell.look.ground)
            }
            assert not {one for one in drawn if not among_256(one)}, theme.name


def faint(pilot: WizardPilot, palette: Palette) -> set[tuple[str, str, str, float]]:
    """What has too little contrast: the character, its colours, the ratio."""
    found = set()
    for cell in uppermost(pilot, palette):
        ratio = contrast(cell.look.ink, cell.look.ground)
        if is_text(cell.char) and ratio < 4.5:
            found.add((cell.char, cell.look.ink, cell.look.ground, round(ratio, 2)))
    return found


def uppermost(pilot: WizardPilot, palette: Palette) -> Iterator[Cell]:
    """Return the cells of the screen, or of the dialog over it: what lies behind is out of use."""
    modal = pilot.app.screen.is_modal
    region = pilot.app.screen.query_one(".dialog").region if modal else pilot.app.screen.region
    for strip in strips(pilot)[region.y : region.bottom]:
        yield from cells(strip.crop(region.x, region.right), palette)


def is_text(char: str) -> bool:
    """Whether it is read: not a space, not a line, not a block."""
    return not char.isspace() and not 0x2500 <= ord(char) < 0x25A0


@pytest.mark.parametrize("look", LOOKS)
async def test_every_text_can_be_read_in_every_theme(tmp_path: Path, look: str) -> None:
    step, turn = LOOKS[look]
    scenario = "scope-reduced" if look == "name-lacking" else "approve"
    with still_desk(tmp_path, official=True, scenario=scenario) as here:
        draft = short_cut(here, step, scopes=("READ GLOBAL", "CREATE GLOBAL"))
        async with running(wizard(here, draft, note="Demo.")) as pilot:
            await walk(pilot, here, step)
            await turn(pilot, here)
            await assert_nothing_faint(pilot)


async def test_errors_and_tiles_can_be_read_in_every_theme(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.vault.failure = FULL
        async with running(wizard(here)) as pilot:
            await wait_for(pilot, "The keyring is locked.")
            await assert_nothing_faint(pilot)
        here.vault.failure = None
        here.keep("one")
        here.keep("two")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "one default")
            await pilot.press("v")
            await wait_for(pilot, "✓ one is good.")
            await assert_nothing_faint(pilot)


@pytest.mark.parametrize(
    "make",
    [
        NewVaultDialog,
        partial(PassphraseDialog, "Passphrase: ", print),
        partial(ShowOnceDialog, Secret("0123456789abcdef")),
        lambda: TextDialog("mine", Facts([("Owner", "Amira Haddad")])),
    ],
    ids=["new-vault", "passphrase", "show-once", "details"],
)
async def test_dialogs_can_be_read_in_every_theme(
    tmp_path: Path, make: Callable[[], ModalScreen[object]]
) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "one default")
            dialog = make()
            pilot.app.push_screen(dialog)
            await wait_until(pilot, lambda: pilot.app.screen is dialog)
            await assert_nothing_faint(pilot)


async def test_what_has_the_focus_shows_by_more_than_colour(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        here.keep("two")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "one default")
            assert shown(pilot).count("┏") == 1
            before = shown(pilot)
            await pilot.press("right")
            assert shown(pilot) != before
