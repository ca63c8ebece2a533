"""Where the local files are."""

import re
from pathlib import Path

import pytest

from bs_wizard.errors import UsageError
from bs_wizard.store.files import folder
from bs_wizard.store.files.paths import (
    OUR_NAME,
    home,
    index_file,
    lock_file,
    previous_file,
    shown,
)


def test_the_environment_chooses_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/users/ada")
    monkeypatch.setenv("BS_WIZARD_HOME", "~/wizard")
    assert home() == Path("/users/ada/wizard")


def test_the_home_of_nobody_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BS_WIZARD_HOME", "~nosuchuser\x1b[2J/x")
    with pytest.raises(UsageError, match=r"BS_WIZARD_HOME is ~nosuchuser/x, and nobody") as caught:
        home()
    assert caught.value.hint


def test_a_path_is_shown_as_clean_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/users/ada")
    assert shown(Path("/users/ada/a\udcffb")) == "~/ab"
    assert shown(Path("/srv/x\x1b[2J")) == "/srv/x"


def test_what_a_kill_leaves_beside_the_index_is_known_as_ours(tmp_path: Path) -> None:
    for file in (index_file(tmp_path), previous_file(tmp_path), tmp_path / "vault.json"):
        assert re.fullmatch(OUR_NAME, folder._temporary(file).name), file


@pytest.mark.parametrize("chosen", [None, ""])
def test_else_it_is_the_platforms_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str | None
) -> None:
    if chosen is None:
        monkeypatch.delenv("BS_WIZARD_HOME")
    else:
        monkeypatch.setenv("BS_WIZARD_HOME", chosen)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home().name == "bs-wizard"
    assert not home().exists()


def test_the_lock_is_apart_from_the_index() -> None:
    assert index_file(Path("h")) == Path("h/index.json")
    assert lock_file(Path("h")) == Path("h/index.lock")
