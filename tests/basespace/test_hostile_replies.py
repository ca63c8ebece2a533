import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.replies import (
    LONGEST_EXPIRES_IN,
    LONGEST_INTERVAL,
    Granted,
    PollReply,
    Refused,
    Transient,
    read_device_code,
    read_poll,
)
from bs_wizard.errors import (
    BsWizardError,
)
from tests.support.answers import CODE
from tests.support.hostile import hostile_text, is_harmless


def _answer(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile_text, inner, max_size=3),
    max_leaves=8,
)
words = st.sampled_from(
    [
        "authorization_pending",
        "slow_down",
        "server_error",
        "expired_token",
        "access_denied",
        "invalid_scope",
        "invalid_client",
        "unsupported_grant_type",
        "access_denied\x1b[31m",
    ]
)
keys = st.sampled_from(
    [*CODE, "error", "error_description", "access_token", "ResponseStatus", "ErrorMessage"]
)
bodies = st.dictionaries(keys, json_values | words | hostile_text, max_size=8)
statuses = st.integers(100, 599)


def _texts_of(reply: PollReply) -> list[str]:
    match reply:
        case Transient(message):
            return [message]
        case Refused(error):
            return [error.message, error.hint]
    return []


@given(statuses, st.binary(max_size=200))
def test_no_bytes_make_reading_a_poll_raise(status: int, content: bytes) -> None:
    assert all(map(is_harmless, _texts_of(read_poll(Answer(status, content)))))


@given(statuses, bodies)
def test_no_hostile_word_comes_out_of_a_poll(status: int, body: dict[str, Any]) -> None:
    reply = read_poll(_answer(status, body))
    assert all(map(is_harmless, _texts_of(reply)))
    if isinstance(reply, Granted):
        assert reply.token.reveal().isascii()


@given(statuses, bodies.map(lambda body: CODE | body) | bodies)
def test_no_hostile_word_comes_out_of_a_device_code(status: int, body: dict[str, Any]) -> None:
    try:
        code = read_device_code(_answer(status, body))
    except BsWizardError as error:
        shown = [error.message, error.hint]
    else:
        shown = [code.user_code, code.verification_uri, code.verification_uri_complete or ""]
        assert 0 < code.interval <= LONGEST_INTERVAL
        assert 0 < code.expires_in <= LONGEST_EXPIRES_IN
    assert all(map(is_harmless, shown))
