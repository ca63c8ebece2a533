"""A vault in memory that fails and waits when a test says so."""

import asyncio
import threading
from typing import Any

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.memory_vault import MemoryVault

PATIENCE = 60.0


class FaultyVault(MemoryVault):
    """A vault in memory that passes for a keyring.

    It fails with ``failure`` while one is set. It is locked for the next ``locked`` probes and
    secrets put, but for those of a pending login. It waits while ``gate`` is shut, and takes
    nothing of a pending login unless ``keeps_what_waits``.
    """

    name = "keyring"

    def __init__(self, title: str = "GNOME Keyring") -> None:
        super().__init__()
        self.title = title
        self.failure: Exception | None = None
        self.locked = 0
        self.keeps_what_waits = True
        self.gate = threading.Event()
        self.gate.set()

    def probe(self) -> None:
        self._mind_the_lock()
        self._mind()

    def put(self, key: str, secret: Secret) -> None:
        if not key.startswith("pending:"):
            self._mind_the_lock()
        elif not self.keeps_what_waits:
            raise StoreUnavailable("The keyring is full.", "Make room.")
        self._mind()
        super().put(key, secret)

    def get(self, key: str) -> Secret | None:
        self._mind()
        return super().get(key)

    def delete(self, key: str) -> None:
        self._mind()
        super().delete(key)

    @property
    def held(self) -> dict[str, str]:
        """Every key with its secret in clear."""
        return {key: secret.reveal() for key, secret in self._secrets.items()}

    def _mind_the_lock(self) -> None:
        if self.locked:
            self.locked -= 1
            raise StoreUnavailable("The keyring is locked.", "Unlock it.")

    def _mind(self) -> None:
        assert self.gate.wait(PATIENCE), "the test never opened the gate"
        if self.failure is not None:
            raise self.failure


def interrupt_in(vault: FaultyVault, journey: "asyncio.Task[Any]") -> threading.Event:
    """Have the next secret put into the vault meet a Ctrl+C on its way; return whether it did."""
    loop, put, interrupted = asyncio.get_running_loop(), vault.put, threading.Event()

    def put_and_interrupt(key: str, secret: Secret) -> None:
        arrived = threading.Event()
        if journey.cancelling() == 0 and not interrupted.is_set() and ":" not in key:
            interrupted.set()
            loop.call_soon_threadsafe(journey.cancel)
            loop.call_soon_threadsafe(lambda: loop.call_soon(arrived.set))
            assert arrived.wait(30)
        put(key, secret)

    vault.put = put_and_interrupt  # type: ignore[method-assign]
    return interrupted
