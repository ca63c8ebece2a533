"""Whether a crash would write this program's memory, a token in it, to a disk."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.scene import Scene

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
    """Say whether a core dump can be written; it is a fact, the site's policy decides."""
    did = "asked for RLIMIT_CORE and PR_GET_DUMPABLE"
    if found == CoreDumps(None, None):
        return Finding(CHECK, Level.SKIPPED, did, "this system has neither")
    if found.limit == 0 or found.dumpable == 0:
        return Finding(CHECK, Level.OK, did, "closed: a crash writes no memory to a disk")
    size = "without limit" if found.limit in {None, -1} else f"up to {found.limit} bytes"
    return Finding(CHECK, Level.OK, did, f"open: a crash may write memory to a disk, {size}")


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
