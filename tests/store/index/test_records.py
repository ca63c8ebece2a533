"""Names, and credentials and applications as JSON."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.clean import printable
from bs_wizard.errors import UsageError
from bs_wizard.store.index.json_fields import kept_time
from bs_wizard.store.index.records import Application, Credential, User, check_name
from tests.store.examples import AT, a_credential

GOOD_NAMES = ["a", "7", "lab", "Lab-2", "core.facility_01", "a" * 64, "app", "pending"]
BAD_NAMES = [
    "", " ", "-lab", ".lab", "_lab", "a" * 65, "two words", "app:x", "pending:1", "lab/x", "..",
    "labör", "läb", "lab\n2", "lab\x00", "lab\u202e", "\u0661", "K\u212a", "a:b", "lab\x1b[2J",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_good_names_are_kept_as_typed(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names_are_refused_with_what_is_allowed(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_name(name)
    assert "1 to 64 letters" in caught.value.hint
    assert str(caught.value) == printable(str(caught.value))


def test_white_space_around_a_name_is_not_part_of_it() -> None:
    assert check_name("  lab\n") == "lab"


@given(st.text(max_size=80))
def test_a_name_is_either_refused_or_safe_everywhere(text: str) -> None:
    try:
        name = check_name(text)
    except UsageError:
        return
    assert name.isascii()
    assert 1 <= len(name) <= 64
    assert not set(name) & set(":/\\@ \"'$")
    assert check_name(name) == name


plain = st.text(max_size=60).map(printable)
times = st.datetimes(
    min_value=datetime(1971, 1, 1),
    max_value=datetime(2990, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7)), timezone(timedelta(hours=13))]),
).map(kept_time)
credentials = st.builds(
    Credential,
    name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True),
    description=plain,
    api_server=plain,
    instance=plain,
    client_id=st.none() | plain,
    user=st.builds(User, plain, plain, plain),
    workgroup=st.none() | plain,
    scopes_requested=st.lists(plain, max_size=3).map(tuple),
    scopes_granted=st.none() | st.lists(plain, max_size=3).map(tuple),
    store=plain,
    backend=plain,
    host=st.none() | plain,
    fingerprint=plain,
    created_at=times,
    verified_at=st.none() | times,
    seal=st.none() | plain,
)


@given(credentials, st.booleans())
def test_a_credential_comes_back_from_json_as_it_was(credential: Credential, default: bool) -> None:
    text = json.dumps(credential.to_json(default), ensure_ascii=False)
    assert Credential.from_json(json.loads(text)) == credential


maybe = st.none() | plain


@given(st.builds(Application, plain, plain, maybe, maybe, times, maybe, maybe, maybe))
def test_an_application_comes_back_from_json_as_it_was(application: Application) -> None:
    assert Application.from_json(json.loads(json.dumps(application.to_json()))) == application


def test_the_json_of_a_credential_is_the_contract() -> None:
    data = a_credential(verified_at=AT, seal="0" * 64).told(default=True)
    assert list(data) == [
        "name", "description", "api_server", "instance", "client_id", "user", "workgroup",
        "scopes_requested", "scopes_granted", "store", "backend", "host", "fingerprint",
        "created_at", "verified_at", "default",
    ]  # fmt: skip
    assert data["user"] == {"id": "1001", "name": "Ada Example", "email": "ada@lab.example"}
    assert data["created_at"] == data["verified_at"] == "2026-11-23T18:30:05Z"
    assert data["scopes_requested"] == ["READ GLOBAL", "BROWSE GLOBAL"]
    assert data["default"] is True


def test_times_are_kept_as_whole_seconds_utc() -> None:
    there = datetime(2026, 11, 23, 20, 30, 5, 999_999, tzinfo=timezone(timedelta(hours=2)))
    assert kept_time(there) == AT
    assert a_credential(created_at=there).told(default=True)["created_at"] == "2026-11-23T18:30:05Z"


def test_a_time_without_its_offset_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="offset"):
        a_credential(created_at=datetime(2026, 1, 1)).to_json(default=True)


WRONG: list[tuple[str, Any]] = [
    ("name", 3), ("name", "two words"), ("name", None), ("description", None),
    ("api_server", ["x"]), ("client_id", 7), ("user", "Ada"), ("user", {"id": "1"}),
    ("workgroup", {}), ("scopes_requested", "READ GLOBAL"), ("scopes_requested", [1]),
    ("scopes_requested", None), ("scopes_granted", {}), ("store", None), ("backend", 1),
    ("fingerprint", None), ("created_at", None), ("created_at", "yesterday"),
    ("created_at", 1_700_000_000), ("created_at", "2026-11-23T18:30:05"),
    ("created_at", "0001-01-01T00:00:00+14:00"), ("verified_at", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_what_is_wrong_is_named(field: str, value: object) -> None:
    data = a_credential().to_json(default=False) | {field: value}
    with pytest.raises(ValueError, match=rf"^({field}|id|email|name)\b"):
        Credential.from_json(data)


@pytest.mark.parametrize("field", ["name", "user", "scopes_requested", "store", "created_at"])
def test_what_is_missing_is_named(field: str) -> None:
    data = a_credential().to_json(default=False)
    del data[field]
    with pytest.raises(ValueError, match=f"{field} is missing"):
        Credential.from_json(data)


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="credential must be an object"):
        Credential.from_json(value)
    with pytest.raises(ValueError, match="application must be an object"):
        Application.from_json(value)


def test_texts_of_a_file_are_cleaned() -> None:
    data = a_credential().to_json(default=False)
    data["description"] = "\x1b]52;c;aGk=\x07read\u202e only" + "x" * 600
    data["user"]["name"] = "Ada\x1b[31m\nExample"
    data["scopes_granted"] = ["READ\u200b GLOBAL"]
    read = Credential.from_json(data)
    assert read.description.startswith("read onlyx")
    assert len(read.description) == 500
    assert read.user.name == "Ada Example"
    assert read.scopes_granted == ("READ GLOBAL",)


def test_a_credential_shows_no_secret_since_it_has_none() -> None:
    assert "token" not in repr(a_credential())
