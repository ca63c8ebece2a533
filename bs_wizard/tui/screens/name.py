"""The Name step: whose token it is, and what to call it."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Button, Input, Static

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import BsWizardError, NetworkError, ServerError, TokenNotAccepted, UsageError
from bs_wizard.store.index.records import Credential, check_name
from bs_wizard.tui.dialogs.overwriting import ask_to_overwrite
from bs_wizard.tui.dialogs.show_once import ShowOnceButton, unsaved_token
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.screens.revoking import Revoker, ask_to_revoke, revoke
from bs_wizard.tui.widgets.credential.identity_card import IdentityCard
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.name_fields import NameFields
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Back, Leave, Named, Step
from bs_wizard.wizard.rules.token_differences import differences
from bs_wizard.wizard.texts import unwanted_token


class Namer(Revoker, Protocol):
    """What this screen asks of ``Work``."""

    async def check(self, draft: Draft) -> Identity:
        """Ask BaseSpace whose token is held."""

    async def suggest_name(self, draft: Draft, identity: Identity) -> str:
        """Return a free name."""

    async def find(self, name: str) -> Credential | None:
        """Return the credential of that name, None if there is none."""

    async def sharing(self, draft: Draft) -> tuple[str, ...]:
        """Return the names of the credentials that hold the token already."""

    async def unreached(self, known: Credential) -> tuple[str, ...]:
        """Return what to say before it is overwritten while its token cannot be reached."""


class NameScreen(StepScreen):
    """Checks the token, shows what BaseSpace says of it, takes name and description.

    It can revoke an approved token, and is ``busy`` meanwhile.
    """

    STEP = Step.NAME
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "approve_again", "approve again"),
        Binding("ctrl+r", "retry", "try again"),
    ]

    @dataclass
    class Checked(Message):
        """BaseSpace told whose token it is."""

        identity: Identity

    @dataclass
    class Suggested(Message):
        """A name that is free, or the one given, which ``known`` may have already.

        ``sharing`` are credentials that hold the token already.
        """

        name: str
        sharing: tuple[str, ...]
        known: Credential | None = None

    @dataclass
    class Weighed(Message):
        """The name given is free, or ``known`` has it; ``unreached`` is to be said of its token."""

        name: str
        known: Credential | None
        unreached: tuple[str, ...] = ()

    @dataclass
    class Revoked(Message):
        """The token is revoked or given up, unless it ``is_kept`` after all."""

        is_kept: bool

    def __init__(self, draft: Draft, work: Namer, *, note: str = "") -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._work = work
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
        assert self._draft.token is not None, "the journey names only what it holds"
        yield Button("Save", id="save", classes="hidden")
        yield Button("Try again", id="again", classes="hidden way-out")
        yield Button("Save it unverified", id="unverified", classes="hidden way-out")
        yield Button(f"Back to {self._source.value}", id="source", classes="hidden way-out")
        yield ShowOnceButton(self._draft.token, self._work.current_login)

    def on_mount(self) -> None:
        """Check at once, unless that was done before going back and forth."""
        if self._identity:
            self.query_one(IdentityCard).show(self._draft, self._identity)
        self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a new code only in the place of one that was approved, and once at a time."""
        if action == "approve_again":
            return not self.busy and not self._draft.token_is_users_own
        return super().check_action(action, parameters)

    @property
    def _source(self) -> Step:
        """Where another token can be had."""
        return Step.APP if self._draft.token_is_users_own else Step.AUTHORISE

    @on(Button.Pressed, "#source")
    def _give_another(self) -> None:
        gone = not self._draft.token_is_users_own
        self.answer(Back(self._typed(), to=self._source, without_token=gone))

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

    async def _check(self) -> Message:
        try:
            return self.Checked(await self._work.check(self._draft))
        except BsWizardError:
            # What is said then is whether another run has the token.
            await self._work.current_login.wait_until_kept()
            raise

    @on(Checked)
    def _checked(self, event: Checked) -> None:
        self._identity = event.identity
        self.query_one(IdentityCard).show(self._draft, event.identity)
        self._suggest(event.identity)

    def _suggest(self, identity: Identity) -> None:
        async def suggested() -> Message:
            sharing = await self._work.sharing(self._draft)
            if name := self._draft.name:
                return self.Suggested(name, sharing, await self._work.find(name))
            return self.Suggested(await self._work.suggest_name(self._draft, identity), sharing)

        self.attempt(suggested)

    @on(Suggested)
    def _suggested(self, event: Suggested) -> None:
        self._may_name = True
        self.query_one(IdentityCard).share(event.sharing)
        self._compare(event.name, event.known)
        self._ask_name()
        self.query_one(NameFields).propose(event.name)

    def _ask_name(self) -> None:
        known = self._identity is not None and self._identity.is_known
        warns = self.query_one(IdentityCard).warns
        whose = unwanted_token.LOOK if warns else "This is your token. " if known else ""
        self.say(f"{whose}What should it be called?")
        self.query_one("#save").remove_class("hidden")

    def _compare(
        self, name: str, known: Credential | None, unreached: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        assert self._identity is not None, "only what is checked can be compared"
        said = (*differences(self._draft, self._identity, known), *unreached) if known else ()
        self.query_one(IdentityCard).compare(name, said)
        return said

    @on(Input.Changed, "#name")
    def _rename(self, event: Input.Changed) -> None:
        self.query_one(IdentityCard).follow_flow(event.value)

    def fail(self, error: BsWizardError) -> None:
        """Say what is wrong and that the token is still held; offer the ways out."""
        if not isinstance(error, UsageError):  # of the name: it is fixed in its field
            what = "" if self._identity else "The token could not be checked. "
            refused = isinstance(error, TokenNotAccepted)
            held = "" if refused else unsaved_token(self._draft, self._work.current_login)
            self.say(f"{what}{held}".rstrip())
        super().fail(error)

    def helps(self, way: str, error: BsWizardError) -> bool:
        """Whether the button ``way`` may help against ``error``."""
        match way:
            case _ if isinstance(error, UsageError):
                return False
            case "source":
                return isinstance(error, TokenNotAccepted)
            case "unverified":
                return isinstance(error, (NetworkError, ServerError))
            case _:
                return not isinstance(error, TokenNotAccepted)

    @on(Input.Submitted, "#description")
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        if self.busy:
            return
        self.clear_error()
        try:
            name = check_name(self.query_one(NameFields).written[0])
        except UsageError as error:
            self.fail_at(self.query_one("#name", Field), error)
            return

        async def weighed() -> Message:
            known = await self._work.find(name)
            return self.Weighed(name, known, await self._work.unreached(known) if known else ())

        self.attempt(weighed)

    @on(Weighed)
    def _weighed(self, event: Weighed) -> None:
        replace = self._may_replace(event.name)
        differs = self._compare(event.name, event.known, event.unreached)
        if event.known is None or (replace and not differs):
            self._answer(event.name, replace=replace)
        elif self.is_current:
            self._ask_replace(event.name, differs)

    @on(Button.Pressed, "#unverified")
    def _go_on_unverified(self) -> None:
        self.clear_error()
        self.post_message(self.Checked(self._draft.with_scopes_told(NOT_TOLD)))

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
                self._revoke()
            else:
                self.query_one("#name").focus()

        is_own = self._draft.token_is_users_own
        self.app.push_screen(ask_to_overwrite(name, differs, is_own=is_own), answered)

    def action_approve_again(self) -> None:
        """Revoke the token and ask for a new code: for another workgroup, or another account."""

        def answered(answer: str | None) -> None:
            if answer == "revoke":
                self._revoke()

        self.app.push_screen(ask_to_revoke(), answered)

    def _revoke(self) -> None:
        async def revoked() -> Message:
            return self.Revoked(not await revoke(self._draft, self._work, self))

        self.attempt(revoked)

    @on(Revoked)
    def _start_over(self, event: Revoked) -> None:
        self.set_busy(False)
        if not event.is_kept:
            self.answer(Back(self._typed(), to=Step.AUTHORISE, without_token=True))
        elif self._may_name:
            self._ask_name()
        else:
            self.action_retry()

    def _answer(self, name: str, *, replace: bool) -> None:
        if self._identity:
            _, description = self.query_one(NameFields).written
            self.answer(Named(self._identity, name, description, replace))

    def action_back(self) -> None:
        """Go back; the approved token stays held, and so do the words typed."""
        self.answer(Back(self._typed()))

    def _typed(self) -> Named | None:
        """Return what was typed so far; nothing before the token is checked."""
        if not self._identity:
            return None
        name, description = self.query_one(NameFields).written
        return Named(self._identity, name, description, self._may_replace(name))

    @on(ShowOnceButton.Shown)
    def _leave(self) -> None:
        self.answer(Leave(self.trouble))
