"""A home that is full, foreign, a link, a file: each said, and nothing lost."""

import errno
import os
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.identities import make_key_file
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.files import sharing
from bs_wizard.store.files.folder import (
    make_folders,
    make_private,
    write_new,
)
from bs_wizard.store.files.sharing import retry_sharing_violation
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.memory_vault import MemoryVault
from tests.store.examples import a_credential

POSIX = pytest.mark.skipif(os.name == "nt", reason="owners, modes and links are POSIX")


def with_lab(contents: Contents) -> Contents:
    return contents.with_credential(a_credential())


@pytest.fixture
def written(home: Path) -> bytes:
    Index(home).change(with_lab)
    return (home / "index.json").read_bytes()


def failing(error: int, when: Callable[..., bool], real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **more: Any) -> Any:
        if when(*args):
            raise OSError(error, os.strerror(error))
        return real(*args, **more)

    return call


class FullStream(BytesIO):
    """Takes no byte."""

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def is_temporary(path: object, *rest: object) -> bool:
    return str(path).endswith(".tmp")


def always(*args: object) -> bool:
    return True


STEPS: dict[str, Callable[[pytest.MonkeyPatch, int], None]] = {
    "create": lambda patch, error: patch.setattr(os, "open", failing(error, is_temporary, os.open)),
    "fsync": lambda patch, error: patch.setattr(os, "fsync", failing(error, always, os.fsync)),
    "rename": lambda patch, error: patch.setattr(
        Path, "replace", failing(error, is_temporary, Path.replace)
    ),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (errno.ENOSPC, "Make room there"),
        (errno.EDQUOT, "Make room there"),
        (errno.EROFS, "Point BS_WIZARD_HOME at another folder."),
        (errno.EACCES, "Give yourself access there"),
        (errno.EIO, "Point BS_WIZARD_HOME at another folder."),
    ],
)
def test_a_disk_that_refuses_a_write_is_said(
    home: Path, written: bytes, monkeypatch: pytest.MonkeyPatch, step: str, error: int, hint: str
) -> None:
    with monkeypatch.context() as patch:
        STEPS[step](patch, error)
        with pytest.raises(StoreUnavailable) as caught:
            Index(home).change(lambda was: was.without_credential("lab"))
    assert os.strerror(error) in caught.value.message
    assert str(home / "index.json") in caught.value.message
    assert caught.value.hint.startswith(hint)
    assert {each.name for each in home.iterdir()} == {"index.json", "index.lock"}
    assert (home / "index.json").read_bytes() == written


def test_a_disk_that_is_full_in_the_middle_of_a_write_is_said(
    home: Path, written: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, mode: str) -> FullStream:
        os.close(descriptor)
        return FullStream()

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", full)
        with pytest.raises(StoreUnavailable, match="No space left on device"):
            Index(home).change(lambda was: was.without_credential("lab"))
    assert {each.name for each in home.iterdir()} == {"index.json", "index.lock"}
    assert (home / "index.json").read_bytes() == written


