"""``login`` from end to end, with nobody at the terminal."""

import getpass
import os
from collections.abc import Coroutine
from io import StringIO
from pathlib import Path

import pytest

from bs_wizard.cli import session
from bs_wizard.errors import BsWizardError
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings
from tests.cli.conftest import Ended, Program, Terminal


def test_json(program: Program) -> None:
    done = program.login("lab", "--description", "for the lab")
    assert (done.code, done.err) == (0, "")
    kinds = [event["event"] for event in done.events]
    assert kinds == ["store", "code", "pending", "pending", "granted", "verified", "saved"]
    (saved,) = program.index.credentials
    assert (saved.name, saved.description) == ("lab", "for the lab")
    assert program.vault.held["lab"] in program.sim.tokens


def test_plain(program: Program) -> None:
    secret = program.sim.client_secret
    done = program("login", "lab", "--plain", *program.app, typed=f"{secret}\n")
    assert (done.code, done.out) == (0, "")
    assert "The page must show this code" in done.err
    assert "Saved as “lab”" in done.err


def test_a_token_from_stdin(program: Program) -> None:
    server, token = program.sim.api_server, program.sim.owner_token
    done = program("login", "lab", "--with-token", "--api-server", server, typed=f" {token} \n")
    assert (done.code, done.out) == (0, "")
    assert program.vault.held == {"lab": token}
    assert program.sim.polls == []


def test_a_token_and_events(program: Program) -> None:
    server, token = program.sim.api_server, program.sim.owner_token
    done = program("login", "--json", "--with-token", "--api-server", server, typed=token)
    assert [event["event"] for event in done.events] == ["store", "verified", "saved"]
    assert done.events[-1]["name"] == "amira-haddad"


def test_the_application_used_before_needs_no_secret(program: Program) -> None:
    program.login("lab")
    server, key = program.sim.api_server, program.sim.client_id
    done = program("login", "second", "--json", "--api-server", server, "--client-id", key)
    assert done.code == 0
    assert [one.name for one in program.index.credentials] == ["lab", "second"]


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ((), ("READ GLOBAL",)),
        (("--preset", "write-back"), ("READ GLOBAL", "CREATE GLOBAL")),
        (("--scopes", "browse global, READ PROJECT 3001"), ("BROWSE GLOBAL", "READ PROJECT 3001")),
        (("--scopes", ""), ()),
    ],
)
def test_scopes(options: tuple[str, ...], asked: tuple[str, ...], program: Program) -> None:
    assert program.login("lab", *options).code == 0
    assert program.index.credentials[0].scopes_requested == asked


def test_a_store_may_be_insisted_on(program: Program) -> None:
    program.login("lab", "--store", "keyring")
    assert program.opened[0] == ("keyring", None)


@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_a_name_taken_is_refused_before_a_code_is_asked_for(how: str, program: Program) -> None:
    program.login("lab")
    before = len(program.sim.requests)
    done = program("login", "LAB", how, *program.app, typed=program.sim.client_secret)
    assert done.code == 10
    assert "--force" in done.out + done.err
    assert len(program.sim.requests) == before


@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_nothing_is_done_where_it_is_there_already(how: str, program: Program) -> None:
    program.login("lab")
    token, requests = program.vault.held["lab"], len(program.sim.requests)
    done = program("login", "LAB", how, "--if-missing", *program.app, typed="")
    if how == "--json":
        done = program.login("LAB", "--if-missing")
        assert (
            done.events[-1] | {"event": "saved", "name": "lab", "changed": False}
            == (done.events[-1])
        )
    else:
        done = program("login", "LAB", "--plain", "--if-missing", *program.app, typed="x")
        assert "Nothing was changed." in done.err
    assert done.code == 0
    assert program.vault.held["lab"] == token
    assert len(program.sim.requests) == requests
    fresh = program.login("core", "--if-missing")
    assert (fresh.code, fresh.events[-1]["changed"]) == (0, True)


