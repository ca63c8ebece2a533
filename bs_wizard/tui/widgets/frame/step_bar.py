"""The top row of the journey: where the person is on the way."""

from textual.content import Content

from bs_wizard.tui.widgets.frame.header_bar import HeaderBar
from bs_wizard.wizard.journey.steps import NUMBERED, Step

_WIDE = 72


class StepBar(HeaderBar):
    """Has the four steps in its middle, with a mark each, and the instance at the right."""

    def __init__(self, step: Step, place: str) -> None:
        super().__init__(step.value, place)
        self._step = step

    def middle(self, width: int) -> Content:
        """Return the steps; marks differ by shape, not by colour alone."""
        return self._all_marks() if width >= _WIDE else self._short_mark()

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
