"""The whole command as other programs meet it, in every state of the machine it is run on."""

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index import seals
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.system_keyring.backends import SECRET_SERVICE
from tests.store.examples import a_credential
from tests.support.loopback import closed_port
from tests.support.programs import Server, bare_environment, run, serving, wizard
from tests.support.secret_service import (
    PROGRAMS,
    secret_service,
    session_bus,
    silent_secret_service,
)

CANARY = "canary0123456789canary0123456789"
KEYRING_SET = (sys.executable, "-m", "keyring", "set", "bs-wizard")
needs_keyring = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason=f"needs {' and '.join(PROGRAMS)}"
)
needs_tmux = pytest.mark.skipif(not shutil.which("tmux"), reason="needs tmux")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    env = bare_environment(tmp_path)
    return {name: value for name, value in env.items() if "PROXY" not in name.upper()}


def keep(env: Mapping[str, str], *, server: str, store: str = "keyring", name: str = "lab") -> None:
    one = a_credential(name=name, store=store, backend=SECRET_SERVICE, api_server=server)
    one = seals.sealed(one, Secret(CANARY))
    Index(Path(env["BS_WIZARD_HOME"])).change(lambda was: was.with_credential(one))


def examine(env: Mapping[str, str], *options: str) -> tuple[int, dict[str, dict[str, Any]]]:
    done = wizard(env, "doctor", "--json", *options)
    assert done.err == ""
    assert CANARY not in done.said
    assert env["HOME"] not in done.said
    return done.code, {each["check"]: each for each in json.loads(done.out)}


@contextmanager
def at_home(env: Mapping[str, str], folder: Path) -> Iterator[dict[str, str]]:
    yield {**env, "BS_WIZARD_HOME": str(folder / "bs-wizard-home")}


@needs_keyring
def test_all_is_well_with_an_unlocked_keyring(tmp_path: Path, server: Server) -> None:
    with secret_service(tmp_path) as there, at_home(there, tmp_path) as env:
        keep(env, server=server.api_server)
        run(env, *KEYRING_SET, "lab", given=CANARY)
        code, found = examine(env)
    assert code == 0
    for name in ("home", "modes", "index", "orphans", "session-bus", "secret-service", "network"):
        assert found[name]["level"] == "ok", found[name]
    assert "all 1 recorded are there" in found["orphans"]["found"]
    assert "GNOME Keyring" in found["backend"]["found"]


@needs_keyring
def test_orphans_of_a_real_keyring_are_found_on_both_sides(tmp_path: Path, server: Server) -> None:
    with secret_service(tmp_path) as there, at_home(there, tmp_path) as env:
        keep(env, server=server.api_server)
        run(env, *KEYRING_SET, "stray", given=CANARY)
        run(env, *KEYRING_SET, "pending:ab12", given=CANARY)
        done = wizard(env, "doctor")
        repaired = wizard(env, "doctor", "--repair")
        code, found = examine(env)
    assert code == done.code == repaired.code == 7
    assert "recorded, but not there: lab" in done.out
    assert "fix: bs-wizard login lab --force" in done.out
    assert "there, but in no record: pending:ab12, stray" in done.out
    assert "fix: bs-wizard doctor --repair" in done.out
    assert "pending:ab12, of which no record is left, is removed" in repaired.out
    assert "recorded anew, of unknown owner and server: stray" in repaired.out
    assert found["orphans"]["found"] == "recorded, but not there: lab"
    assert CANARY not in done.said + repaired.said


@needs_keyring
def test_a_locked_keyring_is_called_locked(tmp_path: Path, server: Server) -> None:
    with secret_service(tmp_path, locked=True) as there, at_home(there, tmp_path) as env:
        keep(env, server=server.api_server)
        code, found = examine(env)
    assert code == 7
    assert found["secret-service"]["found"].startswith("locked")
    assert "gnome-keyring-daemon --replace --unlock" in found["secret-service"]["fix"]
    assert found["orphans"]["level"] == "skipped"


@needs_keyring
def test_a_silent_keyring_is_called_hung(tmp_path: Path, server: Server) -> None:
    with silent_secret_service(tmp_path) as there, at_home(there, tmp_path) as env:
        keep(env, server=server.api_server)
        code, found = examine(env)
    assert code == 7
    assert found["secret-service"]["found"].startswith("hung")
    assert not any("has not ended" in each["found"] for each in found.values())


