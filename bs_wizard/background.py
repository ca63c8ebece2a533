"""Blocking work beside the event loop, in a thread that never keeps the program from ending."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class _DaemonThreads(ThreadPoolExecutor):
    """A daemon thread for each call; nobody waits for one at the end."""

    def submit(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work(*args, **kwargs))
            except BaseException as error:  # carried to who waits
                future.set_exception(error)

        threading.Thread(target=run, name="aside", daemon=True).start()
        return future


_THREADS = _DaemonThreads()


def use_daemon_threads() -> None:
    """Have the running loop's own threads keep nothing from ending.

    The loop looks up the names of servers in its pool, and waits for the pool when it closes: a
    look-up that hangs would hold the program long after it was given up.
    """
    asyncio.get_running_loop().set_default_executor(_THREADS)


async def to_completion(work: Coroutine[Any, Any, T], interrupted: Callable[[], object]) -> T:
    """Return what ``work`` returns, even when it is cancelled meanwhile, which is said once.

    For what goes on anyway, in a thread: only its end tells what became of it.
    """
    going_on = asyncio.ensure_future(work)
    while True:
        try:
            return await asyncio.shield(going_on)
        except asyncio.CancelledError:
            if going_on.cancelled():
                raise
            if (waiting := asyncio.current_task()) is not None:
                waiting.uncancel()
            interrupted()


async def in_thread(work: Callable[[], T]) -> T:
    """Return what ``work`` returns, or raise what it raises.

    Pool threads are joined when Python ends, so a keyring that hangs would hold the program; a
    daemon thread does not. Cancelling stops the waiting, not the work.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # T may be None itself

    def run() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = work()
        except StopIteration as raised:  # no future carries it: who waits would wait for ever
            error = RuntimeError("the work raised StopIteration")
            error.__cause__ = raised
        except BaseException as raised:  # carried to the loop, where it is raised
            error = raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            return  # the loop has closed: nobody waits for this any more

    threading.Thread(target=run, name="aside", daemon=True).start()
    return await done
