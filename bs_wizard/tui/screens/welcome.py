"""The first screen: what will happen, and the proof that a token can be kept."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError
from bs_wizard.tui.screens.base.store_screen import MakeVault, StoreScreen
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.wizard.journey.steps import Leave, Step, StoreFacts, StoreProved
from bs_wizard.wizard.texts import words


class WelcomeScreen(StoreScreen):
    """Shows the four steps while the store is tried out; going on needs a store that works."""

    STEP = Step.STORE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "leave")]

    def __init__(
        self,
        prove: Callable[[], Awaitable[StoreFacts]],
        make_vault: MakeVault | None,
        *,
        place: str,
        note: str = "",
    ) -> None:
        super().__init__(make_vault, place=place, note=note)
        self._prove = prove
        self._facts: StoreFacts | None = None

    def compose_step(self) -> ComposeResult:
        """Lay out greeting, steps and store."""
        yield Static("A BaseSpace credential, step by step", classes="title", markup=False)
        yield Static(words.WELCOME, markup=False)
        numbered = ((f"{n}  {name}", does) for n, (name, does) in enumerate(words.WHAT_HAPPENS, 1))
        yield Facts(numbered, id="steps")
        yield Static("", id="store", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the way on, and the ways out of a failure."""
        yield Button("Start", id="start", disabled=True)
        yield from self.compose_ways_out(vault_first=True)

    def on_mount(self) -> None:
        """Try the store at once."""
        self.action_retry()

    def action_retry(self) -> None:
        """Try the store."""
        self.begin("Trying out the place where the token will be kept …", busy=False)

        async def proved() -> Message:
            return self.Proved(await self._prove())

        self.attempt(proved)

    def say(self, text: str) -> None:
        """Show a sentence about the store."""
        self.query_one("#store", Static).update(Content.styled(text, "$quiet"))

    def action_back(self) -> None:
        """Leave: this is the first screen."""
        self.answer(Leave(self.trouble))

    @on(StoreScreen.Proved)
    def _proved(self, event: StoreScreen.Proved) -> None:
        self.set_busy(False)
        self._facts = event.facts
        said = " ".join((*event.facts.recovered, words.store_sentence(event.facts)))
        why = words.instead_sentence(event.facts)
        self.query_one("#store", Static).update(
            Content.assemble(("✓ ", "bold $success"), said, (f"\n{why}" if why else "", "$quiet"))
        )
        start = self.query_one("#start", Button)
        start.disabled = False
        start.focus()

    def fail(self, error: BsWizardError) -> None:
        """Show why nothing can be kept, and the ways out of it."""
        self.say("Without a place to keep it, no code is asked for.")
        super().fail(error)

    @on(Button.Pressed, "#start")
    def _start(self) -> None:
        if self._facts:
            self.answer(StoreProved(self._facts))
