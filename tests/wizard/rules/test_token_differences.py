"""How a new token differs from the one its name held: a sentence for each thing, none for less."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.basespace.instances import read_address
from bs_wizard.store.index.records import Credential, User
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.rules.token_differences import differences, scopes_missing

THEN = datetime(2026, 3, 1, tzinfo=UTC)
AMIRA = User("1001", "Amira Haddad", "amira@example.org")
HELD = Credential(
    name="lab",
    description="",
    api_server=read_address("use1").api_server,
    instance="use1",
    client_id="key",
    user=AMIRA,
    workgroup="Core",
    scopes_requested=("READ GLOBAL",),
    scopes_granted=("READ GLOBAL", "BROWSE GLOBAL"),
    store="keyring",
    backend="memory",
    host=None,
    fingerprint="0" * 12,
    created_at=THEN,
    verified_at=THEN,
)
SAME = Identity("1001", "Amira Haddad", "amira@example.org", "Core", ("READ GLOBAL",))
BOB: dict[str, Any] = {"user_id": "1002", "user_name": "Bob", "user_email": "bob@example.org"}
IS_BOB = "It belongs to Bob <bob@example.org>; “lab” held a token of Amira Haddad."
OF_ITSELF = {"user_id": "2001", "user_name": "Core", "user_email": "core@example.org"}


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        ({}, {}, ()),
        (BOB, {}, (IS_BOB,)),
        ({"user_name": "Amira H.", "user_email": "new@example.org"}, {}, ()),
        (BOB, {"user": User("", "", "")}, ()),
        ({"user_id": "", "user_name": "", "user_email": ""}, {}, ()),
        (
            {"workgroup": None},
            {},
            ("It acts for the personal space; the token of “lab” did for the workgroup Core.",),
        ),
        (
            {},
            {"workgroup": None},
            ("It acts for the workgroup Core; the token of “lab” did for the personal space.",),
        ),
        ({"workgroup": ""}, {}, ()),
        ({}, {"workgroup": ""}, ()),
        (OF_ITSELF | {"workgroup": ""}, {}, ()),
        ({}, {"workgroup": "", "user": User("2001", "Core", "core@example.org")}, ()),
        (BOB | {"workgroup": ""}, {}, (IS_BOB,)),
        (BOB, {"workgroup": ""}, (IS_BOB,)),
        (
            BOB,
            {"user": User("1001", "Core", "core@example.org")},
            (IS_BOB.replace("Amira Haddad", "Core"),),
        ),
        ({"scopes": None}, {}, ()),
        ({}, {"scopes_granted": None}, ()),
        ({"scopes": ("BROWSE GLOBAL", "READ GLOBAL")}, {}, ()),
        (
            {"scopes": ("CREATE GLOBAL",)},
            {},
            (
                "It was granted CREATE GLOBAL, which “lab” was not.",
                "It was not granted READ GLOBAL, BROWSE GLOBAL, which “lab” was.",
            ),
        ),
    ],
)
def test_what_is_known_of_both_is_compared(
    new: dict[str, Any], old: dict[str, Any], said: tuple[str, ...]
) -> None:
    old = {"api_server": "".join(list(HELD.api_server))} | old  # as it is read from the index
    assert differences(Draft(), replace(SAME, **new), HELD._replace(**old)) == said


@pytest.mark.parametrize(
    ("asked", "granted", "brought", "lacking"),
    [
        (("READ GLOBAL",), ("READ GLOBAL",), False, ()),
        (("READ GLOBAL", "CREATE GLOBAL"), ("READ GLOBAL",), False, ("CREATE GLOBAL",)),
        (("READ GLOBAL",), (), False, ("READ GLOBAL",)),
        (("READ GLOBAL",), None, False, ()),
        (("READ GLOBAL",), (), True, ()),
    ],
)
def test_what_was_asked_for_and_not_granted(
    asked: tuple[str, ...],
    granted: tuple[str, ...] | None,
    brought: bool,
    lacking: tuple[str, ...],
) -> None:
    draft = Draft(scopes=asked, token_is_users_own=brought)
    assert scopes_missing(draft, replace(SAME, scopes=granted)) == lacking


@pytest.mark.parametrize(
    ("address", "old", "said"),
    [
        ("cac1", {}, "It is good at cac1; “lab” held a token of use1."),
        (
            "use1",
            {"api_server": read_address("euc1").api_server, "instance": "euc1"},
            "It is good at use1; “lab” held a token of euc1.",
        ),
        ("euc1", {}, "It is good at euc1; “lab” held a token of use1."),
        (
            "http://127.0.0.1:81",
            {"api_server": "http://127.0.0.1:80", "instance": "127.0.0.1:81"},
            "It is good at http://127.0.0.1:81; “lab” held a token of http://127.0.0.1:80.",
        ),
    ],
)
def test_another_instance_counts_its_accounts_by_itself(
    address: str, old: dict[str, Any], said: str
) -> None:
    draft, held = Draft(instance=read_address(address)), HELD._replace(**old)
    assert differences(draft, replace(SAME, user_id="7"), held) == (said,)
    assert differences(draft, replace(SAME, **BOB), held) == (said, IS_BOB)
    assert differences(draft, NOT_TOLD, held) == (said,)
