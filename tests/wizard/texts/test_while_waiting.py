"""What is said while a code waits."""

import pytest

from bs_wizard.wizard.texts import while_waiting

ADDRESS = "https://example.org/device?code=b9bac"


def test_a_code_left_waiting_is_told_with_its_address_alone_on_a_line() -> None:
    said = while_waiting.left_waiting("b9bac", ADDRESS, 1661)
    assert said == (
        f"The code b9bac was waiting for approval, and is valid for another 27:41:\n{ADDRESS}"
    )


def test_a_refused_address_is_not_told() -> None:
    said = while_waiting.left_waiting("b9bac", "", 60)
    assert said == "The code b9bac was waiting for approval, and is valid for another 1:00."


@pytest.mark.parametrize(
    "said",
    [
        while_waiting.asked_to_copy("the code"),
        while_waiting.gave_to("xclip", "the code"),
    ],
)
def test_nobody_claims_to_know_that_it_was_copied(said: str) -> None:
    assert said.startswith("Asked ")
    assert "copied" not in said


def test_what_stands_beside_the_qr_fits_its_row() -> None:
    for said in (
        while_waiting.asked_to_copy("the address"),
        while_waiting.gave_to("wl-copy", "the address"),
        f"▲ {while_waiting.LITTLE_LEFT}",
        while_waiting.slowed(60),
        while_waiting.opened("xdg-open", started=True),
        while_waiting.opened("xdg-open", started=False),
    ):
        assert len(said) <= 78, said
