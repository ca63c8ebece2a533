"""Commands on a machine whose keyring does not hold what another machine put on record."""

from io import StringIO

import pytest

from bs_wizard.cli import stores
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.secret import Secret
from tests.cli.conftest import Program, Terminal


@pytest.fixture
def login2(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The second machine: ``lab`` is on record, stored from the first, and not in its keyring."""
    monkeypatch.setattr(stores, "_host", lambda: "login1")
    assert program.login("lab").code == 0
    monkeypatch.setattr(stores, "_host", lambda: "login2")
    program.vault.delete("lab")
    return program


def test_list_and_show_say_where_it_was_stored(login2: Program) -> None:
    heads, row = login2("list").out.splitlines()
    assert row[heads.index("STORED FROM") :].startswith("login1")
    assert "Stored from:  login1\n" in login2("show").out
    assert login2("show", "--json").json["host"] == "login1"


def test_token_hands_out_another_only_as_stored(login2: Program) -> None:
    login2.vault.put("lab", Secret("token-of-login2"))
    done = login2("token", "lab")
    assert (done.code, done.out) == (7, "")
    assert "another token for lab than the recorded one, which was stored from login1." in done.err
    assert "bs-wizard token lab --as-stored" in done.err
    done = login2("token", "lab", "--as-stored")
    assert (done.code, done.out, done.err) == (0, "token-of-login2\n", "")


def test_verify_does_not_record_another(login2: Program) -> None:
    login2.vault.put("lab", Secret(login2.sim.owner_token))
    before = login2.index
    assert login2("verify", "lab").code == 7
    assert login2.index == before


@pytest.mark.parametrize(
    ("typed", "argv", "code", "last"),
    [
        (None, (), 7, "Remove the record all the same: bs-wizard remove lab --yes"),
        (None, ("--yes",), 0, "The record of lab was removed; its token is still valid"),
        ("yes\nno\n", (), 130, "lab was not removed."),
        ("yes\nyes\n", (), 0, "The record of lab was removed; its token is still valid"),
        (None, ("--revoke", "--yes"), 7, "On login1: bs-wizard remove lab --revoke. Here, for"),
    ],
)
def test_remove_of_what_is_not_here_says_so_and_asks(
    login2: Program, typed: str | None, argv: tuple[str, ...], code: int, last: str
) -> None:
    person = typed is not None
    source, err = (Terminal(typed), Terminal()) if person else (StringIO(), StringIO())
    assert main(("remove", "lab", *argv), Streams(source, StringIO(), err)) == code
    said = " ".join(err.getvalue().split())
    assert "holds no token for lab: it was stored from login1." in said
    assert last in said.rpartition("stored from login1.")[2]
    assert (login2.index.credentials == ()) is (code == 0)
    assert login2.sim.tokens, "nothing was revoked"


def test_a_login_that_overwrites_what_it_cannot_reach_says_so_before(login2: Program) -> None:
    events = login2.login("lab", "--force").events
    kinds = [each["event"] for each in events]
    (differs,) = events[kinds.index("verified")]["differs"]
    assert "was stored from login1 and cannot be reached from here: it stays valid" in differs
    assert differs.endswith("first on login1: bs-wizard remove lab --revoke")
    assert kinds[-1] == "saved"
    again = login2.login("lab", "--force").events
    assert not [each for each in again if "differs" in each], "it is here now"


def test_move_to_where_it_is_says_so(login2: Program) -> None:
    assert login2("move", "lab", "--to", "keyring").err == "lab is in the keyring already.\n"
