"""``export``: the token in the file that another program reads it from, and out of it again."""

import argparse
import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.basespace import bs_settings
from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.handover import nextflow
from bs_wizard.handover.basespacepy import BaseSpacePy
from bs_wizard.handover.bs import Bs
from bs_wizard.handover.dotenv import Dotenv
from bs_wizard.handover.files import Given, Shape, Target
from bs_wizard.handover.json_object import JsonObject
from bs_wizard.handover.kubernetes import Kubernetes, secret_name
from bs_wizard.handover.nextflow import Nextflow
from bs_wizard.store.files import paths


@dataclass(frozen=True, slots=True)
class _Program:
    """What ``--to`` names: its files' shape, its own file, and who reads that.

    Without a file of its own it is printed. ``{name}`` is the credential's name, ``{file}`` what
    the file is called without its ending, ``{secret}`` the Secret's name.
    """

    shape: Shape
    own_file: Callable[[str], Path] | None
    readers: str


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Write the file or, with ``--undo``, take the token out of it; or print what it would be."""
    program = _PROGRAMS[args.to]
    credentials = stores.here().credentials()
    credential = credentials.find(args.name)
    target = _target(args, program, credential.name)
    if args.undo:
        _undo(target, credential.fingerprint, args, streams)
        return 0
    given = Given(credential.name, credential.api_server.rstrip("/"), credentials.token(credential))
    if target is None:
        streams.data(program.shape.written("", given).rstrip("\n"))
        streams.tell(f"That is the token of {given.name} in plain text.")
        streams.tell(_readers(program, given.name, given.name))
        return 0
    changed = target.export(given, overwrite=args.force)
    streams.tell(
        f"{paths.shown(target.file)} {'has' if changed else 'had'} the token of {given.name} "
        f"{'now' if changed else 'already'}, in plain text: whoever reads that file has it."
    )
    streams.tell(_readers(program, given.name, target.file.stem))
    output = f" --output {shlex.quote(args.output)}" if args.output else ""
    streams.tell(f"Take it out again: bs-wizard export {given.name} --to {args.to}{output} --undo")
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


def _target(args: argparse.Namespace, program: _Program, name: str) -> Target | None:
    if args.output == "-":
        return None
    if args.output:
        return Target(paths.expanded(Path(args.output), "--output"), program.shape)
    if program.own_file is None:
        return None
    return Target(program.own_file(name), program.shape, may_make_folder=True)


def _readers(program: _Program, name: str, file: str) -> str:
    return program.readers.format(name=name, file=file, secret=secret_name(name))


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
        "bs -c {file} reads it, and bs alone default.cfg. BaseSpacePy does not read it: "
        "--to basespacepy",
    ),
    "basespacepy": _Program(
        BaseSpacePy(),
        _settings_file,
        "BaseSpacePy and the old bs read it as the profile {file}. "
        "Scripts that read lines by their number do not: --to bs",
    ),
    "nextflow": _Program(
        Nextflow(),
        lambda name: nextflow.store_file(os.environ, _home()),
        "A process has it by: secret 'BASESPACE_ACCESS_TOKEN'. "
        "Tasks on other nodes need that folder on a file system they share.",
    ),
    "dotenv": _Program(
        Dotenv(),
        lambda name: Path(".env"),
        "docker --env-file, compose and the dotenv libraries read it. Keep it out of git.",
    ),
    "json": _Program(
        JsonObject(),
        None,
        "Terra's fetch_bs and Galaxy take api_server and access_token. The first prints the token "
        "into its log: give it one that may only read.",
    ),
    "kubernetes": _Program(
        Kubernetes(),
        None,
        "kubectl apply -f reads it; kubectl delete secret {secret} takes it back from the cluster.",
    ),
}
