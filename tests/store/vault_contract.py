"""What every vault does, as tests to inherit; a subclass gives the ``vault`` fixture."""

from typing import ClassVar
from uuid import uuid4

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.vaults import Vault, app_key

SECRETS = [
    "0123456789abcdef0123456789abcdef",
    "x",
    "a b\tc",
    "\"quoted\" 'twice' \\ and $HOME `id` %s {0}",
    "line one\nline two",
    "ünïcödé 実験 🧬",
    "e\u0301 and é",
    "-n",
    "y" * 1200,
]
KEYS = [
    "lab",
    "Core-2.x_y",
    app_key("0123abcd", "api.basespace.illumina.com"),
    "pending:1",
    "ünï 🧬",
]


class VaultContract:
    """Each test uses keys of its own, so a vault may be shared."""

    refuses: ClassVar[set[str]] = set()
    """Those of ``SECRETS`` that it cannot keep, and so has to refuse."""

    @pytest.fixture
    def key(self) -> str:
        return f"test-{uuid4().hex}"

    def test_it_says_who_it_is(self, vault: Vault) -> None:
        assert vault.name
        assert vault.backend
        assert vault.title

    def test_the_probe_passes_and_leaves_nothing(self, vault: Vault) -> None:
        vault.probe()
        vault.probe()

    @pytest.mark.parametrize("text", SECRETS)
    def test_any_secret_comes_back_or_is_refused(self, vault: Vault, key: str, text: str) -> None:
        if text in self.refuses:
            with pytest.raises(StoreUnavailable):
                vault.put(key, Secret(text))
            return
        vault.put(key, Secret(text))
        assert vault.get(key) == Secret(text)
        vault.delete(key)

    @pytest.mark.parametrize("name", KEYS)
    def test_any_key_is_kept_apart(self, vault: Vault, key: str, name: str) -> None:
        vault.put(f"{name}{key}", Secret("one"))
        vault.put(f"{name}{key}x", Secret("two"))
        assert vault.get(f"{name}{key}") == Secret("one")
        vault.delete(f"{name}{key}")
        assert vault.get(f"{name}{key}") is None
        assert vault.get(f"{name}{key}x") == Secret("two")
        vault.delete(f"{name}{key}x")

    def test_a_second_secret_takes_the_place_of_the_first(self, vault: Vault, key: str) -> None:
        vault.put(key, Secret("one"))
        vault.put(key, Secret("two"))
        assert vault.get(key) == Secret("two")
        vault.delete(key)
        assert vault.get(key) is None

    def test_what_is_not_there_is_none(self, vault: Vault, key: str) -> None:
        assert vault.get(key) is None

    def test_deleting_what_is_not_there_is_fine(self, vault: Vault, key: str) -> None:
        vault.delete(key)
        vault.delete(key)

    def test_it_shows_no_secret(self, vault: Vault, key: str) -> None:
        vault.put(key, Secret("canary-3141"))
        assert "canary-3141" not in f"{vault!r} {vault}"
        vault.delete(key)
