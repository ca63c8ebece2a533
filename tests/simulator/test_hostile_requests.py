"""What a web page, or a careless program, on this machine may send to the simulator."""

import http.client
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from urllib.parse import urlencode, urlsplit

import pytest

from bs_wizard.simulator import Settings, Simulator, server
from bs_wizard.simulator.world import CodeState


@pytest.fixture
def simulator(capfd: pytest.CaptureFixture[str]) -> Iterator[Simulator]:
    """One that says nothing but sentences on standard error."""
    with Simulator(Settings()) as running:
        yield running
    assert capfd.readouterr().err == ""


def port(simulator: Simulator) -> int:
    found = urlsplit(simulator.api_server).port
    assert found is not None
    return found


def asked(simulator: Simulator, method: str, path: str, body: str = "", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port(simulator), timeout=20)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, kind | named)
    status = connection.getresponse().status
    connection.close()
    return status


def raw(simulator: Simulator, request: bytes) -> int:
    """Send these bytes; return the status of the answer, 0 for none."""
    with socket.create_connection(("127.0.0.1", port(simulator)), timeout=20) as there:
        answer = HTTPResponse(there)
        try:
            there.sendall(request)
            there.shutdown(socket.SHUT_WR)
            answer.begin()
        except (http.client.HTTPException, OSError):
            return 0
        return answer.status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST:8080", 200),  # through ssh -L 8080:localhost:PORT
        ("rebound.example:{port}", 421),
        ("127.0.0.1.rebound.example", 421),
        ("", 421),
    ],
)
def test_it_answers_to_the_names_of_this_machine(
    simulator: Simulator, host: str, status: int
) -> None:
    assert asked(simulator, "GET", "/", Host=host.format(port=port(simulator))) == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # no browser
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
    ],
)
def test_no_other_site_approves(simulator: Simulator, headers: dict[str, str], status: int) -> None:
    world = simulator._world
    code = world.make_code(("READ GLOBAL",))
    form = urlencode({"code": code.user_code, "useraction": "Grant", "workgroup_id": ""})
    sent = {name: value.format(port=port(simulator)) for name, value in headers.items()}
    assert asked(simulator, "POST", "/oauth/device", form, **sent) == status
    assert (code.state is CodeState.APPROVED) is (status == 200)


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ٣\r\n\r\n".encode(),
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 1000 + b"\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01 no request\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /oauth/device HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n" + b"[" * 60_000,
    ],
    ids=range(11),
)
def test_what_is_no_request_is_refused_and_the_next_is_answered(
    simulator: Simulator, request_: bytes
) -> None:
    assert raw(simulator, request_) not in range(200, 300)
    assert asked(simulator, "GET", "/") == 200


def test_more_connections_than_it_serves_are_closed(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_MOST_CONNECTIONS", 2)
    held = [socket.create_connection(("127.0.0.1", port(simulator)), timeout=20) for _ in range(2)]
    assert raw(simulator, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == 0
    for one in held:
        one.close()


def test_a_client_that_says_nothing_is_let_go(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.Handler, "timeout", 0.05)
    with socket.create_connection(("127.0.0.1", port(simulator)), timeout=20) as there:
        there.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert there.recv(1) == b""
