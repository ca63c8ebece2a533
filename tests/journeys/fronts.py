"""One journey in either front end, led by the same hand: from a code that is shown to the end."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from io import StringIO
from typing import Protocol

from bs_wizard.errors import BsWizardError
from bs_wizard.plain.front import PlainFront
from bs_wizard.secret import Secret
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.app import WizardApp
from bs_wizard.tui.screens.authorise import AuthoriseScreen
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.journey.travel import travel
from bs_wizard.wizard.texts import unwanted_token, while_waiting
from tests.support.careful import CarefulPrompter
from tests.support.desk import ME, Desk
from tests.support.hostile import is_harmless
from tests.support.screen import (
    PATIENCE,
    WizardPilot,
    at,
    flat,
    press_button,
    result_of,
    running,
    wait_for,
    wait_for_code,
    wait_until,
    walk,
    wizard,
)


class Front(Protocol):
    """A journey that shows a code and waits; ``here`` is what a test may turn at."""

    here: Desk

    async def settled(self) -> None:
        """Return when the program waits for its next question, or the code is decided."""

    async def sees(self, text: str) -> None:
        """Return when the person has seen the text."""

    async def renews(self) -> None:
        """Ask for a new code in the place of one that is dead."""

    async def types_secret(self) -> None:
        """Type the right client secret in the place of a wrong one."""

    async def starts_over(self) -> None:
        """Have a token that is not wanted revoked, and ask for a new code."""

    async def saves(self) -> Credential:
        """Name the token as is proposed, and save it, be it unlike the one of that name."""

    async def tries_to_save(self) -> bool:
        """Name the token as is proposed and save it; return whether that worked."""

    async def gives_up(self) -> BsWizardError:
        """Leave with what the journey ended in."""


_ENDS = {"Saved", "✗"}
"""What the last screen shows in the end: that it is saved, or what went wrong."""

Lead = Callable[[Front], Awaitable[None]]
Answers = Mapping[str, str]
"""Part of a question that is asked line by line -> what is typed to it."""


class OnScreen(Front):
    def __init__(self, here: Desk, app: WizardApp, pilot: WizardPilot) -> None:
        self.here = here
        self._app = app
        self._pilot = pilot

    async def settled(self) -> None:
        # Without the pauses that wait_until makes: this happens at every step of time.
        await _until(self._is_settled, lambda: flat(self._pilot))

    def _is_settled(self) -> bool:
        return self.here.clock.asleep or self._is_decided()

    def _is_decided(self) -> bool:
        screen = self._pilot.app.screen
        return not isinstance(screen, AuthoriseScreen) or screen.trouble is not None

    async def sees(self, text: str) -> None:
        assert is_harmless(await wait_for(self._pilot, text))

    async def renews(self) -> None:
        await self._pilot.press("n")
        await wait_for_code(self._pilot, self.here)

    async def types_secret(self) -> None:
        await self._pilot.press("enter")
        await wait_until(self._pilot, lambda: at(self._pilot, "ClientSecretDialog"))
        await self._pilot.press(*self.here.sim.client_secret, "enter")
        await wait_for_code(self._pilot, self.here)

    async def starts_over(self) -> None:
        await press_button(self._pilot, "save")
        await wait_for(self._pilot, unwanted_token.REVOKE)
        await self._pilot.press("left", "enter")
        await wait_for_code(self._pilot, self.here)

    async def saves(self) -> Credential:
        seen = await wait_for(self._pilot, "What should it be called?")
        await press_button(self._pilot, "save")
        if unwanted_token.LOOK.strip() in seen:
            await wait_for(self._pilot, unwanted_token.SAVE_ANYWAY)
            await self._pilot.press("right", "enter")
        await wait_for(self._pilot, "Saved as")
        await self._pilot.press("enter")
        saved = await result_of(self._app)
        assert isinstance(saved, Credential)
        return saved

    async def tries_to_save(self) -> bool:
        await wait_for(self._pilot, "What should it be called?")
        await press_button(self._pilot, "save")
        await wait_until(self._pilot, lambda: _ENDS & set(flat(self._pilot).split()))
        return "Saved" in flat(self._pilot)

    async def gives_up(self) -> BsWizardError:
        await self._pilot.press("ctrl+c")
        error = await result_of(self._app)
        assert isinstance(error, BsWizardError)
        return error


class ObligingReader(StringIO):
    """Somebody who takes what is proposed to every question but those in ``answers``."""

    def __init__(self, out: StringIO, answers: Answers) -> None:
        super().__init__()
        self._out = out
        self._answers = answers

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO's own
        asked = self._out.getvalue().rpartition("\n")[2]
        typed = next((text for part, text in self._answers.items() if part in asked), "")
        self._out.write(f"{typed}\n")
        return f"{typed}\n"


class OpenPrompter(CarefulPrompter):
    """Asks for a secret as for anything else: no terminal hides what a test types."""

    def ask_secret(self, question: str) -> Secret:
        return Secret(self.ask(question))


class InLines(Front):
    def __init__(self, here: Desk, out: StringIO, journey: "asyncio.Task[Credential]") -> None:
        self.here = here
        self._out = out
        self._journey = journey

    async def settled(self) -> None:
        await self._until(lambda: self.here.clock.asleep or self._journey.done())

    async def sees(self, text: str) -> None:
        await self._until(lambda: text in " ".join(self._out.getvalue().split()))
        assert is_harmless("".join(self._out.getvalue().splitlines()))

    async def renews(self) -> None:
        codes = len(self.here.sim.user_codes)
        shown = "The page must show this code"
        await self._until(lambda: self._out.getvalue().count(shown) == codes > 1)
        await self.settled()

    async def types_secret(self) -> None:
        await self.sees(while_waiting.ASKED_AGAIN)
        await self.settled()

    async def starts_over(self) -> None:
        await self.sees(unwanted_token.REVOKED)
        await self.renews()

    async def saves(self) -> Credential:
        return await asyncio.wait_for(self._journey, PATIENCE)

    async def tries_to_save(self) -> bool:
        await self._until(self._journey.done)
        return self._journey.exception() is None

    async def gives_up(self) -> BsWizardError:
        await self._until(self._journey.done)
        error = self._journey.exception()
        assert isinstance(error, BsWizardError)
        return error

    async def _until(self, condition: Callable[[], bool]) -> None:
        await _until(condition, self._out.getvalue)


async def _until(condition: Callable[[], bool], seen: Callable[[], str]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, f"it never came; seen was:\n{seen()}"
        await asyncio.sleep(0.001)


@asynccontextmanager
async def on_screen(here: Desk, draft: Draft, answers: Answers) -> AsyncIterator[Front]:
    """Show a code on the screen; ``answers`` are given by keys when a test leads to them."""
    app = wizard(here, draft)
    async with running(app) as pilot:
        await walk(pilot, here, Step.AUTHORISE)
        yield OnScreen(here, app, pilot)


@asynccontextmanager
async def in_lines(here: Desk, draft: Draft, answers: Answers) -> AsyncIterator[Front]:
    """Show a code line by line; what is asked later is answered as ``answers`` says."""
    out = StringIO()
    known = {"Client Secret": here.sim.client_secret, **answers}
    talk = OpenPrompter(ObligingReader(out, known), out, interactive=True)
    front = PlainFront(talk, here.work, ME)
    journey = asyncio.create_task(travel(front, draft))
    led = InLines(here, out, journey)
    try:
        await led.sees("The page must show this code")
        await led.settled()
        yield led
    finally:
        journey.cancel()
        with suppress(asyncio.CancelledError, BsWizardError):
            await journey
