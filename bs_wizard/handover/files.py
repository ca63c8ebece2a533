"""Writing a credential into another program's file, and taking it out again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bs_wizard.errors import AlreadyExists, HomeUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.files.folder import make_folders, put_file
from bs_wizard.store.files.owners import refuse_foreign_parent
from bs_wizard.store.files.paths import shown
from bs_wizard.store.index.records import Credential

_ELSEWHERE = "Choose another file with --output."
_LARGEST = 1 << 20  # bytes: such a file has a few lines


@dataclass(frozen=True, slots=True)
class Given:
    """What is handed over; the server's address ends in no slash."""

    name: str
    api_server: str
    token: Secret

    @classmethod
    def of(cls, credential: Credential, token: Secret) -> "Given":
        """Return what of a credential is handed over."""
        return cls(credential.name, credential.api_server.rstrip("/"), token)


class Shape(Protocol):
    """How one kind of file holds a credential.

    A text is the whole file's; empty where there is none. What of it is none of ours is kept as it
    is. All raise ValueError, whose text is a sentence about the file, where that cannot be done.
    """

    def token_in(self, text: str) -> str:
        """Return the token that the file hands over; empty where it holds none."""

    def written(self, text: str, given: Given) -> str:
        """Return the file with the credential in it, in the place of another."""

    def removed(self, text: str) -> str:
        """Return the file without a credential; empty where nothing else is in it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file and its shape; ``may_make_folder`` where its folder is made if it is missing."""

    file: Path
    shape: Shape
    may_make_folder: bool = False

    def export(self, given: Given, *, overwrite: bool) -> bool:
        """Write the credential, mode 0600, whole or not at all; tell whether that changed anything.

        Raises AlreadyExists for another token that is there, unless ``overwrite``, and for a file
        that cannot hold this one beside what is in it; UsageError where it cannot be written.
        """
        old = self._read()
        with self._fitting():
            held = self.shape.token_in(old or "")
            if held and Secret(held) != given.token and not overwrite:
                raise AlreadyExists(
                    f"{shown(self.file)} holds another token than that of {given.name}.",
                    f"Overwrite it with --force. Or: {_ELSEWHERE}",
                )
            new = self.shape.written(old or "", given)
        if new == old and self._is_private():
            return False
        self._write(new)
        return True

    def take_back(self, fingerprint: str, *, whatever: bool = False) -> bool:
        """Take the token of that fingerprint out of the file; tell whether it was there.

        A file that holds nothing else is removed. Raises AlreadyExists for another token, unless
        ``whatever``; UsageError where the file cannot be written.
        """
        old = self._read()
        with self._fitting():
            held = self.shape.token_in(old or "")
            if old is None or not held:
                return False
            if Secret(held).fingerprint != fingerprint and not whatever:
                raise AlreadyExists(
                    f"{shown(self.file)} holds another token than the recorded one. "
                    "It was left as it is.",
                    "Take it out all the same: add --force",
                )
            rest = self.shape.removed(old)
        if rest:
            self._write(rest)
        else:
            with self._written():
                self._real().unlink()
        return True

    def _read(self) -> str | None:
        """Return the text, bytes that are none marked as Python does it; None without a file."""
        try:
            if self.file.exists() and not self.file.is_file():
                raise UsageError(f"{shown(self.file)} is not a file.", _ELSEWHERE)
            with self.file.open("rb") as stream:
                data = stream.read(_LARGEST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(
                f"{shown(self.file)} cannot be read: {error.strerror or error}.", _ELSEWHERE
            ) from None
        if len(data) > _LARGEST:
            raise UsageError(f"{shown(self.file)} is too large to be such a file.", _ELSEWHERE)
        return data.decode(errors="surrogateescape")

    def _write(self, text: str) -> None:
        file = self._real()
        with self._written():
            if self.may_make_folder:
                make_folders(file.parent)
            refuse_foreign_parent(file)
            put_file(file, text.encode(errors="surrogateescape"))

    def _real(self) -> Path:
        # A link to the file stays one: people keep such files elsewhere.
        return Path(os.path.realpath(self.file))

    def _is_private(self) -> bool:
        return os.name == "nt" or self.file.stat().st_mode & 0o777 == 0o600

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            second = self.file.with_name(f"{self.file.stem}-2{self.file.suffix}")
            raise AlreadyExists(
                f"{shown(self.file)} {error}", f"Write a second one: --output {shown(second)}"
            ) from None

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except HomeUnavailable as error:
            raise UsageError(error.message, _ELSEWHERE) from None
        except OSError as error:
            raise UsageError(
                f"{shown(self.file)} cannot be written: {error.strerror or error}.", _ELSEWHERE
            ) from None
