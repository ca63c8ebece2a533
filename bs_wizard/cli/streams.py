"""The program's stdin, stdout and stderr: data, talk and errors."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO, TextIOWrapper

from bs_wizard.errors import BsWizardError, Cancelled

TYPE_CHECKING = False  # as in cli.main
if TYPE_CHECKING:
    from typing import Any, TextIO


class OutputLost(Exception):
    """What was asked for could not be written to stdout; its text says why.

    Not one of ``errors``: no command can fix it, and nothing but ``main`` catches it.
    """


class _Output:
    """Stdout that raises OutputLost, so that ``main`` can tell its failures from other files'."""

    def __init__(self, stream: "TextIO") -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with _output_lost():
            return self._stream.write(text)

    def flush(self) -> None:
        with _output_lost():
            self._stream.flush()


class ClosedOutput(StringIO):
    """Stdout of a process that was started without one (``>&-``): nothing can be written."""

    def write(self, text: str) -> int:
        """Raise OutputLost."""
        raise OutputLost("it is closed")


@contextmanager
def _output_lost() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reader has closed the pipe, which is no fault
    except OSError as error:
        raise OutputLost(error.strerror or "it is closed") from None


class Streams:
    """Data goes to ``out``, all talk to ``err``; where ``quiet`` only failures do."""

    def __init__(self, source: "TextIO", out: "TextIO", err: "TextIO", quiet: bool = False) -> None:
        self.source, self.out, self.err, self.quiet = source, out, err, quiet

    @classmethod
    def of_process(cls) -> "Streams":
        """Return this process's own; a closed stdin reads as empty, a closed stderr takes all.

        A character that stdout's encoding lacks is escaped.
        """
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        # Python's own place for it too: there --help goes.
        sys.stdout = sys.stdout or ClosedOutput()
        out: Any = _Output(sys.stdout)
        return cls(sys.stdin or StringIO(), out, sys.stderr or StringIO())

    def quietly(self, quiet: bool) -> "Streams":
        """Return these streams, quiet or not."""
        return Streams(self.source, self.out, self.err, quiet)

    @property
    def talk(self) -> "TextIO":
        """Where a conversation goes: nowhere if these are quiet."""
        return StringIO() if self.quiet else self.err

    @property
    def has_person(self) -> bool:
        """Whether somebody can be asked."""
        return self.source.isatty()

    @property
    def is_read_elsewhere(self) -> bool:
        """Whether stderr goes to a file or a program, so that perhaps nobody sees it now."""
        return not self.err.isatty()

    def answer(self) -> str:
        """Return the word typed, in small letters: ``?`` for what is no text, empty at the end."""
        try:
            return self.source.readline().strip().casefold()
        except UnicodeError:
            return "?"

    def agrees(self, question: str) -> bool:
        """Ask until it is yes or no; the end of input is a no, as an empty line is."""
        while True:
            self.err.write(f"{question}? (yes or no) [no]: ")
            self.err.flush()
            typed = self.answer()
            if typed in {"y", "yes"}:
                return True
            if typed in {"", "n", "no"}:
                return False
            self.tell("Please type yes or no.")

    def data(self, text: str) -> None:
        """Print one line of what was asked for."""
        print(text, file=self.out)

    def tell(self, text: str) -> None:
        """Print a line for the person; on a terminal it is broken between words where it must."""
        if not self.quiet:
            self._tell(text)

    def _tell(self, text: str) -> None:
        if self.is_read_elsewhere:
            print(text, file=self.err)
            return
        from bs_wizard.plain.wrapping import wrapped
        from bs_wizard.terminal import facts

        for line in wrapped(text, facts.columns(self.err)):
            print(line, file=self.err)

    def failure(self, error: BsWizardError) -> int:
        """Say what happened and what to do; return the exit code.

        Who left hears it from the program as from a person, not as a fault of a command.
        """
        self.out.flush()
        if isinstance(error, Cancelled):
            self._tell(str(error))
            return error.exit_code
        self._tell(f"bs-wizard: {error.message}")
        if error.hint:
            self._tell(error.hint)
        return error.exit_code
