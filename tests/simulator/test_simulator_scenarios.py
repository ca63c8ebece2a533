"""What goes wrong on the way: each scenario's answers, poll by poll."""

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from bs_wizard.simulator import SCENARIOS, Settings, Simulator

PENDING = (400, "authorization_pending")
GRANTED = (200, "access_token")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Answer(NamedTuple):
    status: int
    kind: str
    retry_after: str | None
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def word(self) -> tuple[int, str]:
        """Status, and the OAuth error or the name of the one field."""
        return self.status, self.json.get("error") or next(iter(self.json))


def send(
    simulator: Simulator, method: str, path: str, body: str | None = None, token: str = ""
) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(simulator.api_server).netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "x-access-token": token}
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        kind = reply.headers.get_content_type()
        return Answer(reply.status, kind, reply.headers["Retry-After"], reply.read())
    finally:
        connection.close()


def ask(simulator: Simulator, scope: str = "BROWSE GLOBAL,READ GLOBAL") -> Answer:
    fields = {"response_type": "device_code", "client_id": simulator.client_id, "scope": scope}
    return send(simulator, "POST", "/v1pre3/oauthv2/deviceauthorization", urlencode(fields))


def poll(simulator: Simulator, code: str) -> Answer:
    fields = {"grant_type": "device", "code": code, **simulator.ready}
    return send(simulator, "POST", "/v1pre3/oauthv2/token", urlencode(fields))


