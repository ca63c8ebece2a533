"""``run`` and ``env``: another program with the token, which is nobody else's."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from secrets import token_hex

import pytest

from bs_wizard.cli.commands.run import parted
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.store.age_homes import file_vault
from tests.store.examples import a_credential
from tests.support import leaks
from tests.support.programs import needs

TOKEN = f"canary'$(id)-{token_hex(8)}"
"""In no other process: tests in other workers have one of their own."""
SERVER = "https://api.basespace.illumina.com"
SEEN = "[os.environ.get('BASESPACE_' + name) for name in ('API_SERVER', 'ACCESS_TOKEN')]"
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "home"
    vault = file_vault(folder)
    credentials = Credentials(Index(folder), lambda store, backend: vault)
    credentials.save(a_credential(name="lab", store="vault"), Secret(TOKEN))
    return folder


def wizard(home: Path, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bs_wizard", *argv],
        env={**os.environ, "BS_WIZARD_HOME": str(home), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def seen(expression: str) -> tuple[str, ...]:
    code = f"import json, os, resource; print(json.dumps({expression}))"
    return ("--", sys.executable, "-c", code)


@posix
def test_the_child_has_the_token_and_the_rest_is_its_own(home: Path) -> None:
    core = "resource.getrlimit(resource.RLIMIT_CORE)[0]"
    wanted = seen(f"[{SEEN}, os.getpid(), os.environ.get('TEXTUAL'), {core}]")
    program = subprocess.Popen(
        [sys.executable, "-m", "bs_wizard", "run", "lab", *wanted],
        env={**os.environ, "BS_WIZARD_HOME": str(home), "TEXTUAL": "debug"},
        stdout=subprocess.PIPE,
        text=True,
    )
    out, _ = program.communicate()
    import resource

    assert json.loads(out) == [
        [SERVER, TOKEN],
        program.pid,  # it has taken the place of the program
        "debug",
        resource.getrlimit(resource.RLIMIT_CORE)[0],
    ]
    ignored = ("grep", "SigIgn", "/proc/self/status")
    alone = subprocess.run(ignored, capture_output=True, text=True, check=True)
    assert wizard(home, "run", "--", *ignored).stdout == alone.stdout


@needs("cat")
def test_no_other_process_has_the_token_meanwhile(home: Path) -> None:
    argv = [sys.executable, "-m", "bs_wizard", "run", "lab", "--", "cat"]
    env = {**os.environ, "BS_WIZARD_HOME": str(home)}
    with subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"\n", "cat runs"
        found = leaks.in_processes({"the token": TOKEN})
        assert found == [f"the token in /proc/{child.pid}/environ"]
        child.stdin.close()


@posix
@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("run", "--", "sh", "-c", "exit 42"), 42, ""),
        (("run", "--", "sh", "-c", "kill -TERM $$"), -signal.SIGTERM, ""),
        (("run", "lab", "--", "no-such-program"), 127, "no program no-such-program"),
        (("run", "lab", "--", "/"), 126, "could not be run"),
        (("run", "nobody", "--", "true"), 3, "nobody"),
        (("run", "bs", "list"), 2, "Put -- before"),
    ],
)
def test_it_ends_as_the_child_does(argv: tuple[str, ...], code: int, said: str, home: Path) -> None:
    done = wizard(home, *argv)
    assert done.returncode == code
    assert said in done.stderr
    assert TOKEN not in done.stdout + done.stderr


def test_the_token_of_the_environment_comes_first_and_this_is_said(home: Path) -> None:
    given = {"BASESPACE_ACCESS_TOKEN": "from-outside"}
    done = wizard(home, "run", *seen(SEEN), **given)
    assert json.loads(done.stdout) == [None, "from-outside"]
    assert "name a credential" in done.stderr
    named = wizard(home, "run", "lab", *seen(SEEN), **given)
    assert json.loads(named.stdout) == [SERVER, TOKEN]
    assert named.stderr == ""


def test_what_env_prints_is_what_a_shell_then_has(home: Path) -> None:
    lines = wizard(home, "env", "lab", "--shell", "sh").stdout
    printed = subprocess.run(
        ["sh", "-c", f'{lines}\nprintf "%s %s" "$BASESPACE_API_SERVER" "$BASESPACE_ACCESS_TOKEN"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == f"{SERVER} {TOKEN}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--", "a"], (None, ["a"])),
        (["lab", "--", "a", "--", "-b"], ("lab", ["a", "--", "-b"])),
        ([" lab ", "--", "a"], ("lab", ["a"])),
    ],
)
def test_the_words(words: list[str], expected: tuple[str | None, list[str]]) -> None:
    assert parted(words) == expected


@pytest.mark.parametrize("words", [[], ["lab"], ["--"], ["a", "b", "--", "c"], ["", "--", "c"]])
def test_words_that_are_no_command(words: list[str]) -> None:
    with pytest.raises(UsageError):
        parted(words)
