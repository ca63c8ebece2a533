"""What is said while a code waits."""

import pytest

from bs_wizard.wizard.texts import copying, while_waiting


@pytest.mark.parametrize(
    "said", [copying.asked_terminal("the code"), copying.gave_to("xclip", "the code")]
)
def test_nobody_claims_to_know_that_it_was_copied(said: str) -> None:
    assert said.startswith("Asked ")
    assert "copied" not in said


def test_what_stands_beside_the_qr_fits_its_row() -> None:
    for said in (
        copying.asked_terminal("the address"),
        copying.gave_to("wl-copy", "the address"),
        copying.TMUX_REFUSES,
        f"▲ {while_waiting.LITTLE_LEFT}",
        while_waiting.slowed(60),
        while_waiting.opened("xdg-open", started=True),
        while_waiting.opened("xdg-open", started=False),
    ):
        assert len(said) <= 78, said
