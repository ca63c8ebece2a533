"""The commands that look after credentials: what they print, and how they end."""

import json
from datetime import timedelta
from io import StringIO

import pytest

from bs_wizard.cli import session
from bs_wizard.cli.commands import demo
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.secret import Secret
from bs_wizard.simulator import SCENARIOS, Settings
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.wizard.texts import credential_texts
from tests.cli.conftest import Program, Terminal
from tests.store.examples import AT, a_credential
from tests.support.clocks import FakeClock

KEYS = (
    "name",
    "description",
    "api_server",
    "instance",
    "client_id",
    "user",
    "workgroup",
    "scopes_requested",
    "scopes_granted",
    "store",
    "backend",
    "host",
    "fingerprint",
    "created_at",
    "verified_at",
    "default",
)


def keep(program: Program, name: str, **changed: object) -> None:
    """Put a credential there without a login."""
    credentials = Credentials(Index(paths.home()), lambda store, backend: program.vault)
    credentials.save(a_credential(name=name, **changed), Secret(f"token-of-{name}"))


def test_list_of_none(program: Program) -> None:
    done = program("list")
    assert (done.code, done.out) == (0, "")
    assert "bs-wizard login" in done.err
    assert program("list", "--json").json == []


def test_list(program: Program) -> None:
    keep(program, "lab", verified_at=AT)
    keep(program, "mine", workgroup=None)
    done = program("list")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "NAME  BELONGS TO   WORKGROUP      INSTANCE  VERIFIED",
        f"lab   Ada Example  Core facility  use1      {AT.astimezone():%Y-%m-%d}  default",
        "mine  Ada Example  -              use1      never",
    ]


def test_list_of_those_not_verified_for_long(program: Program) -> None:
    today = session.today()
    keep(program, "fresh", created_at=today - timedelta(days=400), verified_at=today)
    keep(program, "older", verified_at=today - timedelta(days=89, hours=23))
    keep(program, "never", created_at=today - timedelta(days=30))
    assert program("list").err == ""
    stale = program("list", "--stale", "30")
    assert [line.split()[0] for line in stale.out.splitlines()[1:]] == ["older", "never"]
    assert [one["name"] for one in program("list", "--stale", "89", "--json").json] == ["older"]
    none = program("list", "--stale", "90")
    assert (none.code, none.out) == (0, "")
    assert none.err == "All were verified in the last 90 days.\n"
    assert program("list", "--stale", "90", "--json").json == []


def test_list_reminds_of_those_not_verified_for_long(program: Program) -> None:
    keep(program, "lab", verified_at=session.today() - timedelta(days=120))
    said = "lab has not been verified for 120 days. Is it still good? bs-wizard verify lab\n"
    assert program("list").err == said
    assert program("list", "--json").err == ""
    keep(program, "mine", created_at=session.today() - timedelta(days=90))
    said = "2 credentials have not been verified for 90 days or longer."
    assert program("list").err.startswith(said)


@pytest.mark.parametrize("settings", [Settings(scenario="v2-missing", approve_after=0)])
def test_a_workgroup_that_was_not_told_is_unknown(program: Program) -> None:
    program.login("lab")
    assert "  unknown  " in program("list").out
    assert program("show", "lab", "--json").json["workgroup"] == ""
    assert "workgroup unknown" in program("show", "lab").out
    assert "workgroup unknown" in program("verify", "lab").out


def test_list_as_json(program: Program) -> None:
    keep(program, "lab")
    keep(program, "mine", description="Grüße 実験")
    done = program("list", "--json")
    assert [one["name"] for one in done.json] == ["lab", "mine"]
    assert [one["default"] for one in done.json] == [True, False]
    assert all(tuple(one) == KEYS for one in done.json)
    assert done.json[1]["description"] == "Grüße 実験"
    assert done.out.isascii(), "so that no locale can break it"


def test_show(program: Program) -> None:
    keep(program, "lab")
    done = program("show", "LAB")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "Name:         lab (default)"
    assert "token-of-lab" not in done.out
    shown = program("show", "lab", "--json")
    assert tuple(shown.json) == KEYS
    assert shown.json == program("list", "--json").json[0]


def test_show_says_which_file_of_the_vault(program: Program) -> None:
    keep(program, "Lab")
    index = program.index_file
    index.write_text(index.read_text().replace('"keyring"', '"vault"'))
    shown = program("show", "LAB").out.splitlines()
    assert [line for line in shown if "vault" in line][-1].endswith("/vault/%4cab.age")
    assert tuple(program("show", "LAB", "--json").json) == KEYS


