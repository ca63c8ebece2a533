"""Asking about a token: an approved one is never lost to a network that fails."""

from pathlib import Path

import pytest

from bs_wizard.basespace.identity import NOT_TOLD
from bs_wizard.errors import NetworkError, TokenNotAccepted
from bs_wizard.secret import Secret
from bs_wizard.wizard.actions.check import check_with_retries, holds_approved_token
from bs_wizard.wizard.journey.draft import Draft
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
