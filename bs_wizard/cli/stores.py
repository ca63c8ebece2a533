"""The stores of this person's home: light, since ``token`` needs nothing else."""

from bs_wizard.store import paths, vaults
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index import Index
from bs_wizard.store.vaults import Vault


def stored() -> Credentials:
    """Return the credentials of this person's home."""
    return Credentials(Index(paths.home()), vault)


def vault(store: str | None = None, backend: str | None = None) -> Vault:
    """Return the vault of that kind and backend, else the best one here."""
    return vaults.open_vault(store, backend)
