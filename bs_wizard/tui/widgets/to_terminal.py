"""What a widget wants written to the terminal as it is: sequences that Textual has no call for."""

from textual.message import Message


class ToTerminal(Message):
    """Asks the application to write ``sequence``."""

    def __init__(self, sequence: str) -> None:
        super().__init__()
        self.sequence = sequence
