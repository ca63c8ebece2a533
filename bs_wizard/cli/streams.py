"""The three streams of the program, and saying what went wrong on them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from typing import Any, TextIO, cast

from bs_wizard.errors import BsWizardError


class OutputLost(Exception):
    """What was asked for could not be written to stdout; its text says why.

    Not one of ``errors``: no command can mend it, and it must reach ``main`` through all of them.
    """


class _Output:
    """Stdout, whose failures are told from those of every other file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with _told():
            return self._stream.write(text)

    def flush(self) -> None:
        with _told():
            self._stream.flush()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read it has gone, which is no fault
    except OSError as error:
        raise OutputLost(error.strerror or "it is closed") from None


@dataclass(frozen=True)
class Streams:
    """Data goes to ``out``, all talk to ``err``."""

    source: TextIO
    out: TextIO
    err: TextIO

    @classmethod
    def of_process(cls) -> "Streams":
        """Return this process's own; one that was closed (``<&-``) is empty and swallows.

        A character that stdout's encoding lacks is escaped rather than an error.
        """
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        out = cast(TextIO, _Output(sys.stdout)) if sys.stdout else StringIO()
        return cls(sys.stdin or StringIO(), out, sys.stderr or StringIO())

    @property
    def has_person(self) -> bool:
        """Whether somebody can be asked."""
        return self.source.isatty()

    @property
    def is_read_elsewhere(self) -> bool:
        """Whether what is told goes to a file or a program, so that nobody may be looking at it."""
        return not self.err.isatty()

    def data(self, text: str) -> None:
        """Print one line of what was asked for."""
        print(text, file=self.out)

    def tell(self, text: str) -> None:
        """Print one line for the person."""
        print(text, file=self.err)

    def failure(self, error: BsWizardError) -> int:
        """Say what happened and what to do; return the exit code."""
        self.out.flush()
        self.tell(f"bs-wizard: {error.message}")
        if error.hint:
            self.tell(error.hint)
        return error.exit_code
