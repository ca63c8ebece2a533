"""Programs that are killed, and two at once on one home: each code is waited for by one of them."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.store.age_homes import file_vault
from tests.support.programs import WIZARD, until, wizard
from tests.support.pty_program import PtyProgram, in_pty

ENTER, CTRL_Q = "\r", "\x11"
NAME = "genomics-core"


class Desk:
    """One home with a vault that a key file opens, and the BaseSpace its programs reach."""

    def __init__(self, env: dict[str, str], folder: Path, simulator: Simulator) -> None:
        self.env = env
        self.simulator = simulator
        file = folder / "client-secret"
        file.write_text(simulator.client_secret)
        given = ("--api-server", simulator.api_server, "--client-id", simulator.client_id)
        self.login = ("login", *given, "--client-secret-file", str(file), "--preset", "download")

    @contextmanager
    def at_the_code(self) -> Iterator[PtyProgram]:
        """Run a login until it shows a code and keeps it."""
        known = len(self.pending)
        with in_pty(self.env, *WIZARD, *self.login) as program:
            program.sees("tested just now", "Start", " help")
            program.press(ENTER)
            program.sees("● Authorise", "page must show this code", "left")
            until(lambda: len(self.pending) > known, "the code to be kept")
            yield program

    @property
    def pending(self) -> list[dict[str, Any]]:
        index = Path(self.env["BS_WIZARD_HOME"], "index.json")
        if not index.exists():
            return []
        found: list[dict[str, Any]] = json.loads(index.read_bytes())["pending"]
        return found

    def approve(self, code: str | None = None) -> None:
        self.simulator.approve(code, workgroup="Genomics Core")


@pytest.fixture
def desk(bare: dict[str, str], tmp_path: Path) -> Iterator[Desk]:
    file_vault(Path(bare["BS_WIZARD_HOME"]))
    with Simulator(Settings(interval=1)) as simulator:
        yield Desk(bare, tmp_path, simulator)


def save(program: PtyProgram) -> None:
    program.sees("● Name", "Belongs to Amira Haddad", f"Name {NAME}", "Save")
    program.press(ENTER)
    program.press(ENTER)
    program.sees(f"Saved as “{NAME}”", "Finish")
    program.press(ENTER)
    assert program.ends()[0] == 0


def test_killed_at_the_name_the_next_login_goes_on(desk: Desk) -> None:
    with desk.at_the_code() as program:
        desk.approve()
        program.sees("● Name", "Belongs to Amira Haddad", "Save")
        until(lambda: desk.pending[0]["fingerprint"], "the token to be kept")
        program.spawned.kill(signal.SIGKILL)
        assert program.ends()[0] == -signal.SIGKILL
    with in_pty(desk.env, *WIZARD, *desk.login) as program:
        program.sees("A login was interrupted", "its token is not saved yet", "Resume it")
        program.press(ENTER)
        save(program)
    assert wizard(desk.env, "token", NAME).out.strip() in desk.simulator.tokens
    assert len(desk.simulator.user_codes) == 1
    assert desk.pending == []


def test_of_two_at_once_each_has_its_own_code(desk: Desk) -> None:
    with desk.at_the_code() as first:
        code = desk.pending[0]["user_code"]
        for command in (
            ("resume",),
            ("resume", code),
            ("resume", "--discard"),
            ("resume", "--json"),
        ):
            told = wizard(desk.env, *command)
            assert told.code == 7, told
            assert f"Another bs-wizard is waiting for the code {code} right now." in told.said
        with desk.at_the_code() as second:
            other = next(one["user_code"] for one in desk.pending if one["user_code"] != code)
            second.sees(" ".join(other))
            desk.approve(code)
            save(first)
            second.sees(" ".join(other), "not approved yet")
            second.press(CTRL_Q)
            assert second.ends()[0] == 130
    assert [one["user_code"] for one in desk.pending] == [other]
    assert wizard(desk.env, "token", NAME).out.strip() in desk.simulator.tokens
    given_up = wizard(desk.env, "resume", "--discard")
    assert given_up.code == 0
    assert other in given_up.err
    assert desk.pending == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_line_by_line_every_way_out_keeps_what_waits(desk: Desk, number: signal.Signals) -> None:
    with in_pty(desk.env, *WIZARD, *desk.login, "--plain") as program:
        program.sees("The page must show this code", "Waiting. The code is valid")
        until(lambda: desk.pending, "the code to be kept")
        program.spawned.kill(number)
        ended, _ = program.ends()
        assert ended == (130 if number is signal.SIGINT else -number)
        assert b". To resume: bs-wizard resume" in b" ".join(program.written.split())
        assert b"Traceback" not in program.written
    desk.approve()
    told = wizard(desk.env, "resume", "--json")
    assert (told.code, told.events[-1]["event"]) == (0, "saved"), told
    assert desk.pending == []
