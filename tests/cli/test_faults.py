"""Networks that fail, in each way that they have: one sentence and exit code for each.

The README's table of what a network may do is this one.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Program
from tests.support.certificates import Authority, self_signed, server_side
from tests.support.faults import (
    ALWAYS,
    Deadlines,
    Fault,
    Line,
    corrupted,
    cut,
    cut_in_its_head,
    halved,
    head_corrupted,
    instead,
    late,
    tunnel,
)
from tests.support.loopback import Behaviour, beside, closed_port, reply, serve
from tests.support.readme import section

HEADING = "What a network may do"
SIGN_IN = b"<!DOCTYPE html><html>Sign in</html>"


@dataclass
class Net:
    """What a trouble is made with, and the address at which the program meets it."""

    program: Program
    authority: Authority
    deadlines: Deadlines
    folder: Path
    stack: ExitStack
    environ: Callable[[str, str], None]

    def line(
        self, fault: Fault | None = None, at: str = "", times: int = ALWAYS
    ) -> tuple[Line, str]:
        """Return a line to the simulator, and where it begins."""
        line = Line(self.program.sim.api_server, self.deadlines, fault, at, times)
        return line, self.listen(line)

    def listen(self, behave: Behaviour | bytes, tls: ssl.SSLContext | None = None) -> str:
        """Listen until the test ends; return the address."""
        there = self.stack.enter_context(beside(serve(behave, tls)))
        return f"{'https' if tls else 'http'}://127.0.0.1:{there.port}"

    def proxy(self, behave: Behaviour | bytes) -> str:
        """Have a proxy that does so before every other machine; return the address of one."""
        self.environ("HTTPS_PROXY", self.listen(behave))
        return "https://api.example"


Trouble = Callable[[Net], str]
"""Makes it, and returns the address of the API server that the program is to ask."""


def on_the_line(fault: Fault) -> Trouble:
    return lambda net: net.line(fault)[1]


def with_certificate(make: Callable[[Net], Path]) -> Trouble:
    return lambda net: net.listen(reply("200 OK"), server_side(make(net)))


def answered(answer: bytes) -> Trouble:
    """Have the answer come where https is wanted."""
    return lambda net: net.listen(answer).replace("http:", "https:")


def proxied(behave: bytes) -> Trouble:
    return lambda net: net.proxy(behave)


def proxy_not_there(net: Net) -> str:
    net.environ("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    return "https://api.example"


def proxy_setting_wrong(net: Net) -> str:
    net.environ("HTTPS_PROXY", "http://127.0.0.1:99999")
    return "https://api.example"


CLOSED = "HOST closed the connection without an answer."
NOT_HTTP = "HOST answers in something that is not HTTP."
LATE = "HOST did not answer in time."
PAGE = "A web page came in place of BaseSpace's answer: probably the sign-in page of this network."
REFUSED = "HOST refuses the connection."
PLAIN = "HOST answers in plain HTTP where https is wanted."
OLD_TLS = "HOST offers only a version of TLS that is not safe any more."
NOT_THROUGH = "The proxy did not let the request to HOST through."
WANTS_NAME = "The proxy wants a name and a password for HOST."


def strange(status: int) -> str:
    return f"The server answered {status}, and not as an API server would."


TROUBLES: dict[str, tuple[Trouble, str]] = {
    "cut before the answer": (on_the_line(cut), CLOSED),
    "cut in the head": (on_the_line(cut_in_its_head), CLOSED),
    "cut in the body": (on_the_line(halved), CLOSED),
    "a corrupted head": (on_the_line(head_corrupted), NOT_HTTP),
    "a corrupted body": (on_the_line(corrupted), strange(200)),
    "an answer that never comes": (on_the_line(late), LATE),
    "an empty answer": (on_the_line(instead("200 OK")), strange(200)),
    "a sign-in page": (on_the_line(instead("200 OK", SIGN_IN)), PAGE),
    "a gateway's page": (on_the_line(instead("502 Bad Gateway", b"<html>")), strange(502)),
    "a network that wants a sign-in": (on_the_line(instead("511 Sign in", SIGN_IN)), PAGE),
    "nobody at the port": (lambda net: f"http://127.0.0.1:{closed_port()}", REFUSED),
    "no such name": (
        lambda net: "https://bs-wizard.invalid",
        "The name HOST could not be looked up.",
    ),
    "an expired certificate": (
        with_certificate(lambda net: net.authority.issue(begins=-3, ends=-1)),
        "The certificate of HOST has expired.",
    ),
    "one that is not valid yet": (
        with_certificate(lambda net: net.authority.issue(begins=1, ends=3)),
        "The certificate of HOST is not valid yet.",
    ),
    "another host's": (
        with_certificate(lambda net: net.authority.issue("other.example")),
        "The certificate of HOST is for another host.",
    ),
    "an unknown issuer's": (
        with_certificate(lambda net: self_signed(net.folder)),
        "The certificate of HOST was issued by nobody whom this machine trusts.",
    ),
    "plain HTTP": (answered(reply("400 Bad Request")), PLAIN),
    "old TLS": (answered(bytes.fromhex("15 0301 0002 0246")), OLD_TLS),
    "a proxy that is not there": (proxy_not_there, "The proxy PROXY was not reached."),
    "a proxy's address that is none": (
        proxy_setting_wrong,
        "The proxy setting HTTPS_PROXY cannot be used: its port is not a number up to 65535, or "
        "its host is none.",
    ),
    "a proxy that wants a password": (
        proxied(reply("407 Proxy Authentication Required", SIGN_IN)),
        WANTS_NAME,
    ),
    "a proxy that does not reach it": (proxied(reply("502 Bad Gateway", b"<html>")), NOT_THROUGH),
    "a proxy that forbids it": (proxied(reply("403 Forbidden", SIGN_IN)), NOT_THROUGH),
    "a proxy that answers a page": (proxied(reply("200 OK", SIGN_IN)), CLOSED),
    "a proxy that speaks nonsense": (proxied(b"\0\1\2\r\n\r\n"), NOT_HTTP),
    "a proxy that says nothing": (proxied(b""), CLOSED),
}


@pytest.fixture
def net(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """A network, with an authority that is trusted."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    deadlines = Deadlines(monkeypatch)
    with ExitStack() as stack:
        yield Net(program, authority, deadlines, tmp_path, stack, monkeypatch.setenv)


