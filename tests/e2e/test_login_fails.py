"""What goes wrong on the way, told by all three front ends in the same words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.simulator import Simulator
from bs_wizard.wizard.texts import words
from tests.support.loopback import closed_port
from tests.support.programs import WIZARD, Server, needs, run, serving, wizard
from tests.support.tmux import in_tmux

pytestmark = needs("tmux")

REFUSED = [
    ("deny", "access_denied", 4),
    ("access-denied-camel", "access_denied", 4),
    ("expire", "expired_token", 5),
    ("unknown-client-400", "invalid_client", 2),
    ("scope-refused", "invalid_scope", 2),
]


def as_events(env: Mapping[str, str], login: tuple[str, ...], code: int) -> dict[str, Any]:
    """Log in as a program does, and return the last event."""
    done = wizard(env, *login, "--json")
    assert (done.code, done.err) == (code, "")
    error = done.events[-1]
    assert error["event"] == "error"
    assert all(error[part] for part in ("code", "message", "hint", "at"))
    return error


def in_lines(env: Mapping[str, str], login: tuple[str, ...], code: int, error: Any) -> None:
    """Log in where nobody can be asked."""
    done = wizard(env, *login, "--plain")
    assert (done.code, done.out) == (code, "")
    assert f"bs-wizard: {error['message']}\n" in done.err
    assert error["hint"] in done.err
    assert "Traceback" not in done.err


def on_the_screen(
    env: Mapping[str, str], login: tuple[str, ...], code: int, error: Any, *, starts: bool = True
) -> None:
    """Log in by keys, read the error, leave; the sentence stays behind on stderr."""
    stdout = Path(env["HOME"], "stdout")
    with in_tmux(env, *WIZARD, *login, stdout=str(stdout)) as tmux:
        if starts:
            tmux.sees("tested just now", "Start", " help")
            tmux.press("Enter")
        # The screen has a button for the vault, where a script is told its command.
        hint = error["hint"].removesuffix(f" {words.VAULT_FROM_A_SCRIPT}")
        tmux.sees(error["message"], words.VAULT_WORKS if hint == words.MAKE_VAULT else hint)
        tmux.press("C-q")
        assert tmux.ends() == code
        tmux.sees(f"bs-wizard: {error['message']} {hint}")
        assert not any(tmux.modes.values()), tmux.modes
    assert stdout.read_text() == ""


def everywhere(
    env: Mapping[str, str], login: tuple[str, ...], word: str, code: int, *, starts: bool = True
) -> None:
    error = as_events(env, login, code)
    assert error["code"] == word
    in_lines(env, login, code, error)
    on_the_screen(env, login, code, error, starts=starts)
    listed = wizard(env, "list", "--json")
    assert (listed.code, listed.out.strip()) == (0, "[]")


@pytest.mark.parametrize(("scenario", "word", "code"), REFUSED)
def test_what_the_server_refuses(
    keyring: dict[str, str], tmp_path: Path, scenario: str, word: str, code: int
) -> None:
    with serving("--scenario", scenario) as server:
        login = ("login", "lab", *server.application(tmp_path), "--preset", "download")
        everywhere(keyring, login, word, code)
    assert run(keyring, "secret-tool", "search", "--all", "service", "bs-wizard").said == ""


def test_a_server_that_is_not_there(keyring: dict[str, str], tmp_path: Path) -> None:
    nobody = Server(f"http://127.0.0.1:{closed_port()}", "0" * 32, "1" * 32)
    login = ("login", "lab", *nobody.application(tmp_path), "--preset", "download")
    everywhere(keyring, login, "network", 6)


def test_without_a_keyring_no_code_is_asked_for(bare: dict[str, str], tmp_path: Path) -> None:
    with Simulator() as simulator:
        login = ("login", "lab", *Server(**simulator.ready).application(tmp_path))
        everywhere(bare, login, "no_keyring", 7, starts=False)
        assert simulator.requests == []
