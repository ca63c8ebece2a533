import json
from typing import Any

import pytest

from bs_wizard.basespace.answer import Answer, described
from bs_wizard.basespace.replies import (
    LONGEST_INTERVAL,
    Granted,
    Pending,
    PollReply,
    Refused,
    SlowDown,
    Transient,
    WrongDialect,
    read_device_code,
    read_poll,
)
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    ClientRefused,
    CodeExpired,
    ScopeRefused,
    SecretRefused,
    ServerError,
)
from bs_wizard.secret import Secret

TOKEN = "0123456789abcdef0123456789abcdef"
HTML = b"<!doctype html><html><title>Guest network</title></html>"


def _answer(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode())


def _refusal_of(reply: PollReply) -> BsWizardError:
    assert isinstance(reply, Refused)
    return reply.error


# The rows of what is known of the wire, then RFC 6749 section 5.2 and RFC 8628 section 3.5.
@pytest.mark.parametrize("status", [400, 200, 401, 403])
@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("access_denied", AccessDenied),
        ("AccessDenied", AccessDenied),
        ("expired_token", CodeExpired),
        ("invalid_grant", CodeExpired),
        ("invalid_client", SecretRefused),
        ("incorrect_client_credentials", SecretRefused),
        ("wrong_client_secret", SecretRefused),
        ("unauthorized_client", ClientRefused),
        ("invalid_scope", ScopeRefused),
        ("invalid_request", ServerError),
        ("something_new", ServerError),
    ],
)
def test_the_word_decides_and_not_the_status(
    word: str, kind: type[BsWizardError], status: int
) -> None:
    error = _refusal_of(read_poll(_answer(status, {"error": word, "error_description": "So."})))
    assert type(error) is kind
    assert error.hint


@pytest.mark.parametrize("status", [400, 200, 401, 500])
def test_pending_is_pending_with_any_status(status: int) -> None:
    body = {"error": "authorization_pending", "error_description": "The user has not yet approved"}
    assert read_poll(_answer(status, body)) == Pending()


def test_the_servers_words_are_shown_for_what_is_not_known() -> None:
    body = {"error": "something_new", "error_description": "The moon is full."}
    message = _refusal_of(read_poll(_answer(400, body))).message
    assert "something_new (400)" in message
    assert "The moon is full." in message


def test_another_way_of_asking_is_wanted() -> None:
    assert read_poll(_answer(400, {"error": "unsupported_grant_type"})) == WrongDialect()


@pytest.mark.parametrize(
    ("interval", "read"),
    [
        (None, None),
        (7, 7),
        ("7", 7),
        (6.2, 7),
        (-1, -1),
        (10**6, LONGEST_INTERVAL),
        (10**400, None),
        (float("inf"), None),
        ("soon", None),
        (True, None),
        ([5], None),
    ],
)
def test_slow_down_with_an_interval_of_its_own(interval: object, read: int | None) -> None:
    assert read_poll(_answer(400, {"error": "slow_down", "interval": interval})) == SlowDown(read)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"expires_in": None},
        {"expires_in": 3600},
        {"expires_in": "never"},
        {"error": None, "error_description": None, "error_uri": None},
        {"token_type": "Bearer", "scope": "READ GLOBAL"},
        {"error": "authorization_pending"},
    ],
)
def test_a_token_is_a_token_whatever_is_beside_it(body: dict[str, Any]) -> None:
    for status in (200, 201, 400):
        reply = read_poll(_answer(status, {"access_token": f" {TOKEN}\n", **body}))
        assert isinstance(reply, Granted)
        assert reply.token == Secret(TOKEN)


@pytest.mark.parametrize(
    ("scope", "read"),
    [("READ GLOBAL,BROWSE GLOBAL", ("READ GLOBAL", "BROWSE GLOBAL")), ("", None), (5, None)],
)
def test_the_scopes_that_come_with_a_token(scope: object, read: tuple[str, ...] | None) -> None:
    reply = read_poll(_answer(200, {"access_token": TOKEN, "scope": scope}))
    assert reply == Granted(Secret(TOKEN), read)


def test_a_byte_order_mark_is_read_over() -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"access_token": TOKEN}).encode()
    assert read_poll(Answer(200, body)) == Granted(Secret(TOKEN))


