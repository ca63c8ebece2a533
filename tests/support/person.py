"""Somebody at a terminal who talks with the plain front end: questions checked, answers typed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from types import SimpleNamespace

import pytest

from bs_wizard.plain import prompter as talk_module
from bs_wizard.plain.front import PlainFront
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.travel import travel
from tests.support.careful import CarefulPrompter
from tests.support.desk import ME, Desk

WHOSE = "Is that right"
"""The question that follows whose token it is."""

Says = tuple[str, str]
"""Part of a question, and what is typed to it; afterwards the input ends."""

GONE = "\x04"
"""Typed for a secret: the end of input."""


class Person(StringIO):
    """The source of a conversation: each line is typed only to the question it is meant for.

    What is typed shows in ``out``, as on a terminal, a secret does not. Whose token it is is
    agreed to by Enter, unless that question is what comes next.
    """

    def __init__(self, out: StringIO, *says: Says) -> None:
        super().__init__()
        self._out = out
        self._says = list(says)

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO's own
        if not self._says and not self._is_asked_whose():
            return ""
        typed = self._answer()
        self._out.write(f"{typed}\n")
        return f"{typed}\n"

    def getpass(self, prompt: str, stream: StringIO) -> str:
        stream.write(prompt)
        typed = self._answer() if self._says else GONE
        stream.write("\n")
        if typed == GONE:
            raise EOFError
        return typed

    def all_said(self) -> bool:
        return not self._says

    def _is_asked_whose(self) -> bool:
        return self._out.getvalue().rpartition("\n")[2].startswith(WHOSE)

    def _answer(self) -> str:
        if self._is_asked_whose() and not (self._says and self._says[0][0].startswith(WHOSE)):
            return ""
        asked = self._out.getvalue().rpartition("\n")[2]
        question, typed = self._says.pop(0)
        assert question in asked, f"asked: {asked!r}; expected: {question!r}"
        return typed


class Conversation:
    """A journey in the plain front end, and all that was said in it.

    Every sentence is on a line of its own, unless ``columns`` says how long a line may be.
    """

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        desk: Desk,
        *says: Says,
        columns: int = 10_000,
    ) -> None:
        self.out = StringIO()
        self.person = Person(self.out, *says)
        monkeypatch.setattr(talk_module, "getpass", SimpleNamespace(getpass=self.person.getpass))
        self._desk = desk
        self.prompter = CarefulPrompter(
            self.person, self.out, interactive=True, columns=lambda: columns
        )
        self.front = PlainFront(self.prompter, desk.work, ME)

    async def run(self, draft: Draft | None = None) -> Credential:
        """Go the whole way; without a draft the person has only said which instance."""
        start = draft or Draft(instance=self._desk.instance)
        try:
            return await travel(self.front, start)
        finally:
            shown = {secret for secret in self._desk.secrets if secret in self.out.getvalue()}
            assert not shown, "a secret was printed"

    @property
    def said(self) -> str:
        return self.out.getvalue()


@contextmanager
def greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have local times in UTC inside."""
    with monkeypatch.context() as inside:
        inside.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()
