"""Room on the disk, held from the store check on: one that fills meanwhile costs no token."""

import secrets
from contextlib import suppress
from pathlib import Path

from bs_wizard.store.files.folder import take_room, writable
from bs_wizard.store.files.paths import index_file, room_file, room_files

ABANDONED_SECONDS = 86400.0
"""Age of a file that holds room from which it is taken for a killed program's."""


class Room:
    """The room in one home that a token and its record need while they are written."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file: Path | None = None

    def take(self) -> None:
        """Hold it, unless it is held; HomeUnavailable where there is none."""
        if self._file is not None and self._file.exists():
            return
        file = room_file(self._home, secrets.token_hex(6))
        with writable(file):
            take_room(file, index_file(self._home))
            # By the file system's clock: this machine's may be another.
            since = file.stat().st_mtime - ABANDONED_SECONDS
            for each in room_files(self._home):
                if each.stat().st_mtime < since:
                    each.unlink()
        self._file = file

    def give(self) -> None:
        """Hold it no more: now it is needed, or will not be."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.unlink()
