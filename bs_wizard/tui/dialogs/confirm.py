"""A question with a few answers."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Static

from bs_wizard.tui.after_refresh import after_refresh
from bs_wizard.tui.dialogs.dialog import Dialog

_ANSWERING = "Enter gives the answer that is marked. The first answer is the one that keeps most."


class ChoiceDialog(Dialog[str]):
    """Asks; the answer is the key of the button pressed, ``at_escape`` for Esc.

    The first answer has the focus; it is the harmless one, and Esc means it where nothing is said.
    ``explains`` are further paragraphs for the help.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "harmless", "back"),
        # Before the text takes them for scrolling: what gets the focus comes into view.
        Binding("right,down", "move(1)", "move", key_display="←→", priority=True),
        Binding("left,up", "move(-1)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        answers: Sequence[tuple[str, str]],
        *,
        at_escape: str = "",
        explains: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.heading = title
        self._text = text
        self._answers = tuple(answers)
        self._harmless = at_escape or self._answers[0][0]
        at_esc = f"Esc answers “{dict(self._answers).get(self._harmless, self._harmless)}”."
        self.explains = (*explains, f"{_ANSWERING} {at_esc}")

    def compose_dialog(self) -> ComposeResult:
        """Lay out the question over its answers."""
        yield Static(self._text, classes="paragraph", markup=False)
        with Horizontal(classes="actions"):
            for key, label in self._answers:
                yield Button(label, id=key)

    def on_resize(self) -> None:
        """Put the answers below each other where they have no room beside each other."""
        actions = self.query_one(".actions")
        needed = sum(button.outer_size.width + 2 for button in self.query(Button)) - 2
        actions.set_class(needed > actions.content_size.width, "-stacked")
        after_refresh(self, self._show_focus)

    def _show_focus(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def action_move(self, by: int) -> None:
        """Mark the next answer, or the one before."""
        self.focus_next() if by > 0 else self.focus_previous()

    def action_harmless(self) -> None:
        """Answer with what changes nothing."""
        self.dismiss(self._harmless)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id or self._harmless)
