"""Ctrl+Z gives the terminal back to the shell, and ``fg`` brings the screen back."""

import shlex

from tests.support.programs import WIZARD, needs, until
from tests.support.pty_program import PtyProgram, in_pty

pytestmark = needs("bash")

OF_THE_SHELL = {"line discipline (echo, canonical input)", "mode 2004"}
"""What a shell changes itself while it waits for a command."""


def test_the_program_stops_and_goes_on(bare: dict[str, str]) -> None:
    # Exported as some shells do, and of no terminal here; a shell between, as with "uv run".
    size = {"COLUMNS": "40", "LINES": "10", "PS1": "$ "}
    started = f"sh -c {shlex.quote(shlex.join((*WIZARD, 'demo')) + '; true')}\r"
    with in_pty({**bare, **size}, "bash", "--norc", "-i") as program:
        program.press(started)
        program.sees("tested just now", "Start")
        assert "○ Name" in program.screen, "the bar of 80 columns"
        stop(program)
        program.press("clear; echo back in the sh''ell\r")
        program.sees("back in the shell")

        program.press("clear; fg\r")
        program.sees("tested just now", "Start")
        program.press("\r")
        program.sees("Which application should request the token?")
        stop(program)
        program.press("clear; fg\r")
        program.sees("Which application should request the token?")
        program.press("\x03")
        program.sees("That was the demo")
        assert not set(program.left_behind) - OF_THE_SHELL


def stop(program: PtyProgram) -> None:
    before = program.written.count(b"Stopped")
    program.press("\x1a")
    until(lambda: program.screen and program.written.count(b"Stopped") > before, "the shell")
    assert not set(program.left_behind) - OF_THE_SHELL
