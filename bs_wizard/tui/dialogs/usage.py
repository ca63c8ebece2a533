"""How to use one credential."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.usage import Usage
from bs_wizard.wizard.texts.credential_texts import Way


class UsageDialog(ModalScreen[None]):
    """Shows lines to copy; Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "close")]

    def __init__(self, title: str, ways: tuple[Way, ...]) -> None:
        super().__init__()
        self._title = title
        self._ways = ways

    def compose(self) -> ComposeResult:
        """Lay out the ways."""
        with VerticalScroll(classes="dialog wide"):
            yield Static(self._title, classes="title", markup=False)
            yield Usage(self._ways)
            yield Static("Esc closes.", classes="quiet gap", markup=False)
