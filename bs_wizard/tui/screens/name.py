"""The Name step: whose token it is, and what to call it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Static

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import BsWizardError, NetworkError, ServerError, TokenNotAccepted, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.model import check_name
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.screens.last_resort import offer_to_show
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.field import Field
from bs_wizard.tui.widgets.identity import IdentityCard
from bs_wizard.wizard import words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.steps import Back, Leave, Named, Step


@dataclass(frozen=True, slots=True)
class Naming:
    """What the screen asks of the outside: about the token, about names, the token itself."""

    check: Callable[[], Awaitable[Identity]]
    suggest: Callable[[Identity], Awaitable[str]]
    is_taken: Callable[[str], Awaitable[bool]]
    token: Secret


class NameScreen(StepScreen):
    """Checks the token, shows what BaseSpace says of it, takes name and description."""

    STEP = Step.NAME
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "retry", "try again"),
        Binding("ctrl+n", "approve_again", "approve again"),
    ]

    @dataclass
    class Checked(Message):
        """BaseSpace told whose token it is."""

        identity: Identity

    @dataclass
    class Suggested(Message):
        """A name that is free."""

        name: str

    @dataclass
    class Weighed(Message):
        """Whether the name given belongs to another credential."""

        name: str
        taken: bool

    def __init__(self, draft: Draft, naming: Naming, *, note: str = "") -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._naming = naming
        known = draft.identity is not None and draft.identity.is_known
        self._identity = draft.identity if known else None
        self._may_name = False

    def compose_step(self) -> ComposeResult:
        """Lay out the card, and the fields that appear once the token is checked."""
        yield Static("", classes="title", id="heading", markup=False)
        yield IdentityCard(classes="row")
        with Vertical(id="fields", classes="row gap hidden"):
            with Horizontal(classes="row"):
                yield Static("Name", classes="label")
                yield Field(self._draft.name, id="name", following="description", max_length=64)
            with Horizontal(classes="row"):
                yield Static("Description", classes="label")
                yield Field(
                    self._draft.description,
                    placeholder="what it is for (may stay empty)",
                    id="description",
                    max_length=500,
                )

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
        if action == "approve_again":
            return not self._draft.has_token
        return self.trouble is not None if action == "retry" else True

    @property
    def _source(self) -> Step:
        """Where another token can be had."""
        return Step.APP if self._draft.has_token else Step.AUTHORISE

    @on(Button.Pressed, "#source")
    def action_approve_again(self) -> None:
        """Go where another token can be had: for another workgroup or a bad token."""
        self.answer(Back(self._kept(), to=self._source))

    @on(Button.Pressed, "#again")
    def action_retry(self) -> None:
        """Go on with what is not known yet: whose token it is, a name that is free."""
        self.recover()
        if self._identity is None:
            self.query_one("#heading", Static).update("Checking the token …")
            self.attempt(self._check)
        elif not self._may_name:
            self._suggest(self._identity)
        else:
            self._save()

    def recover(self) -> None:
        """Take the error off the screen, and the ways out of it."""
        for button in self.query(".way-out"):
            button.add_class("hidden")
        super().recover()

    async def _check(self) -> Message:
        return self.Checked(await self._naming.check())

    @on(Checked)
    def _checked(self, event: Checked) -> None:
        self._identity = event.identity
        self.query_one(IdentityCard).show(self._draft, event.identity)
        self._suggest(event.identity)

    def _suggest(self, identity: Identity) -> None:
        async def suggested() -> Message:
            return self.Suggested(self._draft.name or await self._naming.suggest(identity))

        self.attempt(suggested)

    @on(Suggested)
    def _suggested(self, event: Suggested) -> None:
        self._may_name = True
        known = self._identity is not None and self._identity.is_known
        whose = "This is your token. " if known else ""
        self.query_one("#heading", Static).update(f"{whose}What shall it be called?")
        self.query_one("#fields").remove_class("hidden")
        self.query_one("#save").remove_class("hidden")
        self.query_one("#name", Field).propose(event.name)

    def fail(self, error: BsWizardError) -> None:
        """Say what is wrong and that the token is still held; offer the ways out."""
        super().fail(error)
        if isinstance(error, UsageError):
            return  # of the name: it is mended in its field
        refused = isinstance(error, TokenNotAccepted)
        held = "" if refused else " It is still held here."
        what = words.LOST_IF_LEFT if self._identity else "The token could not be checked."
        self.query_one("#heading", Static).update(f"{what}{held}")
        self.query_one("#source").set_class(not refused, "hidden")
        weather = isinstance(error, (NetworkError, ServerError))
        self.query_one("#unverified").set_class(not weather, "hidden")
        self.query_one("#again").set_class(refused, "hidden")
        self.query_one("#show").set_class(refused, "hidden")
        self.query_one("#source" if refused else "#again").focus()

    @on(Input.Submitted, "#description")
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        self.recover()
        try:
            name = check_name(self.query_one("#name", Input).value)
        except UsageError as error:
            self.query_one("#name").focus()
            self.fail(error)
            return

        async def weighed() -> Message:
            return self.Weighed(name, await self._naming.is_taken(name))

        self.attempt(weighed)

    @on(Weighed)
    def _weighed(self, event: Weighed) -> None:
        replace = self._may_replace(event.name)
        if not event.taken or replace:
            self._answer(event.name, replace=replace)
        elif self.is_current:
            self._ask_replace(event.name)

    @on(Button.Pressed, "#unverified")
    def _go_on_unverified(self) -> None:
        self.recover()
        self.post_message(self.Checked(NOT_TOLD))

    @on(Button.Pressed, "#show")
    def _ask_to_show(self) -> None:
        offer_to_show(self, self._naming.token, lambda: self.answer(Leave(self.trouble)))

    def _may_replace(self, name: str) -> bool:
        """Whether it was said before that this very name may be replaced."""
        before = self._draft.name.casefold()
        return self._draft.replace and before in {"", name.casefold()}

    def _ask_replace(self, name: str) -> None:
        def answered(answer: str | None) -> None:
            if answer == "replace":
                self._answer(name, replace=True)
            else:
                self.query_one("#name").focus()

        self.app.push_screen(
            ChoiceDialog(
                f"“{name}” exists",
                "Its token here will be replaced by the new one. The old token stays valid at "
                "BaseSpace until it is revoked.",
                (("keep", "Choose another name"), ("replace", "Replace it")),
            ),
            answered,
        )

    def _answer(self, name: str, *, replace: bool) -> None:
        if self._identity:
            description = self.query_one("#description", Input).value.strip()
            self.answer(Named(self._identity, name, description, replace))

    def action_back(self) -> None:
        """Go back; the approved token stays held, and so do the words typed."""
        self.answer(Back(self._kept()))

    def _kept(self) -> Named | None:
        if not self._identity:
            return None
        name = self.query_one("#name", Input).value.strip()
        description = self.query_one("#description", Input).value.strip()
        return Named(self._identity, name, description, self._may_replace(name))