def test_a_default_that_somebody_wrote_in_another_case(program: Program) -> None:
    keep(program, "lab")
    index = program.index_file
    index.write_text(index.read_text().replace('"default": "lab"', '"default": "LAB"'))
    assert program("list", "--json").json[0]["default"] is True
    assert program("show", "Lab", "--json").json["default"] is True
    assert program("show", "LAB").out.startswith("Name:         lab (default)\n")


def test_token(program: Program) -> None:
    keep(program, "lab")
    keep(program, "mine")
    for argv, printed in ((), "lab"), (("mine",), "mine"), (("MINE",), "mine"):
        done = program("token", *argv)
        assert (done.code, done.out, done.err) == (0, f"token-of-{printed}\n", "")


def test_token_by_environment(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(program, "lab")
    keep(program, "mine")
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "mine")
    assert program("token").out == "token-of-mine\n"
    assert program("token", "lab").out == "token-of-lab\n"
    monkeypatch.setenv("BASESPACE_ACCESS_TOKEN", " from-outside ")
    shadowed = program("token")
    assert shadowed.out == "from-outside\n"
    assert "BASESPACE_ACCESS_TOKEN" in shadowed.err
    assert "from-outside" not in shadowed.err
    named = program("token", "lab")
    assert (named.out, named.err) == ("token-of-lab\n", "")


def test_token_that_the_store_lost(program: Program) -> None:
    keep(program, "lab")
    program.vault.delete("lab")
    done = program("token")
    assert (done.code, done.out) == (7, "")
    assert "login lab --force" in done.err


@pytest.mark.parametrize(
    "argv",
    [
        ("show", "lib"),
        ("token", "lib"),
        ("verify", "lib"),
        ("default", "lib"),
        ("rename", "lib", "new"),
        ("describe", "lib", "x"),
        ("remove", "lib"),
        ("remove", "lib", "--revoke"),
    ],
)
def test_a_name_that_is_not_there(argv: tuple[str, ...], program: Program) -> None:
    keep(program, "lab")
    keep(program, "other")
    done = program(*argv)
    assert (done.code, done.out) == (3, "")
    assert "“lib”" in done.err
    assert "Did you mean lab?" in done.err
    assert set(program.vault.held) == {"lab", "other"}


@pytest.mark.parametrize("command", ["token", "verify"])
def test_nothing_there_at_all(command: str, program: Program) -> None:
    done = program(command)
    assert (done.code, done.out) == (3, "")
    assert "bs-wizard login" in done.err


@pytest.mark.parametrize(
    ("text", "part"), [("{not json", "damaged"), ('{"version": 99}', "version 99")]
)
@pytest.mark.parametrize(
    "argv",
    [
        ("list",),
        ("list", "--json"),
        ("show", "lab"),
        ("token",),
        ("verify",),
        ("verify", "--all"),
        ("default", "lab"),
        ("rename", "lab", "new"),
        ("describe", "lab", "x"),
        ("remove", "lab"),
    ],
)
def test_an_index_that_cannot_be_used(
    argv: tuple[str, ...], text: str, part: str, program: Program
) -> None:
    program.index_file.parent.mkdir(parents=True)
    program.index_file.write_text(text)
    done = program(*argv)
    assert (done.code, done.out) == (8, "")
    assert part in done.err
    assert program.index_file.read_text() == text


def test_default(program: Program) -> None:
    keep(program, "lab")
    keep(program, "mine")
    done = program("default", "MINE")
    assert (done.code, done.out, done.err) == (0, "", "mine is the default now.\n")
    assert program("token").out == "token-of-mine\n"


def test_verify_a_good_one(program: Program) -> None:
    program.login("lab")
    program.clock.advance(86_400)
    done = program("verify")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "lab: good. It belongs to Amira Haddad, personal space. It sees 3 projects, "
        "the newest “Microbiome 2026” of 2026-01-19; 2 runs, the newest “Gut samples” of "
        "2026-01-12.\n"
    )
    (record,) = program.index.credentials
    assert record.verified_at is not None
    assert record.verified_at - record.created_at >= timedelta(days=1)


def test_verify_says_the_answer_where_it_cannot_be_recorded(program: Program) -> None:
    program.login("lab")
    lock = program.index_file.with_name("index.lock")
    lock.unlink()
    lock.mkdir()
    before = program.index
    for argv in (("verify",), ("verify", "--all")):
        done = program(*argv)
        assert done.code == 0
        assert done.out.startswith("lab: good. It belongs to Amira Haddad")
        assert done.err.startswith("Warning: This could not be recorded: ")
    assert program.index == before


