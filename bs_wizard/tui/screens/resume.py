"""Taking up an authorisation that was cut off: its store is proved, its secrets are read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.tui.screens.base.store_screen import StoreScreen
from bs_wizard.wizard.journey.steps import Back, Leave, Resumed, Step


class ResumeScreen(StoreScreen):
    """Passes by at once, unless the store fails or the code has ended meanwhile.

    No vault is offered: what was cut off is in the store that it was kept in.
    """

    STEP = Step.STORE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "leave")]

    @dataclass
    class Taken(Message):
        """It is taken up."""

        taken: Resumed

    def __init__(
        self, pending: PendingLogin, resume: Callable[[], Awaitable[Resumed]], *, note: str = ""
    ) -> None:
        super().__init__(None, place="", note=note)
        self._pending = pending
        self._take_up = resume

    def compose_step(self) -> ComposeResult:
        """Lay out what is under way."""
        yield Static("Going on where it was cut off", classes="title", markup=False)
        yield Static("", id="store", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the ways on where it fails."""
        yield from self.compose_ways_out()
        yield Button("Begin anew", id="anew", classes="hidden way-out")

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_retry()

    def action_retry(self) -> None:
        """Take it up."""
        self.begin(f"Taking up the code {self._pending.user_code} …", busy=False)

        async def taken() -> Message:
            return self.Taken(await self._take_up())

        self.attempt(taken)

    def say(self, text: str) -> None:
        """Show a sentence about what is going on."""
        self.query_one("#store", Static).update(Content.styled(text, "$quiet"))

    def action_back(self) -> None:
        """Leave: it can still be taken up later."""
        self.answer(Leave(self.trouble))

    @on(Taken)
    def _taken(self, event: Taken) -> None:
        self.answer(event.taken)

    def fail(self, error: BsWizardError) -> None:
        """Show why it cannot be taken up, and the ways on."""
        self.say("")
        super().fail(error)

    @on(Button.Pressed, "#anew")
    def _anew(self) -> None:
        self.answer(Back())
