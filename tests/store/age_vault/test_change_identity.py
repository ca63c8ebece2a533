"""Another identity for a vault that is there: old or new opens all of it, killed at any write."""

import os
import signal
from pathlib import Path

import pytest

from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.change_identity import change_identity
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.age_vault.settings import read_settings
from bs_wizard.store.age_vault.vault import AgeVault
from tests.store.age_homes import (
    NOBODY,
    PASSPHRASE,
    cheaply_protected,
    file_vault,
    passphrase_vault,
    ssh_key,
)
from tests.store.forks import forked
from tests.store.write_points import arm
from tests.support.figures import figure

NEXT = Secret(" another horse stapled ", exact=True)
ADA = "age1ajlumy5nsyshppccyrsdlcfdz8a0u49hf2zka3mgll85hreptu4qal9r3m"
TOKENS = {"lab": Secret("canary-1"), "core": Secret("canary-2")}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork are POSIX")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "protect", cheaply_protected)


def make(home: Path, by: str) -> AgeVault:
    vault = passphrase_vault(home) if by == "passphrase" else file_vault(home)
    vault.add_recipient(ADA, "Ada")
    for name, token in TOKENS.items():
        vault.put(name, token)
    return vault


def wanted(home: Path, to: str) -> NewVault:
    key = home.parent / "next-key"
    if to == "ssh" and not key.exists():
        ssh_key(key)
    return NewVault(Kind(to), NEXT) if to == "passphrase" else NewVault(Kind(to), path=key)


def opened(home: Path, word: Secret | None) -> dict[str, Secret | None]:
    """Return what that passphrase opens, or no passphrase."""
    passphrases = NOBODY if word is None else Passphrases(lambda prompt: word, {})
    vault = AgeVault(home, passphrases)
    return {name: vault.get(name) for name in TOKENS}


CHANGES = [
    ("passphrase", "passphrase"),
    ("passphrase", "file"),
    ("passphrase", "ssh"),
    ("file", "passphrase"),
    ("file", "file"),
]


@pytest.mark.parametrize(("by", "to"), CHANGES)
def test_the_new_one_opens_all_and_the_old_one_nothing(tmp_path: Path, by: str, to: str) -> None:
    home = tmp_path / "home"
    vault = make(home, by)
    files = sorted((home / "vault").iterdir())
    before = [each.read_bytes() for each in files]
    old = vault.open()
    change_identity(vault, wanted(home, to))
    assert opened(home, NEXT if to == "passphrase" else None) == TOKENS
    assert {name: vault.get(name) for name in TOKENS} == TOKENS, "the same run goes on"
    settings = read_settings(home)
    assert [one.text for one in settings.further] == [ADA]
    assert not settings.unfinished
    assert (home / "identity.age").exists() == (to == "passphrase")
    if by == to == "passphrase":
        assert [each.read_bytes() for each in files] == before, "no token was touched"
        with pytest.raises(StoreUnavailable, match="None of the 3"):
            opened(home, PASSPHRASE)
    else:
        assert settings.own not in old.recipients


def test_a_copy_of_the_key_elsewhere_takes_its_place(tmp_path: Path) -> None:
    vault = make(tmp_path / "home", "file")
    before = read_settings(vault.home)
    (tmp_path / "key.txt").rename(tmp_path / "moved")
    (tmp_path / "key.txt").write_bytes((tmp_path / "moved").read_bytes())
    change_identity(vault, NewVault(Kind.FILE, path=tmp_path / "moved"))
    after = read_settings(vault.home)
    assert (after.own, after.path) == (before.own, tmp_path / "moved")
    assert opened(vault.home, None) == TOKENS


def test_what_will_not_do_leaves_the_vault_as_it_was(tmp_path: Path) -> None:
    vault = make(tmp_path / "home", "passphrase")
    before = read_settings(vault.home)
    for new in (NewVault(Kind.PASSPHRASE, Secret("short")), NewVault(Kind.FILE)):
        with pytest.raises(UsageError):
            change_identity(vault, new)
    with pytest.raises(StoreUnavailable):
        change_identity(vault, NewVault(Kind.SSH, path=tmp_path / "none"))
    (vault.home / "vault/core.age").write_bytes(b"damaged")
    with pytest.raises(StoreUnavailable, match="damaged"):
        change_identity(vault, wanted(vault.home, "file"))
    assert read_settings(vault.home) == before
    assert AgeVault(vault.home, vault.passphrases).get("lab") == TOKENS["lab"]


@pytest.mark.parametrize(("by", "to"), CHANGES[:2] + CHANGES[3:4])
def test_killed_at_any_write_the_old_or_the_new_one_opens_all(
    tmp_path: Path, by: str, to: str
) -> None:
    ended: set[bool] = set()
    for number in range(1, 200):
        home = tmp_path / str(number) / "home"
        home.parent.mkdir()
        vault = make(home, by)

        def die(
            writing: int, home: Path = home, number: int = number, vault: AgeVault = vault
        ) -> None:
            arm(home.parent, number, writing)
            change_identity(vault, wanted(home, to))

        died, where = forked(die)
        if not died:
            break
        assert died == signal.SIGKILL
        ended.add(_is_new(home, by, to, where))
    assert ended == {False, True}
    assert number > 4
    figure(f"killed, changing a vault's identity ({by} to {to}): {number - 1} kills")


def _is_new(home: Path, by: str, to: str, where: bytes) -> bool:
    """Return which way in works, having seen that it opens all and nothing is left unfinished."""
    words: dict[bool, Secret | None] = {
        False: PASSPHRASE if by == "passphrase" else None,
        True: NEXT if to == "passphrase" else None,
    }
    kind = read_settings(home).kind
    candidates = [False, True] if by == to else [kind is Kind(to)]
    works = [new for new in candidates if _opens_all(home, words[new])]
    assert len(works) == 1, where
    settings = read_settings(home)
    assert not settings.unfinished, where
    assert [one.text for one in settings.further] == [ADA], where
    # A change goes on from there, and leaves nothing of the one before.
    vault = AgeVault(home, Passphrases(lambda prompt: words[works[0]] or NEXT, {}))
    vault.put("lab", TOKENS["lab"])
    assert vault.get("lab") == TOKENS["lab"]
    return works[0]


def _opens_all(home: Path, word: Secret | None) -> bool:
    try:
        return opened(home, word) == TOKENS
    except StoreUnavailable:
        return False
