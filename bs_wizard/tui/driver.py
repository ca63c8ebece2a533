"""The terminal that the screen is on: it may go away, and its size is its own."""

import codecs
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from typing import IO, Any, cast

from textual.driver import Driver

if sys.platform != "win32":
    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    # A byte that is no UTF-8 would end the thread that reads the keys, and the program with it. So
    # it becomes U+FFFD, which is seen.
    linux_driver.getincrementaldecoder = lambda encoding: partial(  # type: ignore[attr-defined]
        codecs.getincrementaldecoder(encoding), "replace"
    )

    class LastingDriver(LinuxDriver):
        """Textual's driver, which ends in good order when its terminal is gone.

        Textual writes from a thread, which dies of the first write that fails; when thirty more
        have piled up, the program waits for that thread for ever, with all that it holds.
        """

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self._file = cast(TextIOWrapper, Lasting(cast(IO[str], self._file)))
            self._size = self._size or self._get_terminal_size()

        @property
        def can_suspend(self) -> bool:
            """Whether a shell is there to have the program go on.

            A session's first process is nobody's job: stopped, it would stay so for ever.
            """
            return os.getpgrp() != os.getsid(0)

        def _sigtstp_application(self, *_: object) -> None:
            """Give the terminal back, then stop all of this job.

            Textual's own stops this process alone; a shell goes on waiting for what started it.
            """
            if self.can_suspend:
                self.suspend_application_mode()
                self._must_signal_resume = True
                os.killpg(0, signal.SIGSTOP)

        def _get_terminal_size(self) -> tuple[int, int]:
            """Return the terminal's own size: COLUMNS and LINES may be those of another."""
            try:
                columns, rows = os.get_terminal_size(cast(IO[str], self._file).fileno())
            except OSError:
                columns = rows = 0
            return (columns, rows) if columns and rows else super()._get_terminal_size()

    def lasting(found: type[Driver]) -> type[Driver]:
        """Return it, or in the place of Textual's own for terminals the one above."""
        return LastingDriver if found is LinuxDriver else found

else:

    def lasting(found: type[Driver]) -> type[Driver]:
        """Return it: a console of Windows goes away with its programs."""
        return found


class Lasting:
    """A file whose writes go nowhere once they fail."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            return self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the terminal's own."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()
