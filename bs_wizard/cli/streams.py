"""The three streams of the program, and saying what went wrong on them."""

import sys
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from typing import TextIO

from bs_wizard.errors import BsWizardError


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
        return cls(sys.stdin or StringIO(), sys.stdout or StringIO(), sys.stderr or StringIO())

    @property
    def has_person(self) -> bool:
        """Whether somebody can be asked."""
        return self.source.isatty()

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
