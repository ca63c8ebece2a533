"""The folder, its modes, what a crash left, the index and its journal."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.checks import home as home_check
from bs_wizard.doctor.checks import index as index_check
from bs_wizard.doctor.checks.home import STALE_SECONDS, FolderEntry, assess_folder, assess_modes
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.fixes import REPAIR
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from tests.doctor.reports import findings, the_finding
from tests.store.examples import a_credential, an_application
from tests.support.clocks import START

HOME = Path("/srv/bs-wizard")
FOLDER, FILE, LINK = 0o040000, 0o100000, 0o120000


def a_home(mode: int = 0o700, *others: FolderEntry, mine: bool = True) -> tuple[FolderEntry, ...]:
    return (FolderEntry(".", FOLDER | mode, mine), *others)


@pytest.mark.parametrize(
    ("found", "refused", "said", "fix"),
    [
        ((), 0, "not there yet", ""),
        ((), errno.EACCES, "and cannot be made: Permission denied", "Give yourself access there"),
        (a_home(), 0, "your own, mode 0700, 0 entries", ""),
        (a_home(0o500), errno.EACCES, "cannot be written: Permission", "chmod 700 /srv/bs-wizard"),
        (a_home(), errno.EACCES, "cannot be written: Permission", "Give yourself access there"),
        (a_home(), errno.EROFS, "cannot be written: Read-only", "Point BS_WIZARD_HOME at another"),
        (a_home(), errno.ENOSPC, "cannot be written: No space left", "Make room there"),
        (a_home(mine=False), 0, "belongs to another user", "sudo chown"),
        ((FolderEntry(".", FILE | 0o600, True),), errno.ENOTDIR, "is not a folder", "mv "),
    ],
)
def test_the_folder_is_judged(
    found: tuple[FolderEntry, ...], refused: int, said: str, fix: str
) -> None:
    refusal = OSError(refused, os.strerror(refused)) if refused else None
    finding = the_finding(assess_folder, HOME, found, refusal)
    assert said in finding.found
    assert finding.fix.startswith(fix)
    assert finding.level is (Level.ERROR if fix else Level.OK)
    assert not fix or finding.exit_code == 7


@pytest.mark.parametrize("made", [True, False])
def test_a_full_disk_is_found_by_writing_to_it(
    context: Callable[..., Context], home: Path, monkeypatch: pytest.MonkeyPatch, made: bool
) -> None:
    if made:
        home.mkdir(mode=0o700)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    (finding,) = findings(home_check.check, context())
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)
    assert "No space left" in finding.found
    assert home.exists() is made
    assert not [each for each in home.parent.rglob("*") if each.suffix == ".tmp"]


def test_a_home_below_a_file_cannot_be_made(
    context: Callable[..., Context], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (finding,) = findings(home_check.check, context(home=tmp_path / "file" / "a" / "b"))
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)
    assert "cannot be made: Not a directory" in finding.found


@pytest.mark.parametrize(
    ("found", "level", "said"),
    [
        (a_home(), Level.OK, "yours only"),
        (a_home(0o755), Level.WARNING, ". (0755)"),
        (
            a_home(0o700, FolderEntry("index.json", FILE | 0o644, True)),
            Level.WARNING,
            "json (0644)",
        ),
        (a_home(0o700, FolderEntry("vault", FOLDER | 0o750, True)), Level.WARNING, "vault (0750)"),
        (
            a_home(0o700, FolderEntry("index.json", FILE | 0o600, False)),
            Level.WARNING,
            "not your own",
        ),
        (a_home(0o700, FolderEntry("elsewhere", LINK | 0o777, True)), Level.OK, "yours only"),
        (a_home(0o1777), Level.OK, "for other things too"),
        ((FolderEntry(".", FOLDER | 0o2775, True, True),), Level.OK, "for other things too"),
    ],
)
def test_modes_are_judged(found: tuple[FolderEntry, ...], level: Level, said: str) -> None:
    finding = the_finding(assess_modes, HOME, found)
    assert (finding.level, said in finding.found) == (level, True)


def test_only_some_of_many_are_named() -> None:
    many = [FolderEntry(f"file-{each}", FILE | 0o644, True) for each in range(9)]
    assert "and 5 more" in the_finding(assess_modes, HOME, a_home(0o700, *many)).found


def test_where_there_are_no_modes_none_are_judged() -> None:
    assert the_finding(assess_modes, HOME, a_home(0o777), has_modes=False).level is Level.SKIPPED


def by_check(findings: list[Finding]) -> dict[str, Finding]:
    return {each.check: each for each in findings}


def test_a_real_folder_is_looked_at(context: Callable[..., Context], home: Path) -> None:
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    old, young = home / ".index-old.tmp", home / ".index-young.tmp"
    for each, age in ((old, STALE_SECONDS + 1), (young, 0)):
        each.touch(0o600)
        os.utime(each, (START - age, START - age))
    found = by_check(findings(home_check.check, context()))
    assert found["some"].level is Level.OK
    assert (found["modes"].level, found["modes"].fix) == (Level.WARNING, REPAIR)
    assert found["leftovers"].found == "left: .index-old.tmp"


def test_a_folder_with_other_things_in_it_is_left_as_it_is(
    context: Callable[..., Context], home: Path
) -> None:
    home.mkdir()
    (home / "results.csv").touch()
    home.chmod(0o755)
    assert by_check(findings(home_check.check, context()))["modes"].level is Level.OK


def test_a_home_below_another_users_folder_is_not_to_be_made(
    context: Callable[..., Context], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    if os.geteuid() == 0:
        os.chown(theirs, 4321, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: theirs.stat().st_uid + 4321)
    (finding,) = findings(home_check.check, context(home=theirs / "a" / "b"))
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)
    assert "belongs to user" in finding.found
    assert "without sudo" in finding.fix


def test_no_folder_is_no_trouble(context: Callable[..., Context]) -> None:
    (finding,) = findings(home_check.check, context())
    assert finding.level is Level.OK


def test_a_folder_that_cannot_be_entered_is_said(
    context: Callable[..., Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(home: Path) -> tuple[FolderEntry, ...]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(home_check, "entries", refuse)
    (finding,) = findings(home_check.check, context())
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)
    assert "Permission denied" in finding.found


def test_an_index_in_order_is_counted(context: Callable[..., Context], home: Path) -> None:
    contents = Contents(credentials=(a_credential(),), applications=(an_application(),) * 2)
    Index(home).change(lambda was: contents.with_default("lab"))
    index, journal = findings(index_check.check, context())
    assert index.found == "version 1, 1 credential, 2 applications; the default is lab"
    assert (index.level, journal.level) == (Level.OK, Level.OK)


@pytest.mark.parametrize(
    ("written", "code", "said", "fix"),
    [
        ("{", 8, "is damaged", REPAIR),
        ('{"version": 99}', 8, "of version 99", "pip install --upgrade bs-wizard"),
    ],
)
def test_an_index_that_cannot_be_used_is_an_error(
    context: Callable[..., Context], home: Path, written: str, code: int, said: str, fix: str
) -> None:
    home.mkdir()
    (home / "index.json").write_text(written)
    (finding,) = findings(index_check.check, context())
    assert (finding.level, finding.exit_code, finding.fix) == (Level.ERROR, code, fix)
    assert said in finding.found


def test_an_index_below_a_file_is_not_mended_by_rights(
    context: Callable[..., Context], home: Path
) -> None:
    home.touch()
    (finding,) = findings(index_check.check, context())
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)
    assert "point BS_WIZARD_HOME at another folder" in finding.fix


def test_an_interrupted_change_is_said(context: Callable[..., Context], home: Path) -> None:
    home.mkdir()
    entry = {"store": "keyring", "backend": "x", "key": "lab", "before": None, "after": "0" * 12}
    record = a_credential().to_json(False)
    change = {"change": "save", "name": "lab", "record": record, "entries": [entry]}
    index = {"version": 1, "default": None, "credentials": [], "journal": [change]}
    (home / "index.json").write_text(json.dumps(index))
    _, journal = findings(index_check.check, context())
    assert (journal.level, journal.fix) == (Level.WARNING, REPAIR)
    assert "Saving lab" in journal.found
