"""What the steps that need a store have in common: another one where the first fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Button

from bs_wizard.errors import BsWizardError, HomeUnavailable, NameTaken, StoreUnavailable, UsageError
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.tui.dialogs.new_vault import NewVaultDialog
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.wizard.journey.steps import StoreFacts

MakeVault = Callable[[NewVault], Awaitable[StoreFacts]]


class StoreScreen(StepScreen):
    """Offers the encrypted vault, where there may be one, and another try after a failure.

    ``make_vault`` is None where no encrypted vault may be offered. While a vault is made the
    screen is ``busy``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again"),
    ]

    @dataclass
    class Proved(Message):
        """A store took, gave back and deleted a probe."""

        facts: StoreFacts

    def __init__(self, make_vault: MakeVault | None, *, place: str, note: str = "") -> None:
        super().__init__(place, note)
        self._make_vault = make_vault

    def compose_ways_out(self, *, vault_first: bool = False) -> ComposeResult:
        """Lay out the buttons that are shown after a failure; the first shown gets the focus."""
        again = Button("Try again", id="again", classes="hidden way-out")
        vault = Button("Use an encrypted vault", id="vault", classes="hidden way-out")
        yield from (vault, again) if vault_first else (again, vault)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another try only after a failure, and no way back from what must be finished."""
        if action == "retry":
            return self.trouble is not None
        return not self.busy if action == "back" else True

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self.action_retry()

    def action_retry(self) -> None:
        """Try what failed again."""
        raise NotImplementedError

    def begin(self, saying: str, *, busy: bool) -> None:
        """Take what failed off the screen and say what is done now."""
        for button in self.query(".way-out"):
            button.add_class("hidden")
        self.say(saying)
        self.set_busy(busy)
        self.clear_error()

    def say(self, text: str) -> None:
        """Show a sentence about what is going on."""
        raise NotImplementedError

    def fail(self, error: BsWizardError) -> None:
        """Show what went wrong, and the ways out of it."""
        super().fail(error)
        for button in self.query(".way-out"):
            button.set_class(not self.helps(button.id or "", error), "hidden")
        shown = [each for each in self.query(".way-out") if not each.has_class("hidden")]
        (shown[0]).focus()

    def helps(self, way: str, error: BsWizardError) -> bool:
        """Whether the button ``way`` may mend ``error``: a vault does not mend a home."""
        if way == "vault":
            of_a_store = isinstance(error, (StoreUnavailable, UsageError))
            elsewhere = isinstance(error, (NameTaken, HomeUnavailable))
            return self._make_vault is not None and of_a_store and not elsewhere
        return True

    @on(Button.Pressed, "#vault")
    def _ask_for_vault(self) -> None:
        self.app.push_screen(NewVaultDialog(), self._take_vault)

    def _take_vault(self, new: NewVault | None) -> None:
        make = self._make_vault
        if new is None or make is None:
            return
        self.begin("Making the vault …", busy=True)

        async def proved() -> Message:
            return self.Proved(await make(new))

        self.attempt(proved)
