"""A process that is sealed writes no memory, no keys and no log; what it starts is as ever."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SEALED = """
import json, os, subprocess, sys
from bs_wizard import hardening
hardening.seal()
"""
DUMPABLE = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
VARIABLES = {
    "HTTPX_LOG_LEVEL": "trace",
    "PYTHONASYNCIODEBUG": "1",
    "SSLKEYLOGFILE": "keys",
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_LOG": "log",
    "TEXTUAL_PRESS": "a",
    "TEXTUAL_SCREENSHOT": "0",
}

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def told(code: str, **env: str) -> Any:
    """Run code in a sealed process, and return the JSON it prints."""
    done = subprocess.run(
        [sys.executable, "-c", SEALED + code],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


@linux
def test_neither_a_core_file_nor_a_program_gets_its_memory() -> None:
    assert told("import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])") == 0
    assert told(DUMPABLE) == 0


@linux
def test_it_ends_without_a_core_where_one_was_allowed(tmp_path: Path) -> None:
    import resource

    def allow() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    crash = subprocess.Popen(  # the limit is raised for this one alone
        [sys.executable, "-c", SEALED + "os.abort()"], cwd=tmp_path, preexec_fn=allow
    )
    _, status = os.waitpid(crash.pid, 0)
    crash.returncode = -signal.SIGABRT
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


@linux
def test_what_it_starts_can_be_looked_into_as_ever() -> None:
    assert told(f"subprocess.run([sys.executable, '-c', {DUMPABLE!r}])") == 1


@linux
def test_its_own_streams_are_still_files_to_it() -> None:
    code = """
files = [open(f"/dev/{name}").close() for name in ("stdin", "fd/0")]
print(json.dumps([len(os.listdir("/proc/self/fd")) > 2, files]))
"""
    assert told(code) == [True, [None, None]]


def test_debugging_variables_are_taken_out_and_given_to_what_it_starts() -> None:
    code = f"""
names = {list(VARIABLES)!r}
whole = hardening.environment()
print(json.dumps([[n for n in names if n in os.environ], {{n: whole.get(n) for n in names}}]))
"""
    assert told(code, **VARIABLES) == [[], VARIABLES]


def test_asyncio_does_not_tell_what_failed() -> None:
    code = """
import asyncio, time
async def slow():
    time.sleep(0.2)  # what it reports: a step that takes longer than a tenth of a second
    raise LookupError("canary")
try:
    asyncio.run(slow())
except LookupError:
    print(0)
"""
    assert told(code, PYTHONDEVMODE="1") == 0
    assert told(code, PYTHONASYNCIODEBUG="1") == 0


def test_what_the_person_sets_for_looks_stays() -> None:
    assert told("print(os.environ['TEXTUAL_ANIMATIONS'])", TEXTUAL_ANIMATIONS="0") == 0


def test_the_keys_of_connections_are_not_logged(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    code = """
import ssl
from bs_wizard.basespace import trust
made = trust.context()._ctx, ssl.create_default_context()
print(json.dumps([each.keylog_filename for each in made]))
"""
    assert told(code, SSLKEYLOGFILE=str(file)) == [None, None]
    assert not file.exists()


def test_a_program_seals_itself_before_anything_else() -> None:
    code = """
import os
from bs_wizard.cli import main
main.main = lambda argv, streams: int("TEXTUAL_LOG" in os.environ)
main.entry()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **VARIABLES}, check=False
    )
    assert done.returncode == 0
