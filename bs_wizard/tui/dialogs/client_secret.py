"""Asking for the Client Secret again, while the code that it is for lives on."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.tui.dialogs.dialog import Dialog
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.tui.widgets.frame.frame import ErrorMessage
from bs_wizard.wizard.rules.paste_checks import check_pair, typed_secret
from bs_wizard.wizard.texts import while_waiting


class ClientSecretDialog(Dialog[Secret | None]):
    """Stays open until what was typed may be the secret of ``client_id``; None for going back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]
    heading = "Client Secret"
    explains = (while_waiting.WHY_SECRET_AGAIN, "Back changes nothing: the code keeps its time.")

    def __init__(self, client_id: str) -> None:
        super().__init__()
        self._client_id = client_id

    def compose_dialog(self) -> ComposeResult:
        """Lay out the field over what to do with it."""
        yield Static(while_waiting.SECRET_AGAIN, classes="paragraph", markup=False)
        yield SecretInput(Secret(""), id="client-secret")
        yield ErrorMessage()
        with Horizontal(classes="actions"):
            yield Button("Continue", id="continue")
            yield Button("Back", id="back")

    @on(Input.Changed)
    def _forget_error(self) -> None:
        self.query_one(ErrorMessage).clear()

    @on(Input.Submitted)
    @on(Button.Pressed, "#continue")
    def _given(self) -> None:
        try:
            secret = typed_secret(self.query_one(SecretInput).secret, self.heading)
            check_pair(self._client_id, secret)
        except UsageError as error:
            self.query_one(ErrorMessage).show(error)
            self.query_one(SecretInput).focus()
        else:
            self.close(secret)

    @on(Button.Pressed, "#back")
    def action_back(self) -> None:
        """Close without one."""
        self.close()
