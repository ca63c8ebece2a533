"""The pictures of the README, taken of the real program: as they are kept, and scannable.

``BS_WIZARD_REMAKE_PICTURES=1`` writes them anew. They are exact for the minor version of Textual
that made them; under another one only their words are compared.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from resvg_py import svg_to_bytes
from textual.widgets import Input

from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.index.records import User
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import Desk, Network
from tests.support.pictures import made_with, picture, version, words_in
from tests.support.screen import (
    WizardPilot,
    running,
    still_desk,
    strips,
    tiles,
    wait_for,
    walk,
    wizard,
)

FOLDER = Path(__file__).parents[2] / "screenshots"
REMAKE = bool(os.environ.get("BS_WIZARD_REMAKE_PICTURES"))
CLIENT_ID, CLIENT_SECRET = "your-client-key", "your-client-secret"
SEED = 46
Take = Callable[[WizardPilot, Desk], Awaitable[object]]


@dataclass(frozen=True)
class Shot:
    """What a picture shows, and how the program comes to show it."""

    describes: str
    take: Take
    light: bool = False
    tiles: bool = False


def on(step: Step) -> Take:
    async def take(pilot: WizardPilot, here: Desk) -> None:
        await walk(pilot, here, step)

    return take


async def denied(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.AUTHORISE)
    here.sim.deny()
    here.clock.advance(60)
    await wait_for(pilot, "denied", "New code")


async def named(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.NAME)
    pilot.app.screen.query_one("#description", Input).value = "Nightly import, run folder watcher"


async def scopes(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.SCOPES)
    await pilot.press("down", "down", "enter")
    await wait_for(pilot, "READ GLOBAL,CREATE GLOBAL")


async def actions(pilot: WizardPilot, here: Desk) -> None:
    await wait_for(pilot, "lab-import default")
    await pilot.press("down", "right", "v")
    await wait_for(pilot, "✓ look-only is good.", "lab-import default")


SHOTS = {
    "welcome": Shot("The first step: the keyring has been tried out", on(Step.STORE)),
    "app": Shot("The App step: how to register an application, its key and secret", on(Step.APP)),
    "scopes": Shot("The Scopes step: presets, the exact list, what is asked for", scopes),
    "authorise": Shot("The Authorise step: address, QR, code, who asks", on(Step.AUTHORISE)),
    "authorise-light": Shot("The Authorise step in light colours", on(Step.AUTHORISE), light=True),
    "denied": Shot("The Authorise step after a denial: what happened, what to do", denied),
    "name": Shot("The Name step: whose token it is, and what to call it", named),
    "save": Shot("The end: where the token is, and how to use it", on(Step.SAVE)),
    "tiles": Shot("The credentials as tiles", actions, tiles=True),
}


class Portal(Network):
    """BaseSpace to the program; behind it the simulator, which knows other keys."""

    def __init__(self, simulator: Simulator) -> None:
        known = {CLIENT_ID: simulator.client_id, CLIENT_SECRET: simulator.client_secret}
        super().__init__(simulator, known)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are shown in the machine's zone."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def fill(here: Desk) -> None:
    """Invented credentials, of four ages."""
    today = here.work.today()
    nightly = "Nightly import, run folder watcher"
    here.keep("lab-import", "a" * 8, workgroup="Genomics Core", description=nightly)
    zoe = User("1002", "Zoë Ångström", "zoe.angstrom@example.org")
    here.keep(
        "upload",
        "b" * 8,
        user=zoe,
        workgroup="R&D Sequencing",
        verified_at=today,
        description="For the sequencers",
    )
    here.keep(
        "frankfurt",
        "c" * 8,
        instance="euc1",
        workgroup="Clinical Trials",
        verified_at=today - timedelta(days=1),
    )
    here.keep("look-only", verified_at=None)


async def draw(home: Path, shot: Shot) -> str:
    """Run the program and take the picture."""
    with still_desk(home, official=True, network=Portal, seed=SEED) as here:
        here.client_id, here.client_secret = CLIENT_ID, Secret(CLIENT_SECRET)
        if shot.tiles:
            fill(here)
        app = tiles(here) if shot.tiles else wizard(here, here.draft(app_name="Lab import"))
        async with running(app) as pilot:
            await shot.take(pilot, here)
            for field in pilot.app.screen.query(Input):
                field.cursor_blink = False
            if shot.light:
                await pilot.press("ctrl+t")
            await pilot.pause()
            return picture(strips(pilot), "bs-wizard", shot.describes)


@pytest.mark.parametrize("name", SHOTS)
async def test_pictures_show_the_program_as_it_is(tmp_path: Path, name: str) -> None:
    drawn = await draw(tmp_path, SHOTS[name])
    kept = FOLDER / f"{name}.svg"
    if REMAKE:
        kept.write_text(drawn, encoding="utf-8")
    before = kept.read_text(encoding="utf-8")
    again = "Remake it: BS_WIZARD_REMAKE_PICTURES=1 uv run pytest tests/tui/test_pictures.py"
    assert words_in(drawn) == words_in(before), again
    if made_with(before) == version():
        assert drawn == before, again


def test_no_picture_is_left_over() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {f"{name}.svg" for name in SHOTS}


@pytest.mark.parametrize("name", SHOTS)
def test_pictures_hold_no_secret_and_fetch_nothing(name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert not re.search(r"\b[0-9a-f]{20,}\b", svg)
    assert CLIENT_SECRET not in svg
    assert not re.search(r"<image|<script|url\((?!#)|@import|@font-face|href", svg)


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed")
@pytest.mark.parametrize("name", ["authorise", "authorise-light"])
def test_the_qr_in_a_picture_leads_to_the_address(tmp_path: Path, name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    raster = tmp_path / "picture.png"
    raster.write_bytes(bytes(svg_to_bytes(svg_string=svg)))
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(raster)], capture_output=True, text=True, check=True
    ).stdout.strip()
    (address,) = [words for words in words_in(svg) if words.startswith("https://")]
    assert folded(read) == folded(address)


def folded(address: str) -> tuple[str, str, str, str]:
    """An address as it is meant: scheme and host know no case."""
    parts = urlsplit(address)
    return parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query
