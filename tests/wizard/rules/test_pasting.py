"""Where a pasted text goes on the App step."""

import pytest

from bs_wizard.errors import UsageError
from bs_wizard.wizard.rules.pasting import ADDRESS_FIELD, KEY, SECRET, TOKEN, places

A, B = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
ALL = (KEY, SECRET, TOKEN)

TOGETHER = {
    "two lines": f"{A}\n{B}\n",
    "a tab": f"{A}\t{B}",
    "a space": f"  {A} {B}",
    "as the portal names them": f"Client Key: {A}\nClient Secret: {B}",
    "the names above": f"Client Key\n{A}\nClient Secret\n{B}\n",
    "the secret first": f"client_secret={B}\nclient_id={A}",
    "JSON": f'{{"client_id": "{A}", "clientSecret": "{B}"}}',
    "settings": f"export BASESPACE_CLIENT_ID='{A}'; export BASESPACE_CLIENT_SECRET='{B}'",
}


@pytest.mark.parametrize("at", ["", KEY, SECRET, ADDRESS_FIELD])
@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER)
def test_key_and_secret_together_fill_both(text: str, at: str) -> None:
    found = places(text, at=at, free=ALL, has_token=False)
    assert {name: value.reveal() for name, value in found.items()} == {KEY: A, SECRET: B}


@pytest.mark.parametrize(
    ("text", "at", "free", "has_token", "goes_to"),
    [
        (A, "", ALL, False, KEY),
        (A, "", (SECRET, TOKEN), False, SECRET),
        (A, "", (), False, None),
        (A, "", ALL, True, TOKEN),
        (A, KEY, ALL, False, None),  # as it is, where the cursor is
        (A, KEY, (SECRET,), False, SECRET),  # the key is there: this is the secret
        (A, SECRET, (KEY,), False, None),  # dots hide it
        (A, ADDRESS_FIELD, ALL, False, None),
        (f"Client Secret: {A}", KEY, ALL, False, SECRET),
        (f"Client Key: {A}", "", ALL, False, KEY),
        (f"BASESPACE_ACCESS_TOKEN={A}", KEY, ALL, False, TOKEN),
        (f"Authorization: Bearer {A}", "", ALL, False, TOKEN),
        (f"BASESPACE_ACCESS_TOKEN={A}", TOKEN, ALL, True, None),
        (f"{A} {B} more", SECRET, ALL, False, None),
        ("https://developer.basespace.illumina.com/apps", "", ALL, False, None),
        ("", "", ALL, False, None),
    ],
)
def test_one_value_goes_to_the_field_it_fits(
    text: str, at: str, free: tuple[str, ...], has_token: bool, goes_to: str | None
) -> None:
    found = places(text, at=at, free=free, has_token=has_token)
    expected = {goes_to: A} if goes_to else {}
    assert {name: value.reveal() for name, value in found.items()} == expected


@pytest.mark.parametrize("text", [f"{A} {B} {A}", f"see https://x.illumina.com {B}"])
def test_what_cannot_be_told_apart_does_not_go_where_it_is_seen(text: str) -> None:
    with pytest.raises(UsageError, match="more than") as caught:
        places(text, at=KEY, free=ALL, has_token=False)
    assert A not in str(caught.value)
    assert B not in str(caught.value)
