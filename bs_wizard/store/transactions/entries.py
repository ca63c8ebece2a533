"""The vaults' side of a change: entries written so that what they replace is never out of reach.

No backend is trusted to replace an entry in one step (macOS' keyring removes it and adds another),
so what is there is kept under a key of its own until the change is committed.
"""

from typing import TYPE_CHECKING

from bs_wizard.store.index.journal import VaultEntry, backup_key
from bs_wizard.store.vaults import OpenVault, Vault

if TYPE_CHECKING:
    from bs_wizard.secret import Secret


class VaultSession:
    """The vaults of one change, each opened once: opening may ask for a passphrase.

    Every method raises StoreUnavailable.
    """

    def __init__(self, vault_for: OpenVault) -> None:
        self._vault_for = vault_for
        self._opened: dict[tuple[str, str], Vault] = {}

    def open(self, store: str | None, backend: str | None) -> Vault:
        """Return the vault that is recorded so, or with None the best one here."""
        opened = self._opened.get((store or "", backend or ""))
        if opened is None:
            opened = self._vault_for(store, backend)
            self._opened[opened.name, opened.backend] = opened
        return opened

    def put(self, entry: VaultEntry, secret: "Secret") -> None:
        """Write the entry; what is under its key is then under the backup key too."""
        vault = self._of(entry)
        if not entry.is_written:
            return
        there = None if entry.before is None else vault.get(entry.key)
        if there is not None:
            vault.put(backup_key(entry.key), there)
        vault.put(entry.key, secret)

    def arrived(self, entry: VaultEntry) -> bool:
        """Tell whether the vault holds what was to be put under the key."""
        return self._fingerprint(entry, entry.key) == entry.after

    def undo(self, entry: VaultEntry, *, later: bool = False) -> None:
        """Make an entry that was to be written what it was before, however far that had come.

        ``later`` is whether another run does it, perhaps on another machine that shares the home.
        """
        if not entry.is_written:
            return
        vault = self._of(entry)
        if entry.before is None:
            if not later or self._may_delete(entry, entry.key, entry.after):
                vault.delete(entry.key)
            return
        kept = vault.get(backup_key(entry.key))
        # A vault may be interrupted while it keeps the backup: only a whole one counts.
        if kept is None or kept.fingerprint != entry.before:
            return
        if self._fingerprint(entry, entry.key) != entry.before:
            vault.put(entry.key, kept)
        vault.delete(backup_key(entry.key))

    def delete_leftover(self, entry: VaultEntry, leftover: str, *, later: bool = False) -> None:
        """Remove what the entry leaves behind once its change is committed; ``later`` as above."""
        if not later or self._may_delete(entry, leftover, entry.before):
            self._of(entry).delete(leftover)

    def put_back(self, entry: VaultEntry, secret: "Secret") -> None:
        """Write an entry that was to be removed, when it is gone."""
        vault = self._of(entry)
        if vault.get(entry.key) is None:
            vault.put(entry.key, secret)

    def _of(self, entry: VaultEntry) -> Vault:
        return self.open(entry.store, entry.backend)

    def _may_delete(self, entry: VaultEntry, key: str, fingerprint: str | None) -> bool:
        # Another machine has a keyring of the same name, with something else under the key. The
        # encrypted vault is in the home, the same for all, and need not be opened to delete.
        return entry.store == "vault" or self._fingerprint(entry, key) == fingerprint

    def _fingerprint(self, entry: VaultEntry, key: str) -> str | None:
        found = self._of(entry).get(key)
        return None if found is None else found.fingerprint
