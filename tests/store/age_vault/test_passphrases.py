"""Where the passphrase comes from, and that it is asked for once."""

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.errors import Cancelled, StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.passphrase_file import WrongPassphrase
from bs_wizard.store.age_vault.passphrases import TRIES, Passphrases

RIGHT = "canary battery"
WRONG = "canary staple"


class Person:
    """Types what it is given, in turn."""

    def __init__(self, *typed: str) -> None:
        self._typed = list(typed)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> Secret:
        self.prompts.append(prompt)
        return Secret(self._typed.pop(0))


class Lock:
    """Opens to ``RIGHT`` and counts how often it was tried."""

    def __init__(self) -> None:
        self.tried = 0

    def __call__(self, passphrase: Secret) -> str:
        self.tried += 1
        if passphrase.reveal() != RIGHT:
            raise WrongPassphrase
        return "open"


def a_command(program: str) -> str:
    return shlex.join((sys.executable, "-c", program))


def unasked(prompt: str) -> Secret:
    raise AssertionError("nobody should have been asked")


def test_a_person_is_asked_once() -> None:
    person = Person(RIGHT)
    passphrases = Passphrases(person, {})
    assert passphrases.once("Say it: ", Lock()) == "open"
    assert passphrases.once("Again: ", Lock()) == "open"
    assert person.prompts == ["Say it: "]


def test_a_person_may_try_three_times() -> None:
    person, lock = Person(WRONG, "", RIGHT), Lock()
    assert Passphrases(person, {}).once("Say it: ", lock) == "open"
    assert person.prompts == [
        "Say it: ",
        "Wrong passphrase, 2 tries left. Say it: ",
        "Wrong passphrase, one try left. Say it: ",
    ]
    assert lock.tried == 2, "nothing typed is not worth a second of work"


def test_and_not_more_often() -> None:
    person = Person(*[WRONG] * 9)
    with pytest.raises(
        StoreUnavailable, match="None of the 3 passphrases typed opens the vault"
    ) as caught:
        Passphrases(person, {}).once("Say it: ", Lock())
    assert len(person.prompts) == TRIES
    assert WRONG not in repr(caught.value)


def test_who_leaves_is_not_asked_again() -> None:
    def leave(prompt: str) -> Secret:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        Passphrases(leave, {}).once("Say it: ", Lock())


def test_nobody_to_ask_is_said_with_what_to_do() -> None:
    with pytest.raises(StoreUnavailable, match="nobody can be asked") as caught:
        Passphrases(environ={"BS_WIZARD_PASSPHRASE_FILE": ""}).once("Say it: ", Lock())
    assert "BS_WIZARD_PASSPHRASE_FILE or BS_WIZARD_PASSPHRASE_COMMAND" in caught.value.hint


def test_the_one_chosen_for_a_new_vault_is_not_asked_for() -> None:
    passphrases = Passphrases(unasked, {})
    passphrases.remember(Secret(RIGHT))
    assert passphrases.once("Say it: ", Lock()) == "open"


def test_one_that_fits_no_more_is_asked_for_again() -> None:
    passphrases = Passphrases(Person(RIGHT), {})
    passphrases.remember(Secret(WRONG))
    assert passphrases.once("Say it: ", Lock()) == "open"


@pytest.mark.parametrize(
    "content",
    [f"{RIGHT}\n", RIGHT, f"{RIGHT}\r\nmore\n", f"\ufeff{RIGHT}\n"],
)
def test_a_files_first_line_is_used(tmp_path: Path, content: str) -> None:
    (tmp_path / "file").write_bytes(content.encode())
    environ = {"BS_WIZARD_PASSPHRASE_FILE": str(tmp_path / "file")}
    assert Passphrases(unasked, environ).once("Say it: ", Lock()) == "open"


@pytest.mark.parametrize("name", ["FILE", "COMMAND"])
def test_spaces_at_the_ends_are_part_of_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(f" {RIGHT}\t \r\nmore".encode())
    value = str(tmp_path / "file") if name == "FILE" else f"cat {tmp_path / 'file'}"
    given: list[Secret] = []
    Passphrases(unasked, {f"BS_WIZARD_PASSPHRASE_{name}": value}).once("Say it: ", given.append)
    assert given == [Secret(f" {RIGHT}\t ", exact=True)]


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
@pytest.mark.parametrize(("mode", "warned"), [(0o600, 0), (0o640, 1), (0o604, 1)])
def test_a_file_others_can_read_is_used_with_a_warning(
    tmp_path: Path, mode: int, warned: int
) -> None:
    file = tmp_path / "file"
    file.write_text(RIGHT)
    file.chmod(mode)
    said: list[str] = []
    environ = {"BS_WIZARD_PASSPHRASE_FILE": str(file)}
    assert Passphrases(unasked, environ, warn=said.append).once("Say it: ", Lock()) == "open"
    assert len(said) == warned
    assert all("BS_WIZARD_PASSPHRASE_FILE" in each and str(file) not in each for each in said)


def test_a_pipe_will_do_and_is_read_once() -> None:
    read, write = os.pipe()
    os.write(write, f"{RIGHT}\n".encode())
    os.close(write)
    passphrases = Passphrases(unasked, {"BS_WIZARD_PASSPHRASE_FILE": f"/dev/fd/{read}"})
    try:
        assert passphrases.once("Say it: ", Lock()) == "open"
        assert passphrases.once("Say it: ", Lock()) == "open"
    finally:
        os.close(read)


