"""The last step: vault, then index; then where it is and how to use it."""

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
from bs_wizard.store.model import Credential
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.facts import Facts
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard import words
from bs_wizard.wizard.steps import Back, Saved, Step


class SaveScreen(StepScreen):
    """Saves on mounting. While that runs it is ``busy``; afterwards every way out is the end."""

    STEP = Step.SAVE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again"),
        Binding("escape", "back", "back"),
    ]

    @dataclass
    class Done(Message):
        """Vault and index hold it."""

        credential: Credential

    @dataclass
    class Failed(Message):
        """Nothing is kept; the token is still held in memory."""

        error: BsWizardError

    def __init__(
        self,
        save: Callable[[], Awaitable[Credential]],
        *,
        place: str,
        title: str,
        note: str = "",
    ) -> None:
        super().__init__(place, note)
        self._save = save
        self._title = title
        self.saved: Credential | None = None

    def compose_step(self) -> ComposeResult:
        """Lay out the sentence, and ways to use the credential below it."""
        yield Static("Saving …", classes="title", id="heading", markup=False)
        yield Facts((), id="usage")
        yield Trouble()
        with Horizontal(classes="actions"):
            yield Button("Finish", id="finish", classes="hidden")

    def on_mount(self) -> None:
        """Save at once."""
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits: another try after a failure, back only while nothing is saved."""
        if action == "retry":
            return self.trouble is not None
        return not self.busy and self.saved is None if action == "back" else True

    def action_retry(self) -> None:
        """Save."""
        self.recover()
        self.busy = True
        self.refresh_bindings()
        self._run()

    @work(exclusive=True)
    async def _run(self) -> None:
        try:
            credential = await self._save()
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(credential))

    @on(Done)
    def _done(self, event: Done) -> None:
        self.busy = False
        self.saved = event.credential
        sentence = words.saved_sentence(event.credential, self._title)
        self.query_one("#heading", Static).update(
            Content.assemble(("✓ ", "bold $success"), (sentence, "bold $success"))
        )
        self.query_one("#usage", Facts).show(words.usage(event.credential))
        finish = self.query_one("#finish", Button)
        finish.remove_class("hidden")
        finish.focus()
        self.refresh_bindings()

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.busy = False
        self.query_one("#heading", Static).update(
            f"Not saved. {words.LOST_IF_LEFT} It is still held here."
        )
        self.fail(event.error)
        self.refresh_bindings()

    @on(Button.Pressed, "#finish")
    def _finish(self) -> None:
        if self.saved:
            self.answer(Saved(self.saved))

    def action_back(self) -> None:
        """Go back to the name; the token stays held."""
        self.answer(Back())
