"""Records without a secret, secrets without a record; and no secret in what is said of them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.checks.orphans import StoreContents, assess, check
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import paths as vault_paths
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.system_keyring.backends import LIBSECRET, SECRET_SERVICE
from bs_wizard.store.vaults import app_key
from tests.doctor.reports import findings
from tests.store.examples import a_credential, an_application
from tests.store.fake_rings import FakeRing

FAKE = "tests.store.fake_rings.FakeRing"
CLIENT = "0123456789abcdef"
APP = app_key(CLIENT, "api.basespace.illumina.com")


def shelf(recorded: set[str], present: set[str] | None, **parts: object) -> StoreContents:
    there = None if present is None else frozenset(present)
    return StoreContents("Fake", frozenset(recorded), there, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("recorded", "present", "said"),
    [
        ({"lab"}, {"lab"}, [("ok", "all 1 recorded are there", "")]),
        (
            {"lab"},
            set(),
            [("error", "recorded, but not there: lab", "bs-wizard login lab --force")],
        ),
        (
            {APP},
            set(),
            [("error", "recorded, but not there: the client secret of 0123…", "bs-wizard login")],
        ),
        (set(), {"old"}, [("warning", "in no record: old", "bs-wizard doctor --repair")]),
        (set(), {"pending:1"}, [("warning", "no record: pending:1", "bs-wizard doctor --repair")]),
        ({"pending:1"}, {"pending:1"}, [("ok", "all 1 recorded", "")]),
        (
            {"pending:1"},
            set(),
            [("warning", "secrets are not there: pending:1", "bs-wizard doctor --repair")],
        ),
        (set(), {"a b"}, [("warning", "in no record: a b", "keyring del bs-wizard 'a b'")]),
        (set(), {"probe:1", "old:lab"}, [("ok", "all 0 recorded", "")]),
        (
            {"lab", "run"},
            {"run", "old"},
            [
                ("error", "lab", "bs-wizard login lab --force"),
                ("warning", "old", "bs-wizard doctor"),
            ],
        ),
        ({"lab"}, None, [("skipped", "could not be asked", "")]),
    ],
)
def test_both_sides_are_compared(
    recorded: set[str], present: set[str] | None, said: list[tuple[str, str, str]]
) -> None:
    found = findings(assess, shelf(recorded, present))
    assert [each.level.value for each in found] == [level for level, _, _ in said]
    for finding, (_, saw, fix) in zip(found, said, strict=True):
        assert saw in finding.found
        assert finding.fix.startswith(fix)
        assert CLIENT not in finding.found


def test_what_an_interrupted_change_touches_is_no_orphan() -> None:
    (finding,) = findings(assess, shelf({"lab"}, {"Old"}), changing=frozenset({"lab", "old"}))
    assert finding.level is Level.OK


def test_a_store_that_cannot_be_listed_says_so() -> None:
    (finding,) = findings(assess, shelf({"lab"}, {"lab"}, is_listed=False))
    assert "cannot be listed" in finding.found


def test_files_of_the_vault_are_compared(context: Callable[..., Context], home: Path) -> None:
    folder = vault_paths.vault_folder(home)
    folder.mkdir(parents=True)
    long = "x" * 200
    for key in ("lab", long, "stray"):
        (folder / vault_paths.file_name(key)).touch()
    kept = [a_credential(name=name, store="vault", backend="age") for name in ("lab", "gone", long)]
    gone, extra = findings(check, context(contents=Contents(credentials=tuple(kept))))
    assert gone.found == "recorded, but not there: gone"
    assert extra.found == "there, but in no record: stray"
    assert extra.fix == "bs-wizard doctor --repair"


def test_a_file_that_tells_no_key_is_named_as_it_is(
    context: Callable[..., Context], home: Path
) -> None:
    folder = vault_paths.vault_folder(home)
    folder.mkdir(parents=True)
    hashed = vault_paths.file_name("x" * 200)
    (folder / hashed).touch()
    (finding,) = findings(check, context())
    assert finding.found == f"there, but in no record: {hashed}"
    assert finding.fix == f"rm ~/home/vault/{hashed}"


def test_while_the_index_cannot_be_read_nothing_is_an_orphan(
    context: Callable[..., Context], home: Path
) -> None:
    folder = vault_paths.vault_folder(home)
    folder.mkdir(parents=True)
    (folder / "lab.age").touch()
    (finding,) = findings(check, context(is_index_read=False))
    assert (finding.level, finding.fix) == (Level.SKIPPED, "")


@pytest.mark.skipif(os.name == "nt", reason="links are POSIX's")
def test_a_vault_elsewhere_is_not_looked_into(
    context: Callable[..., Context], home: Path, tmp_path: Path
) -> None:
    home.mkdir()
    vault_paths.vault_folder(home).symlink_to(tmp_path)
    (finding,) = findings(check, context())
    assert finding.level is Level.SKIPPED
    assert "a link to another place" in finding.found


def test_a_keyring_that_cannot_be_listed_is_asked_entry_by_entry(
    context: Callable[..., Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", FAKE)
    monkeypatch.setattr(FakeRing, "get_password", lambda self, service, name: _kept(name))
    kept = [a_credential(name=name, store="keyring", backend=FAKE) for name in ("lab", "gone")]
    (finding,) = findings(check, context(contents=Contents(credentials=tuple(kept))))
    assert finding.found == "recorded, but not there: gone"
    assert "canary" not in repr(finding)


def _kept(name: str) -> str | None:
    return Secret("canary").reveal() if name == "lab" else None


@pytest.mark.parametrize("backend", [SECRET_SERVICE, LIBSECRET])
def test_without_a_bus_the_keyring_is_skipped(
    context: Callable[..., Context], backend: str
) -> None:
    kept = a_credential(store="keyring", backend=backend)
    app = an_application(store="keyring", backend=backend)
    found = findings(check, context(contents=Contents(credentials=(kept,), applications=(app,))))
    assert [each.level for each in found] == [Level.SKIPPED]


def test_with_nothing_stored_there_is_nothing_to_compare(context: Callable[..., Context]) -> None:
    (finding,) = findings(check, context())
    assert (finding.level, finding.found) == (Level.OK, "nothing is stored")
