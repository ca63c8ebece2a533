"""A token that is not like the one its name held, or not wanted at all, on the screen."""

from pathlib import Path

import pytest
from textual.widgets import Input

from bs_wizard.errors import Cancelled, StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.index.records import User
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import unwanted_token, words
from tests.support.desk import Desk
from tests.support.screen import (
    WizardPilot,
    approve,
    at,
    flat,
    press_button,
    result_of,
    running,
    short_cut,
    shown,
    shows,
    still_desk,
    wait_for,
    wait_for_code,
    wait_until,
    walk,
    wizard,
)

ZOE = "Zoë Ångström"
DIFFERS = f"▲ It belongs to {ZOE} <zoe.angstrom@example.org>; “lab” held a token of Amira Haddad."
SIZES = [(80, 24), (60, 20)]


async def to_zoes_token(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.AUTHORISE)
    await approve(pilot, here, None, ZOE)
    await walk(pilot, here, Step.NAME)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("forced", [False, True])
async def test_what_differs_stands_on_the_card_and_wants_a_nod(
    tmp_path: Path, size: tuple[int, int], forced: bool
) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        draft = short_cut(here, Step.AUTHORISE, name="lab", overwrite=forced)
        async with running(wizard(here, draft), size) as pilot:
            await to_zoes_token(pilot, here)
            await wait_for(pilot, unwanted_token.LOOK.strip(), DIFFERS)
            await press_button(pilot, "save")
            await wait_for(pilot, unwanted_token.SAVE_ANYWAY, unwanted_token.REVOKE)
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "NameScreen"))
            assert not shows(pilot, "#finish")
            await press_button(pilot, "save")
            await wait_for(pilot, "“lab” holds another token")
            await pilot.press("right", "enter")
            await wait_for(pilot, "Saved as “lab”")
        assert here.credentials.find("lab").user.name == ZOE


async def test_a_name_typed_later_is_compared_and_the_warning_goes_with_it(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await to_zoes_token(pilot, here)
            assert "▲" not in shown(pilot)
            field = pilot.app.screen.query_one("#name", Input)
            field.value = "LAB"
            await press_button(pilot, "save")
            await wait_for(pilot, "“LAB” holds another token", "▲ It belongs to")
            await pilot.press("enter")
            await wait_until(pilot, lambda: pilot.app.focused is field)
            assert DIFFERS in flat(pilot)
            await pilot.press("end", "2")
            await wait_until(pilot, lambda: "▲" not in shown(pilot))


async def test_the_answers_come_into_view_below_a_long_list(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", workgroup="Genomics Core", scopes_granted=("CREATE GLOBAL",))
        draft = short_cut(here, Step.AUTHORISE, name="lab", overwrite=True)
        async with running(wizard(here, draft), (60, 20)) as pilot:
            await to_zoes_token(pilot, here)
            await press_button(pilot, "save")
            await wait_for(pilot, unwanted_token.ANOTHER_NAME)
            await pilot.press("down", "down")
            await wait_for(pilot, unwanted_token.REVOKE)
            await pilot.press("enter")
            await wait_for_code(pilot, here)


async def test_it_is_revoked_and_a_new_code_is_shown(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        draft = short_cut(here, Step.AUTHORISE, name="lab", overwrite=True)
        async with running(wizard(here, draft)) as pilot:
            await to_zoes_token(pilot, here)
            await press_button(pilot, "save")
            await wait_for(pilot, unwanted_token.REVOKE)
            await pilot.press("left", "enter")
            await wait_for_code(pilot, here)
            assert here.sim.tokens == {here.sim.owner_token}
            await pilot.press("escape")  # the token is gone, so there is no way past the code
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            await approve(pilot, here, None)
            await walk(pilot, here, Step.NAME)
            assert "belongs to" not in flat(pilot)


async def test_resuming_compares_too(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        draft = short_cut(here, Step.AUTHORISE, name="lab", overwrite=True)
        async with running(wizard(here, draft)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
        here.cut()
        here.sim.approve(user=ZOE)
        async with running(wizard(here, short_cut(here, Step.STORE))) as pilot:
            await wait_for(pilot, "Resume it")
            await pilot.press("enter")
            await wait_for_code(pilot, here)
            here.clock.advance(60)
            await wait_for(pilot, DIFFERS)


async def test_what_cannot_be_revoked_is_said_to_stay_valid(tmp_path: Path) -> None:
    with still_desk(tmp_path, scenario="v2-missing") as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.NAME)
            for keys, then in (
                (["enter"], "What should it be called?"),
                (["right", "enter"], "The token is not revoked"),
                (["right", "right", "enter"], ""),
            ):
                await pilot.press("ctrl+n")
                await wait_for(pilot, "Approve again?")
                await pilot.press("right", "enter")
                await wait_for(
                    pilot, "The server answered 404.", "it stays valid at BaseSpace. To end it"
                )
                await pilot.press(*keys)
                await wait_for(pilot, then)
                if "not revoked" in then:
                    await wait_for(pilot, "The server answered 404.")
                    await pilot.press("escape")
            await wait_for_code(pilot, here)
            assert len(here.sim.tokens) == 2  # as was said
            assert [one.is_approved for one in here.credentials.pending_logins.all()] == [False]


async def test_a_token_that_was_brought_is_never_revoked(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", user=User("1002", ZOE, ""))
        draft = short_cut(
            here, Step.NAME, token=Secret(here.sim.owner_token), token_is_users_own=True, name="lab"
        )
        async with running(wizard(here, draft)) as pilot:
            await walk(pilot, here, Step.NAME)
            await press_button(pilot, "save")
            await wait_for(pilot, unwanted_token.ANOTHER_TOKEN)
            assert unwanted_token.REVOKE not in flat(pilot)
            await pilot.press("left", "enter")
            await wait_until(pilot, lambda: at(pilot, "AppScreen"))
        assert here.sim.owner_token in here.sim.tokens


@pytest.mark.parametrize("step", [Step.NAME, Step.SAVE])
async def test_a_kept_token_is_said_to_be_kept_and_shown_once_it_is_not(
    tmp_path: Path, step: Step
) -> None:
    scenario = "bad-identity" if step is Step.NAME else "approve"
    with still_desk(tmp_path, scenario=scenario) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await approve(pilot, here)
            if step is Step.SAVE:
                await walk(pilot, here, Step.NAME)
                here.vault.failure = StoreUnavailable("The keyring is locked.", "Unlock it.")
                await press_button(pilot, "save")
            await wait_for(pilot, words.KEPT_FOR_LATER)
            here.vault.failure = None
            await press_button(pilot, "show")
            await wait_for(pilot, "Show the token?")
            await pilot.press("right", "enter")
            await wait_for(pilot, "this once")
            assert here.credentials.pending_logins.all()
            await pilot.press("escape")
            assert not isinstance(await result_of(app), (Cancelled, type(None)))
        assert not here.credentials.pending_logins.all()
        assert here.vault.held.keys() == set()
