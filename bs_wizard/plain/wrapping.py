"""Sentences broken into lines between their words, never inside what is typed or copied whole."""

import re
import unicodedata

LONGEST = 80
"""Columns of a line of prose, however wide the terminal is."""

_WHOLE = re.compile(
    r"`[^`]+`"
    r"|(?<=: )bs-wizard .+?(?=[.;]? [A-Z]|$)"  # a command, given as what to do next
    r"|\bbs-wizard [\w-]+"
    r"|\b[A-Z]{4,} [A-Z]{3,}(?: \d+)?\b"  # a scope
)
_NUMBERED = re.compile(r" *(?:\d+\. )?")
_JOINED = "\0"
"""Stands for a space that must stay; no text that was cleaned holds it."""


def wrapped(text: str, columns: int) -> list[str]:
    """Return ``text`` as lines of at most so many columns, or of one word that is longer.

    Addresses and codes are one word. The lines after the first stand under the text, not under
    the number before it. A line that ends in ``text`` ends.
    """
    return [line for each in text.split("\n") for line in _wrapped(each, columns)]


def _wrapped(text: str, columns: int) -> list[str]:
    start = _NUMBERED.match(text)
    assert start is not None, "it matches nothing at all too"
    head, body = start[0], _WHOLE.sub(_join, text[start.end() :])
    first, *others = body.split(" ")
    lines = [head + first]
    for word in others:
        longer = f"{lines[-1]} {word}"
        if _width(longer) <= columns:
            lines[-1] = longer
        else:
            lines.append(" " * len(head) + word)
    return [line.replace(_JOINED, " ") for line in lines]


def _join(found: re.Match[str]) -> str:
    return found[0].replace(" ", _JOINED)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
