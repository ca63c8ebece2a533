"""The real GNOME Keyring on a private bus, in every state it is met in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.system_keyring.backends import SECRET_SERVICE, asks_its_user
from bs_wizard.store.system_keyring.bounded_calls import UNLOCK_COMMAND
from tests.store.vault_contract import VaultContract
from tests.store.vault_process import VaultProcess
from tests.support.secret_service import (
    PASSWORD,
    PROGRAMS,
    lock,
    secret_service,
    session_bus,
    silent_secret_service,
    wait_for_service,
    waiting_secret_service,
)

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason=f"needs {' and '.join(PROGRAMS)}"
)


@pytest.fixture
def unlocked(tmp_path: Path) -> Iterator[dict[str, str]]:
    with secret_service(tmp_path) as env:
        yield env


def run(env: dict[str, str], *argv: str, text: str = "") -> str:
    done = subprocess.run(
        argv, env=env, input=text, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


@pytest.fixture
def vault(unlocked: dict[str, str]) -> Iterator[VaultProcess]:
    with VaultProcess(unlocked) as vault:
        yield vault


class TestGnomeKeyring(VaultContract):
    def test_it_is_known_by_the_name_people_know(self, vault: VaultProcess) -> None:
        assert vault.name == "keyring"
        assert vault.backend == SECRET_SERVICE
        assert vault.title == "GNOME Keyring / Secret Service"

    def test_keyring_itself_reads_what_was_put(
        self, vault: VaultProcess, unlocked: dict[str, str]
    ) -> None:
        vault.put("shared", Secret("canary-1"))
        argv = (sys.executable, "-m", "keyring", "get", "bs-wizard", "shared")
        assert run(unlocked, *argv) == "canary-1\n"
        vault.delete("shared")

    def test_what_keyring_put_is_replaced_and_not_doubled(
        self, vault: VaultProcess, unlocked: dict[str, str]
    ) -> None:
        argv = (sys.executable, "-m", "keyring", "set", "bs-wizard", "theirs")
        run(unlocked, *argv, text="canary-2")
        assert vault.get("theirs") == Secret("canary-2")
        vault.put("theirs", Secret("canary-3"))
        assert vault.get("theirs") == Secret("canary-3")
        vault.delete("theirs")
        assert vault.get("theirs") is None

    def test_it_says_what_is_in_it(self, vault: VaultProcess, unlocked: dict[str, str]) -> None:
        argv = (sys.executable, "-m", "keyring", "set", "another-service", "not-ours")
        run(unlocked, *argv, text="canary-5")
        before = set(vault.names())
        for key in ("listed", "old:listed", "app:1@api.basespace.illumina.com"):
            vault.put(key, Secret("canary-6"))
        listed = vault.names()
        assert list(listed) == sorted(listed)
        keys = {"listed", "old:listed", "app:1@api.basespace.illumina.com"}
        assert set(listed) - before == keys
        for key in keys:
            vault.delete(key)
        assert set(vault.names()) == before

    @pytest.mark.skipif(not shutil.which("secret-tool"), reason="needs secret-tool")
    def test_secret_tool_finds_it_by_service_and_name(
        self, vault: VaultProcess, unlocked: dict[str, str]
    ) -> None:
        vault.put("shared-2", Secret("canary-4"))
        argv = ("secret-tool", "lookup", "service", "bs-wizard", "username", "shared-2")
        assert run(unlocked, *argv) == "canary-4"
        vault.delete("shared-2")


def test_the_bus_of_the_user_session_is_used_where_none_is_addressed(
    unlocked: dict[str, str],
) -> None:
    env = {key: value for key, value in unlocked.items() if key != "DBUS_SESSION_BUS_ADDRESS"}
    with VaultProcess(env) as vault:
        vault.probe()


def test_a_keyring_locked_in_the_middle_is_called_locked(tmp_path: Path) -> None:
    with secret_service(tmp_path) as env, VaultProcess(env) as vault:
        vault.put("lab", Secret("canary"))
        lock(env)
        with pytest.raises(StoreUnavailable, match="is locked, and there is nobody to unlock it"):
            vault.get("lab")


def test_a_locked_keyring_is_called_locked(tmp_path: Path) -> None:
    with secret_service(tmp_path, locked=True) as env, VaultProcess(env) as vault:
        with pytest.raises(StoreUnavailable, match="is locked, and there is nobody") as caught:
            vault.probe()
        with pytest.raises(StoreUnavailable, match="is locked"):
            vault.names()
        assert UNLOCK_COMMAND in caught.value.hint


@pytest.mark.parametrize("locked", [True, False])
def test_whether_it_waits_for_its_user_is_asked_of_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    with secret_service(tmp_path, locked=locked) as env:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", env["DBUS_SESSION_BUS_ADDRESS"])
        assert asks_its_user(SECRET_SERVICE)() is locked


def test_the_command_of_the_hint_unlocks_it(tmp_path: Path) -> None:
    with secret_service(tmp_path, locked=True) as env, VaultProcess(env) as vault:
        with pytest.raises(StoreUnavailable):
            vault.probe()
        run(env, "bash", "-c", UNLOCK_COMMAND, text=f"{PASSWORD}\n")
        wait_for_service(env)
        vault.probe()


def test_the_same_command_makes_a_keyring_where_there_is_none(tmp_path: Path) -> None:
    with session_bus(tmp_path) as env, VaultProcess(env) as vault:
        run(env, "bash", "-c", UNLOCK_COMMAND, text=f"{PASSWORD}\n")
        wait_for_service(env)
        vault.probe()


def test_a_keyring_that_asks_in_vain_is_given_its_time(tmp_path: Path) -> None:
    with (
        waiting_secret_service(tmp_path) as env,
        VaultProcess(env) as vault,
        pytest.raises(StoreUnavailable, match="waits for its user to unlock it; nobody did"),
    ):
        vault.probe()


def test_a_keyring_that_is_silent_is_called_silent(tmp_path: Path) -> None:
    with (
        silent_secret_service(tmp_path) as env,
        VaultProcess(env) as vault,
        pytest.raises(StoreUnavailable, match=r"did not answer within 2\.5 s"),
    ):
        vault.get("lab")


def test_a_bus_without_a_keyring_is_told_from_no_bus(tmp_path: Path) -> None:
    with session_bus(tmp_path) as env:
        with (
            VaultProcess(env) as vault,
            pytest.raises(StoreUnavailable, match="bus is there, but no keyring service"),
        ):
            vault.probe()
        gone = env | {"DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": str(tmp_path)}
        with (
            VaultProcess(gone) as vault,
            pytest.raises(StoreUnavailable, match="There is no session bus here"),
        ):
            vault.probe()


def test_no_bus_is_ever_started(tmp_path: Path) -> None:
    trap = tmp_path / "bin"
    trap.mkdir()
    for name in ("dbus-launch", "dbus-daemon"):
        program = trap / name
        program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
        program.chmod(0o755)
    env = {key: value for key, value in os.environ.items() if not key.startswith(("DBUS", "XDG"))}
    env |= {"PATH": f"{trap}:{env['PATH']}", "HOME": str(tmp_path), "DISPLAY": ":99"}
    with VaultProcess(env) as vault, pytest.raises(StoreUnavailable, match="no session bus"):
        vault.probe()
    assert not (tmp_path / "started").exists()
