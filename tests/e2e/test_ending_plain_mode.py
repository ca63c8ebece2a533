"""A login by lines that a signal ends: nothing half printed, what was put up is taken down."""

import shlex
import signal
from pathlib import Path

import pytest

from bs_wizard.store.index.index_file import Index
from tests.support.programs import WIZARD, serving, until, wizard
from tests.support.pty_program import in_pty

ENDS = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def with_vault(bare: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment with an encrypted vault that asks nobody."""
    file = tmp_path / "passphrase"
    file.write_text("five random words are good", encoding="utf-8")
    env = {**bare, "BS_WIZARD_PASSPHRASE_FILE": str(file)}
    assert wizard(env, "vault", "create").code == 0
    return env


@pytest.mark.parametrize("number", ENDS)
@pytest.mark.parametrize("ignores_ctrl_c", [False, True])
def test_a_signal_while_a_code_waits(
    number: signal.Signals, ignores_ctrl_c: bool, with_vault: dict[str, str], tmp_path: Path
) -> None:
    qr = tmp_path / "qr.svg"
    with serving() as server:
        login = ("login", "lab", "--plain", "--preset", "download", "--qr-file", str(qr))
        words = shlex.join([*WIZARD, *login, *server.application(tmp_path)])
        trap = "trap '' INT; " if ignores_ctrl_c else ""
        with in_pty(with_vault, "bash", "-c", f"{trap}exec {words}") as program:
            program.sees("The code is valid for 30 minutes.")
            assert qr.exists()
            home = Path(with_vault["BS_WIZARD_HOME"])
            # Its vault opens slowly on a busy machine, and leaving waits for no more than 5 s.
            until(lambda: Index(home).read().pending, "the code to be kept")
            program.spawned.kill(number)
            code, _ = program.ends()
            assert code == -number
            said = program.written.decode().partition("The code is valid for 30 minutes.")[2]
            assert program.left_behind == []
        assert not qr.exists()
        assert "Traceback" not in said
        assert " ".join(said.split()).endswith("minutes. To resume: bs-wizard resume")


@pytest.mark.parametrize("number", ENDS)
def test_a_signal_at_a_question(number: signal.Signals, with_vault: dict[str, str]) -> None:
    with in_pty(with_vault, *WIZARD, "login", "--plain") as program:
        program.sees("Which application should request the token [1]:")
        program.spawned.kill(number)
        code, _ = program.ends()
        assert code == -number
        assert program.left_behind == []
        assert "Traceback" not in program.screen


def test_what_is_typed_while_a_code_waits(with_vault: dict[str, str], tmp_path: Path) -> None:
    with serving() as server:
        login = ("login", "lab", "--plain", "--preset", "download", *server.application(tmp_path))
        with in_pty(with_vault, *WIZARD, *login, size=(80, 80)) as program:
            program.sees("Type new, log, back, help or quit.")
            program.press("new\r")
            program.sees("no longer works.", "Type new, log, back, help or quit. new")
            program.press("log\rquit\r")
            assert program.ends()[0] == 130
            said = " ".join(program.screen.split())
            assert "the code was replaced by a new one" in said
            assert said.endswith("To resume: bs-wizard resume")
            assert program.left_behind == []


def test_a_signal_in_the_demo_leaves_no_folder(bare: dict[str, str]) -> None:
    with in_pty(bare, *WIZARD, "demo") as program:
        program.sees("tested just now")
        program.spawned.kill(signal.SIGTERM)
        assert program.ends()[0] == -signal.SIGTERM
        assert "That was the demo" in program.screen
        assert program.left_behind == []
    assert [*Path(bare["TMPDIR"]).iterdir()] == []


def test_nohup_goes_on(with_vault: dict[str, str], tmp_path: Path) -> None:
    with serving("--approve-after", "2") as server:
        login = ("login", "lab", "--plain", "--preset", "download")
        words = shlex.join([*WIZARD, *login, *server.application(tmp_path)])
        with in_pty(with_vault, "bash", "-c", f"trap '' HUP; exec {words}") as program:
            program.sees("The code is valid for 30 minutes.")
            program.spawned.kill(signal.SIGHUP)
            program.sees("Is that right (yes or no) [yes]:")
            program.press("\r")
            assert program.ends()[0] == 0
    assert wizard(with_vault, "list").out.count("lab") == 1
