"""Keyring backends that work, and that fail in every way real ones were seen to fail.

They are no subclasses of keyring's own base class: that would register them for the whole process.
"""

import subprocess
import sys
from threading import Event

from keyring.errors import PasswordDeleteError


class FakeRing:
    """A backend that works, with the odd error of the real ones for a missing entry."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")


class NullRing(FakeRing):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class CuttingRing(FakeRing):
    """Keeps only the first characters."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:4])


class StubbornRing(FakeRing):
    """Says yes to removing, and does not."""

    def delete_password(self, service: str, username: str) -> None:
        pass


class RaisingRing(FakeRing):
    """Raises whatever it is given, the secret in the text."""

    def __init__(
        self, error: type[BaseException] = OSError, cause: Exception | None = None
    ) -> None:
        super().__init__()
        self._error, self._cause = error, cause

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error(f"cannot keep {password}\x1b[2J") from self._cause

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error("cannot read") from self._cause

    def delete_password(self, service: str, username: str) -> None:
        raise self._error("cannot remove") from self._cause


class HangingRing(FakeRing):
    """Answers only after ``released`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.released = Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.released.wait()
        super().set_password(service, username, password)

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait()
        return super().get_password(service, username)


class ProgramRing(FakeRing):
    """One that runs a program, which says things on standard error and fails."""

    def set_password(self, service: str, username: str, password: str) -> None:
        subprocess.run(
            ["sh", "-c", "echo busy; echo; echo gpg: no key for $0; exit 3", password],
            check=True,
            stdout=sys.stderr,
        )

    def get_password(self, service: str, username: str) -> str | None:
        subprocess.run(["sh", "-c", "echo not in the store >&2"], check=True, stderr=sys.stderr)
        return None


class PlaintextKeyring(FakeRing):
    """Named as those that keep secrets in clear are."""


class UnlovedRing(FakeRing):
    """One its own author does not recommend."""

    priority = 0.5


class UnfitRing(FakeRing):
    """One that says it cannot work here, as backends do: when asked for its priority."""

    class _Refusing:
        def __get__(self, instance: object, owner: type) -> float:
            raise RuntimeError("Requires another planet")

    priority = _Refusing()
