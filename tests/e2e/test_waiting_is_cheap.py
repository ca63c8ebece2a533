"""What the waiting screen writes to the terminal: over a slow line every byte of it is felt."""

import re
from pathlib import Path

from tests.store.age_homes import file_vault
from tests.support.figures import figure
from tests.support.programs import WIZARD, serving, until
from tests.support.pty_program import PtyProgram, in_pty

MOST = 150
"""Bytes a second: the clock ticks once in one, and no more is drawn than what it changes."""
TICKS = 5


def ticks(program: PtyProgram, count: int) -> int:
    """Wait until the clock has shown ``count`` other times; return the bytes written meanwhile."""
    before = len(program.written)
    times = {left(program)}

    def all_seen() -> bool:
        times.add(left(program))
        return len(times) > count

    until(all_seen, f"{count} seconds more")
    return len(program.written) - before


def left(program: PtyProgram) -> str:
    """The time that is left, as the screen has it."""
    (shown,) = re.findall(r"\d+:\d\d left", program.screen)
    return str(shown)


def test_a_second_of_waiting_writes_a_few_bytes(bare: dict[str, str], tmp_path: Path) -> None:
    file_vault(Path(bare["BS_WIZARD_HOME"]), tmp_path / "key")
    with serving() as server:
        app = server.application(tmp_path)
        with in_pty(bare, *WIZARD, "login", "lab", *app, "--preset", "look") as program:
            program.sees("Start")
            program.press("\r")
            program.sees("not approved yet")
            ticks(program, 2)  # what is drawn only once has been
            written = ticks(program, TICKS) / TICKS
            figure(f"bytes to the terminal a second, while it waits: {written:.0f}")
            assert written <= MOST
            program.press("\x03")
            program.ends()
