"""Ways to use a credential, each with lines that can be copied."""

from textual.content import Content
from textual.widgets import Static

from bs_wizard.wizard.texts.credential_texts import Way


class Usage(Static):
    """What each way is for, and under it what to type, on rows of their own from one column."""

    def __init__(self, ways: tuple[Way, ...] = ()) -> None:
        super().__init__(_drawn(ways))

    def show(self, ways: tuple[Way, ...]) -> None:
        """Show these."""
        self.update(_drawn(ways))


def _drawn(ways: tuple[Way, ...]) -> Content:
    parts = []
    for way in ways:
        head = Content.styled(f"{way.purpose}:", "$quiet")
        parts.append(Content("\n").join((head, *map(Content, way.lines))))
    return Content("\n\n").join(parts)
