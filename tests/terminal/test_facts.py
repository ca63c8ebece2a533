"""What is known of the terminal, the person and the machine."""

import getpass
import socket
import sys
from io import StringIO

import pytest

from bs_wizard.terminal import facts
from tests.support.hostile import is_harmless


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "remote", "client"),
    [
        ({}, False, ""),
        ({"SSH_CONNECTION": "10.0.0.7 50000 10.0.0.1 22"}, True, "10.0.0.7"),
        ({"SSH_CONNECTION": "fe80::1%eth0 50000 ::1 22"}, True, "fe80::1%eth0"),
        ({"SSH_CLIENT": "10.0.0.7 50000 22"}, True, ""),
        ({"SSH_TTY": "/dev/pts/1"}, True, ""),
        ({"SSH_CONNECTION": ""}, False, ""),
        ({"SSH_CONNECTION": "\x1b[31m10.0.0.7\u202e x"}, True, "10.0.0.7"),
    ],
)
def test_ssh(environ: dict[str, str], remote: bool, client: str) -> None:
    assert facts.is_remote(environ) is remote
    assert facts.ssh_client(environ) == client


@pytest.mark.parametrize(
    ("term", "dumb"), [("xterm-256color", False), ("dumb", True), ("", True), ("unknown", True)]
)
def test_dumb(term: str, dumb: bool) -> None:
    assert facts.is_dumb({"TERM": term}) is dumb
    assert facts.is_dumb({}) is True


@pytest.mark.parametrize(
    ("environ", "plain"),
    [
        ({}, False),
        ({"BS_WIZARD_PLAIN": "1"}, True),
        ({"ACCESSIBLE": "1"}, True),
        ({"ACCESSIBLE": ""}, False),
    ],
)
def test_wants_plain(environ: dict[str, str], plain: bool) -> None:
    assert facts.wants_plain(environ) is plain


@pytest.mark.parametrize(
    ("source", "err", "term", "can"),
    [
        (Terminal(), Terminal(), "xterm", True),
        (Terminal(), Terminal(), "dumb", False),
        (StringIO(), Terminal(), "xterm", False),
        (Terminal(), StringIO(), "xterm", False),
        (None, Terminal(), "xterm", False),
        (Terminal(), None, "xterm", False),
    ],
)
def test_can_draw(
    source: StringIO | None,
    err: StringIO | None,
    term: str,
    can: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", source)
    monkeypatch.setattr(sys, "stderr", err)
    assert facts.can_draw({"TERM": term}) is can


def test_a_closed_stream_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Terminal()
    closed.close()
    monkeypatch.setattr(sys, "stdin", closed)
    assert facts.can_draw({"TERM": "xterm"}) is False


@pytest.mark.parametrize(
    ("name", "shown"), [("ada", "ada"), ("\x1b[2Jada", "ada"), ("\u200b", "user")]
)
def test_user(name: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: name)
    assert facts.user() == shown


@pytest.mark.parametrize("error", [KeyError("no such uid"), OSError("no password database")])
def test_a_user_whom_the_system_does_not_know(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert facts.user() == "user"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("login1.cluster.example", "login1"), ("", "this machine"), ("x" * 90, "x" * 39 + "…")],
)
def test_host(name: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    assert facts.host() == shown
    assert is_harmless(facts.host())
