"""What may be typed."""

import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from bs_wizard import __version__
from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.basespace.scopes import PRESETS
from bs_wizard.cli.grammar.parser import make_parser
from bs_wizard.cli.grammar.verbs import Grammar

LOGIN = {
    "command": "login",
    "name": None,
    "plain": False,
    "json": False,
    "instance": None,
    "api_server": None,
    "client_id": None,
    "client_secret_file": None,
    "scopes": None,
    "preset": None,
    "description": "",
    "store": None,
    "force": False,
    "timeout": None,
    "until": "approval",
    "no_qr": False,
    "qr_file": None,
    "with_token": False,
    "if_missing": False,
    "quiet": False,
    "kit": None,
}
DESCRIBE = {"command": "describe", "name": "lab", "text": [], "clear": False}
UNLOCK = {"command": "vault.unlock", "for_": 28800, "json": False, "quiet": False}
VAULT = {"command": "vault.create", "if_missing": False, "json": False, "quiet": False}
VERIFY = {"command": "verify", "name": None, "all": False, "api_server": None, "json": False}
EXPORT = {
    "command": "export",
    "name": "lab",
    "output": None,
    "force": False,
    "undo": False,
}
IMPORT = {
    "command": "import_",
    "source": "bs",
    "store": None,
    "take_out": False,
    "json": False,
}
RECIPIENT: dict[str, Any] = {"key": [], "file": None}
SIMULATOR = {
    "command": "simulator",
    "port": 0,
    "approve_after": None,
    "deny_after": None,
    "expires_in": 1800,
    "interval": 1,
    "dialect": "sdk",
    "scenario": "approve",
}


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ("", {"command": "start"}),
        ("--plain", {"command": "start", "plain": True}),
        ("--plain login", LOGIN | {"plain": True}),
        ("demo --plain", {"command": "demo", "auto": False, "plain": True}),
        ("login", LOGIN),
        ("login lab", LOGIN | {"name": "lab"}),
        ("login --plain", LOGIN | {"plain": True}),
        ("login --json --instance euc1", LOGIN | {"json": True, "instance": "euc1"}),
        ("login --api-server http://[::1]:1", LOGIN | {"api_server": "http://[::1]:1"}),
        ("login --client-id abc", LOGIN | {"client_id": "abc"}),
        ("login --client-secret-file -", LOGIN | {"client_secret_file": "-"}),
        ("login --scopes READ,X", LOGIN | {"scopes": "READ,X"}),
        ("login --preset look", LOGIN | {"preset": "look"}),
        ("login --description x --store keyring", LOGIN | {"description": "x", "store": "keyring"}),
        ("login --force --no-qr", LOGIN | {"force": True, "no_qr": True}),
        ("login --timeout 2.5", LOGIN | {"timeout": 2.5}),
        ("login --json --no-wait", LOGIN | {"json": True, "until": "code"}),
        ("login --with-token", LOGIN | {"with_token": True}),
        ("demo", {"command": "demo", "auto": False}),
        ("demo --auto", {"command": "demo", "auto": True}),
        ("list", {"command": "list_", "json": False, "names": False, "stale": None}),
        ("list --json", {"command": "list_", "json": True, "names": False, "stale": None}),
        ("list --stale 90", {"command": "list_", "json": False, "names": False, "stale": 90}),
        ("show lab --json", {"command": "show", "name": "lab", "json": True}),
        ("token", {"command": "token", "name": None, "as_stored": False}),
        ("token lab", {"command": "token", "name": "lab", "as_stored": False}),
        ("token lab --as-stored", {"command": "token", "name": "lab", "as_stored": True}),
        *(
            (f"export lab --to {to}", EXPORT | {"to": to})
            for to in ("bs", "nextflow", "dotenv", "json", "kubernetes")
        ),
        (
            "export lab --to basespacepy --output F --force --undo",
            EXPORT | {"to": "basespacepy", "output": "F", "force": True, "undo": True},
        ),
        ("import --from bs", IMPORT),
        ("import --take-out --json", IMPORT | {"take_out": True, "json": True}),
        ("import --store vault", IMPORT | {"store": "vault"}),
        ("move lab --to vault", {"command": "move", "name": "lab", "to": "vault"}),
        ("verify", VERIFY),
        ("verify lab", VERIFY | {"name": "lab"}),
        ("verify lab --api-server use1", VERIFY | {"name": "lab", "api_server": "use1"}),
        ("verify --all", VERIFY | {"all": True}),
        ("default lab", {"command": "default", "name": "lab"}),
        ("rename lab core", {"command": "rename", "old": "lab", "new": "core"}),
        ("describe lab x y", DESCRIBE | {"text": ["x", "y"]}),
        ("describe lab --clear", DESCRIBE | {"clear": True}),
        ("vault create", VAULT | {"identity": "passphrase", "path": None}),
        ("vault create --identity ssh", VAULT | {"identity": "ssh", "path": None}),
        (
            "vault change-identity --identity file --path x",
            {"command": "vault.change_identity", "identity": "file", "path": "x"},
        ),
        ("kit export", {"command": "kit", "name": None, "store": None}),
        (
            "send ada@node1",
            {
                "command": "send",
                "host": "ada@node1",
                "name": None,
                "rename": None,
                "store": None,
                "force": False,
                "json": False,
            },
        ),
        ("vault unlock", UNLOCK),
        ("vault unlock --for 30m", UNLOCK | {"for_": 1800}),
        ("vault unlock --for 7d --quiet", UNLOCK | {"for_": 604800, "quiet": True}),
        ("vault lock", {"command": "vault.lock", "json": False, "quiet": False}),
        ("vault show", {"command": "vault.show", "json": False}),
        ("vault add-recipient -f x", RECIPIENT | {"command": "vault.add_recipient", "file": "x"}),
        ("vault remove-recipient x y", {"command": "vault.remove_recipient", "key": ["x", "y"]}),
        ("remove lab", {"command": "remove", "name": "lab", "revoke": False, "yes": False}),
        ("remove lab --yes", {"command": "remove", "name": "lab", "revoke": False, "yes": True}),
        ("remove lab --revoke", {"command": "remove", "name": "lab", "revoke": True, "yes": False}),
        ("simulator", SIMULATOR),
        (
            "simulator --port 8080 --approve-after 1.5 --expires-in 60 --interval 2",
            SIMULATOR | {"port": 8080, "approve_after": 1.5, "expires_in": 60, "interval": 2},
        ),
        (
            "simulator --deny-after 0 --dialect guide --scenario ?",
            SIMULATOR | {"deny_after": 0, "dialect": "guide", "scenario": "?"},
        ),
    ],
)
def test_what_is_typed_is_what_is_meant(argv: str, expected: dict[str, Any]) -> None:
    assert vars(make_parser().parse_args(argv.split())) == {"plain": False} | expected


