"""Text from outside made safe to print.

Whatever a server, a file or an environment variable says may hold escape sequences that
move the cursor, set the clipboard or retitle the window, characters that reverse the reading order
(Unicode TR36, section 3) and characters that cannot be seen. They are taken out here, once, where
the text comes in. Square brackets stay: they are ordinary in names, and every widget shows text
as text, never as markup.
"""

import re
import unicodedata

# CSI and OSC/DCS/PM/APC strings whole (7-bit and 8-bit forms), then any other two-byte escape.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
# Marks of no width of their own that terminals measure differently (Default_Ignorable_Code_Point).
_IGNORED = {
    *"\u034f\u17b4\u17b5",
    *map(chr, range(0x180B, 0x1810)),
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}
_NOT_SEEN = _BLANK_LETTERS | _IGNORED
_MARKS = {"Mn", "Me"}
_MOST_MARKS = 4  # in a row: no script that is written with them needs more on one letter
_LINE_ENDS = {"\n", "\r", "\t", "\v", "\f", "\u2028", "\u2029", "\x85"}


def printable(text: str, *, limit: int = 300) -> str:
    """Return ``text`` as one line of visible characters, at most ``limit`` of them.

    Escape sequences, control, formatting (bidi, zero-width), unassigned and blank characters go;
    of marks piled on one letter a few stay; runs of white space become one space. A cut is shown
    by an ellipsis. Never raises.
    """
    without = _SEQUENCES.sub("", text[: limit * 20])
    seen = _without_piles("".join(map(_shown, without)))
    line = " ".join(seen.split())
    whole = len(line) <= limit and len(text) <= limit * 20
    return line if whole else f"{line[: limit - 1].rstrip()}…"


def _shown(char: str) -> str:
    if char in _LINE_ENDS:
        return " "
    if char in _NOT_SEEN or unicodedata.category(char) in _INVISIBLE:
        return ""
    return char


def _without_piles(text: str) -> str:
    """Return ``text`` with few marks on each letter, and none where no letter is to bear them."""
    if text.isascii():
        return text
    kept, piled = [], _MOST_MARKS
    for char in text:
        if unicodedata.category(char) in _MARKS:
            piled += 1
        elif char != " ":
            piled = 0
        if piled <= _MOST_MARKS or char == " ":
            kept.append(char)
    return "".join(kept)