@needs_keyring
def test_a_bus_without_a_keyring_is_told_from_no_bus(tmp_path: Path, bare: dict[str, str]) -> None:
    with session_bus(tmp_path) as there, at_home(there, tmp_path) as env:
        _, found = examine(env)
    assert found["session-bus"]["level"] == "ok"
    assert found["secret-service"]["found"].startswith("missing")
    _, found = examine(bare)
    assert (found["session-bus"]["level"], found["secret-service"]["level"]) == (
        "warning",
        "skipped",
    )
    assert found["session-bus"]["fix"] == "dbus-run-session -- bash"


@pytest.fixture
def dead_bus() -> Iterator[str]:
    with TemporaryDirectory(prefix="dead-") as folder, socket.socket(socket.AF_UNIX) as old:
        old.bind(f"{folder}/bus")
        old.close()
        yield f"unix:path={folder}/bus"


def test_the_bus_of_an_ended_login_is_called_dead(bare: dict[str, str], dead_bus: str) -> None:
    _, found = examine(bare | {"DBUS_SESSION_BUS_ADDRESS": dead_bus, "STY": "1.pts-0"})
    assert f"dead: {dead_bus}; screen handed it on" in found["session-bus"]["found"]


@needs_keyring
@needs_tmux
def test_tmux_knows_a_newer_bus(tmp_path: Path, dead_bus: str) -> None:
    with session_bus(tmp_path) as there, TemporaryDirectory(prefix="tmux-") as folder:
        alive = there["DBUS_SESSION_BUS_ADDRESS"]
        tmux = ("tmux", "-S", f"{folder}/s")
        run(there, *tmux, "-f", "/dev/null", "new-session", "-d", "cat")
        try:
            run(there, *tmux, "set-environment", "DBUS_SESSION_BUS_ADDRESS", alive)
            old = {"DBUS_SESSION_BUS_ADDRESS": dead_bus, "TMUX": f"{folder}/s,1,0"}
            with at_home({**there, **old}, tmp_path) as env:
                _, found = examine(env)
        finally:
            run(there, *tmux, "kill-server")
    bus = found["session-bus"]
    assert "tmux handed it on from an earlier login" in bus["found"]
    assert bus["fix"] == 'eval "$(tmux show-environment -s DBUS_SESSION_BUS_ADDRESS)"'


def test_a_dead_network_is_exit_6_and_strict_is_1(bare: dict[str, str]) -> None:
    keep(bare, server=f"http://127.0.0.1:{closed_port()}", store="memory")
    code, found = examine(bare)
    assert (code, found["network"]["level"]) == (6, "error")
    assert examine(bare, "--strict")[0] == 1


def test_repair_fixes_and_proves_it(bare: dict[str, str], server: Server) -> None:
    home = Path(bare["BS_WIZARD_HOME"])
    keep(bare, server=server.api_server, store="memory")
    home.chmod(0o755)
    (home / "index.json").write_text("{")
    code, found = examine(bare)
    assert (code, found["modes"]["level"], found["index"]["level"]) == (8, "warning", "error")
    code, found = examine(bare, "--repair")
    assert (code, found["modes"]["level"], found["index"]["level"]) == (8, "ok", "error")
    assert found["repair"]["fix"] == "bs-wizard doctor --repair --yes"
    bare["HTTPS_PROXY"] = "http://127.0.0.1:1"
    code, found = examine(bare, "--repair", "--yes")
    assert found["index"]["level"] == "ok"
    assert Index(home).read() == Contents()
    assert len(list(home.glob("index.json.*"))) == 1


@needs_keyring
def test_a_token_whose_record_is_lost_is_recorded_anew(tmp_path: Path, server: Server) -> None:
    with secret_service(tmp_path) as there, at_home(there, tmp_path) as env:
        keep(env, server=server.api_server)
        run(env, *KEYRING_SET, "lab", given=CANARY)
        Path(env["BS_WIZARD_HOME"], "index.json").write_text("{")
        done = wizard(env, "doctor", "--repair", "--yes")
        again = wizard(env, "list")
    assert "recorded anew, of unknown owner and server: lab" in done.out
    assert "fix: bs-wizard verify lab --api-server SERVER" in done.out
    assert "lab" in again.out
    assert CANARY not in done.said


