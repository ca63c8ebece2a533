"""The demo, and the program where there is no screen to draw on."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from bs_wizard.wizard.texts.words import NO_KEYRING
from tests.support.programs import PATIENCE, WIZARD, needs, run, wizard
from tests.support.pty_program import in_pty
from tests.support.tmux import in_tmux

DUMB = ("env", "TERM=dumb")


@pytest.fixture
def empty(bare: Mapping[str, str]) -> dict[str, str]:
    """An environment where everything that a program may write to is below one folder."""
    return {name: value for name, value in bare.items() if name != "BS_WIZARD_HOME"}


def all_below(env: Mapping[str, str]) -> list[Path]:
    return [
        path for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR") for path in Path(env[name]).iterdir()
    ]


def approve(address: str) -> None:
    """Press Accept, without a browser."""
    code = parse_qs(urlsplit(address).query)["code"][0]
    form = urlencode({"code": code, "useraction": "Grant", "workgroup_id": "2001"}).encode()
    with urlopen(address.partition("?")[0], form, timeout=PATIENCE) as reply:
        assert b"Thank you" in reply.read()


def test_the_demo_runs_by_itself_and_leaves_nothing(empty: dict[str, str]) -> None:
    done = wizard(empty, "demo", "--auto")
    assert done.code == 0, done.said
    assert "Saved as “amira-haddad”" in done.said
    assert "nothing real was stored" in done.said
    assert "\x1b" not in done.said
    assert all_below(empty) == []


@needs("tmux")
def test_the_demo_on_the_screen(empty: dict[str, str]) -> None:
    with in_tmux(empty, *WIZARD, "demo") as tmux:
        tmux.sees("nothing is kept", "tested just now", "Start", " help")
        tmux.press("Enter")
        tmux.sees("● App", "Continue", " help")
        tmux.tab_to("Continue")
        tmux.press("Enter")
        tmux.sees("● Scopes", "Continue", " help")
        tmux.tab_to("Continue")
        tmux.press("Enter")
        tmux.sees("● Authorise", "left", "Amira Haddad approves. Press a, or wait")
        approve(tmux.finds(r"^(https?://\S+)"))
        tmux.sees("● Name", "Workgroup Genomics Core", "Save")
        tmux.fill("Name", "tried-out")
        tmux.press("Enter")
        tmux.press("Enter")
        tmux.sees("Saved as “tried-out”", "Finish")
        tmux.press("Enter")
        assert tmux.ends() == 0
        tmux.sees("That was the demo: practice only, nothing real was stored.")
        assert not any(tmux.modes.values()), tmux.modes
    assert all_below(empty) == []


def test_with_nobody_to_ask_it_says_what_to_do(empty: dict[str, str]) -> None:
    done = wizard(empty)
    assert (done.code, done.out) == (2, "")
    assert "no terminal" in done.err
    assert "bs-wizard --help" in done.err
    assert "\x1b" not in done.err
    assert all_below(empty) == []


@needs("tmux")
def test_a_pipe_behind_it_gets_none_of_the_drawing(bare: dict[str, str]) -> None:
    piped = Path(bare["HOME"], "piped")
    shell = f"set -o pipefail; {' '.join(WIZARD)} | tee {piped} | cat"
    with in_tmux(bare, "bash", "-c", shell) as tmux:
        tmux.sees("A BaseSpace credential", "There is no system keyring", " help")
        tmux.press("C-q")
        assert tmux.ends() == 7
        assert not any(tmux.modes.values()), tmux.modes
    assert piped.read_bytes() == b""


@pytest.mark.parametrize("argv", [(), ("login",)])
def test_all_output_in_a_pipe_means_lines(bare: dict[str, str], argv: tuple[str, ...]) -> None:
    shell = " ".join([*WIZARD, *argv, "2>&1 | cat; exit ${PIPESTATUS[0]}"])
    with in_pty(bare, "bash", "-c", shell) as program:
        program.sees(NO_KEYRING)
        assert b"\x1b" not in program.written


@pytest.mark.parametrize("argv", [(), ("login",), ("demo",)])
def test_a_terminal_that_only_prints_means_lines(
    bare: dict[str, str], argv: tuple[str, ...]
) -> None:
    expected = "Step 1 of 4: App." if argv == ("demo",) else NO_KEYRING
    with in_pty(bare, *DUMB, *WIZARD, *argv) as program:
        program.sees(expected)
        program.press("\x03")
        code, _ = program.ends()
        assert code == 130
        assert b"\x1b" not in program.written
        assert program.left_behind == []


@pytest.mark.parametrize("name", ["BS_WIZARD_PLAIN", "ACCESSIBLE"])
def test_a_person_who_wants_lines_gets_them(bare: dict[str, str], name: str) -> None:
    with in_pty(bare | {name: "1"}, *WIZARD) as program:
        program.sees(NO_KEYRING, "5. Leave", "What now")
        program.press("5\r")
        code, _ = program.ends()
        assert code == 7
        assert b"\x1b" not in program.written


@pytest.mark.parametrize(
    "argv", [("--help",), ("login", "--help"), ("--version",), ("list",), ("list", "--json")]
)
def test_what_is_piped_has_no_escape_codes(empty: dict[str, str], argv: tuple[str, ...]) -> None:
    done = run(empty | {"TERM": "xterm-256color"}, *WIZARD, *argv)
    assert done.code == 0
    assert "\x1b" not in done.said
