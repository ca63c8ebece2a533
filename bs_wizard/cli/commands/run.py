"""``run``: one command with the server and the token in its environment, and nowhere else."""

import argparse
import os
import signal
from collections.abc import Mapping, Sequence
from typing import NoReturn

from bs_wizard import hardening
from bs_wizard.cli import chosen_token
from bs_wizard.cli.grammar.arguments import text
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError

_NOT_RUN, _NOT_FOUND = 126, 127  # as sh, env and nohup end

_EXAMPLE = "For example: bs-wizard run lab -- bs list projects"


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Run the command in this program's place; where there is no such thing, as its child."""
    name, command = parted(args.words)
    variables = chosen_token.variables(name, streams, as_stored=args.as_stored)
    environ = {**hardening.environment(), **variables}
    try:
        if os.name != "nt":
            _become(command, environ, streams)
        import subprocess

        return subprocess.run(command, env=environ, check=False).returncode  # noqa: S603, it is what they ask for
    except FileNotFoundError:
        streams.tell(f"bs-wizard: There is no program {command[0]}.")
        return _NOT_FOUND
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no program can be called so"
        streams.tell(f"bs-wizard: {command[0]} could not be run: {why}.")
        return _NOT_RUN


def parted(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the name, if there is one, and the command after ``--``; UsageError without."""
    if "--" not in words:
        raise UsageError("Put -- before the command to run.", _EXAMPLE)
    at = list(words).index("--")
    before, command = words[:at], list(words[at + 1 :])
    if not command:
        raise UsageError("There is no command after --.", _EXAMPLE)
    if len(before) > 1:
        raise UsageError("Before -- stands one name at most.", _EXAMPLE)
    try:
        return (text(before[0]) if before else None), command
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"The name before -- is not one: {error}.", _EXAMPLE) from None


def _become(command: list[str], environ: Mapping[str, str], streams: Streams) -> NoReturn:
    streams.out.flush()
    streams.err.flush()
    hardening.unseal()
    # Python ignores these from its start on, and a program begins with what it was given.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.execvpe(command[0], command, environ)  # noqa: S606, it is what they ask for
