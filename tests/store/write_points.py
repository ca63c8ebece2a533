"""Every point at which something is written, counted; at one of them the process is killed.

The points are before a file is opened for writing, half-way through its content, before it is
synced, renamed or removed, and wherever :func:`point` is called. So the points before and after any
step of a change are all there, without a word about them in what is tested.
"""

import os
import signal
from pathlib import Path
from typing import IO, Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.link", "os.truncate"}


class _Counter:
    def __init__(self) -> None:
        self.seen = 0
        self.deadly: int | None = None
        self.report = -1


_COUNTER = _Counter()


def arm(folder: Path, deadly: int, report: int, *, files: bool = True) -> None:
    """Kill this process with SIGKILL at point ``deadly``, counted from 1.

    The points are those in or below ``folder`` where ``files`` is true, and those of
    :func:`point`. The point's name is written to the descriptor ``report`` just before. For good:
    only for a process that is made for it.
    """
    import sys

    _COUNTER.deadly, _COUNTER.report = deadly, report
    if not files:
        return
    root = str(folder)

    def watch(event: str, args: tuple[Any, ...]) -> None:
        path = str(args[0]) if args else ""
        if not path.startswith(root) or path.endswith(".lock"):
            return
        if event == "open" and args[2] & _WRITING:
            point(f"open {_kind(path)}")
        elif event in _CHANGES:
            point(f"{event.removeprefix('os.')} {_kind(path)}")

    sys.addaudithook(watch)
    _half_writes()
    _syncs()


def point(name: str) -> None:
    """Count a point, and die where it is the one."""
    _COUNTER.seen += 1
    if _COUNTER.seen == _COUNTER.deadly:
        os.write(_COUNTER.report, name.encode())
        os.kill(os.getpid(), signal.SIGKILL)


def _kind(path: str) -> str:
    parent, _, name = path.rpartition("/")
    what = "temporary" if name.startswith(".") else "entry"
    return what if parent.endswith(("/ring", "/vault")) else f"{what} of home"


class _HalfWriter:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __enter__(self) -> "_HalfWriter":
        return self

    def __exit__(self, *raised: object) -> None:
        self._stream.close()

    def write(self, data: bytes) -> int:
        half = len(data) // 2
        self._stream.write(data[:half])
        self._stream.flush()
        point("half of a file")
        return half + self._stream.write(data[half:])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _half_writes() -> None:
    real = os.fdopen

    def fdopen(descriptor: int, mode: str = "r", *args: Any, **more: Any) -> Any:
        stream = real(descriptor, mode, *args, **more)
        return _HalfWriter(stream) if mode == "wb" else stream

    os.fdopen = fdopen  # type: ignore[assignment]


def _syncs() -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        point("fsync")
        real(descriptor)

    os.fsync = fsync  # type: ignore[assignment]
