"""The Authorise step: address, code and QR, while it asks whether the person has decided."""

import shlex
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.widgets import Button, Static

from bs_wizard import __version__
from bs_wizard.background import in_thread
from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, Pending
from bs_wizard.errors import BsWizardError, SecretRefused
from bs_wizard.secret import Secret
from bs_wizard.store.files.paths import shown
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.tui.copying import copy
from bs_wizard.tui.dialogs.client_secret import ClientSecretDialog
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.event_log import EventLogDialog
from bs_wizard.tui.dialogs.qr_alone import QrAloneDialog
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.widgets.authorise.address import Address
from bs_wizard.tui.widgets.authorise.code_columns import CodeColumns
from bs_wizard.tui.widgets.authorise.waiting_line import WaitingLine
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.actions.practice import Practice
from bs_wizard.wizard.actions.qr_output import QrOutput
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import AppGiven, Back, Step
from bs_wizard.wizard.journey.travel import fixed_at
from bs_wizard.wizard.rules.addresses import addresses, refusal
from bs_wizard.wizard.rules.wait import Wait, WaitState, report
from bs_wizard.wizard.texts import while_waiting, words
from bs_wizard.wizard.texts.practice import on_screen

_FRAME_ROWS = 4
"""The row of steps, the two of the wait, the keys."""


class Authoriser(Protocol):
    """What this screen asks of ``Work``."""

    clock: Clock
    practice: Practice | None
    qr_output: QrOutput | None
    current_login: CurrentLogin

    def authorise(self, draft: Draft, *, renew: bool) -> AsyncIterator[DeviceCode | PollEvent]:
        """Ask for a code, which is the first to come out, then poll until it is decided."""


