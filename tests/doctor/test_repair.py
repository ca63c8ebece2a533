"""What --repair fixes, and what it leaves alone."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.checks.home import STALE_SECONDS, entries
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.repair import repair
from bs_wizard.errors import IndexDamaged
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.memory_vault import MemoryVault
from tests.doctor.reports import findings
from tests.store.examples import a_credential
from tests.support.clocks import START


def nobody(question: str) -> bool | None:
    return None


def never(question: str) -> bool | None:
    raise AssertionError(f"asked: {question}")


def fix(
    home: Path, agree: Callable[[str], bool | None] = never, vault: MemoryVault | None = None
) -> list[Finding]:
    index = Index(home)
    kept = vault or MemoryVault()
    credentials = Credentials(index, lambda store, backend: kept)
    return findings(repair, index, credentials, agree, START)


def test_without_a_home_nothing_is_made(home: Path) -> None:
    (finding,) = fix(home)
    assert finding.found == "there is nothing yet"
    assert not home.exists()


def test_what_is_in_order_is_left_alone(home: Path) -> None:
    Index(home).change(lambda was: was.with_credential(a_credential()))
    before = (home / "index.json").read_bytes()
    assert fix(home) == []
    assert (home / "index.json").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="no such modes there")
def test_modes_are_tightened_and_links_are_not_followed(home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.touch()
    (home / "vault").mkdir(parents=True)
    (home / "vault" / "lab.age").touch()
    (home / "vault" / "link").symlink_to(outside)
    for each, mode in ((home, 0o755), (home / "vault", 0o777), (home / "vault/lab.age", 0o644)):
        each.chmod(mode)
    outside.chmod(0o644)
    said = [each.found for each in fix(home)]
    assert said == [
        ". was 0755, is 0700 now",
        "vault was 0777, is 0700 now",
        "vault/lab.age was 0644, is 0600 now",
    ]
    assert not any(each.is_loose for each in entries(home))
    assert outside.stat().st_mode & 0o777 == 0o644


def test_only_old_unfinished_files_are_removed(home: Path) -> None:
    home.mkdir(0o700)
    old, young = home / ".index-old.tmp", home / ".index-young.tmp"
    for each, age in ((old, STALE_SECONDS + 1), (young, STALE_SECONDS - 1)):
        each.touch(0o600)
        os.utime(each, (START - age, START - age))
    assert [each.found for each in fix(home)] == [".index-old.tmp"]
    assert (old.exists(), young.exists()) == (False, True)


def damaged(home: Path) -> Path:
    home.mkdir(0o700)
    file = home / "index.json"
    file.write_text("{ damaged")
    file.chmod(0o600)
    return file


@pytest.mark.parametrize(
    ("answer", "said"), [(None, "nobody was there to agree"), (False, "not agreed to")]
)
def test_a_damaged_index_stays_without_a_yes(home: Path, answer: bool | None, said: str) -> None:
    file = damaged(home)
    (finding,) = fix(home, lambda question: answer)
    assert said in finding.found
    assert (finding.level, finding.fix) == (Level.ERROR, "bs-wizard doctor --repair --yes")
    assert finding.exit_code == IndexDamaged.exit_code
    assert file.read_text() == "{ damaged"


def test_a_damaged_index_is_set_aside_and_kept_after_a_yes(home: Path) -> None:
    damaged(home)
    asked: list[str] = []

    def agree(question: str) -> bool:
        asked.append(question)
        return True

    done = fix(home, agree)
    assert "is damaged" in asked[0]
    assert "restored from the previous one: 0" in done[0].found
    assert done[0].level is Level.OK
    assert Index(home).read().credentials == ()
    kept = [each for each in home.iterdir() if each.name.startswith("index.json.")]
    assert [each.read_text() for each in kept] == ["{ damaged"]


def test_a_damaged_index_is_what_it_was_before(home: Path) -> None:
    for description in ("first", "second"):
        with Index(home).locked() as locked:
            record = a_credential(description=description)
            locked.write(locked.contents.with_credential(record))
    file = home / "index.json"
    file.write_text(file.read_text().rstrip().removesuffix("}"))
    (finding,) = fix(home, lambda question: True)
    assert "restored from the previous one: 1" in finding.found
    assert [each.name for each in Index(home).read().credentials] == ["lab"]


def test_an_index_of_a_later_program_is_never_touched(home: Path) -> None:
    file = damaged(home)
    file.write_text('{"version": 99}')
    assert fix(home) == []
    assert file.read_text() == '{"version": 99}'


def test_what_was_cut_off_is_settled(home: Path) -> None:
    home.mkdir(0o700)
    vault = MemoryVault()
    vault.put("lab", Secret("canary"))
    entry = {
        "store": "memory",
        "backend": "memory",
        "key": "lab",
        "before": Secret("canary").fingerprint,
        "after": None,
    }
    change = {"change": "remove", "name": "lab", "record": None, "entries": [entry]}
    index = {
        "version": 1,
        "default": None,
        "credentials": [],
        "journal": [change | {"committed": True}],
    }
    (home / "index.json").write_text(json.dumps(index))
    (home / "index.json").chmod(0o600)
    (finding,) = fix(home, vault=vault)
    assert "Removing lab was interrupted" in finding.found
    assert Index(home).read().journal == ()
    assert vault.get("lab") is None
    assert "canary" not in repr(finding)


def test_what_fails_is_a_finding(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(0o755)
    home.chmod(0o755)

    def refuse(self: Path, mode: int, **rest: object) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "chmod", refuse)
    (finding,) = fix(home)
    assert finding.level is Level.ERROR
    assert "Operation not permitted" in finding.found
