"""The two end points of the device flow, as BaseSpace speaks it, and in the other dialects."""

import base64
import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode, urlsplit

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


def post(simulator: Simulator, path: str, body: bytes, kind: str = FORM, proof: str = "") -> Answer:
    connection = http.client.HTTPConnection(urlsplit(simulator.api_server).netloc, timeout=30)
    try:
        headers = {"Content-Type": kind} | ({"Authorization": proof} if proof else {})
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        return Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def basic(simulator: Simulator, path: str, client_id: str, secret: str, **fields: str) -> Answer:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    proof = f"Basic {base64.b64encode(pair).decode()}"
    return post(simulator, path, urlencode(fields).encode(), proof=proof)


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


def test_answers_leave_in_the_recorded_headers(simulator: Simulator) -> None:
    good, again, bad = ask(simulator), ask(simulator), ask(simulator, "nothing")

    assert good.headers["content-type"] == "application/json"
    assert bad.headers["content-type"] == "application/json; charset=utf-8"
    assert good.headers["cache-control"] == "no-cache, no-store, must-revalidate"
    assert (good.headers["transfer-encoding"], good.headers.get("content-length")) == (
        "chunked",
        None,
    )
    assert bad.headers["content-length"] == str(len(bad.body))
    assert good.headers["x-content-type-options"] == "nosniff"
    shape = r"\d{4}(\.\d\d){5}\.[\w-]{22}"
    assert re.fullmatch(shape, good.headers["x-request-id"])
    assert good.headers["x-request-id"] != again.headers["x-request-id"]


def test_a_path_that_is_not_there_leaves_in_others(simulator: Simulator) -> None:
    reply = post(simulator, "/v2/v2/datasets", b"")

    assert (reply.status, reply.headers["content-type"]) == (404, "application/json")
    assert reply.headers["cache-control"] == "private"
    assert "x-basespace-source" not in reply.headers


def test_an_old_client_is_sent_no_chunks(simulator: Simulator) -> None:
    address = urlsplit(simulator.api_server)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        head = f"GET /v2/users/current?access_token={simulator.owner_token} HTTP/1.0\r\n\r\n"
        connection.sendall(head.encode())
        with connection.makefile("rb") as answer:
            head_sent, _, body = answer.read().partition(b"\r\n\r\n")
    assert b"Content-Length" in head_sent
    assert json.loads(body)["Name"] == "Amira Haddad"


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
    assert (token["token_type"], token["scope"]) == ("Bearer", "read global, create runs")


def test_the_standards_dialect_tells_a_smaller_scope_in_its_own_words() -> None:
    with Simulator(Settings(dialect="rfc8628", scenario="scope-reduced")) as simulator:
        first = ask(simulator, "read global, create runs").json
        simulator.approve()
        token = poll(simulator, "", grant_type=URN, device_code=first["device_code"]).json

    assert token["scope"] == "READ GLOBAL"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_the_standards_dialect_takes_http_basic(dialect: str) -> None:
    with Simulator(Settings(dialect=dialect)) as simulator:
        client_id, secret = simulator.client_id, simulator.client_secret
        by_basic = basic(simulator, CODE, client_id, secret, scope="")
        if dialect != "rfc8628":
            assert by_basic.error == (401, "invalid_client")
            return
        simulator.approve()
        code = {"grant_type": URN, "device_code": by_basic.json["device_code"]}
        wrong = basic(simulator, TOKEN, client_id, "wrong:%", **code)
        assert (wrong.error, wrong.headers["www-authenticate"][:6]) == (
            (401, "invalid_client"),
            "Basic ",
        )
        assert post(simulator, TOKEN, b"", proof="Basic ==").error == (401, "invalid_client")
        assert "scope" not in basic(simulator, TOKEN, client_id, secret, **code).json


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
