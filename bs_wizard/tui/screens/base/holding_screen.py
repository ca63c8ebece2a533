"""What the steps that hold a token have in common: it can be shown once, as a last resort."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Button

from bs_wizard.secret import Secret
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.show_once import ShowOnceDialog
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.wizard.journey.steps import Leave
from bs_wizard.wizard.texts import words


@dataclass(frozen=True, slots=True)
class HeldToken:
    """The token that a screen holds, and what can become of it.

    ``is_kept`` tells whether another run would take it up, ``give_up`` ends that. ``revoke`` ends
    the token at BaseSpace and gives it up; it raises NetworkError or ServerError. ``is_own`` is a
    token that the person brought.
    """

    token: Secret
    is_own: bool
    is_kept: Callable[[], bool]
    give_up: Callable[[], Awaitable[None]]
    revoke: Callable[[], Awaitable[None]]

    @property
    def standing(self) -> str:
        """Say how the token stands while it is not saved."""
        if self.is_kept():
            return words.KEPT_FOR_LATER
        what = "" if self.is_own else f"{words.LOST_IF_LEFT} "
        return f"{what}It is still held here."


class HoldingScreen(StepScreen):
    """A step with a token in hand; its button ``show`` shows it, and that ends the journey."""

    BINDINGS: ClassVar[list[BindingType]] = []
    held: HeldToken

    @dataclass
    class LetGo(Message):
        """No other run keeps the token any more."""

    @on(Button.Pressed, "#show")
    def _ask_to_show(self) -> None:
        def answered(answer: str | None) -> None:
            if answer == "show":
                self.app.push_screen(ShowOnceDialog(self.held.token), self._shown)

        answers = (("keep", "No"), ("show", "Show it once"))
        self.app.push_screen(ChoiceDialog("Show the token?", words.SHOW_ONCE, answers), answered)

    def _shown(self, _: None) -> None:
        async def let_go() -> Message:
            await self.held.give_up()
            return self.LetGo()

        self.attempt(let_go)

    @on(LetGo)
    def _end(self) -> None:
        self.answer(Leave(self.trouble))
