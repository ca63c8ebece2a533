"""Whether there is a session bus, found out without starting one."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bs_wizard.errors import NoKeyring, StoreUnavailable
from bs_wizard.store.system_keyring import session_bus

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keyrings are on a bus")


ODD = (
    *("tcp:host=localhost,port=1", "nonsense", "unix:path", "unix:", ";", "unix:tmpdir=/tmp"),
    f"unix:path=/{'a' * 150}",
)


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with TemporaryDirectory(prefix="run-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def listening(runtime: Path) -> Iterator[Path]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(runtime / "bus"))
        server.listen()
        yield runtime / "bus"


def address() -> str:
    return os.environ["DBUS_SESSION_BUS_ADDRESS"]


@pytest.mark.parametrize("start", ["", "autolaunch:"])
def test_the_bus_of_the_user_session_is_found(
    listening: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", start)
    session_bus.reach()
    assert address() == f"unix:path={listening}"


def test_an_address_that_answers_stays(listening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={listening},guid=0123")
    session_bus.reach()
    assert address() == f"unix:path={listening},guid=0123"


def test_without_any_there_is_none() -> None:
    with pytest.raises(NoKeyring, match="There is no session bus here") as caught:
        session_bus.reach()
    assert "dbus-run-session" in caught.value.hint
    assert address() == ""


@pytest.mark.usefixtures("runtime")
def test_an_empty_runtime_folder_is_none() -> None:
    with pytest.raises(NoKeyring, match="There is no session bus here"):
        session_bus.reach()


def test_a_file_of_that_name_is_none(runtime: Path) -> None:
    (runtime / "bus").write_text("")
    with pytest.raises(NoKeyring, match="There is no session bus here"):
        session_bus.reach()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("unix:path=/nowhere/bus", "No such file or directory"),
        ("unix:path=", "Invalid argument"),
        ("disabled:", "it is switched off"),
        *((each, "that is no address of a socket on this machine") for each in ODD),
    ],
)
def test_an_address_that_does_not_answer_is_said(
    monkeypatch: pytest.MonkeyPatch, bad: str, why: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bad)
    with pytest.raises(NoKeyring, match="There is no session bus at") as caught:
        session_bus.reach()
    assert f"={bad} ({why})." in caught.value.message
    assert caught.value.hint == session_bus.HEADLESS_HINT


@pytest.mark.parametrize(("variable", "name"), [("TMUX", "tmux"), ("STY", "screen")])
def test_one_that_a_multiplexer_handed_on_is_said(
    monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.setenv(variable, "/tmp/tmux-0/default,1,0")
    with pytest.raises(NoKeyring, match=f"; {name} handed it on from an earlier") as caught:
        session_bus.reach()
    assert caught.value.hint == f"Log in again and open a new {name}, then try again."


def test_where_this_login_has_a_bus_its_address_is_given(
    listening: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with pytest.raises(StoreUnavailable) as caught:
        session_bus.reach()
    assert session_bus.OF_THIS_LOGIN in caught.value.hint
    assert not isinstance(caught.value, NoKeyring), "there is a bus, and a line that leads to it"


def test_the_bus_of_an_ended_login_is_said(
    listening: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = runtime / "dead"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(dead))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={dead}")
    with pytest.raises(StoreUnavailable, match="refused"):
        session_bus.reach()


def test_elsewhere_no_bus_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    session_bus.reach()
