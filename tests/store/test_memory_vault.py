"""The vault that forgets."""

import pytest

from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.vaults import Vault
from tests.store.vault_contract import VaultContract


class TestMemoryVault(VaultContract):
    @pytest.fixture
    def vault(self) -> Vault:
        return MemoryVault()