def test_verify_one_that_lacks_scopes(program: Program) -> None:
    program.sim.use("scope-reduced")
    program.login("lab", "--preset", "write-back")
    done = program("verify", "lab")
    assert done.code == 0
    assert "Asked for and not granted: CREATE GLOBAL." in done.err


def test_verify_a_revoked_one(program: Program) -> None:
    program.login("lab")
    before = program.index
    program.revoke("lab")
    done = program("verify", "lab")
    assert (done.code, done.out) == (9, "")
    assert "does not accept this token" in done.err
    assert program.index == before


def test_verify_all_ends_with_the_worst(program: Program) -> None:
    for name in ("good", "revoked", "lost"):
        program.login(name)
    program.revoke("revoked")
    program.vault.delete("lost")
    done = program("verify", "--all")
    assert done.code == 9
    assert done.out.startswith("good: good. ")
    assert done.out.count("\n") == 1
    assert "lost:\nbs-wizard: GNOME Keyring here holds no token for lost" in done.err
    assert "revoked:\nbs-wizard: BaseSpace does not accept this token" in done.err
    told = {one["name"]: one for one in program("verify", "--all", "--json").events}
    assert {name: one["good"] for name, one in told.items()} == {
        "good": True,
        "revoked": False,
        "lost": None,
    }
    assert told["good"]["user"]["name"] == "Amira Haddad"
    assert told["good"]["workgroup"] is None
    assert told["revoked"]["error"]["code"] == "token_not_accepted"


def test_verify_one_as_json(program: Program) -> None:
    program.sim.use("scope-reduced")
    program.login("lab", "--preset", "write-back")
    done = program("verify", "--json")
    (record,) = program.index.credentials
    assert (done.code, done.err) == (0, "")
    told = done.json
    assert told.pop("sees")["projects"]["count"] == 3
    assert told == {
        "name": "lab",
        "good": True,
        "user": {"id": "1001", "name": "Amira Haddad", "email": "amira.haddad@example.org"},
        "workgroup": None,
        "scopes_granted": ["READ GLOBAL"],
        "verified_at": record.to_json(default=True)["verified_at"],
        "scopes_missing": ["CREATE GLOBAL"],
        "warning": None,
    }
    program.sim.stop()
    done = program("verify", "lab", "--json")
    assert (done.code, done.err) == (6, "")
    assert (done.json["good"], done.json["error"]["code"]) == (None, "network")


def test_verify_all_of_none(program: Program) -> None:
    done = program("verify", "--all")
    assert (done.code, done.out) == (0, "")
    assert "bs-wizard login" in done.err


def test_verify_without_a_network(program: Program) -> None:
    program.login("lab")
    program.sim.stop()
    done = program("verify")
    assert (done.code, done.out) == (6, "")
    assert "refuses the connection" in done.err


def test_remove(program: Program) -> None:
    program.login("lab")
    token = program.vault.held["lab"]
    done = program("remove", "lab")
    assert (done.code, done.out) == (0, "")
    consequence, deed = done.err.splitlines()
    assert consequence == credential_texts.REMOVING_HERE
    assert deed == "lab was removed from this machine."
    assert "lab" not in program.vault.held
    assert program.index.credentials == ()
    assert token in program.sim.tokens


def test_remove_and_revoke(program: Program) -> None:
    program.login("lab")
    token = program.vault.held["lab"]
    done = program("remove", "lab", "--revoke")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        credential_texts.REVOKING,
        "lab was revoked and removed.",
    ]
    assert token not in program.sim.tokens
    assert program.index.credentials == ()


def test_revoking_a_token_that_two_names_hold_tells_of_the_other(program: Program) -> None:
    program.login("lab")
    token = program.vault.held["lab"]
    brought = ("--with-token", "--json", "--api-server", program.sim.api_server)
    for _ in range(2):
        told = program("login", "core", *brought, typed=token).out
        assert '"same_token_as": ["lab"]' in told
        assert "lab" not in program("remove", "core").err, "it goes on as it was"
    lines = program("login", "core", *brought[:1], "--plain", *brought[2:], typed=token).err
    assert credential_texts.same_token(("lab",)) in lines.replace("\n", " ")
    assert program("remove", "lab", "--revoke").err.splitlines() == [
        credential_texts.REVOKING,
        "“core” holds the same token: revoking it ends it there too.",
        "lab was revoked and removed. The token of “core” was the same one, "
        "and is not valid any more.",
    ]


def test_remove_and_revoke_one_that_was_revoked(program: Program) -> None:
    program.login("lab")
    program.revoke("lab")
    assert program("remove", "lab", "--revoke").code == 0
    assert program.index.credentials == ()


