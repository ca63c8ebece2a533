"""The folder everything local is kept in: private, ours, and files in it replaced whole."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bs_wizard.errors import HomeUnavailable
from bs_wizard.store.files.owners import (
    ELSEWHERE,
    refuse_folder_of_others,
    refuse_foreign,
    refuse_foreign_parent,
)
from bs_wizard.store.files.paths import OUR_NAME, shown
from bs_wizard.store.files.sharing import retry_sharing_violation

ROOM = 16384
"""Bytes by which a change makes the index longer, at most: a credential and what is noted of it."""


def make_private(folder: Path, ours: str = OUR_NAME) -> None:
    """Make the folder where it is missing, and let nobody but its owner in.

    One that was there and holds more than what is called like ``ours``, a regular expression,
    keeps its mode. A link to a folder is as good as the folder. Raises HomeUnavailable for what is
    no folder, is another user's, cannot be made, or holds what everybody could have put there;
    OSError for what else the system refuses.
    """
    make_folders(folder)
    if not folder.is_dir():
        raise HomeUnavailable(
            f"{shown(folder)} cannot be written: it is a file, not a folder.",
            f"Move it away, {ELSEWHERE}.",
        )
    status = folder.stat()
    # A folder shared by design, such as /tmp, stays as it is.
    if status.st_mode & stat.S_ISVTX:
        return
    refuse_foreign(folder, status.st_uid)
    # What is there already may be another's; an empty one is closed before anything is.
    if any(folder.iterdir()):
        refuse_folder_of_others(folder, status)
    if stat.S_IMODE(status.st_mode) & 0o077 and not is_shared(folder, status.st_mode, ours):
        folder.chmod(0o700)


def make_folders(folder: Path) -> None:
    """Make the folder and what is missing above it, each of mode 0700.

    Raises HomeUnavailable, as it does where that would be below another user's folder: run once
    with somebody's HOME, it would take a part of it from them.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    if missing:
        refuse_foreign_parent(folder)
    # One by one: mkdir(parents=True) leaves the mode of the upper ones to the umask.
    for each in reversed(missing):
        _refuse_dangling(each)
        with writable(each, "made"):
            each.mkdir(mode=0o700, exist_ok=True)


def is_shared(folder: Path, mode: int, ours: str = OUR_NAME) -> bool:
    """Whether a folder of that mode is a group's, or holds other things, so that it keeps it."""
    is_a_groups = mode & stat.S_ISGID and mode & stat.S_IWGRP
    return bool(is_a_groups) or not all(re.fullmatch(ours, each.name) for each in folder.iterdir())


@contextmanager
def writable(file: Path, done: str = "written") -> Iterator[None]:
    """Say an OSError met while ``file`` is written as HomeUnavailable, with what to do about it."""
    try:
        yield
    except OSError as error:
        raise HomeUnavailable(
            f"{shown(file)} cannot be {done}: {error.strerror or error}.", what_to_do(error)
        ) from error


def what_to_do(error: OSError) -> str:
    """Return the sentence that says how to get around what the system refused."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return f"Make room there, {ELSEWHERE}."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Give yourself access there, {ELSEWHERE}."
    return "Point BS_WIZARD_HOME at another folder."


def try_out(file: Path) -> None:
    """Write beside ``file`` as much as it and its previous state may come to hold; remove it again.

    OSError where that fails. Needs no lock.
    """
    temporary = _temporary(file)
    take_room(temporary, file)
    # Whoever holds the lock meanwhile may have taken it for a dead writer's.
    temporary.unlink(missing_ok=True)


def take_room(room: Path, file: Path) -> None:
    """Make the file ``room`` as large as ``file`` and its previous state may come to be; OSError.

    Removing it makes room for a change of ``file``, should the disk have filled since.
    """
    size = file.stat().st_size if file.exists() else 0
    # No zeros: some file systems need no room for them.
    write_new(room, os.urandom(2 * size + ROOM))


def replace_file(file: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``file``, mode 0600: at every moment it is the old or the new.

    To be called by one process at a time: what other calls left unfinished is removed. Raises
    OSError, the old file then being in place.
    """
    remove_unfinished(file)
    put_file(file, data)


def put_file(file: Path, data: bytes) -> None:
    """Do as :func:`replace_file`, in a folder of other programs: nothing of others is removed."""
    temporary = _temporary(file)
    write_new(temporary, data)
    with _unlinked_on_failure(temporary):
        retry_sharing_violation(lambda: temporary.replace(file))
    _sync(file.parent)


def remove_unfinished(file: Path) -> None:
    """Remove what a process that died in :func:`replace_file` has left; OSError where it cannot."""
    # As exactly as it is made: others' files may be in that folder.
    unfinished = re.compile(rf"\.{re.escape(file.stem)}-[0-9a-f]{{16}}\.tmp")
    for each in file.parent.iterdir():
        if unfinished.fullmatch(each.name):
            each.unlink(missing_ok=True)


def _temporary(file: Path) -> Path:
    return file.parent / f".{file.stem}-{os.urandom(8).hex()}.tmp"


def write_new(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, mode 0600, to the disk; whole or not at all.

    Raises FileExistsError, or another OSError.
    """
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with _unlinked_on_failure(file), os.fdopen(opened, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _refuse_dangling(folder: Path) -> None:
    if folder.is_symlink():
        raise HomeUnavailable(
            f"{shown(folder)} is a link to a folder that is not there.",
            f"Make or mount that folder, {ELSEWHERE}.",
        )


@contextmanager
def _unlinked_on_failure(file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        # Gone already after a replace; and where this fails too, a later call cleans up.
        with suppress(OSError):
            file.unlink()
        raise


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    # Not every file system syncs folders, and by now the new file is in place either way.
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
