"""Resuming an interrupted login: its store is proved, its secrets are read."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.wizard.journey.steps import Back, Leave, Resumed, Step


class Resumer(Protocol):
    """What this screen asks of ``Work``."""

    async def resume(self, pending: PendingLogin) -> Resumed:
        """Go on with an interrupted login."""


class ResumeScreen(StepScreen):
    """Passes by at once, unless the store fails or the code has ended meanwhile.

    It offers no vault: the interrupted login is in the store that it was kept in.
    """

    STEP = Step.STORE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "leave"),
        Binding("r", "retry", "try again"),
    ]

    @dataclass
    class Taken(Message):
        """The login goes on in this run."""

        taken: Resumed

    def __init__(self, pending: PendingLogin, work: Resumer, *, note: str = "") -> None:
        super().__init__("", note)
        self._pending = pending
        self._work = work

    def compose_step(self) -> ComposeResult:
        """Lay out what is under way."""
        yield Static("Resuming the interrupted login", classes="title", markup=False)
        yield Static("", id="store", markup=False)

    def compose_actions(self) -> ComposeResult:
        """Lay out the ways on where it fails."""
        yield Button("Try again", id="again", classes="hidden way-out")
        yield Button("Start over", id="anew", classes="hidden way-out")

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_retry()

    def action_retry(self) -> None:
        """Resume the login."""
        self.begin(f"Resuming with the code {self._pending.user_code} …")

        async def taken() -> Message:
            return self.Taken(await self._work.resume(self._pending))

        self.attempt(taken)

    def say(self, text: str) -> None:
        """Show a sentence about what is going on."""
        self.query_one("#store", Static).update(Content.styled(text, "$quiet"))

    def action_back(self) -> None:
        """Leave: the login can still be resumed later."""
        self.answer(Leave(self.trouble))

    @on(Taken)
    def _taken(self, event: Taken) -> None:
        self.answer(event.taken)

    def fail(self, error: BsWizardError) -> None:
        """Show why the login cannot be resumed, and the ways on."""
        self.say("")
        super().fail(error)

    @on(Button.Pressed, "#anew")
    def _start_over(self) -> None:
        self.answer(Back())
