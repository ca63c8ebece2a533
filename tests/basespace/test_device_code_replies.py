import json
import re

import pytest

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.replies import (
    DEFAULT_EXPIRES_IN,
    DEFAULT_INTERVAL,
    LONGEST_EXPIRES_IN,
    LONGEST_INTERVAL,
    DeviceCode,
    read_device_code,
)
from bs_wizard.errors import (
    BsWizardError,
    ClientRefused,
    ScopeRefused,
    ServerError,
)
from bs_wizard.secret import Secret
from tests.support.answers import CODE
from tests.support.hostile import PIECES, is_harmless

HTML = b"<!doctype html><html><title>Guest network</title></html>"
# What django-oauth-toolkit answers (oauthlib, InvalidClientIdError).
UNKNOWN_CLIENT = {
    "error": "invalid_request",
    "error_description": "Invalid client_id parameter value.",
}
NO_RIGHT = "Sorry but this requires WRITE access to this Project resource."


def _answer(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode())


def test_an_answer_with_a_device_code() -> None:
    code = read_device_code(_answer(200, CODE))
    assert code == DeviceCode(
        Secret("d" * 32),
        "b9bac",
        "https://basespace.illumina.com/oauth/device",
        "https://basespace.illumina.com/oauth/device?code=b9bac",
        1800,
        1,
    )
    assert "d" * 32 not in repr(code)


def test_the_user_code_keeps_its_case() -> None:
    assert read_device_code(_answer(200, CODE | {"user_code": " 6Cesj "})).user_code == "6Cesj"


def test_the_standards_name_for_the_complete_address_is_read_too() -> None:
    body = {key: value for key, value in CODE.items() if key != "verification_with_code_uri"}
    assert read_device_code(_answer(200, body)).verification_uri_complete is None
    body["verification_uri_complete"] = "https://basespace.illumina.com/x"
    complete = read_device_code(_answer(200, body)).verification_uri_complete
    assert complete == "https://basespace.illumina.com/x"


