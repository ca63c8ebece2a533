"""A signal ends the program as Ctrl+C does, so that it cleans up; its sender sees the signal."""

import _thread
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from bs_wizard.terminal import hidden_input

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_AGAIN = 0.05  # seconds


@contextmanager
def cleanup_on_signal() -> Iterator[None]:
    """Treat SIGTERM and SIGHUP like Ctrl+C inside, then end the process by that signal.

    The code inside cleans up and says what it keeps. Stdin reads as ended, so nobody is asked
    anything, and nothing more is written to a terminal that has gone. A signal that is ignored
    (``nohup``) stays ignored. An interruption that Python drops, because it came while an object
    was being finalized or a module's lock released, is made again.
    """
    came: list[int] = []
    on_terminal = [number for number in (1, 2) if _is_terminal(number)]

    def note(number: int, frame: FrameType | None) -> None:
        if came:
            return
        came.append(number)
        _lead_nowhere([0, *(each for each in on_terminal if not _is_terminal(each))])
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):  # a job in the background of a script: Ctrl+C is not for it
            raise KeyboardInterrupt
        interrupt(signal.SIGINT, frame)

    def again(unraisable: "sys.UnraisableHookArgs") -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            drop(unraisable)
            return
        number = came.pop() if came else signal.SIGINT
        # From a thread and a moment later: whatever is raised before this returns is dropped too.
        _thread.start_new_thread(_interrupt, (_thread.get_ident(), number))

    drop, sys.unraisablehook = sys.unraisablehook, again
    heeded = [each for each in _SIGNALS if signal.getsignal(each) is signal.SIG_DFL]
    try:
        for each in heeded:
            signal.signal(each, note)
        yield
    finally:
        sys.unraisablehook = drop
        for each in heeded:
            signal.signal(each, signal.SIG_DFL)
        if came:
            hidden_input.restore_echo()
            os.kill(os.getpid(), came[0])


def _interrupt(main: int, number: int) -> None:
    time.sleep(_AGAIN)
    if hasattr(signal, "pthread_kill"):  # which also ends a read that waits
        signal.pthread_kill(main, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


def _is_terminal(number: int) -> bool:
    try:
        return os.isatty(number)
    except OSError:
        return False


def _lead_nowhere(numbers: list[int]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in numbers:
        os.dup2(nothing, number)
    os.close(nothing)
