"""Whether a crash would write this program's memory, a token in it, to a disk."""

import sys
from dataclasses import dataclass

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report

CHECK = "core-dumps"
_PR_GET_DUMPABLE = 3  # linux/prctl.h; see prctl(2)


@dataclass(frozen=True, slots=True)
class CoreDumps:
    """``limit`` is RLIMIT_CORE's soft limit in bytes, -1 for none; ``dumpable`` is prctl's answer.

    Each is None where the system has no such thing.
    """

    limit: int | None
    dumpable: int | None


def check(_context: Context, report: Report) -> None:
    """Ask the system for both."""
    assess(CoreDumps(_limit(), _dumpable()), report)


def assess(dumps: CoreDumps, report: Report) -> None:
    """Say whether a core dump can be written; this program closed them when it was started."""
    checked = "asked for RLIMIT_CORE and PR_GET_DUMPABLE"
    if dumps == CoreDumps(None, None):
        report.skipped(checked, "this system has neither")
    elif dumps.dumpable == 0 or (dumps.dumpable is None and dumps.limit == 0):
        report.ok(checked, "closed: a crash writes no memory to a disk")
    elif dumps.limit == 0:
        # core(5): the limit is for files, not for what a program is given by a pipe.
        found = "open: a program that the system hands crashes to may write memory to a disk"
        report.warn(checked, found, "sysctl kernel.core_pattern=core")
    else:
        size = "without limit" if dumps.limit in {None, -1} else f"up to {dumps.limit} bytes"
        report.warn(checked, f"open: a crash may write memory to a disk, {size}", "ulimit -c 0")


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
