"""Where Client Key and Client Secret, or the token, come from."""

from collections.abc import Sequence

from textual.content import Content

from bs_wizard.basespace.bs_settings import SettingsFile
from bs_wizard.store.files.paths import shown
from bs_wizard.tui.widgets.forms.choice import ChoiceButton, Choices
from bs_wizard.wizard.actions.used_apps import UsedApp
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import words

_NAME_WIDTH = 30


class AppSource(Choices):
    """The applications used before, a new one, or a token; chosen is what ``draft`` holds already.

    A source is ``used-0`` and so on, ``new``, ``file-0`` and so on for a file with a token, or
    ``have``.
    """

    def __init__(
        self, used: Sequence[UsedApp], files: Sequence[SettingsFile], draft: Draft
    ) -> None:
        first = "new" if draft.client_id or not used else "used-0"
        if draft.token_is_users_own:
            first = "have"
        named = {f"used-{number}": _called(app) for number, app in enumerate(used)}
        named["new"] = Content("An application that I register in the portal")
        for number, file in enumerate(files):
            named[f"file-{number}"] = Content(words.take_over(shown(file.path)))
        named["have"] = Content(words.HAVE_TOKEN)
        buttons = (ChoiceButton(label, key == first, id=key) for key, label in named.items())
        super().__init__(*buttons, id="source", compact=True)

    @property
    def source(self) -> str:
        """Return the source that is chosen."""
        return (self.pressed_button.id if self.pressed_button else None) or "new"

    def choose(self, source: str) -> None:
        """Choose ``source``, without a message."""
        with self.prevent(Choices.Changed):
            self.query_one(f"#{source}", ChoiceButton).value = True


def _called(app: UsedApp) -> Content:
    name = Content(app.name or app.client_id[:8]).truncate(_NAME_WIDTH, ellipsis=True)
    return name.append(f", used before on {app.instance.label}")