def test_the_same_token_again_changes_nothing(program: Program) -> None:
    server, token = program.sim.api_server, program.sim.owner_token

    def login(*options: str, given: str = token) -> Ended:
        return program("login", *options, "--with-token", "--api-server", server, typed=given)

    assert login("lab", "--quiet") == Ended(0, "", "")
    before = program.index_file.read_bytes(), len(program.sim.requests)
    for options in (("lab",), ("lab", "--force"), ()):
        again = login(*options, "--json")
        assert (again.code, again.events[-1]["name"]) == (0, "lab")
        assert again.events[-1]["changed"] is False
    assert "Nothing was changed." in login("lab").err
    assert (program.index_file.read_bytes(), len(program.sim.requests)) == before
    described = login("lab", "--force", "--description", "for the core", "--json")
    assert described.events[-1]["changed"] is True
    assert login("lab", "--quiet", given="another").code == 10
    program.vault.put("lab", Secret("damaged"))
    repaired = login("lab", "--force", "--json")
    assert repaired.events[-1]["changed"] is True
    assert program.vault.held["lab"] == token


def test_what_cannot_be_quiet_or_missing(program: Program) -> None:
    for argv, said in (
        (("login", "lab", "--plain", "--quiet"), "add --with-token or --json"),
        (("login", "--json", "--if-missing"), "Give a NAME"),
    ):
        done = program(*argv, *program.app, typed="x")
        assert (done.code, said in done.out + done.err) == (2, True)


def test_force_replaces(program: Program) -> None:
    program.login("lab")
    old = program.vault.held["lab"]
    assert program.login("lab", "--force").code == 0
    assert program.vault.held["lab"] != old
    assert len(program.index.credentials) == 1


def test_a_limit(program: Program) -> None:
    done = program.login("lab", "--timeout", "2")
    assert done.code == 5
    assert done.events[-1]["code"] == "timed_out"


@pytest.mark.parametrize(
    ("settings", "code", "word"),
    [
        (Settings(scenario="deny"), 4, "access_denied"),
        (Settings(expires_in=5), 5, "expired_token"),
        (Settings(scenario="down"), 6, "network"),
        (Settings(scenario="wrong-secret"), 2, "invalid_client"),
        (Settings(scenario="scope-refused"), 2, "invalid_scope"),
    ],
)
def test_exit_codes(settings: Settings, code: int, word: str, program: Program) -> None:
    done = program.login("lab")
    assert (done.code, done.events[-1]["code"]) == (code, word)
    assert done.err == ""
    plain = program("login", "lab", "--plain", *program.app, typed=program.sim.client_secret)
    assert (plain.code, plain.out) == (code, "")
    assert "bs-wizard: " in plain.err
    assert all(key.startswith("pending:") for key in program.vault.held)
    assert program.index.credentials == ()


@pytest.mark.parametrize("settings", [Settings(scenario="bad-identity", approve_after=0)])
@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_a_token_that_cannot_be_checked_is_kept(how: str, program: Program) -> None:
    done = program("login", "lab", how, *program.app, typed=program.sim.client_secret)
    assert done.code == 0
    assert "bs-wizard verify lab" in done.out + done.err
    assert program.vault.held["lab"] in program.sim.tokens
    assert "  unknown" in program("list").out
    assert program("show", "lab", "--json").json["verified_at"] is None
    program.sim.use("approve")
    assert "It belongs to Amira Haddad, personal space" in program("verify", "lab").out


def test_a_token_that_is_not_accepted(program: Program) -> None:
    server = program.sim.api_server
    done = program("login", "--with-token", "--api-server", server, typed="f" * 32)
    assert done.code == 9
    assert "f" * 32 not in done.err


def test_a_store_that_does_not_work(program: Program) -> None:
    program.vault.locked = 1
    done = program.login("lab")
    assert done.code == 7
    assert [event["event"] for event in done.events] == ["error"]
    assert program.sim.requests == []


@pytest.mark.parametrize(
    ("argv", "typed", "part"),
    [
        (("--instance", "mars"), "", "mars"),
        (("--api-server", "http://plain.example"), "", "in clear"),
        (("--preset", "all"), "", "download, look"),
        (("--scopes", "READ"), "", "not a BaseSpace scope"),
        (("--client-secret-file", "/nonexistent/file"), "", "cannot be read"),
        (("--client-secret-file", "/"), "", "cannot be read"),
        (("--client-secret-file", "-"), "", "standard input"),
        (("--with-token",), "\n", "standard input"),
        (("--with-token", "--client-secret-file", "-"), "x", "needs no client secret"),
        (("two words",), "", "cannot name"),
        ((), "", "--client-id"),
        (("--client-id", "unknown"), "", "--client-id"),
    ],
)
@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_usage(how: str, argv: tuple[str, ...], typed: str, part: str, program: Program) -> None:
    done = program("login", how, *argv, typed=typed)
    assert done.code == 2
    assert part in done.out + done.err
    assert (done.out == "") is (how == "--plain")
    assert program.sim.requests == []


