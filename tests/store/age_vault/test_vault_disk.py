"""The encrypted vault's files: private, whole, and in a folder that is its own."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from tests.store.age_homes import USES, file_vault

TOKEN = Secret("canary-0123456789abcdef")

posix = pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX's")


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_everything_is_private_whatever_the_umask(home: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        vault = file_vault(home)
        vault.put("lab", TOKEN)
        vault.probe()
    finally:
        os.umask(before)
    for path in (home, *home.rglob("*"), home.parent / "key.txt"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


@posix
def test_what_was_loosened_is_tightened_by_the_next_write(home: Path) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    folder = home / "vault"
    folder.chmod(0o755)
    (folder / "lab.age").chmod(0o644)
    vault.put("lab", TOKEN)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "lab.age").stat().st_mode) == 0o600


@posix
def test_a_folder_that_leads_elsewhere_is_refused(home: Path, tmp_path: Path) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    (home / "vault").rename(tmp_path / "elsewhere")
    (home / "vault").symlink_to(tmp_path / "elsewhere")
    for use in USES[:-1]:
        with pytest.raises(StoreUnavailable, match="vault is a link to another place"):
            use(vault)


@posix
def test_another_users_folder_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    someone = os.geteuid() + 1
    lstat = Path.lstat

    def as_theirs(path: Path) -> os.stat_result:
        found = list(lstat(path))
        found[stat.ST_UID] = someone
        return os.stat_result(found)

    monkeypatch.setattr(Path, "lstat", as_theirs)
    for use in USES[:-1]:
        with pytest.raises(StoreUnavailable, match="vault is another user's"):
            use(vault)


def test_a_file_in_place_of_the_folder_is_refused(home: Path) -> None:
    vault = file_vault(home)
    (home / "vault").rmdir()
    (home / "vault").write_text("")
    for use in USES[:-1]:
        with pytest.raises(StoreUnavailable, match="vault is not a folder"):
            use(vault)


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_takes_nothing_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    real = os.open

    def refusing(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & os.O_CREAT and str(path).endswith(".tmp"):
            raise OSError(number, os.strerror(number))
        return real(path, flags, *rest, **named)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refusing)
        for use in (vault.probe, lambda: vault.put("lab", Secret("new"))):
            with pytest.raises(StoreUnavailable, match=os.strerror(number)) as caught:
                use()
            assert caught.value.hint
    assert vault.get("lab") == TOKEN


def test_a_disk_that_fills_up_leaves_the_old_one_and_no_rubbish(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    before = sorted(home.rglob("*"))

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StoreUnavailable, match="No space left"):
            vault.put("lab", Secret("new"))
    assert sorted(home.rglob("*")) == before
    assert vault.get("lab") == TOKEN


def test_a_disk_that_keeps_something_else_is_caught(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = file_vault(home)
    real = os.replace

    def cutting(source: Path, target: Path) -> None:
        real(source, target)
        os.truncate(target, 30)

    monkeypatch.setattr(os, "replace", cutting)
    with pytest.raises(StoreUnavailable, match="does not hold what was written"):
        vault.put("lab", TOKEN)


def test_encryption_that_does_not_decrypt_leaves_the_old_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    assert vault.get("lab") == TOKEN
    with monkeypatch.context() as patched:
        patched.setattr(age_format, "encrypt", lambda secret, everyone: b"rubbish")
        with pytest.raises(StoreUnavailable, match="damaged"):
            vault.put("lab", Secret("new"))
    assert vault.get("lab") == TOKEN


def test_a_folder_removed_by_hand_is_made_again(home: Path) -> None:
    vault = file_vault(home)
    (home / "vault").rmdir()
    assert vault.get("lab") is None
    vault.delete("lab")
    vault.put("lab", TOKEN)
    assert vault.get("lab") == TOKEN


def test_removing_takes_unfinished_copies_along_and_no_others(home: Path) -> None:
    vault = file_vault(home)
    for key in ("lab", "lab-2"):
        vault.put(key, TOKEN)
    left = f"-{'0a' * 8}.tmp"
    for name in (f".lab{left}", f".lab-2{left}", ".lab-mine.tmp"):
        (home / "vault" / name).touch()
    vault.delete("lab")
    found = {each.name for each in (home / "vault").iterdir()}
    assert found == {"lab-2.age", f".lab-2{left}", ".lab-mine.tmp"}
