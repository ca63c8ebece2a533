"""The settings file of Illumina's programs, ``~/.basespace/NAME.cfg``, in all its layouts.

Today's bs writes two lines alone, in columns; the old one and BaseSpacePy write them below
``[DEFAULT]``; BaseMount adds a section ``[BSFS]``, whose token is in a form of its own.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret

FOLDER = ".basespace"
"""Where they are, below the person's home folder."""

_SETTING = re.compile(r"[ \t]*(apiServer|accessToken)[ \t]*[=:][ \t]*(.*)", re.IGNORECASE)
_LARGEST = 65536  # characters: such a file has a few lines
_SECTION = re.compile(r"[ \t]*\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of such a file: as it stands, and what it says.

    ``section`` is the one that it is in or begins, empty before the first; ``key`` is ``apiserver``
    or ``accesstoken``, empty for any other line.
    """

    text: str
    section: str
    key: str = ""
    value: str = ""
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class BsSettings:
    """The token of such a file, and the address of its server."""

    server: str
    token: Secret


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A file of this machine that holds a token; the server is empty where it names none."""

    path: Path
    settings: BsSettings


def lines_of(text: str) -> list[Line]:
    """Return the lines of a file, which joined are the file again, but for a byte order mark."""
    lines, section = [], ""
    for each in re.split(r"(?<=\n)", text.lstrip("\ufeff")):
        bare = each.rstrip("\r\n")
        if header := _SECTION.match(bare):
            section = header[1]
            lines.append(Line(each, section, is_header=True))
        elif match := _SETTING.fullmatch(bare):
            value = match[2].strip().strip("\"'")
            lines.append(Line(each, section, match[1].lower(), value))
        elif each:
            lines.append(Line(each, section))
    return lines


def read_settings(text: str) -> BsSettings | None:
    """Return what the file says outside BaseMount's section; None for a text that is no such file.

    Raises UsageError for one with another number of servers or tokens than one.
    """
    lines = [each for each in lines_of(text) if each.section != "BSFS"]
    servers, tokens = _values(lines, "apiserver"), _values(lines, "accesstoken")
    if not any(each.key == "apiserver" for each in lines):
        return None
    if len(servers) != 1 or len(tokens) != 1:
        raise UsageError(
            "That is a settings file of bs, and does not hold one server and one token.",
            "Give the token alone, as one line.",
        )
    return BsSettings(servers.pop(), Secret(tokens.pop()))


def read_file(path: Path) -> SettingsFile | None:
    """Return what the programs that share such files read from it; None where it holds no token.

    They read below ``[DEFAULT]``, or below no header; another section is its program's own. Raises
    OSError, and UsageError for several tokens or servers.
    """
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        lines = [x for x in lines_of(stream.read(_LARGEST)) if x.section in ("", "DEFAULT")]
    servers, tokens = _values(lines, "apiserver"), _values(lines, "accesstoken")
    if not tokens:
        return None
    if len(servers) > 1 or len(tokens) > 1:
        raise UsageError(
            f"{printable(str(path))} holds several tokens or servers.", "Leave one of each in it."
        )
    return SettingsFile(path, BsSettings("".join(servers), Secret(tokens.pop())))


def paths_in(home: Path) -> list[Path]:
    """Return the files that may hold a token, by name; none in a folder that cannot be read."""
    try:
        return sorted(each for each in (home / FOLDER).glob("*.cfg") if each.is_file())
    except OSError:
        return []


def found_in(home: Path) -> list[SettingsFile]:
    """Return those that hold one; what cannot be read does not count."""
    found = []
    for path in paths_in(home):
        with suppress(OSError, UsageError):
            if file := read_file(path):
                found.append(file)
    return found


def _values(lines: list[Line], key: str) -> set[str]:
    return {each.value for each in lines if each.key == key} - {""}
