"""The Scopes step: a preset in lab language, the exact list, and the string that is sent."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from bs_wizard.basespace import scopes
from bs_wizard.errors import BsWizardError, UsageError
from bs_wizard.tui.after_refresh import after_refresh
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.widgets.forms.choice import ChoiceButton, Choices, TickList
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.field_row import FieldRow
from bs_wizard.tui.widgets.frame.frame import Body
from bs_wizard.wizard.journey.steps import Back, ScopesGiven, Step

_RISK = {
    "low": "",
    "writes": "\n▲ lets programs add to your data",
    "high": "\n‼ lets programs change or delete your data",
}
_LEGEND = Content.assemble(
    ("▲", "$warning"), " adds data  ", ("‼", "bold $error"), " changes, deletes"
)
_MARK = {"low": " ", "writes": "▲", "high": "‼"}

_OPTIONS = tuple(
    (known.scope, Content(f"{known.scope} {_MARK[known.risk]}")) for known in scopes.CATALOGUE
)
_ALLOWS = {known.scope: known.allows for known in scopes.CATALOGUE}


class ScopesScreen(StepScreen):
    """Takes scopes; a preset fills the list, the list may be changed, one project narrows it.

    ``refused`` is what BaseSpace said to these scopes, if they were asked for.
    """

    STEP = Step.SCOPES
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        chosen: tuple[str, ...],
        *,
        place: str,
        note: str = "",
        refused: BsWizardError | None = None,
    ) -> None:
        super().__init__(place, note)
        self._chosen = chosen
        self._refused = refused
        self._shown: tuple[str, ...] | None = None

    def compose_step(self) -> ComposeResult:
        """Lay out presets beside the exact list, then the narrowing and the string."""
        yield Static("What may this token do?", classes="title", markup=False)
        wide, project = _widened(self._chosen)
        with Horizontal(id="choices"):
            with Choices(id="presets", compact=True):
                for each in scopes.PRESETS:
                    yield ChoiceButton(each.title, each.scopes == wide, id=f"preset-{each.name}")
                yield ChoiceButton("My own choice", id="preset-own")
            with Vertical(id="list"):
                yield TickList(_OPTIONS, id="exact")
                yield Static(_LEGEND, id="legend")
        number = Field(project, placeholder="all of them; or a project's number", id="project")
        yield FieldRow("Only project", number, classes="gap")
        others = Field(_unknown(wide), placeholder="scopes not in the list, commas", id="others")
        yield FieldRow("Others", others)

    def compose_below(self) -> ComposeResult:
        """Lay out what the option means that is looked at, and the string that is sent."""
        yield Static("", id="meaning", markup=False)
        yield Static("", id="asked", markup=False)

    def on_mount(self) -> None:
        """Mark what is asked for so far, and the preset that it is, if it is one."""
        wide, _ = _widened(self._chosen)
        self.query_one("#exact", TickList).tick_only(frozenset(wide))
        if self.query_one("#presets", Choices).pressed_button is None:
            with self.prevent(Choices.Changed):
                self.query_one("#preset-own", ChoiceButton).value = True
        for each in scopes.PRESETS:
            if each.scopes == wide:
                self._explain(each.title, each.explains)
        self._show_string()
        if self._refused:
            self.fail(self._refused)

    @on(Choices.Changed, "#presets")
    def _take_preset(self, event: Choices.Changed) -> None:
        name = (event.pressed.id or "").removeprefix("preset-")
        self._explain_preset(name)
        if name == "own":
            return
        preset = scopes.preset(name)
        exact = self.query_one("#exact", TickList)
        exact.tick_only(frozenset(preset.scopes))
        self.query_one("#others", Input).value = ""
        self._show_string()

    @on(Choices.Highlighted)
    def _explain_highlighted(self, event: Choices.Highlighted) -> None:
        self._explain_preset((event.button.id or "").removeprefix("preset-"))

    def _explain_preset(self, name: str) -> None:
        if name == "own":
            self._explain("My own choice", "mark what you need in the list")
        else:
            preset = scopes.preset(name)
            self._explain(preset.title, preset.explains)

    @on(TickList.Ticked)
    def _own_choice(self) -> None:
        picked = self._picked()
        matching = [each.name for each in scopes.PRESETS if set(each.scopes) == set(picked)]
        name = matching[0] if matching else "own"
        with self.prevent(Choices.Changed):
            self.query_one(f"#preset-{name}", ChoiceButton).value = True
        self._show_string()

    @on(Input.Changed)
    def _show_string(self) -> None:
        try:
            asked = self._asked()
        except UsageError:
            return  # half typed: said when it is meant
        if asked == self._shown:
            return
        self._shown = asked
        self.clear_error()
        risk = scopes.risk(asked)
        style = {"low": "", "writes": "$warning", "high": "bold $error"}[risk]
        self.query_one("#asked", Static).update(
            Content.assemble(
                ("Asked for        ", "$quiet"),
                (scopes.wire(asked) or "(no scopes: only who you are)", "bold $primary"),
                (_RISK[risk], style),
            )
        )

    @on(TickList.OptionHighlighted)
    def _explain_scope(self, event: TickList.OptionHighlighted) -> None:
        if self.query_one("#exact").has_focus and event.option.id:
            self._explain(event.option.id, _ALLOWS[event.option.id])
            after_refresh(self, self._follow)

    @on(TickList.Entered)
    def _explain_first(self, event: TickList.Entered) -> None:
        self._explain(event.key, _ALLOWS[event.key])
        after_refresh(self, self._follow)

    def _follow(self) -> None:
        """Scroll to the option that is looked at: in a small terminal the body scrolls the list."""
        body, exact = self.query_one(Body), self.query_one("#exact", TickList)
        row = exact.region.y + (exact.highlighted or 0) - exact.scroll_offset.y
        above, below = body.region.y - row, row + 1 - body.region.bottom
        body.scroll_relative(y=max(0, below) - max(0, above), animate=False)

    def _explain(self, what: str, means: str) -> None:
        self.query_one("#meaning", Static).update(
            Content.assemble((f"{what}: ", "bold"), (means, "$quiet"))
        )

    def _picked(self) -> tuple[str, ...]:
        """Return what is marked in the list, in a preset's order where it is one."""
        marked = self.query_one("#exact", TickList).ticked
        for each in scopes.PRESETS:
            if set(each.scopes) == marked:
                return each.scopes
        return tuple(known.scope for known in scopes.CATALOGUE if known.scope in marked)

    def _asked(self) -> tuple[str, ...]:
        """Return the scopes to ask for; UsageError for a project or scope that is none."""
        others, project = self.query_one("#others", Field), self.query_one("#project", Field)
        with self.judging(others):
            asked = scopes.parse(scopes.wire((*self._picked(), *scopes.parse(others.value))))
        kind, _, number = project.value.strip().rpartition(" ")
        with self.judging(project):
            return scopes.narrow(asked, kind or "project", number) if number else asked

    @on(Input.Submitted)
    @on(Choices.Confirmed)
    @on(Button.Pressed, "#continue")
    def _continue(self) -> None:
        try:
            self.answer(ScopesGiven(self._asked()))
        except UsageError as error:
            self.fail(error)

    def action_back(self) -> None:
        """Go back with what was chosen; what is half typed is left out."""
        try:
            asked = self._asked()
        except UsageError:
            asked = self._picked()
        self.answer(Back(ScopesGiven(asked)))


def _widened(chosen: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Take a narrowing to one project apart again: the GLOBAL scopes, and the project's number."""
    projects = {scope.split()[-1] for scope in chosen if scope.split()[1:2] == ["PROJECT"]}
    if len(projects) != 1:
        return chosen, ""
    number = projects.pop()
    wide = tuple(scope.replace(f" PROJECT {number}", " GLOBAL") for scope in chosen)
    return (wide, number) if scopes.narrow(wide, "project", number) == chosen else (chosen, "")


def _unknown(chosen: tuple[str, ...]) -> str:
    known = {each.scope for each in scopes.CATALOGUE}
    return scopes.wire(scope for scope in chosen if scope not in known)
