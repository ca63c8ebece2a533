"""The keyring as a vault, over backends that work and backends that fail."""

from collections.abc import Callable, Iterator

import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError
from secretstorage import ItemNotFoundException

from bs_wizard.errors import NoKeyring, StoreUnavailable
from bs_wizard.secret import MASK, Secret
from bs_wizard.store.system_keyring import backends
from bs_wizard.store.system_keyring.bounded_calls import UNLOCK_COMMAND, Limits, ask
from bs_wizard.store.system_keyring.vault import SERVICE, KeyringVault
from bs_wizard.store.vaults import Vault
from tests.store.fake_rings import (
    CuttingRing,
    FakeRing,
    HangingRing,
    NullRing,
    ProgramRing,
    RaisingRing,
    StubbornRing,
)
from tests.store.vault_contract import VaultContract

HASTY = Limits(answer=0.05, unlock=0.1)
CANARY = Secret("canary-2718281828")


class TestKeyringVault(VaultContract):
    @pytest.fixture
    def vault(self) -> Vault:
        return KeyringVault(FakeRing())


@pytest.fixture
def hanging() -> Iterator[HangingRing]:
    ring = HangingRing()
    yield ring
    ring.released.set()


def every_call(vault: Vault) -> list[Callable[[], object]]:
    return [
        vault.probe,
        lambda: vault.put("lab", CANARY),
        lambda: vault.get("lab"),
        lambda: vault.delete("lab"),
    ]


def test_other_programs_find_a_token_by_service_and_name() -> None:
    ring = FakeRing()
    KeyringVault(ring).put("lab", CANARY)
    assert ring.kept == {("bs-wizard", "lab"): CANARY.reveal()}
    assert SERVICE == "bs-wizard"


def test_an_unknown_backend_is_called_by_its_dotted_name() -> None:
    vault = KeyringVault(FakeRing())
    assert vault.name == "keyring"
    assert vault.backend == vault.title == "tests.store.fake_rings.FakeRing"


@pytest.mark.parametrize(("name", "title"), backends.TITLES.items())
def test_a_trusted_backend_is_named_without_loading_it(name: str, title: str) -> None:
    vault = KeyringVault(name)
    assert (vault.backend, vault.title) == (name, title)


def test_the_probe_leaves_nothing_behind() -> None:
    ring = FakeRing()
    KeyringVault(ring).probe()
    assert ring.kept == {}


@pytest.mark.parametrize("ring", [NullRing(), CuttingRing()], ids=["null", "cutting"])
def test_a_backend_that_gives_back_something_else_is_found_out(ring: FakeRing) -> None:
    vault = KeyringVault(ring)
    for call in (vault.probe, lambda: vault.put("lab", CANARY)):
        with pytest.raises(StoreUnavailable) as caught:
            call()
        assert CANARY.reveal() not in str(caught.value)
    with pytest.raises(StoreUnavailable, match="gave back something else"):
        vault.put("lab", CANARY)


def test_a_backend_that_does_not_remove_is_found_out() -> None:
    vault = KeyringVault(StubbornRing())
    vault.put("lab", CANARY)
    for call in (vault.probe, lambda: vault.delete("lab")):
        with pytest.raises(StoreUnavailable, match="did not remove"):
            call()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("error", [OSError, ValueError, AttributeError, InitError, SystemExit])
def test_whatever_a_backend_raises_is_said_without_the_secret(
    error: type[BaseException], number: int
) -> None:
    vault = KeyringVault(RaisingRing(error))
    with pytest.raises(StoreUnavailable, match=rf"failed with {error.__name__}: ") as caught:
        every_call(vault)[number]()
    assert "keyring set bs-wizard" in caught.value.hint
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_the_secret_and_escape_sequences_are_taken_out_of_reasons() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        KeyringVault(RaisingRing()).put("lab", CANARY)
    assert f"cannot keep {MASK}." in caught.value.message
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    ("error", "cause"), [(KeyringLocked, None), (InitError, KeyringLocked("dismissed"))]
)
def test_a_locked_keyring_is_called_locked(
    error: type[BaseException], cause: Exception | None
) -> None:
    vault = KeyringVault(RaisingRing(error, cause))
    for call in every_call(vault):
        with pytest.raises(StoreUnavailable, match="is locked, and there is nobody") as caught:
            call()
        assert caught.value.hint == "Unlock it with its own program, then try again."


