"""A QR symbol that scans: black on white in every theme."""

from collections.abc import Sequence
from itertools import groupby

from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.style import Style
from textual.widgets import Static

from bs_wizard.terminal.qr import half_blocks

_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)
_INK = Style(background=_WHITE, foreground=_BLACK)
# Reversed as well as coloured: a terminal without colours has the right one of the two.
_LIGHT = Style(background=_BLACK, foreground=_WHITE, reverse=True)
_DARK = Style(background=_BLACK, foreground=_WHITE)


class QrCode(Static):
    """The symbol for an address, as wide and high as it needs.

    ``blocks`` says whether the terminal has half blocks; without them it is drawn in whole cells of
    plain spaces, and ``scale`` must be even. See ``terminal.qr.half_blocks``.
    """

    def __init__(self, address: str, scale: int = 1, *, blocks: bool = True) -> None:
        self.rows = half_blocks(address, scale)
        super().__init__(_in_blocks(self.rows) if blocks else _in_spaces(self.rows))
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


def _in_blocks(rows: Sequence[str]) -> Content:
    return Content.styled("\n".join(rows), _INK)


def _in_spaces(rows: Sequence[str]) -> Content:
    return Content("\n").join(Content.assemble(*_runs(row)) for row in rows)


def _runs(row: str) -> list[tuple[str, Style]]:
    return [
        (" " * len(list(cells)), _LIGHT if is_light else _DARK)
        for is_light, cells in groupby(row, " ".__eq__)
    ]
