"""The two end points of the device flow, as BaseSpace speaks it, and in the other dialects."""

import http.client
import json
import re
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from bs_wizard.simulator import DIALECTS, Settings, Simulator

CODE = "/v1pre3/oauthv2/deviceauthorization"
TOKEN = "/v1pre3/oauthv2/token"
FORM = "application/x-www-form-urlencoded"
URN = "urn:ietf:params:oauth:grant-type:device_code"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.json["error"]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def post(simulator: Simulator, path: str, body: bytes, kind: str = FORM) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(simulator.api_server).netloc, timeout=30)
    try:
        connection.request("POST", path, body, {"Content-Type": kind})
        reply = connection.getresponse()
        return Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def ask(simulator: Simulator, scope: str = "READ GLOBAL", **changes: str) -> Answer:
    fields = {"response_type": "device_code", "client_id": simulator.client_id, "scope": scope}
    return post(simulator, CODE, urlencode(fields | changes).encode())


def poll(simulator: Simulator, code: str, /, **changes: str) -> Answer:
    fields = {
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
        "grant_type": "device",
        "code": code,
    }
    return post(simulator, TOKEN, urlencode(fields | changes).encode())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Iterator[Simulator]:
    with Simulator(Settings(), clock=clock) as running:
        yield running


def test_the_code_reply_has_basespaces_fields_and_no_others(simulator: Simulator) -> None:
    reply = ask(simulator).json

    address = f"{simulator.api_server}/oauth/device"
    assert re.fullmatch(r"[A-Za-z0-9]{5}", reply["user_code"])
    assert reply == {
        "device_code": reply["device_code"],
        "user_code": reply["user_code"],
        "verification_uri": address,
        "verification_with_code_uri": f"{address}?code={reply['user_code']}",
        "expires_in": 1800,
        "interval": 1,
    }


def test_answers_are_json_that_nobody_keeps_and_carry_a_request_id(simulator: Simulator) -> None:
    first, second = ask(simulator), ask(simulator)

    assert first.headers["content-type"].startswith("application/json")
    assert first.headers["cache-control"] == "no-cache, no-store"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_a_json_body_says_the_same_as_a_form(simulator: Simulator) -> None:
    fields = {"response_type": "device_code", "client_id": simulator.client_id, "scope": ""}

    assert post(simulator, CODE, json.dumps(fields).encode(), "application/json").status == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"client_id=\xff", FORM),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"client_id": 1}', "application/json"),
        (b"client_id=x", "text/plain"),
    ],
)
def test_a_body_that_names_no_client_is_refused(
    simulator: Simulator, body: bytes, kind: str
) -> None:
    assert post(simulator, CODE, body, kind).error == (401, "invalid_client")


def test_what_is_sent_in_the_address_does_not_count(simulator: Simulator) -> None:
    query = urlencode({"response_type": "device_code", "client_id": simulator.client_id})

    assert post(simulator, f"{CODE}?{query}", b"").error == (401, "invalid_client")
    assert simulator.requests[-1].fields == ("response_type", "client_id")


def test_another_response_type_is_refused(simulator: Simulator) -> None:
    assert ask(simulator, response_type="code").error == (400, "invalid_request")


@pytest.mark.parametrize(
    "scope",
    ["", "read global", "Browse Global , READ  GLOBAL", "read project 123", "create project 7"],
)
def test_known_scopes_are_taken_in_any_case(simulator: Simulator, scope: str) -> None:
    assert ask(simulator, scope).status == 200


@pytest.mark.parametrize(
    "scope",
    ["read", "read global,", "read global browse global", "read project x", "create run 7", "é"],
)
def test_one_unknown_scope_refuses_the_whole_request(simulator: Simulator, scope: str) -> None:
    assert ask(simulator, f"browse global,{scope}").error == (400, "invalid_scope")


def test_pending_is_answered_with_400(simulator: Simulator) -> None:
    reply = poll(simulator, ask(simulator).json["device_code"])

    assert reply.error == (400, "authorization_pending")
    assert "not yet approved" in reply.json["error_description"]


def test_an_approved_code_is_redeemed_once(simulator: Simulator) -> None:
    code = ask(simulator).json["device_code"]
    simulator.approve()

    reply = poll(simulator, code)

    assert reply.status == 200
    assert list(reply.json) == ["access_token"]
    assert re.fullmatch(r"[0-9a-f]{32}", reply.json["access_token"])
    assert reply.json["access_token"] in simulator.tokens
    assert poll(simulator, code).error == (400, "invalid_grant")


def test_a_denied_code(simulator: Simulator) -> None:
    code = ask(simulator).json["device_code"]
    simulator.deny()

    assert poll(simulator, code).error == (400, "access_denied")
    assert poll(simulator, code).error == (400, "access_denied")


@pytest.mark.parametrize("approved", [False, True])
def test_a_code_expires_by_the_clock_even_when_approved(
    simulator: Simulator, clock: Clock, approved: bool
) -> None:
    code = ask(simulator).json["device_code"]
    if approved:
        simulator.approve()
    clock.now += 1799.9
    if not approved:
        assert poll(simulator, code).error == (400, "authorization_pending")
    clock.now += 0.1

    assert poll(simulator, code).error == (400, "expired_token")
    with pytest.raises(LookupError, match="waiting for a decision"):
        simulator.approve()


