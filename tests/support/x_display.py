"""A display of its own, and xterms on it as they would be seen."""

import os
import subprocess
import termios
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from tests.support.programs import PATIENCE

PROGRAMS = ("Xvfb", "xterm", "import")
_SCREEN = "1000x800x24"
_FONT = ("-fa", "DejaVu Sans Mono", "-fs", "10")


class XTerm:
    """An xterm that shows a program; what is pressed here the program takes as typed."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal

    def press(self, keys: str) -> None:
        """Send the bytes of keys."""
        os.write(self._terminal, keys.encode())


class Display:
    """A screen without a monitor."""

    def __init__(self, name: str) -> None:
        self._name = name

    @contextmanager
    def xterm(
        self, env: Mapping[str, str], *argv: str, columns: int, rows: int, look: tuple[str, ...]
    ) -> Iterator[XTerm]:
        """Run a program in an xterm until the block ends."""
        # xterm shows a terminal that was made before it, so that keys can be sent to it from here.
        ours, its = os.openpty()
        termios.tcsetwinsize(its, (rows, columns))
        slave = f"-S{os.ttyname(its).rpartition('/')[2]}/{ours}"
        shown = ["xterm", *_FONT, "-u8", "-geometry", f"{columns}x{rows}+0+0", *look, slave]
        with ExitStack() as ends:
            for terminal in (ours, its):
                ends.callback(os.close, terminal)
            inside = {**env, "DISPLAY": self._name, "TERM": "xterm-256color"}
            ends.enter_context(_running(shown, inside, None, ours))
            ends.enter_context(_running(argv, inside, its, ours))
            yield XTerm(ours)

    def picture(self) -> bytes:
        """What is to be seen now, as PNG."""
        argv = ["import", "-display", self._name, "-window", "root", "png:-"]
        return subprocess.run(argv, capture_output=True, check=True).stdout


@contextmanager
def _running(
    argv: tuple[str, ...] | list[str], env: Mapping[str, str], stream: int | None, kept: int
) -> Iterator[None]:
    process = subprocess.Popen(
        argv, env=dict(env), stdin=stream, stdout=stream, stderr=stream, pass_fds=[kept]
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(PATIENCE)


@contextmanager
def display() -> Iterator[Display]:
    """Have a display until the block ends."""
    ours, theirs = os.pipe()
    argv = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(argv, pass_fds=[theirs], stderr=subprocess.DEVNULL) as server:
        os.close(theirs)
        try:
            with os.fdopen(ours) as told:
                yield Display(f":{told.readline().strip()}")
        finally:
            server.terminate()
            server.wait(PATIENCE)
