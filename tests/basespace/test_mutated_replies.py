"""Twenty thousand answers, each changed in up to three places, through every parser.

How many came to which outcome is counted: a corpus in which nothing succeeds proves nothing.
"""

import json
import random
from collections import Counter
from collections.abc import Callable
from itertools import product
from time import process_time
from typing import Any

import pytest

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.bounds import LONGEST_CODE, LONGEST_NAME, LONGEST_TOKEN, MOST_SCOPES
from bs_wizard.basespace.identity import NOT_TOLD, read_user, with_details, with_workgroup
from bs_wizard.basespace.replies import (
    LONGEST_EXPIRES_IN,
    LONGEST_INTERVAL,
    Granted,
    Refused,
    SlowDown,
    Transient,
    read_device_code,
    read_poll,
)
from bs_wizard.basespace.sees import read_listing
from bs_wizard.errors import BsWizardError
from tests.support.answers import CODE
from tests.support.figures import figure
from tests.support.hostile import is_harmless
from tests.support.mutation import WORDS, mutated, nothing_collected

EACH = 4000
USER = {"Id": "1001", "Name": "Amira Haddad", "Email": "amira.haddad@example.org"}
Reply = tuple[int, Any]

CODES: list[Reply] = [
    (200, CODE),
    (400, {"error": "invalid_client", "error_description": "unknown"}),
    (400, {"error": "invalid_scope"}),
]
POLLS: list[Reply] = [
    (200, {"access_token": "ab" * 16, "expires_in": None}),
    *((400, {"error": word, "error_description": "said so"}) for word in WORDS),
]
USERS: list[Reply] = [
    (200, {"Response": USER, "ResponseStatus": {}}),
    (401, {"ResponseStatus": {"ErrorCode": "x", "Message": "no"}}),
    (403, {"ErrorCode": "x", "ErrorMessage": "too few"}),
]
PLACES: list[Reply] = [
    (200, {"Id": "7", "Name": "Genomics Core", "IsWorkgroup": True, "LoggedInUser": USER}),
    (200, USER | {"IsWorkgroup": False}),
    (200, {"Response": {"Scopes": ["READ GLOBAL"], "Application": {"Name": "Lab import"}}}),
]
LISTINGS: list[Reply] = [
    (
        200,
        {
            "Response": {
                "TotalCount": 12,
                "Items": [{"Name": "P", "DateCreated": "2026-01-19T10:00:00.0000000Z"}],
            }
        },
    ),
    (200, {"Response": {"TotalCount": 0, "Items": []}}),
]


def _code(answer: Answer) -> tuple[str, list[str]]:
    code = read_device_code(answer)
    assert 0 < code.interval <= LONGEST_INTERVAL
    assert 0 < code.expires_in <= LONGEST_EXPIRES_IN
    assert len(code.user_code) <= LONGEST_CODE
    return "code", [code.user_code, code.verification_uri, code.verification_uri_complete or ""]


def _poll(answer: Answer) -> tuple[str, list[str]]:
    reply, said = read_poll(answer), []
    match reply:
        case Granted(token, scopes):
            assert 0 < len(token.reveal()) <= LONGEST_TOKEN
            said = [token.reveal(), *(scopes or ())]
        case SlowDown(interval):
            assert interval is None or 0 <= interval <= LONGEST_INTERVAL
        case Transient(message, _):
            said = [message]
        case Refused(error):
            raise error
    return type(reply).__name__, said


def _user(answer: Answer) -> tuple[str, list[str]]:
    known = read_user(answer)
    assert known.is_known
    assert len(known.user_name) <= LONGEST_NAME
    return "user", [known.user_id, known.user_name, known.user_email]


def _place(answer: Answer) -> tuple[str, list[str]]:
    known = with_details(with_workgroup(NOT_TOLD, answer), answer)
    assert len(known.scopes or ()) <= MOST_SCOPES
    told = "nothing told" if known == NOT_TOLD else "something told"
    return told, [known.user_name, known.workgroup or "", known.application or ""]


def _listing(answer: Answer) -> tuple[str, list[str]]:
    listed = read_listing(answer)
    return ("listed", [listed.newest]) if listed else ("not listed", [])


FLOORS: dict[str, dict[str, int]] = {
    "code": {"code": 500, "ClientRefused": 300, "ScopeRefused": 200, "ServerError": 300},
    "poll": {
        "Granted": 150,
        "Pending": 150,
        "SlowDown": 100,
        "Transient": 500,
        "WrongDialect": 100,
        "AccessDenied": 200,
        "CodeExpired": 200,
        "SecretRefused": 100,
        "ClientRefused": 100,
        "ScopeRefused": 50,
        "ServerError": 50,
    },
    "user": {"user": 500, "TokenNotAccepted": 500, "ServerError": 500},
    "place": {"something told": 500, "nothing told": 300},
    "listing": {"listed": 500, "not listed": 300},
}
READERS: dict[str, tuple[list[Reply], Callable[[Answer], tuple[str, list[str]]]]] = {
    "code": (CODES, _code),
    "poll": (POLLS, _poll),
    "user": (USERS, _user),
    "place": (PLACES, _place),
    "listing": (LISTINGS, _listing),
}


@pytest.mark.parametrize("name", READERS)
@nothing_collected()
def test_no_change_makes_an_answer_harmful(name: str) -> None:
    corpus, read = READERS[name]
    before, outcomes = process_time(), Counter[str]()
    for seed, (status, body) in product(range(EACH // len(corpus) + 1), corpus):
        by = random.Random(f"{name} {seed} {status} {body}")
        answer = Answer(*mutated(by, status, json.dumps(body).encode()))
        try:
            outcome, said = read(answer)
        except BsWizardError as error:
            outcome, said = type(error).__name__, [error.message, error.hint]
        outcomes[outcome] += 1
        assert all(map(is_harmless, said)), (seed, answer)
    lacking = {each: floor for each, floor in FLOORS[name].items() if outcomes[each] < floor}
    assert not lacking, outcomes
    figure(
        f"changed answers ({name}): {outcomes.total()} in {process_time() - before:.1f} s of CPU, "
        f"{dict(outcomes.most_common())}"
    )
