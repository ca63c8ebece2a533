"""The scopes this BaseSpace knows, and how a list of them is written.

One scope is a verb, a space and an object: ``READ GLOBAL``, ``read project 123``. A list is
separated by commas, since spaces are inside a scope. Case does not matter. An empty list is allowed
and gives the user's own name only.
"""

import re
from collections.abc import Mapping

_FIXED: Mapping[str, str] = {
    "BROWSE GLOBAL": "See the names and details of everything you can see, without opening files.",
    "READ GLOBAL": "Open and download everything you can see, files included.",
    "WRITE GLOBAL": "Upload to and change everything you can change. Includes reading.",
    "CREATE GLOBAL": "Add results to any of your projects.",
    "CREATE PROJECTS": "Make new projects.",
    "CREATE RUNS": "Upload sequencing runs.",
    "START APPLICATIONS": "Launch BaseSpace apps, which may cost credits.",
    "MANAGE APPLICATIONS": "Manage BaseSpace apps.",
    "MOVETOTRASH GLOBAL": "Move any of your data to the trash.",
    "EMPTY TRASH": "Delete what is in the trash, for good.",
    "AUDIT USER": "See the history of you and your workgroups.",
    "AUDIT DOMAIN": "See the history of your whole organisation.",
}
_NARROW = re.compile(r"(BROWSE|READ|WRITE|CREATE) (PROJECT|RUN|SAMPLE|APPRESULT) ([0-9]+)")
_DEEDS = {
    "BROWSE": "See the details of",
    "READ": "Open and download",
    "WRITE": "Upload to and change",
    "CREATE": "Add results to",
}
_THINGS = {"PROJECT": "project", "RUN": "run", "SAMPLE": "sample", "APPRESULT": "result"}
_SEEING = ("BROWSE", "READ", "WRITE")


class UnknownScope(ValueError):
    """A list holds something that is not a scope of this BaseSpace; ``scope`` is that part."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"{scope!r} is not a known scope.")
        self.scope = scope


def read_list(text: str) -> tuple[str, ...]:
    """Return the scopes of a comma-separated list in upper case, each once, in order.

    White space around commas does not count. Raises UnknownScope for the first that is unknown,
    an empty place between two commas included.
    """
    if not text.strip():
        return ()
    return tuple(dict.fromkeys(map(_read, text.split(","))))


def explain(scope: str) -> str:
    """Return one plain sentence on what a known scope in upper case allows."""
    if scope in _FIXED:
        return _FIXED[scope]
    verb, thing, number = scope.split(" ")
    return f"{_DEEDS[verb]} {_THINGS[thing]} {number} only."


def let_see(scopes: tuple[str, ...], thing: str, number: str) -> bool:
    """Tell whether ``scopes`` let a client see that one ``PROJECT`` or ``RUN``.

    Reading implies browsing and writing implies reading; creating implies neither.
    """
    targets = ("GLOBAL", f"{thing} {number}")
    return any(
        verb in _SEEING and target in targets
        for verb, _, target in (scope.partition(" ") for scope in scopes)
    )


def _read(part: str) -> str:
    scope = " ".join(part.split()).upper()
    narrow = _NARROW.fullmatch(scope)
    if scope in _FIXED or (narrow and narrow[1] != "CREATE") or (narrow and narrow[2] == "PROJECT"):
        return scope
    raise UnknownScope(" ".join(part.split()))
