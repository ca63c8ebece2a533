"""``can``: what a credential may do, from the scopes that BaseSpace granted."""

import pytest

from bs_wizard.basespace.actions import ACTIONS, needed
from bs_wizard.basespace.scopes import PRESETS
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from tests.cli.conftest import Program
from tests.store.examples import a_credential


@pytest.mark.parametrize(
    ("granted", "action", "code", "said"),
    [
        ("READ GLOBAL", "download", 0, "lab can download: READ GLOBAL was granted."),
        ("read global", "look", 0, "lab can look: READ GLOBAL was granted."),
        ("READ GLOBAL", "list", 0, "lab can list: READ GLOBAL was granted."),
        ("WRITE GLOBAL", "Read Project 123", 0, "WRITE GLOBAL was granted."),
        ("WRITE GLOBAL", "write-back", 0, "WRITE GLOBAL was granted."),
        ("READ GLOBAL", "download run 7", 0, "READ GLOBAL was granted."),
        ("MOVETOTRASH GLOBAL", "trash", 0, "MOVETOTRASH GLOBAL was granted."),
        ("SOMETHINGNEW GALAXIES", "somethingnew galaxies", 0, "GALAXIES was granted."),
        ("BROWSE GLOBAL", "download", 1, "lab cannot download: READ GLOBAL was not granted."),
        ("CREATE GLOBAL", "browse", 1, "BROWSE GLOBAL was not granted."),
        ("CREATE GLOBAL", "read project 123", 1, "READ PROJECT 123 was not granted."),
        ("READ PROJECT 123", "read project 12", 1, "READ PROJECT 12 was not granted."),
        ("READ PROJECT 123", "browse", 1, "not granted. But READ PROJECT 123 was."),
        ("WRITE RUN 5", "download", 1, "not granted. But WRITE RUN 5 was."),
        ("CREATE PROJECTS", "create", 1, "lab cannot create: CREATE GLOBAL was not granted."),
        ("READ GLOBAL,CREATE GLOBAL", "upload", 1, "CREATE PROJECTS, CREATE RUNS were not"),
        ("READ GLOBAL", "launch", 1, "START APPLICATIONS were not granted."),
        ("", "look", 1, "BROWSE GLOBAL was not granted."),
        (None, "look", 6, "What lab may do is not known: BaseSpace has not told."),
    ],
)
def test_it_answers_by_exit_code_and_sentence(
    program: Program, granted: str | None, action: str, code: int, said: str
) -> None:
    scopes = None if granted is None else tuple(filter(None, granted.upper().split(",")))
    stored = Credentials(Index(paths.home()), lambda store, backend: program.vault)
    stored.save(a_credential(name="lab", scopes_granted=scopes), Secret("canary"))
    done = program("can", "lab", *action.split())
    assert done.code == code
    assert done.out.strip().endswith(said) or said in done.out
    assert not program.opened
    told = program("can", "lab", action, "--json")
    assert told.code == code
    assert told.json["can"] is {0: True, 1: False, 6: None}[code]
    assert bool(told.json["missing"]) == (code == 1)
    if code == 1:
        assert 'bs-wizard login lab --force --scopes "' in done.err


def test_it_must_exist(program: Program) -> None:
    done = program("can", "lab", "download")
    assert (done.code, done.out) == (3, "")
    assert "There is no credential named “lab”." in done.err


@pytest.mark.parametrize(
    "text", ["", "fly", "fly moon", "read moon", "download 123", "read project x", "read\x1b[31m"]
)
def test_what_no_scope_allows_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="nothing that a scope allows") as caught:
        needed(text)
    assert "\x1b" not in str(caught.value)
    assert "write-back" in caught.value.hint


@pytest.mark.parametrize("action", ACTIONS)
def test_each_example_can_be_asked(action: str) -> None:
    assert needed(action)


def test_a_presets_name_means_its_scopes() -> None:
    assert [needed(each.name.upper()) for each in PRESETS] == [each.scopes for each in PRESETS]
