"""Enter alone never destroys: watched at every question that a test is asked, in lines and dialogs.

What is offered to Enter must be none of ``DESTROYS``.
"""

from collections.abc import Sequence

from bs_wizard.plain.prompter import Prompter
from bs_wizard.wizard.texts import credential_texts, resuming, unwanted_token

DESTROYS = {
    unwanted_token.REVOKE,
    unwanted_token.START_OVER,
    unwanted_token.SAVE_ANYWAY,
    "Replace it",
    *(label for word, label in credential_texts.REMOVE_ANSWERS if word != "keep"),
    *(label for word, label in resuming.ANSWERS if word == "discard"),
}
"""Answers after which a token or a credential is gone."""


def assert_keeps(label: str) -> None:
    """Assert that Enter, on this answer, takes nothing away."""
    assert label not in DESTROYS, f"Enter alone would do this: {label}"


class CarefulPrompter(Prompter):
    """A prompter that looks at what each question takes for an empty answer."""

    def choose(self, question: str, options: Sequence[str], default: int = 1) -> int:
        assert_keeps(options[default - 1])
        return super().choose(question, options, default)

    def confirm(self, question: str, *, default: bool) -> bool:
        if default:
            assert_keeps(question.rpartition(". ")[2])
        return super().confirm(question, default=default)
