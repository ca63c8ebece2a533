"""Starting, stopping, settings, and the simulator as a command."""

import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest

import bs_wizard.simulator
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.simulator.scopes import UnknownScope, explain, read_list
from bs_wizard.simulator.serve import serve

SERVE = """
import sys
from bs_wizard.simulator import Settings
from bs_wizard.simulator.serve import serve
serve(Settings(port=int(sys.argv[1])), sys.stdout)
print("stopped")
"""


def connect(simulator: Simulator) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(simulator.api_server).netloc, timeout=30)


def has_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"port": 65536}, "port must be a whole number from 0 to 65535, not 65536"),
        ({"port": True}, "port must be"),
        ({"expires_in": 0}, "expires_in must be"),
        ({"expires_in": 1.5}, "expires_in must be"),
        ({"interval": -1}, "interval must be"),
        ({"approve_after": -0.1}, "approve_after must be a number of seconds"),
        ({"deny_after": float("nan")}, "deny_after must be a number of seconds"),
        ({"deny_after": float("inf")}, "deny_after must be a number of seconds"),
        ({"approve_after": 1, "deny_after": 1}, "approved or denied"),
        ({"dialect": "latin"}, "dialect must be one of sdk, guide, rfc8628, not 'latin'"),
        ({"scenario": "sunshine"}, "scenario must be one of approve"),
    ],
)
def test_settings_that_cannot_be_meant(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**values)


def test_a_seed_makes_everything_come_out_the_same() -> None:
    def story(seed: int | None) -> tuple[str, ...]:
        with Simulator(Settings(), seed=seed) as simulator:
            return simulator.client_id, simulator.client_secret, simulator.owner_token

    assert story(7) == story(7)
    assert len({*story(7), *story(8), *story(None), *story(None)}) == 12
    assert all(len(value) == 32 for value in story(None))


def test_it_listens_on_loopback_and_tells_where() -> None:
    simulator = Simulator()
    assert simulator.api_server == ""
    with simulator:
        parts = urlsplit(simulator.api_server)
        assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "")
        assert simulator.ready == {
            "api_server": simulator.api_server,
            "client_id": simulator.client_id,
            "client_secret": simulator.client_secret,
        }


def test_starting_and_stopping_again_do_nothing() -> None:
    simulator = Simulator()
    first = simulator.start().api_server
    assert simulator.start().api_server == first
    simulator.stop()
    simulator.stop()
    Simulator().stop()


def test_its_port_is_free_at_once_and_can_be_asked_for() -> None:
    with Simulator() as first:
        port = urlsplit(first.api_server).port or 0
        with pytest.raises(OSError, match="in use"):
            Simulator(Settings(port=port)).start()
    with Simulator(Settings(port=port)) as second:
        assert second.api_server == first.api_server


def test_connections_that_clients_keep_open_end_with_it() -> None:
    before = set(threading.enumerate())
    with Simulator() as simulator:
        connection = connect(simulator)
        for _ in range(2):
            connection.request("GET", "/portal")
            assert connection.getresponse().read()
        silent = socket.create_connection(("127.0.0.1", urlsplit(simulator.api_server).port or 0))
    connection.close()
    with silent:
        assert has_ended(silent)
    assert set(threading.enumerate()) <= before
    with pytest.raises(OSError, match="refused"):
        connect(simulator).request("GET", "/")


@pytest.mark.parametrize(
    "headers",
    [{"Content-Length": "65537"}, {"Content-Length": "-1"}, {"Transfer-Encoding": "chunked"}],
)
def test_a_body_too_large_or_of_unknown_size_is_refused(headers: dict[str, str]) -> None:
    with Simulator() as simulator:
        connection = connect(simulator)
        connection.putrequest("POST", "/oauth/device")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        reply = connection.getresponse()
        assert (reply.status, reply.headers["Connection"]) == (413, "close")
        connection.close()


def test_a_mistake_of_its_own_is_shown_and_ends_the_connection(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> float:
        raise RuntimeError("the clock fell")

    with Simulator(Settings(), clock=broken) as simulator:
        connection = connect(simulator)
        connection.request("GET", "/")
        with pytest.raises(http.client.RemoteDisconnected):
            connection.getresponse()
        connection.close()

    assert "the clock fell" in capsys.readouterr().err


def test_names_are_loaded_when_asked_for() -> None:
    program = (
        "import sys; from bs_wizard.simulator import DIALECTS, SCENARIOS, Settings;"
        "print([name for name in sys.modules if name.startswith(('http', 'socketserver'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    with pytest.raises(AttributeError, match="'Nothing'"):
        _ = bs_wizard.simulator.Nothing


def test_it_shares_nothing_with_the_client() -> None:
    program = (
        "import sys; import bs_wizard.simulator.serve;"
        "print({n.split('.')[1] for n in sys.modules if n.startswith('bs_wizard.')})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "{'simulator'}\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that asks a child to end")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_is_then_serves_until_it_is_told_to_end(number: int) -> None:
    command = [sys.executable, "-W", "error", "-c", SERVE, "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        ready = json.loads(child.stdout.readline())
        connection = http.client.HTTPConnection(urlsplit(ready["api_server"]).netloc, timeout=30)
        connection.request("GET", "/v2/users/current")
        assert connection.getresponse().status == 401
        child.send_signal(number)
        out, err = child.communicate(timeout=60)
        connection.close()

    assert set(ready) == {"api_server", "client_id", "client_secret"}
    assert (child.returncode, out, err) == (0, "stopped\n", "")


class EndingOut(io.StringIO):
    """A stream whose reader asks the program to end as soon as the first line is there."""

    def flush(self) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_the_command_puts_the_signal_handlers_back() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    out = EndingOut()
    serve(Settings(), out)

    assert out.getvalue().count("\n") == 1
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_list_of_scopes_is_read_in_order_and_each_once() -> None:
    assert read_list(" ") == ()
    assert read_list("read global,READ  GLOBAL, empty trash") == ("READ GLOBAL", "EMPTY TRASH")
    with pytest.raises(UnknownScope) as caught:
        read_list("read global,Frob  it")
    assert caught.value.scope == "Frob it"


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("READ GLOBAL", "Open and download everything"),
        ("CREATE PROJECT 7", "Add results to project 7 only."),
        ("BROWSE APPRESULT 12", "See the details of result 12 only."),
    ],
)
def test_a_scope_is_explained_in_plain_words(scope: str, words: str) -> None:
    assert words in explain(scope)


def test_a_code_can_be_accepted_by_whoever_is_named() -> None:
    with Simulator() as sim:
        for user, group in (("Zoë Ångström", None), ("Zoë Ångström", "Genomics Core")):
            code = sim._world.make_code(("READ GLOBAL",))
            sim.approve(user=user, workgroup=group)
            assert code.person.name == user
        sim._world.make_code(())
        for user, group in (("Nobody", None), ("Zoë Ångström", "Clinical Trials")):
            with pytest.raises(LookupError):
                sim.approve(user=user, workgroup=group)
