"""A server that sends too much, or too long: what is made of it stays small."""

import json
from typing import Any

import pytest

from bs_wizard.basespace import scopes
from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.bounds import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_SCOPE,
    LONGEST_TOKEN,
    MOST_COUNTED,
    MOST_SCOPES,
)
from bs_wizard.basespace.http import exchange, make_client
from bs_wizard.basespace.identity import Identity, read_user, with_details
from bs_wizard.basespace.replies import Granted, read_device_code, read_poll
from bs_wizard.basespace.sees import Listed, read_listing
from bs_wizard.errors import ServerError, TokenNotAccepted, UsageError
from bs_wizard.secret import Secret
from tests.support.hostile import is_harmless

ADA = Identity("1", "Ada", "ada@example.org")
CODE = {"device_code": "d", "user_code": "b9bac", "verification_uri": "https://x.example/"}
PILE = "Z" + "\u0301" * 100_000


def _answer(body: object) -> Answer:
    return Answer(200, json.dumps(body).encode())


def _many(count: int) -> list[str]:
    return [f"READ PROJECT {number}" for number in range(count)]


@pytest.mark.parametrize(("count", "told"), [(MOST_SCOPES, True), (MOST_SCOPES + 1, False)])
def test_a_token_has_so_many_scopes_or_they_are_not_told(count: int, told: bool) -> None:
    listed = _many(count)
    details = with_details(ADA, _answer({"Response": {"Scopes": listed}}))
    assert details.scopes == (tuple(listed) if told else None)
    for between in (",", " "):
        reply = read_poll(_answer({"access_token": "t", "scope": between.join(listed)}))
        assert isinstance(reply, Granted)
        assert reply.scopes == (tuple(listed) if told else None)


@pytest.mark.parametrize("long", ["A" * 500_000, "READ " + "A" * LONGEST_SCOPE, f"A B {7**90}"])
def test_a_scope_is_so_long_or_it_is_none(long: str) -> None:
    assert scopes.granted(long) is None
    assert with_details(ADA, _answer({"Response": {"Scopes": [long]}})).scopes == ()
    with pytest.raises(UsageError):
        scopes.parse(long)


def test_the_longest_scope_is_one() -> None:
    longest = "READ " + "A" * (LONGEST_SCOPE - 5)
    assert scopes.granted(longest) == (longest,)
    assert scopes.parse(longest) == (longest,)


def test_so_many_scopes_are_asked_for() -> None:
    assert len(scopes.parse(",".join(_many(MOST_SCOPES)))) == MOST_SCOPES
    with pytest.raises(UsageError, match=f"more than {MOST_SCOPES}"):
        scopes.parse(",".join(_many(40_000)))


@pytest.mark.parametrize("text", ["x" * 100_000, PILE, f"{PILE} " * 5, "a\u0301\u0302" * 50_000])
def test_a_name_is_cut(text: str) -> None:
    user = read_user(_answer({"Response": {"Id": text, "Name": text, "Email": text}}))
    item = {"Name": text, "DateCreated": text}
    seen = read_listing(_answer({"Response": {"TotalCount": 1, "Items": [item]}}))
    assert seen is not None
    for shown in (user.user_id, user.user_name, user.user_email, seen.newest):
        assert 0 < len(shown) <= LONGEST_NAME
        assert is_harmless(shown)
        assert "\u0301" * 5 not in shown


@pytest.mark.parametrize("count", [MOST_COUNTED, MOST_COUNTED + 1, 10**4000])
def test_so_many_projects_are_counted(count: int) -> None:
    seen = read_listing(_answer({"Response": {"TotalCount": count, "Items": []}}))
    assert seen == (Listed(count) if count == MOST_COUNTED else None)


@pytest.mark.parametrize(
    ("key", "longest"),
    [
        ("device_code", LONGEST_TOKEN),
        ("user_code", LONGEST_CODE),
        ("verification_uri", LONGEST_ADDRESS),
    ],
)
def test_a_code_is_so_long_or_it_is_none(key: str, longest: int) -> None:
    def read(length: int) -> str:
        body: dict[str, Any] = {**CODE, key: "x" * length}
        return read_device_code(_answer(body)).verification_uri

    read(longest)
    if key == "verification_uri":
        assert read(longest + 1) == "(not printable)"
        return
    with pytest.raises(ServerError):
        read(longest + 1)


async def test_a_token_is_so_long_or_it_is_none() -> None:
    assert isinstance(read_poll(_answer({"access_token": "t" * LONGEST_TOKEN})), Granted)
    too_long = "t" * (LONGEST_TOKEN + 1)
    assert not isinstance(read_poll(_answer({"access_token": too_long})), Granted)
    async with make_client() as client:
        with pytest.raises(TokenNotAccepted, match="more than 4096"):
            await exchange(client, "GET", "https://x.invalid/", token=Secret(too_long))