@pytest.mark.parametrize(
    ("content", "works"),
    [
        (b"%s", True),
        (b"\xef\xbb\xbf%s\r\n", True),
        (b"  %s\n\n", True),
        (b"", False),
        (b"\n", False),
        (b"\xff\xfe", False),
    ],
)
def test_a_secret_in_a_file(content: bytes, works: bool, program: Program, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    secret = program.sim.client_secret.encode()
    file.write_bytes(content.replace(b"%s", secret))
    options = [*program.app[:-1], str(file)]
    file.chmod(0o640 if works else 0o600)
    done = program("login", "lab", "--json", *options)
    assert done.code == (0 if works else 2)
    assert ("may be opened by other users" in done.err) == (works and os.name != "nt")


@pytest.mark.parametrize(
    "form",
    [
        "%s",
        "\ufeff%s\r\n\n",
        '"%s"',
        "BASESPACE_ACCESS_TOKEN=%s",
        "export BASESPACE_ACCESS_TOKEN='%s'\n",
        "accessToken = %s",
        "Bearer %s",
        "Authorization: Bearer %s",
        '"Bearer %s"',
    ],
)
@pytest.mark.parametrize("how", ["pipe", "file"])
def test_the_obvious_forms_of_a_secret_are_read(
    how: str, form: str, program: Program, tmp_path: Path
) -> None:
    server, token = program.sim.api_server, program.sim.owner_token
    if how == "pipe":
        written = form.replace("%s", token)
        done = program("login", "lab", "--with-token", "--api-server", server, typed=written)
        assert program.vault.held == {"lab": token}
    else:
        file = tmp_path / "secret"
        file.write_text(form.replace("%s", program.sim.client_secret), "utf-8")
        done = program("login", "lab", "--json", *program.app[:-1], str(file))
    assert done.code == 0


SETTINGS = {
    "bs": "apiServer   = {server}\naccessToken = {token}\n",
    "bs, from Windows": "\ufeffapiServer   = {server} \r\naccessToken = {token}\r\n",
    "BaseSpacePy": "[DEFAULT]\napiServer = {server}/\naccessToken = {token}\n\n",
    "old bs": (
        "# of mine\n[DEFAULT]\nname = mine\naccessToken={token}\napiServer={server}/\n"
        "apiVersion = v1pre3\n[BSFS]\ndirectory = x\n"
    ),
}


@pytest.mark.parametrize("shape", SETTINGS.values(), ids=SETTINGS)
def test_a_settings_file_of_bs_gives_its_token_and_its_server(shape: str, program: Program) -> None:
    server, token = program.sim.api_server, program.sim.owner_token
    done = program("login", "lab", "--with-token", typed=shape.format(server=server, token=token))
    assert (done.code, program.vault.held) == (0, {"lab": token})
    assert f"That is a settings file of bs: its token for {server} is taken." in done.err


@pytest.mark.parametrize(
    ("shape", "options", "said"),
    [
        (SETTINGS["bs"], ("--instance", "use1"), "its token is for http://127.0.0.1"),
        (SETTINGS["bs"] + "accessToken = canary2", (), "not hold one server and one token"),
        ("[DEFAULT]\napiServer = {server}\n", (), "not hold one server and one token"),
    ],
)
def test_a_settings_file_that_leaves_a_doubt_is_refused(
    shape: str, options: tuple[str, ...], said: str, program: Program
) -> None:
    written = shape.format(server=program.sim.api_server, token="canary1")
    done = program("login", "lab", "--with-token", *options, typed=written)
    assert done.code == 2
    assert said in done.err
    assert "canary" not in done.err
    assert program.sim.requests == []


@pytest.mark.parametrize(
    "written",
    [
        "%s\n%s\n",
        "my token is %s",
        "OTHER_TOKEN=%s",
        '{"access_token": "%s"}',
        "BASESPACE_ACCESS_TOKEN=",
        "Bearer ",
        '""',
    ],
)
@pytest.mark.parametrize("how", ["pipe", "file"])
def test_what_is_not_one_secret_is_refused_unseen(
    how: str, written: str, program: Program, tmp_path: Path
) -> None:
    written = written.replace("%s", "canary0123456789")
    file = tmp_path / "secret"
    file.write_text(written, "utf-8")
    if how == "pipe":
        done = program("login", "--with-token", typed=written)
    else:
        done = program("login", "--plain", "--client-id", "x", "--client-secret-file", str(file))
    assert done.code == 2
    assert "as one line" in done.err
    assert "canary" not in done.err
    assert program.sim.requests == []


def test_events_ask_nobody_for_a_secret(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(prompt: str, stream: StringIO) -> str:
        raise AssertionError(prompt)

    monkeypatch.setattr(getpass, "getpass", asked)
    for options in (("--with-token",), ("--client-id", "x", "--client-secret-file", "-")):
        done = program.with_source(Terminal(), "login", "--json", *options)
        assert (done.code, done.events[-1]["code"]) == (2, "usage")
        assert "Pipe it in" in done.events[-1]["hint"]


@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_without_a_keyring_the_vault_is_named(how: str, program: Program) -> None:
    program.vault.locked = 1
    done = program("login", "lab", how, *program.app, typed=program.sim.client_secret)
    assert done.code == 7
    assert "Unlock it. Or keep tokens in an encrypted vault" in done.out + done.err
    assert "bs-wizard vault create" in done.out + done.err
    program.vault.locked = 1
    required_store = program("login", "lab", how, "--store", "keyring", typed="x")
    assert "vault create" not in required_store.out + required_store.err


def test_what_is_piped_may_be_no_text(program: Program) -> None:
    class Bytes(StringIO):
        def read(self, size: int | None = -1, /) -> str:
            return b"\xff".decode()

    done = program.with_source(Bytes(), "login", "--with-token")
    assert done.code == 2
    assert "not text" in done.err


def test_a_person_types_a_token_unseen(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def typed(prompt: str, stream: StringIO) -> str:
        asked.append(prompt)
        return program.sim.owner_token

    monkeypatch.setattr(getpass, "getpass", typed)
    server = program.sim.api_server
    done = program.with_source(Terminal(), "login", "--with-token", "--api-server", server)
    assert (done.code, asked) == (0, ["Access Token (not shown): "])


def test_a_person_ends_the_input(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(prompt: str, stream: StringIO) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", ended)
    assert program.with_source(Terminal(), "login", "--with-token").code == 2


def test_a_person_is_asked_line_by_line(program: Program) -> None:
    done = program.with_source(Terminal("quit\n"), "login", "--plain")
    assert done.code == 130
    assert "Step 1 of 4: App." in done.err
    assert "Nothing was saved. Start again: bs-wizard login" in done.err


@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_ctrl_c(how: str, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = session.run

    def interrupted(journey: Coroutine[object, object, object]) -> None:
        monkeypatch.setattr(session, "run", whole)
        journey.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "run", interrupted)
    done = program("login", "lab", how, *program.app, typed=program.sim.client_secret)
    assert done.code == 130
    if how == "--json":
        assert done.events[-1]["code"] == "cancelled"
    else:
        assert done.err == "\nNothing was saved. Start again: bs-wizard login\n"


def test_an_index_that_is_damaged_is_found_first(program: Program) -> None:
    program.index_file.parent.mkdir(parents=True)
    program.index_file.write_text("{")
    done = program.login("lab")
    assert (done.code, done.events[-1]["code"]) == (8, "index_damaged")
    assert program.sim.requests == []


def test_every_error_has_its_code() -> None:
    def leaves(kind: type[BsWizardError]) -> list[type[BsWizardError]]:
        return [kind, *(one for sub in kind.__subclasses__() for one in leaves(sub))]

    codes = {kind.exit_code for kind in leaves(BsWizardError)}
    assert codes == {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 130}


@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_a_home_that_cannot_be_written_is_said_before_a_code_is_asked_for(
    how: str, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "file" / "home"))
    done = program("login", "--scopes", "", how, *program.app, typed=program.sim.client_secret)
    assert done.code == 7
    said = f"{tmp_path}/file/home cannot be made: Not a directory."
    if how == "--json":
        (error,) = done.events
        assert (error["code"], error["message"]) == ("home_unavailable", said)
    else:
        assert done.err.splitlines()[-2:] == [
            f"bs-wizard: {said}",
            "Point BS_WIZARD_HOME at another folder.",
        ]
    assert program.sim.requests == []
    assert program.vault.held == {}


def test_an_address_is_no_client_id(program: Program) -> None:
    address = "https://developer.basespace.illumina.com/apps/1"
    for front in ("--plain", "--json"):
        done = program("login", "lab", front, "--client-id", address)
        assert done.code == 2
        assert "That is the address of a page, not a Client Key." in done.out + done.err
