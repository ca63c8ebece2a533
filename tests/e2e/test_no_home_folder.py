"""A container's user: no HOME, and a number that the machine has no name and home folder for."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.another_user import as_another, can_become_another, folder_of_another
from tests.support.programs import WIZARD, Done, run, serving

_UNKNOWN_HERE = """
import pwd, sys

def unknown(*_):
    raise KeyError("uid not found")

pwd.getpwuid = pwd.getpwnam = unknown
from bs_wizard.cli.main import entry
entry()
"""


def as_nobody() -> tuple[str, ...]:
    """Return the program as that user runs it."""
    return as_another(*WIZARD) if can_become_another() else (sys.executable, "-c", _UNKNOWN_HERE)


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_of_another() as made:
        yield made


def nobody(folder: Path, *argv: str, given: str | None = None, **more: str) -> Done:
    env = {"PATH": os.environ["PATH"], "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), **more}
    return run(env, *as_nobody(), *argv, given=given)


@pytest.mark.parametrize(
    "command", ["list", "token lab", "doctor", "login lab --json", "--plain", "vault create"]
)
def test_without_a_home_folder_it_is_said_what_to_set(command: str, folder: Path) -> None:
    done = nobody(folder, *command.split())
    assert done.code == 7
    assert "Set HOME or BS_WIZARD_HOME" in done.said
    assert "mistake" not in done.said


def test_with_bs_wizard_home_everything_works(folder: Path) -> None:
    (folder / "passphrase").write_text("correct horse battery staple\n")
    (folder / "passphrase").chmod(0o644)
    home = {
        "BS_WIZARD_HOME": str(folder / "home"),
        "BS_WIZARD_PASSPHRASE_FILE": str(folder / "passphrase"),
    }
    assert "cannot name" not in nobody(folder, "vault", "create", **home).said
    with serving("--approve-after", "0") as server:
        (folder / "secret").write_text(server.client_secret)
        (folder / "secret").chmod(0o644)
        login = nobody(
            folder,
            *("login", "lab", "--plain", "--api-server", server.api_server),
            *("--client-id", server.client_id, "--client-secret-file", str(folder / "secret")),
            **home,
        )
        assert login.code == 0, login.said
        for command in ("list", "show", "verify", "vault show", "describe lab for-us"):
            done = nobody(folder, *command.split(), **home)
            assert done.code == 0, done.said
        assert nobody(folder, "token", **home).out.strip()
        doctor = nobody(folder, "doctor", **home)
    assert doctor.code == 0, doctor.said
    assert "there is none [looked for the home folder" in " ".join(doctor.out.split())
    key = nobody(folder, "vault", "create", "--identity", "file", BS_WIZARD_HOME=str(folder / "b"))
    assert (key.code, "this user does not have a home folder" in key.err) == (2, True)
