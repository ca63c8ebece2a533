"""The settings file of Illumina's bs, ``~/.basespace/NAME.cfg``, in the place of a token."""

import re
from dataclasses import dataclass

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret

# Today's bs writes the two lines alone, in columns; the old one and BaseSpacePy below [DEFAULT].
_LINE = re.compile(r"[ \t]*(apiServer|accessToken)[ \t]*[=:][ \t]*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BsSettings:
    """The token of such a file, and the address of its server."""

    server: str
    token: Secret


def read_settings(text: str) -> BsSettings | None:
    """Return what the file says; None for a text that is no such file.

    Raises UsageError for one with another number of servers or tokens than one.
    """
    found: dict[str, set[str]] = {"apiserver": set(), "accesstoken": set()}
    for line in text.lstrip("\ufeff").splitlines():
        if match := _LINE.fullmatch(line):
            found[match[1].lower()].add(match[2].strip().strip("\"'"))
    servers, tokens = found["apiserver"] - {""}, found["accesstoken"] - {""}
    if not found["apiserver"]:
        return None
    if len(servers) != 1 or len(tokens) != 1:
        raise UsageError(
            "That is a settings file of bs, and does not hold one server and one token.",
            "Give the token alone, as one line.",
        )
    return BsSettings(servers.pop(), Secret(tokens.pop()))
