"""A mistake in the program ends it with a report that holds no secret."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import httpx
import pytest
from textual.worker import WorkerFailed

from bs_wizard.secret import Secret
from bs_wizard.store.vaults import app_key
from bs_wizard.tui.app import WizardApp
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.screens.tiles import TilesScreen
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import Desk
from tests.support.screen import (
    PATIENCE,
    WizardPilot,
    press_button,
    running,
    short_cut,
    still_desk,
    tiles,
    wait_for,
    walk,
    wizard,
)

SECRET, TOKEN, LOCAL = "canary-secret-0123456789", "canary-token-0123456789", "canary-local"


class Mistake(Exception):
    """A mistake of the program's own."""


def mistake(*_: object, **__: object) -> NoReturn:
    client_secret = LOCAL + "-0123456789abcdef"
    raise Mistake(f"went wrong {len(client_secret)}")


def told_too_much(*_: object, **__: object) -> NoReturn:
    raise Mistake(f"the token {TOKEN} is not one")


async def crash(app: WizardApp, act: Callable[[WizardPilot], Awaitable[None]]) -> None:
    """Run until the program breaks."""

    async def run() -> None:
        async with running(app) as pilot:
            await act(pilot)
            await asyncio.wait_for(app._exception_event.wait(), PATIENCE)

    with pytest.raises((Mistake, WorkerFailed)):
        await run()
    assert app.return_code == 1
    assert not app._exit_renderables, "they are printed by now"


def check(capfd: pytest.CaptureFixture[str]) -> None:
    """Judge what the program printed when it was over."""
    out, said = capfd.readouterr()
    assert "bs-wizard stopped at a mistake of its own." in said
    assert "Mistake: " in said
    assert " in mistake" in said or " in told_too_much" in said  # where it broke
    assert "Traceback" not in said
    together = "".join((out + said).split())  # it is wrapped to the width of the terminal
    for canary in (SECRET, TOKEN, LOCAL):
        assert canary not in together


def loaded(here: Desk, step: Step) -> WizardApp:
    """The program with canaries in its draft."""
    here.client_secret = Secret(SECRET)
    return wizard(here, short_cut(here, step, token=Secret(TOKEN) if step is Step.NAME else None))


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.SAVE])
async def test_a_mistake_in_a_handler_of_each_step(
    tmp_path: Path, step: Step, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(StepScreen, "action_help", mistake)
    with still_desk(tmp_path) as here:

        async def act(pilot: WizardPilot) -> None:
            if step is Step.NAME:
                await wait_for(pilot, "Start")
                await walk(pilot, here, Step.STORE)
                await pilot.press("enter")
                await wait_for(pilot, "could not be checked")
            else:
                await walk(pilot, here, step)
            await pilot.press("f1")

        await crash(loaded(here, step), act)
        check(capfd)


async def test_a_mistake_in_a_handler_of_the_last_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(StepScreen, "action_help", mistake)
    with still_desk(tmp_path) as here:

        async def act(pilot: WizardPilot) -> None:
            await walk(pilot, here, Step.SAVE)
            await pilot.press("f1")

        here.client_secret = Secret(SECRET)
        await crash(wizard(here, short_cut(here, Step.SAVE)), act)
        check(capfd)


async def test_a_mistake_in_a_handler_of_the_tiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(TilesScreen, "action_act", mistake)
    with still_desk(tmp_path) as here:
        here.keep("lab", TOKEN)

        async def act(pilot: WizardPilot) -> None:
            await wait_for(pilot, "lab default")
            await pilot.press("d")

        await crash(tiles(here), act)
        check(capfd)


@pytest.mark.parametrize("broken", [mistake, told_too_much])
async def test_a_mistake_in_the_first_steps_worker(
    tmp_path: Path,
    broken: Callable[[], NoReturn],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with still_desk(tmp_path) as here:
        monkeypatch.setattr(here.vault, "probe", broken)

        async def act(pilot: WizardPilot) -> None:
            await wait_for(pilot, "A BaseSpace credential")

        await crash(loaded(here, Step.STORE), act)
        check(capfd)


async def test_a_mistake_in_the_worker_that_fetches_a_client_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with still_desk(tmp_path) as here:
        here.keep_app("lab")
        here.vault.put(
            app_key(here.client_id, urlsplit(here.instance.api_server).netloc), Secret(SECRET)
        )
        monkeypatch.setattr(here.vault, "get", mistake)

        async def act(pilot: WizardPilot) -> None:
            await walk(pilot, here, Step.APP)
            await press_button(pilot, "continue")

        app = wizard(here, here.draft(client_id="", client_secret=Secret("")))
        await crash(app, act)
        check(capfd)


@pytest.mark.parametrize("step", [Step.AUTHORISE, Step.NAME])
async def test_a_mistake_in_a_worker_that_speaks_to_the_server(
    tmp_path: Path,
    step: Step,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async def broken(request: httpx.Request) -> NoReturn:
        mistake(request)

    with still_desk(tmp_path) as here:
        monkeypatch.setattr(here.network, "handle_async_request", broken)

        async def act(pilot: WizardPilot) -> None:
            await walk(pilot, here, Step.STORE)
            await press_button(pilot, "start")

        await crash(loaded(here, step), act)
        check(capfd)


async def test_a_mistake_while_saving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with still_desk(tmp_path) as here:
        monkeypatch.setattr(here.vault, "put", mistake)

        async def act(pilot: WizardPilot) -> None:
            await walk(pilot, here, Step.NAME)
            await press_button(pilot, "save")

        here.client_secret = Secret(SECRET)
        await crash(wizard(here, short_cut(here, Step.NAME)), act)
        check(capfd)
        assert here.kept_only_what_waits


@pytest.mark.parametrize("key", ["v", "x"])
async def test_a_mistake_in_a_worker_of_the_tiles(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", TOKEN)
        monkeypatch.setattr(here.vault, "get", mistake)

        async def act(pilot: WizardPilot) -> None:
            await wait_for(pilot, "lab default")
            await pilot.press(*([key] if key == "v" else [key, "right", "enter"]))

        await crash(tiles(here), act)
        check(capfd)
