"""Hears lines that are typed on a terminal while the event loop runs, and nobody is asked."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

_LOOK_AGAIN = 1.0
"""Seconds until a program in the background looks whether it is in the foreground again."""


def can_hear(source: TextIO) -> bool:
    """Whether lines typed at ``source`` can be heard: it is a terminal, and not one of Windows."""
    try:
        return os.name != "nt" and os.isatty(source.fileno())
    except (OSError, ValueError):  # no file of the system's, or a closed one
        return False


@contextmanager
def heard(source: TextIO, hear: Callable[[str], object]) -> Iterator[None]:
    """Have ``hear`` called with each line typed on the terminal ``source`` inside, end of line too.

    An empty one means that the input ended. A program in the background is left alone: reading
    would stop it. Needs a running event loop.
    """
    loop, terminal = asyncio.get_running_loop(), source.fileno()
    later: list[asyncio.TimerHandle] = []

    def listen() -> None:
        later.clear()
        loop.add_reader(terminal, read)

    def read() -> None:
        if _is_in_background(terminal):
            loop.remove_reader(terminal)
            later.append(loop.call_later(_LOOK_AGAIN, listen))
            return
        hear(_line(source))

    listen()
    try:
        yield
    finally:
        loop.remove_reader(terminal)
        for each in later:
            each.cancel()


def _is_in_background(terminal: int) -> bool:
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:  # not this program's own terminal
        return False


def _line(source: TextIO) -> str:
    try:
        return source.readline()
    except UnicodeError:
        return "\n"
    except OSError:  # the terminal has gone
        return ""
