"""The most memory that a program takes."""

import subprocess
import sys
from collections.abc import Mapping, Sequence

_MEASURED = (
    "import os, sys; pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]); "
    "_, status, used = os.wait4(pid, 0); print(used.ru_maxrss, file=sys.stderr); "
    "sys.exit(os.waitstatus_to_exitcode(status))"
)
"""Runs a program and writes its peak in KiB; from a small process, which is part of the peak."""


def peak_of(env: Mapping[str, str], argv: Sequence[str]) -> tuple[int, str]:
    """Return its peak in MiB, and what it prints; it has to end well."""
    measured = [sys.executable, "-S", "-c", _MEASURED, *argv]
    done = subprocess.run(measured, env=dict(env), capture_output=True, text=True, check=True)
    peak = int(done.stderr.splitlines()[-1])
    return peak // (1 << 20 if sys.platform == "darwin" else 1024), done.stdout
