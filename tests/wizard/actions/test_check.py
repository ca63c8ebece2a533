"""Asking about a token: an approved one is never lost to a network that fails."""

from dataclasses import replace
from pathlib import Path

import pytest

from bs_wizard.basespace.device_flow import Approved
from bs_wizard.basespace.identity import NOT_TOLD
from bs_wizard.errors import NetworkError, TokenNotAccepted
from bs_wizard.secret import Secret
from bs_wizard.wizard.actions.check import (
    check_with_retries,
    holds_approved_token,
    telling_the_loss,
)
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import StoreProved
from bs_wizard.wizard.texts import unwanted_token, words
from tests.support.desk import desk

Troubles = list[tuple[str, float]]
UNREACHABLE = "127.0.0.1 was not reached."


async def test_an_approved_token_is_asked_about_five_times_and_kept(tmp_path: Path) -> None:
    told: Troubles = []
    with desk(tmp_path) as here:
        here.network.cut = True
        draft = here.draft(token=Secret(here.sim.owner_token))
        asked = await check_with_retries(draft, here.work, lambda *each: told.append(each))
        assert here.clock.sleeps == [1.0, 2.0, 4.0, 8.0]
    assert asked == NOT_TOLD
    assert told == [(UNREACHABLE, wait) for wait in (1.0, 2.0, 4.0, 8.0)]


async def test_it_is_known_as_soon_as_the_network_is_back(tmp_path: Path) -> None:
    told: Troubles = []
    with desk(tmp_path) as here:
        here.network.cut = True

        def mend() -> None:
            here.network.cut = False

        here.clock.on_sleep = mend
        draft = here.draft(token=Secret(here.sim.owner_token))
        asked = await check_with_retries(draft, here.work, lambda *each: told.append(each))
    assert asked.user_name == "Amira Haddad"
    assert told == [(UNREACHABLE, 1.0)]


async def test_a_server_that_is_unwell_is_asked_again_too(tmp_path: Path) -> None:
    told: Troubles = []
    with desk(tmp_path, scenario="bad-identity") as here:
        draft = here.draft(token=Secret(here.sim.owner_token))
        asked = await check_with_retries(draft, here.work, lambda *each: told.append(each))
    assert asked == NOT_TOLD
    assert len(told) == 4


async def test_a_token_that_was_brought_is_asked_about_once(tmp_path: Path) -> None:
    told: Troubles = []
    with desk(tmp_path) as here:
        here.network.cut = True
        draft = here.draft(token=Secret(here.sim.owner_token), token_is_users_own=True)
        with pytest.raises(NetworkError):
            await check_with_retries(draft, here.work, lambda *each: told.append(each))
        assert here.clock.sleeps == []
    assert told == []


async def test_one_that_is_not_accepted_is_not_asked_about_again(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        draft = here.draft(token=Secret("0" * 32))
        with pytest.raises(TokenNotAccepted):
            await check_with_retries(draft, here.work, lambda *each: None)
        assert here.clock.sleeps == []


def test_only_an_approved_token_would_be_lost() -> None:
    token = Secret("0" * 32)
    assert holds_approved_token(Draft(token=token))
    assert not holds_approved_token(Draft(token=token, token_is_users_own=True))
    assert not holds_approved_token(Draft())
    assert not holds_approved_token(Draft(token_is_users_own=True))


@pytest.mark.parametrize(
    ("held", "keeps", "becomes"),
    [
        ("approved", True, f" {words.KEPT_FOR_LATER}"),
        ("approved", False, f" {unwanted_token.ENDED}"),
        ("brought", True, ""),
        ("none", True, ""),
    ],
)
async def test_what_becomes_of_the_token_is_told_with_the_error(
    held: str, keeps: bool, becomes: str, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=keeps, approve_after=1) as here:
        draft = here.whole_draft().take(StoreProved(await here.work.prove_store()))
        if held == "approved":
            told = [one async for one in here.work.authorise(draft) if isinstance(one, Approved)]
            draft = replace(draft, token=told[0].token)
        elif held == "brought":
            draft = here.draft(token=Secret(here.sim.owner_token), token_is_users_own=True)
        error = await telling_the_loss(draft, here.work, NetworkError("It failed.", "Try again."))
    assert (type(error), error.hint) == (NetworkError, "Try again.")
    assert error.message == f"It failed.{becomes}"
