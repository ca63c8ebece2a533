"""The top row of every screen: the program, what the screen is about, and what that is in."""

from textual.content import Content
from textual.widgets import Static


class HeaderBar(Static):
    """Program name, a ``title`` in the middle, and at the right a word on it."""

    def __init__(self, title: str, aside: str = "") -> None:
        super().__init__()
        self.title = title
        self.aside = aside

    def on_resize(self) -> None:
        """Draw for the width there is now."""
        self.update(self.draw(self.size.width))

    def show(self, aside: str) -> None:
        """Say something else at the right."""
        self.aside = aside
        self.on_resize()

    def middle(self, width: int) -> Content:
        """Return what stands in the middle of ``width`` cells."""
        return Content.styled(self.title, "bold $primary")

    def draw(self, width: int) -> Content:
        """Return the row for ``width`` cells."""
        name = Content.styled(" bs-wizard ", "bold")
        middle = self.middle(width)
        aside = Content.styled(f"{self.aside} ", "$quiet")
        room = width - name.cell_length - middle.cell_length - aside.cell_length
        before = max(1, room // 2)
        row = Content.assemble(name, " " * before, middle, " " * max(1, room - before), aside)
        return row.truncate(width)
