"""Signals put the terminal right first; keys that come fast go where they were meant to."""

import signal
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.test_quitting import assert_left_well, assert_whole, at
from tests.support.programs import WIZARD, needs, serving, until, wizard
from tests.support.pty_program import PtyProgram, in_pty

pytestmark = needs("secret-tool")


def painted_beyond(program: PtyProgram, written: int) -> bool:
    return bool(program.screen) and len(program.written) > written


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_program_and_keeps_what_waits(
    keyring: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with at(keyring, tmp_path, "authorise") as program:
        program.spawned.kill(number)
        # SIGINT is the person's; the others end the program as their sender expects to see.
        assert_left_well(program, 130 if number is signal.SIGINT else -number, number.name)
        after = program.written.rpartition(b"\x1b[?1049l")[2].decode()
        assert " ".join(after.split()).endswith("minutes. To resume: bs-wizard resume")
    assert_whole(keyring, [], waiting=1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_there_is_a_screen(bare: dict[str, str], number: signal.Signals) -> None:
    """The terminal is changed a good while before anything is drawn on it."""
    with in_pty(bare, *WIZARD, "login") as program:
        until(lambda: program.screen and b"\x1b[?1049h" in program.written, "the changed terminal")
        program.spawned.kill(number)
        assert_left_well(program, 130 if number is signal.SIGINT else -number, number.name)


@pytest.mark.parametrize("attempt", range(2))
def test_a_terminal_that_goes_away_ends_it(
    keyring: dict[str, str], tmp_path: Path, attempt: int
) -> None:
    """No write to it succeeds any more; what waits is let go, so that it can be taken up."""
    with at(keyring, tmp_path, "authorise") as program:
        program.press("l")
        program.sees("What was asked and answered")
        # As tmux does, before it closes the terminal: the screen is drawn anew.
        before = len(program.written)
        program.spawned.kill(signal.SIGCONT)
        until(partial(painted_beyond, program, before + 40), "the screen, painted anew")
        assert program.hang_up() in {-signal.SIGHUP, 1}
    assert "is discarded" in wizard(keyring, "resume", "--discard").err
    assert_whole(keyring, [])


def test_a_secret_typed_or_pasted_right_after_enter_is_not_shown(
    keyring: dict[str, str], tmp_path: Path
) -> None:
    """Over a slow line Enter and the paste behind it come in one packet."""
    with (
        serving() as server,
        in_pty(keyring, *WIZARD, "login", "--api-server", server.api_server) as program,
    ):
        program.sees("tested just now", "Start", " help")
        program.press("\r")
        program.sees("● App", "Client Secret", "Continue", " help")
        for _ in range(3):
            before = len(program.written)
            program.press("\t")
            until(partial(painted_beyond, program, before + 40), "the focus")
        program.press("\x1b[200~" + server.client_id + "\x1b[201~")
        program.sees(server.client_id)
        program.press("\r\x1b[200~" + server.client_secret + "\x1b[201~")
        until(lambda: "••••" in program.screen or server.client_secret[:12] in program.screen, "it")
        assert server.client_secret[:12] not in program.screen


@pytest.mark.parametrize("attempt", range(4))
def test_a_name_typed_as_soon_as_the_field_is_there_is_taken(
    keyring: dict[str, str], tmp_path: Path, attempt: int
) -> None:
    with (
        serving("--approve-after", "0") as server,
        in_pty(
            keyring, *WIZARD, "login", *server.application(tmp_path), "--preset", "download"
        ) as program,
    ):
        program.sees("tested just now", "Start", " help")
        program.press("\r")
        program.sees("● Name", "Belongs to", "Save")
        program.press("\x15")
        program.press("lab")
        program.sees("Name lab")