def test_a_code_nobody_made(simulator: Simulator) -> None:
    assert poll(simulator, "nothing").error == (400, "invalid_grant")


@pytest.mark.parametrize("field", ["client_id", "client_secret"])
@pytest.mark.parametrize("value", ["", "wrong", "ünknown"])
def test_a_client_that_cannot_prove_itself(simulator: Simulator, field: str, value: str) -> None:
    code = ask(simulator).json["device_code"]
    simulator.approve()

    assert poll(simulator, code, **{field: value}).error == (401, "invalid_client")
    assert poll(simulator, code).status == 200


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("spoken", "grant_type", "field"),
    [
        ("sdk", "device", "code"),
        ("guide", "device_code", "device_code"),
        ("rfc8628", URN, "device_code"),
    ],
)
def test_each_dialect_knows_its_own_grant_type_only(
    dialect: str, spoken: str, grant_type: str, field: str
) -> None:
    with Simulator(Settings(dialect=dialect)) as simulator:
        code = ask(simulator).json["device_code"]
        simulator.approve()
        reply = poll(simulator, "", **{"code": "", "grant_type": grant_type, field: code})

    if spoken == dialect:
        assert "access_token" in reply.json
    else:
        assert reply.error == (400, "unsupported_grant_type")


def test_the_standards_dialect_describes_what_it_gives() -> None:
    with Simulator(Settings(dialect="rfc8628")) as simulator:
        first = ask(simulator, "read global, create runs").json
        simulator.approve()
        token = poll(simulator, "", grant_type=URN, device_code=first["device_code"]).json

    assert first["verification_uri_complete"].endswith(f"?code={first['user_code']}")
    assert "verification_with_code_uri" not in first
    assert (token["token_type"], token["scope"]) == ("Bearer", "READ GLOBAL,CREATE RUNS")


def test_time_approves(clock: Clock) -> None:
    with Simulator(Settings(approve_after=3), clock=clock) as simulator:
        assert simulator.approved_in() == 0, "there is no code"
        code = ask(simulator).json["device_code"]
        clock.now += 2.5
        assert simulator.approved_in() == 0.5
        assert poll(simulator, code).error == (400, "authorization_pending")
        clock.now += 0.5
        assert poll(simulator, code).status == 200
        assert simulator.approved_in() == 0


def test_time_denies(clock: Clock) -> None:
    with Simulator(Settings(deny_after=0), clock=clock) as simulator:
        assert poll(simulator, ask(simulator).json["device_code"]).error == (400, "access_denied")


def test_a_code_is_decided_by_name_and_the_latest_by_default(simulator: Simulator) -> None:
    first, second = ask(simulator).json, ask(simulator).json
    simulator.deny()
    simulator.approve(first["user_code"])

    assert poll(simulator, second["device_code"]).error == (400, "access_denied")
    assert poll(simulator, first["device_code"]).status == 200


def test_decisions_that_cannot_be(simulator: Simulator) -> None:
    with pytest.raises(LookupError, match="waiting"):
        simulator.deny()
    user_code = ask(simulator).json["user_code"]
    with pytest.raises(LookupError, match="Genomics Core"):
        simulator.approve(workgroup="Nobody")
    with pytest.raises(ValueError, match="WRITE GLOBAL"):
        simulator.approve(scopes=["write global"])
    with pytest.raises(LookupError, match="waiting"):
        simulator.approve(user_code.swapcase() + "x")
    simulator.approve(user_code)


def test_the_journal_tells_names_and_times_and_no_values(
    simulator: Simulator, clock: Clock
) -> None:
    code = ask(simulator).json["device_code"]
    clock.now = 107.5
    poll(simulator, code)

    first, second = simulator.requests
    assert (first.at, first.method, first.path) == (100.0, "POST", CODE)
    assert first.fields == ("response_type", "client_id", "scope")
    assert second.fields == ("client_id", "client_secret", "grant_type", "code")
    assert simulator.polls == [107.5]
    assert code not in repr(simulator.requests)
    assert simulator.client_secret not in repr(simulator.requests)


def test_a_test_can_wait_for_a_poll(simulator: Simulator) -> None:
    code = ask(simulator).json["device_code"]
    client = threading.Thread(target=poll, args=(simulator, code))
    client.start()

    assert simulator.wait_for(lambda: bool(simulator.polls))
    client.join()
    assert not simulator.wait_for(lambda: False, timeout=0)


def test_many_clients_at_once_get_a_token_each(simulator: Simulator) -> None:
    tokens: list[str] = []

    def client() -> None:
        code = ask(simulator).json
        simulator.approve(code["user_code"])
        tokens.append(poll(simulator, code["device_code"]).json["access_token"])

    threads = [threading.Thread(target=client) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(tokens)) == 24
    assert set(tokens) <= simulator.tokens
