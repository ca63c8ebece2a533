"""What the programs behind a keyring backend say on standard error, kept off the terminal.

A backend that somebody plugs into keyring often runs another program, which says there whatever it
likes: `pass` calls an entry that is not there an error. On a screen that is being drawn it would
stay as rubbish; in a sentence that says what failed it is the reason.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from tempfile import TemporaryFile
from threading import Lock

_LINES = 5
_TURN = Lock()


@contextmanager
def captured_stderr() -> Iterator[Callable[[], str]]:
    """Collect what is written to ``sys.stderr``; yield what returns the last lines so far.

    It holds for the whole process, so one caller at a time. A program inherits it that is given
    ``sys.stderr``, and one that is given none does not.
    """
    # A real file: it is written by other programs, through its descriptor.
    with _TURN, TemporaryFile("w+", encoding="utf-8", errors="replace") as file:

        def last_lines() -> str:
            file.seek(0)
            lines = [line.strip() for line in file if line.strip()]
            return "; ".join(lines[-_LINES:])

        with redirect_stderr(file):
            yield last_lines
