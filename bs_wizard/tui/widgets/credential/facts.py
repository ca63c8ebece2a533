"""Labels and values in two columns."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class Facts(Widget):
    """Rows of a label and a value; values wrap under themselves, for the width there is."""

    def __init__(
        self,
        rows: Iterable[tuple[str, str]],
        *,
        label_width: int = 17,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.rows = tuple(rows)
        self._label_width = label_width

    def show(self, rows: Iterable[tuple[str, str]]) -> None:
        """Replace the rows."""
        self.rows = tuple(rows)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows that are needed at ``width`` cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw for the width there is now."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        room = max(10, width - self._label_width)
        lines: list[Content] = []
        for label, value in self.rows:
            head = Content.styled(label.ljust(self._label_width), "$quiet")
            for line in Content(value or "-").wrap(room):
                lines.append(Content.assemble(head, line))
                head = Content(" " * self._label_width)
        return lines
