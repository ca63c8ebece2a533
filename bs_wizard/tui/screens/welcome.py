"""The first screen: what will happen, and the proof that a token can be kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError, HomeUnavailable, StoreUnavailable, UsageError
from bs_wizard.tui.dialogs.new_vault import NewVaultDialog
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.facts import Facts
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard import words
from bs_wizard.wizard.places import NewVault
from bs_wizard.wizard.steps import Leave, Step, StoreFacts, StoreProved


class WelcomeScreen(StepScreen):
    """Shows the four steps while the store is tried out; going on needs a store that works."""

    STEP = Step.STORE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again"),
        Binding("escape", "back", "leave"),
    ]

    @dataclass
    class Proved(Message):
        """The store took, gave back and deleted a probe."""

        facts: StoreFacts

    @dataclass
    class Failed(Message):
        """The store did not."""

        error: BsWizardError

    def __init__(
        self,
        prove: Callable[[], Awaitable[StoreFacts]],
        make_vault: Callable[[NewVault], Awaitable[StoreFacts]] | None,
        *,
        place: str,
        note: str = "",
    ) -> None:
        super().__init__(place, note)
        self._prove = prove
        self._make_vault = make_vault
        self._facts: StoreFacts | None = None

    def compose_step(self) -> ComposeResult:
        """Lay out greeting, steps and store."""
        yield Static("A BaseSpace credential, step by step", classes="title", markup=False)
        yield Static(words.WELCOME, markup=False)
        numbered = ((f"{n}  {name}", does) for n, (name, does) in enumerate(words.WHAT_HAPPENS, 1))
        yield Facts(numbered, id="steps")
        yield Static("", id="store", markup=False)
        yield Trouble()
        with Horizontal(classes="actions"):
            yield Button("Start", id="start", disabled=True)
            yield Button("Use an encrypted vault", id="vault", classes="hidden")

    def on_mount(self) -> None:
        """Try the store at once."""
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another try only when the last one failed."""
        return self.trouble is not None if action == "retry" else True

    def action_retry(self) -> None:
        """Try the store."""
        self.recover()
        self.refresh_bindings()
        self.query_one("#store", Static).update(
            Content.styled("… Trying out the place where the token will be kept.", "$quiet")
        )
        self.query_one("#vault").add_class("hidden")
        self._try_store(self._prove)

    def action_back(self) -> None:
        """Leave: this is the first screen."""
        self.answer(Leave(self.trouble))

    @work(exclusive=True)
    async def _try_store(self, prove: Callable[[], Awaitable[StoreFacts]]) -> None:
        try:
            facts = await prove()
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Proved(facts))

    @on(Proved)
    def _proved(self, event: Proved) -> None:
        self._facts = event.facts
        said = " ".join((*event.facts.settled, words.store_sentence(event.facts)))
        self.query_one("#store", Static).update(Content.assemble(("✓ ", "bold $success"), said))
        self.query_one("#vault").add_class("hidden")
        start = self.query_one("#start", Button)
        start.disabled = False
        start.focus()

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.query_one("#store", Static).update("Without a place to keep it, no code is asked for.")
        self.fail(event.error)
        elsewhere = isinstance(event.error, (StoreUnavailable, UsageError))
        # The vault is in the same folder as the index.
        if self._make_vault and elsewhere and not isinstance(event.error, HomeUnavailable):
            self.query_one("#vault").remove_class("hidden")
            self.query_one("#vault").focus()
        self.refresh_bindings()

    @on(Button.Pressed, "#vault")
    def _ask_for_vault(self) -> None:
        self.app.push_screen(NewVaultDialog(), self._take_vault)

    def _take_vault(self, new: NewVault | None) -> None:
        if new is None or self._make_vault is None:
            return
        self.recover()
        self.query_one("#store", Static).update(Content.styled("… Making the vault.", "$quiet"))
        self._try_store(partial(self._make_vault, new))

    @on(Button.Pressed, "#start")
    def _start(self) -> None:
        if self._facts:
            self.answer(StoreProved(self._facts))
