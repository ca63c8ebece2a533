"""Resuming an interrupted login on the screen."""

from pathlib import Path

from bs_wizard.errors import StoreUnavailable
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import ME, Desk
from tests.support.screen import (
    approve,
    at,
    press_button,
    result_of,
    running,
    short_cut,
    still_desk,
    tiles,
    wait_for,
    wait_until,
    walk,
    wizard,
)


async def cut(here: Desk) -> str:
    """Run until the code is shown, and cut the program off; the code."""
    async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
        await walk(pilot, here, Step.AUTHORISE)
        assert here.work.current_login.pending is not None
        code = here.work.current_login.pending.user_code
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: pilot.app._exit)
    here.cut()
    return code


async def test_starting_again_goes_on_and_collects_the_approval(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        code = await cut(here)
        here.sim.approve()
        async with running(tiles(here, Draft(instance=here.instance))) as pilot:
            await wait_for(pilot, "A login was interrupted", code, "Resume it")
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "AuthoriseScreen"))
            await wait_for(pilot, " ".join(code))
            await wait_until(pilot, lambda: here.clock.asleep)
            here.clock.advance(60)
            await wait_for(pilot, "This is your token")
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
        assert [one.name for one in here.credentials.all()] == ["amira-haddad"]
        assert not here.credentials.pending_logins.all()


async def test_a_token_that_was_given_goes_straight_to_its_name(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await approve(pilot, here)
            await wait_for(pilot, "This is your token")
            await pilot.press("ctrl+q")
        here.cut()
        assert here.kept_only_what_waits
        async with running(wizard(here, short_cut(here, Step.STORE))) as pilot:
            await wait_for(pilot, "its token is not saved yet")
            await pilot.press("enter")
            await wait_for(pilot, "This is your token", "Genomics Core")
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
        assert len(here.credentials.all()) == 1


async def test_not_now_leaves_it_and_give_it_up_ends_it(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        code = await cut(here)
        async with running(wizard(here, short_cut(here, Step.STORE))) as pilot:
            await wait_for(pilot, code)
            await pilot.press("escape")
            await walk(pilot, here, Step.STORE)
        assert len(here.credentials.pending_logins.all()) == 1
        async with running(wizard(here, short_cut(here, Step.STORE))) as pilot:
            await wait_for(pilot, code)
            await pilot.press("left", "enter")
            await walk(pilot, here, Step.STORE)
        assert here.credentials.pending_logins.all() == ()
        assert here.vault.held.keys() == set()


async def test_a_store_that_fails_can_be_tried_again_or_left(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        code = await cut(here)
        here.vault.failure = StoreUnavailable("The keyring is locked.", "Unlock it.")
        async with running(wizard(here, short_cut(here, Step.STORE))) as pilot:
            await wait_for(pilot, code)
            await pilot.press("enter")
            await wait_for(pilot, "The keyring is locked.", "Start over")
            here.vault.failure = None
            await pilot.press("enter")
            await wait_for(pilot, " ".join(code))


async def test_beginning_anew_leads_to_the_first_screen(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        code = await cut(here)
        here.vault.failure = StoreUnavailable("The keyring is locked.", "Unlock it.")
        app = wizard(here, short_cut(here, Step.STORE))
        async with running(app) as pilot:
            await wait_for(pilot, code)
            await pilot.press("enter")
            await wait_for(pilot, "The keyring is locked.", "Start over")
            here.vault.failure = None
            await press_button(pilot, "anew")
            await walk(pilot, here, Step.STORE)
            await pilot.press("escape")
            assert await result_of(app)


async def test_a_code_taken_up_shows_when_it_was_asked_for_and_a_new_one_its_own_time(
    tmp_path: Path,
) -> None:
    def asked_by() -> str:
        return f", {here.work.today().astimezone():%H:%M}"

    with still_desk(tmp_path) as here:
        asked = asked_by()
        code = await cut(here)
        here.clock.advance(600)
        async with running(wizard(here, short_cut(here, Step.STORE))) as pilot:
            await wait_for(pilot, code)
            await pilot.press("enter")
            await wait_for(pilot, " ".join(code), f"{ME}{asked}")
            await pilot.press("n")
            await wait_for(pilot, "no longer works)", f"{ME}{asked_by()}")
            assert asked != asked_by()
