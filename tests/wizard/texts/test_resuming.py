"""What is said of an interrupted login."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bs_wizard.errors import BsWizardError, StoreUnavailable, TimedOut
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.texts.resuming import hint_with_resume, kept_sentence, waiting_sentence
from tests.store.examples import a_pending

NOW = datetime(2026, 3, 3, 14, 2, tzinfo=UTC)
WAITS = a_pending(asked_at=NOW - timedelta(minutes=10), expires_at=NOW + timedelta(minutes=20))
APPROVED = WAITS.approved(Secret("0123456789abcdef" * 2), "sdk")


def test_what_waits_is_told_with_the_time_it_has_left() -> None:
    said = waiting_sentence(WAITS, NOW)
    assert "“Lab import”, READ GLOBAL." in said
    assert "It is valid for another 20 minutes" in said
    assert "“" not in waiting_sentence(replace(WAITS, app_name=""), NOW)
    assert "not saved yet" in waiting_sentence(APPROVED, NOW)


@pytest.mark.parametrize(
    ("error", "pending", "hint"),
    [
        (TimedOut("Late.", "bs-wizard resume goes on."), WAITS, "bs-wizard resume goes on."),
        (StoreUnavailable("Locked.", "Unlock it."), APPROVED,
         f"Unlock it.\n{kept_sentence(APPROVED, NOW)}"),
    ],
)  # fmt: skip
def test_the_last_line_says_how_to_go_on(
    error: BsWizardError, pending: PendingLogin, hint: str
) -> None:
    assert hint_with_resume(error, pending, NOW) == hint
    assert hint.count("bs-wizard resume") == 1


def test_it_comes_back_from_the_index_as_it_was() -> None:
    for one in (WAITS, APPROVED):
        assert PendingLogin.from_json(one.to_json()) == one


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", None), ("interval", "5"), ("interval", True), ("expires_at", "soon"), ("scopes", "x")],
)
def test_a_record_that_is_not_one_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        PendingLogin.from_json(WAITS.to_json() | {field: value})
