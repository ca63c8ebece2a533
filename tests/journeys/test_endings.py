"""Where one is and how one leaves -> what the shell shows: the same from both front ends."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.cli import endings, run_lines, session, signals
from bs_wizard.cli.commands import start
from bs_wizard.cli.main import main
from bs_wizard.cli.signals import cleanup_on_signal
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import StoreUnavailable
from bs_wizard.terminal import facts
from bs_wizard.tui.app import Result, WizardApp
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import unwanted_token
from tests.store.examples import a_pending
from tests.support.careful import CarefulPrompter
from tests.support.desk import Desk, desk
from tests.support.screen import (
    WizardPilot,
    result_of,
    running,
    short_cut,
    still_desk,
    wait_for,
    walk,
)

NOTHING = "Nothing was saved. Start again: bs-wizard login"
WAITS = "The code dFcAe waits for approval, for another 29 minutes. To resume: bs-wizard resume"
APPROVED = "A token is approved and not saved yet. To save it: bs-wizard resume"
SAVED = "for Amira Haddad, Genomics Core. To print the token: bs-wizard token lab"
STORED = "1 credential is stored; lab is the default. To print its token: bs-wizard token"
DEMO = "That was the demo: practice only, nothing real was stored. The real thing: bs-wizard login"

TILES = "tiles"
Where = Step | str
ENDS: dict[Where, str] = {
    Step.STORE: NOTHING,
    Step.APP: NOTHING,
    Step.SCOPES: NOTHING,
    Step.AUTHORISE: WAITS,
    Step.NAME: APPROVED,
    Step.SAVE: SAVED,
    TILES: STORED,
}
SAID_ONCE = ("Nothing was saved", "bs-wizard resume", "Saved as", "is stored", "the demo:")

TERM, HUP = signal.SIGTERM, signal.SIGHUP
ON_SCREEN: list[tuple[Where, signal.Signals | None]] = [
    *((where, None) for where in ENDS),
    (Step.STORE, TERM),
    (Step.AUTHORISE, TERM),
    (Step.NAME, HUP),
    (Step.SAVE, HUP),
    (TILES, TERM),
]
"""None is Ctrl+C; a signal takes the same way from everywhere."""

IN_LINES: dict[Where, str] = {
    Step.APP: "Which application",
    Step.SCOPES: "What do you want to do",
    Step.AUTHORISE: "",
    Step.NAME: "Is that right",
    TILES: "Which one",
}
"""The question at which one leaves; while a code waits there is none."""
WAYS = ["quit", "", signal.SIGINT, TERM, HUP]
"""Typed, the end of input, or a signal."""


@pytest.fixture
def ended_by(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Signals that would have ended this process."""
    by: list[int] = []
    monkeypatch.setattr(os, "kill", lambda process, number: by.append(number))
    monkeypatch.setattr(signals, "_lead_nowhere", lambda numbers: None)
    return by


@contextmanager
def signals_as_in_a_process() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with cleanup_on_signal():
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def command(here: Desk, folder: Path, where: Where) -> list[str]:
    """What to type so that ``where`` is come by."""
    if where == TILES:
        return []
    secret = folder / "secret"
    secret.write_text(here.sim.client_secret)
    secret.chmod(0o600)
    app = ["--client-id", here.sim.client_id, "--client-secret-file", str(secret)]
    known = [] if where in {Step.STORE, Step.APP} else app
    preset = [] if where in {Step.STORE, Step.APP, Step.SCOPES} else ["--preset", "download"]
    return ["login", "lab", "--api-server", here.sim.api_server, *known, *preset]


def on_the_screen(
    monkeypatch: pytest.MonkeyPatch, lead: Callable[[WizardApp], Coroutine[Any, Any, Result]]
) -> None:
    monkeypatch.setattr(facts, "can_draw", lambda: True)
    monkeypatch.setattr(WizardApp, "run", lambda app: asyncio.run(lead(app)))


