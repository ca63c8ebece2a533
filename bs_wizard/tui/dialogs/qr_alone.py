"""The QR code alone, as large as the terminal lets it be."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Static

from bs_wizard.terminal.qr import largest_scale
from bs_wizard.tui.dialogs.dialog import Dialog
from bs_wizard.tui.widgets.authorise.qr_code import QrCode, lacking

_CLOSES = "Esc closes."


class QrAloneDialog(Dialog[None]):
    """Fills the screen with the symbol of ``address``; where rows are left, it stands beneath.

    It has no row of keys: the symbol needs every row there is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "close")]
    heading = "QR code"
    explains = (
        "Point the camera of a telephone at it: it opens the address with the code filled in. "
        "Where it does not scan, make the terminal larger, or its letters smaller.",
    )

    def __init__(self, address: str, *, blocks: bool = True) -> None:
        super().__init__()
        self._address = address
        self._blocks = blocks

    def compose(self) -> ComposeResult:
        """Lay out the place for the symbol, and the words for where they fit."""
        yield Vertical(id="symbol")
        yield Static("", id="beneath", markup=False)

    async def on_resize(self, event: Resize) -> None:
        """Draw the symbol as large as fits now."""
        columns, rows = event.size
        scale = largest_scale(self._address, columns, rows, blocks=self._blocks)
        drawn = QrCode(self._address, scale)
        too_small = lacking(drawn, columns, rows)
        left = rows if too_small else rows - len(drawn.rows)
        lines = [*filter(None, [too_small]), self._address, _CLOSES]
        while sum(-(-len(line) // columns) for line in lines) > left:
            lines.pop()
        beneath = self.query_one("#beneath", Static)
        beneath.update("\n".join(lines))
        beneath.display = bool(lines)  # empty it would still take a row
        symbol = self.query_one("#symbol")
        await symbol.remove_children()
        if not too_small:
            await symbol.mount(drawn)
