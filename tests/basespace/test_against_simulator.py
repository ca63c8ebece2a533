"""The client against the simulator, which shares no code with it; time is theirs in common."""

from itertools import pairwise

import pytest

from bs_wizard.basespace import http
from bs_wizard.basespace.api import revoke
from bs_wizard.basespace.device_flow import (
    Polled,
)
from bs_wizard.basespace.instances import read_address
from bs_wizard.basespace.scopes import missing
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    ClientRefused,
    CodeExpired,
    NetworkError,
    ScopeRefused,
    SecretRefused,
    ServerError,
    TokenNotAccepted,
)
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.simulator.people import WORKGROUPS
from tests.support.hostile import is_harmless
from tests.support.scripted_poll import paces
from tests.support.simulated_login import ASKED, simulated_login

LAB = WORKGROUPS[0].name


@pytest.mark.parametrize("remembered", [None, "sdk", "guide", "rfc8628"])
@pytest.mark.parametrize("dialect", ["sdk", "guide", "rfc8628"])
async def test_every_dialect_ends_in_a_token(dialect: str, remembered: str | None) -> None:
    with simulated_login(dialect=dialect) as login:
        approved = await login.run(remembered)
        assert approved.dialect == dialect
        assert approved.token.reveal() in login.sim.tokens
        assert login.code is not None
        assert login.code.verification_uri_complete == (
            f"{login.code.verification_uri}?code={login.code.user_code}"
        )


async def test_illuminas_own_dialect_costs_no_question_too_many() -> None:
    with simulated_login() as login:
        await login.run()
        assert len(login.sim.polls) == len(login.events) == 3


async def test_a_remembered_dialect_costs_none_either() -> None:
    with simulated_login(dialect="rfc8628") as login:
        await login.run("rfc8628")
        assert len(login.sim.polls) == 3


async def test_a_person_approves_for_a_workgroup() -> None:
    with simulated_login("pending", meanwhile=lambda sim: sim.approve(workgroup=LAB)) as login:
        approved = await login.run()
        assert login.kinds == ["Pending", "Approved"]
        known = await login.who(approved.token)
        assert known.workgroup == LAB
        assert known.scopes == ASKED
        assert known.user_name
        assert known.user_name != known.workgroup


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("deny", AccessDenied),
        ("access-denied-camel", AccessDenied),
        ("expire", CodeExpired),
        ("expire-silent", CodeExpired),
        ("wrong-secret", SecretRefused),
        ("unknown-client", ClientRefused),
        ("unknown-client-400", ClientRefused),
        ("scope-refused", ScopeRefused),
        ("down", NetworkError),
    ],
)
async def test_what_ends_without_a_token(scenario: str, kind: type[BsWizardError]) -> None:
    with simulated_login(scenario, approve_after=None, expires_in=30) as login:
        before = login.sim.tokens
        with pytest.raises(kind) as caught:
            await login.run()
        assert type(caught.value) is kind
        assert login.sim.tokens == before


async def test_a_person_denies() -> None:
    with simulated_login("pending", meanwhile=Simulator.deny) as login, pytest.raises(AccessDenied):
        await login.run()


@pytest.mark.parametrize("scenario", ["approve", "pending-200", "expire-silent", "v2-missing"])
async def test_what_needs_no_more_than_patience(scenario: str) -> None:
    with simulated_login(scenario) as login:
        await login.run()
        assert login.kinds == ["Pending", "Pending", "Approved"]


