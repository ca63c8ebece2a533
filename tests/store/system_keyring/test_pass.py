"""The keyring that a user plugs into keyring by name: keyring-pass over real `pass` and gpg."""

import shutil
from collections.abc import Iterator
from typing import ClassVar

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.vaults import Vault
from tests.store.vault_contract import VaultContract
from tests.store.vault_process import VaultProcess
from tests.support.pass_store import BACKEND, PROGRAMS, password_store, shown
from tests.support.programs import needs

pytestmark = needs(*PROGRAMS)


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with password_store(tmp_path_factory.mktemp("pass")) as env:
        yield env


@pytest.fixture(scope="module")
def vault(configured: dict[str, str]) -> Iterator[VaultProcess]:
    with VaultProcess(configured) as vault:
        yield vault


class TestPass(VaultContract):
    refuses: ClassVar[set[str]] = {"line one\nline two", "-n"}  # keyring-pass cuts, pass echoes

    def test_it_is_the_one_that_was_configured(self, vault: Vault) -> None:
        assert (vault.name, vault.backend, vault.title) == ("keyring", BACKEND, BACKEND)

    def test_pass_itself_reads_what_was_put(self, vault: Vault, configured: dict[str, str]) -> None:
        vault.put("shared", Secret("canary-ü-1"))
        assert shown(configured, "shared").out == "canary-ü-1\n"
        vault.delete("shared")
        assert shown(configured, "shared").code == 1

    def test_a_token_that_is_long_comes_back(self, vault: Vault, key: str) -> None:
        long = Secret("0123456789abcdef" * 1024)
        vault.put(key, long)
        assert vault.get(key) == long
        vault.delete(key)


def test_the_environment_names_it_too(configured: dict[str, str]) -> None:
    env = configured | {"XDG_CONFIG_HOME": "/nowhere", "PYTHON_KEYRING_BACKEND": BACKEND}
    with VaultProcess(env) as vault:
        vault.probe()
        assert vault.backend == BACKEND


def refused(env: dict[str, str]) -> StoreUnavailable:
    with VaultProcess(env) as vault, pytest.raises(StoreUnavailable) as caught:
        vault.probe()
    return caught.value


def test_a_key_that_is_not_there_is_said_as_gpg_says_it(configured: dict[str, str]) -> None:
    error = refused(configured | {"PASSWORD_STORE_KEY": "nobody@example.org"})
    assert "CalledProcessError" in error.message
    assert "gpg: [stdin]: encryption failed: No public key" in error.message


def test_an_empty_store_is_said_as_pass_says_it(configured: dict[str, str]) -> None:
    error = refused(configured | {"PASSWORD_STORE_DIR": "/nowhere"})
    assert 'password store is empty. Try "pass init"' in error.message


def test_without_pass_it_is_said(configured: dict[str, str]) -> None:
    assert shutil.which("pass") is not None
    error = refused(configured | {"PATH": "/nowhere"})
    assert "`pass` executable is missing" in error.message
