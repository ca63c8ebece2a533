"""The last step: vault, then index; then where it is and how to use it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError, NameTaken
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.screens.base.holding_screen import HeldToken, HoldingScreen
from bs_wizard.tui.screens.base.store_screen import MakeVault, StoreScreen
from bs_wizard.tui.widgets.credential.usage import Usage
from bs_wizard.wizard.journey.steps import Saved, Step, StoreFacts
from bs_wizard.wizard.texts import credential_texts, words


@dataclass(frozen=True, slots=True)
class Saving:
    """What the screen asks of the outside: saving in a store, and another store."""

    save: Callable[[StoreFacts], Awaitable[Credential]]
    make_vault: MakeVault | None


class SaveScreen(HoldingScreen, StoreScreen):
    """Saves on mounting. While that runs it is ``busy``; afterwards every way out is the end."""

    STEP = Step.SAVE
    BINDINGS: ClassVar[list[BindingType]] = []

    @dataclass
    class Done(Message):
        """Vault and index hold it."""

        credential: Credential

    def __init__(
        self, saving: Saving, held: HeldToken, facts: StoreFacts, *, place: str, note: str = ""
    ) -> None:
        StoreScreen.__init__(self, saving.make_vault, place=place, note=note)
        self.held = held
        self._saving = saving
        self._facts = facts
        self.saved: Credential | None = None

    def compose_step(self) -> ComposeResult:
        """Lay out the sentence, and ways to use the credential below it."""
        yield Static("", classes="title", id="heading", markup=False)
        yield Usage()

    def compose_actions(self) -> ComposeResult:
        """Lay out the end, and the ways out of a failure."""
        yield Button("Finish", id="finish", classes="hidden")
        yield Button("Choose another name", id="rename", classes="hidden way-out")
        yield from self.compose_ways_out()
        yield Button("Show it once", id="show", classes="hidden way-out")

    def on_mount(self) -> None:
        """Save at once."""
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only while nothing is saved."""
        if action == "back" and self.saved is not None:
            return False
        return super().check_action(action, parameters)

    def say(self, text: str) -> None:
        """Show a sentence in the place of the heading."""
        self.query_one("#heading", Static).update(text)

    def action_retry(self) -> None:
        """Save."""
        self.begin("Saving …", busy=True)

        async def done() -> Message:
            return self.Done(await self._saving.save(self._facts))

        self.attempt(done)

    @on(StoreScreen.Proved)
    def _save_there(self, event: StoreScreen.Proved) -> None:
        self._facts = event.facts
        self.action_retry()

    @on(Done)
    def _done(self, event: Done) -> None:
        self.set_busy(False)
        self.saved = event.credential
        sentence = words.saved_sentence(event.credential, self._facts.title)
        self.query_one("#heading", Static).update(
            Content.assemble(("✓ ", "bold $success"), (sentence, "bold $success"))
        )
        self.query_one(Usage).show(credential_texts.usage(event.credential))
        finish = self.query_one("#finish", Button)
        finish.remove_class("hidden")
        finish.focus()
        self.refresh_bindings()

    def fail(self, error: BsWizardError) -> None:
        """Say that the token is still held, and offer the ways out."""
        self.say(f"Not saved. {self.held.standing}")
        super().fail(error)

    def helps(self, way: str, error: BsWizardError) -> bool:
        """Whether the button ``way`` may mend ``error``: a name that is taken wants another."""
        taken = isinstance(error, NameTaken)
        return taken == (way == "rename") and super().helps(way, error)

    @on(Button.Pressed, "#rename")
    def _choose_another_name(self) -> None:
        self.action_back()

    @on(Button.Pressed, "#finish")
    def _finish(self) -> None:
        if self.saved:
            self.answer(Saved(self.saved))
