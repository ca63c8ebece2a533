"""Writes to the terminal a person sits at, where this program's streams lead elsewhere."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

PLACE = "/dev/tty" if os.name != "nt" else "CONOUT$"

_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0)


def show(lines: Sequence[str]) -> bool:
    """Write lines to this process's terminal; return whether they were written.

    Never waits: nothing is written to a terminal that is stopped (Ctrl+S). A background job writes
    too, even where the terminal is set to stop such jobs (``stty tostop``).
    """
    text = "".join(f"{line}\n" for line in lines)
    try:
        with _in_background():
            terminal = os.open(PLACE, os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | _NEVER_WAIT)
            try:
                os.write(terminal, text.encode(errors="replace"))
            finally:
                os.close(terminal)
    except OSError:
        return False
    return True


@contextmanager
def _in_background() -> Iterator[None]:
    stops = getattr(signal, "SIGTTOU", None)
    if stops is None:  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {stops})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
