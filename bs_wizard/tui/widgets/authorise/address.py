"""An address alone on its rows, from column 0: a link, and whole wherever it is selected."""

from collections.abc import Callable

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widgets import Static

from bs_wizard.tui.after_refresh import after_refresh

_WRAP, _NO_WRAP = "\x1b[?7h", "\x1b[?7l"
"""Textual turns off the terminal's own breaking of lines."""


class WriteToTerminal(Message):
    """Has the application write what ``sequence`` returns then, for which Textual has no call.

    ``sequence`` is called only then, because it may say where on the screen it belongs. It returns
    an empty text for nothing.
    """

    def __init__(self, sequence: Callable[[], str]) -> None:
        super().__init__()
        self.sequence = sequence


class Address(Static):
    """Shows one address, or why there is none to show.

    Where it is wider than the terminal, its rows are written once more in one go after they were
    painted: then the terminal itself breaks the line, knows that the rows belong together, and
    gives the address whole when it is selected or copied.
    """

    def __init__(self) -> None:
        super().__init__("", id="address", markup=False)
        self._text = ""

    def show(self, address: str) -> None:
        """Show ``address`` as a link."""
        self._text = address
        self.update(Content(address).stylize(Style(link=address, underline=True, bold=True)))

    def refuse(self, why: str) -> None:
        """Say why no address is offered."""
        self._text = ""
        self.update(Content.styled(why, "bold $error"))

    def put_away(self) -> None:
        """Show nothing."""
        self._text = ""
        self.update("")

    def rows(self, width: int) -> int:
        """Return how many rows the address takes at ``width``; 1 while there is none."""
        return max(1, -(-len(self._text) // max(1, width)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the rows, and see to their joining once they are on the terminal."""
        if len(self._text) > self.size.width > 0:
            after_refresh(self, self._ask_to_join)
        return super().render_lines(crop)

    def _ask_to_join(self) -> None:
        # The application itself: a message from here would go no further than the screen.
        self.app.post_message(WriteToTerminal(self._joined))

    def _joined(self) -> str:
        """Return what writes the rows in one go where they are now; empty if they are not seen."""
        region = self.region
        seen = self.is_attached and self.screen.is_current and self.screen.can_view_entire(self)
        if not seen or region.x or not len(self._text) > region.width > 0:
            return ""
        (first, *_) = super().render_lines(Region(0, 0, region.width, 1))
        style = next(iter(first)).style
        whole = Strip([Segment(self._text, style)]).render(self.app.console)
        return f"\x1b7\x1b[{region.y + 1};1H{_WRAP}{whole}{_NO_WRAP}\x1b8"
