import logging

import httpx
import pytest

from bs_wizard.basespace import http
from bs_wizard.basespace.api import identify
from bs_wizard.basespace.device_flow import poll, request_code
from bs_wizard.errors import BsWizardError
from bs_wizard.secret import Secret
from bs_wizard.simulator import SCENARIOS
from tests.support.clocks import FakeClock
from tests.support.scripted import ScriptedServer, Step, answer, says
from tests.support.scripted_poll import (
    CLIENT,
    CLIENT_SECRET,
    DEVICE_CODE,
    FIRST_REPLY,
    GRANTED,
    PENDING,
    TOKEN,
)
from tests.support.simulated_login import simulated_login


@pytest.mark.parametrize(
    "end",
    [GRANTED, says("access_denied"), says("something_new"), says("unsupported_grant_type")],
)
async def test_no_secret_is_shown_by_an_event_an_error_or_a_log(
    end: Step, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    server = ScriptedServer(
        [answer(200, FIRST_REPLY), PENDING, says("slow_down"), httpx.ReadError("x"), end]
    )
    async with server.client() as connection:
        code = await request_code(connection, CLIENT, ("READ GLOBAL",))
        shown += [repr(code), str(code), repr(CLIENT)]
        try:
            async for event in poll(connection, CLIENT, code, FakeClock()):
                shown += [repr(event), str(event)]
        except BsWizardError as error:
            shown += [repr(error), str(error)]
    assert len(server.requests) >= 5
    for told in (*shown, caplog.text, *(repr(record.args) for record in caplog.records)):
        for secret in (CLIENT_SECRET, DEVICE_CODE, TOKEN):
            assert secret not in told


def repeated(status: int, word: str, **said: object) -> httpx.Response:
    """An answer of a server that says what it was sent."""
    return answer(status, {"error": word} | said)


SENT = f"{'so ' * 90}client_secret={CLIENT_SECRET}&code={DEVICE_CODE}; not {TOKEN}."


@pytest.mark.parametrize(
    "end",
    [
        repeated(400, "something_new", error_description=SENT),
        repeated(401, "invalid_client", error_description=SENT),
        repeated(400, "invalid_scope", ResponseStatus={"Message": SENT}),
        repeated(400, TOKEN, ErrorMessage=SENT),
    ],
)
async def test_what_a_server_repeats_of_what_it_was_sent_is_masked(end: httpx.Response) -> None:
    server = ScriptedServer([answer(200, FIRST_REPLY), end])
    async with server.client() as connection:
        code = await request_code(connection, CLIENT, ("READ GLOBAL",))
        with pytest.raises(BsWizardError) as caught:
            [_ async for _ in poll(connection, CLIENT, code, FakeClock())]
        refused = ScriptedServer([repeated(401, "", MessageFormatted=SENT)])
        async with refused.client() as other:
            with pytest.raises(BsWizardError) as again:
                await identify(other, CLIENT.api_server, Secret(TOKEN))
    told = f"{caught.value} {again.value}"
    assert "[masked]" in told
    for secret in (CLIENT_SECRET, DEVICE_CODE, TOKEN):
        assert not any(secret[at : at + 8] in told for at in range(len(secret) - 8))


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
async def test_no_secret_is_shown_in_any_scenario(
    scenario: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if scenario == "slow":
        monkeypatch.setattr(http, "LONGEST_EXCHANGE", 0.5)
    caplog.set_level(logging.DEBUG)
    with simulated_login(scenario, expires_in=60) as login:
        shown: list[object] = []
        try:
            shown.append(await login.who((await login.run()).token))
        except BsWizardError as error:
            shown.append(error)
        shown += [login.client, login.code, *login.events]
        told = caplog.text + "".join(f"{one!r} {one}" for one in shown)
        assert login.sim.client_secret not in told
        assert not [token for token in login.sim.tokens if token in told]
        if login.code is not None:
            assert login.code.device_code.reveal() not in told
        assert {name for request in login.sim.requests for name in request.fields} <= {
            *("Limit", "SortBy", "SortDir"),  # of what the token sees
            *("response_type", "client_id", "scope", "client_secret"),
            *("grant_type", "code", "device_code"),
        }
