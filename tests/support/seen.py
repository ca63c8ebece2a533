"""What a terminal shows, as rows of styled cells that ``pictures`` can draw."""

from functools import cache
from itertools import groupby

import pyte
from pyte.screens import Char
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

DRAWN = dict.fromkeys(map(ord, "█▌▐▊▎▏▕▇▆▅▄▃▂▁│┃"), " ")
"""What screens are drawn with, read as spaces."""

_ODD_NAMES = {"brown": "yellow", "brightbrown": "bright_yellow", "bfightmagenta": "bright_magenta"}


def strips_of(screen: pyte.Screen) -> list[Strip]:
    """The rows of an emulated terminal, top to bottom."""
    rows = range(screen.lines)
    return [_strip([screen.buffer[y][x] for x in range(screen.columns)]) for y in rows]


def strips_in(output: str, columns: int, lines: int) -> list[Strip]:
    """The rows that a terminal of that size shows after ``output``."""
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(output)
    return strips_of(screen)


def _strip(row: list[Char]) -> Strip:
    groups = groupby(row, _style_of)
    return Strip([Segment("".join(char.data for char in run), style) for style, run in groups])


def _style_of(char: Char) -> Style:
    return _style(char.fg, char.bg, char.bold, char.underscore, char.reverse)


@cache
def _style(ink: str, ground: str, bold: bool, underline: bool, reverse: bool) -> Style:
    return Style(
        color=_color(ink),
        bgcolor=_color(ground),
        bold=bold,
        underline=underline,
        reverse=reverse,
    )


def _color(name: str) -> str:
    if name in _ODD_NAMES:
        return _ODD_NAMES[name]
    if len(name) == 6 and all(digit in "0123456789abcdef" for digit in name):
        return f"#{name}"
    return name.replace("bright", "bright_")
