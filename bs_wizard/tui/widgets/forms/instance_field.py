"""Which BaseSpace: one of the known instances, or an address that the person types."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Select, Static
from textual.widgets._select import SelectCurrent, SelectOverlay

from bs_wizard.basespace.instances import INSTANCES, Instance, read_address
from bs_wizard.errors import UsageError
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.field_row import FieldRow

_OTHER = "other"


class InstanceField(Vertical):
    """A list of the instances, and a row for another address where that is chosen."""

    class Selected(Message):
        """The field names another instance, and a valid one."""

    class Completed(Message):
        """The person has finished with this field: the focus goes to the next one."""

    def __init__(self, instance: Instance, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._first = instance

    def compose(self) -> ComposeResult:
        """Lay out the list over the row for an address."""
        with Horizontal(classes="row"):
            yield Static("Instance", classes="label")
            chosen, typed = _told_apart(self._first)
            yield _List(_options(), value=chosen, allow_blank=False, id="instance")
        address = Field(typed, placeholder="https://…", id="address")
        yield FieldRow("API server", address, id="address-row")

    def on_mount(self) -> None:
        """Show the row for an address only where it is wanted."""
        self._show()

    @property
    def instance(self) -> Instance:
        """Return the instance chosen or typed; UsageError for an address that is none."""
        chosen = str(self.query_one("#instance", Select).value)
        typed = self.query_one("#address", Input).value
        return read_address(typed if chosen == _OTHER else chosen)

    def take(self, instance: Instance) -> None:
        """Show ``instance``."""
        chosen, typed = _told_apart(instance)
        self.query_one("#instance", Select).value = chosen
        with self.prevent(Input.Changed):  # nobody typed it
            self.query_one("#address", Input).value = typed
        self._show()

    @on(Select.Changed)
    @on(Input.Changed)
    def _show(self) -> None:
        other = self.query_one("#instance", Select).value == _OTHER
        self.query_one("#address-row").set_class(not other, "hidden")
        try:
            _ = self.instance
        except UsageError:
            return  # half typed: said when it is meant
        self.post_message(self.Selected())

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Completed())

    def go_on(self) -> None:
        """Turn to the row for an address if that was chosen in the list, else to what follows."""
        if self.query_one("#instance", Select).value == _OTHER:
            self.screen.set_focus(self.query_one("#address"))
        else:
            self.post_message(self.Completed())


class _List(Select[str]):
    """Textual's, but that Enter in its open list goes on, and that Esc is told in our words."""

    def compose(self) -> ComposeResult:
        """Lay out the value and the list."""
        yield SelectCurrent(self.prompt)
        yield _OpenList(type_to_search=False)

    @on(SelectOverlay.UpdateSelection)
    def _go_on(self) -> None:
        # Textual's own handler comes after this one, and has the application turn to the list: so
        # this is put behind that one, and then behind that turning.
        self.call_later(self.app.call_later, self.query_ancestor(InstanceField).go_on)


class _OpenList(SelectOverlay):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "choose"),
        Binding("escape", "dismiss", "close the list"),
    ]


def _told_apart(instance: Instance) -> tuple[str, str]:
    """Return what to choose in the list, and what to type beside it."""
    known = instance in INSTANCES
    return (instance.label, "") if known else (_OTHER, instance.api_server)


def _options() -> list[tuple[str, str]]:
    known = [(f"{each.label.upper()} · {each.place}", each.label) for each in INSTANCES]
    return [*known, ("another address …", _OTHER)]
