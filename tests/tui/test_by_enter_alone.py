"""The App step by Enter and typing alone, and errors that go once they are being mended."""

from pathlib import Path

from textual.widgets import Input, Select

from bs_wizard.tui.widgets.forms.instance_field import InstanceField
from bs_wizard.wizard.journey.steps import Step
from tests.support.screen import (
    WizardPilot,
    at,
    flat,
    paste,
    running,
    short_cut,
    still_desk,
    wait_for,
    wait_until,
    walk,
    wizard,
)


async def focus_at(pilot: WizardPilot, name: str) -> None:
    """Wait until the widget of that name has the focus."""
    focused = lambda: pilot.app.focused and pilot.app.focused.id == name  # noqa: E731
    await wait_until(pilot, focused, f"the focus at {name}")


async def open_the_list(pilot: WizardPilot) -> None:
    await pilot.press("enter")
    await focus_at(pilot, "instance")
    await pilot.press("enter")
    listed = pilot.app.screen.query_one(Select)
    await wait_until(pilot, lambda: listed.expanded, "the open list")


async def test_the_app_step_by_enter_alone(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        app = wizard(here, here.draft(client_id="", client_secret=type(here.client_secret)("")))
        async with running(app) as pilot:
            await walk(pilot, here, Step.APP)
            await open_the_list(pilot)
            await pilot.press("enter")
            await focus_at(pilot, "client-id")
            assert not pilot.app.screen.query_one(Select).expanded
            await paste(pilot, here.client_id)
            await pilot.press("enter")
            await focus_at(pilot, "client-secret")
            await paste(pilot, here.client_secret.reveal())
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"), "the next step")


async def test_another_address_is_typed_next_and_then_the_token(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.APP))) as pilot:
            await walk(pilot, here, Step.APP)
            await pilot.press("down", "enter")
            await open_the_list(pilot)
            await pilot.press("end", "enter")
            await focus_at(pilot, "address")
            await paste(pilot, here.sim.api_server)
            await pilot.press("enter")
            await focus_at(pilot, "token")
            field = pilot.app.screen.query_one(InstanceField)
            assert field.instance.api_server == here.sim.api_server


async def test_an_error_goes_as_soon_as_a_field_is_edited(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.APP))) as pilot:
            await walk(pilot, here, Step.APP)
            key = pilot.app.screen.query_one("#client-id", Input)
            key.value = ""
            pilot.app.screen.query_one("#continue").focus()
            await pilot.press("enter")
            await wait_for(pilot, "✗")
            await focus_at(pilot, "client-id")
            await pilot.press("a")
            await wait_until(pilot, lambda: "✗" not in flat(pilot), "the end of the error")
