"""Text that can be pasted into a ticket: nothing of the person, nothing secret.

No check keeps a secret. This is the second wall, for what other programs and files say.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.scrub import MASKED, masked
from bs_wizard.store.files import paths
from bs_wizard.terminal import facts

LIMIT = 600
"""Characters of a text that are kept."""

_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|PASSPHRASE|API_KEY", re.IGNORECASE)
_NOT_THE_VALUE = ("_FILE", "_COMMAND", "_PATH", "_DIR")
_SHORTEST_SECRET = 6  # characters: shorter ones would blank out ordinary words
_SHORTEST_NAME = 3

_RULES = (
    (re.compile(r"://[^\s/@]+@"), "://[masked]@"),
    (re.compile(r"(?<![\w/])[^\s/@:]+:[^\s/@]+@(?=[\w\[])"), "[masked]@"),
    (re.compile(r"[\w.+%\-]+@[\w\-]+(?:\.[\w\-]+)+"), "[e-mail]"),
)


class Redactor:
    """Takes out this person's home and login name, known secrets, and what looks like one."""

    def __init__(self, home: Path, user: str, environ: Mapping[str, str]) -> None:
        self._literal = [(value, MASKED) for value in _secrets(environ)]
        self._home = (
            # The whole folder: /home/ada2 and /mnt/home/ada are other people's, or elsewhere.
            re.compile(rf"(?<![\w.\-]){re.escape(str(home))}(?![\w\-]|\.\w)")
            if len(home.parts) > 1
            else None
        )
        self._user = (
            re.compile(rf"(?<=[/\\]){re.escape(user)}(?=[/\\:;,'\" )]|$)")
            if len(user) >= _SHORTEST_NAME
            else None
        )

    def __call__(self, text: str) -> str:
        """Return ``text`` as one clean line of at most ``LIMIT`` characters."""
        line = printable(text, limit=10 * LIMIT)
        for value, instead in self._literal:
            line = line.replace(value, instead)
        if self._home:
            line = self._home.sub("~", line)
        if self._user:
            line = self._user.sub("[user]", line)
        for rule, instead in _RULES:
            line = rule.sub(instead, line)
        return printable(masked(line), limit=LIMIT)


def of_this_person(environ: Mapping[str, str]) -> Redactor:
    """Return the redactor for who runs this."""
    return Redactor(paths.user_home() or Path("/"), facts.user(), environ)


def short_id(client_id: str) -> str:
    """Return a client id so that its owner knows it and nobody else can use it."""
    return f"{printable(client_id[:4])}…"


def _secrets(environ: Mapping[str, str]) -> list[str]:
    found = {
        value
        for name, value in environ.items()
        if _SECRET_NAME.search(name)
        and not name.upper().endswith(_NOT_THE_VALUE)
        and len(value.strip()) >= _SHORTEST_SECRET
    }
    return sorted({part for value in found for part in (value, value.strip())}, key=len)[::-1]
