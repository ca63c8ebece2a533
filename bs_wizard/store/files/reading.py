"""Reading a file: nothing that is none, none of others' where that matters, and never too much."""

import os
import stat
from pathlib import Path

from bs_wizard.store.files.owners import refuse_file_of_others, refuse_folder_of_others
from bs_wizard.store.files.sharing import retry_sharing_violation

# Without O_NONBLOCK, opening a pipe waits for somebody to write to it.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe"}


def read_file(file: Path, most: int, *, is_ours: bool = True) -> bytes:
    """Return what the file holds, ``most`` bytes of it.

    With ``is_ours`` HomeUnavailable is raised where another user owns the file, may write it or put
    another in its place. Raises ValueError, which says what it is, for what is no file or is
    longer, and OSError.
    """
    return retry_sharing_violation(lambda: _read(file, most, is_ours=is_ours))


def _read(file: Path, most: int, *, is_ours: bool) -> bytes:
    opened = os.open(file, _FLAGS)
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a device")
            raise ValueError(f"{kind}, not a file")
        if is_ours:
            refuse_file_of_others(file, status)
            refuse_folder_of_others(file.parent, file.parent.stat())
        with open(opened, "rb", closefd=False) as stream:
            data = stream.read(most + 1)
    finally:
        os.close(opened)
    if len(data) > most:
        raise ValueError(f"longer than {most >> 20} MiB")
    return data
