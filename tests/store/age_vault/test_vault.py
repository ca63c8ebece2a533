"""The encrypted vault as a vault: the contract for each kind of identity, and what can go wrong."""

import sys
from collections.abc import Callable
from pathlib import Path
from traceback import format_exception
from typing import Any, cast

import pyrage  # type: ignore[import-untyped]
import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.paths import secret_file
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.stores import Stores
from bs_wizard.store.system_keyring.listing import Listable
from bs_wizard.store.vaults import Vault
from tests.store.age_homes import NOBODY, PASSPHRASE, USES, file_vault, passphrase_vault, ssh_vault
from tests.store.vault_contract import VaultContract

TOKEN = Secret("canary-0123456789abcdef")


class TestOpenedByKeyFile(VaultContract):
    @pytest.fixture
    def vault(self, home: Path) -> Vault:
        return file_vault(home)


class TestOpenedBySshKey(VaultContract):
    @pytest.fixture
    def vault(self, home: Path) -> Vault:
        return ssh_vault(home)


class TestOpenedByPassphrase(VaultContract):
    @pytest.fixture
    def vault(self, home: Path) -> Vault:
        return passphrase_vault(home)


def test_a_passphrase_opens_the_vault_that_is_made_for_it(home: Path) -> None:
    set_up(home, Kind.PASSPHRASE, passphrase=PASSPHRASE)
    vault = AgeVault(home, Passphrases(lambda prompt: PASSPHRASE, {}))
    vault.put("lab", TOKEN)
    assert vault.get("lab") == TOKEN


def test_a_probe_removes_what_a_killed_one_left(home: Path) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    vault.put("probe:killed", Secret("random"))
    vault.probe()
    assert vault.names() == ("lab",)


def asked_times(vault: AgeVault) -> list[str]:
    prompts: list[str] = []

    def ask(prompt: str) -> Secret:
        prompts.append(prompt)
        return PASSPHRASE

    vault.passphrases.ask = ask
    return prompts


def test_it_says_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    vault = AgeVault(tmp_path / ".local" / "share" / "bs-wizard", NOBODY)
    assert vault.title == "the encrypted vault in ~/.local/share/bs-wizard/vault (age)"
    assert (vault.name, vault.backend) == ("vault", "age")


def test_it_tells_what_is_in_it_without_being_opened(home: Path) -> None:
    vault = passphrase_vault(home, NOBODY)
    assert vault.names() == ()
    keys = ("lab", "Core", "old:lab", "app:0a@api.example", "con", "ünï 🧬")
    for key in (*keys, "x" * 200):
        vault.put(key, TOKEN)
    (home / "vault" / "Copy of lab.age").touch()
    assert vault.names() == tuple(sorted(keys))
    assert isinstance(vault, Listable)


def test_only_reading_needs_the_passphrase_and_once(home: Path) -> None:
    vault = passphrase_vault(home)
    prompts = asked_times(vault)
    vault.probe()
    vault.put("lab", TOKEN)
    vault.delete("other")
    assert vault.get("other") is None
    assert prompts == []
    assert vault.get("lab") == TOKEN
    vault.put("lab", TOKEN)
    vault.probe()
    assert vault.get("lab") == TOKEN
    assert prompts == [f"Passphrase for {home}/identity.age: "]


def test_a_wrong_passphrase_is_said_with_another_try(home: Path) -> None:
    vault = passphrase_vault(home)
    vault.put("lab", TOKEN)
    prompts: list[str] = []

    def ask(prompt: str) -> Secret:
        prompts.append(prompt)
        return PASSPHRASE if len(prompts) == 2 else Secret("canary-wrong")

    vault.passphrases.ask = ask
    assert vault.get("lab") == TOKEN
    assert prompts[1].startswith("Wrong passphrase, 2 tries left. Passphrase for ")


def test_all_of_a_run_share_one_vault(home: Path) -> None:
    prompts = asked_times(passphrase_vault(home))

    def ask(prompt: str) -> Secret:
        prompts.append(prompt)
        return PASSPHRASE

    stores = Stores(home, ask)
    stores.open("vault", "age").put("lab", TOKEN)
    assert stores.open("vault", "age").get("lab") == TOKEN
    assert stores.age().get("lab") == TOKEN
    assert len(prompts) == 1


def test_nobody_to_ask_is_said_with_the_three_ways(home: Path) -> None:
    vault = passphrase_vault(home, Passphrases(environ={}))
    vault.put("lab", TOKEN)
    with pytest.raises(StoreUnavailable, match="nobody can be asked") as caught:
        vault.get("lab")
    for way in ("terminal", "BS_WIZARD_PASSPHRASE_FILE", "BS_WIZARD_PASSPHRASE_COMMAND"):
        assert way in caught.value.hint


