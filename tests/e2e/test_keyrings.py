"""Every state a keyring is met in: `login` says why it is not used, and `doctor` agrees."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bs_wizard.simulator import Simulator
from bs_wizard.store.system_keyring.bounded_calls import UNLOCK_COMMAND
from bs_wizard.store.system_keyring.session_bus import HEADLESS_HINT
from bs_wizard.wizard.texts.words import MAKE_VAULT, NO_KEYRING, VAULT_FROM_A_SCRIPT
from tests.support import secret_service as service
from tests.support.pass_store import configure
from tests.support.programs import Server, bare_environment, needs, wizard

pytestmark = needs(*service.PROGRAMS)
Make = Callable[[Path], AbstractContextManager[dict[str, str]]]
TITLE = "GNOME Keyring / Secret Service"
UNLOCK = (
    f"Unlock it on its desktop, or type its password here after `{UNLOCK_COMMAND}`; then try again."
)
UNSET = "Unset PYTHON_KEYRING_BACKEND"
WEAK = "it keeps secrets in plain or weakly guarded files"


@contextmanager
def bare(folder: Path, **more: str) -> Iterator[dict[str, str]]:
    yield bare_environment(folder) | more


def named(name: str) -> Make:
    """An environment that names a backend for keyring."""
    return lambda folder: bare(folder, PYTHON_KEYRING_BACKEND=name)


def dead_in_tmux(folder: Path) -> AbstractContextManager[dict[str, str]]:
    """An environment as a tmux has that was started in a login which has ended."""
    address = f"unix:path={folder}/gone"
    return bare(folder, DBUS_SESSION_BUS_ADDRESS=address, TMUX=f"{folder}/tmux,1,0")


@contextmanager
def locked(folder: Path) -> Iterator[dict[str, str]]:
    with service.secret_service(folder, locked=True) as env:
        yield env


@contextmanager
def killed(folder: Path) -> Iterator[dict[str, str]]:
    with service.secret_service(folder) as env:
        service.kill_service(env)
        yield env


@contextmanager
def in_the_file(folder: Path) -> Iterator[dict[str, str]]:
    env = bare_environment(folder) | {"XDG_CONFIG_HOME": str(folder / "config")}
    configure(env, "[backend]\ndefault-keyring = keyring.backends.null.Keyring\n")
    yield env


@dataclass(frozen=True)
class State:
    """What is the matter, what `login` says and advises, and what `doctor` finds and fixes.

    Where it is just that there is no keyring, `login` says the first only to who insists on one.
    """

    make: Make
    message: str
    hint: str
    check: str
    saw: str
    fix: str


def refused(name: str, reason: str) -> State:
    message = f"The keyring backend {name} is configured, and refused: {reason}."
    fix = "unset PYTHON_KEYRING_BACKEND"
    return State(named(name), message, f"{UNSET}, then try again.", "backend", message[:-1], fix)


def unloadable(name: str, why: str) -> State:
    message = f"The keyring backend {name} cannot be loaded: {why}."
    hint, fix = f"{UNSET}, or install what it names.", "unset PYTHON_KEYRING_BACKEND"
    return State(named(name), message, hint, "backend", message[:-1], fix)


NO_SERVICE = (
    "The session bus is there, but no keyring service answers on it (The Secret Service daemon is "
    "neither running nor activatable through D-Bus).",
    "Install and start one, such as gnome-keyring, then try again.",
    "secret-service",
    "missing: the bus is there, and no keyring service on it or to be started by it",
    "sudo apt install gnome-keyring",
)
STATES = {
    "locked": State(
        locked,
        f"{TITLE} is locked, and there is nobody to unlock it.",
        UNLOCK,
        "secret-service",
        "locked, and there is no desktop on which its password could be asked for",
        UNLOCK_COMMAND,
    ),
    "waits for its user": State(
        service.waiting_secret_service,
        f"{TITLE} waits for its user to unlock it; nobody did within 10 s.",
        UNLOCK,
        "secret-service",
        "locked, and there is no desktop on which its password could be asked for",
        UNLOCK_COMMAND,
    ),
    "never answers": State(
        service.silent_secret_service,
        f"{TITLE} did not answer within 2.5 s.",
        "Log out and in again, which starts a new one, then try again.",
        "secret-service",
        "hung: it has its name on the bus, but it did not answer within 3 s",
        "systemctl --user restart gnome-keyring-daemon",
    ),
    "killed": State(killed, *NO_SERVICE),
    "bus without a keyring": State(service.session_bus, *NO_SERVICE),
    "no bus, keyrings.alt installed": State(
        bare,
        "There is no session bus here, so no desktop keyring can be reached "
        "(DBUS_SESSION_BUS_ADDRESS is unset and $XDG_RUNTIME_DIR/bus is not there).",
        HEADLESS_HINT,
        "backend",
        "python-keyring by itself would take keyrings.alt.file.PlaintextKeyring, "
        f"which is refused here: {WEAK}",
        "bs-wizard vault create",
    ),
    "dead bus in tmux": State(
        dead_in_tmux,
        "tmux handed it on from an earlier login.",
        "Log in again and open a new tmux, then try again.",
        "session-bus",
        "tmux handed it on from an earlier login",
        "dbus-run-session -- bash",
    ),
    "plain text": refused("keyrings.alt.file.PlaintextKeyring", WEAK),
    "weak encryption": refused("keyrings.alt.file.EncryptedKeyring", WEAK),
    "null": refused("keyring.backends.null.Keyring", "it keeps nothing"),
    "fail": refused("keyring.backends.fail.Keyring", "it keeps nothing"),
    "chained": refused(
        "keyring.backends.chainer.ChainerBackend",
        "it gives a secret to any keyring there is, plain text included",
    ),
    "unknown module": unloadable("no.such.Keyring", "No module named 'no'"),
    "unknown class": unloadable("keyring_pass.Nothing", "keyring_pass has no class Nothing"),
    "no name": unloadable(
        "nonsense", "a module and a class in it are wanted, as in keyring_pass.Keyring"
    ),
}
ORDINARY = (
    "killed",
    "bus without a keyring",
    "no bus, keyrings.alt installed",
    "dead bus in tmux",
)


def with_trap(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Put programs in the way that leave a mark when somebody starts a bus."""
    trap = folder / "trap"
    trap.mkdir()
    for name in ("dbus-launch", "dbus-daemon", "dbus-run-session"):
        (trap / name).write_text(f"#!/bin/sh\ntouch {folder}/started\n")
        (trap / name).chmod(0o755)
    path = f"{trap}:{env['PATH']}"
    home = str(folder / "bs-wizard-home")
    return {**env, "PATH": path, "DISPLAY": "", "BS_WIZARD_HOME": home}


