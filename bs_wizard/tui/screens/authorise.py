"""The Authorise step: address, code and QR, while it asks whether the person has decided."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
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
from bs_wizard.tui.dialogs.qr_alone import QrAloneDialog
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.widgets import trouble
from bs_wizard.tui.widgets.facts import Facts
from bs_wizard.tui.widgets.qr_code import QrCode, lacking
from bs_wizard.wizard import words
from bs_wizard.wizard.addresses import Addresses, addresses, refusal
from bs_wizard.wizard.journey import mended_at
from bs_wizard.wizard.steps import Authorised, Back, Step

_CARD_WIDTH = 40
"""Columns the words beside the QR need to be readable."""
_BESIDE_QR = 4
"""Columns left free at the sides of the QR."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, by whom: shown beside the code.

    ``blocks`` says whether the terminal has half blocks to draw a QR code of.
    """

    instance: Instance
    facts: tuple[tuple[str, str], ...]
    draw_qr: bool = True
    blocks: bool = True


class AuthoriseScreen(StepScreen):
    """Asks for a code on mounting, polls until it is decided; leaving ends the polling."""

    STEP = Step.AUTHORISE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "show_qr", "QR"),
        Binding("n", "renew", "new code"),
    ]

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
        self._refused = False
        self._scanned = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the address alone on its row, then the QR beside the words."""
        yield Static("", id="address", markup=False)
        with Horizontal(id="columns"), Vertical(id="side"):
            with VerticalScroll(id="card", can_focus=False):
                with Vertical(id="request", classes="row hidden"):
                    yield Static("", id="lead", markup=False)
                    yield Static("", id="code", markup=False)
                    yield Facts(self._request.facts, label_width=11, id="asked")
                    yield Static(words.ONLY_YOURS, id="only-yours", markup=False)
                yield trouble.Trouble()
                with Horizontal(classes="actions hidden", id="mend"):
                    yield Button("", id="mend-button")
            yield Static("", id="waiting", markup=False)

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
        self.query_one("#request").add_class("hidden")
        self._run()

    def action_show_qr(self) -> None:
        """Show the QR code alone, as large as fits."""
        if self._scanned:
            self.app.push_screen(QrAloneDialog(self._scanned, blocks=self._request.blocks))

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
                self._line = f"▲ Network trouble: {said.rstrip('.')}. Your approval is not lost."
                self._next_at, self._ends_at = now + retry_in, now + left
            case Approved(token, dialect):
                self.answer(Authorised(token, dialect))
                return
        self._show_line()

    @on(Ended)
    async def _ended(self, message: Ended) -> None:
        self._ends_at = 0.0
        self._line = ""
        self._show_line()
        await self._put_away()
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
            self.answer(Back(to=where))

    async def _put_away(self) -> None:
        """Take what leads to the code off the screen: nobody should approve one that is dead."""
        self.query_one("#address", Static).update("")
        self.query_one("#request").add_class("hidden")
        await self.query(QrCode).remove()
        self._scanned = ""
        if isinstance(self.app.screen, QrAloneDialog):
            self.app.screen.dismiss()

    async def _show_code(self, code: DeviceCode) -> None:
        found = addresses(self._request.instance, code)
        self._refused = found.best is None
        self.query_one("#address", Static).update(self._address(found))
        await self.query(QrCode).remove()
        self._scanned = found.best or ""
        if found.best and self._request.draw_qr:
            blocks = self._request.blocks
            drawn = QrCode(found.best, 1 if blocks else 2, blocks=blocks)
            await self.query_one("#columns").mount(drawn, before="#side")
        self._lay_out()
        self.query_one("#code", Static).update(_code_content(code.user_code, self._old_code))
        self._old_code = code.user_code
        self.query_one("#request").remove_class("hidden")

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
        scan, wanted = "", ""
        for drawn in self.query(QrCode):
            wanted = self._lacking(drawn)
            drawn.set_class(bool(wanted), "hidden")
            scan = "" if wanted else ", or scan"
        first = f"Open the address on any device{scan}.\n"
        if self._refused:
            first = "There is no address to open: see above.\n"
        self.query_one("#lead", Static).update(
            Content.assemble(first, (wanted, "$quiet"), "The page must show this code:")
        )

    def _lacking(self, drawn: QrCode) -> str:
        """Say why the QR is not drawn; empty if it is."""
        width, height = self.size
        used = 3 if self.has_class("-short") else 5
        wanted = lacking(drawn, width - _BESIDE_QR - _CARD_WIDTH, height - used - bool(self._note))
        return f"({wanted})\n" if wanted else ""

    def _show_line(self) -> None:
        now = self._clock.now().monotonic
        parts = [self._line]
        if self._ends_at:
            parts.append(f"next in {max(0, round(self._next_at - now))} s")
            parts.append(f"{words.duration(self._ends_at - now)} left")
        style = "$warning" if self._line.startswith("▲") else "$quiet"
        self.query_one("#waiting", Static).update(
            Content.styled(" · ".join(filter(None, parts)), style)
        )


def _code_content(code: str, old: str) -> Content:
    dead = f"\n(the code {old} no longer counts)" if old and old != code else ""
    return Content.assemble(
        (f" {' '.join(code)} ", "bold reverse"),
        (f"\n{words.spelled(code)}", "$quiet"),
        (dead, "$warning"),
    )
