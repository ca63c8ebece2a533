"""Asking for the passphrase of the vault, and waiting until it has opened it."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from bs_wizard.secret import Secret
from bs_wizard.tui.dialogs.dialog import Dialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.tui.widgets.frame.spinner import Spinner

Given = Callable[[Secret | None], object]
"""Takes what was typed, None when the person goes back."""


class PassphraseDialog(Dialog[None]):
    """Gives a passphrase to ``given``, and stays until it is closed or asked to ask again.

    Opening the vault takes seconds: what is typed meanwhile is meant for nobody. Esc then gives up
    what needed the vault.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]

    explains = (
        "The vault is encrypted, and this is the passphrase that was chosen when it was made. "
        "Nobody can tell it to you: without it, its tokens are lost and have to be replaced.",
    )

    def __init__(self, prompt: str, given: Given) -> None:
        super().__init__()
        self.heading = prompt
        self._given = given
        self._opening = False

    def compose_dialog(self) -> ComposeResult:
        """Lay out the field."""
        yield SecretInput(Secret(""), id="passphrase")
        yield Spinner("Opening the vault, Esc stops.")

    def ask_again(self, prompt: str, given: Given) -> None:
        """Ask once more in the same place."""
        self._given, self._opening = given, False
        self.heading = prompt
        self.query_one("#heading", Static).update(prompt)
        self._show_opening()
        field = self.query_one(SecretInput)
        field.clear()
        field.focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if not self._opening:
            self._opening = True
            secret = self.query_one(SecretInput).passphrase
            self._show_opening()
            self._given(secret)

    def _show_opening(self) -> None:
        self.query_one(SecretInput).disabled = self._opening
        self.query_one(Spinner).turn(self._opening)

    def action_back(self) -> None:
        """Close without one, or give up what waits for the vault."""
        self.close()
        if not self._opening:
            self._given(None)
            return
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, ResultScreen):
                screen.stop()
                return
