"""One line of text to change, tried out before the dialog closes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Input, Static

from bs_wizard.store.index.records import Credential
from bs_wizard.tui.dialogs.dialog import Dialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.frame.frame import ErrorMessage
from bs_wizard.tui.widgets.frame.spinner import Spinner

Change = Callable[[str], Awaitable[Credential]]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is changed: the question, the label of the field, its text now and at most, its help."""

    title: str
    label: str
    text: str
    max_length: int
    explains: str


class EditDialog(Dialog[Credential | None], ResultScreen[Credential | None]):
    """Stays open, and says why, until ``change`` took the text; None when the person goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]

    @dataclass
    class Accepted(Message):
        """The store took the text."""

        credential: Credential

    def __init__(self, edit: Edit, change: Change) -> None:
        super().__init__()
        self.heading = edit.title
        self.explains = (edit.explains,)
        self._edit = edit
        self._change = change

    def compose(self) -> ComposeResult:
        """Lay out the window, and what moves while the change is under way."""
        yield from super().compose()
        yield Spinner()  # over the keys: none of them works then

    def compose_dialog(self) -> ComposeResult:
        """Lay out the field over what to do with it."""
        with Horizontal(classes="row"):
            yield Static(self._edit.label, classes="label")
            yield Field(id="text", max_length=self._edit.max_length)
        yield ErrorMessage()
        with Horizontal(classes="actions"):
            yield Button("Save", id="save")
            yield Button("Back", id="back")

    def on_mount(self) -> None:
        """Begin with the text there is, marked."""
        self.query_one(Field).propose(self._edit.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let a change that is under way finish."""
        return not self.busy if action == "back" else True

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        if self.busy:
            return
        text = self.query_one(Field).value
        self.clear_error()
        self.set_busy(True)

        async def accepted() -> Message:
            return self.Accepted(await self._change(text))

        self.attempt(accepted)

    @on(Accepted)
    def _accepted(self, event: Accepted) -> None:
        self.set_busy(False)
        self.answer(event.credential)

    @on(Button.Pressed, "#back")
    def action_back(self) -> None:
        """Close without a change."""
        if not self.busy:
            self.answer(None)
