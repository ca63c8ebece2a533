"""The frame around a screen's body: what scrolls, and below it what is always in view."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bs_wizard.errors import BsWizardError
from bs_wizard.tui.after_refresh import after_refresh
from bs_wizard.tui.widgets.forms.field_row import FieldRow

if TYPE_CHECKING:
    from textual.timer import Timer

TOLD_FOR = 10.0
"""Seconds for which the answer to a key stands."""
MORE_BELOW = "▼ more below: Page Down"


class Body(VerticalScroll, can_focus=False):
    """Scrolls where the terminal is small, and keeps in view what has the focus, and its error."""

    @dataclass
    class Moved(Message):
        """Something was scrolled or laid out; ``more`` says whether anything is hidden below."""

        more: bool

    def on_mount(self) -> None:
        """Watch the scrolling, and what is in it: narrower by a scroll bar, it may be longer."""
        self.watch(self, "scroll_y", self._tell, init=False)
        self.watch(self, "virtual_size", self.on_resize, init=False)

    def on_resize(self) -> None:
        """Bring what has the focus into view again: the space may have become less."""
        after_refresh(self, self._follow)

    def _follow(self) -> None:
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            rows = [each for each in focused.ancestors if isinstance(each, FieldRow)]
            self.screen.scroll_to_widget(rows[0] if rows else focused, animate=False)
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Moved(self.max_scroll_y - self.scroll_y >= 1))


class Frame(Vertical):
    """Holds one ``Body`` and what stands below it; says when the body goes on below.

    The keys scroll the body from a button below it too.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_body('up')", show=False),
        Binding("down", "scroll_body('down')", show=False),
        Binding("pageup", "scroll_body('page_up')", show=False),
        Binding("pagedown", "scroll_body('page_down')", show=False),
    ]

    @on(Body.Moved)
    def _moved(self, event: Body.Moved) -> None:
        event.stop()
        self.query_one(More).update(MORE_BELOW if event.more else "")

    def action_scroll_body(self, how: str) -> None:
        """Scroll the body by a row or a page."""
        body = self.query_one(Body)
        by = {"up": -1, "down": 1, "page_up": -body.size.height, "page_down": body.size.height}
        body.scroll_relative(y=by[how], animate=False)


class More(Static):
    """The row between body and buttons: empty, or a sign that the body goes on below."""


class KeyAnswer(Static):
    """The answer to a key, which stands for a while; takes no room without one."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.display = False
        self._timer: Timer | None = None

    def show(self, text: str) -> None:
        """Show ``text``."""
        self.update(text)
        self.display = True
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TOLD_FOR, self._end)

    def _end(self) -> None:
        self.display = False


class ErrorMessage(Static):
    """An error's message and hint, where it happened; hidden while there is none."""

    def show(self, error: BsWizardError) -> None:
        """Show ``error``."""
        self.update(
            Content.assemble(("✗ ", "bold $error"), (error.message, "bold"), f"\n{error.hint}")
        )
        self.add_class("-shown")
        self.scroll_visible()

    def clear(self) -> None:
        """Hide."""
        self.remove_class("-shown")
