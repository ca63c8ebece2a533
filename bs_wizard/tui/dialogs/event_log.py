"""What was asked and answered while a code waited."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bs_wizard.wizard.texts import while_waiting


class EventLogDialog(ModalScreen[None]):
    """Shows a report that holds no secret; c copies it, arrow keys scroll, Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,l", "dismiss", "close"),
        Binding("c", "copy", "copy"),
    ]

    def __init__(self, report: str) -> None:
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        """Lay out the report over what can be done with it."""
        with VerticalScroll(classes="dialog"):
            yield Static("What was asked and answered", classes="title", markup=False)
            yield Static(self._report, id="log", markup=False)
            yield Static(while_waiting.LOG_IS_SAFE, id="foot", classes="quiet", markup=False)

    def action_copy(self) -> None:
        """Ask the terminal to copy the report."""
        self.app.copy_to_clipboard(self._report)
        self.query_one("#foot", Static).update(while_waiting.asked_to_copy("the log"))