def test_a_commands_first_line_is_used() -> None:
    environ = {"BS_WIZARD_PASSPHRASE_COMMAND": a_command(f"print('{RIGHT}'); print('more')")}
    assert Passphrases(unasked, environ).once("Say it: ", Lock()) == "open"


def test_the_file_goes_before_the_command(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(RIGHT)
    environ = {
        "BS_WIZARD_PASSPHRASE_FILE": str(tmp_path / "file"),
        "BS_WIZARD_PASSPHRASE_COMMAND": "false",
    }
    assert Passphrases(unasked, environ).once("Say it: ", Lock()) == "open"


def test_a_wrong_one_from_a_file_or_command_has_one_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(WRONG)
    for variable, value in (
        ("BS_WIZARD_PASSPHRASE_FILE", str(tmp_path / "file")),
        ("BS_WIZARD_PASSPHRASE_COMMAND", a_command(f"print('{WRONG}')")),
    ):
        lock = Lock()
        with pytest.raises(
            StoreUnavailable, match=f"{variable} .*does not open the vault"
        ) as caught:
            Passphrases(unasked, {variable: value}).once("Say it: ", lock)
        assert lock.tried == 1
        assert variable in caught.value.message
        assert WRONG not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "gave no passphrase"), (b"\nsecond\n", "gave no passphrase"), (None, "No such file")],
)
def test_a_file_without_one_is_said(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "canary-the-passphrase-itself"
    if content is not None:
        file.write_bytes(content)
    environ = {"BS_WIZARD_PASSPHRASE_FILE": str(file)}
    with pytest.raises(StoreUnavailable, match=said) as caught:
        Passphrases(unasked, environ).once("Say it: ", Lock())
    assert "canary" not in f"{caught.value!r} {caught.value}", "it may have been put there"


def test_a_file_name_that_is_none_is_said() -> None:
    with pytest.raises(StoreUnavailable, match="it is no file's name"):
        Passphrases(environ={"BS_WIZARD_PASSPHRASE_FILE": "a\0b"}).once("Say it: ", Lock())


FAILING = {
    a_command("raise SystemExit(3)"): "ended with status 3",
    a_command("print('canary'); raise SystemExit(1)"): "ended with status 1",
    a_command("import os; os.kill(os.getpid(), 9)"): "ended with status -9",
    a_command("pass"): "gave no passphrase",
    "/nowhere/canary": "cannot be started: No such file",
    "'canary": "cannot be split into words",
    "  ": "cannot be split into words",
}


@pytest.mark.parametrize("command", FAILING)
def test_a_command_that_fails_is_said(command: str) -> None:
    environ = {"BS_WIZARD_PASSPHRASE_COMMAND": command}
    with pytest.raises(StoreUnavailable, match=FAILING[command]) as caught:
        Passphrases(unasked, environ).once("Say it: ", Lock())
    assert "canary" not in f"{caught.value!r} {caught.value}"


BY_ITSELF = "import time; time.sleep(600)"
BY_A_CHILD = "import subprocess; subprocess.Popen(['sleep', '600'])"


@pytest.mark.skipif(os.name == "nt", reason="ends a POSIX session")
@pytest.mark.parametrize("how", [BY_ITSELF, BY_A_CHILD])
def test_a_command_that_hangs_is_ended_with_all_it_started(tmp_path: Path, how: str) -> None:
    # Every process of the command holds the pipe's other end: its end tells that all are gone.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    program = f"import os; os.set_inheritable(os.open({str(pipe)!r}, os.O_WRONLY), True); {how}"
    command = a_command(program.replace("Popen([", "Popen(close_fds=False, args=["))
    environ = {"BS_WIZARD_PASSPHRASE_COMMAND": command}
    with pytest.raises(StoreUnavailable, match="did not end within 1 s"):
        Passphrases(unasked, environ, command_seconds=1).once("Say it: ", Lock())
    os.set_blocking(reader, True)
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_a_command_is_given_no_input_no_terminal_and_no_shell() -> None:
    look = (
        "import os, sys\n"
        "assert sys.stdin.read() == ''\n"
        "assert os.getsid(0) == os.getpid()\n"
        f"assert sys.argv[1:] == ['$HOME', ';', '*'], sys.argv\nprint('{RIGHT}')"
    )
    environ = {"BS_WIZARD_PASSPHRASE_COMMAND": f"{a_command(look)} '$HOME' ';' '*'"}
    assert Passphrases(unasked, environ).once("Say it: ", Lock()) == "open"


def seen_by_the_child(passphrases: Callable[[dict[str, str]], Passphrases], file: Path) -> str:
    keep = (
        "from pathlib import Path; me = Path('/proc/self')\n"
        f"seen = (me / 'cmdline').read_bytes() + (me / 'environ').read_bytes()\n"
        f"Path({str(file)!r}).write_bytes(seen)\nprint('{RIGHT[:7]}' + '{RIGHT[7:]}')"
    )
    held = passphrases({"BS_WIZARD_PASSPHRASE_COMMAND": a_command(keep)})
    assert held.once("Say it: ", Lock()) == "open"
    return file.read_bytes().decode(errors="replace")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_passphrase_is_in_no_childs_arguments_or_environment(tmp_path: Path) -> None:
    def held(environ: dict[str, str]) -> Passphrases:
        passphrases = Passphrases(unasked, environ)
        passphrases.remember(Secret(WRONG))
        return passphrases

    seen = seen_by_the_child(held, tmp_path / "seen")
    assert "PATH=" in seen
    assert RIGHT not in seen
    assert WRONG not in seen
