"""The index file: what is read from it, and that it is never half written."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.errors import IndexDamaged, IndexTooNew, StoreUnavailable
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential

POSIX = pytest.mark.skipif(os.name == "nt", reason="modes and umask are POSIX")


def with_lab(contents: Contents) -> Contents:
    return contents.with_credential(a_credential())


def unchanged(contents: Contents) -> Contents:
    return contents


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def index(home: Path) -> Index:
    return Index(home)


@pytest.fixture
def written(index: Index) -> Path:
    index.change(with_lab)
    return index.home / "index.json"


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_nothing_there_is_an_empty_index_and_nothing_is_made(index: Index) -> None:
    assert index.read() == Contents()
    assert not index.home.exists()
    index.home.mkdir()
    assert index.read() == Contents()
    assert list(index.home.iterdir()) == []


def test_what_was_written_is_read(index: Index) -> None:
    assert index.change(with_lab) == Index(index.home).read() == with_lab(Contents())


def test_the_file_has_the_shape_of_the_contract(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    data = json.loads(text)
    assert list(data) == ["version", "default", "credentials", "applications", "pending"]
    assert text == json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def test_what_it_was_before_is_kept_at_each_write(index: Index) -> None:
    previous = index.home / "index.json.previous"
    index.change(with_lab)
    assert not previous.exists()
    with index.locked() as locked:
        for name in ("core", "seq"):
            before = (index.home / "index.json").read_bytes()
            locked.write(locked.contents.with_credential(a_credential(name=name)))
            assert previous.read_bytes() == before
    assert mode(previous) == 0o600


def test_what_is_kept_is_what_was_read_not_what_somebody_put_there_since(index: Index) -> None:
    index.change(with_lab)
    with index.locked() as locked:
        file = index.home / "index.json"
        before = file.read_bytes()
        file.write_bytes(b"{")
        locked.write(locked.contents)
    assert (index.home / "index.json.previous").read_bytes() == before


def test_letters_of_all_languages_stand_as_themselves(index: Index) -> None:
    index.change(lambda was: was.with_credential(a_credential(description="Große 実験")))
    assert "Große 実験" in (index.home / "index.json").read_text(encoding="utf-8")


def test_what_a_later_program_added_is_kept(index: Index, written: Path) -> None:
    more: dict[str, Any] = {"notes": [{"a": 1}], "odd": "\ud800", "pending": [{"id": "p1"}]}
    written.write_text(json.dumps(json.loads(written.read_text()) | more))
    index.change(lambda was: was.with_default("lab"))
    data = json.loads(written.read_text(encoding="utf-8"))
    assert {key: data[key] for key in more} == more
    assert data["default"] == "lab"


def test_a_byte_order_mark_is_no_damage(index: Index, written: Path) -> None:
    written.write_bytes(b"\xef\xbb\xbf" + written.read_bytes())
    assert index.read() == with_lab(Contents())


DAMAGE = {
    "empty": (b"", "it is not JSON"),
    "cut off": (b'{"version": 1, "credent', "it is not JSON (line 1"),
    "zeros": (bytes(512), "it is not JSON"),
    "not UTF-8": (b'{"version": 1, "default": "\xff"}', "it is not UTF-8 (byte 27)"),
    "another type": (b"[]", "version must be 1"),
    "no version": (b'{"credentials": []}', "version must be 1"),
    "version as text": (b'{"version": "1", "credentials": []}', "version must be 1"),
    "version true": (b'{"version": true, "credentials": []}', "version must be 1"),
    "version 0": (b'{"version": 0, "credentials": []}', "version must be 1"),
    "no credentials": (b'{"version": 1}', "credentials is missing"),
    "wrong credential": (b'{"version": 1, "credentials": [{}]}', "credential 1: name is missing"),
    "too deep": (b"[" * 100_000, "it is nested too deeply"),
    "merge conflict": (b'<<<<<<< mine\n{"version": 1}\n', "it is not JSON (line 1, column 1"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_said_and_left_alone(index: Index, kind: str) -> None:
    content, said = DAMAGE[kind]
    file = index.home / "index.json"
    index.home.mkdir()
    file.write_bytes(content)
    for attempt in (index.read, lambda: index.change(with_lab)):
        with pytest.raises(IndexDamaged) as caught:
            attempt()
        assert str(file) in caught.value.message
        assert said in caught.value.message
        assert "Run bs-wizard doctor --repair" in caught.value.hint
        assert caught.value.exit_code == 8
    assert file.read_bytes() == content


def test_the_index_of_a_later_program_is_left_alone(index: Index) -> None:
    file = index.home / "index.json"
    index.home.mkdir()
    file.write_text('{"version": 2, "people": []}')
    for attempt in (index.read, lambda: index.change(with_lab)):
        with pytest.raises(IndexTooNew, match="is of version 2") as caught:
            attempt()
        assert str(file) in caught.value.message
        assert "Update bs-wizard" in caught.value.hint
    assert file.read_text() == '{"version": 2, "people": []}'


def test_a_folder_in_its_place_is_damage(index: Index) -> None:
    (index.home / "index.json").mkdir(parents=True)
    with pytest.raises(IndexDamaged, match="is a folder"):
        index.read()


def test_a_file_in_the_place_of_the_home_is_said(index: Index) -> None:
    index.home.write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        index.read()
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        index.change(with_lab)


@POSIX
@pytest.mark.usefixtures("no_umask")
def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    Index(home).change(with_lab)
    assert [mode(each) for each in (home.parent, home)] == [0o700, 0o700]
    assert {each.name: mode(each) for each in home.iterdir()} == {
        "index.json": 0o600,
        "index.lock": 0o600,
    }


@POSIX
def test_modes_are_tightened_again(index: Index, written: Path) -> None:
    written.chmod(0o644)
    index.home.chmod(0o755)
    index.change(unchanged)
    assert (mode(index.home), mode(written)) == (0o700, 0o600)


@POSIX
def test_a_folder_shared_by_design_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    Index(shared).change(with_lab)
    assert mode(shared) == 0o1777


def test_what_an_edit_raises_passes_through(index: Index, written: Path) -> None:
    before = written.read_bytes()

    def wrong(contents: Contents) -> Contents:
        raise KeyError("a mistake of the program")

    with pytest.raises(KeyError):
        index.change(wrong)
    assert written.read_bytes() == before
    index.change(unchanged)  # and the lock is free again


@pytest.mark.parametrize(("owner", "step"), [(os, "fsync"), (Path, "replace")])
def test_a_failing_write_leaves_the_old_file_and_nothing_else(
    index: Index, written: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    before = written.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, full)
        with pytest.raises(StoreUnavailable, match="No space left on device") as caught:
            index.change(lambda was: was.without_credential("lab"))
    assert str(written) in caught.value.message
    assert written.read_bytes() == before
    assert {each.name for each in index.home.iterdir()} == {"index.json", "index.lock"}


def test_a_folder_that_cannot_be_synced_is_no_failure(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    assert index.change(with_lab) == index.read()


CRASH = """
import os, sys
from pathlib import Path
from bs_wizard.store.index.index_file import Index
replace = Path.replace
def crash(source, target):
    if Path(target).name == sys.argv[2]:
        os._exit(9)
    return replace(source, target)
