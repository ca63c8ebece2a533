import copy
import hashlib
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.secret import MASK, Secret
from tests.support.hostile import any_text

CANARY = "c0ffee5ca1ab1e00deadbeef12345678"


@dataclass(frozen=True)
class _Holder:
    token: Secret


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(CANARY)),
        str(Secret(CANARY)),
        f"{Secret(CANARY)}",
        f"{Secret(CANARY)!r:>40}",
        f"{Secret(CANARY):>40}",
        "%s %r" % (Secret(CANARY), Secret(CANARY)),  # noqa: UP031 - logging formats so
        repr([Secret(CANARY)]),
        repr({Secret(CANARY): Secret(CANARY)}),
        repr(_Holder(Secret(CANARY))),
        ascii(Secret(CANARY)),
    ],
)
def test_printing_shows_a_mask(shown: str) -> None:
    assert CANARY not in shown
    assert shown.isascii() or MASK in shown


def test_reveal_gives_it_out_without_the_white_space_of_a_paste() -> None:
    assert Secret(f"  {CANARY}\r\n").reveal() == CANARY


def test_the_mask_does_not_tell_the_length() -> None:
    assert str(Secret("a")) == str(Secret("a" * 500)) == str(Secret(""))


def test_it_is_not_copied_pickled_or_put_into_json() -> None:
    secret = Secret(CANARY)
    for leave in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as caught:
            leave(secret)
        assert CANARY not in str(caught.value)
    with pytest.raises(TypeError):
        asdict(_Holder(secret))


def test_it_has_no_dictionary_to_look_into() -> None:
    with pytest.raises(TypeError):
        vars(Secret(CANARY))


def test_a_log_record_holds_the_mask(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("somebody").debug("token %s %r", Secret(CANARY), Secret(CANARY))
    assert MASK in caplog.text
    assert CANARY not in caplog.text


def test_a_traceback_with_locals_holds_the_mask() -> None:
    token = Secret(CANARY)
    try:
        token + token  # type: ignore[operator]
    except TypeError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert MASK in "".join(told.format())
    assert CANARY not in "".join(told.format())


def test_the_fingerprint_is_twelve_digits_of_the_sha_256() -> None:
    assert Secret(CANARY).fingerprint == hashlib.sha256(CANARY.encode()).hexdigest()[:12]


@given(any_text, any_text)
def test_equality_and_hash_are_those_of_the_stripped_text(one: str, two: str) -> None:
    assert (Secret(one) == Secret(two)) == (one.strip() == two.strip())
    assert Secret(one) == Secret(f" {one}\n")
    assert hash(Secret(one)) == hash(Secret(f" {one}\n"))
    assert len(Secret(one).fingerprint) == 12


@given(st.text())
def test_truth_is_whether_there_is_anything(text: str) -> None:
    assert bool(Secret(text)) == bool(text.strip())


def test_a_secret_is_never_equal_to_its_text() -> None:
    assert Secret(CANARY) != CANARY
