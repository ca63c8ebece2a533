"""What a draft makes of an interrupted login that goes on."""

from dataclasses import replace
from typing import Any

import pytest

from bs_wizard.basespace.identity import NOT_TOLD
from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.secret import Secret
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Resumed, Step, StoreFacts
from tests.store.examples import a_pending

FACTS = StoreFacts("vault", "age", "the vault")


def resumed(draft: Draft, **pending: Any) -> Draft:
    waits = a_pending(**{"name": "lab", "overwrite": False, "rotates": False} | pending)
    return draft.take(Resumed(FACTS, waits, INSTANCES[1], Secret("kept"), Secret("approved")))


@pytest.mark.parametrize("what", ["overwrite", "rotates"])
@pytest.mark.parametrize(
    ("asked_now", "name", "asked_then", "holds"),
    [
        (False, "", False, False),
        (False, "", True, True),
        (False, "lab", True, True),
        (False, "a", True, False),
        (False, "z", True, False),
        (True, "a", False, True),
        (True, "z", True, True),
    ],
)
def test_what_was_agreed_to_for_one_name_holds_for_no_other(
    what: str, asked_now: bool, name: str, asked_then: bool, holds: bool
) -> None:
    given: dict[str, Any] = {what: asked_now}
    draft = Draft(name=name, **given)
    assert getattr(resumed(draft, **{what: asked_then}), what) is holds


def test_it_goes_on_with_what_waited() -> None:
    draft = resumed(Draft(token_is_users_own=True))
    assert (draft.token, draft.store, draft.instance) == (Secret("approved"), FACTS, INSTANCES[1])
    assert not draft.token_is_users_own
    assert draft.answered == {Step.APP, Step.SCOPES, Step.NAME}
    assert draft.client_secret == Secret("kept")
    assert draft.resuming is None


@pytest.mark.parametrize(
    ("now", "then", "kept"), [("", "", ""), ("", "b", "b"), ("a", "", "a"), ("a", "b", "a")]
)
def test_a_description_given_now_is_the_better_one(now: str, then: str, kept: str) -> None:
    assert resumed(Draft(description=now), description=then).description == kept


def test_a_secret_given_now_is_the_better_one() -> None:
    assert resumed(Draft(client_secret=Secret("typed"))).client_secret == Secret("typed")


def test_nothing_is_agreed_to_beforehand() -> None:
    draft = Draft()
    assert {draft.agreed, draft.overwrite, draft.rotates, draft.if_missing} == {False}


def test_scopes_told_with_the_token_stand_in_for_those_of_its_identity() -> None:
    draft = Draft(scopes_told=("READ GLOBAL",))
    assert draft.with_scopes_told(NOT_TOLD).scopes == ("READ GLOBAL",)
    known = replace(NOT_TOLD, scopes=("BROWSE GLOBAL",))
    assert draft.with_scopes_told(known).scopes == ("BROWSE GLOBAL",)
