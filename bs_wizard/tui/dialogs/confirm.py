"""A question with a few answers."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class ChoiceDialog(ModalScreen[str]):
    """Asks; the answer is the key of the button pressed, ``at_escape`` for Esc.

    The first answer has the focus; it is the harmless one, and Esc means it where nothing is said.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "harmless", "back"),
        # Before the text takes them for scrolling: what gets the focus comes into view.
        Binding("left,up", "app.focus_previous", show=False, priority=True),
        Binding("right,down", "app.focus_next", show=False, priority=True),
    ]

    def __init__(
        self, title: str, text: str, answers: Sequence[tuple[str, str]], *, at_escape: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._answers = tuple(answers)
        self._harmless = at_escape or self._answers[0][0]

    def compose(self) -> ComposeResult:
        """Lay out the question over its answers."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._title, classes="title", markup=False)
            yield Static(self._text, classes="paragraph", markup=False)
            with Horizontal(classes="actions"):
                for key, label in self._answers:
                    yield Button(label, id=key)

    def on_resize(self) -> None:
        """Put the answers below each other where they have no room beside each other."""
        actions = self.query_one(".actions")
        needed = sum(button.outer_size.width + 2 for button in self.query(Button)) - 2
        actions.set_class(needed > actions.content_size.width, "-stacked")
        self.call_after_refresh(self._show_focus)

    def _show_focus(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def action_harmless(self) -> None:
        """Answer with what changes nothing."""
        self.dismiss(self._harmless)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id or self._harmless)
