"""A field with its label before it, and beneath it what is wrong with what it holds."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from bs_wizard.errors import BsWizardError
from bs_wizard.tui.after_refresh import after_refresh
from bs_wizard.tui.widgets.forms.field import Field


class FieldError(Static):
    """An error's message and hint; takes no room while there is none."""


class FieldRow(Vertical):
    """Label, field, and the error that is about this field."""

    def __init__(
        self, label: str, field: Field, *, id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._label = label
        self.field = field

    def compose(self) -> ComposeResult:
        """Lay out label and field over the error."""
        with Horizontal(classes="row"):
            yield Static(self._label, classes="label")
            yield self.field
        yield FieldError("", markup=False)

    def show(self, error: BsWizardError) -> None:
        """Show ``error`` and turn to the field, both in view."""
        shown = self.query_one(FieldError)
        shown.update(
            Content.assemble(("✗ ", "bold $error"), (error.message, "bold"), f"\n{error.hint}")
        )
        shown.add_class("-shown")
        self.screen.set_focus(self.field)
        self._bring_into_view()

    def on_resize(self) -> None:
        """Keep the error in view when it gets its room, which is after it was shown."""
        if self.query_one(FieldError).has_class("-shown"):
            self._bring_into_view()

    def _bring_into_view(self) -> None:
        after_refresh(self, partial(self.scroll_visible, animate=False))

    def clear(self) -> None:
        """Take the error away."""
        self.query_one(FieldError).remove_class("-shown")
