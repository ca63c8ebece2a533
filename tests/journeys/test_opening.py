"""The opening loop in both front ends: where each ending of a journey leads, with what on view."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from bs_wizard.errors import AccessDenied, BsWizardError, Cancelled
from bs_wizard.plain.front import PlainFront
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.tui.app import Result, Show, WizardApp
from bs_wizard.tui.front import ScreenFront
from bs_wizard.wizard.actions.opening import Answer, open_on_credentials
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Leave, Outcome, Saved, Step
from tests.store.examples import a_pending
from tests.support.careful import CarefulPrompter
from tests.support.desk import ME, Desk
from tests.support.screen import WizardPilot, at, flat, result_of, running, still_desk, wait_until

DENIED = AccessDenied("The request was denied in the browser.", "Ask for a new code.")
SAVED = "saved"


class Ending:
    """Ends each journey at its first step, as the test says; the rest is the front end's own."""

    here: Desk
    endings: list[Leave | str]

    async def show(self, step: Step, draft: Draft) -> Outcome:
        ending = self.endings.pop(0)
        return Saved(self.here.keep("new")) if isinstance(ending, str) else ending


class EndingScreens(Ending, ScreenFront):
    pass


class EndingLines(Ending, PlainFront):
    pass


async def on_screen(here: Desk, endings: list[Leave | str]) -> tuple[Result, list[str]]:
    """Ask for a new credential as long as there are endings; return the result, and the tiles."""
    views: list[str] = []

    async def journey(show: Show) -> Result:
        front = EndingScreens(show, here.work, ME)
        front.here, front.endings = here, endings
        return await open_on_credentials(front, here.work, Draft())

    app = WizardApp(journey)
    async with running(app) as pilot:
        while await _choosing(pilot, app):
            views.append(flat(pilot))
            before = app.screen
            await pilot.press("n" if endings else "escape")
            await wait_until(pilot, partial(_has_left, app, before))
        return await result_of(app), views


async def _choosing(pilot: WizardPilot, app: WizardApp) -> bool:
    """Wait for the tiles, or for the end; return whether it is the tiles."""
    await wait_until(
        pilot, lambda: app._exit or (at(pilot, "TilesScreen") and " stored" in flat(pilot))
    )
    return not app._exit


def _has_left(app: WizardApp, screen: Screen[Any]) -> bool:
    return app._exit or app.screen is not screen


class _AtTheMenu(StringIO):
    """Somebody who wants a new credential as long as there are endings, then leaves."""

    def __init__(self, out: StringIO, endings: list[Leave | str]) -> None:
        super().__init__()
        self._out = out
        self._endings = endings

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO's own
        wanted = "New credential" if self._endings else "Leave"
        offered = self._out.getvalue().splitlines()
        return next(line for line in reversed(offered) if wanted in line).partition(".")[0] + "\n"


async def in_lines(here: Desk, endings: list[Leave | str]) -> tuple[Result, list[str]]:
    """Do the same; return the result, and what was said by the time of each menu."""
    out = StringIO()
    front = EndingLines(
        CarefulPrompter(_AtTheMenu(out, endings), out, interactive=True), here.work, ME
    )
    front.here, front.endings = here, endings
    result: Result
    try:
        result = await open_on_credentials(front, here.work, Draft())
    except BsWizardError as error:
        result = error
    menu = "Your BaseSpace credentials."
    *views, _ = out.getvalue().split("Which one")
    return result, [menu + view for view in views]


@dataclass(frozen=True)
class Row:
    """What is stored, how each journey ends, what is on view before each choice, and the end."""

    stored: bool
    endings: tuple[Leave | str, ...]
    views: tuple[str, ...]
    ends: type[BsWizardError] | str | None


ROWS = {
    "nothing stored, cancelled": Row(False, (Leave(),), (), Cancelled),
    "nothing stored, an error": Row(False, (Leave(DENIED),), (), AccessDenied),
    "nothing stored, saved": Row(False, (SAVED,), (), "new"),
    "stored, left at once": Row(True, (), ("lab",), None),
    "stored, cancelled": Row(True, (Leave(),), ("lab", "Nothing was saved."), None),
    "stored, an error": Row(True, (Leave(DENIED),), ("lab", DENIED.message), None),
    "stored, saved": Row(True, (SAVED,), ("lab", "new"), None),
    "stored, one after the other": Row(
        True, (Leave(DENIED), SAVED), ("lab", DENIED.message, "new"), None
    ),
}

Open = Callable[[Desk, list[Leave | str]], Awaitable[tuple[Result, list[str]]]]


@pytest.mark.parametrize("front", [on_screen, in_lines])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_opening(tmp_path: Path, row: Row, front: Open) -> None:
    with still_desk(tmp_path) as here:
        if row.stored:
            here.keep("lab")
        ended, views = await front(here, list(row.endings))
        assert len(views) == len(row.views), views
        for view, sentence in zip(views, row.views, strict=True):
            assert sentence in view
        if isinstance(row.ends, str):
            assert ended == here.credentials.find(row.ends)
        else:
            assert ended is None if row.ends is None else type(ended) is row.ends


async def test_whoever_leaves_at_the_offer_to_resume_leaves_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        waiting: list[PendingLogin] = []

        async def resumable() -> tuple[PendingLogin, ...]:
            return tuple(waiting)

        class Leaving(EndingLines):
            async def look_after(self, ended: BsWizardError | str) -> bool:
                waiting.append(a_pending())  # by another program, meanwhile
                return True

            async def ask_to_resume(self, pending: PendingLogin) -> Answer:
                raise Cancelled("Cancelled.")

        monkeypatch.setattr(here.work, "resumable", resumable)
        talk = CarefulPrompter(StringIO(), StringIO(), interactive=True)
        with pytest.raises(Cancelled):
            await open_on_credentials(Leaving(talk, here.work, ME), here.work, Draft())