async def left(app: WizardApp, pilot: WizardPilot, way: signal.Signals | None) -> Result:
    """Leave by a signal, else by Ctrl+C, which is a key there."""
    if way:
        app._end(way)
    else:
        await pilot.press("ctrl+c")
    return await result_of(app)


def run(source: StringIO, *argv: str) -> tuple[int, str]:
    err = StringIO()
    with signals_as_in_a_process():
        return main(argv, Streams(source, StringIO(), err)), err.getvalue()


@pytest.mark.parametrize(("where", "way"), ON_SCREEN)
def test_leaving_the_screen(
    where: Where,
    way: signal.Signals | None,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    async def lead(app: WizardApp) -> Result:
        async with running(app) as pilot:
            if isinstance(where, Step):
                await walk(pilot, here, where)
            else:
                await wait_for(pilot, "Amira Haddad")
            here.clock.advance(2)
            return await left(app, pilot, way)

    with still_desk(tmp_path / "home", seed=7) as here:
        if where == TILES:
            here.keep("lab")
        on_the_screen(monkeypatch, lead)
        monkeypatch.setattr(session, "make_work", lambda **options: here.work)
        code, said = run(StringIO(), *command(here, tmp_path, where))
    assert said.endswith(f"{ENDS[where]}\n")
    assert len(said.splitlines()) == 1, "the closing line is all there is"
    assert ended_by == ([way] if way else [])
    assert code == (0 if where in {Step.SAVE, TILES} else 130)


@pytest.mark.parametrize(
    ("where", "ends"),
    [
        (Step.APP, STORED),
        (Step.AUTHORISE, WAITS),
        (Step.SAVE, "for Amira Haddad, personal space. To print the token: bs-wizard token new"),
    ],
)
def test_leaving_a_journey_that_began_on_the_tiles(
    where: Step,
    ends: str,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    async def lead(app: WizardApp) -> Result:
        async with running(app) as pilot:
            await wait_for(pilot, "Amira Haddad")
            await pilot.press("n")
            await walk(pilot, here, where)
            here.clock.advance(2)
            return await left(app, pilot, None)

    with still_desk(tmp_path / "home", seed=7) as here:
        here.keep("lab", "another")
        on_the_screen(monkeypatch, lead)
        monkeypatch.setattr(start, "Draft", lambda: short_cut(here, where, name="new"))
        monkeypatch.setattr(session, "make_work", lambda **options: here.work)
        _, said = run(StringIO())
    assert said.endswith(f"{ends}\n")
    assert len(said.splitlines()) == 1


def test_an_error_before_a_login_goes_on_says_that_it_still_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(endings, "_latest", lambda work: a_pending())
    streams = Streams(StringIO(), StringIO(), StringIO())
    with (
        still_desk(tmp_path) as here,
        pytest.raises(StoreUnavailable) as caught,
        endings.telling_what_waits(here.work, streams),
    ):
        raise StoreUnavailable("The vault stays closed.", "Try again.")
    assert "bs-wizard resume" in caught.value.hint


class Leaver(StringIO):
    """Somebody who takes what is proposed, but leaves at one question."""

    def __init__(self, talk: StringIO, question: str, way: str | signal.Signals) -> None:
        super().__init__()
        self._talk = talk
        self._question = question
        self._way = way

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO's own
        asked = self._talk.getvalue().rpartition("\n")[2]
        if not self._question or self._question not in asked:
            return self._typed("\n")
        if isinstance(self._way, str):
            return self._typed(self._way and f"{self._way}\n")
        signal.raise_signal(self._way)
        return ""

    def _typed(self, line: str) -> str:
        """Return it, as it stands on the terminal too."""
        self._talk.write(line)
        return line


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", IN_LINES)
def test_leaving_the_lines(
    where: Where,
    way: str | signal.Signals,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    prompters: list[CarefulPrompter] = []

    def prompter(*args: object, **options: object) -> CarefulPrompter:
        prompters.append(CarefulPrompter(*args, **options))  # type: ignore[arg-type]
        return prompters[-1]

    def leave_while_it_waits() -> None:
        if not (where is Step.AUTHORISE and here.clock.monotonic > 1):
            return
        if isinstance(way, str):
            prompters[0].types(way or "quit")
        else:
            signal.raise_signal(way)

    approves = None if where is Step.AUTHORISE else 1
    with desk(tmp_path / "home", seed=7, approve_after=approves) as here:
        if where == TILES:
            here.keep("lab")
        here.clock.on_sleep = leave_while_it_waits
        monkeypatch.setattr(run_lines, "Prompter", prompter)
        monkeypatch.setattr(session, "make_work", lambda **options: here.work)
        err = StringIO()
        source = Leaver(err, IN_LINES[where], way)
        with signals_as_in_a_process():
            argv = ["--plain", *command(here, tmp_path, where)]
            code = main(argv, Streams(source, StringIO(), err))
        said = err.getvalue()
    assert said.endswith(f"\n{ENDS[where]}\n")
    counts = {words: said.count(words) for words in SAID_ONCE if words in ENDS[where]}
    assert set(counts.values()) == {1}
    assert not [words for words in SAID_ONCE if words in said and words not in ENDS[where]]
    assert ended_by == ([way] if way in {TERM, HUP} else [])
    assert code == (0 if where == TILES and isinstance(way, str) else 130)


@pytest.mark.parametrize("way", [None, TERM])
@pytest.mark.parametrize("reachable", [True, False])
def test_leaving_the_screen_with_a_token_that_nothing_keeps(
    reachable: bool,
    way: signal.Signals | None,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    async def lead(app: WizardApp) -> Result:
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            here.network.cut = not reachable
            return await left(app, pilot, way)

    with still_desk(tmp_path / "home", keeps_what_waits=False) as here:
        on_the_screen(monkeypatch, lead)
        monkeypatch.setattr(session, "make_work", lambda **options: here.work)
        code, said = run(StringIO(), *command(here, tmp_path, Step.NAME))
        lives_on = unwanted_token.lives_on(here.instance)
        assert (len(here.sim.tokens) == 1) is reachable
    assert said == f"{unwanted_token.ENDED if reachable else lives_on}\n{NOTHING}\n"
    assert code == 130


@pytest.mark.parametrize("way", ["quit", signal.SIGINT, TERM])
def test_leaving_the_lines_with_a_token_that_nothing_keeps(
    way: str | signal.Signals,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with desk(tmp_path / "home", keeps_what_waits=False, approve_after=1) as here:
        monkeypatch.setattr(run_lines, "Prompter", CarefulPrompter)
        monkeypatch.setattr(session, "make_work", lambda **options: here.work)
        err = StringIO()
        source = Leaver(err, IN_LINES[Step.NAME], way)
        with signals_as_in_a_process():
            argv = ["--plain", *command(here, tmp_path, Step.NAME)]
            assert main(argv, Streams(source, StringIO(), err)) == 130
        assert here.sim.tokens == {here.sim.owner_token}
    assert err.getvalue().endswith(f"\n{unwanted_token.ENDED}\n{NOTHING}\n")


@pytest.mark.parametrize("way", [None, TERM])
def test_leaving_the_demo_on_the_screen(
    way: signal.Signals | None,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    async def lead(app: WizardApp) -> Result:
        async with running(app) as pilot:
            await wait_for(pilot, "tested just now")
            return await left(app, pilot, way)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    on_the_screen(monkeypatch, lead)
    assert run(StringIO(), "demo") == (130, f"{DEMO}\n")
    assert ended_by == ([way] if way else [])
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("way", ["quit", TERM])
def test_leaving_the_demo_by_lines(
    way: str | signal.Signals,
    ended_by: list[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    err = StringIO()
    with signals_as_in_a_process():
        source = Leaver(err, "Which application", way)
        assert main(["demo", "--plain"], Streams(source, StringIO(), err)) == 130
    assert err.getvalue().endswith(f"\n{DEMO}\n")
    assert "Nothing was saved" not in err.getvalue()
    assert ended_by == ([way] if isinstance(way, int) else [])
    assert [*tmp_path.iterdir()] == []
