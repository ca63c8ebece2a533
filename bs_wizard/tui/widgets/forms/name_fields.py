"""The two fields of the Name step."""

from textual.app import ComposeResult
from textual.containers import Vertical

from bs_wizard.store.index.records import DESCRIPTION_LIMIT, NAME_LIMIT
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.field_row import FieldRow


class NameFields(Vertical):
    """What a credential is called and what it is for; ``written`` is what stands there now."""

    def __init__(self, name: str, description: str, classes: str) -> None:
        super().__init__(id="fields", classes=classes)
        self._first = (name, description)

    def compose(self) -> ComposeResult:
        """Lay out a row for each."""
        name, description = self._first
        yield FieldRow(
            "Name", Field(name, id="name", following="description", max_length=NAME_LIMIT)
        )
        yield FieldRow(
            "Description",
            Field(
                description,
                placeholder="what it is for (may stay empty)",
                id="description",
                max_length=DESCRIPTION_LIMIT,
            ),
        )

    @property
    def written(self) -> tuple[str, str]:
        """Return name and description, without white space around them."""
        name, description = self.query_one("#name", Field), self.query_one("#description", Field)
        return name.value.strip(), description.value.strip()

    def propose(self, name: str) -> None:
        """Show the fields, with ``name`` in the first to be replaced by typing."""
        self.remove_class("hidden")
        self.query_one("#name", Field).propose(name)
