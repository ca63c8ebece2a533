"""The bottom row: the keys of the screen, as many as fit."""

from typing import NamedTuple

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input


class ShownKey(NamedTuple):
    """A key of the screen, as it is pressed and as it is shown."""

    key: str
    display: str
    description: str
    enabled: bool

    @property
    def label(self) -> Content:
        """The key and what it does, with a column around each."""
        off = "" if self.enabled else "dim"
        return Content.assemble(
            (f" {self.display} ", f"bold $footer-key-foreground {off}"),
            (f"{self.description} ", f"$footer-description-foreground {off}"),
        ).stylize(Style.from_meta({"key": self.key}))


class KeyRow(Widget, can_focus=False):
    """Leaves out whole keys at the right where the row is too short; help tells all of them.

    While a field has the focus, a key that would type itself there is not shown. What it does is
    shown with another key, if it has one. A key is pressed by a click on it too. The row is one
    widget: a widget a key cost more than all else that a move of the focus does.
    """

    ALLOW_SELECT = False
    keys: reactive[tuple[ShownKey, ...]] = reactive((), init=False)

    def on_mount(self) -> None:
        """Follow the screen's keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        """Follow them no more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _follow(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and self.app.app_focus:
            self.keys = tuple(self._keys())

    def _keys(self) -> list[ShownKey]:
        is_typing = isinstance(self.screen.focused, Input)
        told: dict[str, ShownKey] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if not binding.show or binding.action in told:
                continue
            display = self.app.get_key_display(binding)
            if is_typing and len(display) == 1:
                other = self._other_key(binding.action)
                if other is None:
                    continue
                binding, display = other, self.app.get_key_display(other)
            told[binding.action] = ShownKey(binding.key, display, binding.description, enabled)
        return list(told.values())

    def _other_key(self, action: str) -> Binding | None:
        """Return a binding of the action that types nothing."""
        active = (each.binding for each in self.screen.active_bindings.values())
        others = (one for one in active if one.action == action)
        return next((one for one in others if len(self.app.get_key_display(one)) > 1), None)

    @property
    def fitting(self) -> list[ShownKey]:
        """The keys that the width has room for."""
        room, fitting = self.size.width, list[ShownKey]()
        for key in self.keys:
            room -= key.label.cell_length
            if room < 0:
                break
            fitting.append(key)
        return fitting

    def render(self) -> Content:
        """Lay out the keys that fit."""
        return Content("").join([key.label for key in self.fitting])

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        key = event.style.meta.get("key")
        if key is not None:
            self.app.simulate_key(key)
