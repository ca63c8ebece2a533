"""What keeps secrets: the protocol of a vault, and how one is opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bs_wizard.secret import Secret


class Vault(Protocol):
    """A place that keeps secrets by key.

    Every method raises StoreUnavailable (exit 7), which says why and what to do next.
    """

    @property
    def name(self) -> str:
        """What a credential records as its store: ``keyring``, ``vault``, ``memory``."""

    @property
    def backend(self) -> str:
        """Which one of its kind, for the record: the dotted name of a keyring's class."""

    @property
    def title(self) -> str:
        """What people call it: ``macOS Keychain``."""

    def probe(self) -> None:
        """Write, read back and delete a random entry."""

    def put(self, key: str, secret: "Secret") -> None:
        """Keep ``secret`` under ``key`` in the place of what was there; it is read back."""

    def get(self, key: str) -> "Secret | None":
        """Return what is kept under ``key``, or None."""

    def delete(self, key: str) -> None:
        """Remove what is kept under ``key``; nothing there is fine."""


OpenVault = Callable[[str | None, str | None], Vault]
"""Given a recorded store and backend, or None and None, returns the vault to use."""


def app_key(client_id: str, host: str) -> str:
    """Return the key of an application's client secret; a token's key is its credential's name."""
    return f"app:{client_id}@{host}"
