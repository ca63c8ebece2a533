"""A token that is not what was wanted: revoked, and a new code asked for."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from bs_wizard.errors import BsWizardError, NetworkError, ServerError
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.screens.base.holding_screen import HoldingScreen
from bs_wizard.wizard.journey.steps import Back, Named, Step
from bs_wizard.wizard.texts import unwanted_token


class UnwantedScreen(HoldingScreen):
    """Revokes the approved token in hand where that is wished; it is ``busy`` meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "approve_again", "approve again"),
    ]

    @dataclass
    class NotRevoked(Message):
        """BaseSpace cannot revoke it, or not now."""

        error: BsWizardError

    @dataclass
    class Ended(Message):
        """The token is revoked, or given up."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no way out of a revocation under way, and no code for a token that was brought."""
        if action in {"approve_again", "back"} and self.busy:
            return False
        return not self.held.is_own if action == "approve_again" else True

    def say(self, text: str) -> None:
        """Show a sentence about what is going on."""
        raise NotImplementedError

    def stay(self) -> None:
        """Go on with the token after all, which could not be revoked."""
        raise NotImplementedError

    def kept(self) -> Named | None:
        """Return what was typed so far."""
        raise NotImplementedError

    def action_approve_again(self) -> None:
        """Revoke the token and ask for a new code: for another workgroup, or another account."""
        answers = (("keep", unwanted_token.KEEP), ("revoke", unwanted_token.REVOKE))
        dialog = ChoiceDialog("Approve again?", unwanted_token.STILL_VALID, answers)

        def answered(answer: str | None) -> None:
            if answer == "revoke":
                self.revoke()

        self.app.push_screen(dialog, answered)

    def revoke(self) -> None:
        """Revoke the token and start over."""
        self.clear_error()
        self.set_busy(True)
        self.say("Revoking the token …")

        async def revoked() -> Message:
            try:
                await self.held.revoke()
            except (NetworkError, ServerError) as error:
                return self.NotRevoked(error)
            return self.Ended()

        self.attempt(revoked)

    @on(NotRevoked)
    def _not_revoked(self, event: NotRevoked) -> None:
        def answered(answer: str | None) -> None:
            if answer == "revoke":
                self.revoke()
            elif answer == "give-up":
                self._give_up()
            else:
                self.stay()

        self.set_busy(False)
        self.say(unwanted_token.NOT_REVOKED)
        self.app.push_screen(
            ChoiceDialog(
                "The token is not revoked",
                f"{event.error.message} {unwanted_token.NOT_REVOKED}",
                (
                    ("keep", unwanted_token.KEEP),
                    ("revoke", "Try again"),
                    ("give-up", unwanted_token.START_OVER),
                ),
            ),
            answered,
        )

    def _give_up(self) -> None:
        async def given_up() -> Message:
            await self.held.give_up()
            return self.Ended()

        self.set_busy(True)
        self.attempt(given_up)

    @on(Ended)
    def _start_over(self) -> None:
        self.set_busy(False)
        self.answer(Back(self.kept(), to=Step.AUTHORISE, without_token=True))
