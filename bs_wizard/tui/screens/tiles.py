"""The opening screen once there are credentials: a tile for each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Footer, Static

from bs_wizard.care.verify import Verified
from bs_wizard.errors import BsWizardError
from bs_wizard.store.model import Credential
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.details import DetailsDialog
from bs_wizard.tui.screens.answering import AnsweringScreen
from bs_wizard.tui.widgets.tile import Tile
from bs_wizard.tui.widgets.trouble import Trouble
from bs_wizard.wizard import words


class Wish(Enum):
    """What the person wants next."""

    NEW = "new"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the tiles show and can do."""

    credentials: Callable[[], tuple[Credential, ...]]
    default_name: Callable[[], str | None]
    verify: Callable[[Credential], Awaitable[Verified]]
    remove: Callable[[Credential, bool], Awaitable[None]]
    make_default: Callable[[Credential], Awaitable[object]]
    now: Callable[[], datetime]


class TilesScreen(AnsweringScreen[Wish]):
    """Tiles to move among with the arrow keys, and the few things to do with one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "wish('new')", "new"),
        Binding("v", "verify", "verify"),
        Binding("d", "make_default", "default"),
        Binding("x,delete", "remove", "remove"),
        Binding("escape,q", "wish('leave')", "leave"),
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

    @dataclass
    class Told(Message):
        """Something was done; ``text`` says what."""

        text: str

    @dataclass
    class Failed(Message):
        """Something could not be done."""

        error: BsWizardError

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self.busy = False
        self.trouble: BsWizardError | None = None

    def compose(self) -> ComposeResult:
        """Lay out title, tiles and what was done last."""
        with VerticalScroll(id="body", can_focus=False):
            yield Static("Your BaseSpace credentials", classes="title", markup=False)
            yield Container(id="tiles")
            yield Static("", id="told", markup=False)
            yield Trouble()
        yield Footer(show_command_palette=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing that would cut off a removal under way."""
        cuts_off = action in {"wish", "verify", "make_default", "remove"}
        return None if self.busy and cuts_off else True

    async def on_mount(self) -> None:
        """Show what the index holds."""
        await self._fill()

    async def _fill(self, at: int = 0) -> None:
        default = self._shelf.default_name()
        now = self._shelf.now()
        holder = self.query_one("#tiles")
        await holder.remove_children()
        found = self._shelf.credentials()
        if not found:
            self.answer(Wish.NEW)
            return
        await holder.mount_all(
            Tile(each, is_default=each.name == default, now=now) for each in found
        )
        tiles = list(self.query(Tile))
        tiles[min(at, len(tiles) - 1)].focus()

    @property
    def _at(self) -> int:
        tiles = list(self.query(Tile))
        return tiles.index(self.focused) if isinstance(self.focused, Tile) else 0

    @property
    def _chosen(self) -> Credential:
        return list(self.query(Tile))[self._at].credential

    def action_move(self, by: int) -> None:
        """Move the focus by so many tiles."""
        tiles = list(self.query(Tile))
        tiles[max(0, min(len(tiles) - 1, self._at + by))].focus()

    def action_move_row(self, by: int) -> None:
        """Move the focus by so many rows."""
        columns = 1 if self.has_class("-narrow") else 3 if self.has_class("-wide") else 2
        self.action_move(by * columns)

    def action_wish(self, wish: str) -> None:
        """Leave this screen."""
        self.answer(Wish(wish))

    @on(Tile.Opened)
    def _open(self) -> None:
        chosen = self._chosen
        default = chosen.name == self._shelf.default_name()
        self.app.push_screen(DetailsDialog(chosen.name, words.details(chosen, default)))

    def action_verify(self) -> None:
        """Ask BaseSpace whether the chosen token is still good."""
        self._tell(f"Asking BaseSpace about {self._chosen.name} …")
        self._verify(self._chosen)

    @work(exclusive=True, group="care")
    async def _verify(self, credential: Credential) -> None:
        try:
            found = await self._shelf.verify(credential)
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            said = words.missing_sentence(found.scopes_missing)
            self.post_message(self.Told(f"✓ {credential.name} is good. {said}".rstrip()))

    def action_make_default(self) -> None:
        """Use the chosen credential when none is named."""
        self._make_default(self._chosen)

    @work(exclusive=True, group="care")
    async def _make_default(self, credential: Credential) -> None:
        try:
            await self._shelf.make_default(credential)
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Told(f"✓ {credential.name} is the default now."))

    def action_remove(self) -> None:
        """Ask how far to go, then remove the chosen credential."""
        chosen = self._chosen

        def answered(answer: str | None) -> None:
            if answer in {"remove", "revoke"}:
                self._set_busy(True)
                self._tell(f"Removing {chosen.name} …")
                self._remove(chosen, answer == "revoke")

        self.app.push_screen(
            ChoiceDialog(
                f"Remove {chosen.name}?",
                "Removed from this machine only, the token still works wherever else it is. "
                "Revoking ends it at BaseSpace for everyone.",
                (("keep", "Keep it"), ("remove", "Remove here"), ("revoke", "Revoke and remove")),
            ),
            answered,
        )

    @work(exclusive=True, group="care")
    async def _remove(self, credential: Credential, revoke: bool) -> None:
        try:
            await self._shelf.remove(credential, revoke)
        except BsWizardError as error:
            self.post_message(self.Failed(error))
        else:
            done = "revoked and removed" if revoke else "removed from this machine"
            self.post_message(self.Told(f"✓ {credential.name} was {done}."))

    @on(Told)
    async def _done(self, event: Told) -> None:
        self._set_busy(False)
        self._tell(event.text)
        await self._fill(self._at)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self._set_busy(False)
        self._tell("")
        self.trouble = event.error
        self.query_one(Trouble).show(event.error)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.refresh_bindings()

    def _tell(self, text: str) -> None:
        self.trouble = None
        self.query_one(Trouble).clear()
        self.query_one("#told", Static).update(Content.styled(text, "$success"))
