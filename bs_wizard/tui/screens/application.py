"""The App step: which application asks, or a token that is there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Button, Input, Static

from bs_wizard.basespace.bs_settings import SettingsFile
from bs_wizard.basespace.instances import Instance
from bs_wizard.errors import BsWizardError, SecretRefused, UsageError
from bs_wizard.secret import Secret
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.tui.copying import copy
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.widgets.forms.app_fields import AppFields
from bs_wizard.tui.widgets.forms.app_source import AppSource
from bs_wizard.tui.widgets.forms.choice import Choices
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.instance_field import InstanceField
from bs_wizard.tui.widgets.forms.registration_form import VALUE_KEYS, RegistrationForm
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.tui.widgets.frame.frame import KeyAnswer
from bs_wizard.wizard.actions import plain_files
from bs_wizard.wizard.actions.used_apps import UsedApp
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import AppGiven, Back, Step, TokenGiven
from bs_wizard.wizard.rules.paste_checks import (
    check_pair,
    check_pasted,
    typed_secret,
)
from bs_wizard.wizard.texts import words

_MOST_USED_SHOWN = 3


class SecretFinder(Protocol):
    """What this screen asks of ``Work``."""

    async def client_secret(self, app: UsedApp) -> Secret | None:
        """Return the client secret kept with an application, None if there is none."""


class AppScreen(StepScreen):
    """Takes Client Key and Client Secret, an application used before, or a token.

    ``used`` are those used before, the latest first; ``trouble`` is why they could not be read.
    ``files`` are other programs' files with a token to take over.
    ``refused`` is what BaseSpace said to this application, if it was tried.
    """

    STEP = Step.APP
    BINDINGS: ClassVar[list[BindingType]] = [*VALUE_KEYS]

    @dataclass
    class SecretFound(Message):
        """The store was asked for the client secret of an application used before."""

        app: UsedApp
        secret: Secret | None

    def __init__(
        self,
        draft: Draft,
        used: Sequence[UsedApp],
        files: Sequence[SettingsFile],
        work: SecretFinder,
        requester: Requester,
        *,
        trouble: BsWizardError | None = None,
        refused: BsWizardError | None = None,
        desktop: Desktop = THIS_DESKTOP,
        note: str = "",
    ) -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._used = used[:_MOST_USED_SHOWN]
        self._files = files
        self._unread = trouble
        self._refused = refused
        self._desktop = desktop
        self._form = words.registration(draft.instance, requester)
        self._work = work
        self._asked_of: UsedApp | None = None
        self._requester = requester

    def compose_step(self) -> ComposeResult:
        """Lay out the choice, the instance, and the fields that the choice needs."""
        yield Static("Which application should request the token?", classes="title", markup=False)
        yield AppSource(self._used, self._files, self._draft)
        yield InstanceField(self._draft.instance, id="instance-rows", classes="row gap")
        yield AppFields(self._draft)

    def on_mount(self) -> None:
        """Show what belongs to the choice."""
        self._show_rows(self._source)
        if self._refused:
            of_secret = isinstance(self._refused, SecretRefused)
            wrong = self.query_one("#client-secret" if of_secret else "#client-id", Field)
            wrong.action_select_all()  # typing replaces it
            self.fail_at(wrong, self._refused)
        elif self._unread:
            self.fail(self._unread)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to copy what is on the screen."""
        if action == "copy_value":
            return all(not rows.has_class("hidden") for rows in self.query("#new-rows"))
        return super().check_action(action, parameters)

    @work(exclusive=True, group="copy")
    async def action_copy_value(self, field: str, what: str) -> None:
        """Copy a value for the portal's form."""
        tell = self.query_one(KeyAnswer).show
        await copy(self.app, self._desktop, getattr(self._form, field), what, tell)

    @property
    def _source(self) -> str:
        return self.query_one(AppSource).source

    @on(Choices.Confirmed)
    def _go_to_the_fields(self) -> None:
        self.focus_next()

    @on(Choices.Changed, "#source")
    def _show_fields(self) -> None:
        self._show_rows(self._source)
        self.clear_error()

    def _show_rows(self, source: str) -> None:
        self.query_one(AppFields).show(source)
        self.query_one("#instance-rows").set_class("-" in source, "hidden")

    @on(InstanceField.Selected)
    def _show_registration(self) -> None:
        self._form = words.registration(self._instance(), self._requester)
        self.query_one(RegistrationForm).show(self._form)

    @on(InstanceField.Completed)
    def _leave_the_instance(self) -> None:
        self.set_focus(self.query_one("#token" if self._source == "have" else "#client-id"))

    def _instance(self) -> Instance:
        return self.query_one(InstanceField).instance

    @on(Input.Submitted, "#client-secret")
    @on(Input.Submitted, "#token")
    @on(Button.Pressed, "#continue")
    def _continue(self) -> None:
        self.clear_error()
        source = self._source
        if source.startswith("used-"):
            self._fetch_secret(self._used[int(source.removeprefix("used-"))])
            return
        try:
            if source.startswith("file-"):
                found = self._files[int(source.removeprefix("file-"))]
                self.answer(plain_files.given(found))
                return
            self.answer(self._answer(source))
        except UsageError as error:
            self.fail(error)

    def _answer(self, source: str) -> AppGiven | TokenGiven:
        """Return what the fields say; UsageError, which is about one of them."""
        with self.judging(self.query_one("#address", Field)):
            instance = self._instance()
        if source == "have":
            return TokenGiven(instance, self._secret("token", "Access Token"))
        client_id = self.query_one("#client-id", Field)
        typed = client_id.value.strip()
        with self.judging(client_id):
            check_pasted(typed, "Client Key")
        secret = self._secret("client-secret", "Client Secret")
        with self.judging(self.query_one("#client-secret", Field)):
            check_pair(typed, secret)
        name = self._draft.app_name if typed == self._draft.client_id else ""
        return AppGiven(instance, typed, secret, name)

    def _secret(self, field: str, what: str) -> Secret:
        found = self.query_one(f"#{field}", SecretInput)
        with self.judging(found):
            return typed_secret(found.secret, what)

    def _fetch_secret(self, app: UsedApp) -> None:
        self._asked_of = app

        async def found() -> Message:
            return self.SecretFound(app, await self._work.client_secret(app))

        self.attempt(found)

    def fail(self, error: BsWizardError) -> None:
        """Show what went wrong; where a store did not give a secret, ask for it instead."""
        asked_of, self._asked_of = self._asked_of, None
        if asked_of:
            self._ask_again(asked_of)
            self.fail_at(self.query_one("#client-secret", Field), error)
        else:
            super().fail(error)

    @on(SecretFound)
    def _found(self, event: SecretFound) -> None:
        app = event.app
        if event.secret:
            self.answer(AppGiven(app.instance, app.client_id, event.secret, app.name))
            return
        self.fail(
            UsageError(
                "The store no longer has this application's Client Secret.",
                "Copy it again from the portal's Credentials tab.",
            )
        )

    def take_paste(self, text: str) -> bool:
        """Put what was pasted where it belongs, and turn to the field where it goes on."""
        try:
            source = self.query_one(AppFields).take_paste(text, self._source)
        except UsageError as error:  # where the focus is, it would be seen
            self.fail_at(self.query_one("#client-id", Field), error)
            return True
        if source:
            self._turn_to(source)
            self.set_focus(self.query_one("#token" if source == "have" else "#client-secret"))
        return bool(source)

    def _turn_to(self, source: str) -> None:
        """Choose ``source`` and show what belongs to it."""
        self.query_one(AppSource).choose(source)
        self._show_rows(source)
        self.refresh_bindings()

    def _ask_again(self, app: UsedApp) -> None:
        """Turn to the fields, with what is known of the application filled in."""
        with self.prevent(Input.Changed):
            self.query_one("#client-id", Input).value = app.client_id
        self.query_one(InstanceField).take(app.instance)
        self._turn_to("new")

    def action_back(self) -> None:
        """Go back to the first screen with what was typed."""
        kept = None if "-" in self._source else self._typed()
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
