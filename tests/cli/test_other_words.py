"""Words from other programs lead on."""

import pytest

from bs_wizard import __version__
from bs_wizard.cli.grammar.other_words import in_our_words
from bs_wizard.errors import UsageError
from tests.cli.conftest import Program


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ""),
        ("list --json", "list --json"),
        ("help", "--help"),
        ("help token", "token --help"),
        ("help vault create", "vault create --help"),
        ("version", "--version"),
        ("ls --json", "list --json"),
        ("status", "list"),
        ("whoami", "show"),
        ("auth login lab", "login lab"),
        ("auth token", "token"),
    ],
)
def test_a_word_that_is_known(typed: str, meant: str) -> None:
    assert list(in_our_words(typed.split())) == meant.split()


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("logout", "remove NAME"),
        ("auth logout", "remove NAME"),
        ("delete lab", "remove NAME"),
        ("refresh", "rotate NAME"),
        ("use lab", "default NAME"),
    ],
)
def test_what_would_change_something_is_only_named(typed: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        in_our_words(typed.split())
    assert caught.value.hint == f"You may mean: bs-wizard {named}"


def test_they_are_run(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    program.login("lab")
    assert program("ls").out == program("list").out
    assert program("whoami").out == program("show", "lab").out
    assert program("logout", "lab").code == 2
    assert "lab" in program.vault.held
    for words, said in (("version", __version__), ("help token", "print the token")):
        with pytest.raises(SystemExit) as left:
            program(*words.split())
        assert left.value.code == 0
        assert said in capsys.readouterr().out.casefold()