@pytest.mark.parametrize(
    "argv",
    [
        "nonsense",
        "show a b",
        "default",
        "rename",
        "rename lab",
        "rename lab new other",
        "describe",
        "remove",
        "vault",
        "vault create lab",
        "vault create --identity rsa",
        "remove --revoke",
        "verify lab --all",
        "login --plain --json",
        "login --instance use1 --api-server http://x",
        "login --scopes X --preset look",
        "login --client-secret hunter2",
        "login --token hunter2",
        "login --timeout",
        "list lab",
        "demo --json",
    ],
)
def test_conflicts_and_unknown_words_are_usage_errors(
    argv: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(argv.split(), capsys)


@pytest.mark.parametrize("number", ["-1", "x", "", "nan", "inf", "1e10", "١٢x"])
@pytest.mark.parametrize(
    "option",
    [
        "login --timeout",
        "simulator --port",
        "simulator --approve-after",
        "simulator --deny-after",
        "simulator --expires-in",
        "simulator --interval",
    ],
)
def test_bad_numbers(option: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused([*option.split(), number], capsys)


@pytest.mark.parametrize("option", ["--port", "--expires-in", "--interval"])
def test_whole_numbers_only(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(["simulator", option, "1.5"], capsys)


@pytest.mark.parametrize("empty", ["", " ", "\t"])
@pytest.mark.parametrize(
    "argv",
    [
        "login",
        "show",
        "token",
        "verify",
        "default",
        "rename",
        "rename lab",
        "describe",
        "remove",
        "login --instance",
        "login --api-server",
        "login --client-id",
        "login --client-secret-file",
        "login --preset",
    ],
)
def test_an_empty_word_is_never_the_default(
    argv: str, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused([*argv.split(), empty], capsys)


def refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        make_parser().parse_args(argv)
    assert caught.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: bs-wizard")
    return said.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("verfy", "there is no command “verfy”. Did you mean verify?"),
        ("vault shwo", "Did you mean show?"),
        ("LIST", "Did you mean list?"),
        ("renam lab new", "Did you mean rename?"),
        ("lab show", "there is no command “lab”. See bs-wizard --help."),
        ("help", "See bs-wizard --help."),
        ("--verfy", "unrecognized arguments: --verfy"),
    ],
)
def test_what_was_probably_meant_is_said(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(typed.split(), capsys)


def test_a_hostile_word_is_not_repeated_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["\x1b[2J\x9b31mverfy" + "y" * 9999], capsys)
    assert "\x1b" not in said
    assert "\x9b" not in said
    assert len(said) < 300


def grammars(parser: Grammar) -> Iterator[Grammar]:
    """Yield the parser and those of every command below it."""
    yield parser
    for below in parser.parsers.values():
        yield from grammars(below)


@pytest.mark.parametrize("parser", list(grammars(make_parser())), ids=lambda one: one.prog)
def test_every_help_fits_and_gives_an_example_that_can_be_typed(
    parser: Grammar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = parser.format_help().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(f"usage: {parser.prog}")
    if parser.verbs:
        assert {line.split()[0] for line in lines if line.startswith("  ")} >= set(parser.verbs)
        return
    assert lines[-2] == "example:"
    program, *argv = shlex.split(lines[-1])
    assert [program, *argv][: len(parser.prog.split())] == parser.prog.split()
    make_parser().parse_args(argv)


def test_the_first_help_fits_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        make_parser().parse_args(["--help"])
    assert caught.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    listed = lines[lines.index("Commands; COMMAND --help tells more.") + 1 :]
    assert len(listed) - len(make_parser().verbs) == 2 * sum(one.endswith(":") for one in listed)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser().parse_args(["--version"])
    assert capsys.readouterr().out == f"bs-wizard {__version__}\n"


@pytest.mark.parametrize("names", [[one.label for one in INSTANCES], [one.name for one in PRESETS]])
def test_the_help_of_login_lists_what_there_is_to_choose(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        make_parser().parse_args(["login", "--help"])
    assert ", ".join(names) in " ".join(capsys.readouterr().out.split())
