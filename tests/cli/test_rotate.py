"""``rotate``: a new token in the place of the old one, which is kept until then."""

import httpx
import pytest

from bs_wizard.basespace.http import make_client
from bs_wizard.cli.commands import rotate as rotate_module
from bs_wizard.simulator import Settings
from tests.cli.conftest import Ended, Program, Terminal


def rotate(program: Program, *options: str) -> Ended:
    return program("rotate", "lab", "--json", *options)


def tokens(program: Program) -> dict[str, str]:
    """The tokens by name, each that of its record and good at BaseSpace."""
    found = {one.name: program.vault.held[one.name] for one in program.index.credentials}
    assert set(found.values()) <= program.sim.tokens
    return found


def valid(program: Program, token: str) -> bool:
    return token in program.sim._world.tokens


def test_the_old_token_is_revoked_when_the_new_one_is_saved(program: Program) -> None:
    program.login("lab", "--preset", "write-back", "--description", "nightly import")
    (before,), old = program.index.credentials, tokens(program)["lab"]
    program.clock.advance(86_400)
    done = rotate(program, "--revoke")
    assert (done.code, done.err) == (0, "")
    assert [one["event"] for one in done.events][-3:] == ["verified", "saved", "rotated"]
    assert (done.events[-1]["revoked"], done.events[-1]["kept_as"]) == (True, None)
    (after,) = program.index.credentials
    assert after.fingerprint != before.fingerprint
    assert after.created_at > before.created_at
    like = ("name", "description", "client_id", "scopes_requested", "store", "user")
    assert [getattr(after, each) for each in like] == [getattr(before, each) for each in like]
    assert not valid(program, old)
    assert valid(program, tokens(program)["lab"])
    assert not [key for key in program.vault.held if "old" in key or "pending" in key]


@pytest.mark.parametrize("options", [("--keep",), ()])
def test_the_old_token_is_kept_under_another_name(
    program: Program, options: tuple[str, ...]
) -> None:
    program.login("lab")
    old = tokens(program)["lab"]
    done = rotate(program, *options)
    assert done.events[-1]["kept_as"] == "lab-old"
    there = tokens(program)
    assert (there["lab-old"], program.index.default) == (old, "lab")
    assert there["lab"] != old
    assert valid(program, old)
    assert rotate(program, *options).events[-1]["kept_as"] == "lab-old-2"
    assert len(set(tokens(program).values())) == 3


@pytest.mark.parametrize(("typed", "is_valid"), [("yes\n", False), ("\n", True), ("", True)])
def test_a_person_is_asked_what_becomes_of_the_old_token(
    program: Program, typed: str, is_valid: bool
) -> None:
    program.login("lab")
    old = tokens(program)["lab"]
    done = program.with_source(Terminal(typed), "rotate", "lab", "--plain")
    assert done.code == 0, done.err
    assert "held before is kept as lab-old, and valid." in done.err
    assert "Revoke it now, for everyone who has it? (yes or no) [no]: " in done.err
    assert valid(program, old) is is_valid
    assert ("lab held before is revoked." in done.err) is not is_valid


def test_a_token_that_is_not_like_it_needs_a_nod(program: Program) -> None:
    program.login("lab", "--preset", "write-back")
    old = tokens(program)["lab"]
    program.sim.use("scope-reduced")
    done = rotate(program, "--revoke")
    assert (done.code, done.events[-1]["code"]) == (2, "token_differs")
    assert "It was not granted CREATE GLOBAL" in done.events[-1]["message"]
    assert "bs-wizard resume" in done.events[-1]["message"]
    assert tokens(program) == {"lab": old}
    assert valid(program, old)
    again = program("resume", "--json", "--force")
    assert again.code == 0
    assert tokens(program)["lab-old"] == old
    program("remove", "lab-old")
    assert rotate(program, "--revoke", "--force").events[-1]["revoked"] is True


@pytest.mark.parametrize("settings", [Settings(approve_after=60)])
def test_one_that_was_interrupted_keeps_the_old_token_too(program: Program) -> None:
    program.login("lab")
    old = tokens(program)["lab"]
    assert rotate(program, "--timeout", "5").code == 5
    assert tokens(program) == {"lab": old}
    done = program("resume", "--plain")
    assert done.code == 0, done.err
    assert "The token that lab held before is kept as lab-old, and valid." in done.err
    assert tokens(program)["lab-old"] == old


def test_a_denied_one_changes_nothing(program: Program) -> None:
    program.login("lab")
    before, held = program.index, dict(program.vault.held)
    program.sim.use("deny")
    assert rotate(program, "--revoke").code == 4
    assert (program.index, program.vault.held) == (before, held)


def test_the_old_token_stays_while_the_new_one_is_not_verified(program: Program) -> None:
    program.login("lab")
    old = tokens(program)["lab"]
    program.sim.use("bad-identity")
    done = program("rotate", "lab", "--plain", "--revoke")
    assert "could not be verified yet, so the old one is not revoked." in done.err
    assert valid(program, old)
    assert tokens(program)["lab-old"] == old


def test_what_cannot_be_revoked_is_kept_and_said(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut() -> httpx.AsyncClient:
        program.sim.stop()
        return make_client()

    program.login("lab")
    monkeypatch.setattr(rotate_module, "make_client", cut)
    done = program("rotate", "lab", "--plain", "--revoke")
    assert done.code == 6
    assert "kept as lab-old, and valid. To end it: bs-wizard remove lab-old --revoke" in done.err
    assert {one.name for one in program.index.credentials} == {"lab", "lab-old"}


def test_a_token_that_another_name_shares_is_not_revoked(program: Program) -> None:
    program.login("lab")
    at = ("--with-token", "--json", "--api-server", program.sim.api_server)
    program("login", "copy", *at, typed=tokens(program)["lab"])
    done = program("rotate", "lab", "--plain", "--revoke")
    assert "copy has the same token, so it is not revoked." in done.err
    assert valid(program, tokens(program)["copy"])


@pytest.mark.parametrize(
    ("prepare", "code", "said"),
    [
        (lambda program: None, 3, "There is no credential named “lab”"),
        (lambda program: (program.login("lab"), program.vault.delete("lab")), 7, "no token"),
    ],
)
def test_nothing_is_asked_for_what_cannot_be_rotated(
    program: Program, prepare: object, code: int, said: str
) -> None:
    assert callable(prepare)
    prepare(program)
    asked = len(program.sim.user_codes)
    done = rotate(program)
    assert (done.code, said in done.events[-1]["message"]) == (code, True)
    assert len(program.sim.user_codes) == asked
