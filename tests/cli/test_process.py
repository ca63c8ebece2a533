"""What only a process of its own shows: pipes that end, signals, streams that are closed."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bs_wizard import hardening
from bs_wizard.cli import main as main_module
from bs_wizard.cli.grammar.parser import make_parser
from bs_wizard.cli.streams import Streams
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential
from tests.support.faulty_vault import FaultyVault

LOGIN_TEXTS = (
    *("--client-id", "--instance", "--api-server", "--preset"),
    *("--scopes", "--description", "--qr-file"),
)
WIZARD = (sys.executable, "-m", "bs_wizard")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    vault = FaultyVault()
    folder = tmp_path / "home"
    credentials = Credentials(Index(folder), lambda store, backend: vault)
    for number in range(3):
        credentials.save(a_credential(name=f"c{number}", workgroup="実験"), Secret("token"))
    return folder


def environment(home: Path, **more: str) -> Mapping[str, str]:
    return {**os.environ, "BS_WIZARD_HOME": str(home), **more}


def run(home: Path, command: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which ``bs-wizard`` is the program."""
    line = f'bs-wizard() {{ "{sys.executable}" -m bs_wizard "$@"; }}\n{command}'
    return subprocess.run(
        ["bash", "-c", line],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_a_reader_that_stops_early_is_no_error(home: Path) -> None:
    done = run(home, "bs-wizard list | head -0; echo ${PIPESTATUS[0]}")
    assert done.stdout in {b"141\n", b"0\n"}  # 0 where all was in the pipe before head ended
    assert done.stderr == b""


@pytest.mark.parametrize("command", ["list", "show c0", "token nonsense", "verify --all"])
def test_a_pipe_without_a_reader_ends_as_other_programs_do(command: str, home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [*WIZARD, *command.split()],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode in ({141} if command in {"list", "show c0"} else {3, 7})
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "list --json",
        "show c0",
        "token",
        "doctor --json",
        "simulator --scenario ?",
        "--version",
        "--help",
        "login --json -h",
    ],
)
@pytest.mark.parametrize(
    ("to", "why"), [(">/dev/full", "No space left on device"), (">&-", "it is closed")]
)
def test_output_that_cannot_be_written_is_said_as_such(
    command: str, to: str, why: str, home: Path
) -> None:
    env = "unset PYTHONUNBUFFERED; export BASESPACE_ACCESS_TOKEN=canary-of-test"
    done = run(home, f"{env}; bs-wizard {command} {to}")
    said = f"bs-wizard: The output could not be written: {why}.\n"
    assert done.returncode == 1
    assert done.stderr.decode().endswith(said)
    assert b"Traceback" not in done.stderr


def test_events_that_cannot_be_written_end_the_login(home: Path) -> None:
    done = run(home, "bs-wizard login --json --instance mars >/dev/full")
    assert done.returncode == 1
    assert b"could not be written" in done.stderr
    assert b"mistake" not in done.stderr


@pytest.mark.parametrize(
    ("command", "argument"),
    [
        *((f"login --json {each}", each) for each in LOGIN_TEXTS),
        ("login --json", "NAME"),
        ("describe lab", "TEXT"),
        ("describe", "NAME"),
        ("rename lab", "NEW"),
        ("resume", "CODE"),
        ("vault add-recipient", "KEY"),
        ("simulator --scenario", "--scenario"),
    ],
)
def test_an_argument_that_is_not_text_is_refused(
    command: str, argument: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([*command.split(), os.fsdecode(b"caf\xe9")])
    assert ended.value.code == 2
    assert f"argument {argument}: it is not text in UTF-8".encode() in capsysbinary.readouterr().err


def test_a_description_that_is_not_text_is_not_cut(home: Path) -> None:
    for command in ("describe c0", "login c1 --with-token --force --description"):
        done = run(home, f"echo token | bs-wizard {command} $'caf\\xe9'")
        assert (done.returncode, done.stdout) == (2, b"")
    assert b"caf" not in run(home, "bs-wizard list --json").stdout


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    class Source(io.StringIO):
        def read(self, size: int | None = -1, /) -> str:
            signal.raise_signal(signal.SIGINT)
            return "never"

    out, err = io.StringIO(), io.StringIO()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = main_module.main(["login", "--with-token"], Streams(Source(), out, err))
    finally:
        signal.signal(signal.SIGINT, before)
    assert (code, out.getvalue()) == (130, "")
    assert err.getvalue() == "\nCancelled.\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
@pytest.mark.parametrize("command", ["list", "login --with-token", "token nonsense"])
def test_a_closed_stream_is_no_crash(command: str, closed: str, home: Path) -> None:
    done = run(home, f"bs-wizard {command} {closed}")
    listed = 1 if closed == ">&-" else 0
    codes = {"list": listed, "login --with-token": 2, "token nonsense": 3}
    assert done.returncode == codes[command]
    assert b"Traceback" not in done.stderr


def test_a_locale_without_the_letters_is_no_crash(home: Path) -> None:
    done = run(home, "bs-wizard list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert rb"\u5b9f\u9a13" in done.stdout


def test_a_mistake_of_its_own_is_reported_without_values() -> None:
    code = (
        "from bs_wizard.cli import main\n"
        "def broken(argv, streams):\n"
        "    access_token = 'c4n4ryc4n4ryc4n4ryc4n4ry'\n"
        "    raise LookupError(f'no {access_token}')\n"
        "main.main = broken\n"
        "main.entry()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"LookupError: no [masked]" in done.stderr
    assert b"c4n4ry" not in done.stderr


def test_the_entry_point_ends_with_the_commands_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_module, "main", lambda argv, streams: 7)
    monkeypatch.setattr(hardening, "seal", lambda: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as caught:
        main_module.entry()
    assert caught.value.code == 7


def test_ctrl_c_while_a_command_is_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "import_module", interrupted)
    err = io.StringIO()
    assert main_module.main(["list"], Streams(io.StringIO(), io.StringIO(), err)) == 130
    assert err.getvalue() == "\nCancelled.\n"


def test_an_answer_that_is_no_text_is_no_yes_and_no_crash() -> None:
    typed = io.TextIOWrapper(io.BytesIO(b"y\xe9s\n"), encoding="utf-8")
    assert Streams(typed, io.StringIO(), io.StringIO()).answer() == "?"
