import pytest

from bs_wizard.basespace.dialects import DIALECTS, starting_with
from bs_wizard.secret import Secret

URN = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.mark.parametrize(
    ("name", "grant_type", "field"),
    [
        ("sdk", "device", "code"),
        ("guide", "device_code", "device_code"),
        ("rfc8628", URN, "device_code"),
    ],
)
def test_the_form_of_a_poll(name: str, grant_type: str, field: str) -> None:
    dialect = starting_with(name)[0]
    assert dialect.form("key", Secret("s3cret"), Secret("d3vice")) == {
        "grant_type": grant_type,
        field: "d3vice",
        "client_id": "key",
        "client_secret": "s3cret",
    }


def test_illuminas_own_is_tried_first() -> None:
    assert [dialect.name for dialect in DIALECTS] == ["sdk", "guide", "rfc8628"]
    assert starting_with(None) == starting_with("unheard of") == DIALECTS


def test_a_remembered_one_is_tried_first_and_the_others_still() -> None:
    names = [dialect.name for dialect in starting_with("rfc8628")]
    assert names == ["rfc8628", "sdk", "guide"]
