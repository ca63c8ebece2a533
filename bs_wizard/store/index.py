"""The local index file: read without a lock, changed under one, never half written."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bs_wizard.errors import IndexDamaged, IndexTooNew, StoreUnavailable
from bs_wizard.store.contents import VERSION, Contents
from bs_wizard.store.paths import index_file, lock_file

if TYPE_CHECKING:
    from filelock import FileLock

__all__ = ["Contents", "Index"]

LOCK_SECONDS = 10.0
"""How long a change waits for another process to finish its own."""


class Index:
    """The index in one folder.

    Every method raises IndexDamaged or IndexTooNew (exit 8) for what the file says, and
    StoreUnavailable (exit 7) for a file, folder or lock that cannot be had.
    """

    def __init__(self, home: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.home = home
        self._file = index_file(home)
        self._lock_seconds = lock_seconds
        self._lock: FileLock | None = None

    def read(self) -> Contents:
        """Return what the file says; a missing file or folder says nothing. Creates nothing."""
        with _readable(self._file):
            try:
                raw = self._file.read_bytes()
            except FileNotFoundError:
                return Contents()
        return _parsed(raw, self._file)

    def change(self, edit: Callable[[Contents], Contents]) -> Contents:
        """Write what ``edit`` makes of the present contents, and return it.

        ``edit`` runs under the lock on contents read under it; what it raises passes through and
        nothing is written. The file is either the old one or the new one at every moment.
        """
        with self.locked():
            contents = edit(self.read())
            data = json.dumps(contents.to_json(), indent=2, ensure_ascii=False) + "\n"
            with _writable(self._file):
                # A lone surrogate (kept as read) has no UTF-8; this writes it as JSON's escape.
                self._replace(data.encode("utf-8", "backslashreplace"))
            return contents

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from changing the index meanwhile; may be nested."""
        # Imported here: it is dear, and only writers need it.
        from filelock import FileLock, Timeout

        with _writable(self._file):
            _private_folder(self.home)
            if self._lock is None:
                self._lock = FileLock(lock_file(self.home), self._lock_seconds, mode=0o600)
            try:
                self._lock.acquire()
            except Timeout:
                raise StoreUnavailable(
                    f"Another bs-wizard has kept {self._lock.lock_file} locked for "
                    f"{self._lock_seconds:g} s.",
                    "Let it finish or end it, then try again.",
                ) from None
        try:
            yield
        finally:
            self._lock.release()

    def _replace(self, data: bytes) -> None:
        # Under the lock nobody else writes, so an unfinished file is a crashed writer's.
        for leftover in self.home.glob(".index-*.tmp"):
            leftover.unlink()
        temporary = self.home / f".index-{os.urandom(8).hex()}.tmp"
        try:
            _write_new(temporary, data)
            temporary.replace(self._file)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(self.home)


def _parsed(raw: bytes, file: Path) -> Contents:
    try:
        # Some editors put a byte order mark in front.
        data = json.loads(raw.decode("utf-8-sig"))
        version = data.get("version") if isinstance(data, dict) else None
        if type(version) is int and version > VERSION:
            raise IndexTooNew(
                f"{file} is of version {version}; this program knows version {VERSION}.",
                "Update bs-wizard, or point BS_WIZARD_HOME at another folder.",
            )
        if type(version) is not int or version != VERSION:
            raise ValueError(f"version must be {VERSION}")
        return Contents.from_json(data)
    except (ValueError, RecursionError) as error:
        raise IndexDamaged(
            f"{file} is damaged: {_where(error)}.",
            "Mend it or put a copy back; or move it away and log in again: "
            "the tokens themselves are in the keyring, not in this file.",
        ) from error


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start})"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except IsADirectoryError as error:
        raise IndexDamaged(f"{file} is a folder, not a file.", "Move it away.") from error
    except OSError as error:
        raise StoreUnavailable(
            f"{file} cannot be read: {error.strerror}.",
            "Give yourself access to it, or point BS_WIZARD_HOME at another folder.",
        ) from error


@contextmanager
def _writable(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"{file} cannot be written: {error.strerror or error}.",
            "Make room and give yourself access there, or point BS_WIZARD_HOME at another folder.",
        ) from error


def _private_folder(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    # One by one: mkdir(parents=True) leaves the mode of the upper ones to the umask.
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    mode = folder.stat().st_mode
    # A folder shared by design, such as /tmp, stays as it is.
    if not mode & stat.S_ISVTX and stat.S_IMODE(mode) != 0o700:
        folder.chmod(0o700)


def _write_new(file: Path, data: bytes) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(opened, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    # Not every file system syncs folders, and by now the new index is in place either way.
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
