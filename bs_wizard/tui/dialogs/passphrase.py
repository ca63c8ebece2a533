"""Asking for the passphrase of the vault, and waiting until it has opened it."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bs_wizard.secret import Secret
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.tui.widgets.frame.spinner import Spinner

Given = Callable[[Secret | None], object]
"""Takes what was typed, None when the person goes back."""


class PassphraseDialog(ModalScreen[None]):
    """Gives a passphrase to ``given``, and stays until it is closed or asked to ask again.

    Opening the vault takes seconds: what is typed meanwhile is meant for nobody. Esc then gives up
    what needed the vault.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]

    def __init__(self, prompt: str, given: Given) -> None:
        super().__init__()
        self._prompt = prompt
        self._given = given
        self._opening = False

    def compose(self) -> ComposeResult:
        """Lay out the prompt over the field."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._prompt, id="prompt", classes="title", markup=False)
            yield SecretInput(Secret(""), id="passphrase")
            yield Static("Enter goes on, Esc goes back.", id="keys", classes="quiet gap")
            yield Spinner("Opening the vault, Esc stops.")

    def ask_again(self, prompt: str, given: Given) -> None:
        """Ask once more in the same place."""
        self._given, self._opening = given, False
        self.query_one("#prompt", Static).update(prompt)
        self._show_opening()
        field = self.query_one(SecretInput)
        field.clear()
        field.focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if not self._opening:
            self._opening = True
            secret = self.query_one(SecretInput).secret
            self._show_opening()
            self._given(secret)

    def _show_opening(self) -> None:
        self.query_one(SecretInput).disabled = self._opening
        self.query_one("#keys").display = not self._opening
        self.query_one(Spinner).turn(self._opening)

    def action_back(self) -> None:
        """Close without one, or give up what waits for the vault."""
        self.dismiss(None)
        if not self._opening:
            self._given(None)
            return
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, ResultScreen):
                screen.stop()
                return
