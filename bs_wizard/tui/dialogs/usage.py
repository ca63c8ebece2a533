"""How a stored credential is used, with a key to copy each recipe."""

from typing import ClassVar

from textual import work
from textual.binding import BindingType

from bs_wizard.store.index.records import Credential
from bs_wizard.terminal.desktop import Desktop
from bs_wizard.tui.copying import copy
from bs_wizard.tui.dialogs.dialog import TextDialog
from bs_wizard.tui.widgets.credential.usage import RECIPE_KEYS, Usage
from bs_wizard.wizard.texts import copying, credential_texts


class UsageDialog(TextDialog):
    """Shows ways to use ``credential``; the number of each copies its lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*RECIPE_KEYS]

    def __init__(self, credential: Credential, desktop: Desktop) -> None:
        usage = Usage(credential_texts.usage(credential))
        title, foot = f"To use {credential.name}", copying.A_NUMBER_COPIES
        super().__init__(title, usage, foot=foot, wide=True)
        self._desktop = desktop

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only for a recipe that is there."""
        if action == "copy_recipe":
            return all(bool(each.recipe(int(str(parameters[0])))) for each in self.query(Usage))
        return super().check_action(action, parameters)

    @work(exclusive=True)
    async def action_copy_recipe(self, number: int) -> None:
        """Copy the recipe with this number."""
        recipe = self.query_one(Usage).recipe(number)
        await copy(self.app, self._desktop, recipe, f"recipe {number}", self.tell)
