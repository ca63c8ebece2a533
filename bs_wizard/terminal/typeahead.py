"""Discards what was typed before a question was shown."""

import os
from typing import TextIO


def discard(source: TextIO) -> None:
    """Throw away the lines typed on the terminal behind ``source`` that nobody has read yet.

    Only a terminal loses anything: what a pipe or a file holds was meant.
    """
    if not source.isatty():
        return
    if os.name == "nt":
        _discard_keys()
        return
    import termios

    try:
        termios.tcflush(source.fileno(), termios.TCIFLUSH)
    except (OSError, termios.error):  # no terminal of the system's, or one that has gone
        return


def _discard_keys() -> None:
    import msvcrt

    while msvcrt.kbhit():  # type: ignore[attr-defined]  # on Windows alone
        msvcrt.getwch()  # type: ignore[attr-defined]
