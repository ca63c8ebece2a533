"""What may be typed."""

from typing import Any

import pytest

from bs_wizard import __version__
from bs_wizard.cli.parser import make_parser

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
    "no_qr": False,
    "with_token": False,
}
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
        ("", {"command": "opening"}),
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
        ("login --with-token", LOGIN | {"with_token": True}),
        ("demo", {"command": "demo", "auto": False}),
        ("demo --auto", {"command": "demo", "auto": True}),
        ("list", {"command": "list_", "json": False}),
        ("list --json", {"command": "list_", "json": True}),
        ("show lab --json", {"command": "show", "name": "lab", "json": True}),
        ("token", {"command": "token", "name": None}),
        ("token lab", {"command": "token", "name": "lab"}),
        ("verify", {"command": "verify", "name": None, "all": False}),
        ("verify lab", {"command": "verify", "name": "lab", "all": False}),
        ("verify --all", {"command": "verify", "name": None, "all": True}),
        ("default lab", {"command": "default", "name": "lab"}),
        ("remove lab", {"command": "remove", "name": "lab", "revoke": False}),
        ("remove lab --revoke", {"command": "remove", "name": "lab", "revoke": True}),
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
    assert vars(make_parser().parse_args(argv.split())) == expected


@pytest.mark.parametrize(
    "argv",
    [
        "nonsense",
        "show",
        "show a b",
        "default",
        "remove",
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


def refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        make_parser().parse_args(argv)
    assert caught.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: bs-wizard")


@pytest.mark.parametrize("argv", ["--help", "login --help", "simulator -h"])
def test_help(argv: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        make_parser().parse_args(argv.split())
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("usage: bs-wizard")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser().parse_args(["--version"])
    assert capsys.readouterr().out == f"bs-wizard {__version__}\n"
