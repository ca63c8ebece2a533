"""The disk fills while the code waits: the whole program, on a small disk and at a limit."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.simulator import Settings, Simulator
from bs_wizard.wizard.texts import unwanted_token, words
from tests.support.programs import PATIENCE, WIZARD, Server, run, wizard

resource = pytest.importorskip("resource")


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a disk of 128 KiB; whether this may."""
    folder.mkdir()
    mounted = not run(
        os.environ, "mount", "-t", "tmpfs", "-o", "size=128k", "none", str(folder)
    ).code
    try:
        yield mounted
    finally:
        if mounted:
            run(os.environ, "umount", "--lazy", str(folder))


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))


@contextmanager
def waiting(env: dict[str, str], sim: Simulator, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Log in, and go on with what is inside once the code waits."""
    login = ("login", "lab", *Server(**sim.ready).application(folder), "--preset", "download")
    argv = [*WIZARD, *login, "--json", "--store", "vault"]
    with subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        for line in process.stdout:
            if json.loads(line)["event"] == "pending":
                break
        yield process


def last_event(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _ = process.communicate(timeout=PATIENCE)
    event: dict[str, Any] = json.loads(out.splitlines()[-1])
    return event


def test_a_full_disk_costs_no_token(bare: dict[str, str], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    key = str(tmp_path / "key.txt")
    env = bare | {"BS_WIZARD_HOME": str(disk / "home")}
    with small_disk(disk) as mounted, Simulator(Settings(interval=1)) as sim:
        assert wizard(env, "vault", "create", "--identity", "file", "--path", key).code == 0
        with waiting(env, sim, tmp_path) as process:
            if mounted:  # else it is only shown that room costs nothing where there is enough
                fill(disk)
            sim.approve()
            ended = last_event(process)
        if ended["event"] == "error":
            assert (process.returncode, ended["code"]) == (7, "home_unavailable")
            assert words.KEPT_FOR_LATER in ended["message"]
            (disk / "filler").unlink()
            assert wizard(env, "resume", "--json").events[-1]["event"] == "saved"
        token = wizard(env, "token", "lab").out.strip()
        assert {token, sim.owner_token} == sim.tokens
        assert not list((disk / "home").glob("index.room*"))


def test_where_no_file_can_be_written_the_token_is_revoked(
    bare: dict[str, str], tmp_path: Path
) -> None:
    key = str(tmp_path / "key.txt")
    with Simulator(Settings(interval=1)) as sim:
        assert wizard(bare, "vault", "create", "--identity", "file", "--path", key).code == 0
        with waiting(bare, sim, tmp_path) as process:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))
            sim.approve()
            ended = last_event(process)
        assert (process.returncode, ended["code"]) == (7, "home_unavailable")
        assert ended["message"].endswith(unwanted_token.ENDED)
        assert sim.tokens == {sim.owner_token}
