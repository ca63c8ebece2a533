"""The QR code beside the words, where both fit."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button

from bs_wizard.tui.widgets.authorise.code_card import CodeCard
from bs_wizard.tui.widgets.authorise.qr_code import QrCode, lacking
from bs_wizard.tui.widgets.frame.frame import ErrorMessage

_CARD_WIDTH = 40
"""Columns the words beside the QR need to be readable."""
_BESIDE_QR = 4
"""Columns left free at the sides of the QR."""
_BELOW_QR = 3
"""Rows that the words beside the QR may be higher than it."""
_ROWS_OF_WORDS = 14
"""Rows the words take where there is no QR."""
_EMPTY_ROWS = 3
"""Empty rows among the words."""


class CodeColumns(Horizontal):
    """What there is to scan, the card of the code, and what went wrong with it.

    ``blocks`` says whether the terminal has half blocks to draw a QR code of.
    """

    def __init__(self, *, draw_qr: bool = True, blocks: bool = True) -> None:
        super().__init__(id="columns")
        self._draw_qr = draw_qr
        self._blocks = blocks
        self._has_address = False

    def compose(self) -> ComposeResult:
        """Lay out the card over what to do when it failed."""
        with Vertical(id="side"), VerticalScroll(id="card", can_focus=False):
            yield CodeCard()
            yield ErrorMessage()
            with Horizontal(classes="actions hidden", id="fix"):
                yield Button("", id="fix-button")

    def on_mount(self) -> None:
        """Close up the words whenever they become more than fit."""
        self.watch(self.query_one("#card"), "virtual_size", self._tighten, init=False)

    async def show(self, address: str, code: str, facts: Iterable[tuple[str, str]]) -> None:
        """Show a code, its address if there is one that may be opened, and who asks for what."""
        self._has_address = bool(address)
        await self.query(QrCode).remove()
        if address and self._draw_qr:
            drawn = QrCode(address, 1 if self._blocks else 2)
            self.styles.max_height = len(drawn.rows) + _BELOW_QR
            await self.mount(drawn, before="#side")
        self.query_one(CodeCard).show(code, facts)

    def put_away(self) -> None:
        """Show neither any more."""
        self.query_one(CodeCard).put_away()
        self.query(QrCode).remove()

    def fit(self, columns: int, rows: int) -> tuple[bool, int]:
        """Show the QR only where it fits; return whether it does, and the rows that are left."""
        wanted, drawn = "", None
        for drawn in self.query(QrCode):
            wanted = lacking(drawn, columns - _BESIDE_QR - _CARD_WIDTH, rows)
            drawn.set_class(bool(wanted), "hidden")
        beside = drawn is not None and not wanted
        elsewhere = f"({self._alone(drawn)})\n" if drawn and wanted else ""
        self.query_one(CodeCard).lead(self._has_address, beside, elsewhere)
        self._tighten()
        return beside, rows - (len(drawn.rows) if drawn and beside else _ROWS_OF_WORDS)

    def _alone(self, drawn: QrCode) -> str:
        """Say that a key shows the symbol alone, and what is wanting for that too."""
        wanted = lacking(drawn, *self.screen.size)
        return f"{wanted} Then q shows it." if wanted else "q shows the QR code."

    def _tighten(self) -> None:
        """Leave out the empty rows between the words where not all of them fit."""
        card = self.query_one("#card")
        left_out = _EMPTY_ROWS if card.has_class("-tight") else 0
        card.set_class(card.virtual_size.height + left_out > card.size.height, "-tight")
