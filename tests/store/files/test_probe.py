"""The proof that a credential could be recorded, in every kind of home; nothing is left of it."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.errors import HomeUnavailable, StoreBusy
from bs_wizard.store.files.folder import ROOM
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential
from tests.store.files.test_folder import POSIX, STEPS


def prove(home: Path) -> None:
    Index(home, lock_seconds=0).probe()


def with_lab(contents: Contents) -> Contents:
    return contents.with_credential(a_credential())


def test_a_home_that_is_missing_is_made_private_and_empty(home: Path) -> None:
    deep = home / "a" / "b"
    prove(deep)
    assert {each.name for each in deep.iterdir()} == {"index.lock"}
    if os.name != "nt":
        assert {stat.S_IMODE(each.stat().st_mode) for each in (deep, home)} == {0o700}


def test_an_index_that_is_there_stays_as_it_is(home: Path) -> None:
    Index(home).change(with_lab)
    file = home / "index.json"
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    (home / f".index-{'0' * 16}.tmp").touch()
    prove(home)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert {each.name for each in home.iterdir()} == {"index.json", "index.lock"}


@POSIX
def test_a_home_that_is_a_link_is_as_good_as_the_folder(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    home.symlink_to(tmp_path / "elsewhere")
    prove(home)
    assert home.is_symlink()


def a_file(home: Path) -> None:
    home.write_text("precious")


def below_a_file(home: Path) -> None:
    home.parent.rmdir()
    home.parent.touch()


def a_dangling_link(home: Path) -> None:
    home.symlink_to(home.parent / "unmounted")


def a_loop(home: Path) -> None:
    home.symlink_to(home)


@POSIX
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_file, "it is a file, not a folder"),
        (below_a_file, "cannot be made: Not a directory"),
        (a_dangling_link, "a link to a folder that is not there"),
        (a_loop, "a link to a folder that is not there"),
    ],
)
def test_what_can_be_no_home_is_said(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    home = tmp_path / "above" / "home"
    home.parent.mkdir()
    make(home)
    with pytest.raises(HomeUnavailable, match=said) as caught:
        prove(home)
    assert "BS_WIZARD_HOME" in caught.value.hint


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("step", ["create", "fsync"])
def test_a_disk_that_takes_nothing_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: int
) -> None:
    Index(home).change(with_lab)
    before = (home / "index.json").read_bytes()
    STEPS[step](monkeypatch, error)
    with pytest.raises(HomeUnavailable) as caught:
        prove(home)
    assert os.strerror(error) in caught.value.message
    assert {each.name for each in home.iterdir()} == {"index.json", "index.lock"}
    assert (home / "index.json").read_bytes() == before


def test_a_home_that_cannot_be_made_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(HomeUnavailable, match=f"{home} cannot be made: Read-only file system"):
        prove(home)


def test_there_must_be_room_for_one_more(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Index(home).change(with_lab)
    written: list[int] = []
    sync = os.fsync

    def watched(opened: int) -> None:
        written.append(os.fstat(opened).st_size)
        sync(opened)

    monkeypatch.setattr(os, "fsync", watched)
    prove(home)
    assert written[0] == (home / "index.json").stat().st_size * 2 + ROOM


def test_an_index_that_another_changes_is_said(home: Path) -> None:
    with Index(home).locked(), pytest.raises(StoreBusy):
        prove(home)


@POSIX
@pytest.mark.parametrize("error", [errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_will_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    refuse_locks(monkeypatch, error)
    prove(home)
    assert {each.name for each in home.iterdir()} <= {"index.lock"}


@POSIX
def test_a_lock_service_that_does_not_answer_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_locks(monkeypatch, errno.ENOLCK)
    with pytest.raises(HomeUnavailable, match="No locks available"):
        prove(home)


def refuse_locks(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    import fcntl

    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(fcntl, "flock", refuse)
