"""``export``: the token in the file that another program reads it from, and out of it again."""

import argparse
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.basespace import bs_settings
from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.handover.basespacepy import BaseSpacePy
from bs_wizard.handover.bs import Bs
from bs_wizard.handover.files import Given, Shape, Target
from bs_wizard.store.files import paths


@dataclass(frozen=True, slots=True)
class _Program:
    """What ``--to`` names: its files' shape, its own file, and who reads that."""

    shape: Shape
    own_file: Callable[[str], Path]
    readers: str


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Write the file or, with ``--undo``, take the token out of it."""
    program = _PROGRAMS[args.to]
    credentials = stores.here().credentials()
    credential = credentials.find(args.name)
    target = _target(args, program, credential.name)
    file, undo = paths.shown(target.file), _undo(args)
    if args.undo:
        was_there = target.take_back(credential.fingerprint, whatever=args.force)
        streams.tell(
            f"The token was taken out of {file}." if was_there else f"No token is in {file}."
        )
        return 0
    given = Given(credential.name, credential.api_server.rstrip("/"), credentials.token(credential))
    changed = target.export(given, overwrite=args.force)
    streams.tell(
        f"{file} {'has' if changed else 'had'} the token of {credential.name} "
        f"{'now' if changed else 'already'}, in plain text: whoever reads that file has it."
    )
    streams.tell(program.readers.format(name=target.file.stem))
    streams.tell(f"Take it out again: {undo}")
    return 0


def _target(args: argparse.Namespace, program: _Program, name: str) -> Target:
    if args.output:
        return Target(paths.expanded(Path(args.output), "--output"), program.shape)
    return Target(program.own_file(name), program.shape, may_make_folder=True)


def _undo(args: argparse.Namespace) -> str:
    output = f" --output {shlex.quote(args.output)}" if args.output else ""
    return f"bs-wizard export {args.name} --to {args.to}{output} --undo"


def _settings_file(name: str) -> Path:
    return _home() / bs_settings.FOLDER / f"{name}.cfg"


def _home() -> Path:
    home = paths.user_home()
    if home is None:
        raise UsageError("This user has no home folder here.", "Name a file with --output.")
    return home


_PROGRAMS = {
    "bs": _Program(
        Bs(),
        _settings_file,
        "bs reads it with -c {name}, without that default.cfg. "
        "BaseSpacePy does not: --to basespacepy",
    ),
    "basespacepy": _Program(
        BaseSpacePy(),
        _settings_file,
        "BaseSpacePy and the old bs read it as the profile {name}. "
        "Scripts that read lines by their number do not: --to bs",
    ),
}
