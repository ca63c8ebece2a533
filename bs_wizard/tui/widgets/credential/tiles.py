"""Credentials as tiles in a grid, of which only those in view are drawn, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widget import Widget

from bs_wizard.store.index.records import Credential
from bs_wizard.tui.widgets.frame.frame import MORE_BELOW
from bs_wizard.wizard.texts import credential_texts

TILE_ROWS = 7
"""Rows of a tile, its frame among them."""
_NARROWEST = 32
_MOST_COLUMNS = 3


class Tiles(Widget, can_focus=True):
    """Tiles to move among with the arrow keys; the one with the thick frame is ``chosen``.

    It shows whole rows of tiles, and beneath them whether there are more.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "show", tooltip="shows all that is known of it"),
        Binding("right", "move(1)", "move", key_display="←↑↓→", tooltip="move from tile to tile"),
        Binding("left", "move(-1)", show=False),
        Binding("down", "move_row(1)", show=False),
        Binding("up", "move_row(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("home", "move_to(0)", show=False),
        Binding("end", "move_to(-1)", show=False),
    ]

    @dataclass
    class Opened(Message):
        """The person wants to see all of the chosen one."""

        credential: Credential
        is_default: bool

    class Chosen(Message):
        """Another one is chosen, or none any more."""

    def __init__(self) -> None:
        super().__init__(id="tiles")
        self._default: str | None = None
        self._now: datetime | None = None
        self.shown: tuple[Credential, ...] = ()
        self._at = 0
        self._top = 0  # row of tiles

    @property
    def chosen(self) -> Credential | None:
        """Return the credential whose tile has the thick frame, None if there is no tile."""
        return self.shown[self._at] if self.shown else None

    def show(
        self, credentials: Sequence[Credential], default: str | None, wanted: str, now: datetime
    ) -> None:
        """Show these; ``wanted`` is chosen, else the one chosen before, else the default."""
        self._default, self._now = default, now
        chosen = self.chosen
        self.narrow(credentials, wanted or (chosen.name if chosen else default) or "")

    def narrow(self, credentials: Sequence[Credential], wanted: str = "") -> None:
        """Show only these; ``wanted`` is chosen, else the one chosen before, else one near it."""
        wanted = wanted or (self.chosen.name if self.chosen else "")
        self.shown = tuple(credentials)
        places = [at for at, each in enumerate(self.shown) if each.name == wanted]
        last = max(0, len(self.shown) - 1)
        self._choose(places[0] if places else min(self._at, last))

    def _choose(self, at: int) -> None:
        self._at = at
        row = at // self._columns
        self._top = max(row - self._rows + 1, min(self._top, row))
        self.refresh()
        self.post_message(self.Chosen())

    @property
    def _columns(self) -> int:
        return max(1, min(_MOST_COLUMNS, self.size.width // _NARROWEST))

    @property
    def _rows(self) -> int:
        return max(1, (self.size.height - 1) // TILE_ROWS)

    def on_resize(self) -> None:
        """Keep the chosen one in view."""
        self._choose(self._at)

    def on_focus(self) -> None:
        """Draw the thick frame."""
        self.refresh()

    def on_blur(self) -> None:
        """Draw no thick frame."""
        self.refresh()

    def action_open(self) -> None:
        """Show all of the chosen one."""
        if one := self.chosen:
            self.post_message(self.Opened(one, one.name == self._default))

    def action_move(self, by: int) -> None:
        """Choose the tile so many further on, or the last one there."""
        if self.shown:
            self._choose(max(0, min(len(self.shown) - 1, self._at + by)))

    def action_move_row(self, by: int) -> None:
        """Move by so many rows of tiles."""
        self.action_move(by * self._columns)

    def action_move_page(self, by: int) -> None:
        """Move by as many rows as are in view."""
        self.action_move(by * self._columns * self._rows)

    def action_move_to(self, end: int) -> None:
        """Choose the first or the last tile."""
        self.action_move(-len(self.shown) if end == 0 else len(self.shown))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Move down."""
        self.action_move_row(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Move up."""
        self.action_move_row(-1)

    def on_click(self, event: Click) -> None:
        """Choose the tile under the pointer, and show all of it."""
        column = event.x // (self.size.width // self._columns)
        row = event.y // TILE_ROWS
        at = (self._top + row) * self._columns + column
        if row < self._rows and column < self._columns and at < len(self.shown):
            self._choose(at)
            self.action_open()

    def render(self) -> Content:
        """Draw the rows of tiles in view."""
        columns, width = self._columns, self.size.width
        first, end = self._top * columns, (self._top + self._rows) * columns
        lines: list[Content] = []
        for at in range(first, min(end, len(self.shown)), columns):
            row = [self._drawn(each, width // columns) for each in range(at, at + columns)]
            lines += map(Content(" ").join, zip(*filter(None, row), strict=True))
        if end < len(self.shown):
            lines.append(Content.styled(MORE_BELOW, "$warning"))
        return Content("\n").join(lines)

    def _drawn(self, at: int, width: int) -> list[Content]:
        """Return the rows of one tile; none where there is no credential."""
        if at >= len(self.shown):
            return []
        one, now = self.shown[at], self._now
        assert now is not None, "it comes with the credentials"
        inner = width - 5
        default = ("  default", "$accent") if one.name == self._default else ""
        checked = credential_texts.checked(one, now)
        texts = [
            Content.assemble((one.name, "bold $primary"), default),
            *([Content(one.description)] if one.description else []),
            Content(credential_texts.owner_and_space(one)),
            Content.styled(credential_texts.scopes(one), "$quiet"),
            Content.styled(f"{checked} · {one.instance}", "$quiet"),
            *([] if one.description else [Content("")]),
        ]
        chosen = at == self._at and self.has_focus
        sides, color = ("┏━┓┃┗┛", "$primary") if chosen else ("╭─╮│╰╯", "$scroll-thumb")
        side = Content.styled(sides[3], color)
        return [
            Content.styled(f"{sides[0]}{sides[1] * (inner + 2)}{sides[2]}", color),
            *(Content.assemble(side, " ", _fitted(text, inner), " ", side) for text in texts),
            Content.styled(f"{sides[4]}{sides[1] * (inner + 2)}{sides[5]}", color),
        ]


def _fitted(text: Content, width: int) -> Content:
    cut = text.truncate(width, ellipsis=True)
    return cut.pad_right(width - cut.cell_length)
