"""Two decoders read the address off the real screen: every theme, depth of colour and terminal."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from bs_wizard.basespace.instances import INSTANCES, Instance
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.tui.widgets.authorise.qr_code import QrCode
from tests.support.decoders import decoded, decoded_png, same_place
from tests.support.pictures import (
    OWN_COLOURS,
    XTERM_ON_BLACK,
    XTERM_ON_WHITE,
    Palette,
    cells,
    picture,
)
from tests.support.programs import WIZARD, bare_environment, needs, until
from tests.support.pty_program import PtyProgram, in_pty
from tests.support.seen import strips_in
from tests.support.tmux import in_tmux
from tests.support.x_display import PROGRAMS, Display, XTerm, display

pytestmark = needs("zbarimg")

CTRL_T = "\x14"
THEMES = ("dark", "light", "ansi")
MANY = {"TERM": "xterm-256color", "COLORTERM": ""}
DEPTHS: dict[str, tuple[dict[str, str], bytes, bytes]] = {
    "truecolour": (MANY | {"COLORTERM": "truecolor"}, b"8;2;255;255;255", b"8;5;"),
    "256": (MANY, b"8;5;", b"8;2;"),
    "16": ({"TERM": "xterm", "COLORTERM": ""}, b"97;40", rb"[\[;]48;"),
}
"""The environment, what is to be found in the bytes written, and a pattern of what is not."""


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(Settings(interval=1), seed=7) as running:
        yield running


def home(folder: Path, **changes: str) -> dict[str, str]:
    """An environment with a vault that needs no passphrase."""
    env = bare_environment(folder)
    set_up(Path(env["BS_WIZARD_HOME"]), Kind.FILE, path=folder / "vault.key")
    return env | {"LANG": "C.UTF-8"} | changes


def login(simulator: Simulator, folder: Path) -> tuple[str, ...]:
    secret = folder / "client-secret"
    secret.write_text(simulator.client_secret, "utf-8")
    app = ("--client-id", simulator.client_id, "--client-secret-file", str(secret))
    where = ("--api-server", simulator.api_server, "--store", "vault")
    return (*WIZARD, "login", "lab", *where, *app, "--preset", "download")


def sent(simulator: Simulator) -> str:
    """The address that the server sent last."""
    return f"{simulator.api_server}/oauth/device?code={simulator.user_codes[-1]}"


def assert_scans(look: Callable[[], list[Strip]], address: str, folder: Path) -> None:
    """Both decoders read the address off the screen, on a dark and on a light terminal.

    A screen is looked at again while it is still being drawn.
    """
    for palette in (XTERM_ON_BLACK, XTERM_ON_WHITE):
        shot = partial(photograph, look, palette, folder / "screen.svg")
        for read in until(shot, "a symbol that both can read"):
            assert same_place(read, address), (read, address)


def photograph(look: Callable[[], list[Strip]], palette: Palette, file: Path) -> tuple[str, ...]:
    """What the decoders read; nothing unless both do."""
    file.write_text(picture(look(), "", "", palette), "utf-8")
    read = decoded(file)
    return read if all(read) else ()


def go_to_the_code(program: PtyProgram) -> None:
    program.sees("Start", " help")
    program.press("\r")
    program.sees("● Authorise", "page must show this code", "or scan")


def ground(program: PtyProgram) -> str:
    """The colour of the row under the address."""
    return cells(program.strips[2], XTERM_ON_BLACK)[-1].look.ground


def has_turned(program: PtyProgram, before: str) -> bool:
    return ground(program) != before


@pytest.mark.parametrize("depth", DEPTHS)
def test_in_every_theme_and_depth(simulator: Simulator, tmp_path: Path, depth: str) -> None:
    changes, found, not_found = DEPTHS[depth]
    env = home(tmp_path, BS_WIZARD_THEME=THEMES[0], **changes)
    with in_pty(env, *login(simulator, tmp_path), term=changes["TERM"]) as program:
        go_to_the_code(program)
        assert_scans(lambda: program.strips, sent(simulator), tmp_path)
        for _ in THEMES[1:]:
            before = ground(program)
            program.press(CTRL_T)
            until(partial(has_turned, program, before), "other colours")
            assert_scans(lambda: program.strips, sent(simulator), tmp_path)
        assert found in program.written
        assert not re.search(not_found, program.written)


def test_without_colours(simulator: Simulator, tmp_path: Path) -> None:
    env = home(tmp_path, NO_COLOR="1", COLORTERM="truecolor")
    with in_pty(env, *login(simulator, tmp_path)) as program:
        go_to_the_code(program)
        assert_scans(lambda: program.strips, sent(simulator), tmp_path)


@pytest.mark.parametrize("term", ["linux", "vt220"])
def test_on_a_console(simulator: Simulator, tmp_path: Path, term: str) -> None:
    env = home(tmp_path, COLORTERM="")
    argv = login(simulator, tmp_path)
    with in_pty(env, *argv, term=term, size=(50, 120)) as program:
        go_to_the_code(program)
        assert not set("▀▄█") & set(program.screen)
        assert_scans(lambda: program.strips, sent(simulator), tmp_path)


@needs("tmux")
@pytest.mark.parametrize("colorterm", ["truecolor", ""])
def test_inside_tmux(simulator: Simulator, tmp_path: Path, colorterm: str) -> None:
    env = home(tmp_path, COLORTERM=colorterm)
    with in_tmux(env, *login(simulator, tmp_path)) as tmux:
        tmux.sees("Start", " help")
        tmux.press("Enter")
        tmux.sees("● Authorise", "or scan", "left")
        assert_scans(lambda: strips_in(tmux.drawn, 80, 24), sent(simulator), tmp_path)


@pytest.fixture(scope="module")
def screen() -> Iterator[Display]:
    with display() as running:
        yield running


@needs(*PROGRAMS)
@pytest.mark.parametrize(
    ("theme", "look"),
    [
        ("dark", ("-bg", "black", "-fg", "white")),
        ("light", ("-bg", "black", "-fg", "white")),
        ("ansi", ("-bg", "black", "-fg", "white")),
        ("ansi", ("-bg", "white", "-fg", "black")),
    ],
    ids=["dark", "light", "ansi-on-black", "ansi-on-white"],
)
def test_in_xterm(
    simulator: Simulator,
    tmp_path: Path,
    screen: Display,
    theme: str,
    look: tuple[str, ...],
) -> None:
    env = home(tmp_path, BS_WIZARD_THEME=theme, COLORTERM="truecolor")
    codes = len(simulator.user_codes)
    argv = login(simulator, tmp_path)
    with screen.xterm(env, *argv, columns=80, rows=24, look=look) as xterm:
        until(partial(has_started, xterm, simulator, codes), "a code")
        until(lambda: all(decoded_png(screen.picture())), "a symbol that both can read")
        shot = screen.picture()
    (tmp_path / "xterm.png").write_bytes(shot)
    for read in decoded_png(shot):
        assert same_place(read, sent(simulator))


def has_started(xterm: XTerm, simulator: Simulator, codes: int) -> bool:
    xterm.press("\r")
    return len(simulator.user_codes) > codes


class Gallery(App[None]):
    """One symbol after the other, as the screen draws it."""

    def __init__(self, address: str, scale: int) -> None:
        super().__init__()
        self._drawn = QrCode(address, scale)

    def compose(self) -> ComposeResult:
        yield self._drawn


CODES = ("b9bac", "xY1z0", "OoIl1", "QWERT")
SYMBOLS = [(instance, 1) for instance in INSTANCES] + [(INSTANCES[0], 2), (INSTANCES[0], 3)]


@pytest.mark.parametrize(
    ("instance", "scale"), SYMBOLS, ids=lambda each: getattr(each, "label", each)
)
async def test_for_every_instance(tmp_path: Path, instance: Instance, scale: int) -> None:
    file = tmp_path / "symbol.svg"
    for code in CODES:
        address = f"https://{instance.web_host}/oauth/device?code={code}"
        app = Gallery(address, scale)
        async with app.run_test(size=(100, 52)) as pilot:
            await pilot.pause()
            rows = app.screen._compositor.render_strips()
        file.write_text(picture(rows, "", "", OWN_COLOURS), "utf-8")
        for read in decoded(file):
            assert same_place(read, address)
