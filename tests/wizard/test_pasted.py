"""What is pasted into the wrong field."""

import pytest

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.wizard.pasted import check_pair, check_pasted


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
