"""A program in a bare pseudo-terminal: every byte it writes, and the terminal it leaves behind."""

import os
import re
import select
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread

import pexpect
import pyte
from textual.strip import Strip

from tests.support.programs import PATIENCE, until
from tests.support.seen import DRAWN, strips_of

SIZE = (24, 80)
_ON_AT_FIRST = {7, 25}
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_NOTHING_YET = 0.05


class Terminal(pyte.Screen):
    """Ignores further parameters, as terminals do.

    A program that is killed within a sequence makes one of it and of the next one's words:
    "Connection closed" then moves the cursor, by as many numbers as there were of a colour.
    """

    def cursor_forward(self, count: int | None = None, *further: int) -> None:
        super().cursor_forward(count)


class PtyProgram:
    """The program, its screen as a terminal would draw it, and its bytes so far."""

    def __init__(
        self,
        env: Mapping[str, str],
        argv: tuple[str, ...],
        *,
        term: str = "xterm-256color",
        size: tuple[int, int] = SIZE,
    ) -> None:
        self.spawned: pexpect.spawn[bytes] = pexpect.spawn(
            argv[0], list(argv[1:]), env={**env, "TERM": term}, dimensions=size
        )
        self.written = b""
        self._taken: SimpleQueue[bytes] = SimpleQueue()
        self._ends = Event()
        self._reader = Thread(target=self._take, daemon=True)
        self._reader.start()
        self._screen = Terminal(size[1], size[0])
        self._stream = pyte.ByteStream(self._screen)
        self._flags = termios.tcgetattr(self.spawned.child_fd)

    @property
    def screen(self) -> str:
        """What is to be seen now."""
        self._read()
        return "\n".join(self._screen.display)

    @property
    def strips(self) -> list[Strip]:
        """What is to be seen now, with its colours."""
        self._read()
        return strips_of(self._screen)

    def sees(self, *texts: str) -> None:
        """Wait until all of ``texts`` are on the screen; line ends count as spaces."""
        deadline = time.monotonic() + PATIENCE
        runs = True
        while not all(map(self._flat.__contains__, texts)):
            assert runs, f"it ended without {texts}; the screen was:\n{self.screen}"
            assert time.monotonic() < deadline, f"never saw {texts} on:\n{self.screen}"
            runs = self._read()

    def press(self, keys: str) -> None:
        """Send the bytes of keys."""
        self.spawned.send(keys)

    def ends(self) -> tuple[int, float]:
        """Return the exit code, negative for a signal, and the seconds it took from now."""
        start = time.monotonic()
        while self._read():
            assert time.monotonic() < start + PATIENCE, f"it never ended; on:\n{self.screen}"
        self.spawned.wait()
        took = time.monotonic() - start
        died_of = self.spawned.signalstatus
        code = self.spawned.exitstatus if died_of is None else -died_of
        assert code is not None
        return code, took

    def hang_up(self) -> int:
        """Take the terminal away, as a connection that is cut does; return the exit code."""
        self.let_go()
        self.spawned.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # pexpect's own
        until(lambda: not self.spawned.isalive(), "the end once its terminal is gone")
        died_of = self.spawned.signalstatus
        code = self.spawned.exitstatus if died_of is None else -died_of
        assert code is not None
        return code

    def let_go(self) -> None:
        """Read no more of it, so that its terminal can be closed."""
        self._ends.set()
        self._reader.join()

    @property
    def left_behind(self) -> list[str]:
        """What the terminal would not be as it was before; empty is right."""
        wrong = []
        if termios.tcgetattr(self.spawned.child_fd) != self._flags:
            wrong.append("line discipline (echo, canonical input)")
        on = set(_ON_AT_FIRST)
        for numbers, to in _MODE.findall(self.written):
            changed = set(map(int, numbers.split(b";")))
            on = on | changed if to == b"h" else on - changed
        wrong += [f"mode {number}" for number in sorted(on ^ _ON_AT_FIRST)]
        if self.written.count(b"\x1b[>") != self.written.count(b"\x1b[<u"):
            wrong.append("keyboard protocol")
        return wrong

    @property
    def _flat(self) -> str:
        return " ".join(" ".join(self._screen.display).translate(DRAWN).split())

    def _read(self) -> bool:
        """Wait a moment for something to take in; False at the end."""
        with suppress(Empty):
            data = self._taken.get(timeout=_NOTHING_YET)
            if not data:
                self._taken.put(b"")
                return False
            self.written += data
            self._stream.feed(data)
        return True

    def _take(self) -> None:
        # In a thread of its own, since Linux forgets what was not read when a session's first
        # process ends; drawing it takes too long for that on a busy machine.
        while not self._ends.is_set():
            ready, _, _ = select.select([self.spawned.child_fd], [], [], _NOTHING_YET)
            if not ready:
                continue
            try:
                data = os.read(self.spawned.child_fd, 1 << 16)
            except OSError:  # so Linux says that there is nobody at the other end
                data = b""
            self._taken.put(data)
            if not data:
                return


@contextmanager
def in_pty(
    env: Mapping[str, str],
    *argv: str,
    term: str = "xterm-256color",
    size: tuple[int, int] = SIZE,
) -> Iterator[PtyProgram]:
    """Run a program in a pseudo-terminal of ``size`` rows x columns until the block ends."""
    program = PtyProgram(env, argv, term=term, size=size)
    try:
        yield program
    finally:
        program.let_go()
        program.spawned.close(force=True)
