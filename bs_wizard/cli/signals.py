"""Ending by a signal: as after Ctrl+C all is put right first, then as its sender expects."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from bs_wizard.terminal import hidden_input

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def cleanup_on_signal() -> Iterator[None]:
    """Take SIGTERM and SIGHUP inside for a Ctrl+C, then end by the signal that came.

    What was put up is taken down, and what waits is said; to a terminal that hung up nothing more
    is written, and nobody is asked anything. A signal that
    was to be ignored (``nohup``) still is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    on_terminal = [number for number in (1, 2) if _is_terminal(number)]

    def note(number: int, frame: FrameType | None) -> None:
        if came:
            return
        came.append(number)
        gone = on_terminal if number == getattr(signal, "SIGHUP", None) else []
        _lead_nowhere([0, *gone])
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):  # a job in the background of a script: Ctrl+C is not for it
            raise KeyboardInterrupt
        interrupt(signal.SIGINT, frame)

    heeded = [each for each in _SIGNALS if signal.getsignal(each) is signal.SIG_DFL]
    for each in heeded:
        signal.signal(each, note)
    try:
        yield
    finally:
        for each in heeded:
            signal.signal(each, signal.SIG_DFL)
        if came:
            hidden_input.restore_echo()
            os.kill(os.getpid(), came[0])


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
