"""Taking up an authorisation that was cut off: its store is proved, its secrets are read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError
from bs_wizard.store.pending import Pending
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard.steps import Back, Leave, Step, TakenUp


class ResumeScreen(StepScreen):
    """Passes by at once, unless the store fails or the code has ended meanwhile."""

    STEP = Step.STORE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again"),
        Binding("escape", "back", "leave"),
    ]

    @dataclass
    class Failed(Message):
        """It cannot be taken up."""

        error: BsWizardError

    @dataclass
    class Taken(Message):
        """It is taken up."""

        taken: TakenUp

    def __init__(
        self, pending: Pending, take_up: Callable[[], Awaitable[TakenUp]], *, note: str = ""
    ) -> None:
        super().__init__("", note)
        self._pending = pending
        self._take_up = take_up

    def compose_step(self) -> ComposeResult:
        """Lay out what is under way, and the ways on where it fails."""
        yield Static("Going on where it was cut off", classes="title", markup=False)
        yield Static("", id="store", markup=False)
        yield Trouble()
        with Horizontal(classes="actions hidden", id="ways"):
            yield Button("Try again", id="again")
            yield Button("Begin anew", id="anew")

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another try only when the last one failed."""
        return self.trouble is not None if action == "retry" else True

    def action_retry(self) -> None:
        """Take it up."""
        self.recover()
        self.refresh_bindings()
        self.query_one("#ways").add_class("hidden")
        said = f"… Taking up the code {self._pending.user_code}."
        self.query_one("#store", Static).update(Content.styled(said, "$quiet"))
        self._run()

    def action_back(self) -> None:
        """Leave: it can still be taken up later."""
        self.answer(Leave(self.trouble))

    @work(exclusive=True)
    async def _run(self) -> None:
        try:
            taken = await self._take_up()
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Taken(taken))

    @on(Taken)
    def _taken(self, event: Taken) -> None:
        self.answer(event.taken)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.query_one("#store", Static).update("")
        self.query_one("#ways").remove_class("hidden")
        self.fail(event.error)
        self.refresh_bindings()
        self.query_one("#again", Button).focus()

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self.action_retry()

    @on(Button.Pressed, "#anew")
    def _anew(self) -> None:
        self.answer(Back())
