"""A QR symbol that scans: black on white in every theme."""

from textual.color import Color
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from bs_wizard.terminal.qr import half_blocks

_INK = Style(background=Color(255, 255, 255), foreground=Color(0, 0, 0))


class QrCode(Static):
    """The symbol for an address, as wide and high as it needs."""

    def __init__(self, address: str) -> None:
        self.rows = half_blocks(address)
        super().__init__(Content.styled("\n".join(self.rows), _INK))
        self.styles.width = len(self.rows[0])
        self.styles.height = len(self.rows)