@pytest.mark.parametrize(
    "error",
    [type("SecretServiceNotAvailableException", (OSError,), {}), NoKeyringError, RuntimeError],
)
def test_a_bus_without_a_keyring_is_called_that(error: type[Exception]) -> None:
    def call() -> None:
        raise error("The daemon is neither running nor activatable through D-Bus.")

    with pytest.raises(NoKeyring, match="The session bus is there, but no keyring") as caught:
        ask(call, "Fake", limits=HASTY)
    assert "gnome-keyring" in caught.value.hint


def test_a_keyring_that_has_gone_stale_is_said_to_be_and_how_to_start_it_anew() -> None:
    def call() -> None:
        raise ItemNotFoundException("Item does not exist!")

    with pytest.raises(StoreUnavailable, match="is out of date: it lists an entry") as caught:
        ask(call, "Fake", limits=HASTY)
    assert "shares this home" in caught.value.message
    assert UNLOCK_COMMAND in caught.value.hint


def test_a_silent_keyring_is_called_silent_and_not_waited_for(
    hanging: HangingRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = KeyringVault(hanging, limits=HASTY)
    monkeypatch.setitem(backends.TITLES, vault.backend, "Hanging")
    for call in every_call(vault):
        with pytest.raises(StoreUnavailable, match=r"did not answer within 0\.05 s") as caught:
            call()
        assert "invalid" not in str(caught.value)


def test_one_of_the_users_own_may_be_asking_and_gets_the_time(hanging: HangingRing) -> None:
    vault = KeyringVault(hanging, limits=HASTY)
    for call in every_call(vault):
        with pytest.raises(StoreUnavailable, match=r"answer within 0\.1 s; it may be asking"):
            call()


def test_what_the_program_behind_it_says_is_the_reason_and_is_not_shown(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(
        StoreUnavailable, match=r"CalledProcessError: .*status 3: busy; gpg: no key"
    ) as c:
        KeyringVault(ProgramRing()).put("lab", CANARY)
    assert CANARY.reveal() not in str(c.value)
    assert KeyringVault(ProgramRing()).get("lab") is None
    assert capfd.readouterr() == ("", "")


def test_the_limits_are_those_of_the_design() -> None:
    assert Limits() == Limits(answer=2.5, unlock=10.0)


def test_a_keyring_that_asks_its_user_gets_more_time(hanging: HangingRing) -> None:
    def asks() -> bool:
        hanging.released.set()
        return True

    def get() -> str | None:
        return hanging.get_password("s", "u")

    patient = Limits(answer=0.05, unlock=60)
    assert ask(get, "Fake", limits=patient, asks_its_user=asks) is None


def test_a_user_who_does_not_unlock_is_not_waited_for_either(hanging: HangingRing) -> None:
    with pytest.raises(StoreUnavailable, match=r"nobody did within 0\.1 s"):
        ask(
            lambda: hanging.get_password("s", "u"),
            "Fake",
            limits=HASTY,
            asks_its_user=lambda: True,
        )


def test_a_question_that_hangs_or_fails_means_silent(hanging: HangingRing) -> None:
    def fails() -> bool:
        raise OSError

    def hangs() -> bool:
        return hanging.released.wait()

    for question in (fails, hangs):
        with pytest.raises(StoreUnavailable, match="did not answer"):
            ask(
                lambda: hanging.get_password("s", "u"),
                "Fake",
                limits=HASTY,
                asks_its_user=question,
            )


@pytest.mark.parametrize(("units", "fits"), [(1279, True), (1280, False)])
def test_windows_is_not_given_more_than_it_holds(
    monkeypatch: pytest.MonkeyPatch, units: int, fits: bool
) -> None:
    monkeypatch.setattr(backends, "WINDOWS", "tests.store.fake_rings.FakeRing")
    vault = KeyringVault(FakeRing())
    secret = Secret("🧬" + "x" * (units - 2))
    if fits:
        vault.put("lab", secret)
    else:
        with pytest.raises(StoreUnavailable, match="less than 1280 characters; this one has 1280"):
            vault.put("lab", secret)


@pytest.mark.parametrize("backend", [backends.MACOS, backends.KWALLET, "x.Ring"])
def test_a_keyring_that_cannot_be_listed_says_so(backend: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not say what is in it"):
        KeyringVault(backend).names()


def test_the_secret_service_is_listed_only_where_there_is_a_bus() -> None:
    with pytest.raises(StoreUnavailable):
        KeyringVault(backends.SECRET_SERVICE).names()
