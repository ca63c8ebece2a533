"""The first screen: what is needed, and the proof that a token can be kept."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError, NoKeyring
from bs_wizard.store.age_vault.kinds import IN_SHORT
from bs_wizard.tui.dialogs.vault_button import VaultButton, VaultMaker, vault_helps
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.tui.widgets.frame.frame import ErrorMessage
from bs_wizard.wizard.journey.steps import Leave, Step, StoreFacts, StoreProved
from bs_wizard.wizard.texts import words


class StoreProver(VaultMaker, Protocol):
    """What the first screen asks of ``Work``."""

    async def prove_store(self) -> StoreFacts:
        """Return the store that takes, gives back and deletes a probe."""


class WelcomeScreen(StepScreen):
    """Says what is needed while it tests the store; going on needs a store that works.

    ``offers_vault`` says whether a new encrypted vault may be offered where none does. ``found``
    points out tokens that other programs keep in clear.
    """

    STEP = Step.STORE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "leave"),
        Binding("r", "retry", "try again"),
    ]

    @dataclass
    class Proved(Message):
        """A store took, gave back and deleted a probe."""

        facts: StoreFacts

    def __init__(
        self, work: StoreProver, *, offers_vault: bool, place: str, note: str = "", found: str = ""
    ) -> None:
        super().__init__(place, note)
        self._work = work
        self._offers_vault = offers_vault
        self._facts: StoreFacts | None = None
        self._found = found

    def compose_step(self) -> ComposeResult:
        """Lay out greeting and store."""
        yield Static("A BaseSpace credential", classes="title", markup=False)
        yield Static(words.WELCOME, markup=False)
        yield Static(words.NEEDED, markup=False)
        yield Static("", id="store", markup=False)
        yield Facts(IN_SHORT.values(), id="ways")
        if self._found:
            yield Static(self._found, id="found", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the way on, and the ways out of a failure."""
        yield Button("Start", id="start", disabled=True)
        yield VaultButton()
        yield Button("Try again", id="again", classes="hidden way-out")

    def on_mount(self) -> None:
        """Test the store at once."""
        self.action_retry()

    def action_retry(self) -> None:
        """Test the store."""
        self.remove_class("-choosing")
        self.begin("Testing the token store …")

        async def proved() -> Message:
            return self.Proved(await self._work.prove_store())

        self.attempt(proved)

    @on(VaultButton.Asked)
    def _make_vault(self, event: VaultButton.Asked) -> None:
        self.remove_class("-choosing")
        self.begin("Making the vault …", busy=True)

        async def proved() -> Message:
            return self.Proved(await self._work.make_vault(event.new))

        self.attempt(proved)

    def say(self, text: str) -> None:
        """Show a sentence about the store."""
        self.query_one("#store", Static).update(Content.styled(text, "$quiet"))

    def action_back(self) -> None:
        """Leave: this is the first screen."""
        self.answer(Leave(self.trouble))

    @on(Proved)
    def _proved(self, event: Proved) -> None:
        self.set_busy(False)
        self._facts = event.facts
        said = " ".join((*event.facts.recovered, words.store_sentence(event.facts)))
        why = event.facts.fallback_reason or event.facts.vault_first
        self.query_one("#store", Static).update(
            Content.assemble(("✓ ", "bold $success"), said, (f"\n{why}" if why else "", "$quiet"))
        )
        start = self.query_one("#start", Button)
        start.disabled = False
        if event.facts.vault_first:
            vault = self.query_one(VaultButton)
            vault.remove_class("hidden")
            self.query_one(".actions").move_child(vault, before=start)
            self.add_class("-choosing")
            vault.focus()
        else:
            start.focus()

    def fail(self, error: BsWizardError) -> None:
        """Show why nothing can be kept, and the ways out of it; no keyring is no failure."""
        super().fail(error)
        if isinstance(error, NoKeyring) and self._offers_vault:
            self.query_one(ErrorMessage).clear()
            self.query_one("#store", Static).update(f"{words.NO_KEYRING}\n{words.VAULT_WORKS}")
            self.add_class("-choosing")
        else:
            self.say("Without a place to keep it, no code is asked for.")

    def explanation(self) -> tuple[str, ...]:
        """Return the help, with what a system keyring would need where there is none."""
        lacking = self.trouble.lacking if isinstance(self.trouble, NoKeyring) else ()
        return (*super().explanation(), *lacking)

    def helps(self, way: str, error: BsWizardError) -> bool:
        """Whether the button ``way`` may help against ``error``."""
        return way != "vault" or (self._offers_vault and vault_helps(error))

    @on(Button.Pressed, "#start")
    def _start(self) -> None:
        if self._facts:
            self.answer(StoreProved(self._facts))
