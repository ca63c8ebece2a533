"""What waits: in which order, from which machine, and what ends it."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from bs_wizard.errors import StoreBusy
from bs_wizard.secret import Secret
from bs_wizard.store.files.paths import pending_lock_file
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.pending_login import PendingLogin, PendingSecrets
from bs_wizard.store.pending_logins import PendingLogins
from tests.store.examples import AT, a_pending
from tests.support.faulty_vault import FaultyVault

CODE = PendingSecrets(Secret("c"))


@pytest.fixture
def vault() -> FaultyVault:
    return FaultyVault()


@pytest.fixture
def waiting(home: Path, vault: FaultyVault) -> PendingLogins:
    return PendingLogins(Index(home), lambda store, backend: vault, lambda: "login1")


def one(number: int, **changed: object) -> PendingLogin:
    at = AT + timedelta(minutes=number)
    return a_pending(**{"id": f"{number:012x}", "asked_at": at} | changed)


def test_the_latest_comes_first(waiting: PendingLogins) -> None:
    for number in (2, 0, 1):
        waiting.keep(one(number), CODE)
    assert [each.id for each in waiting.all()] == [f"{number:012x}" for number in (2, 1, 0)]


@pytest.mark.parametrize(
    ("store", "host"), [("keyring", "login1"), ("vault", None), ("another", None)]
)
def test_only_what_is_in_a_keyring_is_some_machines(
    waiting: PendingLogins, store: str, host: str | None
) -> None:
    waiting.keep(one(0, store=store), CODE)
    assert waiting.all()[0].host == host


def test_only_what_holds_that_token_is_dropped(waiting: PendingLogins, vault: FaultyVault) -> None:
    tokens = [Secret(f"token {number}") for number in range(3)]
    for number, token in enumerate(tokens):
        waiting.keep(one(number).approved(token, "sdk"), PendingSecrets(Secret("c"), token=token))
    waiting.drop_token(tokens[1].fingerprint)
    assert [each.fingerprint for each in waiting.all()] == [
        tokens[2].fingerprint,
        tokens[0].fingerprint,
    ]
    assert set(vault.held) == {each.key for each in waiting.all()}


def test_what_the_vault_does_not_take_is_not_recorded(
    waiting: PendingLogins, vault: FaultyVault
) -> None:
    vault.failure = OSError("full")
    with pytest.raises(OSError, match="full"):
        waiting.keep(one(0), CODE)
    assert waiting.all() == ()


def test_one_that_waits_elsewhere_keeps_no_other_from_being_swept(
    waiting: PendingLogins, vault: FaultyVault
) -> None:
    hour = timedelta(hours=1)
    for number in range(4):
        waiting.keep(one(number), CODE)
    waiting.keep(one(2, expires_at=AT + 20 * hour), CODE)
    with waiting.lock(one(1)):
        swept = PendingLogins(waiting.index, lambda *_: vault).sweep(AT + 2 * hour, lingers=hour)
    assert [each.id for each in swept] == [one(3).id, one(0).id]
    assert [each.id for each in waiting.all()] == [one(2).id, one(1).id]


def test_what_one_thread_locks_another_lets_go(waiting: PendingLogins) -> None:
    stack = ExitStack()
    stack.enter_context(waiting.lock(one(0)))
    unlocking = Thread(target=stack.close)
    unlocking.start()
    unlocking.join()
    assert not waiting.is_locked(one(0))


@pytest.mark.parametrize("id_", ["0" * 11, "0" * 13, f"{0:012x}"])
def test_only_lock_files_of_ours_are_swept(waiting: PendingLogins, id_: str) -> None:
    file = pending_lock_file(waiting.index.home, id_)
    waiting.index.probe()
    file.touch()
    waiting.sweep_lock_files()
    assert file.exists() is (len(id_) != 12)


def test_a_lock_file_in_use_is_left_and_not_waited_for(waiting: PendingLogins) -> None:
    with waiting.lock(one(0)):
        waiting.sweep_lock_files()
        assert pending_lock_file(waiting.index.home, one(0).id).exists()


@pytest.mark.parametrize(("seconds", "swept"), [(-1, 0), (0, 1), (1, 1)])
def test_what_has_expired_lingers_for_so_long(
    waiting: PendingLogins, seconds: int, swept: int
) -> None:
    waiting.keep(one(0), CODE)
    hour = timedelta(hours=1)
    now = one(0).expires_at + hour + timedelta(seconds=seconds)
    assert len(waiting.sweep(now, lingers=hour)) == swept


def test_a_code_lingers_for_an_hour(waiting: PendingLogins) -> None:
    waiting.keep(one(0), CODE)
    over = one(0).expires_at
    assert waiting.sweep(over + timedelta(minutes=59)) == ()
    assert len(waiting.sweep(over + timedelta(minutes=60))) == 1


@pytest.mark.parametrize("by_marker", [False, True])
def test_a_lock_that_may_be_left_over_is_said_to_be(
    waiting: PendingLogins, by_marker: bool
) -> None:
    with waiting.lock(one(0)):
        marker = pending_lock_file(waiting.index.home, one(0).id).with_suffix(".held")
        if by_marker:
            marker.touch()
        with (
            pytest.raises(StoreBusy, match="waiting for the code b9bac") as caught,
            waiting.lock(one(0)),
        ):
            pytest.fail("it is locked")
    assert (caught.value.hint == "Go on there, or end it and try again.") is not by_marker
