"""The last resort for a token that no store takes: the person copies it from the screen."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.secret import Secret
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.dialog import Dialog
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import words


class ShowOnceDialog(Dialog[None]):
    """Shows a token in clear until Esc closes it: the only place on any screen that does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "close")]
    heading = "Your token, this once"
    explains = (
        "Select the token with the mouse, copy it as your terminal does, and put it into a place "
        "of your own. Nothing here keeps it once this is closed.",
    )

    def __init__(self, token: Secret) -> None:
        super().__init__()
        self._token = token

    def compose_dialog(self) -> ComposeResult:
        """Lay out the token alone on its row, so that it can be selected."""
        yield Static(self._token.reveal(), id="shown", markup=False)
        yield Static("Esc closes, and it is gone.", classes="quiet gap")


class ShowOnceButton(Button):
    """Shows a token once, after a warning; ``login`` drops it then, and ``Shown`` is posted."""

    class Shown(Message):
        """The person has closed the dialog, and nothing else keeps the token."""

    def __init__(self, token: Secret, login: CurrentLogin) -> None:
        super().__init__("Show it once", id="show", classes="hidden way-out")
        self._token = token
        self._login = login

    @on(Button.Pressed)
    def _warn(self, event: Button.Pressed) -> None:
        event.stop()
        answers = (("keep", "No"), ("show", "Show it once"))
        self.app.push_screen(ChoiceDialog("Show the token?", words.SHOW_ONCE, answers), self._show)

    def _show(self, answer: str | None) -> None:
        if answer == "show":
            self.app.push_screen(ShowOnceDialog(self._token), self._shown)

    def _shown(self, _: None) -> None:
        self._drop()

    @work
    async def _drop(self) -> None:
        await self._login.drop()
        self.post_message(self.Shown())


def unsaved_token(draft: Draft, login: CurrentLogin) -> str:
    """Say where the token of ``draft`` is while it is not saved."""
    if login.keeps(draft.token):
        return words.KEPT_FOR_LATER
    if draft.token_is_users_own:
        return "It is still held here."
    return f"{words.LOST_IF_LEFT} It is still held here. Leaving revokes it."
