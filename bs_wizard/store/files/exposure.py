"""Whether a file that a secret is handed in by is its owner's alone."""

import os
import stat
from pathlib import Path

OPEN_TO_OTHERS = "{} may be opened by other users too; chmod 600 takes that away."
"""What is said of such a file; it is used all the same."""


def is_open_to_others(file: Path | int) -> bool:
    """Tell whether other users may open the file (a path or a descriptor).

    A pipe has no such mode, nor has anything on Windows; what cannot be looked at is not told of.
    """
    try:
        mode = os.stat(file).st_mode  # noqa: PTH116 - a Path takes no descriptor
    except (OSError, ValueError):
        return False
    return os.name != "nt" and stat.S_ISREG(mode) and bool(mode & 0o077)
