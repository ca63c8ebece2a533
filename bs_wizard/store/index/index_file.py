"""The local index file: read without a lock, changed under one, never half written.

Each write first keeps what the file was as ``index.json.previous``, for the day it is damaged.

A link in the place of the file is read through and never written: replacing it would leave what it
points to behind, silently. The folder itself may be a link.
"""

import codecs
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from itertools import count
from pathlib import Path

from bs_wizard.errors import HomeUnavailable, IndexDamaged, IndexTooNew, UsageError
from bs_wizard.store.files.folder import (
    make_private,
    remove_unfinished,
    replace_file,
    try_out,
    writable,
    write_new,
)
from bs_wizard.store.files.lock import Lock
from bs_wizard.store.files.paths import index_file, lock_file, previous_file, shown
from bs_wizard.store.files.reading import read_file
from bs_wizard.store.index.contents import VERSION, Contents

__all__ = ["Contents", "Index", "LockedIndex"]

LOCK_SECONDS = 10.0
"""How long a change waits for another process to finish its own."""

LARGEST = 16 << 20
"""Bytes of an index that is read; ten thousand credentials take less than ten million."""

_FIX = (
    "Run bs-wizard doctor --repair, which keeps it aside and restores the previous one; "
    "the tokens themselves are not in it."
)


class LockedIndex:
    """The index while its lock is held: what it says, and the only way to change it meanwhile."""

    def __init__(self, home: Path, raw: bytes | None, contents: Contents) -> None:
        self.contents = contents
        self._home = home
        self._raw = raw

    def write(self, contents: Contents) -> None:
        """Put ``contents`` into the file, which is the old one or the new one at every moment.

        What the file was is kept first. When it raises, :meth:`reread` tells which one it is.
        """
        text = json.dumps(contents.to_json(), indent=2, ensure_ascii=False) + "\n"
        # A lone surrogate (kept as read) has no UTF-8; this writes it as JSON's escape.
        data = text.encode("utf-8", "backslashreplace")
        if len(data) > LARGEST:
            raise HomeUnavailable(
                f"{shown(index_file(self._home))} would become too long to be read again.",
                "Remove credentials that are not used any more: bs-wizard list",
            )
        # From what was read and understood, not from the file: it may be damaged by now.
        if self._raw is not None:
            _put(previous_file(self._home), self._raw)
        _put(index_file(self._home), data)
        self._raw, self.contents = data, contents

    def reread(self) -> Contents:
        """Return what the file says now, and hold that."""
        self._raw, self.contents = _read(index_file(self._home))
        return self.contents


class Index:
    """The index in one folder.

    Every method raises IndexDamaged or IndexTooNew (exit 8) for what the file says, and
    HomeUnavailable or StoreBusy (exit 7) for a file, folder or lock that cannot be had.
    """

    def __init__(self, home: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.home = home
        self._file = index_file(home)
        self._lock = Lock(lock_file(home), lock_seconds)

    def read(self) -> Contents:
        """Return what the file says; a missing file or folder says nothing. Creates nothing."""
        return _read(self._file)[1]

    def change(self, edit: Callable[[Contents], Contents]) -> Contents:
        """Write what ``edit`` makes of the present contents, and return it.

        ``edit`` runs under the lock on contents read under it; what it raises passes through and
        nothing is written.
        """
        with self.locked() as locked:
            locked.write(edit(locked.contents))
            return locked.contents

    @contextmanager
    def locked(self, *, seconds: float | None = None) -> Iterator[LockedIndex]:
        """Keep other processes from changing the index meanwhile.

        Waits for another to finish as long as the index was told, or ``seconds``. May be taken
        within itself, but only the innermost may write.
        """
        with self._exclusively(seconds):
            yield LockedIndex(self.home, *_read(self._file))

    def probe(self) -> None:
        """Prove that a change can be written: the folder, the lock, and room for a longer index.

        The folder is made where it is missing; the index itself is not touched.
        """
        with self._exclusively(), writable(self._file):
            remove_unfinished(self._file)
            try_out(self._file)

    def restore(self, edit: Callable[[Contents], Contents] = lambda previous: previous) -> Path:
        """Keep a damaged file as ``index.json.damaged-N`` and go back to the previous one.

        The index is then what ``edit`` makes of the previous one, which is empty where there is
        none to read. It takes the place of the damaged one in one step. Returns where that is
        kept. Raises UsageError for an index that is not damaged.
        """
        with self._exclusively():
            try:
                self.read()
            except IndexDamaged:
                contents = edit(self._previous())
                with writable(self._file):
                    kept = _kept_beside(self._file)
                LockedIndex(self.home, None, Contents()).write(contents)
                return kept
        raise UsageError(f"{shown(self._file)} is not damaged.", "Nothing needs to be done.")

    def _previous(self) -> Contents:
        try:
            return _read(previous_file(self.home))[1]
        except (IndexDamaged, IndexTooNew):
            return Contents()

    @contextmanager
    def _exclusively(self, seconds: float | None = None) -> Iterator[None]:
        with ExitStack() as stack:
            with writable(self._file):
                make_private(self.home)
                _refuse_link(self._file)
                stack.enter_context(self._lock.held(seconds))
            yield


def _put(file: Path, data: bytes) -> None:
    with writable(file):
        replace_file(file, data)


def _read(file: Path) -> tuple[bytes | None, Contents]:
    """Return the bytes of the file, None where there is none, and what they say."""
    try:
        raw = read_file(file, LARGEST)
    except FileNotFoundError:
        return None, Contents()
    except ValueError as error:
        raise IndexDamaged(f"{shown(file)} is {error}.", _FIX) from error
    except OSError as error:
        raise HomeUnavailable(
            f"{shown(file)} cannot be read: {error.strerror}.",
            "Give yourself access to it, or point BS_WIZARD_HOME at another folder.",
        ) from error
    return raw, _parsed(raw, file)


@lru_cache(maxsize=1)  # the tiles read it four times before they stand: 0.6 s of 10,000 credentials
def _parsed(raw: bytes, file: Path) -> Contents:
    try:
        # Some editors put a byte order mark in front.
        data = json.loads(raw.removeprefix(codecs.BOM_UTF8).decode())
        version = data.get("version") if isinstance(data, dict) else None
        if type(version) is int and version > VERSION:
            raise IndexTooNew(
                f"{shown(file)} is of version {version}; this program knows version {VERSION}.",
                "Update bs-wizard, or point BS_WIZARD_HOME at another folder.",
            )
        if type(version) is not int or version != VERSION:
            raise ValueError(f"version must be {VERSION}")
        return Contents.from_json(data)
    except (ValueError, RecursionError) as error:
        raise IndexDamaged(
            f"{shown(file)} is damaged: {_where(error)}.",
            _FIX,
        ) from error


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start})"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


def _refuse_link(file: Path) -> None:
    if file.is_symlink():
        raise HomeUnavailable(
            f"{shown(file)} is a link, and it is not written through a link.",
            "Put the file itself there, or point BS_WIZARD_HOME at the folder it is in.",
        )


def _kept_beside(file: Path) -> Path:
    names = (file.with_name(f"{file.name}.damaged-{number}") for number in count(1))
    kept = next(each for each in names if not os.path.lexists(each))
    if not file.is_file() or file.stat().st_size > LARGEST:
        return file.rename(kept)
    write_new(kept, file.read_bytes())
    return kept