@pytest.mark.parametrize("name", STATES)
def test_a_keyring_that_is_not_used_is_said_with_the_reason(tmp_path: Path, name: str) -> None:
    state = STATES[name]
    with Simulator() as simulator, state.make(tmp_path) as made:
        env = with_trap(made, tmp_path)
        login = ("login", "lab", *Server(**simulator.ready).application(tmp_path))
        insists = (*login, "--plain", "--store", "keyring")
        commands = ((*login, "--json"), insists, ("doctor", "--json"))
        with ThreadPoolExecutor() as pool:
            told, said, found = pool.map(lambda argv: wizard(env, *argv), commands)
        assert simulator.requests == [], "without a place for the token no code is asked for"
    (event,) = told.events
    assert (told.code, told.err) == (7, "")
    if name in ORDINARY:
        assert event["code"] == "no_keyring"
        assert (event["message"], event["hint"]) == (NO_KEYRING, MAKE_VAULT)
    else:
        assert event["code"] == "store_unavailable"
        assert event["message"].endswith(state.message)
        assert event["hint"] == f"{state.hint} {VAULT_FROM_A_SCRIPT}"
    assert (said.code, said.out) == (7, "")
    assert said.err.startswith("bs-wizard: ")
    assert said.err.endswith(f"{state.message}\n{state.hint}\n")
    (finding,) = (each for each in json.loads(found.out) if each["check"] == state.check)
    assert finding["level"] == "warning", "nothing is kept in it yet"
    assert state.saw in finding["found"]
    assert finding["fix"] == state.fix
    assert not (tmp_path / "started").exists()


def test_one_refused_in_the_file_of_keyring_is_said_with_the_file(tmp_path: Path) -> None:
    with in_the_file(tmp_path) as env:
        done = wizard(env, "login", "lab", "--plain", "--client-id", "0" * 32)
        examined = wizard(env, "doctor")
    file = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    assert done.code == 7
    assert "keyring.backends.null.Keyring is configured, and refused: it keeps nothing." in done.err
    assert f"Take default-keyring out of {file}, then try again." in done.err
    assert f"fix: mv {file} {file}.old" in examined.out