def test_the_vaults_tokens_are_found_again(bare: dict[str, str], server: Server) -> None:
    home = Path(bare["BS_WIZARD_HOME"])
    set_up(home, Kind.FILE, path=home.parent / "key")
    kept = Credentials(Index(home), lambda store, backend: AgeVault(home, Passphrases()))
    for name in ("lab", "core"):
        record = a_credential(name=name, store="vault", backend="age", api_server=server.api_server)
        kept.save(record, Secret(f"{CANARY}-{name}"))
    file = home / "index.json"
    damaged = file.read_bytes()
    damaged = damaged[: damaged.index(b'"user"', damaged.index(b'"core"'))]
    file.write_bytes(damaged)
    told = wizard(bare, "token", "lab")
    assert (told.code, "Run bs-wizard doctor --repair" in told.err) == (8, True)
    code, found = examine(bare)
    assert (code, found["orphans"]["level"]) == (8, "skipped")
    done = wizard(bare, "doctor", "--repair", "--yes")
    assert "credentials restored from the previous one: 1" in done.out
    assert "Saving core was interrupted and is finished now." in done.out
    assert CANARY not in done.said
    assert (home / "index.json.damaged-1").read_bytes() == damaged
    for name in ("lab", "core"):
        assert wizard(bare, "token", name).out == f"{CANARY}-{name}\n"


def test_a_home_of_any_bytes_will_do(bare: dict[str, str], tmp_path: Path) -> None:
    env = bare | {"BS_WIZARD_HOME": os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe\x1b[2J")}
    for argv in (("doctor",), ("doctor", "--json"), ("list",), ("doctor", "--repair", "--yes")):
        done = wizard(env, *argv)
        assert "Traceback" not in done.said
        assert "\x1b" not in done.said
    Path(env["BS_WIZARD_HOME"]).mkdir()
    Path(env["BS_WIZARD_HOME"], "index.json").write_text("{")
    assert wizard(env, "list").code == 8
    assert "is kept as" in wizard(env, "doctor", "--repair", "--yes").out
    assert wizard(env, "list").code == 0


def test_a_home_of_nobody_is_a_mistake(bare: dict[str, str]) -> None:
    for argv in (("doctor",), ("list",), ("token",), ("login", "--json")):
        done = wizard(bare | {"BS_WIZARD_HOME": "~nosuchuser/x"}, *argv)
        assert done.code == 2
        assert "BS_WIZARD_HOME is ~nosuchuser/x" in done.said


def test_yes_without_repair_is_a_mistake(bare: dict[str, str]) -> None:
    assert wizard(bare, "doctor", "--yes").code == 2


def test_nothing_is_made_by_looking(bare: dict[str, str]) -> None:
    examine(bare | {"HTTPS_PROXY": f"http://127.0.0.1:{closed_port()}"})
    assert not Path(bare["BS_WIZARD_HOME"]).exists()


def test_no_canary_comes_out(bare: dict[str, str]) -> None:
    person = {
        "BASESPACE_ACCESS_TOKEN": CANARY,
        "BS_WIZARD_CREDENTIAL": f"{CANARY}\x1b[2J",
        "HTTPS_PROXY": f"http://ada:{CANARY}@127.0.0.1:{closed_port()}",
        "PYTHON_KEYRING_BACKEND": f"no.{CANARY}.Ring",
        "TERM": f"xterm-{CANARY}",
    }
    keep(bare, server=f"http://127.0.0.1:{closed_port()}", store="memory")
    of_bs = Path(bare["HOME"], ".basespace", "lab.cfg")
    of_bs.parent.mkdir()
    of_bs.write_text(f"accessToken = {CANARY}\n")
    for options in ((), ("--json",), ("--repair",)):
        done = wizard(bare | person, "doctor", *options)
        assert CANARY not in done.said
        assert "\x1b" not in done.said
        assert "~/.basespace/lab.cfg" in done.said
        for private in ("ada@lab.example", "0123456789abcdef", bare["HOME"], "ada:"):
            assert private not in done.said


def test_a_person_is_asked_before_an_index_is_set_aside(
    bare: dict[str, str], server: Server
) -> None:
    import pexpect

    home = Path(bare["BS_WIZARD_HOME"])
    home.mkdir(0o700)
    for answer, kept in (("n", 0), ("y", 1)):
        (home / "index.json").write_text("{")
        child = pexpect.spawn(
            sys.executable, ["-m", "bs_wizard", "doctor", "--repair"], env=bare, timeout=30
        )
        child.expect_exact("[y/N] ")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert len(list(home.glob("index.json.*"))) == kept
