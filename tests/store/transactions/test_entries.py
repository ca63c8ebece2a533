"""The vaults of one change."""

import pytest

from bs_wizard.secret import Secret
from bs_wizard.store.index.journal import VaultEntry, backup_key
from bs_wizard.store.transactions.entries import VaultSession
from bs_wizard.store.vaults import Vault
from tests.support.faulty_vault import FaultyVault


@pytest.mark.parametrize("asked", [("keyring", "GNOME Keyring"), (None, None)])
def test_a_vault_is_opened_once_whatever_it_is_asked_for_by(
    asked: tuple[str | None, str | None],
) -> None:
    vault, opened = FaultyVault(), list[tuple[str | None, str | None]]()

    def open_vault(store: str | None, backend: str | None) -> Vault:
        opened.append((store, backend))
        return vault

    session = VaultSession(open_vault)
    assert session.open(*asked) is vault
    assert session.open(vault.name, vault.backend) is vault
    assert session.open(vault.name, vault.backend) is vault
    assert opened == [asked] if asked == (vault.name, vault.backend) else len(opened) == 1


@pytest.mark.parametrize("half", ["token-o", "token-oldd"])
def test_a_backup_that_was_cut_off_is_not_put_back(half: str) -> None:
    """Only the whole old secret is it, whether another's fingerprint is higher or lower."""
    vault, old, new = FaultyVault(), Secret("token-old"), Secret("token-new")
    entry = VaultEntry(vault.name, vault.backend, "lab", old.fingerprint, new.fingerprint)
    vault.put("lab", old)
    vault.put(backup_key("lab"), Secret(half))
    VaultSession(lambda store, backend: vault).undo(entry)
    assert vault.get("lab") == old
    vault.put("lab", new)
    VaultSession(lambda store, backend: vault).undo(entry)
    assert vault.get("lab") == new


@pytest.mark.parametrize(("store", "stays"), [("keyring", True), ("vault", False)])
def test_what_another_run_finds_is_deleted_unseen_in_the_vault_of_all_alone(
    store: str, stays: bool
) -> None:
    """Another machine's keyring may hold something of its own under the key."""
    vault = FaultyVault()
    vault.name = store
    vault.put("lab", Secret("token-of-another"))
    entry = VaultEntry(store, vault.backend, "lab", Secret("token").fingerprint, None)
    VaultSession(lambda store, backend: vault).delete_leftover(entry, "lab", later=True)
    assert ("lab" in vault.held) is stays
