"""Text to read and close again: with help, details or a log in it."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.wizard.texts import while_waiting

_KEYS = (
    "Keys: Enter goes on, Tab moves to the next field, Esc goes back, Ctrl+T changes the colours, "
    "Ctrl+C or Ctrl+Q leaves. Esc closes this help."
)


class TextDialog(ModalScreen[None]):
    """Shows ``body`` between a title and a foot; arrow keys scroll, Esc and Enter close."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "close")]

    def __init__(
        self, title: str, *body: Widget, foot: str = "Esc closes.", wide: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._body = body
        self._foot = foot
        self._wide = wide

    def compose(self) -> ComposeResult:
        """Lay out title, body and foot."""
        with VerticalScroll(classes="dialog wide" if self._wide else "dialog"):
            yield Static(self._title, classes="title", markup=False)
            yield from self._body
            if self._foot:
                yield Static(self._foot, id="foot", classes="quiet gap", markup=False)


class HelpDialog(TextDialog):
    """Explains a screen and the ``keys`` of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,question_mark", "dismiss", "close")]

    def __init__(
        self, title: str, paragraphs: Iterable[str], keys: Iterable[tuple[str, str]] = ()
    ) -> None:
        own_keys = tuple(keys)
        facts = [Facts(own_keys, label_width=3, classes="paragraph")] if own_keys else []
        text = [Static(each, classes="paragraph", markup=False) for each in (*paragraphs, _KEYS)]
        super().__init__(f"Help: {title}", *facts, *text, foot="")


class EventLogDialog(TextDialog):
    """Shows what was asked and answered while a code waited, without a secret; c copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "dismiss", "close"),
        Binding("c", "copy", "copy"),
    ]

    def __init__(self, report: str) -> None:
        log = Static(report, id="log", markup=False)
        super().__init__("What was asked and answered", log, foot=while_waiting.LOG_IS_SAFE)
        self._report = report

    def action_copy(self) -> None:
        """Ask the terminal to copy the report."""
        self.app.copy_to_clipboard(self._report)
        self.query_one("#foot", Static).update(while_waiting.asked_to_copy("the log"))
