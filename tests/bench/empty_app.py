"""The least that Textual draws, to measure by: one line, and nothing else is loaded."""

from textual.app import App, ComposeResult
from textual.widgets import Static

TEXT = "Nothing else"


class Empty(App[None]):
    """An application of one line."""

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Static(TEXT)


if __name__ == "__main__":
    Empty().run()
