"""The Authorise step: address, code and QR, while it asks whether the person has decided."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.style import Style
from textual.widgets import Button, Static

from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.device_flow import Approved, PollEvent, Slowed, StillPending, Trouble
from bs_wizard.basespace.instances import Instance
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets import trouble
from bs_wizard.tui.widgets.qr_code import QrCode
from bs_wizard.wizard import words
from bs_wizard.wizard.addresses import Addresses, addresses, refusal
from bs_wizard.wizard.journey import mended_at
from bs_wizard.wizard.steps import Authorised, Back, Step

_CARD_WIDTH = 40
"""Columns the words beside the QR need to be readable."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, by whom: shown beside the code."""

    instance: Instance
    asked_by: str
    scopes: str
    draw_qr: bool = True


class AuthoriseScreen(StepScreen):
    """Asks for a code on mounting, polls until it is decided; leaving ends the polling."""

    STEP = Step.AUTHORISE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("n", "renew", "new code")]

    @dataclass
    class Heard(Message):
        """The server said something."""

        event: DeviceCode | PollEvent

    @dataclass
    class Ended(Message):
        """This code will not become a token."""

        error: BsWizardError

    def __init__(
        self,
        request: Request,
        ask: Callable[[], AsyncIterator[DeviceCode | PollEvent]],
        clock: Clock,
        *,
        note: str = "",
    ) -> None:
        super().__init__(request.instance.short, note)
        self._request = request
        self._ask = ask
        self._clock = clock
        self._line = "asking for a code"
        self._next_at = 0.0
        self._ends_at = 0.0
        self._old_code = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the address alone on its row, then the QR beside the words."""
        yield Static("", id="address", markup=False)
        with Horizontal(id="columns"), VerticalScroll(id="card", can_focus=False):
            yield Static("", id="lead", markup=False)
            yield Static("", id="code", markup=False)
            yield Static("", id="asked", markup=False)
            yield Static("", id="waiting", markup=False)
            yield trouble.Trouble()
            with Horizontal(classes="actions hidden", id="mend"):
                yield Button("", id="mend-button")

    def on_mount(self) -> None:
        """Ask for the first code, and keep the countdown going."""
        self.set_interval(1.0, self._show_line)
        self.action_renew()

    def action_renew(self) -> None:
        """Ask for a new code; the old one is given up."""
        self.recover()
        self.query_one("#mend").add_class("hidden")
        self._ends_at = 0.0
        self._line = "asking for a code"
        self._show_line()
        self._run()

    @work(exclusive=True, group="flow")
    async def _run(self) -> None:
        try:
            async for event in self._ask():
                self.post_message(self.Heard(event))
        except BsWizardError as error:
            self.post_message(self.Ended(error))

    @on(Heard)
    async def _heard(self, message: Heard) -> None:
        now = self._clock.now().monotonic
        match message.event:
            case DeviceCode() as code:
                self._ends_at = now + code.expires_in
                self._next_at = now + code.interval
                self._line = "waiting"
                await self._show_code(code)
            case StillPending(next_in, left):
                self._line = "waiting"
                self._next_at, self._ends_at = now + next_in, now + left
            case Slowed(interval, next_in, left):
                self._line = f"waiting, every {interval:.0f} s as the server wishes"
                self._next_at, self._ends_at = now + next_in, now + left
            case Trouble(message=said, retry_in=retry_in, left=left):
                self._line = f"Network trouble: {said} Your approval is not lost."
                self._next_at, self._ends_at = now + retry_in, now + left
            case Approved(token, dialect):
                self.dismiss(Authorised(token, dialect))
                return
        self._show_line()

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        self._ends_at = 0.0
        self._line = ""
        self._show_line()
        self.fail(message.error)
        where = mended_at(message.error)
        button = self.query_one("#mend-button", Button)
        button.label = "New code" if where is Step.AUTHORISE else f"Back to {where.value}"
        self.query_one("#mend").remove_class("hidden")
        button.focus()

    @on(Button.Pressed, "#mend-button")
    def _mend(self) -> None:
        where = mended_at(self.trouble) if self.trouble else Step.AUTHORISE
        if where is Step.AUTHORISE:
            self.action_renew()
        else:
            self.dismiss(Back(to=where))

    async def _show_code(self, code: DeviceCode) -> None:
        found = addresses(self._request.instance, code)
        self.query_one("#address", Static).update(self._address(found))
        await self.query(QrCode).remove()
        if found.best and self._request.draw_qr:
            await self.query_one("#columns").mount(QrCode(found.best), before="#card")
        self._lay_out()
        self.query_one("#code", Static).update(_code_content(code.user_code, self._old_code))
        self._old_code = code.user_code
        self.query_one("#asked", Static).update(
            Content.assemble(
                (f"{self._request.asked_by}\n", "$quiet"),
                (f"{self._request.scopes}\n", ""),
                (f"{words.WORKGROUP_FIRST}\n", ""),
                (words.ONLY_YOURS, "$warning"),
            )
        )

    def _address(self, found: Addresses) -> Content:
        if found.best:
            link = Style(link=found.best, underline=True, bold=True)
            return Content(found.best).stylize(link)
        said = refusal(self._request.instance, found.refused or "")
        return Content.styled(said, "bold $error")

    def on_resize(self, event: Resize) -> None:
        """Draw the QR only where it fits beside the words."""
        self._lay_out()

    def _lay_out(self) -> None:
        scan, lacking = "", ""
        for drawn in self.query(QrCode):
            missing = self._rows_missing(drawn)
            drawn.set_class(missing > 0, "hidden")
            scan = "" if missing > 0 else ", or scan"
            lacking = _lacking(missing)
        self.query_one("#lead", Static).update(
            Content.assemble(
                f"Open the address on any device{scan}.\n",
                (lacking, "$quiet"),
                "The page must show this code:",
            )
        )

    def _rows_missing(self, drawn: QrCode) -> int:
        width, height = self.size
        used = 3 if self.has_class("-short") else 5
        if width < len(drawn.rows[0]) + 4 + _CARD_WIDTH:
            return len(drawn.rows)
        return len(drawn.rows) + used + bool(self._note) - height

    def _show_line(self) -> None:
        now = self._clock.now().monotonic
        parts = [self._line]
        if self._ends_at:
            parts.append(f"next in {max(0, round(self._next_at - now))} s")
            parts.append(f"{words.duration(self._ends_at - now)} left")
        self.query_one("#waiting", Static).update(
            Content.styled(" · ".join(filter(None, parts)), "$quiet")
        )


def _lacking(rows: int) -> str:
    return f"(A QR code needs {rows} more rows, or more width.)\n" if rows > 0 else ""


def _code_content(code: str, old: str) -> Content:
    dead = f"\n(the code {old} no longer counts)" if old and old != code else ""
    return Content.assemble(
        (f" {' '.join(code)} ", "bold reverse"),
        (f"\n{words.spelled(code)}", "$quiet"),
        (dead, "$warning"),
    )
