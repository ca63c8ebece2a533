"""Enter alone never destroys: watched at every question that a test is asked, in lines and dialogs.

What is offered to Enter must be none of ``DESTROYS``.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

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
    """A prompter that looks at what each question takes for an empty answer.

    While a code waits, a test types with ``types``.
    """

    _hear: Callable[[str], object] | None = None

    @property
    def hears(self) -> bool:
        return self.interactive

    @contextmanager
    def listening(self, hear: Callable[[str], object]) -> Iterator[None]:
        self._hear = hear
        try:
            yield
        finally:
            self._hear = None

    def types(self, word: str) -> None:
        """Type a word while nothing is asked."""
        assert self._hear, "nothing listens"
        self._out.write(f"{word}\n")
        self.overhear(f"{word}\n", self._hear)

    def choose(
        self, question: str, options: Sequence[str], default: int = 1, names: Sequence[str] = ()
    ) -> int:
        assert_keeps(options[default - 1])
        return super().choose(question, options, default, names)

    def confirm(self, question: str, *, default: bool) -> bool:
        if default:
            assert_keeps(question.rpartition(". ")[2])
        return super().confirm(question, default=default)
