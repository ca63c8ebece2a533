"""Something that moves while something else is waited for."""

from typing import TYPE_CHECKING

from textual.widgets import Static

if TYPE_CHECKING:
    from textual.timer import Timer

AFTER = 0.5
"""Seconds before it is worth saying, and between two moves."""
_SHAPES = ("●○○", "○●○", "○○●")


class Spinner(Static):
    """Says what is waited for once that has taken half a second; else it takes no room."""

    def __init__(self, said: str = "") -> None:
        super().__init__(markup=False)
        self.said = said
        self.display = False
        self._shape = 0
        self._timer: Timer | None = None

    def turn(self, on: bool) -> None:
        """Begin or end."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_interval(AFTER, self._move) if on else None
        self.display = False

    def _move(self) -> None:
        self._shape = (self._shape + 1) % len(_SHAPES)
        self.update(f"{_SHAPES[self._shape]} {self.said}")
        self.display = True
