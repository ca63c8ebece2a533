import copy
import pickle
import re
from collections.abc import Iterator

import pytest

from bs_wizard import errors
from bs_wizard.errors import BsWizardError, SecretRefused

# The contract: what a calling script may rely on.
EXITS = {
    "unexpected": 1,
    "usage": 2,
    "already_exists": 10,
    "name_taken": 10,
    "replaced": 2,
    "token_differs": 2,
    "invalid_client": 2,
    "invalid_scope": 2,
    "no_such_credential": 3,
    "access_denied": 4,
    "expired_token": 5,
    "timed_out": 5,
    "authorization_pending": 11,
    "network": 6,
    "server": 6,
    "store_unavailable": 7,
    "store_busy": 7,
    "home_unavailable": 7,
    "token_elsewhere": 7,
    "record_changed": 7,
    "no_keyring": 7,
    "index_damaged": 8,
    "index_too_new": 8,
    "token_not_accepted": 9,
    "cancelled": 130,
}


def _family(kind: type[BsWizardError] = BsWizardError) -> Iterator[type[BsWizardError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)


def test_every_error_has_its_own_word_and_the_exit_code_of_the_contract() -> None:
    family = list(_family())
    assert {kind.code: kind.exit_code for kind in family} == EXITS
    alike = {SecretRefused}  # OAuth has one word for a wrong Client Key and a wrong Client Secret
    assert len(set(family) - alike) == len(EXITS)


def test_the_drawing_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"(\w+) +(\d+)  (\w+)$", errors.__doc__ or "", re.MULTILINE)
    told = {(name, int(exit_code), code) for name, exit_code, code in drawn}
    there = {(kind.__name__, kind.exit_code, kind.code) for kind in _family()}
    assert told == there - {("BsWizardError", 1, "unexpected")}


@pytest.mark.parametrize("kind", [*_family()], ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_and_what_to_do(kind: type[BsWizardError]) -> None:
    error = kind("It broke.", "Fix it.")
    assert (error.message, error.hint) == ("It broke.", "Fix it.")
    assert str(error) == "It broke. Fix it."
    assert str(kind("It broke.")) == "It broke."


@pytest.mark.parametrize("kind", [*_family()], ids=lambda kind: kind.__name__)
def test_an_error_survives_a_copy(kind: type[BsWizardError]) -> None:
    error = kind("It broke.", "Fix it.")
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(twin) is kind
        assert (twin.message, twin.hint) == ("It broke.", "Fix it.")
