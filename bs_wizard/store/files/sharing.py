"""Files that another program reads or replaces at this moment, as Windows lets nobody else."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

# Windows refuses to replace a file somebody reads, and to read one being replaced; both take
# milliseconds. Elsewhere a refusal is a refusal.
_SHARING_TRIES = 50 if os.name == "nt" else 1
_SHARING_PAUSE = 0.02


def retry_sharing_violation(
    call: Callable[[], T],
    *,
    tries: int = _SHARING_TRIES,
    pause: Callable[[float], object] = time.sleep,
) -> T:
    """Return what ``call`` returns; a PermissionError counts only when it comes every time."""
    for _ in range(tries - 1):
        with suppress(PermissionError):
            return call()
        pause(_SHARING_PAUSE)
    return call()
