"""Plain mode as a whole program: chosen by itself, and its code seen wherever it talks to."""

import re
import shlex
from pathlib import Path

import pytest

from tests.store.age_homes import passphrase_home
from tests.support.programs import WIZARD, Server, serving, wizard
from tests.support.pty_program import PtyProgram, in_pty

DRAWN = re.compile("\x1b|[\u2190-\u2bff]")

WAYS: dict[str, tuple[tuple[str, ...], dict[str, str], str, str]] = {
    "option": (("login", "--plain"), {}, "xterm-256color", ""),
    "variable": (("login",), {"BS_WIZARD_PLAIN": "1"}, "xterm-256color", ""),
    "accessible": (("login",), {"ACCESSIBLE": "1"}, "xterm-256color", ""),
    "dumb": (("login",), {}, "dumb", ""),
    "no output": (("login",), {}, "xterm-256color", " 2>&1 | cat"),
    "alone": ((), {"BS_WIZARD_PLAIN": "1"}, "xterm-256color", ""),
    "demo": (("demo",), {"ACCESSIBLE": "1"}, "xterm-256color", ""),
}


@pytest.fixture
def with_vault(bare: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment with an encrypted vault that asks nobody."""
    file = tmp_path / "passphrase"
    file.write_text("five random words are good", encoding="utf-8")
    env = {**bare, "BS_WIZARD_PASSPHRASE_FILE": str(file)}
    passphrase_home(Path(env["BS_WIZARD_HOME"]), "five random words are good")
    return env


def in_shell(*argv: str) -> tuple[str, ...]:
    """The words of a command that a shell runs, which may redirect."""
    return ("bash", "-c", " ".join(argv))


@pytest.mark.parametrize("way", WAYS)
def test_it_is_chosen(way: str, with_vault: dict[str, str]) -> None:
    argv, env, term, redirected = WAYS[way]
    command = in_shell(shlex.join([*WIZARD, *argv]) + redirected)
    with in_pty({**with_vault, **env}, *command, term=term) as program:
        program.sees("Step 1 of 4: App.", "Which application should request the token [1]:")
        program.press("quit\r")
        program.ends()
        assert not DRAWN.search(program.written.decode())
        assert program.left_behind == []


def test_lines_fit_a_narrow_terminal(with_vault: dict[str, str]) -> None:
    with in_pty(with_vault, *WIZARD, "login", "--plain", size=(60, 40)) as program:
        program.sees("Which application should request the token [1]:")
        lines = program.written.decode().split("\r\n")
        assert [line for line in lines if len(line) > 40 and " " in line] == []
        assert "checked, named and kept" in " ".join(" ".join(lines).split())


def login_of(server: Server, folder: Path) -> str:
    options = ["login", "lab", "--plain", "--preset", "download", "--store", "vault"]
    return shlex.join([*WIZARD, *options, *server.application(folder)])


def assert_shown(program: PtyProgram, server: Server, talk: str) -> None:
    """Whether the terminal showed address, code and who asks, and just that, of ``talk``."""
    (address,) = re.findall(rf"^{re.escape(server.api_server)}/oauth/device\S+$", talk, flags=re.M)
    (code,) = re.findall(r"must show this code: (\w+)", talk)
    first, second, *_ = program.written.decode().replace("\r\n", "\n").splitlines()
    assert first == address
    assert second.startswith(f"Code: {code}. ")
    assert "Asked for by " in second


@pytest.mark.parametrize("given", ["", " </dev/null"])
def test_the_terminal_shows_the_code_though_the_talk_goes_to_a_file(
    given: str, with_vault: dict[str, str], tmp_path: Path
) -> None:
    talk = tmp_path / "talk"
    with serving("--approve-after", "1") as server:
        command = in_shell(f"{login_of(server, tmp_path)} 2>{talk}{given}")
        with in_pty(with_vault, *command) as program:
            if not given:
                program.sees("This token belongs to Amira Haddad", "Is that right (yes or no)")
                program.press("\r")
            assert program.ends()[0] == 0
            assert_shown(program, server, talk.read_text("utf-8"))
            assert b"Step" not in program.written
    assert "Saved as “lab”" in talk.read_text("utf-8")


def test_the_terminal_shows_the_code_at_once_through_a_pipe(
    with_vault: dict[str, str], tmp_path: Path
) -> None:
    talk = tmp_path / "talk"
    with serving("--approve-after", "1") as server:
        command = in_shell(f"set -o pipefail; {login_of(server, tmp_path)} 2>&1 | cat >{talk}")
        with in_pty(with_vault, *command) as program:
            program.sees("Is that right (yes or no)")
            program.press("\r")
            assert program.ends()[0] == 0
            assert_shown(program, server, talk.read_text("utf-8"))


def test_a_job_in_the_background_is_not_stopped_by_it(
    with_vault: dict[str, str], tmp_path: Path
) -> None:
    talk = tmp_path / "talk"
    with serving("--approve-after", "1") as server:
        job = f"{login_of(server, tmp_path)} 2>{talk} </dev/null"
        command = in_shell(f"stty tostop; set -m; {job} & wait $!")
        with in_pty(with_vault, *command) as program:
            assert program.ends()[0] == 0
            assert b"/oauth/device" in program.written


def test_events_are_for_a_program_and_shown_to_nobody_else(
    with_vault: dict[str, str], tmp_path: Path
) -> None:
    with serving("--approve-after", "0") as server:
        events = login_of(server, tmp_path).replace("--plain", "--json")
        command = in_shell(f"{events} >{tmp_path / 'events'} 2>&1 </dev/null")
        with in_pty(with_vault, *command) as program:
            assert program.ends()[0] == 0
            assert program.written == b""


def test_the_second_start_is_a_list_to_choose_from(
    with_vault: dict[str, str], tmp_path: Path
) -> None:
    with serving("--approve-after", "0") as server:
        assert wizard(with_vault, *shlex.split(login_of(server, tmp_path))[3:]).code == 0
        with in_pty({**with_vault, "ACCESSIBLE": "1"}, *WIZARD, size=(200, 80)) as program:
            for seen, typed in (
                ("1. lab, the default: Amira Haddad", "1"),
                ("What to do with lab [1]:", "verify"),
                ("lab is good.", "1"),
                ("What to do with lab [1]: verify", ""),
            ):
                program.sees(seen)
                if typed:
                    program.press(f"{typed}\r")
            program.press("remove\r")
            program.sees("How should lab be removed [1]:")
            program.press("3\r")
            program.sees("lab was revoked and removed.", "1. New credential")
            program.press("back\r")
            assert program.ends()[0] == 0
            assert not DRAWN.search(program.written.decode())
    assert wizard(with_vault, "list").out == ""


def test_a_person_is_asked_before_a_credential_is_removed(
    with_vault: dict[str, str], tmp_path: Path
) -> None:
    with serving("--approve-after", "0") as server:
        assert wizard(with_vault, *shlex.split(login_of(server, tmp_path))[3:]).code == 0
    asked = "Remove lab? (yes or no) [no]:"
    for typed, code, said in (
        ("\r", 130, "lab was not removed."),
        ("perhaps\rno\r", 130, "lab was not removed."),
        ("\x04", 130, "lab was not removed."),
        ("yes\r", 0, "lab was removed from this machine."),
    ):
        with in_pty(with_vault, *WIZARD, "remove", "lab") as program:
            program.sees(asked)
            program.press(typed)
            assert program.ends()[0] == code
            assert said in program.screen
            assert ("Please type yes or no." in program.screen) == ("perhaps" in typed)
        assert ("lab" in wizard(with_vault, "list").out) == (code != 0)


def test_yes_asks_nothing(with_vault: dict[str, str], tmp_path: Path) -> None:
    with serving("--approve-after", "0") as server:
        assert wizard(with_vault, *shlex.split(login_of(server, tmp_path))[3:]).code == 0
    with in_pty(with_vault, *WIZARD, "remove", "lab", "--yes") as program:
        assert program.ends()[0] == 0
        assert "(yes or no)" not in program.screen
