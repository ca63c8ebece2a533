"""``export`` and its ``--undo``: what is said, where it is written, how it ends."""

import json
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from tests.cli.conftest import Program
from tests.cli.test_commands import keep
from tests.store.examples import SERVER


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, which is where the program begins too."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_says_that_it_is_plain_text_and_how_to_take_it_out(program: Program, home: Path) -> None:
    keep(program, "lab")
    file = home / ".basespace" / "lab.cfg"
    done = program("export", "lab", "--to", "bs")
    assert (done.code, done.out) == (0, "")
    assert file.read_text() == f"apiServer   = {SERVER}\naccessToken = token-of-lab\n"
    assert "~/.basespace/lab.cfg has the token of lab now, in plain text" in done.err
    assert done.err.endswith("Take it out again: bs-wizard export lab --to bs --undo\n")
    assert "token-of-lab" not in done.err
    assert "already, in plain text" in program("export", "lab", "--to", "bs").err
    program.vault.delete("lab")  # what is recorded is enough to know the token by
    assert "taken out of ~/.basespace" in program("export", "lab", "--to", "bs", "--undo").err
    assert not file.exists()
    assert "No token is in" in program("export", "lab", "--to", "bs", "--undo").err


def test_one_name_does_not_serve_both_and_a_second_does(program: Program, home: Path) -> None:
    keep(program, "lab")
    assert program("export", "lab", "--to", "bs").code == 0
    done = program("export", "lab", "--to", "basespacepy", "--force")
    assert done.code == 10
    option = done.err.splitlines()[-1].split(": ")[-1].split()
    assert option == ["--output", "~/.basespace/lab-2.cfg"]
    second = program("export", "lab", "--to", "basespacepy", *option)
    assert second.code == 0
    assert "the profile lab-2" in second.err
    assert second.err.endswith("--output '~/.basespace/lab-2.cfg' --undo\n")
    assert (home / ".basespace" / "lab-2.cfg").read_text().startswith("[DEFAULT]\n")


def test_another_account_is_overwritten_only_by_force(program: Program, home: Path) -> None:
    keep(program, "lab")
    keep(program, "other")
    output = ("--output", str(home / "default.cfg"))
    assert program("export", "lab", "--to", "bs", *output).code == 0
    refused = program("export", "other", "--to", "bs", *output)
    assert refused.code == 10
    assert "--force" in refused.err
    assert "token-of-lab" in (home / "default.cfg").read_text()
    assert program("export", "other", "--to", "bs", *output, "--undo").code == 10
    assert program("export", "other", "--to", "bs", *output, "--force").code == 0
    assert "token-of-other" in (home / "default.cfg").read_text()


def test_a_token_that_is_not_the_recorded_one_is_not_written(program: Program, home: Path) -> None:
    keep(program, "lab")
    program.vault.put("lab", Secret("another"))
    assert program("export", "lab", "--to", "bs").code == 7
    assert not (home / ".basespace").exists()
    assert program("export", "nobody", "--to", "bs").code == 3


@pytest.mark.parametrize("to", ["json", "kubernetes"])
def test_some_are_printed_and_written_only_where_it_is_said(
    to: str, program: Program, home: Path
) -> None:
    keep(program, "lab")
    done = program("export", "lab", "--to", to)
    assert done.code == 0
    assert "token-of-lab" in json.dumps(done.json)
    assert "in plain text" in done.err
    assert program("export", "lab", "--to", to, "--undo").code == 2
    assert [each for each in home.iterdir() if each.is_file()] == []
    assert program("export", "lab", "--to", to, "--output", "~/f.json").out == ""
    assert (home / "f.json").read_text() == done.out
    assert program("export", "lab", "--to", to, "--output", "~/f.json", "--undo").code == 0
    assert not (home / "f.json").exists()


def test_a_dotenv_file_is_where_one_is_and_any_shape_can_be_printed(
    program: Program, home: Path
) -> None:
    keep(program, "lab")
    assert program("export", "lab", "--to", "dotenv").code == 0
    lines = (home / ".env").read_text()
    assert lines == f"BASESPACE_API_SERVER={SERVER}\nBASESPACE_ACCESS_TOKEN=token-of-lab\n"
    assert program("export", "lab", "--to", "dotenv", "--output", "-").out == lines
