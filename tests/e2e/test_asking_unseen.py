"""A terminal shows what is typed again, however a question for a secret ended."""

import re
import signal
from pathlib import Path

import pytest

from tests.store.age_homes import passphrase_home
from tests.support.programs import WIZARD, Server, bare_environment, serving, wizard
from tests.support.pty_program import in_pty

PASSPHRASE = "five random words are good"


def in_the_vault(env: dict[str, str], folder: Path, server: Server) -> None:
    """Have a credential in a vault that needs its passphrase to be read."""
    file = folder / "passphrase"
    file.write_text(PASSPHRASE, encoding="utf-8")
    passphrase_home(Path(env["BS_WIZARD_HOME"]), PASSPHRASE)
    options = [*server.application(folder), "--store", "vault", "--json"]
    done = wizard({**env, "BS_WIZARD_PASSPHRASE_FILE": str(file)}, "login", "lab", *options)
    assert done.code == 0, done.said


@pytest.mark.parametrize(
    ("argv", "way"),
    [
        (("verify", "lab"), signal.SIGINT),
        (("verify", "lab"), signal.SIGTERM),
        (("token", "lab"), signal.SIGTERM),
        (("vault", "create"), signal.SIGTERM),
        (("remove", "lab", "--revoke", "--yes"), signal.SIGINT),
        (("login", "x", "--plain", "used"), signal.SIGINT),
    ],
)
def test_leaving_at_the_passphrase(
    argv: tuple[str, ...], way: signal.Signals, tmp_path: Path
) -> None:
    env = bare_environment(tmp_path)
    with serving("--approve-after", "0") as server:
        if argv[0] != "vault":
            in_the_vault(env, tmp_path, server)
        if argv[-1] == "used":
            used = ("--store", "vault", "--api-server", server.api_server)
            argv = (*argv[:-1], *used, "--preset", "download")
        with in_pty(env, *WIZARD, *argv) as program:
            if argv[0] == "login":
                program.sees("Which application should request")
                program.press("1\r")
            program.sees("assphrase")
            if way is signal.SIGINT:
                program.press("\x03")
            else:
                program.spawned.kill(way)
            code, _ = program.ends()
            assert code == (130 if way is signal.SIGINT else -way)
            assert re.search("Cancelled|Nothing was saved", program.screen)
            assert "Traceback" not in program.screen
            assert program.left_behind == []


def test_events_ask_nobody_though_there_is_a_terminal(tmp_path: Path) -> None:
    env = bare_environment(tmp_path)
    with serving("--approve-after", "0") as server:
        in_the_vault(env, tmp_path, server)
        app = ("--api-server", server.api_server, "--client-id", server.client_id)
        argv = ("login", "second", "--json", "--store", "vault", *app)
        with in_pty(env, *WIZARD, *argv) as program:
            code, _ = program.ends()
            assert code == 7
            assert "nobody can be asked for it here" in " ".join(program.screen.split())
