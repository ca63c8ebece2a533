"""``import``: tokens that lie in clear in the files of Illumina's programs, into the store."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bs_wizard.basespace.bs_settings import SettingsFile, paths_in, read_file
from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled, UsageError
from bs_wizard.handover.basespacepy import BaseSpacePy
from bs_wizard.handover.files import Target
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.plain.taking_over import TakingOver
from bs_wizard.store.files import paths
from bs_wizard.store.files.exposure import OPEN_TO_OTHERS, is_open_to_others
from bs_wizard.store.index.records import Credential


@dataclass
class _Result:
    """What became of one file, as ``--json`` tells it; ``error`` is the word for programs."""

    file: str
    name: str | None = None
    changed: bool = False
    taken_out: bool = False
    error: str | None = None


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Take over what is found; returns 0, or the code of the worst that went wrong."""
    home = paths.user_home()
    work = session.make_work(store=args.store, asks=not args.json)
    interactive = streams.has_person and not args.json
    prompter = Prompter(streams.source, streams.err, interactive=interactive)
    each_file = _Import(args, streams, prompter, TakingOver(prompter, work))
    try:
        results = [each_file.result(path) for path in (paths_in(home) if home else [])]
    finally:
        work.current_login.release()
    found = [each for each in results if each is not None]
    if args.json:
        streams.data(json.dumps([asdict(each) for each in found], indent=2))
    elif not found:
        streams.tell("There is no token in ~/.basespace/*.cfg.")
    return each_file.worst


@dataclass
class _Import:
    """Takes over one file after another; ``worst`` is the code of the worst that went wrong."""

    args: argparse.Namespace
    streams: Streams
    prompter: Prompter
    taking_over: TakingOver
    worst: int = 0

    def result(self, path: Path) -> _Result | None:
        """Take one file's token over; None where it holds none."""
        result = _Result(str(path))
        try:
            file = _read(path)
            if file is None:
                return None
            self._take_over(file, result)
        except Cancelled:
            raise
        except BsWizardError as error:
            self.streams.tell(f"{paths.shown(path)} was left as it is.")
            self.worst = max(self.worst, self.streams.failure(error))
            result.error = error.code
        return result

    def _take_over(self, file: SettingsFile, result: _Result) -> None:
        where = paths.shown(file.path)
        if is_open_to_others(file.path):
            self.streams.tell(OPEN_TO_OTHERS.format(where))
        known = next(self._known(file), None)
        if known:
            self.streams.tell(f"The token in {where} is stored already, as {known.name}.")
        credential = known or session.run(self.taking_over.take(file))
        if credential is None:
            self.streams.tell(f"{where} was left as it is.")
            return
        result.name, result.changed = credential.name, known is None
        if self._is_to_take_out(where):
            target = Target(file.path, BaseSpacePy())  # without a header it takes out as well
            result.taken_out = target.take_back(file.settings.token.fingerprint)
            self.streams.tell(f"The token was taken out of {where}.")
        else:
            self.streams.tell(
                f"It is in {where} too, in plain text. Take it out: bs-wizard import --take-out"
            )

    def _known(self, file: SettingsFile) -> Iterator[Credential]:
        fingerprint = file.settings.token.fingerprint
        stored = self.taking_over.work.credentials.all()
        return (each for each in stored if each.fingerprint == fingerprint)

    def _is_to_take_out(self, where: str) -> bool:
        if self.args.take_out or not self.prompter.interactive:
            return bool(self.args.take_out)
        self.prompter.say(f"Programs that read {where} have no token without it.")
        try:
            return self.prompter.confirm(f"Take the token out of {where}", default=False)
        except WentBack:
            return False


def _read(path: Path) -> SettingsFile | None:
    try:
        return read_file(path)
    except OSError as error:
        raise UsageError(
            f"{paths.shown(path)} cannot be read: {error.strerror}.", "Check its mode."
        ) from None
