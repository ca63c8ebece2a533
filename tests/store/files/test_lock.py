"""The lock, also on file systems that have none."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bs_wizard.errors import StoreBusy, StoreUnavailable
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential

ROOT = Path(__file__).parents[3]


def with_lab(contents: Contents) -> Contents:
    return contents.with_credential(a_credential())


@pytest.fixture(params=[errno.ENOSYS, errno.EOPNOTSUPP])
def no_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", refuse)
    number: int = request.param
    return number


LOCK_THERE = """
import errno, fcntl, os, sys
from pathlib import Path
def refuse(descriptor, operation):
    raise OSError(int(sys.argv[2]), "none here")
fcntl.flock = refuse
from bs_wizard.store.index.index_file import Index
with Index(Path(sys.argv[1])).locked():
    print("locked", flush=True)
    sys.stdin.read()
    if sys.argv[3] == "die":
        os._exit(9)
"""


@pytest.mark.parametrize("end", ["die", "leave"])
def test_without_locks_a_marker_excludes_others_and_outlives_nobody(
    home: Path, no_locks: int, end: str
) -> None:
    argv = [sys.executable, "-c", LOCK_THERE, str(home), str(no_locks), end]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, cwd=ROOT) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(StoreBusy, match="has kept") as caught:
            Index(home, lock_seconds=0.1).change(with_lab)
        assert "remove" in caught.value.hint
        other.communicate()
    assert Index(home).change(with_lab) == with_lab(Contents())
    assert {each.name for each in home.iterdir()} == {"index.json", "index.lock"}


def test_without_locks_a_lock_may_be_taken_within_itself(home: Path, no_locks: int) -> None:
    index = Index(home)
    with index.locked(), index.locked() as locked:
        locked.write(with_lab(locked.contents))
    index.change(with_lab)


def test_a_lock_service_that_does_not_answer_is_an_error(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StoreUnavailable, match="No locks available") as caught:
        Index(home).change(with_lab)
    assert "BS_WIZARD_HOME" in caught.value.hint
    assert Index(home).read() == Contents()