def login(net: Net, address: str) -> Ended:
    """Log in through what is at an address, by a code."""
    app, secret = net.program.app[2:], net.program.sim.client_secret
    return net.program("login", "lab", "--json", "--api-server", address, *app, typed=secret)


def generic(message: str) -> str:
    """Return a sentence without this run's names."""
    message = message.replace("The proxy 127.0.0.1", "The proxy PROXY")
    return re.sub(r"127\.0\.0\.1|api\.example|bs-wizard\.invalid", "HOST", message)


def in_general(sentence: str) -> str:
    return re.sub(r"answered \d{3}", "answered STATUS", sentence)


def rows_of_the_readme() -> dict[str, str]:
    """Return the hints by their sentences."""
    rows = re.findall(r"^\| ([A-Z][^|]*\.) \| ([^|]*) \|$", section(HEADING), re.MULTILINE)
    return {says: hint.replace("`", "") for says, hint in rows}


@pytest.mark.parametrize("name", TROUBLES)
def test_a_network_that_fails_at_once(name: str, net: Net) -> None:
    make, sentence = TROUBLES[name]
    done = login(net, make(net))
    assert (done.code, done.err) == (6, "")
    error = done.events[-1]
    assert generic(error["message"]) == sentence
    assert rows_of_the_readme()[in_general(sentence)] == error["hint"]
    assert net.program.vault.held == {}


def test_the_readme_has_no_other_rows() -> None:
    sentences = {in_general(sentence) for _, sentence in TROUBLES.values()}
    assert set(rows_of_the_readme()) == sentences


FAULTS: dict[str, tuple[Fault, str]] = {
    "cut": (cut, CLOSED),
    "cut in the head": (cut_in_its_head, CLOSED),
    "cut in the body": (halved, CLOSED),
    "a corrupted head": (head_corrupted, NOT_HTTP),
    "late": (late, LATE),
    "a page": (instead("200 OK", SIGN_IN), "sign-in page"),
    "a gateway's page": (instead("502 Bad Gateway", b"<html>"), "502"),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("at", ["/oauthv2/token", "/v1pre3/users/current"])
def test_what_fails_on_the_way_is_told_and_tried_again(at: str, name: str, net: Net) -> None:
    fault, sentence = FAULTS[name]
    line, address = net.line(fault, at, times=1)
    done = login(net, address)
    assert (done.code, done.err) == (0, "")
    told = [generic(event["message"]) for event in done.events if event["event"] == "network"]
    assert len(told) == 1
    assert sentence in told[0]
    assert line.times == 0
    assert net.program.index.credentials[0].verified_at


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(
    "at", ["/v2/users/current", "/token/current", "/current/projects", "/current/runs"]
)
def test_what_only_adds_is_not_in_the_way(at: str, name: str, net: Net) -> None:
    line, address = net.line(FAULTS[name][0], at)
    done = login(net, address)
    assert (done.code, done.err) == (0, "")
    assert [event for event in done.events if event["event"] == "network"] == []
    assert any(asked.endswith(at) for asked in line.asked)
    assert net.program.index.credentials[0].verified_at


def test_a_token_that_was_lost_on_its_way_is_said_to_be(net: Net) -> None:
    """BaseSpace gives it once; what comes after is the code's end."""
    _, address = net.line(cut, "/oauthv2/token", times=2)
    done = login(net, address)
    assert done.code == 5
    assert "or was used already" in done.events[-1]["message"]


@pytest.mark.parametrize("name", FAULTS)
def test_what_never_comes_back_leaves_the_token_or_says_it_expired(name: str, net: Net) -> None:
    _, address = net.line(FAULTS[name][0], "/oauthv2/token")
    assert login(net, address).code == 5
    _, address = net.line(FAULTS[name][0], "/v1pre3/users/current")
    done = login(net, address)
    assert done.code == 0
    assert net.program.vault.held["lab"] in net.program.sim.tokens
    assert net.program.index.credentials[0].verified_at is None


def test_a_proxy_with_a_password_lets_it_through(net: Net) -> None:
    line = Line(net.program.sim.api_server, net.deadlines)
    tls = server_side(net.authority.issue("api.example"))
    behind = int(net.listen(line, tls).rpartition(":")[2])
    heads: list[str] = []
    carry = tunnel(behind)

    async def proxy(client: object, head: str) -> None:
        heads.append(head)
        await carry(client, head)  # type: ignore[arg-type]

    address = net.listen(proxy).replace("//", "//lab:pr0xy%20word@")
    net.environ("HTTPS_PROXY", address)
    token = net.program.sim.owner_token
    done = net.program(
        "login", "lab", "--json", "--with-token", "--api-server", "https://api.example", typed=token
    )
    assert (done.code, done.err) == (0, "")
    assert "pr0xy" not in done.out
    assert heads[0].startswith("CONNECT api.example:443 ")
    assert "Proxy-Authorization: Basic bGFiOnByMHh5IHdvcmQ=" in heads[0]
    assert all(token not in head for head in heads)
    assert "GET /v1pre3/users/current" in line.asked
