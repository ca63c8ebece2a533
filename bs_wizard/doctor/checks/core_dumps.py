"""Whether a crash would write this program's memory, a token in it, to a disk."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level

CHECK = "core-dumps"
_PR_GET_DUMPABLE = 3  # linux/prctl.h; see prctl(2)


@dataclass(frozen=True, slots=True)
class CoreDumps:
    """``limit`` is RLIMIT_CORE's soft limit in bytes, -1 for none; ``dumpable`` is prctl's answer.

    Each is None where the system has no such thing.
    """

    limit: int | None
    dumpable: int | None


def examine(_scene: Scene) -> Iterator[Finding]:
    """Ask the system for both."""
    yield judge(CoreDumps(_limit(), _dumpable()))


def judge(found: CoreDumps) -> Finding:
    """Say whether a core dump can be written; this program closed them when it was started."""
    did = "asked for RLIMIT_CORE and PR_GET_DUMPABLE"
    if found == CoreDumps(None, None):
        return Finding(CHECK, Level.SKIPPED, did, "this system has neither")
    if found.dumpable == 0 or (found.dumpable is None and found.limit == 0):
        return Finding(CHECK, Level.OK, did, "closed: a crash writes no memory to a disk")
    if found.limit == 0:
        # core(5): the limit is for files, not for what a program is given by a pipe.
        saw = "open: a program that the system hands crashes to may write memory to a disk"
        return Finding(CHECK, Level.WARNING, did, saw, "sysctl kernel.core_pattern=core")
    size = "without limit" if found.limit in {None, -1} else f"up to {found.limit} bytes"
    saw = f"open: a crash may write memory to a disk, {size}"
    return Finding(CHECK, Level.WARNING, did, saw, "ulimit -c 0")


def _limit() -> int | None:
    try:
        import resource
    except ImportError:
        return None  # Windows
    soft, _ = resource.getrlimit(resource.RLIMIT_CORE)
    return -1 if soft == resource.RLIM_INFINITY else soft


def _dumpable() -> int | None:
    if sys.platform != "linux":
        return None
    import ctypes

    answer = int(ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0))
    return None if answer < 0 else answer
