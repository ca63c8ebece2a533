"""The last resort for a token that no store takes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bs_wizard.secret import Secret


class ShowOnceDialog(ModalScreen[None]):
    """Shows a token in clear until it is closed: the only place on any screen that does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close")]

    def __init__(self, token: Secret) -> None:
        super().__init__()
        self._token = token

    def compose(self) -> ComposeResult:
        """Lay out the token alone on its row, so that it can be selected."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static("Your token, this once", classes="title", markup=False)
            yield Static(self._token.reveal(), id="shown", markup=False)
            yield Static("Esc closes, and it is gone.", classes="quiet gap", markup=False)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