@pytest.mark.parametrize("use", USES)
def test_before_it_is_set_up_it_says_so(home: Path, use: Callable[[AgeVault], object]) -> None:
    with pytest.raises(StoreUnavailable, match="There is no encrypted vault here"):
        use(AgeVault(home, NOBODY))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "it must be an object"),
        ("{}", "version must be 1"),
        ('{"version": 1}', "identity is missing"),
        ('{"version": 2}', "is of version 2; this program knows version 1"),
        ("[" * 100_000, "damaged"),
        ('{"version": 1, "identity": {"kind": "gpg"}}', "kind is none"),
        ('{"version": 1, "identity": {"kind": "file"}}', "path is missing"),
        ('{"version": 1, "identity": {"kind": "file", "path": "/x", "recipient": "x"}}', "not an"),
    ],
)
@pytest.mark.parametrize("use", USES)
def test_damaged_or_newer_settings_are_said(
    home: Path, content: str, said: str, use: Callable[[AgeVault], object]
) -> None:
    vault = file_vault(home)
    (home / "vault.json").write_text(content)
    with pytest.raises(StoreUnavailable, match=said) as caught:
        use(vault)
    assert f"{home}/vault.json" in caught.value.message


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: b"", lambda raw: raw[::-1]])
def test_a_damaged_secret_is_named(home: Path, damage: Callable[[bytes], bytes]) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    file = home / "vault" / "lab.age"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StoreUnavailable, match=r"vault/lab\.age is damaged\."):
        vault.get("lab")


def test_another_vaults_secret_is_named(home: Path, tmp_path: Path) -> None:
    vault, other = file_vault(home), file_vault(tmp_path / "other", tmp_path / "other.txt")
    other.put("lab", TOKEN)
    vault.put("lab", TOKEN)
    (home / "vault" / "lab.age").write_bytes((other.home / "vault" / "lab.age").read_bytes())
    with pytest.raises(StoreUnavailable, match="encrypted for another identity than this vault's"):
        vault.get("lab")


def test_what_is_no_text_is_damaged(home: Path) -> None:
    vault = file_vault(home)
    public = cast(Any, pyrage).x25519.Recipient.from_str(vault.recipients()[0].text)
    (home / "vault" / "lab.age").write_bytes(pyrage.encrypt(b"canary\xff", [public]))
    with pytest.raises(StoreUnavailable, match="damaged") as caught:
        vault.get("lab")
    assert "canary" not in "".join(format_exception(caught.value))


def test_without_its_key_it_says_where_it_was(home: Path) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    (home.parent / "key.txt").unlink()
    for use in (
        AgeVault.probe,
        lambda vault: vault.get("lab"),
        lambda vault: vault.put("x", TOKEN),
    ):
        with pytest.raises(StoreUnavailable, match=r"key\.txt, is not there"):
            use(AgeVault(home, NOBODY))
    assert vault.get("lab") == TOKEN, "a run that has it open goes on"


def test_without_its_passphrase_identity_the_probe_fails(home: Path) -> None:
    vault = passphrase_vault(home)
    (home / "identity.age").unlink()
    with pytest.raises(StoreUnavailable, match=r"identity\.age, is not there"):
        vault.probe()


def test_another_key_in_its_place_is_said(home: Path) -> None:
    vault = file_vault(home)
    key = home.parent / "key.txt"
    key.write_text(age_format.new_identity().reveal())
    with pytest.raises(StoreUnavailable, match="another key than the vault was made with"):
        vault.probe()


@pytest.mark.parametrize("content", [b"", b"\xff", b"AGE-SECRET-KEY-1CANARY", b"age1abc"])
def test_what_is_no_key_is_said_and_not_shown(home: Path, content: bytes) -> None:
    vault = file_vault(home)
    (home.parent / "key.txt").write_bytes(content)
    with pytest.raises(StoreUnavailable, match="not an age identity file") as caught:
        vault.probe()
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("change", [lambda raw: raw[:60], lambda raw: raw[:-3], lambda raw: b"x"])
def test_a_damaged_passphrase_identity_is_not_called_a_wrong_passphrase(
    home: Path, change: Callable[[bytes], bytes]
) -> None:
    vault = passphrase_vault(home)
    vault.put("lab", TOKEN)
    file = home / "identity.age"
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(StoreUnavailable, match=r"identity\.age cannot open the vault: .* damaged"):
        vault.get("lab")


def test_a_vault_set_up_anew_meanwhile_is_opened_anew(home: Path, tmp_path: Path) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    assert vault.get("lab") == TOKEN
    (home / "vault.json").unlink()
    (home / "vault" / "lab.age").unlink()
    file_vault(home, tmp_path / "second.txt").put("lab", Secret("second"))
    assert vault.get("lab") == Secret("second")


def test_the_keys_of_other_secrets_are_encoded(home: Path) -> None:
    vault = file_vault(home)
    vault.put("app:0123@api.example", TOKEN)
    assert (home / "vault" / "app%3a0123%40api.example.age").is_file()
    assert secret_file(home, "lab") == home / "vault" / "lab.age"


def test_without_pyrage_it_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = file_vault(home)
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(StoreUnavailable, match="needs pyrage"):
        vault.probe()
