"""How a test drives the full-screen program that stands on a desk, and reads its screen."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from bs_wizard.secret import Secret
from bs_wizard.tui import run
from bs_wizard.tui.app import Result, WizardApp
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import ME, Desk, desk

SIZE = (80, 24)
PATIENCE = 60.0

WizardPilot = Pilot[Result]

still_desk = partial(desk, still=True)


def wizard(here: Desk, draft: Draft | None = None, **options: Any) -> WizardApp:
    return run.wizard(draft or here.draft(), here.work, ME, desktop=here.machine.desktop, **options)


def tiles(here: Desk, draft: Draft | None = None) -> WizardApp:
    return run.tiles(draft or here.draft(), here.work, ME, desktop=here.machine.desktop)


async def wait_until(pilot: WizardPilot, condition: Callable[[], object], what: str = "") -> None:
    """Let the program run until ``condition`` holds."""
    ends, pause = time.monotonic() + PATIENCE, 0.005
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(f"never came: {what or condition}\n{shown(pilot)}")
        await asyncio.sleep(pause)  # threads of the program need a turn too
        pause = min(1.5 * pause, 0.1)  # to read a screen takes as long as to draw it
    await pilot.pause()


async def result_of(app: WizardApp) -> Result:
    """Wait for the program's end and return what it ended with."""
    ends = time.monotonic() + PATIENCE
    while not app._exit:
        assert time.monotonic() < ends, "the program never ended"
        await asyncio.sleep(0.002)
    return app.return_value


async def wait_for(pilot: WizardPilot, *texts: str) -> str:
    """Let the program run until the screen shows all of ``texts``; return what it shows."""

    def is_there() -> bool:
        seen = flat(pilot)
        return all(text in seen for text in texts)

    await wait_until(pilot, is_there, f"{texts} on the screen")
    return flat(pilot)


def strips(pilot: WizardPilot) -> list[Strip]:
    """The rows of the screen as they go to the terminal, dialogs and what is behind them."""
    app = pilot.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return [Strip.join(row) for row in update.strips]  # type: ignore[union-attr]


def shown(pilot: WizardPilot) -> str:
    """The text on the screen, row by row."""
    return "\n".join(strip.text.rstrip() for strip in strips(pilot))


def flat(pilot: WizardPilot) -> str:
    """The text on the screen as one line, so that wrapping does not matter."""
    return " ".join(shown(pilot).split())


@asynccontextmanager
async def running(
    app: WizardApp, size: tuple[int, int] = SIZE, **options: Any
) -> AsyncIterator[WizardPilot]:
    """Run the program without a terminal."""
    async with app.run_test(size=size, **options) as pilot:
        app.animation_level = "none"
        yield pilot
        if app.is_running and app._screen_stack:
            strips(pilot)


async def paste(pilot: WizardPilot, text: str) -> None:
    """Paste into the field that has the focus, as a terminal does: all at once."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


async def press_button(pilot: WizardPilot, name: str) -> None:
    """Press a button as the keyboard does."""
    button = pilot.app.screen.query_one(f"#{name}")
    await wait_until(pilot, lambda: not button.has_class("-active"), "the end of the last press")
    button.focus()
    await pilot.press("enter")


_READY = {
    Step.STORE: ("WelcomeScreen", "#start:enabled"),
    Step.APP: ("AppScreen", "#continue"),
    Step.SCOPES: ("ScopesScreen", "#continue"),
    Step.AUTHORISE: ("AuthoriseScreen", "#request"),
    Step.NAME: ("NameScreen", "#save"),
    Step.SAVE: ("SaveScreen", "#finish"),
}
"""The screen of each step, and what it shows once it has all it waits for."""


async def walk(pilot: WizardPilot, here: Desk, to: Step) -> None:
    """Go on from wherever the program is until the step ``to`` shows what it has to show.

    Steps that the draft passes over are passed over here too.
    """
    while True:
        await wait_until(pilot, lambda: _ready(pilot) is not None, "a step")
        step = _ready(pilot)
        if step is Step.AUTHORISE:
            await wait_for_code(pilot, here)
        if step is to:
            return
        left = pilot.app.screen
        if step is Step.AUTHORISE:
            await approve(pilot, here)
        else:
            await press_button(pilot, _READY[step][1].removesuffix(":enabled")[1:])  # type: ignore[index]
        await wait_until(pilot, partial(_has_left, pilot, left), "the next step")


def _ready(pilot: WizardPilot) -> Step | None:
    for step, (screen, selector) in _READY.items():
        if at(pilot, screen) and shows(pilot, selector):
            return step
    return None


def _has_left(pilot: WizardPilot, screen: Screen[Any]) -> bool:
    return pilot.app.screen is not screen


def short_cut(here: Desk, to: Step, **changes: Any) -> Draft:
    """Answers that lead from the first step straight to ``to``."""
    given = {Step.APP: set(), Step.SCOPES: {Step.APP}}.get(to, {Step.APP, Step.SCOPES})
    if to in {Step.NAME, Step.SAVE}:
        changes.setdefault("token", Secret(here.sim.owner_token))
    return here.draft(answered=frozenset(given), **changes)


async def wait_for_code(pilot: WizardPilot, here: Desk) -> None:
    """Let the program run until it shows a code and waits for its turn to ask."""
    await wait_until(pilot, lambda: at(pilot, "AuthoriseScreen") and shows(pilot, "#request"))
    await wait_until(pilot, lambda: here.clock.asleep, "the first wait")


async def approve(
    pilot: WizardPilot,
    here: Desk,
    workgroup: str | None = "Genomics Core",
    user: str | None = None,
) -> None:
    """Accept in the browser, and let the program ask once more."""
    here.sim.approve(workgroup=workgroup, user=user)
    here.clock.advance(60)
    await wait_until(pilot, lambda: not at(pilot, "AuthoriseScreen"), "the approval")


def at(pilot: WizardPilot, screen: str) -> bool:
    """Whether the topmost screen is of the class of that name."""
    return type(pilot.app.screen).__name__ == screen


def shows(pilot: WizardPilot, selector: str) -> bool:
    """Whether a widget is there and displayed, be it scrolled away."""
    return any(found.display for found in pilot.app.screen.query(selector))
