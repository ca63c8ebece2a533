"""The last step: vault, then index; then where it is and how to use it."""

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.background import to_completion
from bs_wizard.errors import BsWizardError, NameTaken, NoKeyring
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.tui.copying import copy
from bs_wizard.tui.dialogs.show_once import ShowOnceButton, unsaved_token
from bs_wizard.tui.dialogs.vault_button import VaultButton, VaultMaker, vault_helps
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.widgets.credential.usage import RECIPE_KEYS, Usage
from bs_wizard.tui.widgets.frame.frame import KeyAnswer
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Leave, Saved, Step, StoreFacts
from bs_wizard.wizard.texts import credential_texts, words
from bs_wizard.wizard.texts.guide import SAVED


class Saver(VaultMaker, Protocol):
    """What this screen asks of ``Work``."""

    current_login: CurrentLogin

    async def save(self, draft: Draft) -> Credential:
        """Put the token into the vault and the credential into the index."""


class SaveScreen(StepScreen):
    """Saves on mounting. While that runs it is ``busy``; afterwards every way out is the end.

    ``offers_vault`` says whether a new encrypted vault may be offered where the store fails.
    """

    STEP = Step.SAVE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "finish", "finish"),
        Binding("escape", "back", "back"),
        Binding("r", "retry", "try again"),
        *RECIPE_KEYS,
    ]

    @dataclass
    class VaultMade(Message):
        """There is an encrypted vault to save in."""

        facts: StoreFacts

    @dataclass
    class Done(Message):
        """Vault and index hold the credential."""

        credential: Credential

    def __init__(
        self,
        draft: Draft,
        work: Saver,
        *,
        offers_vault: bool,
        desktop: Desktop = THIS_DESKTOP,
        note: str = "",
    ) -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._work = work
        self._offers_vault = offers_vault
        self._desktop = desktop

    def compose_step(self) -> ComposeResult:
        """Lay out the sentence, and ways to use the credential below it."""
        yield Static("", classes="title", id="heading", markup=False)
        yield Usage()

    def compose_actions(self) -> ComposeResult:
        """Lay out the end, and the ways out of a failure."""
        assert self._draft.token is not None, "the journey saves only what it holds"
        yield Button("Finish", id="finish", classes="hidden")
        yield Button("Choose another name", id="rename", classes="hidden way-out")
        yield Button("Try again", id="again", classes="hidden way-out")
        yield VaultButton()
        yield ShowOnceButton(self._draft.token, self._work.current_login)

    def on_mount(self) -> None:
        """Save at once."""
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only while nothing is saved."""
        if action in {"back", "finish"} and (action == "back") is (self.saved is not None):
            return False
        if action == "copy_recipe":
            return all(bool(each.recipe(int(str(parameters[0])))) for each in self.query(Usage))
        return super().check_action(action, parameters)

    @work(exclusive=True, group="copy")
    async def action_copy_recipe(self, number: int) -> None:
        """Copy the recipe with this number."""
        recipe, tell = self.query_one(Usage).recipe(number), self.query_one(KeyAnswer).show
        await copy(self.app, self._desktop, recipe, f"recipe {number}", tell)

    def say(self, text: str) -> None:
        """Show a sentence in the place of the heading."""
        self.query_one("#heading", Static).update(text)

    def action_retry(self) -> None:
        """Save."""
        self.begin("Saving …", busy=True)

        async def done() -> Message:
            # Completed even where the program ends meanwhile; the screen itself says so.
            return self.Done(await to_completion(self._work.save(self._draft), lambda: None))

        self.attempt(done)

    @on(VaultButton.Asked)
    def _make_vault(self, event: VaultButton.Asked) -> None:
        self.begin("Making the vault …", busy=True)

        async def made() -> Message:
            return self.VaultMade(await self._work.make_vault(event.new))

        self.attempt(made)

    @on(VaultMade)
    def _save_there(self, event: VaultMade) -> None:
        self._draft = replace(self._draft, store=event.facts)
        self.action_retry()

    @on(Done)
    def _done(self, event: Done) -> None:
        assert self._draft.store is not None, "the store is proved first"
        self.set_busy(False)
        self.saved = event.credential
        sentence = words.saved_sentence(event.credential, self._draft.store.title)
        self.query_one("#heading", Static).update(
            Content.assemble(("✓ ", "bold $success"), (sentence, "bold $success"))
        )
        self.query_one(Usage).show(credential_texts.usage(event.credential))
        finish = self.query_one("#finish", Button)
        finish.remove_class("hidden")
        finish.focus()
        self.refresh_bindings()

    def fail(self, error: BsWizardError) -> None:
        """Say that the token is still held, and offer the ways out."""
        self.say(f"Not saved. {unsaved_token(self._draft, self._work.current_login)}")
        super().fail(error)

    def helps(self, way: str, error: BsWizardError) -> bool:
        """Whether the button ``way`` may help against ``error``: a name taken needs another."""
        if isinstance(error, NameTaken) or way == "rename":
            return isinstance(error, NameTaken) and way == "rename"
        return way != "vault" or (self._offers_vault and vault_helps(error))

    @on(ShowOnceButton.Shown)
    def _leave(self) -> None:
        self.answer(Leave(self.trouble))

    @on(Button.Pressed, "#rename")
    def _choose_another_name(self) -> None:
        self.action_back()

    def explanation(self) -> tuple[str, ...]:
        """Return what can be done with what is saved; before, why it may not be."""
        lacking = self.trouble.lacking if isinstance(self.trouble, NoKeyring) else ()
        return SAVED if self.saved else (*super().explanation(), *lacking)

    @on(Button.Pressed, "#finish")
    def action_finish(self) -> None:
        """End, with what is saved."""
        if self.saved:
            self.answer(Saved(self.saved))
