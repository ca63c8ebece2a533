"""The bottom row: the keys of the screen, as many as fit."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer, Input
from textual.widgets._footer import FooterKey

_AROUND = 3
"""Columns that a key takes besides its name and its word."""


class KeyRow(Footer):
    """Leaves out whole keys at the right where the row is too short; help tells all of them.

    While a field has the focus, a key that would type itself there is not shown. What it does is
    shown with another key, if it has one.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._built_from: object = None

    def compose(self) -> ComposeResult:
        """Lay out the keys that fit."""
        room = self.size.width
        for key in super().compose():
            if isinstance(key, FooterKey):
                if self._is_typing and len(key.key_display) == 1:
                    other = self._other_key(key.action)
                    if other is None:
                        continue
                    key.key, key.key_display = other.key, self.app.get_key_display(other)
                room -= len(key.key_display) + len(key.description) + _AROUND
            if room >= 0:
                yield key

    @property
    def _is_typing(self) -> bool:
        return isinstance(self.screen.focused, Input)

    def _other_key(self, action: str) -> Binding | None:
        """Return a binding of the action that types nothing."""
        active = (each.binding for each in self.screen.active_bindings.values())
        others = (one for one in active if one.action == action)
        return next((one for one in others if len(self.app.get_key_display(one)) > 1), None)

    async def recompose(self) -> None:
        """Rebuild the row, unless it would show the same keys in the same width.

        Every move of the focus asks for this, and building a row costs more than the move.
        """
        if not self.is_attached:
            return
        active = self.screen.active_bindings.values()
        keys = [(each.binding, each.enabled) for each in active if each.binding.show]
        shown = (self._bindings_ready, self.size.width, self._is_typing, keys)
        if self._built_from != shown:
            self._built_from = shown
            await super().recompose()

    async def on_resize(self) -> None:
        """Lay them out for the width there is now."""
        await self.recompose()
