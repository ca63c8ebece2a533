"""Which keyring backend is chosen, and which are refused by name."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from keyring.backends import null

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.stores import Stores
from bs_wizard.store.system_keyring import backends
from bs_wizard.store.system_keyring.bounded_calls import LIMITS
from bs_wizard.store.system_keyring.vault import KeyringVault
from bs_wizard.store.vaults import Vault, app_key
from tests.store.fake_rings import FakeRing

FAKES = "tests.store.fake_rings."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the backends that are trusted here, in place of the real ones."""
    names: list[str] = []
    monkeypatch.setattr(backends, "_HERE", {sys.platform: names})
    return names


def open_vault(store: str | None = None, backend: str | None = None) -> Vault:
    return Stores(Path("unused")).open(store, backend)


def test_the_one_in_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", FAKES + "FakeRing")
    vault = open_vault()
    assert vault.backend == FAKES + "FakeRing"
    vault.probe()


def test_the_one_in_the_configuration_is_used(config: Path, tmp_path: Path) -> None:
    (tmp_path / "myring.py").write_text(
        "from tests.store.fake_rings import FakeRing\nclass Ring(FakeRing): pass\n"
    )
    config.write_text(
        f"[backend]\ndefault-keyring = myring.Ring\nkeyring-path = {tmp_path}\n", encoding="utf-8"
    )
    before = list(sys.path)
    try:
        assert open_vault().backend == "myring.Ring"
        assert sys.path[0] == str(tmp_path), "as keyring does: it goes before what is installed"
    finally:
        sys.path[:] = before
        sys.modules.pop("myring", None)


def test_the_environment_goes_before_the_configuration(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", FAKES + "FakeRing")
    assert open_vault().backend == FAKES + "FakeRing"


@pytest.mark.parametrize("content", ["", "[other]\nx=1\n", "[backend]\n"])
def test_a_configuration_that_says_nothing_is_none(config: Path, content: str) -> None:
    config.write_text(content)
    assert backends.configured() is None


@pytest.mark.parametrize("content", [b"default-keyring", b"[backend]\n\xff=1\n"])
def test_a_configuration_that_cannot_be_read_is_said(config: Path, content: bytes) -> None:
    config.write_bytes(content)
    with pytest.raises(StoreUnavailable) as caught:
        open_vault()
    assert str(config) in caught.value.message


REFUSED = {
    "keyring.backends.null.Keyring": "keeps nothing",
    "keyring.backends.fail.Keyring": "keeps nothing",
    "keyring.backends.chainer.ChainerBackend": "plain text included",
    "keyrings.alt.file.PlaintextKeyring": "weakly guarded",
    "keyrings.alt.file.EncryptedKeyring": "weakly guarded",
    FAKES + "PlaintextKeyring": "plain text",
    FAKES + "UnlovedRing": "does not recommend it",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_insecure_are_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    with pytest.raises(StoreUnavailable, match="refused") as caught:
        open_vault()
    assert name in caught.value.message
    assert REFUSED[name] in caught.value.message
    assert caught.value.exit_code == 7


@pytest.mark.parametrize("name", list(REFUSED)[:4])
def test_the_insecure_are_refused_from_the_configuration(config: Path, name: str) -> None:
    config.write_text(f"[backend]\ndefault-keyring={name}\n")
    with pytest.raises(StoreUnavailable, match="refused") as caught:
        open_vault()
    assert caught.value.hint == f"Take default-keyring out of {config}, then try again."


def test_a_disguised_one_is_refused_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("disguised")
    # Only the base's name counts, and subclassing keyring's own would register it for good.
    base = type("Keyring", (FakeRing,), {"__module__": null.__name__})
    module.Ring = type("Ring", (base,), {"__module__": "disguised"})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "disguised", module)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "disguised.Ring")
    with pytest.raises(StoreUnavailable, match=r"disguised\.Ring.*keeps nothing"):
        open_vault()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no.such.module", "cannot be loaded"),
        ("nodots", "cannot be loaded"),
        (FAKES + "NoSuchClass", "NoSuchClass"),
        (FAKES + "UnfitRing", "Requires another planet"),
    ],
)
def test_one_that_cannot_be_loaded_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    with pytest.raises(StoreUnavailable, match=said) as caught:
        open_vault()
    assert name in caught.value.message


def test_else_the_best_of_the_trusted_is_used(on_this_machine: list[str]) -> None:
    on_this_machine += [FAKES + "UnfitRing", FAKES + "UnlovedRing", FAKES + "FakeRing"]
    assert open_vault().backend == FAKES + "FakeRing"


def test_where_none_works_the_usual_ones_reason_is_given(on_this_machine: list[str]) -> None:
    on_this_machine += [FAKES + "UnfitRing", "no.such.module"]
    with pytest.raises(StoreUnavailable, match="Requires another planet"):
        open_vault()


def test_a_trusted_recorded_one_is_loaded_when_first_used(monkeypatch: pytest.MonkeyPatch) -> None:
    name = FAKES + "FakeRing"
    monkeypatch.setitem(backends.TITLES, name, "Fake")
    vault = open_vault("keyring", name)
    assert (vault.title, vault.backend) == ("Fake", name)
    vault.put("lab", Secret("canary"))
    assert vault.get("lab") == Secret("canary")


def test_a_recorded_one_that_is_configured_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", FAKES + "FakeRing")
    assert open_vault("keyring", FAKES + "FakeRing").backend == FAKES + "FakeRing"


def test_any_other_recorded_name_is_not_imported() -> None:
    with pytest.raises(StoreUnavailable, match=r"antigravity\.Ring, which is not") as caught:
        open_vault("keyring", "antigravity.Ring")
    assert "antigravity" not in sys.modules
    assert "antigravity" not in caught.value.hint


@pytest.mark.parametrize(
    ("store", "backend"), [("memory", None), ("vault", "gpg"), ("\x1b[2Jx", "\x1b[2Jy")]
)
def test_a_store_of_another_kind_is_said(store: str, backend: str | None) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be opened") as caught:
        open_vault(store, backend)
    assert "\x1b" not in str(caught.value)


def test_kwallet_is_told_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "KWALLET", FAKES + "FakeRing")
    ring = backends.load(FAKES + "FakeRing", LIMITS)
    assert getattr(ring, "appid", None) == "bs-wizard"
    for other in ("A", "zzz"):
        monkeypatch.setattr(backends, "KWALLET", other)
        assert not hasattr(backends.load(FAKES + "FakeRing", LIMITS), "appid")


def test_bus_backends_are_not_called_without_a_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in (backends.SECRET_SERVICE, backends.KWALLET, backends.LIBSECRET):
        with pytest.raises(StoreUnavailable, match="There is no session bus"):
            KeyringVault(name).get("lab")


def test_only_some_keyrings_are_taken_to_ask_their_user(monkeypatch: pytest.MonkeyPatch) -> None:
    assert backends.asks_its_user(backends.MACOS)()
    assert backends.asks_its_user(backends.KWALLET)()
    assert not backends.asks_its_user(backends.WINDOWS)()
    assert not backends.asks_its_user(FAKES + "FakeRing")()


def test_keys_of_applications_cannot_meet_names_of_credentials() -> None:
    assert app_key("0123", "api.basespace.illumina.com") == "app:0123@api.basespace.illumina.com"
