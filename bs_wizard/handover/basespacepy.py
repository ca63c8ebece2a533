"""``~/.basespace/NAME.cfg`` as BaseSpacePy and the old command line write it: below ``[DEFAULT]``.

Python's configparser and ConfigObj read it; what goes by line numbers does not.
"""

from configparser import ConfigParser, Error

from bs_wizard.basespace.bs_settings import lines_of
from bs_wizard.handover.bs import is_ours, require_plain, token_in
from bs_wizard.handover.files import Given

_HEADER = "[DEFAULT]"
_END = "\n"


class BaseSpacePy:
    """The shape of ``--to basespacepy``."""

    def token_in(self, text: str) -> str:
        """Return the token, below the header or without one."""
        return token_in(text)

    def written(self, text: str, given: Given) -> str:
        """Return the file, the two lines first in its ``[DEFAULT]``; other sections as they are.

        ValueError for a file without sections, which other programs read, and for one that
        BaseSpacePy could not read even so.
        """
        require_plain(given)
        lines = lines_of(text)
        if text.strip("\ufeff \t\r\n") and not any(each.is_header for each in lines):
            raise ValueError(
                "has no sections, as today's bs writes it and BaseSpacePy does not read it: "
                "one file cannot serve both."
            )
        ours = f"apiServer = {given.api_server}/\naccessToken = {given.token.reveal()}\n"
        before, header, after = _parted(text)
        header = header or _HEADER
        new = f"{before}{header}{'' if header.endswith(_END) else _END}{ours}{after}"
        if _as_read(new) != {
            "apiServer": f"{given.api_server}/",
            "accessToken": given.token.reveal(),
        }:
            raise ValueError("holds lines that BaseSpacePy would not read beside the token.")
        return new

    def removed(self, text: str) -> str:
        """Return the other lines, without a ``[DEFAULT]`` that is empty then."""
        before, header, after = _parted(text)
        lines = lines_of(after)
        is_empty = not lines or lines[0].is_header
        rest = f"{before}{after}" if is_empty else f"{before}{header}{after}"
        return rest if rest.replace(_HEADER, "").strip() else ""


def _parted(text: str) -> tuple[str, str, str]:
    """Return what stands before the header of the section, the header, and what comes after it.

    Server and token are in none of them.
    """
    lines = [each for each in lines_of(text) if not is_ours(each)]
    for at, each in enumerate(lines):
        if each.is_header and each.section == "DEFAULT":
            before, after = lines[:at], lines[at + 1 :]
            return "".join(x.text for x in before), each.text, "".join(x.text for x in after)
    return "", "", "".join(each.text for each in lines)


def _as_read(text: str) -> dict[str, str] | None:
    """Return server and token as BaseSpacePy reads them; None where it stops at the file."""
    parser = ConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
        return {key: parser.get("DEFAULT", key) for key in ("apiServer", "accessToken")}
    except Error:
        return None