@pytest.mark.parametrize(
    ("value", "expires_in", "interval"),
    [
        (None, DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        (0, DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        (-5, DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        ("", DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        ("ten", DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        (False, DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        ({}, DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        (float("nan"), DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        (float("inf"), DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        (10**400, DEFAULT_EXPIRES_IN, DEFAULT_INTERVAL),
        ("30", 30, 30),
        (" 30.5 ", 31, 31),
        (0.2, 1, 1),
        (10**9, LONGEST_EXPIRES_IN, LONGEST_INTERVAL),
        (1e300, LONGEST_EXPIRES_IN, LONGEST_INTERVAL),
    ],
)
def test_times_are_whole_seconds_within_reason(
    value: object, expires_in: int, interval: int
) -> None:
    code = read_device_code(_answer(200, CODE | {"expires_in": value, "interval": value}))
    assert (code.expires_in, code.interval) == (expires_in, interval)


@pytest.mark.parametrize("key", ["device_code", "user_code", "verification_uri"])
@pytest.mark.parametrize("value", [None, "", " ", 5, [], "\u202e", "\x1b[31m", "\ud800"])
def test_an_answer_without_its_parts_is_no_device_code(key: str, value: object) -> None:
    if key == "verification_uri" and isinstance(value, str) and value.strip():
        address = read_device_code(_answer(200, CODE | {key: value})).verification_uri
        assert address == "(not printable)"
        return
    with pytest.raises(ServerError, match="no device code"):
        read_device_code(_answer(200, CODE | {key: value}))


def test_cleaning_does_not_make_a_good_address_of_a_bad_one() -> None:
    for piece in PIECES:
        uri = f"https://basespace.illumina.com/{piece}x"
        code = read_device_code(_answer(200, CODE | {"verification_uri": uri}))
        assert code.verification_uri in {uri, "(not printable)"}
        assert is_harmless(code.verification_uri)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_scope", "error_description": "No such scope"}, ScopeRefused),
        (200, {"error": "invalid_scope"}, ScopeRefused),
        (401, {"error": "invalid_client"}, ClientRefused),
        (400, {"error": "unauthorized_client"}, ClientRefused),
        (400, UNKNOWN_CLIENT, ClientRefused),
        (200, UNKNOWN_CLIENT, ClientRefused),
        (400, {"error": "access_denied"}, ClientRefused),
        (400, {"error": "invalid_grant"}, ClientRefused),
        (400, {"error": "something_new"}, ClientRefused),
        (400, {"ResponseStatus": {"Message": "Wrong type"}}, ClientRefused),
        (403, {}, ClientRefused),
        (404, {}, ClientRefused),
        (499, {}, ClientRefused),
        (399, {}, ServerError),
        (400, {"error": "invalid_request", "error_description": "Unknown scope."}, ScopeRefused),
        (403, {"ResponseStatus": {"Message": NO_RIGHT}}, ScopeRefused),
        (400, {"error": "unauthorized_client", "error_description": "scope"}, ClientRefused),
        (400, {"error": "slow_down"}, ServerError),
        (400, {"error": "temporarily_unavailable"}, ServerError),
        (407, {}, ServerError),
        (408, {}, ServerError),
        (429, {}, ServerError),
        (500, UNKNOWN_CLIENT, ServerError),
        (503, {}, ServerError),
        (200, {}, ServerError),
        (200, [], ServerError),
        (200, CODE | {"error": "server_error"}, ServerError),
        (400, CODE, ClientRefused),
    ],
)
def test_a_refused_first_request_is_told_at_once(
    status: int, body: object, kind: type[BsWizardError]
) -> None:
    with pytest.raises(kind) as caught:
        read_device_code(_answer(status, body))
    assert type(caught.value) is kind
    assert caught.value.hint
    assert "Secret" not in str(caught.value), "it was not sent"
    names_its_place = {"Client Key", "instance"} if kind is ClientRefused else set()
    assert all(place in str(caught.value) for place in names_its_place)


@pytest.mark.parametrize(
    ("word", "fewer"),
    [
        ("invalid_client", False),
        ("unauthorized_client", False),
        ("access_denied", True),
        ("something_new", True),
    ],
)
def test_fewer_scopes_are_a_way_out_where_it_is_not_the_client(word: str, fewer: bool) -> None:
    with pytest.raises(ClientRefused) as caught:
        read_device_code(_answer(400, {"error": word}))
    assert ("choose fewer scopes" in caught.value.hint) is fewer


@pytest.mark.parametrize("content", [HTML, b"", b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("status", [200, 302, 400, 404, 407, 502])
def test_no_api_server_at_all(status: int, content: bytes) -> None:
    kind = ClientRefused if status in {400, 404} else ServerError
    said = f"{status}, and not as an API server would"
    if (status, content) == (200, HTML):
        said = "A web page came in place of .* probably the sign-in page of this network"
    with pytest.raises(kind, match=said) as caught:
        read_device_code(Answer(status, content))
    assert re.search("instance|network", caught.value.hint)


@pytest.mark.parametrize(
    ("status", "body", "hint"),
    [
        (408, {}, "Try again in a few minutes."),
        (429, {}, "Try again in a few minutes."),
        (503, {}, "Try again in a few minutes."),
        (400, {"error": "temporarily_unavailable"}, "Try again in a few minutes."),
        (407, {}, "Check the instance and the address, then try again."),
    ],
)
def test_what_passes_is_tried_again_later_and_nothing_else(
    status: int, body: object, hint: str
) -> None:
    with pytest.raises(ServerError) as caught:
        read_device_code(_answer(status, body))
    assert caught.value.hint == hint


def test_times_that_are_not_told_and_times_that_are_too_long() -> None:
    bare = {key: value for key, value in CODE.items() if key not in {"expires_in", "interval"}}
    assert read_device_code(_answer(200, bare)).expires_in == 1800
    longest = read_device_code(_answer(200, CODE | {"expires_in": 10**9}))
    assert longest.expires_in == 24 * 3600
