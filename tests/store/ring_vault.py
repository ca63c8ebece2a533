"""A vault in a folder that behaves as the keyrings do, so that a process killed at it can be seen.

It replaces as macOS' keyring does: it removes the entry, then adds another. Adding is one step.
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote

from bs_wizard.secret import Secret


class RingVault:
    """Entries as files in ``ring`` in the home; what is half added is in no entry."""

    name = "ring"
    backend = "ring"
    title = "the ring"

    def __init__(self, home: Path) -> None:
        self._folder = home / "ring"

    def probe(self) -> None:
        self._folder.mkdir(exist_ok=True)

    def put(self, key: str, secret: Secret) -> None:
        self._folder.mkdir(exist_ok=True)
        self.delete(key)
        adding = self._folder / f".{os.getpid()}"
        adding.write_text(secret.reveal())
        adding.replace(self._file(key))

    def get(self, key: str) -> Secret | None:
        try:
            return Secret(self._file(key).read_text())
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        self._file(key).unlink(missing_ok=True)

    def names(self) -> tuple[str, ...]:
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return tuple(sorted(unquote(each.name) for each in found if each.name[0] != "."))

    def _file(self, key: str) -> Path:
        return self._folder / quote(key, safe="")
