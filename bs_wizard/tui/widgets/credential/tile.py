"""Credentials as tiles in a grid."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.texts import credential_texts


class Tile(Static, can_focus=True):
    """Name, owner, place and age of one credential."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "show", key_display="enter")]

    class Opened(Message):
        """The tile was chosen."""

    def __init__(self, credential: Credential, *, is_default: bool, now: datetime) -> None:
        self.credential = credential
        default = ("  default", "$accent") if is_default else ""
        checked = credential_texts.checked(credential, now)
        super().__init__(
            Content.assemble(
                (credential.name, "bold $primary"),
                default,
                f"\n{credential_texts.user_name(credential.user)}",
                (f"\n{credential_texts.workgroup(credential.workgroup)}", "$quiet"),
                (f"\n{checked} · {credential.instance}", "$quiet"),
            )
        )

    def action_open(self) -> None:
        """Choose this one."""
        self.post_message(self.Opened())

    def on_click(self) -> None:
        """Choose this one."""
        self.focus()
        self.action_open()


class TileGrid(Container):
    """A tile for each credential, to move among with the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the scrolling body takes them.
        Binding("left", "move(-1)", show=False, priority=True),
        Binding("right", "move(1)", show=False, priority=True),
        Binding("up", "move_row(-1)", show=False, priority=True),
        Binding("down", "move_row(1)", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__(id="tiles")
        self.default: str | None = None

    async def show(
        self, credentials: Sequence[Credential], default: str | None, wanted: str, now: datetime
    ) -> None:
        """Show these; ``wanted`` gets the focus, else the one focused before, else the default."""
        at, current = self._at, self.chosen
        wanted = wanted or (current.name if current else default) or ""
        self.default = default
        await self.remove_children()
        tiles = [Tile(each, is_default=each.name == default, now=now) for each in credentials]
        await self.mount_all(tiles)
        names = [each.name for each in credentials]
        at = names.index(wanted) if wanted in names else min(at, len(names) - 1)
        tiles[at].focus()

    @property
    def _at(self) -> int:
        tiles = list(self.query(Tile))
        focused = self.screen.focused
        return tiles.index(focused) if isinstance(focused, Tile) else 0

    @property
    def chosen(self) -> Credential | None:
        """Return the credential whose tile has the focus, None if there is no tile."""
        tiles = list(self.query(Tile))
        return tiles[self._at].credential if tiles else None

    def action_move(self, by: int) -> None:
        """Move the focus by so many tiles."""
        if tiles := list(self.query(Tile)):
            tiles[max(0, min(len(tiles) - 1, self._at + by))].focus()

    def action_move_row(self, by: int) -> None:
        """Move the focus by so many rows."""
        screen = self.screen
        columns = 1 if screen.has_class("-narrow") else 3 if screen.has_class("-wide") else 2
        self.action_move(by * columns)
