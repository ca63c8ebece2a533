"""The App step: which application asks, or a token that is there already."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, RadioSet, Select, Static

from bs_wizard.basespace.instances import INSTANCES, Instance, read_address
from bs_wizard.errors import BsWizardError, UsageError
from bs_wizard.secret import Secret
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets.choice import Choice
from bs_wizard.tui.widgets.field import Field
from bs_wizard.tui.widgets.registration import RegistrationForm
from bs_wizard.tui.widgets.secret_input import SecretInput
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard import words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.requester import Requester
from bs_wizard.wizard.steps import AppGiven, Back, Step, TokenGiven
from bs_wizard.wizard.work import UsedApp

_OTHER = "other"
_MOST_USED_SHOWN = 3
_NAME_WIDTH = 30


class AppScreen(StepScreen):
    """Takes Client Key and Client Secret, an application used before, or a token."""

    STEP = Step.APP
    BINDINGS: ClassVar[list[BindingType]] = []

    @dataclass
    class SecretFound(Message):
        """The store was asked for the client secret of an application used before."""

        app: UsedApp
        secret: Secret | None

    @dataclass
    class SecretFailed(Message):
        """The store did not give it."""

        app: UsedApp
        error: BsWizardError

    def __init__(
        self,
        draft: Draft,
        used: Sequence[UsedApp],
        secret_of: Callable[[UsedApp], Awaitable[Secret | None]],
        requester: Requester,
        *,
        note: str = "",
    ) -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._used = tuple(used)[:_MOST_USED_SHOWN]
        self._secret_of = secret_of
        self._requester = requester

    def compose_step(self) -> ComposeResult:
        """Lay out the choice, the instance, and the fields that the choice needs."""
        first = self._first_choice()
        yield Static("Which application shall ask for the token?", classes="title", markup=False)
        with RadioSet(id="source", compact=True):
            for number, app in enumerate(self._used):
                name = Content(app.name or app.client_id[:8]).truncate(_NAME_WIDTH, ellipsis=True)
                chosen = first == f"used-{number}"
                yield Choice(
                    name.append(f", used before on {app.instance.label}"),
                    chosen,
                    id=f"used-{number}",
                )
            portal = "An application that I register in the portal"
            yield Choice(portal, first == "new", id="new")
            yield Choice(Content(words.HAVE_TOKEN), first == "have", id="have")
        with Vertical(id="instance-rows", classes="row gap"):
            with Horizontal(classes="row"):
                yield Static("Instance", classes="label")
                yield Select(
                    _instance_options(), value=self._selected(), allow_blank=False, id="instance"
                )
            with Horizontal(classes="row", id="address-row"):
                yield Static("API server", classes="label")
                yield Field(self._typed_address(), placeholder="https://…", id="address")
        with Vertical(id="new-rows", classes="row"):
            yield RegistrationForm(classes="row")
            with Horizontal(classes="row gap"):
                yield Static("Client Key", classes="label")
                yield Field(self._draft.client_id, id="client-id", following="client-secret")
            with Horizontal(classes="row"):
                yield Static("Client Secret", classes="label")
                yield SecretInput(self._draft.client_secret, id="client-secret")
        with Vertical(id="token-rows", classes="row gap"):
            yield Static(words.TOKEN_WHERE, classes="quiet", markup=False)
            with Horizontal(classes="row gap"):
                yield Static("Access Token", classes="label")
                yield SecretInput(self._held_token(), id="token")
        yield Trouble()
        with Horizontal(classes="actions"):
            yield Button("Continue", id="continue")

    def on_mount(self) -> None:
        """Show what belongs to the choice."""
        self._show_rows(self._first_choice())
        self._show_instance()

    def _first_choice(self) -> str:
        """Return what was chosen before, else the application used last."""
        if self._draft.has_token:
            return "have"
        return "new" if self._draft.client_id or not self._used else "used-0"

    @property
    def _source(self) -> str:
        pressed = self.query_one("#source", RadioSet).pressed_button
        return (pressed.id if pressed else None) or "new"

    def _selected(self) -> str:
        return self._draft.instance.label if self._draft.instance in INSTANCES else _OTHER

    def _typed_address(self) -> str:
        return "" if self._draft.instance in INSTANCES else self._draft.instance.api_server

    def _held_token(self) -> Secret:
        held = self._draft.token if self._draft.has_token else None
        return held or Secret("")

    @on(RadioSet.Changed, "#source")
    def _show_fields(self) -> None:
        self._show_rows(self._source)
        self.recover()

    def _show_rows(self, source: str) -> None:
        self.query_one("#new-rows").set_class(source != "new", "hidden")
        self.query_one("#token-rows").set_class(source != "have", "hidden")
        self.query_one("#instance-rows").set_class(source.startswith("used"), "hidden")

    @on(Select.Changed, "#instance")
    @on(Input.Changed, "#address")
    def _show_instance(self) -> None:
        other = self.query_one("#instance", Select).value == _OTHER
        self.query_one("#address-row").set_class(not other, "hidden")
        try:
            instance = self._instance()
        except UsageError:
            return  # half typed: said when it is meant
        form = words.registration(instance, self._requester)
        self.query_one(RegistrationForm).show(form)

    def _instance(self) -> Instance:
        chosen = str(self.query_one("#instance", Select).value)
        typed = self.query_one("#address", Input).value
        return read_address(typed if chosen == _OTHER else chosen)

    @on(Input.Submitted, "#address")
    def _first_field(self) -> None:
        self.focus_next()

    @on(Input.Submitted, "#client-secret")
    @on(Input.Submitted, "#token")
    @on(Button.Pressed, "#continue")
    def _continue(self) -> None:
        self.recover()
        source = self._source
        if source.startswith("used-"):
            self._fetch_secret(self._used[int(source.removeprefix("used-"))])
            return
        try:
            self.answer(self._answer(source))
        except UsageError as error:
            self.fail(error)

    def _answer(self, source: str) -> AppGiven | TokenGiven:
        """Return what the fields say; UsageError, and the focus where it is wanting."""
        instance = self._instance()
        if source == "have":
            token = self.query_one("#token", SecretInput)
            self._need(bool(token.secret), "Access Token", token)
            return TokenGiven(instance, token.secret)
        client_id = self.query_one("#client-id", Input)
        secret = self.query_one("#client-secret", SecretInput)
        self._need(bool(client_id.value.strip()), "Client Key", client_id)
        self._need(bool(secret.secret), "Client Secret", secret)
        typed = client_id.value.strip()
        name = self._draft.app_name if typed == self._draft.client_id else ""
        return AppGiven(instance, typed, secret.secret, name)

    def _need(self, there: bool, what: str, field: Input) -> None:
        if not there:
            field.focus()
            raise UsageError(f"The {what} is missing.", "It is on the portal's Credentials tab.")

    @work(exclusive=True)
    async def _fetch_secret(self, app: UsedApp) -> None:
        try:
            secret = await self._secret_of(app)
        except BsWizardError as error:
            self.post_message(self.SecretFailed(app, error))
        else:
            self.post_message(self.SecretFound(app, secret))

    @on(SecretFound)
    def _found(self, event: SecretFound) -> None:
        app = event.app
        if event.secret:
            self.answer(AppGiven(app.instance, app.client_id, event.secret, app.name))
            return
        self._ask_again(app)
        self.fail(
            UsageError(
                "The store no longer has this application's Client Secret.",
                "Copy it again from the portal's Credentials tab.",
            )
        )

    @on(SecretFailed)
    def _not_found(self, event: SecretFailed) -> None:
        self._ask_again(event.app)
        self.fail(event.error)

    def _ask_again(self, app: UsedApp) -> None:
        """Turn to the fields, with what is known of the application filled in."""
        self.query_one("#client-id", Input).value = app.client_id
        known = app.instance in INSTANCES
        self.query_one("#instance", Select).value = app.instance.label if known else _OTHER
        self.query_one("#address", Input).value = "" if known else app.instance.api_server
        with self.prevent(RadioSet.Changed):
            self.query_one("#new", Choice).value = True
        self._show_rows("new")
        self.query_one("#client-secret").focus()

    def action_back(self) -> None:
        """Go back to the first screen with what was typed."""
        kept = None if self._source.startswith("used") else self._typed()
        self.answer(Back(kept, to=Step.STORE))

    def _typed(self) -> AppGiven | TokenGiven | None:
        try:
            instance = self._instance()
        except UsageError:  # half typed: only that is lost
            instance = self._draft.instance
        if self._source == "have":
            token = self.query_one("#token", SecretInput).secret
            return TokenGiven(instance, token) if token else None
        client_id = self.query_one("#client-id", Input).value.strip()
        secret = self.query_one("#client-secret", SecretInput).secret
        return AppGiven(instance, client_id, secret, self._draft.app_name)


def _instance_options() -> list[tuple[str, str]]:
    known = [(f"{each.label.upper()} · {each.place}", each.label) for each in INSTANCES]
    return [*known, ("another address …", _OTHER)]
