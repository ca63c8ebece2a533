"""The programs that a credential is exported to: their files, and who reads those."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.basespace import bs_settings
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
class Program:
    """A kind of file and who reads it; ``title`` is what people call the program.

    Without a file of its own it is printed. In ``readers`` ``{name}`` is the credential's name,
    ``{file}`` what the file is called without its ending, ``{secret}`` the Secret's name.
    """

    title: str
    shape: Shape
    own_file: Callable[[str], Path] | None
    readers: str

    def target(self, name: str) -> Target | None:
        """Return its own file for that credential, None where it has none.

        Raises UsageError where this user has no home folder.
        """
        if self.own_file is None:
            return None
        return Target(self.own_file(name), self.shape, may_make_folder=True)

    def said_of(self, name: str, file: str) -> str:
        """Say who reads it, and how."""
        return self.readers.format(name=name, file=file, secret=secret_name(name))


def export(to: str, given: Given) -> tuple[str, ...]:
    """Write the credential into the program's own file; return what ``exported`` does."""
    target = PROGRAMS[to].target(given.name)
    assert target is not None, "only what has a file of its own is offered"
    return exported(to, given, target)


def exported(
    to: str, given: Given, target: Target, *, overwrite: bool = False, options: str = ""
) -> tuple[str, ...]:
    """Write the credential into a file; return what is to be said of it.

    ``options`` are those that name the file on the command line. Raises what ``Target.export``
    raises, AlreadyExists for another token that is there.
    """
    changed = target.export(given, overwrite=overwrite)
    return (
        f"{paths.shown(target.file)} {'has' if changed else 'had'} the token of {given.name} "
        f"{'now' if changed else 'already'}, in plain text: whoever reads that file has it.",
        PROGRAMS[to].said_of(given.name, target.file.stem),
        f"Take it out again: bs-wizard export {given.name} --to {to}{options} --undo",
    )


def with_files() -> tuple[tuple[str, str], ...]:
    """Return those that have a file of their own, each with its title."""
    return tuple((to, each.title) for to, each in PROGRAMS.items() if each.own_file)


def _settings_file(name: str) -> Path:
    return _home() / bs_settings.FOLDER / f"{name}.cfg"


def _home() -> Path:
    home = paths.user_home()
    if home is None:
        raise UsageError("This user has no home folder here.", "Name a file with --output.")
    return home


PROGRAMS: Mapping[str, Program] = {
    "bs": Program(
        "bs, Illumina's own",
        Bs(),
        _settings_file,
        "bs -c {file} reads it, and bs alone default.cfg. BaseSpacePy does not read it: "
        "--to basespacepy",
    ),
    "basespacepy": Program(
        "BaseSpacePy",
        BaseSpacePy(),
        _settings_file,
        "BaseSpacePy and the old bs read it as the profile {file}. "
        "Scripts that read lines by their number do not: --to bs",
    ),
    "nextflow": Program(
        "Nextflow",
        Nextflow(),
        lambda name: nextflow.store_file(os.environ, _home()),
        "A process has it by: secret 'BASESPACE_ACCESS_TOKEN'. "
        "Tasks on other nodes need that folder on a file system they share.",
    ),
    "dotenv": Program(
        "a .env file here",
        Dotenv(),
        lambda name: Path(".env"),
        "docker --env-file, compose and the dotenv libraries read it. Keep it out of git.",
    ),
    "json": Program(
        "JSON",
        JsonObject(),
        None,
        "Terra's fetch_bs and Galaxy take api_server and access_token. The first prints the token "
        "into its log: give it one that may only read.",
    ),
    "kubernetes": Program(
        "Kubernetes",
        Kubernetes(),
        None,
        "kubectl apply -f reads it; kubectl delete secret {secret} takes it back from the cluster.",
    ),
}
"""By what ``export --to`` names."""
