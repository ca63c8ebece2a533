"""Making an encrypted vault: what is refused, and that nothing is ever replaced."""

import errno
import os
import stat
from pathlib import Path

import pytest

from bs_wizard.errors import HomeUnavailable, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.identities import check_passphrase
from bs_wizard.store.age_vault.kinds import TRADE_OFFS, Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import is_set_up, set_up
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


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {
        file: file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "vault.lock"
    }


def test_each_kind_says_what_it_gives_and_costs_in_one_sentence() -> None:
    assert set(TRADE_OFFS) == set(Kind)
    for sentence in TRADE_OFFS.values():
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0


def test_a_home_without_a_vault_is_told_from_one_with(home: Path) -> None:
    assert not is_set_up(home)
    file_vault(home)
    assert is_set_up(home)


WEAK = {
    "short": "fewer than 8 characters",
    "1234567": "fewer than 8 characters",
    "canary phrase of\nsecond line": "a line break",
    "canary battery\x00staple": "cannot be typed",
    "password": "a word, a name or a password",
    "12345678": "a word, a name or a password",
    "basespace": "a word, a name or a password",
    "illumina2026": "a word, a name or a password",
    "Canary123!": "a word, a name or a password",
    "abababab": "repeats itself",
    "aaaaaaaaaaaa": "repeats itself",
    "password" * 40: "repeats itself",
    "abcdefghijklmnop": "in a row",
    "poiuhgfvbn": "side by side",
    "1999-12-31": "a date",
    "Xk7!mQ2p": "too short",
    "  spaces  ": "a word, a name or a password",
}


@pytest.mark.parametrize(("text", "why"), [(None, "missing"), ("", "missing"), *WEAK.items()])
def test_a_weak_passphrase_is_refused_with_the_reason_and_the_rule(
    home: Path, text: str | None, why: str
) -> None:
    given = None if text is None else Secret(text, exact=True)
    with pytest.raises(UsageError, match=why) as caught:
        set_up(home, Kind.PASSPHRASE, passphrase=given)
    assert "at least 8 characters" in caught.value.hint
    assert "canary" not in str(caught.value).lower()
    assert snapshot(home) == {}


@pytest.mark.parametrize(
    "text",
    [
        "correct horse battery staple",
        "gTz4#uQ9vLx2",
        "drei Kölner grüßen Ärzte",
        "日本語の合言葉です長い",
        "canary battery staple" * 400,
    ],
)
def test_what_is_hard_to_guess_will_do(text: str) -> None:
    assert check_passphrase(Secret(text)) == Secret(text)


@pytest.mark.parametrize("kind", Kind)
def test_a_vault_is_never_replaced(home: Path, kind: Kind, tmp_path: Path) -> None:
    file_vault(home).put("lab", Secret("canary"))
    before = snapshot(tmp_path)
    with pytest.raises(UsageError, match="already"):
        set_up(home, kind, passphrase=PASSPHRASE, path=tmp_path / "other.txt")
    assert snapshot(tmp_path) == before


def test_what_is_left_of_a_vault_is_not_replaced_either(home: Path, tmp_path: Path) -> None:
    passphrase_vault(home).put("lab", Secret("canary"))
    (home / "vault.json").unlink()
    before = snapshot(home)
    with pytest.raises(UsageError, match=r"vault/lab\.age") as caught:
        set_up(home, Kind.FILE, path=tmp_path / "key.txt")
    assert "vault.json" in caught.value.hint
    assert snapshot(home) == before


def test_an_identity_alone_is_kept_aside(home: Path, tmp_path: Path) -> None:
    passphrase_vault(home)
    for number in (1, 2):
        (home / "vault.json").unlink()
        (home / "identity.age").write_bytes(b"identity %d" % number)
        set_up(home, Kind.FILE, path=tmp_path / "key.txt")
        assert (home / f"identity.age.unused-{number}").read_bytes() == b"identity %d" % number
    AgeVault(home, NOBODY).probe()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork are POSIX")
@pytest.mark.parametrize("kind", [Kind.PASSPHRASE, Kind.FILE])
def test_killed_at_any_write_a_set_up_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    # What takes seconds of work is none of this test's.
    monkeypatch.setattr(identities, "protect", cheaply_protected)

    def make(home: Path) -> None:
        set_up(home, kind, passphrase=PASSPHRASE, path=home.parent / "key.txt")

    for number in range(1, 100):
        home = tmp_path / str(number) / "home"

        def die(writing: int, home: Path = home, number: int = number) -> None:
            home.parent.mkdir()
            arm(home.parent, number, writing)
            make(home)

        died, where = forked(die)
        if not died:
            break
        if not is_set_up(home):
            make(home)
        vault = AgeVault(home, Passphrases(lambda prompt: PASSPHRASE, {}))
        vault.put("lab", Secret("canary"))
        assert AgeVault(home, vault.passphrases).get("lab") == Secret("canary"), where
        left = [each.name for each in home.parent.rglob("*.tmp")]
        assert not left, (where, left)
    assert number > 10
    figure(f"killed, setting a vault up ({kind.value}): {number - 1} kills")


