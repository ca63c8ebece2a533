"""What the screens of the journey have in common: the frame, and the ways out of a failure."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from bs_wizard.errors import BsWizardError
from bs_wizard.tui.after_refresh import after_refresh
from bs_wizard.tui.dialogs.dialog import HelpDialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.widgets.frame.frame import Body, ErrorMessage, Frame, KeyAnswer, More
from bs_wizard.tui.widgets.frame.key_row import KeyRow
from bs_wizard.tui.widgets.frame.keys import explained_keys
from bs_wizard.tui.widgets.frame.spinner import Spinner
from bs_wizard.tui.widgets.frame.step_bar import StepBar
from bs_wizard.wizard.journey.steps import Back, Outcome, Step
from bs_wizard.wizard.texts.guide import explain


class StepScreen(ResultScreen[Outcome]):
    """A step: the row of steps above, its own body, the keys below.

    A screen that does something which may fail shows what it does with :meth:`begin`, and has
    buttons of the class ``way-out``, hidden until it fails; the button ``again`` tries once more.
    """

    STEP: ClassVar[Step]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("f1", "help", "help", key_display="F1"),
    ]
    AUTO_FOCUS = ""  # done by hand below
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (80, "-normal"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (23, "-tall"), (30, "-roomy")]

    def __init__(self, place: str, note: str = "") -> None:
        super().__init__()
        self._place = place
        self._note = note

    def compose(self) -> ComposeResult:
        """Lay out the frame around the step's body."""
        with Vertical(id="top"):
            yield StepBar(self.STEP, self._place)
            if self._note:
                yield Static(self._note, id="note", markup=False)
        yield from self.compose_body()
        yield KeyRow()
        yield Spinner()  # over the keys: none of them works then

    def compose_body(self) -> ComposeResult:
        """Lay out the step: what scrolls, and below it what went wrong and the way on."""
        with Frame():
            with Body(id="body"):
                yield from self.compose_step()
            yield More(markup=False)
            yield from self.compose_below()
            yield KeyAnswer()
            yield ErrorMessage()
            with Horizontal(classes="actions"):
                yield from self.compose_actions()

    def compose_step(self) -> ComposeResult:
        """Lay out what scrolls."""
        raise NotImplementedError

    def compose_below(self) -> ComposeResult:
        """Lay out what is always in view, between what scrolls and the buttons."""
        yield from ()

    def compose_actions(self) -> ComposeResult:
        """Lay out the buttons."""
        yield Button("Continue", id="continue")

    def on_mount(self) -> None:
        """Focus once there is something to focus."""
        after_refresh(self, self._focus_first)

    def _focus_first(self) -> None:
        """Focus without scrolling: Textual's own would centre a field that has no size yet."""
        if self.focused is None and self.focus_chain:
            self.set_focus(self.focus_chain[0], scroll_visible=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another try only where it may help, and no way back from what must be finished."""
        if action == "retry":
            return self.trouble is not None and self.helps("again", self.trouble)
        return not self.busy if action == "back" else True

    def begin(self, saying: str, *, busy: bool = False) -> None:
        """Take the error off the screen and say what is done now."""
        self.say(saying)
        self.set_busy(busy)
        self.clear_error()

    def say(self, text: str) -> None:
        """Show a sentence about what is going on."""
        raise NotImplementedError

    def fail(self, error: BsWizardError) -> None:
        """Show what went wrong, and the ways out of it; the first of them gets the focus."""
        super().fail(error)
        for button in self.query(".way-out"):
            button.set_class(not self.helps(button.id or "", error), "hidden")
        for button in self.query(".way-out"):
            if not button.has_class("hidden"):
                button.focus()
                break

    def helps(self, way: str, error: BsWizardError) -> bool:
        """Whether the button ``way`` may help against ``error``."""
        return True

    def clear_error(self) -> None:
        """Take the error off the screen, and the ways out of it."""
        self.query(".way-out").add_class("hidden")
        super().clear_error()

    @on(Button.Pressed, "#again")
    def _try_again(self) -> None:
        self.action_retry()

    def action_retry(self) -> None:
        """Try what failed again."""
        raise NotImplementedError

    def action_back(self) -> None:
        """Go one step back."""
        self.answer(Back())

    def action_help(self) -> None:
        """Explain this step."""
        title = self.STEP.value
        self.app.push_screen(HelpDialog(title, self.explanation(), explained_keys(self)))

    def explanation(self) -> tuple[str, ...]:
        """Return the paragraphs of the help."""
        return explain(self.STEP)
