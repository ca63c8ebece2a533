"""The Name step: whose token it is, and what to call it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Static

from bs_wizard.basespace.identity import Identity
from bs_wizard.errors import BsWizardError, TokenNotAccepted, UsageError
from bs_wizard.store.model import check_name
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.facts import Facts
from bs_wizard.tui.widgets.field import Field
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard import words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.steps import Back, Named, Step
from bs_wizard.wizard.work import scopes_missing


@dataclass(frozen=True, slots=True)
class Naming:
    """What the screen asks of the outside: about the token, and about names."""

    check: Callable[[], Awaitable[Identity]]
    suggest: Callable[[Identity], str]
    is_taken: Callable[[str], bool]


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
    class Failed(Message):
        """It did not."""

        error: BsWizardError

    def __init__(self, draft: Draft, naming: Naming, *, note: str = "") -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._naming = naming
        self._identity = draft.identity

    def compose_step(self) -> ComposeResult:
        """Lay out the card, and the fields that appear once the token is checked."""
        yield Static("Checking the token …", classes="title", id="heading", markup=False)
        yield Facts((), id="card")
        yield Static("", id="missing", classes="hidden", markup=False)
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
        yield Trouble()
        with Horizontal(classes="actions"):
            yield Button("Save", id="save", classes="hidden")
            yield Button(f"Back to {self._source.value}", id="source", classes="hidden")

    def on_mount(self) -> None:
        """Check at once, unless that was done before going back and forth."""
        if self._identity:
            self._show(self._identity)
        else:
            self.action_retry()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another check only when the last one failed."""
        if action == "approve_again":
            return self._asked
        return self._identity is None and self.trouble is not None if action == "retry" else True

    @property
    def _source(self) -> Step:
        """Where another token can be had."""
        return Step.AUTHORISE if self._asked else Step.APP

    @on(Button.Pressed, "#source")
    def action_approve_again(self) -> None:
        """Go where another token can be had: for another workgroup or a bad token."""
        self.answer(Back(self._kept(), to=self._source))

    def action_retry(self) -> None:
        """Ask BaseSpace about the token."""
        self.recover()
        self.refresh_bindings()
        self.query_one("#heading", Static).update("Checking the token …")
        self.query_one("#source").add_class("hidden")
        self._check()

    @work(exclusive=True)
    async def _check(self) -> None:
        try:
            identity = await self._naming.check()
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Checked(identity))

    @on(Checked)
    def _checked(self, event: Checked) -> None:
        self._identity = event.identity
        self._show(event.identity)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        heading = "The token could not be checked."
        if not isinstance(event.error, TokenNotAccepted):
            heading += " It is still held here."
        self.query_one("#heading", Static).update(heading)
        self.fail(event.error)
        if isinstance(event.error, TokenNotAccepted):
            source = self.query_one("#source", Button)
            source.remove_class("hidden")
            source.focus()
        self.refresh_bindings()

    def _show(self, identity: Identity) -> None:
        self.query_one("#heading", Static).update("This is your token. What shall it be called?")
        instance = self._draft.instance
        self.query_one("#card", Facts).show(
            (
                ("Belongs to", words.owner(identity)),
                ("Workgroup", words.workgroup(identity.workgroup)),
                ("Instance", f"{instance.label}, {instance.place}"),
                ("Asked for", words.scopes_label(self._draft.scopes) if self._asked else "-"),
                ("Granted", self._granted(identity)),
            )
        )
        lacking = words.missing_sentence(scopes_missing(self._draft, identity))
        missing = self.query_one("#missing", Static)
        missing.update(f"▲ {lacking}")
        missing.set_class(not lacking, "hidden")
        self.query_one("#fields").remove_class("hidden")
        self.query_one("#save").remove_class("hidden")
        name = self.query_one("#name", Field)
        name.propose(name.value or self._naming.suggest(identity))

    def _granted(self, identity: Identity) -> str:
        same = self._asked and set(identity.scopes or ()) == set(self._draft.scopes)
        return "all that was asked for" if same else words.granted(identity.scopes)

    @property
    def _asked(self) -> bool:
        return not self._draft.has_token

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
        replace = self._may_replace(name)
        if self._naming.is_taken(name) and not replace:
            self._ask_replace(name)
        else:
            self._answer(name, replace=replace)

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
