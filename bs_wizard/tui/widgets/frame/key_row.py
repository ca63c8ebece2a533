"""The bottom row: the keys of the screen, as many as fit."""

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_AROUND = 3
"""Columns that a key takes besides its name and its word."""


class KeyRow(Footer):
    """Leaves out whole keys at the right where the row is too short; help tells all of them."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        """Lay out the keys that fit."""
        room = self.size.width
        for key in super().compose():
            if isinstance(key, FooterKey):
                room -= len(key.key_display) + len(key.description) + _AROUND
            if room >= 0:
                yield key

    async def on_resize(self) -> None:
        """Lay them out for the width there is now."""
        await self.recompose()
