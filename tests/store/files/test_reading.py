"""Files of the home that are no files, too long, or may be another user's: said, and not used."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.repair import repair
from bs_wizard.errors import BsWizardError, HomeUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index import index_file
from bs_wizard.store.index.index_file import Index
from tests.doctor.reports import findings
from tests.store.age_homes import file_vault
from tests.store.examples import a_credential
from tests.support.clocks import START

pytestmark = pytest.mark.skipif(os.name == "nt", reason="owners, modes and pipes are POSIX")

TOKEN = Secret("token-1")
REPAIR = "bs-wizard doctor --repair"


@pytest.fixture
def kept(home: Path) -> Credentials:
    """A home whose vault keeps the token of lab; every call reads its files anew."""
    file_vault(home)
    stored = Credentials(Index(home), lambda store, backend: AgeVault(home, Passphrases()))
    stored.save(a_credential(store="vault", backend="age"), TOKEN)
    return stored


def read(kept: Credentials) -> Secret:
    return kept.token(kept.find("lab"))


def write(kept: Credentials) -> object:
    return kept.save(a_credential(name="new", store="vault", backend="age"), TOKEN)


def fixed(home: Path, kept: Credentials) -> None:
    findings(repair, Index(home), kept, lambda question: None, START)


def snapshot(home: Path) -> dict[str, tuple[int, int, bytes]]:
    found = {}
    for each in (home, *home.rglob("*")):
        status = each.lstat()
        content = each.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        if each.suffix != ".lock":
            found[str(each)] = (status.st_mode, status.st_uid, content)
    return found


@pytest.mark.parametrize(
    ("what", "mode"),
    [
        (".", 0o777),
        ("index.json", 0o666),
        ("index.json", 0o620),
        ("vault.json", 0o666),
        ("vault", 0o777),
        ("vault/lab.age", 0o606),
    ],
)
def test_what_others_may_write_is_not_used_until_it_is_fixed(
    home: Path, kept: Credentials, what: str, mode: int
) -> None:
    (home / what).chmod(mode)
    before = snapshot(home)
    # A secret is replaced whole, so that what it was does not matter to who writes a new one.
    for use in (read, write) if what != "vault/lab.age" else (read,):
        with pytest.raises(
            HomeUnavailable, match=f"may be changed by other users .mode {mode:04o}"
        ):
            use(kept)
        assert snapshot(home) == before
    with pytest.raises(HomeUnavailable) as caught:
        read(kept)
    assert str(home / what) in caught.value.message
    assert REPAIR in caught.value.hint
    fixed(home, kept)
    assert read(kept) == TOKEN
    write(kept)


def test_a_folder_for_other_things_is_closed_to_all_but_its_group(
    home: Path, kept: Credentials
) -> None:
    (home / "results.csv").touch()
    for was, wanted in ((0o777, 0o775), (0o2777, 0o2775), (0o1777, 0o1777), (0o2775, 0o2775)):
        home.chmod(was)
        if was != wanted:
            with pytest.raises(HomeUnavailable):
                read(kept)
        fixed(home, kept)
        assert stat.S_IMODE(home.stat().st_mode) == wanted
        assert read(kept) == TOKEN


@pytest.mark.parametrize("what", ["index.json", "vault.json", "vault/lab.age"])
@pytest.mark.parametrize("mode", [0o1777, 0o2775])
def test_another_users_file_in_a_shared_folder_is_not_used(
    home: Path, kept: Credentials, monkeypatch: pytest.MonkeyPatch, what: str, mode: int
) -> None:
    home.chmod(mode)
    assert read(kept) == TOKEN
    if os.geteuid() == 0:
        os.chown(home / what, 4321, -1)
    else:
        theirs, real = (home / what).stat().st_ino, os.fstat

        def as_theirs(descriptor: int) -> os.stat_result:
            found = list(real(descriptor))
            found[stat.ST_UID] += 4321 * (found[stat.ST_INO] == theirs)
            return os.stat_result(found)

        monkeypatch.setattr(os, "fstat", as_theirs)
    for _ in range(2):
        with pytest.raises(HomeUnavailable, match="belongs to user") as caught:
            read(kept)
        fixed(home, kept)
        assert str(home / what) in caught.value.message
        assert "BS_WIZARD_HOME" in caught.value.hint


def test_what_root_owns_is_used_by_everybody(
    home: Path, kept: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an administrator sets it up; the vault's folder is one's own all the same."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to root")
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    assert Index(home).read().find("lab")
    with pytest.raises(BsWizardError):
        read(kept)


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_folder(file: Path) -> None:
    file.mkdir()


def a_device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def endless(file: Path) -> None:
    """A file with a hole, which takes no room on the disk."""
    file.touch(0o600)
    os.truncate(file, 1 << 40)


@pytest.mark.parametrize("what", ["index.json", "vault.json", "vault/lab.age", "../key.txt"])
@pytest.mark.parametrize(
    ("put", "said"),
    [
        (a_pipe, "is a pipe, not a file"),
        (a_folder, "is a folder, not a file"),
        (a_device, "is a device, not a file"),
        (endless, "is longer than"),
    ],
)
def test_what_is_no_file_of_that_length_is_refused_and_not_waited_for(
    home: Path, kept: Credentials, what: str, put: Callable[[Path], None], said: str
) -> None:
    (home / what).unlink()
    put(home / what)
    with pytest.raises(BsWizardError, match=said) as caught:
        read(kept)
    assert caught.value.exit_code == (8 if what == "index.json" else 7)
    assert caught.value.hint


@pytest.mark.parametrize("put", [a_pipe, a_folder, endless])
def test_what_is_no_index_is_kept_aside(
    home: Path, kept: Credentials, put: Callable[[Path], None]
) -> None:
    (home / "index.json").unlink()
    put(home / "index.json")
    assert Index(home).restore() == home / "index.json.damaged-1"
    kept.recover()
    assert read(kept) == TOKEN, "as the previous index has it"


def test_nothing_is_written_that_would_not_be_read(
    kept: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "LARGEST", 1200)
    with pytest.raises(HomeUnavailable, match="too long to be read again"):
        write(kept)
    assert read(kept) == TOKEN
