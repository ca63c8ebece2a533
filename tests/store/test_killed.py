"""Killed at every write and at any moment, a store is whole: old or new, and nothing orphaned."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.figures import figure
from tests.support.secret_service import PROGRAMS, secret_service

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork are POSIX")

ROOT = Path(__file__).parents[2]


def killing(
    folder: Path, *mode: str, env: Mapping[str, str] | None = None, program: str = "killing"
) -> dict[str, Any]:
    """Run the killing program; show and return its figures."""
    argv = [sys.executable, "-W", "error", "-m", f"tests.store.{program}", *mode, str(folder)]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    what = "killed" if program == "killing" else "killed while it waits"
    figure(f"{what}, {' '.join(mode)}: {last}")
    figures: dict[str, Any] = json.loads(last)
    return figures


@pytest.mark.parametrize(("store", "other"), [("ring", "vault"), ("vault", "ring")])
def test_killed_at_every_write_a_change_is_finished_or_undone(
    in_memory: Path, store: str, other: str
) -> None:
    figures = killing(in_memory, "points", store, other)
    assert figures["kills"] > 150
    assert set(figures["stage"]) == {"none", "begun", "committed"}
    assert set(figures["outcome"]) == {"nothing to do", "finished", "undone"}


@pytest.mark.parametrize("store", ["ring", "vault"])
def test_killed_at_every_write_what_waits_can_be_taken_up_or_is_gone(
    in_memory: Path, store: str
) -> None:
    figures = killing(in_memory / "store", store, program="kill_waiting")
    assert figures["kills"] > 90
    assert set(figures["left"]) == {
        "nothing",
        "a record alone",
        "the code",
        "token-given",
        "token-given saved",
    }


def test_killed_at_any_moment_a_store_is_whole(in_memory: Path) -> None:
    figures = killing(in_memory, "random", "1", "250")
    assert figures["kills"] == 250
    assert set(figures["change"]) >= {"save", "rename", "remove"}
    assert set(figures["stage"]) == {"none", "begun", "committed"}


@pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason=f"needs {' and '.join(PROGRAMS)}")
def test_the_same_holds_in_gnome_keyring(in_memory: Path) -> None:
    with secret_service(in_memory) as env:
        figures = killing(in_memory / "store", "keyring", env=env)
    assert figures["kills"] > 10
    assert set(figures["outcome"]) == {"finished", "undone"}
