"""Which keys work on a screen now, and what each does: for the row of keys, and for the help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from textual.binding import ActiveBinding, Binding
from textual.screen import Screen
from textual.widgets import Input

_AROUND = 3
"""Columns that a key takes in the row besides its name and its word."""

_HELP = "help"
_NEXT = "app.focus_next"
_NAMES = {"enter": "enter", "space": "space", "tab": "tab", "pagedown": "page down"}
"""Names of keys where Textual has another one, or a sign that few know."""

_OF_TEXTUAL = {
    _NEXT: ("tab", "next"),
    "press": ("enter", "press"),
    "submit": ("enter", "go on"),
    "show_overlay": ("enter", "open"),
    "next_button": ("↑↓", "move"),
    "cursor_down": ("↑↓", "move"),
    "scroll_down": ("↑↓", "scroll"),
}
"""Keys of Textual's own widgets that a person uses here, by action: how they are shown."""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key that works now: how it is shown, in a word what it does, and in a sentence."""

    key: str
    display: str
    word: str
    action: str
    enabled: bool = True
    explains: str = ""

    @property
    def width(self) -> int:
        """Columns that it takes in the row."""
        return cell_len(self.display) + cell_len(self.word) + _AROUND


def shown_keys(screen: Screen[Any]) -> list[KeyHint]:
    """Return what the row shows, one key for an action: first those of what has the focus.

    While a field has the focus, a key that would type itself there is left out, or another key
    that does the same takes its place.
    """
    typing = isinstance(screen.focused, Input)
    hints: dict[str, KeyHint] = {}
    for each in _hints(screen):
        types_itself = typing and len(each.display) == 1
        if each.word and not types_itself:
            hints.setdefault(each.action, each)
    return sorted(hints.values(), key=lambda each: each.action == _NEXT)


def fitting(keys: Sequence[KeyHint], width: int) -> list[KeyHint]:
    """Return the keys that fit in ``width`` columns; the help is the last, and says so, if not all.

    A row too short for even that shows what it can.
    """
    if sum(each.width for each in keys) <= width:
        return list(keys)
    last = [replace(each, word="all keys") for each in keys if each.action == _HELP]
    room = width - sum(each.width for each in last)
    shown = []
    for each in keys:
        if each.action != _HELP:
            room -= each.width
            if room < 0:
                break
            shown.append(each)
    return shown + last


def explained_keys(screen: Screen[Any]) -> tuple[tuple[str, str], ...]:
    """Return every key that does something on ``screen``, and what: as labels and values."""
    typing = isinstance(screen.focused, Input)
    rows: dict[str, tuple[list[str], str]] = {}
    for each in sorted(_hints(screen), key=lambda each: not each.word):  # the program's own last
        if said := each.explains or each.word:
            displays, _ = rows.setdefault(each.action, ([], said))
            if each.display not in displays:
                displays.append(each.display)
    outside = {action for action, (displays, _) in rows.items() if max(map(len, displays)) == 1}
    return tuple(
        (" ".join(displays), f"{said}; not while typing" if typing and action in outside else said)
        for action, (displays, said) in rows.items()
    )


def _hints(screen: Screen[Any]) -> Iterator[KeyHint]:
    for active in screen.active_bindings.values():
        binding = active.binding
        display, word = _OF_TEXTUAL.get(binding.action, ("", ""))
        if word and not binding.show:
            if _does_something(screen, binding.action):
                yield _hint(active, display, word)
        else:
            display = binding.key_display or _NAMES.get(binding.key) or _name(screen, binding)
            yield _hint(active, display, binding.description if binding.show else "")


def _hint(active: ActiveBinding, display: str, word: str) -> KeyHint:
    binding = active.binding
    return KeyHint(
        binding.key, display, word, binding.action, active.enabled, binding.tooltip or ""
    )


def _name(screen: Screen[Any], binding: Binding) -> str:
    return screen.app.get_key_display(binding)


def _does_something(screen: Screen[Any], action: str) -> bool:
    if action == _NEXT:
        return len(screen.focus_chain) > 1
    focused = screen.focused
    return action != "scroll_down" or (focused is not None and focused.allow_vertical_scroll)
