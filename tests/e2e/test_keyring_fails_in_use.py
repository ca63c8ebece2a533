"""A keyring that never answers while the program runs, and one that is killed under it."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.wizard.texts import words
from tests.support.programs import PATIENCE, WIZARD, Server, measured, needs, wizard
from tests.support.pty_program import in_pty
from tests.support.secret_service import PROGRAMS, kill_service, silent_secret_service

pytestmark = needs(*PROGRAMS)
APPROVES = Settings(interval=1, approve_after=0)
GONE = "The session bus is there, but no keyring service answers on it"
SILENT = "did not answer within 2.5 s"


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[dict[str, str]]:
    with silent_secret_service(tmp_path) as env:
        yield env | {"BS_WIZARD_HOME": str(tmp_path / "bs-wizard-home")}


def test_a_key_is_answered_while_the_keyring_is_silent(silent: dict[str, str]) -> None:
    with in_pty(silent, *WIZARD, "login", "lab") as program:
        program.sees("Testing the token store", " help")
        program.press("\x1bOP")
        program.sees("esc", "close")
        assert SILENT not in program.screen, "help came before the keyring was given up"
        program.press("\x1b")
        program.sees(SILENT, "Use an encrypted vault")
        program.press("\x11")
        assert program.ends()[0] == 7
        assert program.left_behind == []


def test_a_silent_keyring_does_not_keep_anyone_from_leaving(silent: dict[str, str]) -> None:
    with in_pty(silent, *WIZARD, "login", "lab") as program:
        program.sees("Testing the token store", " help")
        program.press("\x11")
        code, took = program.ends()
        assert code == 130
        assert SILENT not in program.screen
        assert program.left_behind == []
    measured("quitting while a keyring is silent", took)


def test_the_vault_takes_the_place_of_a_silent_keyring(
    silent: dict[str, str], tmp_path: Path
) -> None:
    set_up(Path(silent["BS_WIZARD_HOME"]), Kind.FILE, path=tmp_path / "key")
    start = time.monotonic()
    wizard(silent, "list")
    begins = time.monotonic() - start
    with Simulator(APPROVES) as simulator:
        app = Server(**simulator.ready).application(tmp_path)
        start = time.monotonic()
        argv = [*WIZARD, "login", "lab", "--json", *app]
        with subprocess.Popen(
            argv, env=silent, stdout=subprocess.PIPE, encoding="utf-8"
        ) as program:
            assert program.stdout is not None
            first = json.loads(program.stdout.readline())
            took = time.monotonic() - start
            last = json.loads(program.stdout.readlines()[-1])
    assert (first["event"], first["store"], first["backend"]) == ("store", "vault", "age")
    assert (last["event"], last["store"]) == ("saved", "vault")
    measured("falling back from a silent keyring, the program's start included", took)
    measured("of it, starting the program at all", begins)


def assert_gone(env: Mapping[str, str], *argv: str) -> None:
    done = wizard(env, *argv)
    assert (done.code, done.out) == (7, "")
    assert f"bs-wizard: {GONE}" in done.err
    assert "Install and start one, such as gnome-keyring, then try again." in done.err


def test_a_keyring_killed_after_the_login_is_said(keyring: dict[str, str], tmp_path: Path) -> None:
    with Simulator(APPROVES) as simulator:
        app = Server(**simulator.ready).application(tmp_path)
        assert wizard(keyring, "login", "lab", "--json", *app).code == 0
        kill_service(keyring)
        assert_gone(keyring, "token", "lab")
        assert_gone(keyring, "verify", "lab")
        assert_gone(keyring, "remove", "lab")
    examined = wizard(keyring, "doctor", "--json")
    found = {each["check"]: each for each in json.loads(examined.out)}
    assert examined.code == 7
    assert found["secret-service"]["level"] == "error", "the token is in it"
    assert found["secret-service"]["found"].startswith("missing")
    (listed,) = json.loads(wizard(keyring, "list", "--json").out)
    assert listed["name"] == "lab"


@pytest.mark.parametrize("front", ["--json", "--plain"])
def test_a_keyring_killed_while_approval_is_waited_for_is_said(
    keyring: dict[str, str], tmp_path: Path, front: str
) -> None:
    with Simulator(Settings(interval=1)) as simulator:
        app = Server(**simulator.ready).application(tmp_path)
        argv = [*WIZARD, "login", "lab", front, "--preset", "download", *app]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            argv, env=keyring, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, encoding="utf-8"
        ) as program:
            assert simulator.wait_for(lambda: bool(simulator._world.codes), PATIENCE)
            kill_service(keyring)
            simulator.approve()
            said = "".join(program.communicate(timeout=PATIENCE))
        assert program.returncode == 7
        assert words.KEYRING_GONE in " ".join(said.split())
        assert GONE not in said, "what is missing on the bus is doctor's to say"
        assert not any(token in said for token in simulator.tokens)
    assert json.loads(wizard(keyring, "list", "--json").out) == []