def test_what_could_not_be_revoked_is_not_removed(program: Program) -> None:
    program.login("lab")
    program.sim.use("v2-missing")
    done = program("remove", "lab", "--revoke")
    assert (done.code, done.out) == (6, "")
    assert "lab" in program.vault.held
    assert len(program.index.credentials) == 1


def test_demo_by_itself(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_AUTO_APPROVES_AFTER", 0.0)
    monkeypatch.setattr(demo, "SystemClock", FakeClock)
    done = program("demo", "--auto")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Demo: all stays on this machine")
    assert "Saved as “amira-haddad” in memory" in done.err
    assert done.err.endswith("The real thing: bs-wizard login\n")
    assert not program.index_file.parent.exists()
    assert program.vault.held == {}


def test_demo_line_by_line(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_APPROVES_AFTER", 0.0)
    monkeypatch.setattr(demo, "SystemClock", FakeClock)
    done = program.with_source(Terminal("quit\n"), "demo")
    assert done.code == 130
    assert "Step 1 of 4" in done.err


def test_the_simulators_scenarios(program: Program) -> None:
    done = program("simulator", "--scenario", "?")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [f"{name}: {does}" for name, does in SCENARIOS.items()]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--scenario", "nonsense"), "scenario must be one of"),
        (("--dialect", "nonsense"), "dialect must be one of"),
        (("--port", "70000"), "port must be"),
        (("--expires-in", "0"), "expires_in must be"),
        (("--approve-after", "1", "--deny-after", "1"), "approved or denied"),
    ],
)
def test_a_simulator_that_cannot_be_meant(
    options: tuple[str, ...], part: str, program: Program
) -> None:
    done = program("simulator", *options)
    assert (done.code, done.out) == (2, "")
    assert part in done.err


def test_a_simulator_on_a_port_that_is_taken(program: Program) -> None:
    port = program.sim.api_server.rpartition(":")[2]
    done = program("simulator", "--port", port)
    assert (done.code, done.out) == (2, "")
    assert f"Port {port} cannot be used" in done.err


def test_without_a_command_and_a_terminal(program: Program) -> None:
    done = program()
    assert (done.code, done.out) == (2, "")
    assert "--help" in done.err


def test_without_a_command_a_first_login_is_talked_through(program: Program) -> None:
    done = program.with_source(Terminal("quit\n"))
    assert (done.code, done.out) == (130, "")
    assert "Step 1 of 4" in done.err


def test_without_a_command_the_credentials_are_listed_where_nobody_can_be_asked(
    program: Program,
) -> None:
    keep(program, "lab")
    done = program()
    assert done.code == 0
    assert done.out == program("list").out
    assert "bs-wizard login" in done.err


@pytest.mark.parametrize("typed", ["quit\n", "back\n", "3\n", "1\nquit\n", ""])
def test_without_a_command_a_person_chooses_among_the_credentials(
    typed: str, program: Program
) -> None:
    keep(program, "lab")
    done = program.with_source(Terminal(typed))
    assert (done.code, done.out) == (0, "")
    assert "1. lab, the default" in done.err
    assert "Nothing was saved" not in done.err


def test_without_a_command_a_new_one_is_talked_through_and_the_list_comes_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(program, "lab")
    app = f"1\n7\n{program.sim.api_server}\n{program.sim.client_id}\n"
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream: program.sim.client_secret)
    done = program.with_source(Terminal(f"2\n{app}\n\n\nnew\n\n4\n"))
    assert done.code == 0, done.err
    assert "2. new: " in done.err
    assert [one.name for one in program.index.credentials] == ["lab", "new"]


def test_without_a_command_quitting_a_new_one_leads_back_to_the_others(program: Program) -> None:
    keep(program, "lab")
    done = program.with_source(Terminal("2\nquit\n3\n"))
    assert done.code == 0
    assert done.err.count("Which one") == 2
    assert "Nothing was saved." in done.err


def test_names_from_a_file_that_somebody_edited_are_clean(program: Program) -> None:
    keep(program, "lab")
    data = json.loads(program.index_file.read_text())
    data["credentials"][0]["workgroup"] = "Core\x1b[31m\u202e\n[/oops]"
    program.index_file.write_text(json.dumps(data))
    assert "Core [/oops]" in program("list").out
    assert "\x1b" not in program("show", "lab").out


def test_main_flushes_what_it_printed(program: Program) -> None:
    class Pipe(StringIO):
        flushed = ""

        def flush(self) -> None:
            self.flushed = self.getvalue()

    keep(program, "lab")
    out = Pipe()
    main(["token"], Streams(StringIO(), out, StringIO()))
    assert out.flushed == "token-of-lab\n"


@pytest.fixture
def settings() -> Settings:
    return Settings(approve_after=0)
