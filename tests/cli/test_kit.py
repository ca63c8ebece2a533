"""``kit export`` here, and ``login --kit`` on the next machine."""

from pathlib import Path

import pytest

from bs_wizard.cli import given_kit
from bs_wizard.handover import kit
from bs_wizard.handover.kit import Kit
from tests.cli.conftest import Program, Terminal


def exported(program: Program, folder: Path, *options: str) -> str:
    """A kit of a credential that is removed again; its file."""
    program.login("lab", "--preset", "look", "--description", "für das Labor")
    done = program("kit", "export", *options)
    assert done.code == 0
    assert "No secret" in done.err
    file = folder / "core.toml"
    file.write_text(done.out, encoding="utf-8")
    program("remove", "lab", "--yes")
    return str(file)


def test_only_the_secret_and_the_approval_are_left_to_do(program: Program, tmp_path: Path) -> None:
    file = exported(program, tmp_path, "--store", "keyring")
    secret, options = program.sim.client_secret, ("--kit", file, "--client-secret-file", "-")
    done = program("login", "--json", *options, typed=secret)
    assert (done.code, done.events[-1]["name"]) == (0, "lab")
    (saved,) = program.index.credentials
    assert saved.description == "für das Labor"
    assert saved.scopes_requested == ("BROWSE GLOBAL",)
    assert program.opened[-1][0] == "keyring"
    other = program("login", "core", "--json", "--scopes", "", *options, typed=secret)
    assert (other.code, program.index.credentials[1].scopes_requested) == (0, ()), "said here"
    again = program("login", "--json", "--if-missing", *options, typed=secret)
    assert again.events[-1]["changed"] is False
    refused = program("login", "--json", "--store", "vault", *options, typed=secret)
    assert (refused.code, "or nowhere" in refused.out) == (2, True)
    missing = program("login", "--json", "--kit", str(tmp_path / "none"))
    assert (missing.code, missing.events[-1]["code"]) == (2, "usage")
    assert program("kit", "export", "none").code == 3


def test_one_from_an_address_is_shown_and_agreed_to(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{program.sim.api_server}/core.toml"
    found = Kit(program.sim.api_server, program.sim.client_id, ("READ GLOBAL",), "lab", "for all")

    async def fetched(where: str) -> Kit:
        assert where == address
        return kit.read(kit.written(found).encode())

    gone = program.with_source(Terminal(""), "login", "--plain", "--kit", address)
    assert (gone.code, "gives no kit" in gone.err) == (6, True)
    monkeypatch.setattr(given_kit, "_fetched", fetched)
    for typed in ("\n", "no\n", "back\n"):
        left = program.with_source(Terminal(typed), "login", "--plain", "--kit", address)
        assert (left.code, "The kit was not used." in left.err) == (130, True)
        assert f'api_server = "{program.sim.api_server}"' in left.err
    for argv, source in (
        (("--json", "--kit", address), Terminal("yes\n")),
        (("--with-token", "--kit", address), Terminal("yes\n")),
        (("--plain", "--kit", "http://example.org/core.toml"), Terminal("yes\n")),
        (("--plain", "--kit", "https://example.org:99999/core.toml"), Terminal("yes\n")),
        (("--plain", "--kit", "https://[::1/core.toml"), Terminal("yes\n")),
    ):
        refused = program.with_source(source, "login", *argv)
        said = refused.out + refused.err
        assert (refused.code, "Fetch it" in said or "no web" in said) == (2, True)
    assert program.index.credentials == ()
