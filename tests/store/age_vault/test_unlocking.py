"""A vault kept unlocked: by whom it can be read, for how long, and what ends it."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import kernel_keyring, unlocking
from bs_wizard.store.age_vault.change_identity import change_identity
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.age_vault.settings import read_settings
from bs_wizard.store.age_vault.vault import AgeVault
from tests.store.age_homes import passphrase_vault
from tests.support.another_user import NUMBER
from tests.support.kernel import is_there
from tests.support.programs import run, until

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
HOUR = 3600


def elsewhere(home: Path) -> AgeVault:
    """Return the vault as a program sees it that nobody can be asked in."""
    return AgeVault(home, Passphrases(environ={}))


@pytest.fixture
def home(tmp_path: Path, kernel: None) -> Path:
    """A home whose vault is unlocked for an hour and holds a token."""
    vault = passphrase_vault(tmp_path / "home")
    vault.put("lab", Secret("canary"))
    ended = unlocking.unlock(own(vault.home), vault.open(), HOUR, NOW)
    assert ended.until == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    return vault.home


def own(home: Path) -> str:
    return read_settings(home).own


def assert_locked(home: Path) -> None:
    assert unlocking.unlocked(own(home)) is None
    with pytest.raises(StoreUnavailable, match="needs its passphrase"):
        elsewhere(home).get("lab")


def test_unlocked_it_asks_for_nothing(home: Path) -> None:
    vault = elsewhere(home)
    assert vault.get("lab") == Secret("canary")
    vault.put("new", Secret("another"))
    assert vault.get("new") == Secret("another")
    now = unlocking.unlocked(own(home))
    assert now is not None
    assert now.until.hour == 9
    assert "SECRET" not in repr(now)


def test_locked_it_asks_again(home: Path) -> None:
    assert unlocking.lock(own(home))
    assert not unlocking.lock(own(home))
    assert_locked(home)


def test_it_ends_when_the_time_is_over(home: Path) -> None:
    identity = elsewhere(home).open()
    unlocking.unlock(own(home), identity, 1, NOW)
    until(lambda: unlocking.unlocked(own(home)) is None, "the end of a second")
    assert_locked(home)


def test_each_vault_is_unlocked_alone(home: Path, tmp_path: Path) -> None:
    other = passphrase_vault(tmp_path / "other")
    other.put("lab", Secret("canary"))
    assert_locked(other.home)
    unlocking.lock(own(other.home))
    assert elsewhere(home).get("lab") == Secret("canary")


@pytest.mark.parametrize("planted", [b"", b"{}", b"[]", b'{"until": 3, "identity": "x"}', b"\xff"])
def test_what_is_no_identity_of_this_vault_is_forgotten(home: Path, planted: bytes) -> None:
    name = f"bs-wizard:vault:{own(home)}"
    kernel_keyring.keep(name, planted or b" ", HOUR)
    assert_locked(home)
    assert kernel_keyring.kept(name) is None


def test_the_identity_of_another_vault_does_not_open_it(home: Path, tmp_path: Path) -> None:
    other = passphrase_vault(tmp_path / "other").open()
    unlocking.unlock(own(home), other, HOUR, NOW)
    assert_locked(home)


@pytest.mark.parametrize("kind", [Kind.PASSPHRASE, Kind.FILE])
def test_another_identity_locks_it(home: Path, tmp_path: Path, kind: Kind) -> None:
    before = own(home)
    passphrase = Secret("another horse stapled zebra") if kind is Kind.PASSPHRASE else None
    path = None if kind is Kind.PASSPHRASE else tmp_path / "key"
    opened = AgeVault(home, Passphrases(lambda prompt: Secret("canary battery staple"), {}))
    change_identity(opened, NewVault(kind, passphrase, path))
    assert unlocking.unlocked(before) is None


def test_no_file_holds_its_identity(home: Path) -> None:
    private = elsewhere(home).open().private[0].reveal()
    files = [each for each in home.parent.rglob("*") if each.is_file()]
    assert files
    assert not [each for each in files if private.encode() in each.read_bytes()]


def test_where_the_kernel_keeps_nothing_it_is_said(tmp_path: Path, no_kernel: None) -> None:
    vault = passphrase_vault(tmp_path / "home")
    identity = vault.open()
    with pytest.raises(StoreUnavailable, match="the kernel keeps no keys") as caught:
        unlocking.unlock(own(vault.home), identity, HOUR, NOW)
    assert "key file" in caught.value.hint
    assert unlocking.unlocked(own(vault.home)) is None
    assert not unlocking.lock(own(vault.home))


READ = """
import os, sys
from bs_wizard.store.age_vault import kernel_keyring
if len(sys.argv) > 2:
    os.setuid(int(sys.argv[2]))
print(kernel_keyring.kept(sys.argv[1]))
"""


def test_every_process_of_the_user_can_read_it_and_no_other_user(home: Path) -> None:
    name = f"bs-wizard:vault:{own(home)}"

    def read(*more: str) -> str:
        return run({}, sys.executable, "-c", READ, name, *more).out

    if not is_there():
        assert read() == "None\n"  # a kernel that keeps nothing
        return
    assert "AGE-SECRET-KEY" in read()
    if os.geteuid() == 0:  # only root can become another
        assert read(str(NUMBER)) == "None\n"
