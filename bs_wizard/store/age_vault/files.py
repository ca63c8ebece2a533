"""The vault's files: private, read back after every write, and in a folder that is its own.

Everything here raises StoreUnavailable for what the file system refuses.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.age_vault.paths import lock_file
from bs_wizard.store.files import folder as private
from bs_wizard.store.files import reading
from bs_wizard.store.files.folder import writable
from bs_wizard.store.files.lock import Lock
from bs_wizard.store.files.owners import refuse_folder_of_others
from bs_wizard.store.files.paths import shown

_OUR_NAME = r".*\.(age|tmp)"

LOCK_SECONDS = 10.0
"""How long a change waits for another process to finish its own."""

LARGEST = 1 << 20
"""Bytes of a file that is read: a token, a key or the list of recipients takes a few thousand."""


@contextmanager
def locked(home: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Keep other processes from changing the vault meanwhile, after ``seconds`` of waiting at most.

    Two writers at a time would undo each other's change of who can read it.
    """
    file = lock_file(home)
    with ExitStack() as stack:
        with writable(file):
            private.make_private(home)
            stack.enter_context(Lock(file, seconds).held())
        yield


def make_own_folder(folder: Path) -> None:
    """Make the folder, or tighten the one that is there, to mode 0700."""
    is_own_folder(folder)
    with writable(folder):
        private.make_private(folder, _OUR_NAME)


def is_own_folder(folder: Path) -> bool:
    """Tell whether the folder is there; one that leads elsewhere or is another's is refused."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(folder, error) from error
    if stat.S_ISLNK(found.st_mode):
        raise _refused(folder, "a link to another place")
    if not stat.S_ISDIR(found.st_mode):
        raise _refused(folder, "not a folder")
    if os.name != "nt" and found.st_uid != os.geteuid():
        raise _refused(folder, "another user's")
    refuse_folder_of_others(folder, found)
    return True


def secret_files(folder: Path) -> list[Path]:
    """Return the files of all secrets in the vault's folder, sorted; none where it is not there."""
    if not is_own_folder(folder):
        return []
    try:
        # No secret's file begins with a dot; what other systems leave beside files does.
        found = [each for each in folder.iterdir() if each.suffix == ".age"]
    except OSError as error:
        raise _unreadable(folder, error) from error
    return sorted(each for each in found if not each.name.startswith("."))


def read_file(file: Path, *, is_ours: bool = True) -> bytes | None:
    """Return what the file holds, or None where there is none.

    One that other users may have written is refused, unless ``is_ours`` is False: a key that a
    person keeps elsewhere shows by itself whether it is the right one.
    """
    try:
        return reading.read_file(file, LARGEST, is_ours=is_ours)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise StoreUnavailable(
            f"{shown(file)} is {error}.", "Move it away, and put a copy of the right one there."
        ) from error
    except OSError as error:
        raise _unreadable(file, error) from error


def write_file(file: Path, data: bytes) -> None:
    """Put ``data`` in the file's place, mode 0600, and compare what the disk gives back.

    At every moment the file is the old one or the new one. The caller holds the lock.
    """
    with writable(file):
        private.replace_file(file, data)
    if read_file(file) != data:
        raise StoreUnavailable(
            f"{shown(file)} does not hold what was written to it.",
            "Check the disk, or point BS_WIZARD_HOME at another.",
        )


def remove_file(file: Path) -> None:
    """Remove the file and unfinished copies of it, if any. The caller holds the lock."""
    with writable(file):
        private.remove_unfinished(file)
        file.unlink(missing_ok=True)


def _unreadable(path: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"{shown(path)} cannot be read: {error.strerror or error}.",
        "Give yourself access to it, or point BS_WIZARD_HOME at another folder.",
    )


def _refused(folder: Path, why: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"{shown(folder)} is {why}, so no secret is kept there.",
        "Move it away, or point BS_WIZARD_HOME at a folder of your own.",
    )
