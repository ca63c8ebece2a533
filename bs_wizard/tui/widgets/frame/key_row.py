"""The bottom row: the keys of the screen, as many as fit."""

from typing import Any

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from bs_wizard.tui.widgets.frame.keys import KeyHint, fitting, shown_keys


class KeyRow(Widget, can_focus=False):
    """Leaves out whole keys where the row is too short, and says then where all of them are.

    A key is pressed by a click on it too. The row is one widget: a widget a key cost more than all
    else that a move of the focus does.
    """

    ALLOW_SELECT = False
    keys: reactive[tuple[KeyHint, ...]] = reactive((), init=False)

    def on_mount(self) -> None:
        """Follow the screen's keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        """Follow them no more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _follow(self, screen: Screen[Any]) -> None:
        if self.is_attached and screen is self.screen and self.app.app_focus:
            self.keys = tuple(shown_keys(screen))

    @property
    def fitting(self) -> list[KeyHint]:
        """The keys that the width has room for."""
        return fitting(self.keys, self.size.width)

    def render(self) -> Content:
        """Lay out the keys that fit."""
        return Content("").join(map(label, self.fitting))

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        key = event.style.meta.get("key")
        if key is not None:
            self.app.simulate_key(key)


def label(key: KeyHint) -> Content:
    """Return the key and what it does, with a column around each."""
    off = "" if key.enabled else "dim"
    return Content.assemble(
        (f" {key.display} ", f"bold $footer-key-foreground {off}"),
        (f"{key.word} ", f"$footer-description-foreground {off}"),
    ).stylize(Style.from_meta({"key": key.key}))
