"""Daemon threads for what the event loop itself does in threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from bs_wizard.background import start

T = TypeVar("T")


class _DaemonThreads(ThreadPoolExecutor):
    """A daemon thread for each call; closing it waits for none of them."""

    def submit(self, call: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return start(partial(call, *args, **kwargs))


_THREADS = _DaemonThreads()


def use_daemon_threads() -> None:
    """Give the running loop daemon threads for its own work.

    The loop looks up the names of servers in its pool, and waits for the pool when it closes: a
    look-up that hangs would hold the program long after it was given up.
    """
    asyncio.get_running_loop().set_default_executor(_THREADS)
