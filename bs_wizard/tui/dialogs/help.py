"""The help of a step."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bs_wizard.wizard.guide import explain
from bs_wizard.wizard.steps import Step

_KEYS = (
    "Keys: Enter goes on, Tab moves to the next field, Esc goes back, Ctrl+T changes the colours, "
    "Ctrl+C or Ctrl+Q leaves. Esc closes this help."
)


class HelpDialog(ModalScreen[None]):
    """Explains a step; arrow keys scroll, Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,question_mark", "dismiss", "close")
    ]

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step = step

    def compose(self) -> ComposeResult:
        """Lay out the paragraphs."""
        with VerticalScroll(classes="dialog"):
            yield Static(f"Help: {self._step.value}", classes="title", markup=False)
            for paragraph in (*explain(self._step), _KEYS):
                yield Static(paragraph, classes="paragraph", markup=False)