Path.replace = crash
Index(Path(sys.argv[1])).change(lambda was: was.without_credential("lab"))
"""


@pytest.mark.parametrize("replaced", ["index.json", "index.json.previous"])
def test_a_crash_before_the_replace_loses_nothing(
    index: Index, written: Path, replaced: str
) -> None:
    died = subprocess.run([sys.executable, "-c", CRASH, str(index.home), replaced], check=False)
    assert died.returncode == 9
    assert [each for each in index.home.iterdir() if each.suffix == ".tmp"]
    assert index.read() == with_lab(Contents())
    index.change(lambda was: was.with_default("lab"))
    assert {each.name for each in index.home.iterdir()} == {
        "index.json",
        "index.json.previous",
        "index.lock",
    }
    assert index.read().default == "lab"


HOLD = """
import sys
from pathlib import Path
from bs_wizard.store.index.index_file import Index
with Index(Path(sys.argv[1])).locked():
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_a_change_waits_for_another_process_only_so_long(index: Index, written: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLD, index.home], **pipes) as other:  # type: ignore[call-overload]
        assert other.stdout.readline() == b"locked\n"
        assert index.read() == with_lab(Contents())
        with pytest.raises(StoreUnavailable, match="Another bs-wizard has kept") as caught:
            Index(index.home, lock_seconds=0.05).change(unchanged)
        assert "index.lock" in caught.value.message
        other.communicate()
    index.change(unchanged)


def test_a_lock_may_be_taken_within_itself(index: Index) -> None:
    with index.locked():
        index.change(with_lab)
        index.change(lambda was: was.with_default("lab"))
    assert index.read().default == "lab"
