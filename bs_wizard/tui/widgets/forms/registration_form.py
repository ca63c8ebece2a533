"""How to register an application, with the values to copy into the portal's form."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.wizard.texts.words import Registration

VALUE_KEYS = [
    Binding(
        key,
        f"copy_value('{field}', '{what}')",
        "copy",
        key_display="F2-F5",
        show=key == "f2",
        tooltip="copies what stands beside it, and so on" if key == "f2" else "",
    )
    for key, field, what in (
        ("f2", "portal", "the address of the portal"),
        ("f3", "name", "the name"),
        ("f4", "kind", "the type"),
        ("f5", "description", "the description"),
    )
]
"""For the screen that shows the form: keys that work in a field, where a letter types itself."""


class RegistrationForm(Vertical):
    """The portal's address as a link, and what to type there, each after the key that copies it."""

    def compose(self) -> ComposeResult:
        """Lay out the address over the form's values."""
        yield Static("", id="portal", markup=False)
        yield Facts((), id="form")

    def show(self, form: Registration) -> None:
        """Fill in the values for one instance."""
        link = Content(form.portal).stylize(Style(link=form.portal, underline=True))
        portal = Content.assemble(("F2 Register at   ", "$quiet"), link)
        self.query_one("#portal", Static).update(portal)
        self.query_one("#form", Facts).show(
            (
                ("", "My Apps › Create New Application, and fill in:"),
                ("F3 Name", form.name),
                ("F4 Type", form.kind),
                ("F5 Description", form.description),
                ("", "Create Application › Credentials tab shows both values:"),
            )
        )