@pytest.mark.parametrize("token", ["", "  ", None, [], 0])
def test_no_token_is_an_answer_without_one(token: object) -> None:
    assert isinstance(read_poll(_answer(200, {"access_token": token})), Transient)


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("canary\nb", "it holds a line break"),
        ("canary\rb", "it holds a line break"),
        ("canary\u2028b", "it holds a line break"),
        ("canary\0b", "it holds a control character"),
        ("canary\x1b[2Jb", "it holds a control character"),
        ("canary\tb", "it holds a control character"),
        ("canary\x7f", "it holds a control character"),
        ("canary b", "it holds a blank"),
        ("canary\u202e", "it holds a character that is not ASCII"),
        ("canary\ud800", "it holds a character that is not ASCII"),
        ("canary" * 700, "it has more than 4096 characters"),
        (5, "it is not text"),
        (["canary"], "it is not text"),
        ({"token": "canary"}, "it is not text"),
    ],
)
def test_what_can_be_no_token_is_said_at_once(token: object, why: str) -> None:
    """It was waited out as “an answer without a token”, though the code is used up."""
    error = _refusal_of(read_poll(_answer(200, {"access_token": token, "scope": "canary"})))
    assert isinstance(error, ServerError)
    assert error.message.endswith(f"can be none: {why}.")
    assert "Ask for a new code" in error.hint
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (429, b"", "429"),
        (429, b'{"fault": "quota"}', "429"),
        (500, b"", "the server answered 500"),
        (501, b"{}", "the server answered 501"),
        (502, HTML, "502"),
        (503, b'{"ResponseStatus": {"ErrorCode": "X", "Message": "Y"}}', "503"),
        (200, HTML, "a page"),
        (200, b"", "an empty answer"),
        (200, b" \r\n", "an empty answer"),
        (204, b"", "an empty answer"),
        (302, b"", "an empty answer"),
        (400, HTML, "a page"),
        (400, b"", "an empty answer"),
        (401, HTML, "a page"),
        (403, HTML, "a page"),
        (407, HTML, "a page"),
        (200, b"[]", "a page"),
        (200, b'"text"', "a page"),
        (200, b"null", "a page"),
        (200, b'{"access_token": "cut of', "a page"),
        (200, b"\xff\xfe{\0}\0", "a page"),
        (200, b"[" * 100_000, "a page"),
        (200, b'{"a":' * 100_000, "a page"),
        (200, b'{"expires_in": ' + b"9" * 5000 + b"}", "a page"),
        (200, b"{}", "without a token"),
        (200, b'{"error": ""}', "without a token"),
        (400, b'{"error": "server_error"}', "unwell"),
        (400, b'{"error": "temporarily_unavailable", "error_description": "Nap."}', "Nap."),
    ],
)
def test_what_says_nothing_of_the_code_is_transient(status: int, content: bytes, said: str) -> None:
    reply = read_poll(Answer(status, content))
    assert isinstance(reply, Transient)
    assert said in reply.message


@pytest.mark.parametrize(
    ("status", "content"),
    [(429, b""), (503, HTML), (400, b'{"error": "server_error"}')],
)
def test_the_servers_wish_to_be_left_alone_is_passed_on(status: int, content: bytes) -> None:
    reply = read_poll(Answer(status, content, 7.0))
    assert isinstance(reply, Transient)
    assert reply.retry_after == 7.0


@pytest.mark.parametrize("content", [b"", b"{}", b'{"error_description": "no"}'])
def test_a_bare_401_means_the_client(content: bytes) -> None:
    assert isinstance(_refusal_of(read_poll(Answer(401, content))), SecretRefused)
    with pytest.raises(ClientRefused):
        read_device_code(Answer(401, content))


@pytest.mark.parametrize("status", [400, 403, 404])
def test_an_error_of_the_resource_interface_is_the_end_and_is_quoted(status: int) -> None:
    body = {"ResponseStatus": {"ErrorCode": "X", "Message": "Sorry but this requires READ access."}}
    error = _refusal_of(read_poll(_answer(status, body)))
    assert type(error) is ServerError
    assert "Sorry but this requires READ access." in error.message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error_description": "A"}, "A"),
        ({"ResponseStatus": {"Message": "B"}}, "B"),
        ({"ErrorCode": "X", "ErrorMessage": "C"}, "C"),
        ({"ErrorCode": "X", "MessageFormatted": "D"}, "D"),
        ({"ResponseStatus": "text"}, ""),
        ({"error_description": {"deep": "x"}}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_every_envelope_gives_up_its_explanation(body: object, said: str) -> None:
    assert described(_answer(400, body)) == said


def test_a_token_shows_in_no_representation() -> None:
    answer = _answer(200, {"access_token": TOKEN})
    assert TOKEN not in repr(answer)
    assert TOKEN not in repr(read_poll(answer))
