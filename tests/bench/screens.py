"""A program in a pseudo-terminal of 80x24, timed by the moment at which what it draws arrives."""

import os
import re
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect

from tests.bench.processes import Program

_PATIENCE = 60.0
_STYLES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Screen:
    """What it writes; ``count`` are the bytes so far."""

    def __init__(self, program: Program) -> None:
        self.started = time.perf_counter()
        self.spawned: pexpect.spawn[bytes] = pexpect.spawn(
            program.argv[0],
            list(program.argv[1:]),
            env={**program.env, "TERM": "xterm-256color"},
            dimensions=(24, 80),
        )
        self.count = 0
        self._written = b""

    def shows(self, text: str) -> float:
        """Wait until ``text``, which is of one style, is written; return when it came.

        The text is looked for and not drawn: drawing takes longer than what is measured.
        """
        deadline = time.perf_counter() + _PATIENCE
        while time.perf_counter() < deadline:
            at = self._take(deadline - time.perf_counter())
            if text.encode() in _STYLES.sub(b"", self._written):
                self._written = b""
                return at
        raise RuntimeError(f"it never showed {text!r}, but: {_STYLES.sub(b'', self._written)!r}")

    def answers(self, key: str) -> float:
        """Press a key; return the seconds until something is drawn."""
        pressed = time.perf_counter()
        self.spawned.send(key)
        return self._take(_PATIENCE) - pressed

    def rest(self, seconds: float) -> None:
        """Take in whatever comes for so long."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._take(left)

    def ends(self) -> None:
        """Wait for the end, which has to be a good one."""
        while self.spawned.isalive():
            self._take(0.05)
        if self.spawned.exitstatus:
            raise RuntimeError(f"it ended with {self.spawned.exitstatus}")

    @property
    def processor_seconds(self) -> float:
        """What the process took of a processor so far, by /proc (Linux)."""
        stat = Path("/proc", str(self.spawned.pid), "stat").read_text(encoding="utf-8")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _take(self, seconds: float) -> float:
        ready, _, _ = select.select([self.spawned.child_fd], [], [], seconds)
        at = time.perf_counter()
        if ready:
            try:
                data = os.read(self.spawned.child_fd, 1 << 16)
            except OSError:  # as Linux reports a terminal whose program has ended
                return at
            self.count += len(data)
            self._written += data
        return at


@contextmanager
def screen(program: Program) -> Iterator[Screen]:
    """Run the program until the block ends."""
    shown = Screen(program)
    try:
        yield shown
    finally:
        shown.spawned.close(force=True)


def first_paint(program: Program, text: str) -> float:
    """Return the seconds from the start until ``text`` is drawn."""
    with screen(program) as shown:
        return shown.shows(text) - shown.started


def first_key(program: Program, text: str, key: str) -> float:
    """Return the seconds from a key, pressed once ``text`` stands still, until it is answered."""
    with screen(program) as shown:
        shown.shows(text)
        shown.rest(1)
        return shown.answers(key)
