"""The settings file of Illumina's programs, ``~/.basespace/NAME.cfg``, in all its layouts.

Today's bs writes two lines alone, in columns; the old one and BaseSpacePy write them below
``[DEFAULT]``; BaseMount adds a section ``[BSFS]``, whose token is in a form of its own.
"""

import re
from dataclasses import dataclass

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret

FOLDER = ".basespace"
"""Where they are, below the person's home folder."""

_SETTING = re.compile(r"[ \t]*(apiServer|accessToken)[ \t]*[=:][ \t]*(.*)", re.IGNORECASE)
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
    found: dict[str, set[str]] = {"apiserver": set(), "accesstoken": set()}
    for line in lines_of(text):
        if line.key and line.section != "BSFS":
            found[line.key].add(line.value)
    servers, tokens = found["apiserver"] - {""}, found["accesstoken"] - {""}
    if not found["apiserver"]:
        return None
    if len(servers) != 1 or len(tokens) != 1:
        raise UsageError(
            "That is a settings file of bs, and does not hold one server and one token.",
            "Give the token alone, as one line.",
        )
    return BsSettings(servers.pop(), Secret(tokens.pop()))
