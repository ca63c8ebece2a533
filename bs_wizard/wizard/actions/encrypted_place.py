"""The places a token may be put into, beside the one that is tried first."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.identities import Kind
from bs_wizard.store.vaults import Vault


@dataclass(frozen=True, slots=True)
class NewVault:
    """How a vault shall be opened: ``passphrase`` for that kind, ``path`` for the two others."""

    kind: Kind
    passphrase: Secret | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class EncryptedPlace:
    """The encrypted vault of this home: whether it is there, making it, opening it."""

    is_set_up: Callable[[], bool]
    set_up: Callable[[NewVault], None]
    open: Callable[[], Vault]
