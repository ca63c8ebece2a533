"""The use cases from the store's probe to the saved credential, against the simulator."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.basespace.device_flow import Approved, Polled
from bs_wizard.basespace.replies import DeviceCode, Transient
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    ClientRefused,
    CodeExpired,
    IndexDamaged,
    IndexTooNew,
    NameTaken,
    NetworkError,
    ScopeRefused,
    SecretRefused,
    ServerError,
    StoreUnavailable,
    TimedOut,
    TokenNotAccepted,
)
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import (
    AppGiven,
    Named,
    Outcome,
    Saved,
    ScopesGiven,
    Step,
    StoreFacts,
    StoreProved,
)
from bs_wizard.wizard.journey.travel import travel
from bs_wizard.wizard.rules.token_differences import scopes_missing
from tests.store.examples import a_credential, an_application
from tests.support.clocks import START
from tests.support.desk import Desk, desk


class Straight:
    """The shortest front end: every step is what the use case gives."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.events: list[object] = []

    async def show(self, step: Step, draft: Draft) -> Outcome:
        match step:
            case Step.STORE:
                return StoreProved(await self.work.prove_store())
            case Step.APP:
                return AppGiven(draft.instance, draft.client_id, draft.client_secret)
            case Step.SCOPES:
                return ScopesGiven(draft.scopes)
            case Step.AUTHORISE:
                return await self._authorise(draft)
            case Step.NAME:
                return Named(await self.work.check(draft), draft.name, draft.description)
            case Step.SAVE:
                return Saved(await self.work.save(draft))

    async def _authorise(self, draft: Draft) -> Outcome:
        async for event in self.work.authorise(draft):
            self.events.append(event)
        last = self.events[-1]
        assert isinstance(last, Approved)
        return last


async def go(here: Desk, **changes: object) -> Credential:
    return await travel(Straight(here.work), here.whole_draft(**changes))