def make_code(simulator: Simulator) -> str:
    return str(ask(simulator).json["device_code"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Iterator[Simulator]:
    with Simulator(Settings(), clock=clock) as running:
        yield running


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_explained_in_a_sentence(name: str) -> None:
    assert SCENARIOS[name].endswith(".")
    assert Settings(scenario=name).scenario == name


@pytest.mark.parametrize(
    ("scenario", "answers"),
    [
        ("approve", [PENDING, PENDING]),
        ("deny", [(400, "access_denied")] * 2),
        ("access-denied-camel", [(400, "AccessDenied")] * 2),
        ("expire", [PENDING, (400, "expired_token"), (400, "expired_token")]),
        ("pending-200", [(200, "authorization_pending")] * 2),
        ("wrong-secret", [(401, "invalid_client")] * 2),
        ("slow-down", [(400, "slow_down")] * 4),
    ],
)
def test_words_poll_by_poll(
    simulator: Simulator, scenario: str, answers: list[tuple[int, str]]
) -> None:
    simulator.use(scenario)
    code = make_code(simulator)

    assert [poll(simulator, code).word for _ in answers] == answers


@pytest.mark.parametrize(
    ("scenario", "faults"),
    [
        ("server-error", [(500, "text/html"), (502, "text/html"), (503, "text/html")]),
        ("html", [(200, "text/html")] * 3),
        ("empty", [(200, "text/html")] * 3),
        ("rate-limited", [(429, "text/plain")] * 2),
    ],
)
def test_faults_pass(simulator: Simulator, scenario: str, faults: list[tuple[int, str]]) -> None:
    simulator.use(scenario)
    code = make_code(simulator)
    simulator.approve()

    seen = [poll(simulator, code) for _ in faults]

    assert [(answer.status, answer.kind) for answer in seen] == faults
    assert all(not answer.body for answer in seen) == (scenario == "empty")
    assert {answer.retry_after for answer in seen} == {"2" if scenario == "rate-limited" else None}
    assert poll(simulator, code).word == GRANTED


def test_faults_are_counted_for_each_code_and_from_its_beginning(simulator: Simulator) -> None:
    code = make_code(simulator)
    assert poll(simulator, code).word == PENDING
    simulator.use("rate-limited")
    other = make_code(simulator)

    statuses = [poll(simulator, one).status for one in (code, code, code, other, other, other)]

    assert statuses == [429, 429, 400, 429, 429, 400]


def test_dropped_polls(simulator: Simulator) -> None:
    simulator.use("drop")
    code = make_code(simulator)
    simulator.approve()

    for _ in range(3):
        with pytest.raises(http.client.RemoteDisconnected):
            poll(simulator, code)
    assert poll(simulator, code).word == GRANTED


def test_a_server_that_is_down_answers_nothing(simulator: Simulator) -> None:
    simulator.use("down")

    with pytest.raises(http.client.RemoteDisconnected):
        ask(simulator)
    simulator.use("approve")
    assert ask(simulator).status == 200


def test_a_stalled_answer_ends_when_the_simulator_stops(simulator: Simulator) -> None:
    simulator.use("slow")
    code = make_code(simulator)
    ends: list[Exception] = []

    def client() -> None:
        try:
            poll(simulator, code)
        except http.client.IncompleteRead as error:
            ends.append(error)

    clients = [threading.Thread(target=client) for _ in range(2)]
    for thread in clients:
        thread.start()
    assert simulator.wait_for(lambda: len(simulator.polls) == 2)
    assert poll(simulator, code).word == PENDING
    simulator.stop()
    for thread in clients:
        thread.join()

    assert len(ends) == 2


@pytest.mark.parametrize(
    ("scenario", "word"),
    [
        ("scope-refused", (400, "invalid_scope")),
        ("unknown-client", (401, "invalid_client")),
        ("unknown-client-400", (400, "invalid_request")),
    ],
)
def test_no_code_is_made(simulator: Simulator, scenario: str, word: tuple[int, str]) -> None:
    simulator.use(scenario)

    assert ask(simulator).word == word
    with pytest.raises(LookupError):
        simulator.approve()


def test_slowing_down_means_five_seconds_more_each_time(simulator: Simulator, clock: Clock) -> None:
    simulator.use("slow-down")
    code = make_code(simulator)
    words = []
    for wait in (1, 6, 11, 10, 16):
        clock.now += wait
        words.append(poll(simulator, code).word[1])

    early, late = "slow_down", "authorization_pending"
    assert words == [early, early, late, early, late]


def test_expiry_that_is_never_told(simulator: Simulator, clock: Clock) -> None:
    simulator.use("expire-silent")
    code = make_code(simulator)
    clock.now += 10**6

    assert poll(simulator, code).word == PENDING


@pytest.mark.parametrize("settings", [Settings(approve_after=0), Settings(deny_after=0)])
def test_pending_is_decided_by_a_person_only(settings: Settings) -> None:
    with Simulator(settings) as simulator:
        simulator.use("pending")
        code = make_code(simulator)
        assert poll(simulator, code).word == PENDING
        simulator.approve()
        assert poll(simulator, code).word == GRANTED


def test_denying_waits_for_its_time(clock: Clock) -> None:
    with Simulator(Settings(scenario="deny", deny_after=5), clock=clock) as simulator:
        code = make_code(simulator)
        assert poll(simulator, code).word == PENDING
        clock.now += 5
        assert poll(simulator, code).word == (400, "access_denied")


def test_denying_goes_before_approving_in_time() -> None:
    with Simulator(Settings(scenario="deny", approve_after=0)) as simulator:
        assert poll(simulator, make_code(simulator)).word == (400, "access_denied")


@pytest.mark.parametrize(
    ("asked", "granted"),
    [("BROWSE GLOBAL,READ GLOBAL", ["BROWSE GLOBAL"]), ("BROWSE GLOBAL", []), ("", [])],
)
def test_the_last_scope_is_not_granted(
    simulator: Simulator, asked: str, granted: list[str]
) -> None:
    simulator.use("scope-reduced")
    code = ask(simulator, asked).json["device_code"]
    simulator.approve()
    token = poll(simulator, code).json["access_token"]

    details = send(simulator, "GET", "/v1pre3/oauthv2/token/current", token=token)
    assert details.json["Response"]["Scopes"] == granted


def test_the_interval_may_be_left_out(simulator: Simulator) -> None:
    simulator.use("no-interval")
    assert "interval" not in ask(simulator).json

    with Simulator(Settings(interval=None)) as other:
        assert "interval" not in ask(other).json


def test_the_address_may_be_somebody_elses(simulator: Simulator) -> None:
    simulator.use("foreign-address")
    reply = ask(simulator).json

    assert reply["verification_uri"] == "https://evil.example/oauth/device"
    assert reply["verification_with_code_uri"].startswith("https://evil.example/")


def test_identity_fails_while_the_token_is_good(simulator: Simulator) -> None:
    simulator.use("bad-identity")

    def status(path: str) -> int:
        return send(simulator, "GET", path, token=simulator.owner_token).status

    assert (status("/v1pre3/users/current"), status("/v2/users/current")) == (500, 500)
    assert status("/v1pre3/oauthv2/token/current") == 200


def test_the_second_generation_may_be_missing(simulator: Simulator) -> None:
    simulator.use("v2-missing")
    token = simulator.owner_token

    assert send(simulator, "GET", "/v2/users/current", token=token).status == 404
    assert send(simulator, "DELETE", "/v2/oauthv2tokens/current", token=token).status == 404
    assert send(simulator, "GET", "/v1pre3/users/current", token=token).status == 200
    assert token in simulator.tokens


def test_names_and_messages_may_be_hostile(simulator: Simulator) -> None:
    simulator.use("hostile")
    first = ask(simulator).json
    pending = poll(simulator, first["device_code"]).json["error_description"]
    simulator.approve(workgroup="Genomics Core")
    token = poll(simulator, first["device_code"]).json["access_token"]
    details = send(simulator, "GET", "/v1pre3/oauthv2/token/current", token=token).json["Response"]
    user = send(simulator, "GET", "/v2/users/current", token=token).json
    denial = send(simulator, "GET", "/v2/users/current").json["ErrorMessage"]

    assert len(first["user_code"]) == 5
    owner = details["UserResourceOwner"]["Name"]
    names = [details["Application"]["Name"], owner, user["Name"], user["LoggedInUser"]["Name"]]
    for text in (*names, pending, denial):
        for mark in ("\x1b[31m", "\x1b]52;", "\u202e", "\u200b", "[/oops]", "<b "):
            assert mark in text


def test_an_unknown_scenario_is_refused(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="'sunshine'"):
        simulator.use("sunshine")
