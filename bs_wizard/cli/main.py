"""The entry point: parse, run one command, turn errors into sentences and exit codes."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from types import TracebackType

from bs_wizard import process
from bs_wizard.cli.parser import make_parser
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled

_BROKEN_PIPE = 141  # what a shell reports for a program ended by SIGPIPE


def entry() -> None:
    """Run as a process."""
    process.seal()
    sys.excepthook = _report
    sys.exit(main(sys.argv[1:], Streams.of_process()))


def main(argv: Sequence[str], streams: Streams) -> int:
    """Run the command in ``argv`` and return its exit code (see ``errors``)."""
    args = make_parser().parse_args(argv)
    try:
        return _run(args, streams)
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE


def _run(args: Namespace, streams: Streams) -> int:
    try:
        command = import_module(f"bs_wizard.cli.commands.{args.command}")
        code: int = command.run(args, streams)
        streams.out.flush()
    except BsWizardError as error:
        return streams.failure(error)
    except KeyboardInterrupt:
        streams.tell("")
        return streams.failure(Cancelled("Cancelled."))
    return code


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    from bs_wizard.scrub import scrubbed

    print(scrubbed(error.with_traceback(trace)), file=sys.stderr)
