"""A program in a tmux of its own: keys go in, the screen comes out."""

import operator
import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.programs import PATIENCE, until
from tests.support.seen import DRAWN

_MOST_TABS = 20
_TAB_SECONDS = 2.0
_DRAWN_WITHIN = 0.2
_TRIES = 5
_TRY_SECONDS = 2.0


class Tmux:
    """One pane, which stays as its program leaves it."""

    def __init__(self, env: Mapping[str, str], folder: Path) -> None:
        self._env = dict(env)
        self._socket = folder / "tmux"
        self._log = folder / "log"
        self._ended = folder / "ended"

    def start(self, argv: Sequence[str], *, width: int, height: int, stdout: str) -> None:
        """Run ``argv`` in a new pane; everything it writes is logged from the first byte."""
        command = shlex.join(argv) + (f" >{shlex.quote(stdout)}" if stdout else "")
        go = self._socket.with_name("go")
        os.mkfifo(go)
        # The pane waits for the log to be connected, so that nothing is missed.
        # A shell stays behind it as at home, so that the terminal is seen as it was left.
        stays = f"read _ <{go}; {command}; echo $? >{self._ended}; exec cat"
        size = ("-x", str(width), "-y", str(height))
        self._do("new-session", "-d", *size, "--", "sh", "-c", stays, options=("-f", "/dev/null"))
        self._do("pipe-pane", f"cat >{self._log}")
        until(self._log.exists, "the log of the pane")
        go.write_text("\n", "utf-8")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: Enter, Tab, C-c, Escape, y."""
        self._do("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type characters as they are."""
        self._do("send-keys", "-l", text)

    def paste(self, text: str) -> None:
        """Paste characters, which are then in no process's arguments, as those of ``type`` are."""
        self._do("load-buffer", "-b", "pasted", "-", given=text)
        self._do("paste-buffer", "-d", "-p", "-b", "pasted")

    def fill(self, label: str, text: str) -> None:
        """Put ``text`` into the field that has the focus, and see that it is there.

        What is typed while a screen is still being built may be lost, so it is typed again.
        """
        for _ in range(_TRIES):
            self.press("C-u")
            self.type(text)
            with suppress(AssertionError):
                until(lambda: _holds(self.screen, f"{label} {text}"), label, _TRY_SECONDS)
                return
        raise AssertionError(f"{label} does not take {text}; the screen is:\n{self.screen}")

    def tab_to(self, label: str) -> None:
        """Press Tab until the row of ``label`` lights up, as a person does; not from that row."""
        rows = self._rows_of_the_body()
        for _ in range(_MOST_TABS):
            before = _row_of(label, rows)
            rows = self._after_tab(rows)
            if _row_of(label, rows) != before:
                return
        raise AssertionError(f"Tab does not lead to {label}; the screen is:\n{self.screen}")

    def _after_tab(self, before: list[str]) -> list[str]:
        """Press Tab and return the rows when the focus has moved.

        Then two rows look other than before; a cursor that blinks changes one, and so does the
        first Tab on a screen where nothing has the focus yet.
        """
        self.press("Tab")
        deadline = time.monotonic() + _TAB_SECONDS
        after = before
        while sum(map(operator.ne, before, after)) < 2 and time.monotonic() < deadline:
            written = self._written
            after = self._rows_of_the_body()
            if after == before:
                self._wait_for_more(written)
        return after

    def _rows_of_the_body(self) -> list[str]:
        """All but the row of keys, which is another for another focus too."""
        return self._styled_rows()[:-1]

    def _styled_rows(self) -> list[str]:
        return self._do("capture-pane", "-p", "-e").splitlines()

    @property
    def screen(self) -> str:
        """What is to be seen now; lines that the terminal wrapped are joined."""
        return self._do("capture-pane", "-p", "-J")

    @property
    def drawn(self) -> str:
        """What is to be seen now, with the escape sequences that draw it."""
        return "\r\n".join(self._styled_rows())

    @property
    def everything(self) -> str:
        """What was written to the terminal so far, and what it shows with its history."""
        return self._log.read_text("utf-8", "replace") + self._do(
            "capture-pane", "-p", "-J", "-S", "-"
        )

    def take_copies(self) -> None:
        """Let programs copy, as ``set -s set-clipboard on`` in one's tmux.conf does."""
        self._do("set", "-s", "set-clipboard", "on")

    @property
    def copied(self) -> str:
        """What was copied last, empty if nothing was."""
        return self._do("show-buffer") if self._do("list-buffers") else ""

    def sees(self, *texts: str) -> str:
        """Wait until all of ``texts`` are on the screen, and return the screen."""
        return self.wait_until(
            lambda screen: all(_holds(screen, text) for text in texts),
            " and ".join(map(repr, texts)),
        )

    def finds(self, pattern: str) -> str:
        """Wait until a line has the pattern, and return its first group."""
        found: list[str] = []

        def look(screen: str) -> bool:
            found[:] = re.findall(pattern, screen, re.MULTILINE)
            return bool(found)

        self.wait_until(look, f"the pattern {pattern}")
        return found[0]

    def wait_until(self, look: Callable[[str], bool], what: str) -> str:
        """Wait until the screen pleases ``look``, and return the screen."""
        deadline = time.monotonic() + PATIENCE
        while True:
            written = self._written
            if look(screen := self.screen):
                return screen
            assert time.monotonic() < deadline, f"never saw {what}; the screen was:\n{screen}"
            self._wait_for_more(written)

    @property
    def _written(self) -> int:
        return self._log.stat().st_size

    def _wait_for_more(self, written: int) -> None:
        """Wait until the program has written more, or as long as tmux may take to draw by itself.

        Looking at the screen takes a process each time, and looking at the log takes none.
        """
        with suppress(AssertionError):
            until(lambda: self._written != written, "more", _DRAWN_WITHIN)

    def ends(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        return int(until(lambda: self._ended.exists() and self._ended.read_text(), "the end"))

    @property
    def modes(self) -> dict[str, bool]:
        """Which of the modes that a program has to put back are on."""
        names = ("alternate_on", "mouse_any_flag", "mouse_sgr_flag")
        modes = {name: self._tell(name) == "1" for name in names}
        return modes | {"cursor_hidden": self._tell("cursor_flag") == "0"}

    def stop(self) -> None:
        """End tmux and what runs in it."""
        self._do("kill-server")

    def _tell(self, variable: str) -> str:
        return self._do("display-message", "-p", f"#{{{variable}}}").strip()

    def _do(self, *command: str, options: tuple[str, ...] = (), given: str = "") -> str:
        argv = ["tmux", "-S", str(self._socket), *options, *command]
        done = subprocess.run(
            argv, env=self._env, input=given.encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "replace")


def _row_of(label: str, rows: list[str]) -> str:
    return next(row for row in rows if label in row)


def _holds(screen: str, text: str) -> bool:
    # The screen breaks sentences where a column ends, and draws lines beside them.
    return " ".join(text.split()) in " ".join(screen.translate(DRAWN).split())


@contextmanager
def in_tmux(
    env: Mapping[str, str], *argv: str, width: int = 80, height: int = 24, stdout: str = ""
) -> Iterator[Tmux]:
    """Run a program in tmux until the block ends; ``stdout`` is a file to send that stream to."""
    # A socket's path is at most 107 bytes, and pytest's folders are long.
    with TemporaryDirectory(prefix="tmux-") as folder:
        tmux = Tmux(env, Path(folder))
        try:
            tmux.start(argv, width=width, height=height, stdout=stdout)
            yield tmux
        finally:
            tmux.stop()
