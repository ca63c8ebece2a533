"""Passphrases that come without a person: from a file, or from a program that prints one.

Messages name the environment variable and never its value, which may be the passphrase itself, put
there by mistake. StoreUnavailable for whatever goes wrong.
"""

import os
import shlex
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.files.exposure import OPEN_TO_OTHERS, is_open_to_others

FILE = "BS_WIZARD_PASSPHRASE_FILE"
"""The variable that names a file whose first line is the passphrase."""

COMMAND = "BS_WIZARD_PASSPHRASE_COMMAND"
"""The variable that holds a command whose first line of output is the passphrase."""

_LIMIT = 65536


def from_file(named: str, warn: Callable[[str], object]) -> Secret:
    """Return the first line of the file (a pipe will do); ``warn`` is told where others read it."""
    try:
        with Path(named).expanduser().open("rb") as stream:
            if is_open_to_others(stream.fileno()):
                warn(OPEN_TO_OTHERS.format(f"The file that {FILE} names"))
            line = stream.readline(_LIMIT)
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or "it is no file's name"
    else:
        return _first_line(line, f"The file that {FILE} names")
    raise StoreUnavailable(
        f"The file that {FILE} names cannot be read: {why}.", "Name one that you can read."
    )


def from_command(command: str, seconds: float) -> Secret:
    """Return the first line the command prints within ``seconds``.

    It is split as a shell would, but no shell runs it. It gets no terminal and no input, and is
    ended, with whatever it started, when its time is over.
    """
    process = _started(command)
    try:
        printed, _ = process.communicate(timeout=seconds)
    except BaseException as failure:
        _kill(process)
        if isinstance(failure, subprocess.TimeoutExpired):
            raise _failed(f"did not end within {seconds:g} s") from None
        raise
    if process.returncode:
        raise _failed(f"ended with status {process.returncode}")
    return _first_line(printed, f"The command in {COMMAND}")


def _started(command: str) -> subprocess.Popen[bytes]:
    try:
        # Windows programs split their command line themselves, and its paths hold backslashes.
        argv = command if os.name == "nt" else shlex.split(command)
        return subprocess.Popen(  # noqa: S603 - the person's own command is the feature
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it would be drawn over the screen, and may tell secrets
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        why = getattr(error, "strerror", None) or "it cannot be split into words"
    raise _failed(f"cannot be started: {why}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    # The session is its own, so this reaches what it started as well, even when itself is gone.
    with suppress(ProcessLookupError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _first_line(printed: bytes, source: str) -> Secret:
    # The line's end is no part of it, and everything else is: as the stock age program has it.
    line = printed.partition(b"\n")[0].rstrip(b"\r")
    passphrase = Secret(line.decode("utf-8-sig", "surrogateescape"), exact=True)
    if not passphrase:
        raise StoreUnavailable(
            f"{source} gave no passphrase: its first line is empty.",
            "Put the passphrase on the first line.",
        )
    return passphrase


def _failed(how: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"The command in {COMMAND} {how}.",
        "Run it yourself to see why; it is given no terminal, no input and no shell.",
    )
