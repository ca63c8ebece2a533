"""Two rows under a code: how the wait stands, and what there is to say about it."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from bs_wizard.basespace.clock import Moment
from bs_wizard.tui.widgets.frame.frame import TOLD_FOR
from bs_wizard.wizard.rules.wait import Wait, WaitState, clock_line
from bs_wizard.wizard.texts import while_waiting

_DRAIN_CELLS = 14
_WIDE = 72

_MARKS = {
    WaitState.ASKING: ("… ", "$quiet"),
    WaitState.FRESH: ("● ", "$primary"),
    WaitState.PENDING: ("● ", "$primary"),
    WaitState.TRANSIENT: ("▲ ", "$warning"),
}


class WaitingLine(Vertical):
    """Redraws no more than has changed: a terminal far away is told a few bytes a second."""

    def __init__(self) -> None:
        super().__init__(id="waiting")
        self._drawn: dict[str, Content] = {}
        self._told = ""
        self._told_at = -TOLD_FOR
        self._life = 0.0

    def compose(self) -> ComposeResult:
        """Lay out the state, the times and the drain over the word."""
        with Horizontal(id="standing"):
            yield Static("", id="state", markup=False)
            yield Static("", id="times", markup=False)
            yield Static("", id="drain", markup=False)
        yield Static("", id="word", markup=False)

    def tell(self, text: str, now: Moment) -> None:
        """Answer a key; the answer stands for a while."""
        self._told, self._told_at = text, now.monotonic

    def reset(self) -> None:
        """Take the answer away: what it was about is gone."""
        self._told = ""

    def show(self, wait: Wait, now: Moment) -> None:
        """Draw how the wait stands ``now``."""
        mark, style = _MARKS.get(wait.state, ("", ""))
        said = while_waiting.WAITING_FOR_YOU if wait.state is WaitState.FRESH else wait.state.value
        self._draw("state", Content.styled(mark + said if mark else "", style or "$quiet"))
        times = clock_line(wait, now, brief=self.size.width < _WIDE) if wait.is_open else ""
        # Padded here: what Textual pads has a style of its own, which is more to send.
        room = self.query_one("#times").size.width
        self._draw("times", Content(times.ljust(room)))
        self._draw("drain", self._drain(wait, now))
        self._draw("word", self._word(wait, now))

    def _word(self, wait: Wait, now: Moment) -> Content:
        if self._told and now.monotonic - self._told_at < TOLD_FOR:
            return Content.styled(self._told, "bold")
        if wait.state is WaitState.TRANSIENT:
            return Content.styled(f"▲ {while_waiting.network_trouble(wait.said)}", "$warning")
        if wait.ends_soon(now):
            return Content.styled(f"▲ {while_waiting.LITTLE_LEFT}", "bold $warning")
        if wait.pace and wait.is_open:
            return Content.styled(while_waiting.slowed(wait.pace), "$quiet")
        return Content("")

    def _drain(self, wait: Wait, now: Moment) -> Content:
        if not wait.is_open:
            self._life = 0.0
            return Content("")
        left = wait.left_at(now)
        self._life = max(self._life, left)
        full = round(_DRAIN_CELLS * left / self._life) if self._life else 0
        style = "$warning" if wait.ends_soon(now) else "$primary"
        return Content.assemble(("━" * full, style), ("─" * (_DRAIN_CELLS - full), "$quiet"))

    def _draw(self, name: str, content: Content) -> None:
        if self._drawn.get(name) != content:
            self._drawn[name] = content
            self.query_one(f"#{name}", Static).update(content)
