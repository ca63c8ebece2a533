"""What is pasted into the wrong field."""

import pytest

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.wizard.rules.paste_checks import check_pair, check_pasted, typed_secret


@pytest.mark.parametrize(
    "text",
    [
        "https://developer.basespace.illumina.com/apps/1234",
        " HTTP://x ",
        "developer.basespace.illumina.com/dashboard",
        "www.illumina.com",
    ],
)
def test_an_address_is_no_key(text: str) -> None:
    with pytest.raises(UsageError, match="address of a page, not a Client Key") as caught:
        check_pasted(text, "Client Key")
    assert "Credentials tab" in caught.value.hint


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_no_key(text: str) -> None:
    with pytest.raises(UsageError, match="The Client Key is missing"):
        check_pasted(text, "Client Key")


@pytest.mark.parametrize("text", ["0123456789abcdef", "my-key.v2", "[/unknown][bold]"])
def test_anything_else_is_for_the_server_to_judge(text: str) -> None:
    check_pasted(text, "Client Key")


def test_one_value_in_both_fields() -> None:
    with pytest.raises(UsageError, match="are the same"):
        check_pair("abc", Secret(" abc"))
    check_pair("abc", Secret("abd"))


TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "typed",
    [
        TOKEN,
        f" {TOKEN}\n",
        f"BASESPACE_ACCESS_TOKEN={TOKEN}",
        f"export BASESPACE_ACCESS_TOKEN='{TOKEN}'",
        f"Authorization: Bearer {TOKEN}",
        f'"{TOKEN}"',
        f"client_secret: {TOKEN}",
    ],
)
def test_a_secret_is_found_in_what_came_with_it(typed: str) -> None:
    assert typed_secret(Secret(typed), "Access Token") == Secret(TOKEN)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "The Access Token is missing"),
        ("https://developer.basespace.illumina.com/apps/1", "address of a page"),
        (f"{TOKEN} {TOKEN}", "more than the Access Token"),
        (f"{TOKEN}\n{TOKEN}", "What was typed holds 2 lines"),
        ("Bearer", "What was typed holds no Access Token"),
        ('{"access_token": "x"}', "or something else"),
        (f"{TOKEN}\0", "What was typed can be no Access Token: it holds a control character"),
        (f"{TOKEN}\x1b[2J", "can be no Access Token: it holds a control character"),
        (f"{TOKEN}é", "can be no Access Token: it holds a character that is not ASCII"),
        (TOKEN * 200, "can be no Access Token: it has more than 4096 characters"),
    ],
)
def test_what_is_not_one_secret_is_refused_and_never_shown(typed: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        typed_secret(Secret(typed), "Access Token")
    assert TOKEN not in f"{caught.value} {caught.value.hint}"
