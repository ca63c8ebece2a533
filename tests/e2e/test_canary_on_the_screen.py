"""Secrets typed on the screen, and screens that break, with every debugging variable set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.e2e.test_quitting import save, start, stay
from tests.support.canary import Canary, canary, mark
from tests.support.kept import secret_tool
from tests.support.programs import WIZARD, Server, needs, run, wizard
from tests.support.pty_program import PtyProgram, in_pty
from tests.support.tmux import in_tmux

# A mistake as bad as can be: every secret there is in a message, a cause and a local variable.
BREAKS = """
import gc
from bs_wizard import hardening
hardening.seal()
from bs_wizard.secret import Secret

def mistake(*args, **options):
    secrets = [each.reveal() for each in gc.get_objects() if isinstance(each, Secret)]
    secrets += [each for each in args if isinstance(each, str)]
    print("broke with", sum(map(bool, secrets)), file=open({count!r}, "w"))
    try:
        raise ValueError(*secrets)
    except ValueError as error:
        raise LookupError(" ".join(secrets), secrets) from error

import {module} as module
module.{owner}.{method} = mistake
from bs_wizard.cli.main import entry
entry()
"""
APPROVES = Settings(interval=1, approve_after=0)
PRESET = ("--preset", "download")
ENDS = {
    "wrong-secret": ("does not accept this Client Secret", 2),
    "bad-identity": ("could not be checked", 6),
}
"""How a scenario ends that goes wrong: what is said, and the exit code."""


def debugging(folder: Path) -> dict[str, str]:
    """Every variable that makes some library tell what it does."""
    return {
        "HTTPX_LOG_LEVEL": "trace",
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONDEVMODE": "1",
        "PYTHONFAULTHANDLER": "1",
        "SSLKEYLOGFILE": str(folder / "keys"),
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": str(folder / "textual.log"),
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(folder),
        "TEXTUAL_SHOW_RETURN": "1",
    }


def assert_no_logs(folder: Path) -> None:
    """Assert that none of the variables had a file made; one does so where the program runs."""
    assert list((folder / "debug").iterdir()) == []
    assert not Path("keys.log").exists()


def told(program: PtyProgram) -> tuple[str, str]:
    return program.written.decode("utf-8", "replace"), program.screen


@needs("tmux", "secret-tool")
@pytest.mark.parametrize("scenario", ["hostile", "wrong-secret", "bad-identity"])
def test_secrets_typed_on_the_screen(
    keyring: dict[str, str], tmp_path: Path, scenario: str
) -> None:
    (tmp_path / "debug").mkdir()
    env = keyring | debugging(tmp_path / "debug")
    settings = Settings(interval=1, approve_after=0, scenario=scenario)
    with Simulator(settings) as simulator, canary(keyring, simulator) as watch:
        login = (*WIZARD, "login", "lab", "--api-server", simulator.api_server, *PRESET)
        with in_tmux(env, *login) as tmux:
            tmux.sees("tested just now", "Start", " help")
            tmux.press("Enter")
            tmux.sees("● App", "Continue", " help")
            tmux.tab_to("Client Key")
            tmux.fill("Client Key", simulator.client_id)
            tmux.tab_to("Client Secret")
            tmux.paste(simulator.client_secret)
            tmux.sees(f"Client Secret {'•' * 32}")
            tmux.press("Enter")
            text, code = ENDS.get(scenario, ("Save", 0))
            tmux.sees(text, " help")
            if not code:
                tmux.press("Enter", "Enter")
                tmux.sees("Saved as “lab”", "Finish")
            tmux.press("C-q")
            assert tmux.ends() == code
            watch.heard(tmux.everything)
        assert bool(secret_tool(keyring, "lab")) == (scenario not in ENDS)
    assert_no_logs(tmp_path)


@needs("tmux")
def test_a_passphrase_typed_on_the_screen(bare: dict[str, str], tmp_path: Path) -> None:
    phrase = mark()
    with Simulator(APPROVES) as simulator, canary(bare, simulator, phrase=phrase) as watch:
        app = Server(**simulator.ready).application(tmp_path)
        with in_tmux(bare, *WIZARD, "login", "lab", *app, *PRESET, height=40) as tmux:
            tmux.sees("Use an encrypted vault", " help")
            tmux.press("Enter")
            tmux.sees("What should open the vault?", "Passphrase", "Repeat the passphrase")
            tmux.press("Tab")
            tmux.paste(phrase)
            tmux.sees(f"Passphrase {'•' * 20}")
            tmux.press("Enter")
            tmux.paste(phrase)
            tmux.press("Enter")
            tmux.sees("in the encrypted vault", "Start")
            tmux.press("Enter")
            tmux.sees("● Name", "Save")
            tmux.press("Enter", "Enter")
            tmux.sees("Saved as “lab”", "Finish")
            tmux.press("Enter")
            assert tmux.ends() == 0
            watch.heard(tmux.everything)


@dataclass(frozen=True)
class Place:
    """A screen that breaks: the walk to it, how it is known, the key whose handler breaks."""

    walk: Callable[[PtyProgram], None]
    shows: tuple[str, ...]
    options: tuple[str, ...] = ()
    settings: Settings = APPROVES


SCREENS = {
    "welcome": Place(stay, ("tested just now", "Start")),
    "scopes": Place(start, ("● Scopes", "Asked for", "Continue")),
    "authorise": Place(
        start, ("● Authorise", "must show this code", "left"), PRESET, Settings(interval=1)
    ),
    "name": Place(start, ("● Name", "Belongs to", "Save"), PRESET),
    "saved": Place(save, ("Saved as “lab”", "Finish"), ("lab", *PRESET)),
}


def breaking(folder: Path, module: str, owner: str, method: str, *argv: str) -> tuple[str, ...]:
    """Return the program with a handler that breaks; it notes with how many secrets."""
    code = BREAKS.format(count=str(folder / "count"), module=module, owner=owner, method=method)
    return (WIZARD[0], "-c", code, *argv)


def assert_broke(watch: Canary, folder: Path, code: int, *texts: str) -> None:
    assert code == 1
    assert "mistake of its own" in texts[0]
    assert "LookupError" in texts[0]
    assert int((folder / "count").read_text().split()[-1]) > 0, "there were secrets to tell"
    watch.heard(*texts)


@needs("secret-tool")
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_that_breaks(keyring: dict[str, str], tmp_path: Path, name: str) -> None:
    place = SCREENS[name]
    (tmp_path / "debug").mkdir()
    env = keyring | debugging(tmp_path / "debug")
    with Simulator(place.settings) as simulator, canary(keyring, simulator) as watch:
        app = Server(**simulator.ready).application(tmp_path)
        module = "bs_wizard.tui.screens.base.step_screen"
        argv = ("login", *app, *place.options)
        broken = breaking(tmp_path, module, "StepScreen", "action_help", *argv)
        with in_pty(env, *broken) as program:
            place.walk(program)
            program.sees(*place.shows, " help")
            program.press("\x1bOP")
            code, _ = program.ends()
            assert_broke(watch, tmp_path, code, *told(program))
            assert program.left_behind == []
    assert_no_logs(tmp_path)


def logged_in(env: Mapping[str, str], simulator: Simulator, folder: Path) -> None:
    app = Server(**simulator.ready).application(folder)
    assert wizard(env, "login", "lab", "--json", *app).code == 0


@needs("secret-tool")
def test_the_tiles_that_break_with_a_token_in_hand(keyring: dict[str, str], tmp_path: Path) -> None:
    with Simulator(APPROVES) as simulator, canary(keyring, simulator) as watch:
        logged_in(keyring, simulator, tmp_path)
        broken = breaking(tmp_path, "bs_wizard.care.verify", "api", "identify")
        with in_pty(keyring, *broken) as program:
            program.sees("Your BaseSpace credentials", "lab", "Amira Haddad", "leave")
            program.press("v")
            code, _ = program.ends()
            assert_broke(watch, tmp_path, code, *told(program))


COMMANDS = {
    "token": ("bs_wizard.cli.streams", "Streams", "data"),
    "verify": ("httpx", "AsyncClient", "stream"),
    "login --plain": ("bs_wizard.store.credentials", "Credentials", "save"),
    "login --json": ("bs_wizard.store.credentials", "Credentials", "save"),
}


@needs("secret-tool")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_breaks(keyring: dict[str, str], tmp_path: Path, command: str) -> None:
    (tmp_path / "debug").mkdir()
    module, owner, method = COMMANDS[command]
    with Simulator(APPROVES) as simulator, canary(keyring, simulator) as watch:
        logged_in(keyring, simulator, tmp_path)
        argv = command.split()
        if argv[0] == "login":
            argv += ["two", *PRESET, *Server(**simulator.ready).application(tmp_path)]
        broken = breaking(tmp_path, module, owner, method, *argv)
        done = run(keyring | debugging(tmp_path / "debug"), *broken)
        assert_broke(watch, tmp_path, done.code, done.err, done.out)
    assert_no_logs(tmp_path)
