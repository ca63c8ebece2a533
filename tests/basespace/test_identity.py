import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.identity import (
    Identity,
    read_user,
    refusal,
    with_details,
    with_workgroup,
)
from bs_wizard.errors import BsWizardError, ServerError, TokenNotAccepted
from tests.support.hostile import hostile_text, is_harmless

# Shapes: BaseSpace developer documentation, "Authenticating"; Illumina's C# SDK.
USER = {
    "Id": "1001",
    "Href": "v1pre3/users/1001",
    "Name": "Ada Example",
    "Email": "ada@example.org",
    "DateLastActive": "2012-08-09T15:38:18.0000000",
    "DateCreated": "0001-01-01T00:00:00.0000000",
    "GravatarUrl": None,
}
V2_WORKGROUP = {
    "Id": "2002",
    "Name": "Genome Lab",
    "Email": "lab@example.org",
    "IsWorkgroup": True,
    "LoggedInUser": {"Id": "1001", "Name": "Ada Example", "Email": "ada@example.org"},
}
TOKEN = "0123456789abcdef0123456789abcdef"
DETAILS = {
    "Id": "3003",
    "AccessToken": TOKEN,
    "Application": {"Id": "4004", "Name": "Lab import"},
    "UserResourceOwner": {"Id": "1001", "Name": "Ada Example"},
    "Status": "Active",
    "Scopes": ["READ GLOBAL", "browse global"],
}
ADA = Identity("1001", "Ada Example", "ada@example.org")


def _answer(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode())


def _v1(response: object) -> Answer:
    return _answer(200, {"Response": response, "ResponseStatus": {}, "Notifications": []})


def test_the_person_is_read() -> None:
    assert read_user(_v1(USER)) == ADA


def test_a_number_for_an_id_and_missing_names_do() -> None:
    assert read_user(_v1({"Id": 1001, "Name": None})) == Identity("1001", "", "")


@pytest.mark.parametrize(
    "response", [None, [], "text", {}, {"Id": ""}, {"Id": None}, {"Id": True}, {"Id": ["1"]}]
)
def test_an_answer_without_a_person_is_a_server_error(response: object) -> None:
    with pytest.raises(ServerError, match="does not say who"):
        read_user(_v1(response))


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"[" * 100_000, b"\xff"])
def test_no_answer_of_an_api_is_a_server_error(content: bytes) -> None:
    said = "sign-in page" if content.lstrip().startswith(b"<") else "does not say who"
    with pytest.raises(ServerError, match=said):
        read_user(Answer(200, content))


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (401, {"ResponseStatus": {"Message": "Unauthorized"}}, TokenNotAccepted, "Unauthorized"),
        (401, {"ErrorCode": "X", "ErrorMessage": "Valid ones"}, TokenNotAccepted, "Valid ones"),
        (401, None, TokenNotAccepted, "instance"),
        (403, {"ErrorCode": "X", "MessageFormatted": "No"}, ServerError, "more scopes"),
        (403, {"ResponseStatus": {"Message": "No"}}, ServerError, "The instance is the right one."),
        (403, {"ErrorMessage": "No"}, ServerError, "403: this token has too few rights"),
        (403, [], ServerError, "Check the instance"),
        (404, None, ServerError, "Check the instance"),
        (410, {"ResponseStatus": {"Message": "Removed"}}, ServerError, "Removed"),
        (429, None, ServerError, "Try again in a few minutes"),
        (500, None, ServerError, "Try again in a few minutes"),
        (503, None, ServerError, "Try again in a few minutes"),
        (499, None, ServerError, "Check the instance"),
        (302, None, ServerError, "302"),
    ],
)
def test_why_a_token_is_refused(
    status: int, body: object, kind: type[BsWizardError], said: str
) -> None:
    error = refusal(_answer(status, body))
    assert type(error) is kind
    assert said in str(error)
    with pytest.raises(kind):
        read_user(_answer(status, body))


@pytest.mark.parametrize("status", [200, 204])
def test_what_is_not_refused(status: int) -> None:
    assert refusal(Answer(status, b"")) is None


def test_a_wrong_instance_is_named_as_a_cause_of_401() -> None:
    error = refusal(Answer(401, b""))
    assert error is not None
    assert "another" in error.hint


