"""bs-wizard as other programs meet it: a process with an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.figures import figure

WIZARD = (sys.executable, "-m", "bs_wizard")
"""What to type before a command of bs-wizard."""

PATIENCE = 60.0
"""Seconds that anything may take on a slow machine before a test gives it up."""

_OURS = ("BS_WIZARD_", "BASESPACE_", "DBUS_", "XDG_", "KEYRING_", "PYTHON_KEYRING", "SSH_")
_WHOLE_NAMES = {
    "NO_COLOR",
    "ACCESSIBLE",
    "COLUMNS",
    "LINES",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "TMUX",
    "TMUX_PANE",
}

T = TypeVar("T")


def until(look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """Look again and again until there is something to see, and return it.

    Fails with ``what`` was waited for. The pause only spares the processor.
    """
    deadline = time.monotonic() + patience
    while not (seen := look()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain for {what}"
        time.sleep(0.02)
    return seen


def measured(what: str, seconds: float) -> None:
    """Say how long something took; nothing is judged by it."""
    figure(f"{what}: {seconds:.2f} s")


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test where one of these is not installed."""
    lacking = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(lacking), reason=f"needs {' and '.join(lacking)}")


def bare_environment(folder: Path) -> dict[str, str]:
    """Return an environment with homes below ``folder``, no session bus and no keyring."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_OURS) and name not in _WHOLE_NAMES
    }
    own = {"HOME": "home", "XDG_RUNTIME_DIR": "runtime", "BS_WIZARD_HOME": "bs-wizard-home"}
    for name in ("home", "runtime"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    return env | {name: str(folder / place) for name, place in own.items()}


@dataclass(frozen=True)
class Done:
    """What a program left when it ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams."""
        return self.out + self.err

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return stdout as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def run(env: Mapping[str, str], *argv: str, given: str | None = None) -> Done:
    """Run a program to its end, without a terminal; without ``given`` its stdin is empty."""
    done = subprocess.run(
        argv,
        env=dict(env),
        input=given or "",
        capture_output=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
        check=False,
        start_new_session=True,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def wizard(env: Mapping[str, str], *argv: str, given: str | None = None) -> Done:
    """Run one command of bs-wizard to its end."""
    return run(env, *WIZARD, *argv, given=given)


@dataclass(frozen=True)
class Server:
    """A simulator in a process of its own, and the application it knows."""

    api_server: str
    client_id: str
    client_secret: str = field(repr=False)

    def application(self, folder: Path, secret: str | None = None) -> tuple[str, ...]:
        """Return the options that name it; the client secret goes through a file."""
        file = folder / "client-secret"
        file.write_text(f"{self.client_secret if secret is None else secret}\n", "utf-8")
        file.chmod(0o600)
        return (
            "--api-server",
            self.api_server,
            "--client-id",
            self.client_id,
            "--client-secret-file",
            str(file),
        )


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """Run ``bs-wizard simulator`` until the block ends."""
    argv = [*WIZARD, "simulator", "--interval", "1", *options]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield Server(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0