class AuthoriseScreen(StepScreen):
    """Asks for a code on mounting, polls until it is decided; leaving ends the polling.

    ``blocks`` says whether the terminal has half blocks to draw a QR code of, ``desktop`` how to
    copy and open things here.
    """

    STEP = Step.AUTHORISE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "approve", tooltip="approves the code, as you would on its page"),
        Binding("c", "copy_code", "code", tooltip="asks your terminal to copy the code"),
        Binding("u", "copy_address", "address", tooltip="asks your terminal to copy the address"),
        Binding("n", "renew", "new code", tooltip="requests a new code; this one stops working"),
        Binding("q", "show_qr", "QR", tooltip="shows the QR code alone, as large as fits"),
        Binding("o", "open_address", "open", tooltip="opens the address in a browser here"),
        Binding("l", "show_log", "log", tooltip="shows what was asked and answered, for a ticket"),
    ]

    @dataclass
    class Heard(Message):
        """The server said something."""

        event: DeviceCode | PollEvent

    @dataclass
    class CodeEnded(Message):
        """This code will not become a token."""

        error: BsWizardError

    def __init__(
        self,
        draft: Draft,
        work: Authoriser,
        requester: Requester,
        *,
        draw_qr: bool = True,
        blocks: bool = True,
        desktop: Desktop = THIS_DESKTOP,
        note: str = "",
    ) -> None:
        super().__init__(draft.instance.short, note)
        self._draft = draft
        self._work = work
        self._requester = requester
        self._draw_qr = draw_qr
        self._blocks = blocks
        self._desktop = desktop
        self._clock = work.clock
        self._wait = Wait(self._clock.now())
        self._code: DeviceCode | None = None
        self._best = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the address alone on its row, the QR beside the words, the wait beneath."""
        yield Address()
        yield CodeColumns(draw_qr=self._draw_qr, blocks=self._blocks)
        yield WaitingLine()

    def on_mount(self) -> None:
        """Ask for the first code, and keep the countdown going."""
        self.set_interval(1.0, self._show_wait)
        self._begin(renew=False)

    def action_renew(self) -> None:
        """Ask for a new code; the old one stops working."""
        self._begin(renew=True)

    def _begin(self, *, renew: bool) -> None:
        self.clear_error()
        self.query_one("#fix").add_class("hidden")
        self._wait = self._wait.renewed(self._clock.now())
        self._put_away()
        self._show_wait()
        self._run(renew)

    @work(exclusive=True, group="flow")
    async def _run(self, renew: bool) -> None:
        try:
            async for event in self._work.authorise(self._draft, renew=renew):
                self.post_message(self.Heard(event))
        except BsWizardError as error:
            self.post_message(self.CodeEnded(error))

    @on(Heard)
    async def _heard(self, message: Heard) -> None:
        event, before = message.event, self._wait.state
        self._wait = self._wait.heard(event, self._clock.now())
        if isinstance(event, DeviceCode):
            await self._show_code(event)
        elif isinstance(event, Approved):
            self.answer(event)
            return
        # An answer like the one before is shown with the next second: each drawing costs bytes.
        is_pending = isinstance(event, Polled) and isinstance(event.reply, Pending)
        if not (is_pending and before is WaitState.PENDING):
            self._show_wait()

    @on(CodeEnded)
    def _ended(self, message: CodeEnded) -> None:
        self._wait = self._wait.ended(message.error, self._clock.now())
        self._show_wait()
        self._put_away()
        error = message.error
        where = fixed_at(error)
        button = self.query_one("#fix-button", Button)
        button.label = "New code" if where is Step.AUTHORISE else f"Back to {where.value}"
        if self._keeps_code(error):
            error = SecretRefused(error.message, while_waiting.SECRET_AGAIN)
            button.label = "Type it again"
        self.fail(error)
        self.query_one("#fix").remove_class("hidden")
        button.focus()

    def _keeps_code(self, error: BsWizardError | None) -> bool:
        """Whether the code lives on, and only the client secret is wrong."""
        return isinstance(error, SecretRefused) and self._work.current_login.pending is not None

    @on(Button.Pressed, "#fix-button")
    def _fix(self) -> None:
        if self._keeps_code(self.trouble):
            self.app.push_screen(ClientSecretDialog(self._draft.client_id), self._ask_on)
            return
        where = fixed_at(self.trouble) if self.trouble else Step.AUTHORISE
        if where is Step.AUTHORISE:
            self.action_renew()
        else:
            self.answer(Back(to=where, because=self.trouble))

    def _ask_on(self, secret: Secret | None) -> None:
        """Go on with the code, which is kept, and another client secret."""
        if secret:
            draft = self._draft
            app = AppGiven(draft.instance, draft.client_id, secret, draft.app_name)
            self.answer(Back(app, to=Step.AUTHORISE))

    def _put_away(self) -> None:
        """Take what leads to the code off the screen: nobody should approve one that is dead."""
        self._code, self._best = None, ""
        self.query_one(WaitingLine).reset()
        self.query_one(Address).put_away()
        self.query_one(CodeColumns).put_away()
        for each in self.app.screen_stack:
            if isinstance(each, QrAloneDialog):
                each.close()
        self.refresh_bindings()

    async def _show_code(self, code: DeviceCode) -> None:
        found = addresses(self._draft.instance, code)
        self._code, self._best = code, found.best or ""
        if found.best:
            self.query_one(Address).show(found.best)
        else:
            self.query_one(Address).refuse(refusal(self._draft.instance, found.refused or ""))
        await self.query_one(CodeColumns).show(self._best, code.user_code, self._asked(code))
        self._lay_out()
        self.refresh_bindings()

    def _asked(self, code: DeviceCode) -> tuple[tuple[str, str], ...]:
        """Return who asks, since when, and for what, as labels and values."""
        at = self._work.current_login.asked_at(code)
        output = self._work.qr_output
        return (
            ("Asked by", f"{self._requester}, {at.astimezone():%H:%M}"),
            ("App", words.app_label(self._draft)),
            ("Scopes", words.scopes_label(self._draft.scopes)),
            *([("QR file", shown(output.file))] if output else []),
        )

    def on_resize(self, event: Resize) -> None:
        """Draw the QR only where it fits beside the words."""
        self._lay_out()

    def _lay_out(self) -> None:
        address = self.query_one(Address).rows(self.size.width)
        spare = self.size.height - _FRAME_ROWS - bool(self._note) - address
        beside, spare = self.query_one(CodeColumns).fit(self.size.width, spare)
        self.update_classes({"-beside": beside, "-gap": spare > 0, "-airy": spare > 1})

    def _show_wait(self) -> None:
        self.query_one(WaitingLine).show(self._wait, self._clock.now())
        practice = self._work.practice
        if practice and self._note:
            left = practice.seconds_left() if self._code else 0.0
            said = on_screen(practice.person, left) if left > 0 else self._note
            self.query_one("#note", Static).update(said)

    def _tell(self, text: str) -> None:
        self.query_one(WaitingLine).tell(text, self._clock.now())
        self._show_wait()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key for what is not there: a code, an address, a browser."""
        if action == "approve":
            return self._work.practice is not None and self._code is not None
        if action == "copy_code":
            return self._code is not None
        if action in {"copy_address", "show_qr"}:
            return bool(self._best)
        if action == "open_address":
            return bool(self._best and self._desktop.opening(self._best))
        return True

    def action_approve(self) -> None:
        """Approve, in the demo."""
        if self._work.practice:
            self._work.practice.approve()

    def action_copy_code(self) -> None:
        """Ask the terminal, and a local program, to copy the code."""
        if self._code:
            self._copy(self._code.user_code, "the code")

    def action_copy_address(self) -> None:
        """Ask the terminal, and a local program, to copy the address."""
        self._copy(self._best, "the address")

    @work(exclusive=True, group="copy")
    async def _copy(self, text: str, what: str) -> None:
        await copy(self.app, self._desktop, text, what, self._tell)

    @work(group="open")
    async def action_open_address(self) -> None:
        """Say what would be run, and run it if that is wanted."""
        argv = self._desktop.opening(self._best)
        if argv is None:
            return
        runs = f"This will be run:\n\n{shlex.join(argv)}"
        answers = (("keep", "Back"), ("open", "Open"))
        dialog = ChoiceDialog("Open the address here?", runs, answers)
        if await self.app.push_screen_wait(dialog) == "open":
            started = await in_thread(lambda: self._desktop.start(argv))
            self._tell(while_waiting.opened(argv[0], started))

    def action_show_qr(self) -> None:
        """Show the QR code alone, as large as fits."""
        self.app.push_screen(QrAloneDialog(self._best, blocks=self._blocks))

    def action_show_log(self) -> None:
        """Show what was asked and answered so far."""
        server = self._draft.instance.api_server
        self.app.push_screen(EventLogDialog(report(self._wait, server, __version__), self._desktop))
