"""Where a secret can be put: the protocol, and which vault to use."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bs_wizard.clean import printable
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.files import paths

if TYPE_CHECKING:
    from bs_wizard.secret import Secret
    from bs_wizard.store.age_vault.passphrases import Ask
    from bs_wizard.store.age_vault.vault import AgeVault


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


def app_key(client_id: str, host: str) -> str:
    """Return the key of an application's client secret; a token's key is its credential's name."""
    return f"app:{client_id}@{host}"


def open_vault(
    store: str | None = None,
    backend: str | None = None,
    *,
    home: Path | None = None,
    ask: "Ask | None" = None,
) -> Vault:
    """Return the vault a credential records, or with None the best keyring here.

    ``store`` and ``backend`` are a vault's ``name`` and ``backend``. The store ``vault`` is the
    encrypted one in ``home`` (``paths.home()`` where None), the same object for the whole run, so
    that its passphrase is asked for once; ``ask`` is who to ask, from now on. Nothing is written
    or probed. Raises StoreUnavailable, with the reason, when there is no such vault or none at all.
    """
    if (store, backend) in (("vault", "age"), ("vault", None)):
        vault = _encrypted((home or paths.home()).absolute())
        vault.passphrases.ask = ask or vault.passphrases.ask
        return vault
    if store is not None and store != "keyring":
        raise _unknown(store, backend)
    # Imported here: reading the index needs no vault.
    from bs_wizard.store.system_keyring.backends import chosen, recorded
    from bs_wizard.store.system_keyring.bounded_calls import LIMITS
    from bs_wizard.store.system_keyring.vault import KeyringVault

    return KeyringVault(recorded(backend, LIMITS) if backend else chosen(LIMITS))


@cache
def _encrypted(home: Path) -> "AgeVault":
    from bs_wizard.store.age_vault.passphrases import Passphrases
    from bs_wizard.store.age_vault.vault import AgeVault

    return AgeVault(home, Passphrases())


def _unknown(store: str, backend: str | None) -> StoreUnavailable:
    shown = printable(f"{store} ({backend})" if backend else store)
    return StoreUnavailable(
        f"The store “{shown}” cannot be opened by this program.",
        "Log in again to keep the token in the system keyring or the encrypted vault.",
    )