@pytest.mark.parametrize("kind", [Kind.SSH, Kind.FILE])
def test_a_key_in_the_home_of_nobody_is_said(home: Path, kind: Kind) -> None:
    with pytest.raises(UsageError, match="The key's path is ~nosuchuser/key, and nobody"):
        set_up(home, kind, path=Path("~nosuchuser/key"))
    assert not is_set_up(home)


def test_a_key_that_cannot_be_made_is_no_matter_of_the_home(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable) as caught:
        set_up(home, Kind.FILE, path=tmp_path / "file" / "key.txt")
    assert not isinstance(caught.value, HomeUnavailable)
    assert caught.value.hint == "Choose another path for the key."


@pytest.mark.parametrize("kind", [Kind.SSH, Kind.FILE])
def test_a_key_needs_its_path(home: Path, kind: Kind) -> None:
    with pytest.raises(UsageError, match="needs to know which"):
        set_up(home, kind)


def test_an_ssh_key_is_not_copied(home: Path, tmp_path: Path) -> None:
    key = ssh_key(tmp_path / "id")
    set_up(home, Kind.SSH, path=key)
    vault = AgeVault(home, NOBODY)
    vault.probe()
    body = key.read_bytes().splitlines()[2]
    assert not [file for file, content in snapshot(home).items() if body in content]
    assert vault.recipients()[0].text == " ".join(Path(f"{key}.pub").read_text().split()[:2])


def test_the_public_half_beside_an_ssh_key_is_not_trusted(home: Path, tmp_path: Path) -> None:
    key, other = ssh_key(tmp_path / "id"), ssh_key(tmp_path / "other")
    Path(f"{other}.pub").replace(f"{key}.pub")
    set_up(home, Kind.SSH, path=key)
    AgeVault(home, NOBODY).probe()


def test_a_protected_ssh_key_is_refused_with_what_to_do(home: Path, tmp_path: Path) -> None:
    key = ssh_key(tmp_path / "id", passphrase="canary-ssh")
    with pytest.raises(StoreUnavailable, match="is protected by a passphrase") as caught:
        set_up(home, Kind.SSH, path=key)
    assert "ssh-keygen -t ed25519 -N ''" in caught.value.hint
    assert not is_set_up(home)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_ssh_keys_are_refused(home: Path, tmp_path: Path, kind: str) -> None:
    with pytest.raises(StoreUnavailable, match="not an ed25519 key"):
        set_up(home, Kind.SSH, path=ssh_key(tmp_path / "id", kind=kind))


def test_what_is_no_ssh_key_is_said(home: Path, tmp_path: Path) -> None:
    key = ssh_key(tmp_path / "id")
    whole = key.read_bytes()
    lines = whole.splitlines(keepends=True)
    wrong = [
        b"",
        Path(f"{key}.pub").read_bytes(),
        whole[:90],
        b"".join([lines[0], b"\xff\n", lines[-1]]),
        b"".join([lines[0], b"AAAA\n", lines[-1]]),
        b"".join([lines[0], lines[1][:60], b"\n", lines[-1]]),
    ]
    for content in wrong:
        key.write_bytes(content)
        with pytest.raises(StoreUnavailable, match=r"id cannot open the vault: it is"):
            set_up(home, Kind.SSH, path=key)
    key.unlink()
    with pytest.raises(StoreUnavailable, match="is not there"):
        set_up(home, Kind.SSH, path=key)
    assert not is_set_up(home)


def test_a_key_file_is_made_private_in_a_new_folder(home: Path, tmp_path: Path) -> None:
    key = tmp_path / "usb" / "keys" / "lab.txt"
    set_up(home, Kind.FILE, path=key)
    assert key.read_text().splitlines()[-1].startswith("AGE-SECRET-KEY-1")
    if os.name != "nt":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_key_file_that_is_there_is_used(home: Path, tmp_path: Path) -> None:
    file_vault(tmp_path / "first", tmp_path / "key.txt")
    before = (tmp_path / "key.txt").read_bytes()
    vault = file_vault(home, tmp_path / "key.txt")
    vault.probe()
    assert (tmp_path / "key.txt").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_key_file_others_can_read_is_used_with_a_warning(home: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    file_vault(tmp_path / "first", key)
    key.chmod(0o640)
    said: list[str] = []
    set_up(home, Kind.FILE, path=key, warn=said.append)
    AgeVault(home, Passphrases(environ={}, warn=said.append)).probe()
    assert len(said) == 2
    assert all("key.txt" in each and "chmod 600" in each for each in said)


def test_a_relative_path_is_recorded_whole(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    set_up(home, Kind.FILE, path=Path("key.txt"))
    monkeypatch.chdir("/")
    AgeVault(home, NOBODY).probe()


def test_a_failure_leaves_no_vault_and_no_identity(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def full(source: Path, target: Path) -> None:
        real(source, target)
        if target.name == "vault.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(identities, "protect", cheaply_protected)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(StoreUnavailable, match="No space left"):
            set_up(home, Kind.PASSPHRASE, passphrase=PASSPHRASE)
    assert snapshot(home) == {}


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_folder_above_that_is_shared_keeps_its_mode(home: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    set_up(home, Kind.FILE, path=shared / "key.txt")
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755
