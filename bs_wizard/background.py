"""Blocking calls in daemon threads, which never keep the program from ending.

Python joins the threads of its own pools when it ends, so a keyring that hangs in one would hold
the program. A daemon thread is left behind.

asyncio is imported where it is used: a command that only reads a keyring starts sooner without it.
"""

from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


def start(call: Callable[[], T]) -> Future[T]:
    """Run ``call`` in a daemon thread; the future has what it returns or raises.

    Cancelling the future does not stop the call.
    """
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(call())
        except StopIteration as error:  # asyncio's futures refuse it, and are awaited for ever
            broken = RuntimeError("the call raised StopIteration")
            broken.__cause__ = error
            future.set_exception(broken)
        except BaseException as error:  # the future carries it to whoever asks for the result
            future.set_exception(error)

    Thread(target=run, name="background", daemon=True).start()
    return future


async def in_thread(call: Callable[[], T]) -> T:
    """Return what ``call`` returns, or raise what it raises; it runs in a daemon thread.

    Cancelling stops the waiting, not the call.
    """
    import asyncio

    return await asyncio.wrap_future(start(call))


async def to_completion(work: Coroutine[Any, Any, T], interrupted: Callable[[], object]) -> T:
    """Return what ``work`` returns, even where the caller is cancelled meanwhile.

    For calls that a thread completes in any case: only their end tells what was done. Each
    cancellation calls ``interrupted`` and is then forgotten.
    """
    import asyncio

    running = asyncio.ensure_future(work)
    while True:
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if running.cancelled():
                raise
            if (caller := asyncio.current_task()) is not None:
                caller.uncancel()
            interrupted()
