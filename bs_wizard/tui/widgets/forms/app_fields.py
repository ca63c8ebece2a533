"""The fields of the App step: Client Key and Client Secret, or a token."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from bs_wizard.secret import Secret
from bs_wizard.tui.widgets.forms.field import Field, KeyField
from bs_wizard.tui.widgets.forms.field_row import FieldRow
from bs_wizard.tui.widgets.forms.registration_form import RegistrationForm
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.rules.pasting import KEY, SECRET, TOKEN, places
from bs_wizard.wizard.texts import words


class AppFields(Vertical):
    """Shows the fields of one source at a time, and puts what is pasted where it belongs."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(classes="row")
        self._draft = draft

    def compose(self) -> ComposeResult:
        """Lay out the rows of an application over those of a token."""
        draft = self._draft
        key = KeyField(draft.client_id, id=KEY, following=SECRET)
        token = draft.token if draft.token_is_users_own else None
        with Vertical(id="new-rows", classes="row"):
            yield RegistrationForm(classes="row")
            yield FieldRow("Client Key", key, classes="gap")
            yield FieldRow("Client Secret", SecretInput(draft.client_secret, id=SECRET))
        with Vertical(id="token-rows", classes="row gap"):
            yield Static(words.TOKEN_WHERE, classes="quiet", markup=False)
            yield FieldRow(
                "Access Token", SecretInput(token or Secret(""), id=TOKEN), classes="gap"
            )

    def show(self, source: str) -> None:
        """Show what belongs to ``source``."""
        self.query_one("#new-rows").set_class(source != "new", "hidden")
        self.query_one("#token-rows").set_class(source != "have", "hidden")

    def take_paste(self, text: str, source: str) -> str:
        """Fill in what ``text`` holds, and return its source, empty for nothing; see ``places``."""
        focused = self.screen.focused
        at = (focused.id or "") if isinstance(focused, Field) else ""
        free = [each.id or "" for each in self.query(Field) if each.awaits_text]
        values = places(text, at=at, free=free, has_token=source == "have")
        for name, value in values.items():
            self.query_one(f"#{name}", Field).value = value.reveal()
        return "" if not values else "have" if TOKEN in values else "new"
