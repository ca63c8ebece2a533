"""Asking for the passphrase of the vault."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bs_wizard.secret import Secret
from bs_wizard.tui.widgets.forms.secret_input import SecretInput


class PassphraseDialog(ModalScreen[Secret | None]):
    """Takes a passphrase; None when the person goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]

    def __init__(self, prompt: str) -> None:
        super().__init__()
        self._prompt = prompt

    def compose(self) -> ComposeResult:
        """Lay out the prompt over the field."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._prompt, classes="title", markup=False)
            yield SecretInput(Secret(""), id="passphrase")
            yield Static("Enter goes on, Esc goes back.", classes="quiet gap", markup=False)

    @on(Input.Submitted)
    def _given(self) -> None:
        self.dismiss(self.query_one(SecretInput).secret)

    def action_back(self) -> None:
        """Close without one."""
        self.dismiss(None)
