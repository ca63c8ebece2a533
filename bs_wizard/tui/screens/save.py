"""The last step: vault, then index; then where it is and how to use it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError, HomeUnavailable, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.model import Credential
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.new_vault import NewVaultDialog
from bs_wizard.tui.dialogs.show_once import ShowOnceDialog
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.facts import Facts
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard import words
from bs_wizard.wizard.places import NewVault
from bs_wizard.wizard.steps import Back, Leave, Saved, Step, StoreFacts


@dataclass(frozen=True, slots=True)
class Saving:
    """What the screen asks of the outside: saving in a store, another store, the token itself."""

    save: Callable[[StoreFacts], Awaitable[Credential]]
    make_vault: Callable[[NewVault], Awaitable[StoreFacts]] | None
    token: Secret


class SaveScreen(StepScreen):
    """Saves on mounting. While that runs it is ``busy``; afterwards every way out is the end."""

    STEP = Step.SAVE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again"),
        Binding("escape", "back", "back"),
    ]

    @dataclass
    class Done(Message):
        """Vault and index hold it."""

        credential: Credential

    @dataclass
    class Moved(Message):
        """Another store was proved, to save in."""

        facts: StoreFacts

    @dataclass
    class Failed(Message):
        """Nothing is kept; the token is still held in memory."""

        error: BsWizardError

    def __init__(
        self,
        saving: Saving,
        facts: StoreFacts,
        *,
        place: str,
        note: str = "",
    ) -> None:
        super().__init__(place, note)
        self._saving = saving
        self._facts = facts
        self.saved: Credential | None = None

    def compose_step(self) -> ComposeResult:
        """Lay out the sentence, and ways to use the credential below it."""
        yield Static("Saving …", classes="title", id="heading", markup=False)
        yield Facts((), id="usage")
        yield Trouble()
        with Horizontal(classes="actions"):
            yield Button("Finish", id="finish", classes="hidden")
            yield Button("Try again", id="again", classes="hidden elsewhere")
            yield Button("Use an encrypted vault", id="vault", classes="hidden elsewhere")
            yield Button("Show it once", id="show", classes="hidden elsewhere")

    def on_mount(self) -> None:
        """Save at once."""
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits: another try after a failure, back only while nothing is saved."""
        if action == "retry":
            return self.trouble is not None
        return not self.busy and self.saved is None if action == "back" else True

    def action_retry(self) -> None:
        """Save."""
        self._begin()
        self._run()

    def _begin(self) -> None:
        self.recover()
        self.busy = True
        for button in self.query(".elsewhere"):
            button.add_class("hidden")
        self.refresh_bindings()

    @work(exclusive=True)
    async def _run(self) -> None:
        try:
            credential = await self._saving.save(self._facts)
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Done(credential))

    @on(Done)
    def _done(self, event: Done) -> None:
        self.busy = False
        self.saved = event.credential
        sentence = words.saved_sentence(event.credential, self._facts.title)
        self.query_one("#heading", Static).update(
            Content.assemble(("✓ ", "bold $success"), (sentence, "bold $success"))
        )
        self.query_one("#usage", Facts).show(words.usage(event.credential))
        finish = self.query_one("#finish", Button)
        finish.remove_class("hidden")
        finish.focus()
        self.refresh_bindings()

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.busy = False
        self.query_one("#heading", Static).update(
            f"Not saved. {words.LOST_IF_LEFT} It is still held here."
        )
        self.fail(event.error)
        if isinstance(event.error, (StoreUnavailable, UsageError)):
            # The vault is in the same folder as the index.
            elsewhere = self._saving.make_vault and not isinstance(event.error, HomeUnavailable)
            self._offer_ways_out(with_vault=bool(elsewhere))
        self.refresh_bindings()

    def _offer_ways_out(self, *, with_vault: bool) -> None:
        for button in self.query(".elsewhere"):
            button.set_class(button.id == "vault" and not with_vault, "hidden")
        self.query_one("#again").focus()

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self.action_retry()

    @on(Button.Pressed, "#vault")
    def _ask_for_vault(self) -> None:
        self.app.push_screen(NewVaultDialog(), self._take_vault)

    def _take_vault(self, new: NewVault | None) -> None:
        if new is not None and self._saving.make_vault is not None:
            self._begin()
            self._move(partial(self._saving.make_vault, new))

    @work(exclusive=True)
    async def _move(self, make: Callable[[], Awaitable[StoreFacts]]) -> None:
        try:
            facts = await make()
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Moved(facts))

    @on(Moved)
    def _save_there(self, event: Moved) -> None:
        self._facts = event.facts
        self._run()

    @on(Button.Pressed, "#show")
    def _ask_to_show(self) -> None:
        answers = (("keep", "No"), ("show", "Show it once"))
        self.app.push_screen(ChoiceDialog("Show the token?", words.SHOW_ONCE, answers), self._show)

    def _show(self, answer: str | None) -> None:
        if answer == "show":
            self.app.push_screen(ShowOnceDialog(self._saving.token), self._shown)

    def _shown(self, _: None) -> None:
        self.answer(Leave(self.trouble))

    @on(Button.Pressed, "#finish")
    def _finish(self) -> None:
        if self.saved:
            self.answer(Saved(self.saved))

    def action_back(self) -> None:
        """Go back to the name; the token stays held."""
        self.answer(Back())
