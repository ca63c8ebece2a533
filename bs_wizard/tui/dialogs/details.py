"""All that is known of one credential, but its secret."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.facts import Facts


class DetailsDialog(ModalScreen[None]):
    """Shows rows of a label and a value; Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "close")]

    def __init__(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._rows = tuple(rows)

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        with VerticalScroll(classes="dialog"):
            yield Static(self._title, classes="title", markup=False)
            yield Facts(self._rows)
            yield Static("Esc closes.", classes="quiet gap", markup=False)
