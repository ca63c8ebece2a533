"""A login by lines that a signal ends: nothing half printed, what was put up is taken down."""

import shlex
import signal
from pathlib import Path

import pytest

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
            until(lambda: [*home.rglob("pending*.lock")], "the hold on what waits")
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
