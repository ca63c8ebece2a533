"""What a widget wants written to the terminal as it is: sequences that Textual has no call for."""

from collections.abc import Callable

from textual.message import Message


class ToTerminal(Message):
    """Asks the application to write what ``sequence`` returns at that moment, if anything.

    Asked for only then, because a sequence may say where on the screen it belongs.
    """

    def __init__(self, sequence: Callable[[], str]) -> None:
        super().__init__()
        self.sequence = sequence