async def test_an_approval_becomes_a_credential(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        front = Straight(here.work)
        saved = await travel(front, here.whole_draft(description="for the lab"))
        assert [type(event) for event in front.events] == [
            DeviceCode,
            Polled,
            Polled,
            Approved,
        ]
        token = here.vault.held["lab"]
        assert token in here.sim.tokens
        assert here.index.read().credentials == (saved,)
        assert here.index.read().default == "lab"
        assert saved.fingerprint == Secret(token).fingerprint
        assert saved.created_at == saved.verified_at
        assert (saved.user.name, saved.workgroup) == ("Amira Haddad", None)
        assert saved.scopes_requested == saved.scopes_granted == ("READ GLOBAL",)
        assert (saved.description, saved.store, saved.client_id) == (
            "for the lab",
            "keyring",
            here.sim.client_id,
        )
        assert all(secret not in (tmp_path / "index.json").read_text() for secret in here.secrets)


async def test_the_application_is_remembered_with_its_secret_and_name(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        await go(here)
        (used,) = await here.work.used_apps()
        assert (used.instance, used.client_id, used.name) == (
            here.instance,
            here.sim.client_id,
            "Lab import",
        )
        assert await here.work.client_secret(used) == Secret(here.sim.client_secret)


@pytest.mark.parametrize(("dialect", "questions"), [("sdk", 1), ("guide", 2), ("rfc8628", 3)])
async def test_the_dialect_of_a_server_is_tried_first_the_next_time(
    dialect: str, questions: int, tmp_path: Path
) -> None:
    with desk(tmp_path, dialect=dialect, approve_after=0) as here:
        await go(here)
        assert len(here.sim.polls) == questions
        assert here.index.read().applications[0].dialect == dialect
        await go(here, name="second")
        assert len(here.sim.polls) == questions + 1


async def test_the_dialect_is_the_servers_whichever_application_asked(tmp_path: Path) -> None:
    with desk(tmp_path, dialect="rfc8628", approve_after=0) as here:
        elsewhere = an_application(client_id="other", dialect="guide")
        other = an_application(client_id="other", api_server=here.sim.api_server, dialect="rfc8628")
        for number, app in enumerate((elsewhere, other)):
            here.credentials.save(
                a_credential(name=f"c{number}"), Secret("a-token"), application=app
            )
        await go(here)
        assert len(here.sim.polls) == 1


async def test_scopes_that_were_not_granted_are_told(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="scope-reduced") as here:
        asked = ("READ GLOBAL", "CREATE GLOBAL")
        saved = await go(here, scopes=asked)
        assert saved.scopes_requested == asked
        assert saved.scopes_granted == ("READ GLOBAL",)


async def test_a_workgroups_token_is_recorded_as_such(tmp_path: Path) -> None:
    def decide(sim: Simulator) -> None:
        if len(sim.polls) == 2:
            sim.approve(workgroup="Genomics Core")

    with desk(tmp_path, approve_after=None, meanwhile=decide) as here:
        saved = await go(here)
        assert (saved.user.name, saved.workgroup) == ("Amira Haddad", "Genomics Core")


async def test_a_server_without_the_second_generation_will_do(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="v2-missing") as here:
        saved = await go(here)
        assert (saved.user.name, saved.workgroup) == ("Amira Haddad", "")


@pytest.mark.parametrize("scenario", ["server-error", "html", "empty", "drop", "rate-limited"])
async def test_weather_is_waited_out(scenario: str, tmp_path: Path) -> None:
    with desk(tmp_path, scenario=scenario) as here:
        front = Straight(here.work)
        await travel(front, here.whole_draft())
        assert any(
            isinstance(event, Polled) and isinstance(event.reply, Transient)
            for event in front.events
        )
        assert "lab" in here.vault.held


FAILURES = [
    ("deny", AccessDenied),
    ("access-denied-camel", AccessDenied),
    ("expire", CodeExpired),
    ("expire-silent", CodeExpired),
    ("wrong-secret", SecretRefused),
    ("unknown-client", ClientRefused),
    ("unknown-client-400", ClientRefused),
    ("scope-refused", ScopeRefused),
    ("down", NetworkError),
    ("bad-identity", ServerError),
]


@pytest.mark.parametrize(("scenario", "error"), FAILURES)
async def test_a_failure_leaves_nothing_behind(
    scenario: str, error: type[BsWizardError], tmp_path: Path
) -> None:
    slow: dict[str, Any] = (
        {"approve_after": None, "interval": 10} if scenario == "expire-silent" else {}
    )
    with desk(tmp_path, scenario=scenario, **slow) as here:
        with pytest.raises(error) as caught:
            await go(here)
        assert type(caught.value) is error
        assert caught.value.hint
        assert here.kept_only_what_waits
        assert len(here.vault.held) == (scenario in {"bad-identity", "wrong-secret"})


async def test_a_limit_ends_the_wait_before_the_code_does(tmp_path: Path) -> None:
    with desk(tmp_path, limit=60, approve_after=None) as here:
        with pytest.raises(TimedOut) as caught:
            await go(here)
        assert here.clock.monotonic == pytest.approx(60)
        assert "resume" in caught.value.hint
        assert await here.cut().resumable()


async def test_a_token_brought_needs_no_code(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        token = Secret(here.sim.owner_token)
        saved = await go(here, token=token, token_is_users_own=True)
        assert here.vault.held == {"lab": token.reveal()}
        assert here.index.read().applications == ()
        assert (saved.client_id, saved.scopes_requested) == (None, ())
        assert here.sim.polls == []


async def test_a_token_that_is_none_is_not_kept(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        with pytest.raises(TokenNotAccepted):
            await go(here, token=Secret("0" * 32), token_is_users_own=True)
        assert here.kept_nothing


async def test_the_store_is_proved_before_a_code_is_asked_for(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        here.vault.locked = 1
        with pytest.raises(StoreUnavailable):
            await go(here)
        assert here.sim.requests == []


@pytest.mark.parametrize(
    ("text", "error"), [("{not json", IndexDamaged), ('{"version": 99}', IndexTooNew)]
)
async def test_an_index_that_cannot_be_used_is_found_before_a_code_is_asked_for(
    text: str, error: type[BsWizardError], tmp_path: Path
) -> None:
    (tmp_path / "index.json").write_text(text)
    with desk(tmp_path) as here:
        with pytest.raises(error):
            await go(here)
        assert here.sim.requests == []
        assert here.vault.held == {}


async def test_a_store_that_fails_at_the_end_can_be_tried_again(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        who = await here.work.check(here.whole_draft(token=Secret(here.sim.owner_token)))
        draft = here.whole_draft(
            token=Secret(here.sim.owner_token),
            token_is_users_own=True,
            identity=who,
            store=await here.work.prove_store(),
        )
        here.vault.locked = 1
        with pytest.raises(StoreUnavailable):
            await here.work.save(draft)
        assert here.kept_nothing
        assert (await here.work.save(draft)).name == "lab"


async def test_a_name_that_was_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        await go(here)
        before = here.stored
        with pytest.raises(NameTaken):
            await go(here, name="LAB")
        assert here.stored == before
        assert await here.work.find(" LAB ")
        assert not await here.work.find("lab2")


async def test_a_description_is_kept_as_one_clean_line(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        saved = await go(here, description="two\nlines\x1b[31m " + "x" * 600)
        assert saved.description.startswith("two lines xxx")
        assert len(saved.description) == 500
        assert here.index.read().credentials == (saved,)


async def test_what_is_proved_is_said(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        title = here.vault.title
        assert await here.work.prove_store() == StoreFacts("keyring", "memory", title)
        assert here.work.today() == datetime.fromtimestamp(START, UTC)


async def test_missing_scopes_are_only_known_where_they_were_asked_for(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        draft = here.whole_draft(scopes=("READ GLOBAL", "CREATE GLOBAL"))
        who = await here.work.check(replace(draft, token=Secret(here.sim.owner_token)))
        assert scopes_missing(draft, who) == ("CREATE GLOBAL",)
        assert scopes_missing(draft, replace(who, scopes=None)) == ()
        assert scopes_missing(replace(draft, token_is_users_own=True), who) == ()
