"""A journey that is cut off at any moment is taken up by the next run."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.basespace.device_flow import Approved
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import (
    BsWizardError,
    CodeExpired,
    SecretRefused,
    StoreBusy,
    StoreUnavailable,
    TokenNotAccepted,
)
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.store.pending_logins import PendingLogins
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Named, Resumed, Step, StoreProved
from bs_wizard.wizard.journey.travel import after
from tests.support.desk import Desk, desk, work_with


async def code_shown(here: Desk) -> DeviceCode:
    """Walk until the code is on the screen and kept, and stop there."""
    draft = await proved(here)
    events = here.work.authorise(draft)
    code = await anext(events)
    assert isinstance(code, DeviceCode)
    await anext(events)  # it is kept before the first question is put
    await events.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
    return code


async def proved(here: Desk) -> Draft:
    return here.whole_draft().take(StoreProved(await here.work.prove_store()))


async def waits(here: Desk) -> PendingLogin:
    (pending,) = await here.cut().resumable()
    return pending


async def resumed(here: Desk, pending: PendingLogin) -> tuple[Step, Draft]:
    return after(Step.STORE, Draft(), await here.work.resume(pending))


async def approved(here: Desk, draft: Draft) -> Secret:
    given = [one async for one in here.work.authorise(draft) if isinstance(one, Approved)]
    return given[0].token


async def finish(here: Desk, draft: Draft) -> Credential:
    draft = replace(draft, token=draft.token or await approved(here, draft))
    who = await here.work.check(draft)
    return await here.work.save(draft.take(Named(who, "lab", "")))


def locks(home: Path) -> list[Path]:
    return list(home.glob("pending-*"))


async def test_a_code_is_taken_up_with_the_life_it_has_left(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=300) as here:
        code = await code_shown(here)
        here.clock.advance(120)
        pending = await waits(here)
        step, draft = await resumed(here, pending)
        assert step is Step.AUTHORISE
        assert (draft.client_id, draft.client_secret) == (
            here.sim.client_id,
            Secret(here.sim.client_secret),
        )
        again = await anext(here.work.authorise(draft))
        assert isinstance(again, DeviceCode)
        assert (again.user_code, again.device_code) == (code.user_code, code.device_code)
        assert code.expires_in - 130 < again.expires_in <= code.expires_in - 120


async def test_an_approval_given_meanwhile_is_collected_and_nothing_stays(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        pending = await waits(here)
        here.sim.approve()
        _, draft = await resumed(here, pending)
        saved = await finish(here, draft)
        assert saved.name == "lab"
        assert len(here.sim.tokens) == 2  # the owner's, and this one
        assert list(here.stored) == ["lab"]
        assert not here.index.read().pending
        assert not [key for key in here.vault.held if key.startswith("pending:")]
        assert not locks(tmp_path)


async def test_a_token_that_was_given_is_taken_up_without_asking_again(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        draft = await proved(here)
        token = await approved(here, draft)
        step, draft = await resumed(here, await waits(here))
        assert (step, draft.token) == (Step.NAME, token)
        polls = len(here.sim.polls)
        assert (await finish(here, draft)).fingerprint == token.fingerprint
        assert len(here.sim.polls) == polls
        assert await here.cut().resumable() == ()


async def test_killed_between_saving_and_forgetting_it_is_cleared_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path) as here:
        draft = await proved(here)
        token = await approved(here, draft)
        monkeypatch.setattr(here.work.current_login, "_drop", lambda: None)
        await finish(here, replace(draft, token=token))
        await here.cut().prove_store()
        assert not here.index.read().pending
        assert list(here.stored) == ["lab"]


async def test_an_expired_code_is_said_and_cleared(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None, expires_in=600) as here:
        code = await code_shown(here)
        pending = await waits(here)
        here.clock.advance(601)
        assert await here.work.resumable() == ()
        with pytest.raises(CodeExpired, match=code.user_code):
            await here.work.resume(pending)
        assert here.kept_nothing


@pytest.mark.parametrize("scenario", ["deny", "expire"])
async def test_what_is_decided_is_not_kept(scenario: str, tmp_path: Path) -> None:
    with desk(tmp_path, scenario=scenario) as here:
        with pytest.raises(BsWizardError):
            await approved(here, await proved(here))
        assert here.kept_nothing


@pytest.mark.parametrize("scenario", ["approve", "late-secret"])
async def test_a_code_outlives_a_wrong_secret(scenario: str, tmp_path: Path) -> None:
    """It is kept with the secret that was given last, for this run and for another."""
    with desk(tmp_path, scenario=scenario) as here:
        draft = replace(await proved(here), client_secret=Secret("wrong"))
        with pytest.raises(SecretRefused):
            await approved(here, draft)
        (code,) = here.sim.user_codes
        right = replace(draft, client_secret=here.client_secret)
        assert (await anext(here.work.authorise(right))).user_code == code  # type: ignore[union-attr]
        _, draft = await resumed(here, await waits(here))
        assert draft.client_secret == here.client_secret
        await finish(here, draft)
        assert here.sim.user_codes == [code]
        assert list(here.stored) == ["lab"]


async def test_a_new_code_takes_the_place_of_the_old(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        code = await code_shown(here)
        assert (await waits(here)).user_code == code.user_code
        assert len(here.vault.held) == 1


async def test_two_programs_never_wait_for_one_code(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        (raw,) = here.index.read().pending
        other = Credentials(here.index, lambda store, backend: here.vault).pending_logins
        pending = PendingLogin.from_json(raw)
        with pytest.raises(StoreBusy, match="right now"), other.lock(pending):
            pass
        assert await here.work.resumable() == ()  # even to itself: it is at it


async def test_without_its_secret_it_is_over(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        pending = await waits(here)
        here.vault.delete(pending.key)
        with pytest.raises(CodeExpired, match="gone"):
            await here.work.resume(pending)
        assert here.kept_nothing


async def test_it_can_be_given_up(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        await here.work.current_login.discard(await waits(here))
        assert here.kept_nothing


async def test_a_store_that_fails_to_keep_it_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path) as here:
        draft = await proved(here)

        def full(key: str, secret: Secret) -> None:
            raise StoreUnavailable("It is full.", "Make room.")

        monkeypatch.setattr(here.vault, "put", full)
        assert await approved(here, draft)
        assert here.kept_nothing


async def test_other_scopes_than_were_asked_for_want_a_new_code(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        code = await code_shown(here)
        taken = await here.work.resume(await waits(here))
        assert isinstance(taken, Resumed)
        draft = replace(Draft().take(taken), scopes=("READ GLOBAL",))
        other = await anext(here.work.authorise(draft))
        assert isinstance(other, DeviceCode)
        assert other.user_code != code.user_code


async def test_another_code_leaves_an_approved_token_to_the_next_run(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        token = await approved(here, await proved(here))
        here.sim.use("approve")
        events = here.work.authorise(await proved(here))
        assert isinstance(await anext(events), DeviceCode)
        await anext(events)
        kept = [one for one in here.credentials.pending_logins.all() if one.is_approved]
        assert [one.fingerprint for one in kept] == [token.fingerprint]


async def test_a_code_that_gave_its_token_is_not_shown_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path) as here:
        goes_on, keep = threading.Event(), PendingLogins.keep_token

        def keep_slowly(*args: Any) -> None:
            assert goes_on.wait(30)
            keep(*args)

        monkeypatch.setattr(PendingLogins, "keep_token", keep_slowly)
        draft = await proved(here)
        await approved(here, draft)
        assert here.work.current_login.code_for(draft) is None
        goes_on.set()
        await here.work.current_login.wait_until_kept()


async def test_a_token_that_was_brought_does_not_end_what_is_kept(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        draft = await proved(here)
        await approved(here, draft)
        brought = replace(draft, token_is_users_own=True, token=Secret("0" * 32))
        with pytest.raises(TokenNotAccepted):
            await here.work.check(brought)
        good = replace(brought, token=Secret(here.sim.owner_token))
        who = await here.work.check(good)
        await here.work.save(good.take(Named(who, "brought", "")))
        assert (await waits(here)).is_approved


async def test_a_token_that_could_not_be_kept_leaves_no_dead_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path) as here:
        put = here.vault.put

        def full(key: str, secret: Secret) -> None:
            if "token" in secret.reveal():
                raise StoreUnavailable("It is full.", "Make room.")
            put(key, secret)

        monkeypatch.setattr(here.vault, "put", full)
        draft = await proved(here)
        token = await approved(here, draft)
        here.cut()
        assert not here.work.current_login.keeps(token)
        assert here.kept_nothing


async def test_what_cannot_be_dropped_is_not_offered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(key: str) -> None:
        raise StoreUnavailable("It is locked.", "Unlock it.")

    with desk(tmp_path, scenario="deny") as here:
        draft = await proved(here)
        monkeypatch.setattr(here.vault, "delete", stuck)
        with pytest.raises(BsWizardError):
            await approved(here, draft)
        assert await here.cut().resumable() == ()
        monkeypatch.undo()
        here.clock.advance(7200)
        await here.work.prove_store()
        assert here.kept_nothing


async def test_what_is_typed_now_counts(tmp_path: Path) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        taken = await here.work.resume(await waits(here))
        kept = Draft().take(taken)
        assert (kept.name, kept.overwrite) == ("lab", False)
        typed = Draft(name="mine", description="for me", client_secret=Secret("s"), overwrite=True)
        now = typed.take(taken)
        assert (now.name, now.description, now.overwrite) == ("mine", "for me", True)
        assert now.client_secret == Secret("s")


async def test_what_waits_in_another_store_than_was_asked_for_is_passed_over(
    tmp_path: Path,
) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        (pending,) = await here.cut().resumable()
        assert await work_with(here.work, required_store="vault").resumable() == ()
        assert await work_with(here.work, required_store=pending.store).resumable() == (pending,)


@pytest.mark.parametrize(
    "changed",
    [{"api_server": "https://evil.example"}, {"client_id": "another"}],
    ids=["server", "application"],
)
async def test_secrets_go_nowhere_but_where_they_were_for(
    changed: dict[str, str], tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        pending = replace(await waits(here), **changed)  # type: ignore[arg-type]  # all are text
        with pytest.raises(CodeExpired, match="does not fit"):
            await here.work.resume(pending)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "../../../evil"},
        {"id": {}},
        {"id": "a" * 300},
        {"interval": 10**400},
        {"interval": 0},
        {"asked_at": "0001-01-01T00:00:00+00:00"},
        {"expires_at": "2999-01-01T00:00:00+00:00"},
        {"scopes": None},
    ],
)
async def test_a_record_that_somebody_edited_is_left_alone(
    changed: dict[str, object], tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None) as here:
        await code_shown(here)
        here.cut()
        (raw,) = here.index.read().pending
        here.index.change(lambda was: was._replace(pending=(raw | changed,)))
        assert await here.work.resumable() == ()
        await here.work.prove_store()
        assert here.index.read().pending == (raw | changed,)