@pytest.mark.parametrize(
    ("scenario", "said", "times"),
    [
        ("server-error", "50", 3),
        ("html", "a page", 3),
        ("empty", "an empty answer", 3),
        ("drop", "closed the connection", 3),
        ("slow", "in time", 2),
        ("rate-limited", "429", 2),
    ],
)
async def test_transient_answers_on_the_way_to_a_token(
    scenario: str, said: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if scenario == "slow":
        monkeypatch.setattr(http, "LONGEST_EXCHANGE", 0.5)
    with simulated_login(scenario, approve_after=0) as login:
        await login.run()
        polled = [event for event in login.events if isinstance(event, Polled)]
        assert login.kinds == ["Transient"] * times + ["Approved"]
        assert all(said in str(event.reply) for event in polled)
        waits = [event.next_in for event in polled]
        assert waits == sorted(waits)
        assert waits[0] >= 2


async def test_slow_down_is_obeyed_and_then_not_heard_again() -> None:
    with simulated_login("slow-down", approve_after=60) as login:
        await login.run()
        assert login.kinds[:2] == ["SlowDown", "SlowDown"]
        assert "SlowDown" not in login.kinds[2:]
        assert paces(login.events) == [6, 11]
        gaps = [after - before for before, after in pairwise(login.sim.polls)]
        assert gaps[0] >= 6
        assert min(gaps[1:]) >= 11


async def test_no_poll_comes_before_its_interval() -> None:
    with simulated_login(interval=7, approve_after=60) as login:
        await login.run()
        assert login.sim.polls[0] >= 7
        assert all(after - before >= 7 for before, after in pairwise(login.sim.polls))


async def test_an_interval_that_is_not_told_is_five_seconds() -> None:
    with simulated_login("no-interval", approve_after=20) as login:
        await login.run()
        assert all(after - before >= 5 for before, after in pairwise(login.sim.polls))


async def test_scopes_that_were_not_granted_are_told() -> None:
    with simulated_login("scope-reduced") as login:
        known = await login.who((await login.run()).token)
        assert known.scopes == ("READ GLOBAL",)
        assert missing(ASKED, known.scopes) == ("CREATE GLOBAL",)


async def test_without_the_second_generation_the_rest_is_known() -> None:
    with simulated_login("v2-missing") as login:
        known = await login.who((await login.run()).token)
        assert known.user_id
        assert known.workgroup == ""
        assert known.scopes == ASKED


async def test_a_token_whose_owner_cannot_be_told_is_not_called_bad() -> None:
    with simulated_login("bad-identity") as login:
        approved = await login.run()
        with pytest.raises(ServerError, match="500"):
            await login.who(approved.token)


async def test_a_token_of_too_few_rights_is_told_from_a_wrong_instance() -> None:
    with simulated_login("few-rights") as login:
        approved = await login.run()
        with pytest.raises(ServerError, match="403: this token has too few rights") as caught:
            await login.who(approved.token)
        assert "The instance is the right one." in caught.value.hint


async def test_a_token_that_nobody_gave_is_not_accepted() -> None:
    with simulated_login() as login, pytest.raises(TokenNotAccepted):
        await login.who(Secret("0" * 32))


async def test_a_revoked_token_is_not_accepted_any_more() -> None:
    with simulated_login() as login:
        token = (await login.run()).token
        async with http.make_client() as connection:
            await revoke(connection, login.sim.api_server, token)
            assert token.reveal() not in login.sim.tokens
            await revoke(connection, login.sim.api_server, token)  # counts as revoked
        with pytest.raises(TokenNotAccepted):
            await login.who(token)


async def test_a_foreign_address_is_not_the_instances_own() -> None:
    with simulated_login("foreign-address") as login:
        await login.run()
        assert login.code is not None
        assert not read_address(login.sim.api_server).owns(login.code.verification_uri)
    with simulated_login() as login:
        await login.run()
        assert login.code is not None
        assert read_address(login.sim.api_server).owns(login.code.verification_uri)


async def test_hostile_names_come_out_clean() -> None:
    with simulated_login("hostile", meanwhile=Simulator.approve, approve_after=None) as login:
        known = await login.who((await login.run()).token)
        for text in (known.user_name, known.user_email, known.application):
            assert text
            assert is_harmless(text)
    with simulated_login("hostile", meanwhile=Simulator.deny, approve_after=None) as login:
        with pytest.raises(AccessDenied) as caught:
            await login.run()
        assert is_harmless(str(caught.value))