def test_a_workgroups_token_tells_the_workgroup_and_the_person() -> None:
    lab = Identity("2002", "Genome Lab", "lab@example.org")
    placed = with_workgroup(lab, _answer(200, V2_WORKGROUP))
    assert placed == Identity("1001", "Ada Example", "ada@example.org", workgroup="Genome Lab")


@pytest.mark.parametrize("person", [None, {}, [], "Ada", {"Id": ""}])
def test_a_workgroup_without_a_person_keeps_what_was_known(person: object) -> None:
    placed = with_workgroup(ADA, _answer(200, V2_WORKGROUP | {"LoggedInUser": person}))
    assert placed == Identity("1001", "Ada Example", "ada@example.org", workgroup="Genome Lab")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, V2_WORKGROUP | {"IsWorkgroup": None}),
        (200, {"Id": "1001"}),
        (200, []),
        (200, None),
        (404, V2_WORKGROUP),
        (500, V2_WORKGROUP),
        (0, V2_WORKGROUP),
    ],
)
def test_where_it_is_not_told_the_workgroup_is_unknown(status: int, body: object) -> None:
    placed = with_workgroup(ADA, _answer(status, body))
    assert placed == ADA
    assert placed.workgroup == ""


def test_the_personal_space_is_told_from_what_is_unknown() -> None:
    placed = with_workgroup(ADA, _answer(200, V2_WORKGROUP | {"IsWorkgroup": False}))
    assert placed.workgroup is None
    assert placed.user_id == ADA.user_id


def test_the_details_tell_scopes_and_application() -> None:
    told = with_details(ADA, _v1(DETAILS))
    assert told.scopes == ("READ GLOBAL", "BROWSE GLOBAL")
    assert told.application == "Lab import"
    assert TOKEN not in repr(told)


@pytest.mark.parametrize(
    ("scopes", "read"),
    [
        ([], ()),
        (["", "READ GLOBAL", None, 5, ["x"], {"a": "b"}], ("READ GLOBAL",)),
        (["\x1b[31mread\u202e global"], ("READ GLOBAL",)),
        (None, None),
        ("READ GLOBAL", None),
    ],
)
def test_odd_lists_of_scopes(scopes: object, read: tuple[str, ...] | None) -> None:
    assert with_details(ADA, _v1(DETAILS | {"Scopes": scopes})).scopes == read


@pytest.mark.parametrize(
    "answer",
    [
        _answer(401, {"Response": DETAILS}),
        _answer(0, {"Response": DETAILS}),
        _v1(None),
        _v1([DETAILS]),
        Answer(200, b""),
        _v1({"Application": "Lab import", "Scopes": {}}),
    ],
)
def test_without_details_all_stays(answer: Answer) -> None:
    assert with_details(ADA, answer) == ADA


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile_text, inner, max_size=3),
    max_leaves=8,
)
ids = st.sampled_from([*USER, *V2_WORKGROUP, *DETAILS, "Response", "ErrorMessage"])
shapes = st.dictionaries(ids, json_values | st.dictionaries(ids, json_values, max_size=4))
answers = st.builds(
    _answer,
    st.sampled_from([200, 204, 302, 401, 403, 500]),
    shapes | shapes.map(lambda shape: {"Response": shape}) | json_values,
)


def _all_of(known: Identity) -> list[str]:
    texts = [known.user_id, known.user_name, known.user_email, known.workgroup, known.application]
    return [text for text in (*texts, *(known.scopes or ())) if text is not None]


@given(answers, answers, answers)
def test_nothing_hostile_comes_out_of_any_answer(user: Answer, v2: Answer, details: Answer) -> None:
    try:
        known = read_user(user)
    except BsWizardError as error:
        assert all(map(is_harmless, (error.message, error.hint)))  # noqa: PT017 - either is fine
        known = ADA
    assert all(map(is_harmless, _all_of(with_details(with_workgroup(known, v2), details))))


@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_bytes_are_too_odd(content: bytes, status: int) -> None:
    answer = Answer(status, content)
    with_details(with_workgroup(ADA, answer), answer)
    error: Any = refusal(answer)
    assert error is None or is_harmless(str(error))
