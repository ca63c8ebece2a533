"""Revoking an approved token that is not the one wanted, before a new code is asked for."""

from typing import Protocol

from bs_wizard.errors import NetworkError, ServerError
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import unwanted_token


class Revoker(Protocol):
    """What revoking asks of ``Work``."""

    current_login: CurrentLogin

    async def revoke(self, draft: Draft) -> None:
        """End the token held at BaseSpace; raises NetworkError or ServerError."""


async def revoke(draft: Draft, work: Revoker, screen: StepScreen) -> bool:
    """Revoke the token of ``draft``; return False where the person keeps it after all.

    Where BaseSpace cannot revoke it, the person decides. Runs in a worker of ``screen``, which says
    what happens and is ``busy`` meanwhile.
    """
    while True:
        screen.begin("Revoking the token …", busy=True)
        try:
            await work.revoke(draft)
            return True
        except (NetworkError, ServerError) as error:
            told = unwanted_token.not_revoked(draft.instance)
            screen.begin(told)
            answer = await screen.app.push_screen_wait(_not_revoked(error, told))
        if answer == "give-up":
            screen.set_busy(True)
            await work.current_login.drop()
            return True
        if answer == "keep":
            return False


def ask_to_revoke() -> ChoiceDialog:
    """Return the question; its answers are ``keep`` and ``revoke``."""
    answers = (("keep", unwanted_token.KEEP), ("revoke", unwanted_token.REVOKE))
    return ChoiceDialog("Approve again?", unwanted_token.STILL_VALID, answers)


def _not_revoked(error: NetworkError | ServerError, told: str) -> ChoiceDialog:
    return ChoiceDialog(
        "The token is not revoked",
        f"{error.message} {told}",
        (
            ("keep", unwanted_token.KEEP),
            ("revoke", "Try again"),
            ("give-up", unwanted_token.START_OVER),
        ),
    )
