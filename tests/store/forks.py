"""Work done in processes forked for it, so that it can be killed."""

import gc
import os
import sys
from collections.abc import Callable
from typing import NoReturn


def forked(work: Callable[[int], None]) -> tuple[int, bytes]:
    """Run ``work`` in a process of its own; return the signal that ended it, and what it wrote."""
    # A search for cycles would write to every object, and copy the whole of this process.
    gc.disable()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run_and_leave(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        written = stream.read()
    _, status = os.waitpid(child, 0)
    return signal_of(status), written


def run_and_leave(work: Callable[[int], None], writing: int) -> NoReturn:
    """Run ``work`` with the descriptor to write to, and end this process."""
    try:
        work(writing)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def signal_of(status: int) -> int:
    """Return the signal that ended a process, or 0 when it ended well."""
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    assert os.WEXITSTATUS(status) == 0, "a child failed; see its traceback"
    return 0
