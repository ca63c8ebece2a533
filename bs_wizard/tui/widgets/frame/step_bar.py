"""The top row: where the person is on the way."""

from textual.content import Content
from textual.widgets import Static

from bs_wizard.wizard.journey.steps import NUMBERED, Step

_WIDE = 72


class StepBar(Static):
    """Program name, the four steps with a mark each, and the instance."""

    def __init__(self, step: Step, place: str) -> None:
        super().__init__()
        self._step = step
        self._place = place

    def on_resize(self) -> None:
        """Draw for the width there is now."""
        self.update(self.draw(self.size.width))

    def draw(self, width: int) -> Content:
        """Return the row for ``width`` cells; marks differ by shape, not by colour alone."""
        name = Content.styled(" bs-wizard ", "bold")
        marks = self._all_marks() if width >= _WIDE else self._short_mark()
        place = Content.styled(f"{self._place} ", "$quiet")
        room = width - name.cell_length - marks.cell_length - place.cell_length
        before = max(1, room // 2)
        row = Content.assemble(name, " " * before, marks, " " * max(1, room - before), place)
        return row.truncate(width)

    def _all_marks(self) -> Content:
        parts = [self._mark(step) for step in NUMBERED]
        return Content.styled(" ─── ", "$quiet").join(parts)

    def _mark(self, step: Step) -> Content:
        order = list(Step)
        if order.index(step) < order.index(self._step):
            return Content.styled(f"✓ {step.value}", "$success")
        if step is self._step:
            return Content.styled(f"● {step.value}", "bold $primary")
        return Content.styled(f"○ {step.value}", "$quiet")

    def _short_mark(self) -> Content:
        if self._step not in NUMBERED:
            return Content("")
        number = NUMBERED.index(self._step) + 1
        return Content.styled(f"{number}/{len(NUMBERED)} {self._step.value}", "bold $primary")
