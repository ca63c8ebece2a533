"""A user of the machine who is nobody else: no name, no home folder, no rights."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

NUMBER = 54321


def can_become_another() -> bool:
    """Tell whether that user's programs can be run here; only root can become one."""
    return os.geteuid() == 0 and shutil.which("setpriv") is not None


def as_another(*argv: str) -> tuple[str, ...]:
    """Return what runs ``argv`` as that user."""
    ids = (f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups")
    # The Python of the tests may lie in root's home folder.
    may_read = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ("setpriv", *ids, *may_read, *argv)


@contextmanager
def folder_of_another() -> Iterator[Path]:
    """Make a folder of that user's, or of one's own, where others can go, unlike pytest's own."""
    made = Path(mkdtemp(prefix="another-"))
    try:
        if can_become_another():
            os.chown(made, NUMBER, NUMBER)
        yield made
    finally:
        shutil.rmtree(made)
