"""How a stored credential is used, with a key to copy each recipe."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from bs_wizard.care.credential_actions import CredentialActions
from bs_wizard.errors import BsWizardError
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal.desktop import Desktop
from bs_wizard.tui.copying import copy
from bs_wizard.tui.dialogs.dialog import TextDialog
from bs_wizard.tui.widgets.credential.usage import RECIPE_KEYS, Usage
from bs_wizard.wizard.texts import copying
from bs_wizard.wizard.texts.consumers import consumers


class UsageDialog(TextDialog):
    """Shows ways to use ``credential``; the number of each copies its lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *RECIPE_KEYS,
        # Before the text takes them for scrolling.
        Binding("right", "turn(1)", "page", key_display="←→", priority=True),
        Binding("left", "turn(-1)", show=False, priority=True),
    ]
    explains = (
        "A page for each kind of program. What a number copies is what stands under it; of a form, "
        "field after field. The token itself is copied and never shown.",
    )

    def __init__(
        self, credential: Credential, actions: CredentialActions, desktop: Desktop
    ) -> None:
        self._pages = consumers(credential)
        self._page = 0
        title, foot = self._title(credential.name), copying.A_NUMBER_COPIES
        super().__init__(title, Usage(self._pages[0].ways), foot=foot, wide=True)
        self._credential = credential
        self._actions = actions
        self._desktop = desktop

    def _title(self, name: str) -> str:
        page = f"{self._page + 1} of {len(self._pages)}"
        return f"To use {name}: {self._pages[self._page].title} ({page})"

    def action_turn(self, by: int) -> None:
        """Show the next page, or the one before."""
        self._page = (self._page + by) % len(self._pages)
        self.heading = self._title(self._credential.name)
        self.query_one("#heading", Static).update(self.heading)
        self.query_one(Usage).show(self._pages[self._page].ways)
        self.query_one("#foot", Static).update(copying.A_NUMBER_COPIES)
        self.query_one(".dialog").scroll_home(animate=False)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only for a recipe that is there."""
        if action == "copy_recipe":
            return all(bool(each.recipe(int(str(parameters[0])))) for each in self.query(Usage))
        return super().check_action(action, parameters)

    @work(exclusive=True)
    async def action_copy_recipe(self, number: int) -> None:
        """Copy the recipe with this number, or the token that it stands for."""
        way = self._pages[self._page].ways[number - 1]
        if not way.is_token:
            recipe = self.query_one(Usage).recipe(number)
            await copy(self.app, self._desktop, recipe, f"recipe {number}", self.tell)
            return
        try:
            token = await self._actions.token(self._credential)
        except BsWizardError as error:
            self.tell(f"{error.message} {error.hint}")
            return
        await copy(self.app, self._desktop, token.reveal(), "the token", self.tell)
