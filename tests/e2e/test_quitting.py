"""Leaving at every screen by every way out: at once, the terminal as before, nothing half kept.

What waits for approval, or was approved and not saved, is kept for the next run, and this is said.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.kept import secret_tool
from tests.support.programs import WIZARD, measured, needs, run, serving, wizard
from tests.support.pty_program import PtyProgram, in_pty

pytestmark = needs("secret-tool")

ESC, CTRL_C, CTRL_Q = "\x1b", "\x03", "\x11"


def start(program: PtyProgram) -> None:
    program.sees("tested just now", "Start", " help")
    program.press("\r")


def save(program: PtyProgram) -> None:
    start(program)
    program.sees("● Name", "Belongs to", "Save", " help")
    program.press("\r")
    program.press("\r")


def stay(program: PtyProgram) -> None:
    pass


@dataclass(frozen=True)
class Place:
    """A screen: the keys that lead there, how it is known, the exit code of leaving it.

    ``waits`` is what is said of an authorisation that waits by then.
    """

    walk: Callable[[PtyProgram], None]
    shows: tuple[str, ...]
    options: tuple[str, ...] = ()
    knows_app: bool = True
    approves: bool = False
    code: int = 130
    waits: str = ""


PRESET = ("--preset", "download")
PLACES = {
    "welcome": Place(stay, ("tested just now", "Start"), knows_app=False),
    "app": Place(start, ("● App", "Client Secret", "Continue"), knows_app=False),
    "scopes": Place(start, ("● Scopes", "Asked for", "Continue")),
    "authorise": Place(
        start,
        ("● Authorise", "page must show this code", "left"),
        PRESET,
        waits="To resume: bs-wizard resume",
    ),
    "name": Place(
        start,
        ("● Name", "Belongs to", "Save"),
        PRESET,
        approves=True,
        waits="A token is approved and not saved yet. To save it: bs-wizard resume",
    ),
    "saved": Place(save, ("Saved as “lab”", "Finish"), ("lab", *PRESET), approves=True, code=0),
}
WAYS = [("welcome", ESC), *zip(PLACES, [CTRL_C, CTRL_Q] * len(PLACES), strict=False)]
"""A key or two a screen; every key of every screen is pressed in the tests of the screens."""


@contextmanager
def at(env: Mapping[str, str], folder: Path, name: str) -> Iterator[PtyProgram]:
    """Run the program up to a screen."""
    place = PLACES[name]
    with serving(*(("--approve-after", "0") if place.approves else ())) as server:
        given = (
            server.application(folder) if place.knows_app else ("--api-server", server.api_server)
        )
        with in_pty(env, *WIZARD, "login", *given, *place.options) as program:
            place.walk(program)
            program.sees(*place.shows, " help")
            yield program


def assert_whole(env: Mapping[str, str], names: list[str], waiting: int = 0) -> None:
    """Assert that index and keyring hold just these, and each a token.

    ``waiting`` is how many authorisations can be taken up besides; their secrets are there too.
    """
    listed = json.loads(wizard(env, "list", "--json").out)
    assert [one["name"] for one in listed] == names
    assert all(secret_tool(env, name) for name in names)
    held = run(env, "secret-tool", "search", "--all", "service", "bs-wizard").said
    users = {line.partition(" = ")[2] for line in held.splitlines() if ".username = " in line}
    index = Path(env["BS_WIZARD_HOME"], "index.json")
    pending = json.loads(index.read_text())["pending"] if index.exists() else []
    keys = {f"pending:{one['id']}" for one in pending}
    assert len(keys) == waiting
    applications = {user for user in users if user.startswith("app:")}
    assert users - applications == {*names, *keys}
    assert bool(applications) == bool(names), "a client secret is kept with a token only"


def assert_left_well(program: PtyProgram, code: int, way: str) -> None:
    ended, took = program.ends()
    measured(f"quitting by {way}", took)
    assert b"\x1b[?1049h" in program.written
    assert program.left_behind == []
    assert ended == code
    assert "Traceback" not in program.screen


@pytest.mark.parametrize(("name", "key"), WAYS)
def test_a_step_is_left_at_once(
    keyring: dict[str, str], tmp_path: Path, name: str, key: str
) -> None:
    with at(keyring, tmp_path, name) as program:
        program.press(key)
        assert_left_well(program, PLACES[name].code, f"{key!r} at {name}")
        after = " ".join(program.written.rpartition(b"\x1b[?1049l")[2].decode().split())
        assert ("bs-wizard resume" in after) == bool(PLACES[name].waits)
        assert PLACES[name].waits in after
        assert ("Nothing was saved." in after) == bool(PLACES[name].code and not PLACES[name].waits)
        assert ("To print the token: bs-wizard token lab" in after) == (name == "saved")
    assert_whole(keyring, ["lab"] if name == "saved" else [], bool(PLACES[name].waits))


@pytest.mark.parametrize("key", [CTRL_C, "q"])
def test_the_tiles_are_left_at_once(keyring: dict[str, str], tmp_path: Path, key: str) -> None:
    with serving("--approve-after", "0") as server:
        login = ("login", "lab", "--json", *server.application(tmp_path))
        assert wizard(keyring, *login).code == 0
    with in_pty(keyring, *WIZARD) as program:
        program.sees("Your BaseSpace credentials", "lab", "Amira Haddad", "leave")
        program.press(key)
        assert_left_well(program, 0, f"{key!r} at the tiles")
        assert "1 credential is stored; lab is the default." in program.screen
    assert_whole(keyring, ["lab"])
