"""A disk that fills once the code waits: no approved token is forgotten, in either front end."""

import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path

import pytest

from bs_wizard.errors import CodeExpired, HomeUnavailable
from bs_wizard.store.files.paths import room_files
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.actions.ending import discard, end_unkept
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import unwanted_token
from tests.journeys.fronts import Front, in_lines, on_screen
from tests.journeys.table import NAME, WORKGROUP, approve, pass_time
from tests.store.files.test_folder import failing, is_temporary
from tests.support.desk import Desk, work_with
from tests.support.screen import short_cut, still_desk

Begin = Callable[..., AbstractAsyncContextManager[Front]]
FRONTS = pytest.mark.parametrize("front", [on_screen, in_lines])
ANSWERS = {"What now": "2", "Show it": "no"}
"""Where it cannot be saved: leave."""


def fill(patch: pytest.MonkeyPatch, after: int) -> None:
    """Have the disk take so many files more, and then none."""
    left = after

    def is_full(*args: object) -> bool:
        nonlocal left
        left -= is_temporary(*args)
        return is_temporary(*args) and left < 0

    patch.setattr(os, "open", failing(28, is_full, os.open))


def waiting(here: Desk) -> list[PendingLogin]:
    return [one for one in here.credentials.pending_logins.all() if one.is_approved]


def in_reach(here: Desk) -> set[str]:
    """The tokens that a person has by what is stored, or the next run by what waits."""
    logins = here.credentials.pending_logins
    found = {here.credentials.token(one) for one in here.credentials.all()}
    for one in waiting(here):
        with suppress(CodeExpired):  # of one that is saved only the record may be left
            found |= {token} if (token := logins.secrets(one).token) else set()
    return {token.reveal() for token in found}


@FRONTS
@pytest.mark.parametrize("writes", range(10))
async def test_whatever_can_still_be_written_no_token_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, front: Begin, writes: int
) -> None:
    with still_desk(tmp_path) as here:
        draft = short_cut(here, Step.AUTHORISE, name=NAME)
        async with front(here, draft, ANSWERS) as journey:
            await approve(journey)
            with monkeypatch.context() as patch:
                fill(patch, writes)
                await pass_time(2)(journey)
                if not await journey.tries_to_save():
                    assert isinstance(await journey.gives_up(), HomeUnavailable)
        said = await end_unkept(here.work)
        valid = here.sim.tokens - {here.sim.owner_token}
        assert valid == in_reach(here)
        assert said == ("" if valid else unwanted_token.ENDED)
        assert len(valid) == (writes > 1), "kept from when two writes succeed"


@FRONTS
async def test_where_it_cannot_be_revoked_either_it_is_said_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, front: Begin
) -> None:
    with still_desk(tmp_path) as here:
        draft = short_cut(here, Step.AUTHORISE, name=NAME)
        async with front(here, draft, ANSWERS) as journey:
            await approve(journey)
            with monkeypatch.context() as patch:
                fill(patch, 0)
                await pass_time(2)(journey)
                assert not await journey.tries_to_save()
                await journey.gives_up()
        here.network.cut = True
        said = await end_unkept(here.work)
        assert "neither kept nor revoked, so it stays valid" in said
        assert said.endswith(f"revoke it in the developer portal: {here.instance.portal}")
        assert await end_unkept(here.work) == "", "it is said once"


@FRONTS
async def test_an_approved_token_that_a_name_holds_already_is_not_revoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, front: Begin
) -> None:
    """BaseSpace may give the same token twice; the end of this login must not end the other's."""
    with still_desk(tmp_path) as here:
        draft = short_cut(here, Step.AUTHORISE, name=NAME)
        async with front(here, draft, ANSWERS) as journey:
            await approve(journey)
            with monkeypatch.context() as patch:
                fill(patch, 0)
                await pass_time(2)(journey)
                assert not await journey.tries_to_save()
                await journey.gives_up()
        (token,) = here.sim.tokens - {here.sim.owner_token}
        here.keep("core", token=token)
        assert await end_unkept(here.work) == ""
        assert token in here.sim.tokens


@FRONTS
async def test_room_is_held_from_the_store_check_until_the_token_needs_it(
    tmp_path: Path, front: Begin
) -> None:
    with still_desk(tmp_path) as here:
        async with front(here, short_cut(here, Step.AUTHORISE, name=NAME), {}) as journey:
            (room,) = room_files(tmp_path)
            assert room.stat().st_size > 16000
            os.utime(room, (1, 1))
            here.work.current_login.room.take()
            assert room_files(tmp_path) == (room,), "it is held once"
            await work_with(here.work).prove_store()
            assert room not in room_files(tmp_path), "a day old, it is taken for a killed program's"
            await approve(journey)
            await pass_time(2)(journey)
            await journey.saves()
        assert here.credentials.find(NAME).workgroup == WORKGROUP


async def test_a_token_is_kept_though_its_code_could_not_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with still_desk(tmp_path) as here:
        with monkeypatch.context() as patch:
            patch.setattr(here.vault, "keeps_what_waits", False)
            async with on_screen(here, short_cut(here, Step.AUTHORISE), {}) as journey:
                patch.undo()
                assert not here.index.read().pending
                await approve(journey)
                await pass_time(2)(journey)
                await journey.sees("What should it be called?")
                await here.work.current_login.wait_until_kept()
        assert len(waiting(here)) == 1
        assert not here.work.current_login.unkept


async def test_without_room_for_a_token_no_code_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with still_desk(tmp_path) as here:
        is_room = lambda path, *rest: "index.room" in str(path)  # noqa: E731
        monkeypatch.setattr(os, "open", failing(28, is_room, os.open))
        with pytest.raises(HomeUnavailable, match="No space left"):
            await here.work.prove_store()
        assert room_files(tmp_path) == ()


@pytest.mark.parametrize("reachable", [True, False])
async def test_discarding_an_approved_token_revokes_it_or_says_that_it_lives(
    tmp_path: Path, reachable: bool
) -> None:
    with still_desk(tmp_path) as here:
        async with on_screen(here, short_cut(here, Step.AUTHORISE), {}) as journey:
            await approve(journey)
            await pass_time(2)(journey)
            await journey.sees("What should it be called?")
        here.cut()
        here.network.cut = not reachable
        (pending,) = waiting(here)
        said = await discard(here.work, pending)
        assert waiting(here) == []
        assert (len(here.sim.tokens) == 1) is reachable
        lives = unwanted_token.not_revoked(here.instance)
        assert said == (unwanted_token.DISCARDED if reachable else lives)
