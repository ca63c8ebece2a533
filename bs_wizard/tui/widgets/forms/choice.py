"""Options whose state shows by shape, not by colour alone."""

from dataclasses import dataclass

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, RadioButton, RadioSet
from textual.widgets.option_list import Option


class ChoiceButton(RadioButton):
    """An option to choose alone: ``(●)`` when chosen, ``( )`` when not."""

    BUTTON_LEFT = ""
    BUTTON_RIGHT = ""

    def render(self) -> Content:
        """Draw the mark that the value asks for."""
        self.BUTTON_INNER = "(●)" if self.value else "( )"
        return super().render()


class Choices(RadioSet):
    """Options of which one is chosen: Enter chooses it, and pressed again confirms it."""

    BINDINGS = [Binding("enter", "choose", "choose"), Binding("enter", "confirm", "go on")]

    class Confirmed(Message):
        """Enter was pressed on the option that is chosen already."""

    @dataclass
    class Highlighted(Message):
        """The highlight is on this option now, chosen or not."""

        button: RadioButton

    def on_focus(self) -> None:
        """Say where the highlight is."""
        self._tell_highlight()

    def watch__selected(self) -> None:
        """Say where the highlight is while the person moves it."""
        super().watch__selected()
        self.refresh_bindings()
        if self.has_focus:
            self._tell_highlight()

    def _tell_highlight(self) -> None:
        button = self._nodes[self._selected] if self._selected is not None else None
        if isinstance(button, RadioButton):
            self.post_message(self.Highlighted(button))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Choose the highlighted option, or confirm it where it is chosen already."""
        if action in {"choose", "confirm"}:
            at = self._selected
            is_chosen = at is not None and self._nodes[at] is self.pressed_button
            return is_chosen == (action == "confirm")
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Choose the highlighted option."""
        self.action_toggle_button()
        self.refresh_bindings()

    def action_confirm(self) -> None:
        """Go on with the option that is chosen."""
        self.post_message(self.Confirmed())


class TickList(OptionList):
    """Options to tick, any number: ``[x]`` or ``[ ]``; Space or Enter turns one over."""

    BINDINGS = [Binding("space", "select", "tick")]

    class Ticked(Message):
        """The person ticked an option, or took its tick away."""

    @dataclass
    class Entered(Message):
        """The list got the focus, at the option ``key``."""

        key: str

    def __init__(self, options: tuple[tuple[str, Content], ...], *, id: str) -> None:
        super().__init__(id=id, compact=True)
        self._labels = dict(options)
        self._ticked: set[str] = set()

    def on_mount(self) -> None:
        """Show the options."""
        self.add_options(Option(self._drawn(key), id=key) for key in self._labels)

    def on_focus(self) -> None:
        """Say where the highlight is."""
        at = self.highlighted or 0
        self.highlighted = at
        self.post_message(self.Entered(list(self._labels)[at]))

    @property
    def ticked(self) -> frozenset[str]:
        """Return the keys of the ticked options."""
        return frozenset(self._ticked)

    def tick_only(self, keys: frozenset[str]) -> None:
        """Tick these options and no others, without a message."""
        self._ticked = set(keys & self._labels.keys())
        for key in self._labels if self.option_count else ():
            self.replace_option_prompt(key, self._drawn(key))

    @on(OptionList.OptionSelected)
    def _turn_over(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        key = event.option.id
        if key is not None:
            self._ticked ^= {key}
            self.replace_option_prompt(key, self._drawn(key))
            self.post_message(self.Ticked())

    def _drawn(self, key: str) -> Content:
        mark = "[x] " if key in self._ticked else "[ ] "
        return Content.assemble(mark, self._labels[key])
