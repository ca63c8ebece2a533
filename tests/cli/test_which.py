"""``which``: which credential would be used, and why."""

import pytest

from bs_wizard.secret import Secret
from tests.cli.conftest import Program

SERVER = "https://api.basespace.illumina.com"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASESPACE_ACCESS_TOKEN", "BASESPACE_API_SERVER", "BS_WIZARD_CREDENTIAL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stored(program: Program, owner_token: Secret) -> Program:
    """``lab``, the default, of the owner's token, and ``other``."""
    at = ("--with-token", "--api-server", program.sim.api_server, "--json")
    for name in ("lab", "other"):
        assert program("login", name, *at, typed=owner_token.reveal()).code == 0
    program.opened.clear()
    return program


@pytest.mark.parametrize(
    ("argv", "environment", "name", "by", "said"),
    [
        ((), {}, "lab", "default", "lab: it is the default."),
        (("other",), {}, "other", "argument", "other: you name it."),
        (
            (),
            {"BS_WIZARD_CREDENTIAL": "OTHER"},
            "other",
            "variable",
            "other: BS_WIZARD_CREDENTIAL names it.",
        ),
        (
            ("lab",),
            {"BS_WIZARD_CREDENTIAL": "other", "BASESPACE_ACCESS_TOKEN": "x"},
            "lab",
            "argument",
            "lab: you name it.",
        ),
        (
            (),
            {"BASESPACE_ACCESS_TOKEN": "x", "BASESPACE_API_SERVER": f"{SERVER}/"},
            None,
            "environment",
            f"The token in BASESPACE_ACCESS_TOKEN for {SERVER}: it comes before a stored one.",
        ),
    ],
)
def test_it_says_which_and_why(
    stored: Program,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
    environment: dict[str, str],
    name: str | None,
    by: str,
    said: str,
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert stored("which", *argv).out.splitlines()[0] == said
    told = stored("which", *argv, "--json").json
    assert (told["name"], told["chosen_by"]) == (name, by)
    assert not stored.opened, "no vault is opened"


def test_a_token_in_the_environment_hides_the_stored_ones(
    stored: Program, monkeypatch: pytest.MonkeyPatch, owner_token: Secret
) -> None:
    monkeypatch.setenv("BASESPACE_ACCESS_TOKEN", owner_token.reveal())
    monkeypatch.setenv("BASESPACE_API_SERVER", "https://me:hunter2@ex ample")
    done = stored("which")
    assert "It is the token of lab.\nWithout it lab: it is the default." in done.out
    told = stored("which", "--json").json
    assert (told["name"], told["api_server"]) == ("lab", None)
    assert told["otherwise"]["name"] == "lab"
    assert "passed over where a NAME is given" in stored("which", "lab").err
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "gone")
    assert "Without it none: There is no credential named “gone”." in stored("which").err
    assert stored("which", "--json").json["otherwise"] is None


def test_there_may_be_none(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    done = program("which")
    assert (done.code, done.out) == (3, "")
    assert "bs-wizard login" in done.err
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "lab")
    assert program("which").code == 3
