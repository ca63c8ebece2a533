"""The help of a screen."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.facts import Facts

_KEYS = (
    "Keys: Enter goes on, Tab moves to the next field, Esc goes back, Ctrl+T changes the colours, "
    "Ctrl+C or Ctrl+Q leaves. Esc closes this help."
)


class HelpDialog(ModalScreen[None]):
    """Explains a screen and the ``keys`` of its own; arrow keys scroll, Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,question_mark", "dismiss", "close")
    ]

    def __init__(
        self, title: str, paragraphs: Iterable[str], keys: Iterable[tuple[str, str]] = ()
    ) -> None:
        super().__init__()
        self._title = title
        self._paragraphs = tuple(paragraphs)
        self._keys = tuple(keys)

    def compose(self) -> ComposeResult:
        """Lay out the paragraphs."""
        with VerticalScroll(classes="dialog"):
            yield Static(f"Help: {self._title}", classes="title", markup=False)
            if self._keys:
                yield Facts(self._keys, label_width=3, id="keys")
            for paragraph in self._paragraphs:
                yield Static(paragraph, classes="paragraph", markup=False)
            yield Static(_KEYS, classes="paragraph", markup=False)
