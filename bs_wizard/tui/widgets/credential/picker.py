"""Picking one of the stored credentials: a filter over the tiles, the details beside them."""

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from bs_wizard.care.credential_actions import CredentialList
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.after_refresh import after_refresh
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.tui.widgets.credential.tiles import Tiles
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.wizard.rules.filtering import MANY, matching
from bs_wizard.wizard.texts import credential_texts


class CredentialPicker(Vertical):
    """Shows the credentials that the filter leaves; one of them is ``chosen``.

    The details have no key: where there is no room for them, Enter shows them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_filter", "clear", tooltip="clears the filter"),
        Binding(
            "slash",
            "filter",
            "filter",
            key_display="/",
            tooltip="shows only what you type a part of",
        ),
        Binding("down", "to_tiles", show=False),
    ]

    class Picked(Message):
        """Another credential is chosen, or none, or others are shown."""

    def __init__(self) -> None:
        super().__init__(id="body")
        self._found = CredentialList((), None)

    def compose(self) -> ComposeResult:
        """Lay out the filter over tiles and details."""
        with Horizontal(id="filter-row", classes="row hidden"):
            yield Static("Filter", classes="label")
            yield Field(id="filter", placeholder="a part of a name, an owner, a scope …")
        yield Static("", id="no-match", classes="hidden quiet", markup=False)
        with Horizontal(id="columns"):
            yield Tiles()
            with VerticalScroll(id="details", can_focus=False):
                yield Facts((), label_width=13)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is to do with the filter."""
        match action:
            case "clear_filter":
                return self._field.has_focus or bool(self._field.value)
            case "to_tiles":
                return self._field.has_focus
            case "filter":
                return bool(self._found.credentials) and not self._field.has_focus
        return True

    @property
    def _field(self) -> Field:
        return self.query_one("#filter", Field)

    @property
    def _tiles(self) -> Tiles:
        return self.query_one(Tiles)

    @property
    def chosen(self) -> Credential | None:
        """Return the credential that keys act on, None if none is shown."""
        return self._tiles.chosen

    @property
    def is_empty(self) -> bool:
        """Whether there is no credential at all."""
        return not self._found.credentials

    @property
    def count(self) -> str:
        """Say how many there are, and how many of them are shown."""
        there, shown = len(self._found.credentials), len(self._tiles.shown)
        return f"{there} stored" if shown == there else f"{shown} of {there}"

    def show(self, found: CredentialList, wanted: str, now: datetime) -> None:
        """Show these; ``wanted`` is chosen, else the one chosen before, else the default."""
        self._found = found
        if wanted not in {each.name for each in self._matching()}:
            with self.prevent(Input.Changed):  # the filter would hide what was just renamed
                self._field.value = "" if wanted else self._field.value
        self._tiles.show(self._matching(), found.default, wanted, now)
        self._lay_out()

    def _matching(self) -> tuple[Credential, ...]:
        return matching(self._found.credentials, self._field.value)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._tiles.narrow(self._matching())
        self._lay_out()

    def _lay_out(self) -> None:
        field, shown = self._field, self._tiles.shown
        wanted = len(self._found.credentials) >= MANY or field.value or field.has_focus
        self.query_one("#filter-row").set_class(not wanted, "hidden")
        nothing = self.query_one("#no-match", Static)
        nothing.set_class(bool(shown), "hidden")
        nothing.update(f"No credential has “{field.value}”." if field.value else "")

    @on(Tiles.Chosen)
    def _moved(self, event: Tiles.Chosen) -> None:
        event.stop()
        if one := self.chosen:
            rows = credential_texts.details(one, one.name == self._found.default)
            self.query_one(Facts).show(rows)
        self.query_one("#details").set_class(self.chosen is None, "hidden")
        self.post_message(self.Picked())

    def action_filter(self) -> None:
        """Type what to look for."""
        self.query_one("#filter-row").remove_class("hidden")
        self._field.focus()

    @on(Input.Submitted)
    def action_to_tiles(self) -> None:
        """Go from the filter to what it leaves."""
        if self._tiles.shown:
            self._tiles.focus()

    def action_clear_filter(self) -> None:
        """Show all again."""
        self._field.value = ""
        self._tiles.focus()
        after_refresh(self, self._lay_out)
