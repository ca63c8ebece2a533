"""The kernel's keyring for tests, or one in memory where there is none, as in many containers."""

import errno
import os
import time

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.age_vault import kernel_keyring


class MemoryKeyring:
    """Does what the program asks of the kernel, within this process."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[bytes, float]] = {}

    def keep(self, name: str, content: bytes, seconds: int) -> None:
        self.held[name] = (content, time.monotonic() + seconds)

    def kept(self, name: str) -> bytes | None:
        content, until = self.held.get(name, (None, 0.0))
        return content if time.monotonic() < until else None

    def forget(self, name: str) -> bool:
        return self.held.pop(name, None) is not None


def is_there() -> bool:
    try:
        kernel_keyring.keep("bs-wizard:test", b"x", 1)
    except StoreUnavailable:
        return False
    return kernel_keyring.forget("bs-wizard:test")


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a keyring to unlock a vault in."""
    if not is_there():
        memory = MemoryKeyring()
        for each in ("keep", "kept", "forget"):
            monkeypatch.setattr(kernel_keyring, each, getattr(memory, each))


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the kernel refuse, as it does in a container."""

    def refuse(*arguments: object) -> int:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(kernel_keyring, "_call", refuse)
