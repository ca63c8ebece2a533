"""``~/.basespace/NAME.cfg`` as today's bs writes it: two lines in columns, below no header.

Programs read it by line number, by column or by word (MIPTools, ICA scripts, ``cut``, ``awk``), so
nothing may stand before the two lines, and nothing between them.
"""

import re

from bs_wizard.basespace.bs_settings import Line, lines_of
from bs_wizard.errors import UsageError
from bs_wizard.handover.files import Given

# What no reader splits at, expands, or takes for a quote, a comment or a list.
_PLAIN = re.compile(r"[A-Za-z0-9._~+/:\[\]-]+")


def is_ours(line: Line) -> bool:
    """Tell whether the line is one that programs take server or token from."""
    return bool(line.key) and line.section in ("", "DEFAULT")


def token_in(text: str) -> str:
    """Return the token that programs take from the file; empty where there is none."""
    found = [each.value for each in lines_of(text) if is_ours(each) and each.key == "accesstoken"]
    return found[-1] if found else ""


def rest_of(text: str) -> str:
    """Return the file without server and token."""
    return "".join(each.text for each in lines_of(text) if not is_ours(each))


def require_plain(given: Given) -> None:
    """Raise UsageError for a server or token that some reader would not read back as it is."""
    if not all(_PLAIN.fullmatch(each) for each in (given.api_server, given.token.reveal())):
        raise UsageError(
            f"The token of {given.name} holds characters that programs would not read from there.",
            "Any token is read from: --to json",
        )


class Bs:
    """The shape of ``--to bs``."""

    def token_in(self, text: str) -> str:
        """Return the token, below whatever header."""
        return token_in(text)

    def written(self, text: str, given: Given) -> str:
        """Return the two lines and after them all other lines; ValueError for a file of sections.

        Those who read sections would find none in it, and lose what is theirs.
        """
        require_plain(given)
        if any(each.is_header for each in lines_of(text)):
            raise ValueError(
                "has sections, which BaseSpacePy reads and programs made for today's bs do not: "
                "one file cannot serve both."
            )
        token = given.token.reveal()
        return f"apiServer   = {given.api_server}\naccessToken = {token}\n{rest_of(text)}"

    def removed(self, text: str) -> str:
        """Return the other lines; empty where they are blank."""
        rest = rest_of(text)
        return rest if rest.strip() else ""
