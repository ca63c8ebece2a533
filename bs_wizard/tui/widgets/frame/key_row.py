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
        self._built_from: object = None

    def compose(self) -> ComposeResult:
        """Lay out the keys that fit."""
        room = self.size.width
        for key in super().compose():
            if isinstance(key, FooterKey):
                room -= len(key.key_display) + len(key.description) + _AROUND
            if room >= 0:
                yield key

    async def recompose(self) -> None:
        """Rebuild the row, unless it would show the same keys in the same width.

        Every move of the focus asks for this, and building a row costs more than the move.
        """
        if not self.is_attached:
            return
        active = self.screen.active_bindings.values()
        keys = [(each.binding, each.enabled) for each in active if each.binding.show]
        if self._built_from != (self._bindings_ready, self.size.width, keys):
            self._built_from = (self._bindings_ready, self.size.width, keys)
            await super().recompose()

    async def on_resize(self) -> None:
        """Lay them out for the width there is now."""
        await self.recompose()
