"""A QR symbol that scans: black on white in every theme."""

from collections.abc import Sequence
from itertools import groupby

from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.style import Style
from textual.widgets import Static

from bs_wizard.terminal.qr import half_blocks

_DARK = Style(background=Color(0, 0, 0), foreground=Color(255, 255, 255))
# Reversed as well as coloured: a terminal without colours has the right one of the two.
_LIGHT = _DARK + Style(reverse=True)
# In many a font a block stops short of the foot of its cell, and white lines would cut the symbol.
# So the lower half is the ground, which fills its cell, and only the upper one is drawn on it.
_DRAWN = {" ": (" ", _LIGHT), "█": (" ", _DARK), "▀": ("▀", _LIGHT), "▄": ("▀", _DARK)}


class QrCode(Static):
    """The symbol for an address, as wide and high as it needs.

    At an even ``scale`` it is drawn in whole cells, for terminals without half blocks. See
    ``terminal.qr.half_blocks``.
    """

    def __init__(self, address: str, scale: int = 1) -> None:
        self.rows = half_blocks(address, scale)
        super().__init__(Content("\n").join(Content.assemble(*_runs(row)) for row in self.rows))
        self.styles.width = len(self.rows[0])
        self.styles.height = len(self.rows)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Keep the colours as they are, NO_COLOR or not: reversed it would not scan."""
        return ()


def lacking(drawn: QrCode, columns: int, rows: int) -> str:
    """Say how much more room a symbol needs than there is; empty if it fits."""
    short = ((len(drawn.rows[0]) - columns, "column"), (len(drawn.rows) - rows, "row"))
    wanted = [f"{n} more {what}{'s' if n > 1 else ''}" for n, what in short if n > 0]
    return f"A QR code needs {' and '.join(wanted)}." if wanted else ""


def _runs(row: str) -> list[tuple[str, Style]]:
    runs = [(*_DRAWN[cell], len(list(cells))) for cell, cells in groupby(row)]
    return [(char * length, style) for char, style, length in runs]