@pytest.mark.parametrize("writes", range(4))
def test_a_disk_that_fills_up_during_a_change_loses_no_token(
    home: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    vault = MemoryVault()
    credentials = Credentials(Index(home), lambda store, backend: vault)
    old, new = Secret("token-1"), Secret("token-2")
    credentials.save(a_credential(), old)
    left = writes

    def is_full(*args: object) -> bool:
        nonlocal left
        left -= is_temporary(*args)
        return is_temporary(*args) and left < 0

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", failing(errno.ENOSPC, is_full, os.open))
        try:
            credentials.save(a_credential(), new, overwrite=True)
            expected = new
        except StoreUnavailable:
            expected = old
        assert credentials.token(credentials.find("lab")) == expected
    credentials.recover()
    assert credentials.token(credentials.find("lab")) == expected
    assert vault.get("old:lab") is None


@POSIX
def test_a_home_that_is_a_link_is_as_good_as_the_folder(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir(mode=0o755)
    home.symlink_to(target)
    Index(home).change(with_lab)
    assert home.is_symlink()
    assert (target / "index.json").is_file()
    assert stat.S_IMODE(target.stat().st_mode) == 0o700


@POSIX
def test_a_link_to_nowhere_is_said(home: Path, tmp_path: Path) -> None:
    home.symlink_to(tmp_path / "unmounted")
    assert Index(home).read() == Contents()
    with pytest.raises(StoreUnavailable, match="a link to a folder that is not there"):
        Index(home).change(with_lab)
    assert not (tmp_path / "unmounted").exists()


@POSIX
def test_an_index_that_is_a_link_is_read_and_never_written(
    home: Path, tmp_path: Path, written: bytes
) -> None:
    file = home / "index.json"
    target = file.rename(tmp_path / "target.json")
    file.symlink_to(target)
    assert Index(home).read() == with_lab(Contents())
    with pytest.raises(StoreUnavailable, match="not written through a link") as caught:
        Index(home).change(lambda was: was.without_credential("lab"))
    assert "Put the file itself there" in caught.value.hint
    assert file.is_symlink()
    assert target.read_bytes() == written


@pytest.fixture
def another_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that belongs to somebody else than who runs this."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 4321, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 4321)
    return folder


@POSIX
@pytest.mark.parametrize("make", [lambda file: Index(file).probe(), make_key_file])
def test_nothing_is_made_below_the_folder_of_another_user(
    another_users: Path, make: Callable[[Path], None]
) -> None:
    with pytest.raises(StoreUnavailable, match=r"theirs belongs to user .*, and this runs as"):
        make(another_users / ".local" / "bs-wizard")
    assert list(another_users.iterdir()) == []


@POSIX
def test_a_folder_that_everybody_may_make_in_will_do(another_users: Path) -> None:
    another_users.chmod(0o1777)
    make_folders(another_users / "mine")
    assert stat.S_IMODE((another_users / "mine").stat().st_mode) == 0o700


@POSIX
@pytest.mark.parametrize(
    ("mode", "beside", "wanted"),
    [
        (0o2775, "", 0o2775),
        (0o2775, "results.csv", 0o2775),
        (0o775, "results.csv", 0o775),
        (0o755, ".bashrc", 0o755),
        (0o500, "", 0o500),
        (0o775, "index.json.previous", 0o700),
        (0o777, "", 0o700),
        (0o755, "", 0o700),
    ],
)
def test_a_folder_that_was_there_keeps_its_mode_unless_it_holds_only_ours(
    home: Path, mode: int, beside: str, wanted: int
) -> None:
    home.mkdir()
    if beside:
        (home / beside).touch()
    home.chmod(mode)
    for _ in range(2):
        make_private(home)
        assert stat.S_IMODE(home.stat().st_mode) == wanted
        (home / "index.lock").touch()


def test_a_file_in_the_place_of_the_home_keeps_its_mode(home: Path) -> None:
    home.write_text("precious")
    home.chmod(0o644)
    with pytest.raises(StoreUnavailable, match="it is a file, not a folder"):
        Index(home).change(with_lab)
    assert home.read_text() == "precious"
    assert stat.S_IMODE(home.stat().st_mode) == 0o644


def test_what_somebody_reads_is_replaced_a_moment_later() -> None:
    answers: list[Exception | str] = [PermissionError(13, "x"), PermissionError(13, "x"), "done"]
    pauses: list[float] = []

    def call() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert retry_sharing_violation(call, tries=3, pause=pauses.append) == "done"
    assert len(pauses) == 2


def test_what_is_never_given_is_an_error() -> None:
    tried: list[int] = []

    def refuse() -> None:
        tried.append(1)
        raise PermissionError(13, "in use")

    with pytest.raises(PermissionError):
        retry_sharing_violation(refuse, tries=4, pause=lambda seconds: None)
    assert len(tried) == 4


@POSIX
def test_elsewhere_than_on_windows_a_refusal_is_a_refusal() -> None:
    assert sharing._SHARING_TRIES == 1


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(FileExistsError):
        write_new(file, b"new")
    assert file.read_text() == "old"
