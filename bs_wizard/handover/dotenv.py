"""A ``.env`` file, as docker, compose and the dotenv libraries read it: a variable on each line."""

import re

from bs_wizard.handover.files import Given
from bs_wizard.handover.shell import ACCESS_TOKEN, API_SERVER, SHELLS

_LINE = re.compile(rf"([ \t]*(?:export[ \t]+)?)({API_SERVER}|{ACCESS_TOKEN})[ \t]*=(.*)")


class Dotenv:
    """The shape of ``--to dotenv``."""

    def token_in(self, text: str) -> str:
        """Return the value of the last line that sets the token."""
        set_here = [match for line in _lines(text) if (match := _match(line))]
        found = [match[3].strip() for match in set_here if match[2] == ACCESS_TOKEN]
        return _unquoted(found[-1]) if found else ""

    def written(self, text: str, given: Given) -> str:
        """Return the file with both variables where they were, else at its end."""
        values = {API_SERVER: given.api_server, ACCESS_TOKEN: given.token.reveal()}
        lines = []
        for line in _lines(text):
            match = _match(line)
            if match is None:
                lines.append(line)
            elif match[2] in values:
                lines.append(match[1] + SHELLS["dotenv"](match[2], values.pop(match[2])) + "\n")
        if values and lines and not lines[-1].endswith("\n"):
            lines.append("\n")
        return "".join(lines + [f"{SHELLS['dotenv'](*each)}\n" for each in values.items()])

    def removed(self, text: str) -> str:
        """Return the other lines; empty where they are blank."""
        rest = "".join(line for line in _lines(text) if not _match(line))
        return rest if rest.strip() else ""


def _lines(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=\n)", text) if each]


def _match(line: str) -> re.Match[str] | None:
    return _LINE.fullmatch(line.rstrip("\r\n").removeprefix("\ufeff"))


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return re.sub(r"\\([\\'\"])", r"\1", value[1:-1])
    return value
