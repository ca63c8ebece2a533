"""Asks for what must not be seen, and makes the terminal show typing again afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # as in cli.main
if TYPE_CHECKING:
    from typing import Any

_waiting: "list[tuple[int, list[Any]]]" = []
"""For each question under way: the terminal, and its modes from before the question."""


def ask(prompt: str) -> str:
    """Return what is typed on this process's terminal; raises EOFError at its end.

    In a thread other than the main one Ctrl+C does not interrupt it. The program then ends while it
    still waits, and :func:`restore_echo` sets the terminal's modes back.
    """
    import getpass

    with _remembered():
        return getpass.getpass(prompt)


def restore_echo() -> None:
    """Set the terminal back to its modes from before each question that is still waiting."""
    while _waiting:
        terminal, modes = _waiting.pop(0)
        _set(terminal, modes)
        with suppress(OSError):
            os.write(terminal, b"\n")


@contextmanager
def _remembered() -> Iterator[None]:
    try:
        import termios

        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
        found = (terminal, termios.tcgetattr(terminal))
    except (ImportError, OSError):  # Windows, which changes no modes; or no terminal
        yield
        return
    _waiting.append(found)
    try:
        yield
    finally:
        with suppress(ValueError):  # the program is ending in another thread, and took it
            _waiting.remove(found)
        os.close(terminal)


def _set(terminal: int, modes: "list[Any]") -> None:
    import termios

    with suppress(termios.error):  # it has gone
        termios.tcsetattr(terminal, termios.TCSANOW, modes)
