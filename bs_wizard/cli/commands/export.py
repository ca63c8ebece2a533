"""``export``: the token in the file that another program reads it from, and out of it again."""

import argparse
import shlex
from pathlib import Path

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.handover.files import Given, Target
from bs_wizard.handover.programs import PROGRAMS, Program, exported
from bs_wizard.store.files import paths


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Write the file or, with ``--undo``, take the token out of it; or print what it would be."""
    program = PROGRAMS[args.to]
    credentials = stores.here().credentials()
    credential = credentials.find(args.name)
    target = _target(args, program, credential.name)
    if args.undo:
        _undo(target, credential.fingerprint, args, streams)
        return 0
    given = Given.of(credential, credentials.token(credential))
    if target is None:
        streams.data(program.shape.written("", given).rstrip("\n"))
        streams.tell(f"That is the token of {given.name} in plain text.")
        streams.tell(program.said_of(given.name, given.name))
        return 0
    output = f" --output {shlex.quote(args.output)}" if args.output else ""
    for said in exported(args.to, given, target, overwrite=args.force, options=output):
        streams.tell(said)
    return 0


def _undo(
    target: Target | None, fingerprint: str, args: argparse.Namespace, streams: Streams
) -> None:
    if target is None:
        raise UsageError(
            "What was printed cannot be taken back from here.", "Name a file with --output."
        )
    file = paths.shown(target.file)
    if target.take_back(fingerprint, whatever=args.force):
        streams.tell(f"The token was taken out of {file}.")
    else:
        streams.tell(f"No token is in {file}.")


def _target(args: argparse.Namespace, program: Program, name: str) -> Target | None:
    if args.output == "-":
        return None
    if args.output:
        return Target(paths.expanded(Path(args.output), "--output"), program.shape)
    return program.target(name)
