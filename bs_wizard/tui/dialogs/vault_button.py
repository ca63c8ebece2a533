"""The button that offers a new encrypted vault, and against what it helps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textual import on
from textual.message import Message
from textual.widgets import Button

from bs_wizard.errors import BsWizardError, HomeUnavailable, NameTaken, StoreUnavailable, UsageError
from bs_wizard.wizard.journey.steps import StoreFacts

if TYPE_CHECKING:
    from bs_wizard.store.age_vault.set_up import NewVault


class VaultMaker(Protocol):
    """Makes the encrypted vault: ``Work`` does."""

    async def make_vault(self, new: "NewVault") -> StoreFacts:
        """Set up the encrypted vault and prove it."""


class VaultButton(Button):
    """Asks how a new vault is unlocked, and posts ``Asked`` with the answer."""

    @dataclass
    class Asked(Message):
        """The person wants this vault."""

        new: "NewVault"

    def __init__(self) -> None:
        super().__init__("Use an encrypted vault", id="vault", classes="hidden way-out")

    @on(Button.Pressed)
    def _ask(self, event: Button.Pressed) -> None:
        from bs_wizard.tui.dialogs.new_vault import NewVaultDialog

        event.stop()
        self.app.push_screen(NewVaultDialog(), self._answered)

    def _answered(self, new: "NewVault | None") -> None:
        if new is not None:
            self.post_message(self.Asked(new))


def vault_helps(error: BsWizardError) -> bool:
    """Whether a new vault may help against ``error``: it does not against a broken home."""
    of_a_store = isinstance(error, (StoreUnavailable, UsageError))
    return of_a_store and not isinstance(error, (NameTaken, HomeUnavailable))
