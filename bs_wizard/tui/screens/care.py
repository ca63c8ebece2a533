"""What can be done with one of several credentials, whatever way they are laid out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from bs_wizard.care.credential_actions import CredentialActions, NextStep
from bs_wizard.store.index.records import DESCRIPTION_LIMIT, Credential
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.edit import Change, Edit, EditDialog
from bs_wizard.tui.dialogs.help import HelpDialog
from bs_wizard.tui.dialogs.usage import UsageDialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.wizard.texts import credential_texts
from bs_wizard.wizard.texts.guide import TILES


class CareScreen(ResultScreen[NextStep]):
    """Keys that act on the credential ``chosen``, which a subclass shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_step('new')", "new"),
        Binding("f1,question_mark", "help", "help", key_display="?"),
        Binding("escape,q", "next_step('leave')", "leave"),
        # What fits no more is left out from here on; help tells it.
        Binding("u", "use", "use"),
        Binding("v", "verify", "verify"),
        Binding("r", "rename", "rename"),
        Binding("e", "describe", "describe"),
        Binding("d", "make_default", "default"),
        Binding("x,delete", "remove", "remove"),
    ]
    ON_ONE = frozenset({"use", "verify", "rename", "describe", "make_default", "remove"})

    @dataclass
    class Told(Message):
        """Something was done; ``text`` says what, ``name`` what the credential is called now."""

        text: str
        name: str = ""

    def __init__(self, actions: CredentialActions) -> None:
        super().__init__()
        self.actions = actions

    @property
    def chosen(self) -> Credential | None:
        """Return the credential to act on, if there is one."""
        raise NotImplementedError

    def tell(self, text: str) -> None:
        """Show what is done or was done."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing that would cut off a removal under way, and only what there is one for."""
        if action in self.ON_ONE and self.chosen is None:
            return False
        cuts_off = action == "next_step" or action in self.ON_ONE - {"use"}
        return None if self.busy and cuts_off else True

    def action_next_step(self, wish: str) -> None:
        """Leave this screen."""
        self.answer(NextStep(wish))

    def action_help(self) -> None:
        """Explain the tiles and their keys."""
        self.app.push_screen(HelpDialog("Your credentials", TILES))

    def action_use(self) -> None:
        """Say how the chosen credential is used."""
        if chosen := self.chosen:
            self.app.push_screen(
                UsageDialog(f"To use {chosen.name}", credential_texts.usage(chosen))
            )

    def action_verify(self) -> None:
        """Ask BaseSpace whether the chosen token is still good."""
        chosen = self.chosen
        if chosen is None:
            return
        self.tell(f"Asking BaseSpace about {chosen.name} …")

        async def verified() -> Message:
            found = await self.actions.verify(chosen)
            said = credential_texts.verified(chosen.name, found.scopes_missing, found.unrecorded)
            return self.Told(f"✓ {said}")

        self.attempt(verified)

    def action_make_default(self) -> None:
        """Use the chosen credential when none is named."""
        chosen = self.chosen
        if chosen is None:
            return

        async def made() -> Message:
            await self.actions.make_default(chosen)
            return self.Told(f"✓ {credential_texts.made_default(chosen.name)}")

        self.attempt(made)

    def action_rename(self) -> None:
        """Give the chosen credential another name."""
        chosen = self.chosen
        if chosen is None:
            return
        edit = Edit(f"Rename {chosen.name}", "New name", chosen.name, 64)

        def told(new: Credential) -> CareScreen.Told:
            return self.Told(f"✓ {credential_texts.renamed(chosen.name, new.name)}", new.name)

        self._edit(edit, lambda name: self.actions.rename(chosen, name), told)

    def action_describe(self) -> None:
        """Give the chosen credential another description."""
        chosen = self.chosen
        if chosen is None:
            return
        edit = Edit(f"Describe {chosen.name}", "Description", chosen.description, DESCRIPTION_LIMIT)
        told = lambda new: self.Told(f"✓ {credential_texts.described(new.name)}")  # noqa: E731
        self._edit(edit, lambda text: self.actions.describe(chosen, text), told)

    def _edit(self, edit: Edit, change: Change, told: Callable[[Credential], Told]) -> None:
        def closed(changed: Credential | None) -> None:
            if changed is not None:
                self.post_message(told(changed))

        self.app.push_screen(EditDialog(edit, change), closed)

    def action_remove(self) -> None:
        """Ask how far to go, then remove the chosen credential."""
        chosen = self.chosen
        if chosen is None:
            return

        def answered(answer: str | None) -> None:
            if answer in {"remove", "revoke"}:
                self._remove(chosen, revoke=answer == "revoke")

        self.app.push_screen(
            ChoiceDialog(
                f"Remove {chosen.name}?",
                credential_texts.REMOVING,
                credential_texts.REMOVE_ANSWERS,
            ),
            answered,
        )

    def _remove(self, chosen: Credential, *, revoke: bool) -> None:
        self.set_busy(True)
        self.tell(f"Removing {chosen.name} …")

        async def removed() -> Message:
            await self.actions.remove(chosen, revoke=revoke)
            return self.Told(f"✓ {credential_texts.removed(chosen.name, revoked=revoke)}")

        self.attempt(removed)
