"""The entry point: parse, run one command, turn errors into sentences and exit codes.

What is loaded here is loaded for ``--help`` too, so it does without ``typing`` and
``dataclasses``, which would take half as long again.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import TracebackType

from bs_wizard import hardening
from bs_wizard.cli.grammar.other_words import in_our_words
from bs_wizard.cli.grammar.parser import make_parser
from bs_wizard.cli.signals import cleanup_on_signal
from bs_wizard.cli.streams import ClosedOutput, OutputLost, Streams
from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.terminal import hidden_input

_BROKEN_PIPE = 141  # as a shell reports a program that SIGPIPE ended
_NOT_WRITTEN = 1  # as cat, ls and others end


def entry() -> None:
    """Run as a process; a signal ends it once it has cleaned up and said what it keeps."""
    # Cycles are looked for after every 700 objects: a tenth of ``--help``, a fifth of a long list.
    gc.set_threshold(50_000)
    hardening.seal()
    sys.excepthook = _report
    try:
        with cleanup_on_signal():
            code = main(sys.argv[1:], Streams.of_process())
        sys.exit(code)
    finally:
        gc.freeze()  # at its end it looks through everything once more: a tenth of ``list``


def main(argv: Sequence[str], streams: Streams) -> int:
    """Run the command in ``argv`` and return its exit code (see ``errors``)."""
    try:
        return _run(argv, streams)
    except BrokenPipeError:
        _discard_rest_of_output()
        return _BROKEN_PIPE
    except OutputLost as lost:
        _discard_rest_of_output()
        streams.tell(f"bs-wizard: The output could not be written: {lost}.")
        return _NOT_WRITTEN


def _run(argv: Sequence[str], streams: Streams) -> int:
    try:
        try:
            args = make_parser().parse_args(in_our_words(argv))
            if ca_file := getattr(args, "ca_file", None):
                from bs_wizard.basespace import trust

                trust.add(ca_file)
            command = import_module(f"bs_wizard.cli.commands.{args.command}")
            code: int = command.run(args, streams)
        finally:
            hidden_input.restore_echo()
            streams.out.flush()  # also after --help and --version, which raise SystemExit
    except BsWizardError as error:
        return streams.failure(error)
    except KeyboardInterrupt:
        streams.tell("")
        return streams.failure(Cancelled("Cancelled."))
    return code


def _discard_rest_of_output() -> None:
    # Python writes out what it still holds for stdout at the end, and would fail on it again.
    if isinstance(sys.stdout, ClosedOutput):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    from bs_wizard.scrub import scrubbed

    print(scrubbed(error.with_traceback(trace)), file=sys.stderr)
