"""The opening screen once there are credentials: a tile for each."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bs_wizard.care.credential_actions import CredentialActions, CredentialList, NextStep
from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.dialogs.details import DetailsDialog
from bs_wizard.tui.screens.care import CareScreen
from bs_wizard.tui.widgets.credential.tile import Tile
from bs_wizard.tui.widgets.frame.frame import Body, Frame, More
from bs_wizard.tui.widgets.frame.key_row import KeyRow
from bs_wizard.tui.widgets.frame.trouble import Trouble
from bs_wizard.wizard.texts import credential_texts


class TilesScreen(CareScreen):
    """Tiles to move among with the arrow keys, and the few things to do with one."""

    AUTO_FOCUS = ""  # the default's tile, once it is known
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "retry", "try again"),
        # Before the scrolling body takes them.
        Binding("left", "move(-1)", show=False, priority=True),
        Binding("right", "move(1)", show=False, priority=True),
        Binding("up", "move_row(-1)", show=False, priority=True),
        Binding("down", "move_row(1)", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (70, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (23, "-tall"), (30, "-roomy")]

    @dataclass
    class Read(Message):
        """What the index holds."""

        shelved: CredentialList

    def __init__(self, actions: CredentialActions, ended: BsWizardError | None = None) -> None:
        super().__init__(actions)
        self._ended = ended
        self._default: str | None = None
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Lay out title and tiles, and below them what was done last."""
        with Frame():
            with Body(id="body"):
                yield Static("Your BaseSpace credentials", classes="title", markup=False)
                yield Container(id="tiles")
            yield More(markup=False)
            yield Static("", id="told", markup=False)
            yield Trouble()
        yield KeyRow()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read the index again only where that failed."""
        if action == "retry":
            return self.trouble is not None and not self.query(Tile)
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        """Show what the index holds, and what the journey before ended with."""
        self.action_retry()
        if isinstance(self._ended, Cancelled):
            self.tell(self._ended.message)
        elif self._ended:
            self.fail(self._ended)

    def action_retry(self) -> None:
        """Read the index."""
        self.clear_error()
        self._read()

    def _read(self) -> None:
        async def found() -> Message:
            return self.Read(await self.actions.read())

        self.attempt(found, group="read")

    @on(Read)
    async def _fill(self, event: Read) -> None:
        found = event.shelved
        if not found.credentials:
            self.answer(NextStep.NEW)
            return
        at, current = self._at, self.chosen
        wanted = self._wanted or (current.name if current else found.default)
        self._wanted = ""
        self._default = found.default
        now = self.actions.now()
        holder = self.query_one("#tiles")
        await holder.remove_children()
        tiles = [
            Tile(each, is_default=each.name == found.default, now=now) for each in found.credentials
        ]
        await holder.mount_all(tiles)
        names = [each.name for each in found.credentials]
        at = names.index(wanted) if wanted in names else min(at, len(names) - 1)
        tiles[at].focus()
        self.refresh_bindings()

    @property
    def _at(self) -> int:
        tiles = list(self.query(Tile))
        return tiles.index(self.focused) if isinstance(self.focused, Tile) else 0

    @property
    def chosen(self) -> Credential | None:
        """Return the credential whose tile has the focus."""
        tiles = list(self.query(Tile))
        return tiles[self._at].credential if tiles else None

    def action_move(self, by: int) -> None:
        """Move the focus by so many tiles."""
        if tiles := list(self.query(Tile)):
            tiles[max(0, min(len(tiles) - 1, self._at + by))].focus()

    def action_move_row(self, by: int) -> None:
        """Move the focus by so many rows."""
        columns = 1 if self.has_class("-narrow") else 3 if self.has_class("-wide") else 2
        self.action_move(by * columns)

    @on(Tile.Opened)
    def _open(self) -> None:
        if chosen := self.chosen:
            is_default = chosen.name == self._default
            self.app.push_screen(
                DetailsDialog(chosen.name, credential_texts.details(chosen, is_default))
            )

    @on(CareScreen.Told)
    def _done(self, event: CareScreen.Told) -> None:
        self.set_busy(False)
        self.tell(event.text)
        self._wanted = event.name
        self._read()

    def fail(self, error: BsWizardError) -> None:
        """Show what went wrong in the place of what was done."""
        self.tell("")
        super().fail(error)

    def tell(self, text: str) -> None:
        """Show what is done or was done."""
        self.clear_error()
        self.query_one("#told", Static).update(Content.styled(text, "$success"))
