"""The Name step: whose token it is, and what to call it."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Button, Input, Static

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import BsWizardError, NetworkError, ServerError, TokenNotAccepted, UsageError
from bs_wizard.store.index.records import Credential, check_name
from bs_wizard.tui.dialogs.replacing import replacing
from bs_wizard.tui.screens.base.holding_screen import HeldToken
from bs_wizard.tui.screens.base.token_screen import UnwantedScreen
from bs_wizard.tui.screens.naming import Naming
from bs_wizard.tui.widgets.credential.identity import IdentityCard
from bs_wizard.tui.widgets.forms.name_fields import NameFields
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Back, Named, Step
from bs_wizard.wizard.rules.token_differences import differences
from bs_wizard.wizard.texts import unwanted_token


class NameScreen(UnwantedScreen):
    """Checks the token, shows what BaseSpace says of it, takes name and description."""

    STEP = Step.NAME
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "retry", "try again"),
    ]

    @dataclass
    class Checked(Message):
        """BaseSpace told whose token it is."""

        identity: Identity

    @dataclass
    class Suggested(Message):
        """A name that is free, or was given; then it may stand for ``known`` already."""

        name: str
        known: Credential | None = None

    @dataclass
    class Weighed(Message):
        """The name given belongs to nothing so far, or to ``known``."""

        name: str
        known: Credential | None

    def __init__(self, draft: Draft, naming: Naming, held: HeldToken, *, note: str = "") -> None:
        super().__init__(draft.instance.short, note)
        self.held = held
        self._draft = draft
        self._naming = naming
        known = draft.identity is not None and draft.identity.is_known
        self._identity = draft.identity if known else None
        self._may_name = False

    def compose_step(self) -> ComposeResult:
        """Lay out the card, and the fields that appear once the token is checked."""
        yield Static("", classes="title", id="heading", markup=False)
        yield IdentityCard(classes="row")
        yield NameFields(self._draft.name, self._draft.description, "row gap hidden")

    def compose_actions(self) -> ComposeResult:
        """Lay out the way on, and the ways out of a failure."""
        yield Button("Save", id="save", classes="hidden")
        yield Button("Try again", id="again", classes="hidden way-out")
        yield Button("Save it unverified", id="unverified", classes="hidden way-out")
        yield Button(f"Back to {self._source.value}", id="source", classes="hidden way-out")
        yield Button("Show it once", id="show", classes="hidden way-out")

    def on_mount(self) -> None:
        """Check at once, unless that was done before going back and forth."""
        if self._identity:
            self.query_one(IdentityCard).show(self._draft, self._identity)
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another try only when the last one failed."""
        offered = super().check_action(action, parameters)
        return self.trouble is not None if action == "retry" else offered

    @property
    def _source(self) -> Step:
        """Where another token can be had."""
        return Step.APP if self.held.is_own else Step.AUTHORISE

    @on(Button.Pressed, "#source")
    def _give_another(self) -> None:
        self.answer(Back(self.kept(), to=self._source, without_token=not self.held.is_own))

    @on(Button.Pressed, "#again")
    def action_retry(self) -> None:
        """Go on with what is not known yet: whose token it is, a name that is free."""
        self.clear_error()
        if self._identity is None:
            self.say("Checking the token …")
            self.attempt(self._check)
        elif not self._may_name:
            self._suggest(self._identity)
        else:
            self._save()

    def say(self, text: str) -> None:
        """Show a sentence above the card."""
        self.query_one("#heading", Static).update(text)

    def clear_error(self) -> None:
        """Take the error off the screen, and the ways out of it."""
        for button in self.query(".way-out"):
            button.add_class("hidden")
        super().clear_error()

    async def _check(self) -> Message:
        return self.Checked(await self._naming.check())

    @on(Checked)
    def _checked(self, event: Checked) -> None:
        self._identity = event.identity
        self.query_one(IdentityCard).show(self._draft, event.identity)
        self._suggest(event.identity)

    def _suggest(self, identity: Identity) -> None:
        async def suggested() -> Message:
            if name := self._draft.name:
                return self.Suggested(name, await self._naming.known_as(name))
            return self.Suggested(await self._naming.suggest(identity))

        self.attempt(suggested)

    @on(Suggested)
    def _suggested(self, event: Suggested) -> None:
        self._may_name = True
        self._compare(event.name, event.known)
        self._ask_name()
        self.query_one(NameFields).propose(event.name)

    def _ask_name(self) -> None:
        known = self._identity is not None and self._identity.is_known
        warns = self.query_one(IdentityCard).warns
        whose = unwanted_token.LOOK if warns else "This is your token. " if known else ""
        self.say(f"{whose}What shall it be called?")
        self.query_one("#save").remove_class("hidden")

    def _compare(self, name: str, known: Credential | None) -> tuple[str, ...]:
        assert self._identity is not None, "only what is checked can be compared"
        said = differences(self._draft, self._identity, known) if known else ()
        self.query_one(IdentityCard).compare(name, said)
        return said

    @on(Input.Changed, "#name")
    def _rename(self, event: Input.Changed) -> None:
        self.query_one(IdentityCard).follow_flow(event.value)

    def fail(self, error: BsWizardError) -> None:
        """Say what is wrong and that the token is still held; offer the ways out."""
        super().fail(error)
        if isinstance(error, UsageError):
            return  # of the name: it is mended in its field
        refused = isinstance(error, TokenNotAccepted)
        what = "" if self._identity else "The token could not be checked. "
        self.say(f"{what}{'' if refused else self.held.standing}".rstrip())
        self.query_one("#source").set_class(not refused, "hidden")
        weather = isinstance(error, (NetworkError, ServerError))
        self.query_one("#unverified").set_class(not weather, "hidden")
        for way in ("#again", "#show"):
            self.query_one(way).set_class(refused, "hidden")
        self.query_one("#source" if refused else "#again").focus()

    @on(Input.Submitted, "#description")
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        if self.busy:
            return
        self.clear_error()
        try:
            name = check_name(self.query_one(NameFields).written[0])
        except UsageError as error:
            self.query_one("#name").focus()
            self.fail(error)
            return

        async def weighed() -> Message:
            return self.Weighed(name, await self._naming.known_as(name))

        self.attempt(weighed)

    @on(Weighed)
    def _weighed(self, event: Weighed) -> None:
        replace = self._may_replace(event.name)
        differs = self._compare(event.name, event.known)
        if event.known is None or (replace and not differs):
            self._answer(event.name, replace=replace)
        elif self.is_current:
            self._ask_replace(event.name, differs)

    @on(Button.Pressed, "#unverified")
    def _go_on_unverified(self) -> None:
        self.clear_error()
        self.post_message(self.Checked(NOT_TOLD))

    def _may_replace(self, name: str) -> bool:
        """Whether it was said before that this very name may be replaced."""
        before = self._draft.name.casefold()
        return self._draft.overwrite and before in {"", name.casefold()}

    def _ask_replace(self, name: str, differs: tuple[str, ...]) -> None:
        def answered(answer: str | None) -> None:
            if answer == "replace":
                self._answer(name, replace=True)
            elif answer == "another":
                self._give_another()
            elif answer == "revoke":
                self.revoke()
            else:
                self.query_one("#name").focus()

        self.app.push_screen(replacing(name, differs, is_own=self.held.is_own), answered)

    def stay(self) -> None:
        """Ask for a name again, or first whose it is."""
        if self._may_name:
            self._ask_name()
        else:
            self.action_retry()

    def _answer(self, name: str, *, replace: bool) -> None:
        if self._identity:
            _, description = self.query_one(NameFields).written
            self.answer(Named(self._identity, name, description, replace))

    def action_back(self) -> None:
        """Go back; the approved token stays held, and so do the words typed."""
        self.answer(Back(self.kept()))

    def kept(self) -> Named | None:
        """Return what was typed so far; nothing before the token is checked."""
        if not self._identity:
            return None
        name, description = self.query_one(NameFields).written
        return Named(self._identity, name, description, self._may_replace(name))
