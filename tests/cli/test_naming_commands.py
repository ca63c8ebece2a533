"""``rename`` and ``describe``."""

import json

import pytest

from tests.cli.conftest import Program
from tests.cli.test_commands import keep


def test_rename(program: Program) -> None:
    keep(program, "lab")
    keep(program, "mine")
    done = program("rename", "MINE", "other")
    assert (done.code, done.out, done.err) == (0, "", "mine is called other now.\n")
    assert program("token", "other").out == "token-of-mine\n"
    assert program("show", "mine").code == 3
    assert set(program.vault.held) == {"lab", "other"}


def test_the_default_renamed_is_still_the_default(program: Program) -> None:
    keep(program, "lab")
    keep(program, "mine")
    done = program("rename", "lab", "core")
    assert done.err == "lab is called core now, and is still the default.\n"
    assert program("token").out == "token-of-lab\n"


def test_a_new_case_is_a_new_name(program: Program) -> None:
    keep(program, "lab")
    assert program("rename", "lab", "Lab").err.startswith("lab is called Lab now")
    assert program("rename", "lab", "Lab").err == "Lab has that name already.\n"
    assert [one.name for one in program.index.credentials] == ["Lab"]


def test_a_variable_that_names_the_old_one_is_said(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(program, "lab")
    keep(program, "mine")
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "Lab")
    assert "BS_WIZARD_CREDENTIAL" not in program("rename", "lab", "LAB").err
    assert "BS_WIZARD_CREDENTIAL" not in program("rename", "mine", "other").err
    said = program("rename", "lab", "core").err.splitlines()[1]
    assert said == (
        "BS_WIZARD_CREDENTIAL still says LAB, which is no credential now: set it to core."
    )


@pytest.mark.parametrize("name", ["two words", "a/b", "ä", "x" * 65, "a\x1b[2Jb:c"])
def test_what_cannot_be_a_name(name: str, program: Program) -> None:
    keep(program, "lab")
    done = program("rename", "lab", name)
    assert (done.code, done.out) == (2, "")
    assert "cannot name a credential" in done.err
    assert "\x1b" not in done.err
    assert program("token", "lab").code == 0


def test_a_name_that_another_has(program: Program) -> None:
    keep(program, "lab")
    keep(program, "mine")
    done = program("rename", "lab", "MINE")
    assert (done.code, done.out) == (10, "")
    assert "There is a credential named mine already." in done.err
    assert "--force" not in done.err, "rename has no such option"
    assert set(program.vault.held) == {"lab", "mine"}


def test_describe(program: Program) -> None:
    keep(program, "lab")
    done = program("describe", "LAB", "nightly import")
    assert (done.code, done.out, done.err) == (0, "", "lab: nightly import\n")
    assert json.loads(program("show", "lab", "--json").out)["description"] == "nightly import"


def test_describe_without_quotes(program: Program) -> None:
    keep(program, "lab")
    assert program("describe", "lab", "nightly", "import").err == "lab: nightly import\n"


def test_a_description_is_one_visible_line(program: Program) -> None:
    keep(program, "lab")
    done = program("describe", "lab", "\x1b]0;x\x07for\nthe‮ lab \x9b31m実験")
    assert done.err == "lab: for the lab 実験\n"
    assert program.index.credentials[0].description == "for the lab 実験"


@pytest.mark.parametrize("text", [(), ("",), (" ", "\t"), ("\x1b[2J​",)])
def test_an_empty_text_wipes_nothing_out(text: tuple[str, ...], program: Program) -> None:
    keep(program, "lab", description="for the lab")
    done = program("describe", "lab", *text)
    assert (done.code, done.out) == (2, "")
    assert "--clear" in done.err
    assert program.index.credentials[0].description == "for the lab"


def test_a_description_is_cleared_when_that_is_said(program: Program) -> None:
    keep(program, "lab", description="for the lab")
    assert program("describe", "lab", "x", "--clear").code == 2
    assert program("describe", "lab", "--clear").err == "lab has no description now.\n"
    assert program.index.credentials[0].description == ""


def test_what_would_be_cut_is_refused(program: Program) -> None:
    keep(program, "lab", description="before")
    assert program("describe", "lab", "x" * 500).code == 0
    done = program("describe", "lab", "é" * 501)
    assert (done.code, done.out) == (2, "")
    assert "501 characters; 500 can be kept" in done.err
    assert program.index.credentials[0].description == "x" * 500
