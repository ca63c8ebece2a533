"""Asking for what must not be seen, and a terminal that shows what is typed again afterwards."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_left: list[tuple[int, list[Any]]] = []
"""The terminal and its modes from before each question that has not come back."""


def ask(prompt: str) -> str:
    """Return what is typed on this process's terminal, from any thread; EOFError at its end.

    In a thread Ctrl+C does not end it: the program ends around it, and :func:`put_right` then
    does what it cannot do itself.
    """
    with _noted():
        return getpass.getpass(prompt)


def restore_echo() -> None:
    """Give the terminal back the modes from before a question that never came back."""
    while _left:
        terminal, modes = _left.pop(0)
        _set(terminal, modes)
        with suppress(OSError):
            os.write(terminal, b"\n")


@contextmanager
def _noted() -> Iterator[None]:
    try:
        import termios

        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
        found = (terminal, termios.tcgetattr(terminal))
    except (ImportError, OSError):  # Windows, which changes no modes; or no terminal
        yield
        return
    _left.append(found)
    try:
        yield
    finally:
        if found in _left:
            _left.remove(found)
        os.close(terminal)


def _set(terminal: int, modes: list[Any]) -> None:
    import termios

    with suppress(termios.error):  # it has gone
        termios.tcsetattr(terminal, termios.TCSANOW, modes)
