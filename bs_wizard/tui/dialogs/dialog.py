"""What dialogs have in common, and those that only tell something: help among them."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.tui.widgets.frame.key_row import KeyRow
from bs_wizard.tui.widgets.frame.keys import explained_keys


class Dialog(ModalScreen[ScreenResultType]):
    """A window with a ``heading`` over the screen; its keys take the place of the screen's keys.

    ``explains`` are the paragraphs of its help. Arrow keys scroll it only where it ``scrolls``:
    elsewhere they move among its parts.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("f1", "help", "help", key_display="F1"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (23, "-tall")]
    explains: tuple[str, ...] = ()
    heading = ""
    scrolls = False
    wide = False

    def compose(self) -> ComposeResult:
        """Lay out the window over the row of keys."""
        classes = "dialog wide" if self.wide else "dialog"
        with VerticalScroll(classes=classes, can_focus=self.scrolls):
            yield Static(self.heading, id="heading", classes="title", markup=False)
            yield from self.compose_dialog()
        yield KeyRow()

    def compose_dialog(self) -> ComposeResult:
        """Lay out what is in the window."""
        raise NotImplementedError

    def close(self, result: ScreenResultType | None = None) -> None:
        """Close what lies over this dialog, then the dialog itself."""
        self.pop_until_active()
        self.dismiss(result)

    def action_help(self) -> None:
        """Explain this dialog."""
        self.app.push_screen(HelpDialog(self.heading, self.explains, explained_keys(self)))


class TextDialog(Dialog[None]):
    """Shows ``body``; arrow keys scroll, Esc and Enter close."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "close")]
    explains = ("There is only something to read here. Closing it changes nothing.",)
    scrolls = True

    def __init__(self, title: str, *body: Widget, foot: str = "", wide: bool = False) -> None:
        super().__init__()
        self.heading = title
        self.wide = wide
        self._body = body
        self._foot = foot

    def on_mount(self) -> None:
        """Show the keys that scroll only while there is something to scroll."""
        window = self.query_one(".dialog")
        self.watch(window, "show_vertical_scrollbar", self.refresh_bindings, init=False)

    def compose_dialog(self) -> ComposeResult:
        """Lay out body and foot."""
        yield from self._body
        if self._foot:
            yield Static(self._foot, id="foot", classes="quiet gap", markup=False)

    def tell(self, text: str) -> None:
        """Answer a key at the foot, in view."""
        foot = self.query_one("#foot", Static)
        foot.update(text)
        foot.scroll_visible(animate=False)


class HelpDialog(TextDialog):
    """Explains a screen or a dialog, and its ``keys``: all that work there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "dismiss", "close", show=False)
    ]

    def __init__(
        self, title: str, paragraphs: Iterable[str], keys: Iterable[tuple[str, str]] = ()
    ) -> None:
        rows = tuple(keys)
        room = max((len(key) for key, _ in rows), default=0) + 2
        text = [Static(each, classes="paragraph", markup=False) for each in paragraphs]
        facts = Facts(rows, label_width=room, id="keys", classes="paragraph")
        super().__init__(f"Help: {title}", facts, *text)
