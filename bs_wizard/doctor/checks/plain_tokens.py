"""Access tokens that lie in clear in the files of Illumina's own ``bs``; none is told, or kept."""

import os
import re
import shlex
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.basespace.bs_settings import FOLDER, read_file
from bs_wizard.basespace.instances import DEFAULT, INSTANCES, read_address
from bs_wizard.clean import printable
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.fixes import shell_word
from bs_wizard.doctor.report import Report
from bs_wizard.errors import BsWizardError, UsageError
from bs_wizard.store.files import paths
from bs_wizard.store.index.records import check_name

CHECK = "plain-tokens"
_LARGEST = 65536  # characters: such a file has a few lines
_MOST_FILES = 20
# A line of an ini file, with a section before it or none. Other programs read the same.
_SETTING = re.compile(r"^[ \t]*(\w+)[ \t]*[=:][ \t]*(\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PlainToken:
    """A file with a token in it, its mode and its folder's, and the server it is for, if told.

    ``is_importable`` is whether ``import`` reads it, as the programs do that share such files.
    """

    path: Path
    mode: int
    folder_mode: int
    api_server: str = ""
    is_importable: bool = True


def check(_context: Context, report: Report) -> None:
    """Read ``~/.basespace/*.cfg``."""
    home = paths.user_home()
    if home is None:
        report.skipped("looked for the home folder, where bs keeps tokens", "there is none")
    else:
        assess(tuple(collect(home / FOLDER)), report)


def collect(folder: Path) -> Iterator[PlainToken]:
    """Yield the files that hold a token; what cannot be read does not count."""
    for path in sorted(folder.glob("*.cfg"))[:_MOST_FILES]:
        try:
            with path.open(encoding="utf-8-sig", errors="replace") as file:
                mode, text = os.fstat(file.fileno()).st_mode, file.read(_LARGEST)
            settings = {name.casefold(): value.strip() for name, value in _SETTING.findall(text)}
            if settings.get("accesstoken", "").strip("\"'"):
                server = settings.get("apiserver", "")
                yield PlainToken(path, mode, folder.stat().st_mode, server, _is_importable(path))
        except OSError:
            continue


def _is_importable(path: Path) -> bool:
    try:
        return read_file(path) is not None
    except UsageError:
        return False


def assess(tokens: Sequence[PlainToken], report: Report) -> None:
    """Say of each file whom its mode lets read it, and what keeps the token in a safe place."""
    checked = f"looked for access tokens in ~/{FOLDER}/*.cfg, where bs keeps them"
    for each in tokens:
        found = (
            f"{shell_word(each.path)} holds an access token in clear; {_who_reads(each)}. "
            "Import it, and have it taken out there unless bs needs it"
        )
        report.warn(checked, found, _fix(each))
    if not tokens:
        report.ok(checked, "there are none")


def _who_reads(token: PlainToken) -> str:
    if os.name == "nt":
        return "whoever uses this account can read it"
    mode = stat.S_IMODE(token.mode)
    # To read a file one has to get into its folder too.
    open_to = mode & (stat.S_IMODE(token.folder_mode) & 0o011) << 2
    if open_to & 0o004:
        return f"its mode is {mode:04o}: everybody on this machine can read it"
    if open_to & 0o040:
        return f"its mode is {mode:04o}: your group can read it"
    return f"its mode is {mode:04o}: you alone can read it, and every program that you start"


def _fix(token: PlainToken) -> str:
    if token.is_importable:
        return "bs-wizard import --from bs"
    name, server = "", ""
    try:
        name = f" {check_name(token.path.stem)}"
        instance = read_address(token.api_server) if token.api_server else DEFAULT
        if instance in INSTANCES:
            server = f" --instance {instance.label}" if instance != DEFAULT else ""
        else:
            server = f" --api-server {shlex.quote(printable(instance.api_server))}"
    except BsWizardError:  # no name, or no address, of those that are used here
        pass
    file = shell_word(token.path)
    return f"grep -i accessToken {file} | bs-wizard login{name} --with-token{server}"
