"""Labels and values in two columns."""

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static


class Facts(Static):
    """Rows of a label and a value; values wrap under themselves."""

    def __init__(
        self, rows: Iterable[tuple[str, str]], *, label_width: int = 17, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._rows = tuple(rows)
        self._label_width = label_width

    def on_resize(self) -> None:
        """Wrap for the width there is now."""
        self.update(self.draw(self.size.width))

    def show(self, rows: Iterable[tuple[str, str]]) -> None:
        """Replace the rows."""
        self._rows = tuple(rows)
        self.update(self.draw(self.size.width or 80))

    def draw(self, width: int) -> Content:
        """Return the rows for ``width`` cells."""
        room = max(10, width - self._label_width)
        lines: list[Content] = []
        for label, value in self._rows:
            head = Content.styled(label.ljust(self._label_width), "$quiet")
            for line in Content(value or "-").wrap(room):
                lines.append(Content.assemble(head, line))
                head = Content(" " * self._label_width)
        return Content("\n").join(lines)
