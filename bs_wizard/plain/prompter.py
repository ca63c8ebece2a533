"""Asking and telling on plain streams: whole lines, no colour, no cursor movement."""

import asyncio
import getpass
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from bs_wizard.errors import BsWizardError, Cancelled, UsageError
from bs_wizard.plain.wrapping import LONGEST, wrapped
from bs_wizard.secret import Secret
from bs_wizard.terminal import facts, typeahead, typed_lines

if TYPE_CHECKING:
    from bs_wizard.wizard.journey.steps import Kept

YES = {"y", "yes"}
NO = {"n", "no"}
WAYS_OUT = "Type back, help or quit at any question."
HELP = (
    "Type an answer and press Enter; Enter alone takes the one in brackets. A choice is taken by "
    "its number or its first word.",
    "back leads to the question before, quit leaves.",
)


class WentBack(Exception):
    """The person typed ``back``; ``kept`` is what the step had answers for, as it will be offered.

    The conversation knows nothing of steps: a step says what to keep, with :func:`keeping`.
    """

    kept: "Kept | None" = None


@contextmanager
def keeping(kept: "Kept") -> Iterator[None]:
    """Send ``kept`` along with a ``back`` that is typed inside."""
    try:
        yield
    except WentBack as back:
        back.kept = kept
        raise


class Prompter:
    """A conversation: what is said goes to ``out``, answers come from ``source``.

    ``interactive`` says whether there is a person to ask; without one, asking is a UsageError.
    ``columns`` returns how long a line of prose may be: the terminal's width, and 80 at most.
    """

    def __init__(
        self,
        source: TextIO,
        out: TextIO,
        *,
        interactive: bool,
        columns: Callable[[], int] | None = None,
    ) -> None:
        self._source = source
        self._out = out
        self._columns = columns or (lambda: min(LONGEST, facts.columns(out)))
        self._complained: BsWizardError | None = None
        self._aids: dict[str, Callable[[], object]] = {"help": lambda: self.say(*HELP)}
        self._has_waited = False
        self._told_ways_out = False
        self.interactive = interactive

    def say(self, *sentences: str) -> None:
        """Print each from the start of a line, broken between words where it is too long."""
        self.print_verbatim(
            *(line for each in sentences for line in wrapped(each, self._columns()))
        )

    def print_verbatim(self, *lines: str) -> None:
        """Print lines as they are: what is to be copied is never broken."""
        self._out.write("".join(f"{line}\n" for line in lines))
        self._out.flush()

    @contextmanager
    def with_extra_command(self, word: str, aid: Callable[[], object]) -> Iterator[None]:
        """Have ``word``, typed to any question inside, call ``aid``; the question comes again."""
        before = self._aids
        self._aids = {**before, word: aid}
        try:
            yield
        finally:
            self._aids = before

    @property
    def hears(self) -> bool:
        """Whether what is typed while nothing is asked can be heard."""
        return self.interactive and typed_lines.can_hear(self._source)

    @contextmanager
    def listening(self, hear: Callable[[str], object]) -> Iterator[None]:
        """Have ``hear`` called with each word typed inside that no aid answers, while a wait lasts.

        What was typed before is thrown away; the end of input is heard as ``quit``.
        """
        if not self.hears:
            yield
            return
        typeahead.discard(self._source)
        with typed_lines.heard(self._source, lambda line: self.overhear(line, hear)):
            yield

    def overhear(self, line: str, hear: Callable[[str], object]) -> None:
        """Take a line that was typed while nothing was asked."""
        word = line.strip().casefold() if line else "quit"
        if aid := self._aids.get(word):
            aid()
        else:
            hear(word)

    def discard_typeahead(self) -> None:
        """Take note of a wait: what is typed until the next question answers no question.

        Somebody who presses Enter while nothing happens would agree to what they have not read.
        """
        self._has_waited = True

    def show_error(self, error: BsWizardError) -> None:
        """Say what went wrong and what to do; once, however many hands it goes through."""
        if error is self._complained:
            return
        self._complained = error
        self.say(error.message)
        if error.hint:
            self.say(error.hint)

    def ask(self, question: str, default: str = "") -> str:
        """Return the line typed, or ``default`` for an empty one.

        Raises WentBack for ``back``, Cancelled for ``quit`` and for the end of input.
        """
        self._need_person(question)
        shown = f"{question} [{default}]:" if default else f"{question}:"

        def line() -> str:
            self._out.write(self._prompt(shown))
            self._out.flush()
            typed = self._source.readline()
            if not typed:
                raise EOFError
            return typed

        return self._answer(line).strip() or default

    def ask_secret(self, question: str) -> Secret:
        """Return what was typed without showing it; raises as :meth:`ask` does."""
        return Secret(self._hidden(question))

    def ask_passphrase(self, question: str) -> Secret:
        """Return what :meth:`ask_secret` does, with the spaces at its ends."""
        return Secret(self._hidden(question), exact=True)

    def _hidden(self, question: str) -> str:
        self._need_person(question)
        shown = f"{question} (not shown):"
        return self._answer(lambda: getpass.getpass(self._prompt(shown), stream=self._out))

    def choose(
        self, question: str, options: Sequence[str], default: int = 1, names: Sequence[str] = ()
    ) -> int:
        """Return the number, from 1, of the option chosen; asks until it is one of them.

        An option is chosen by its number, by all that stands before its colon, or by its first
        words where no other begins with them. ``names`` choose the options in their order too.
        """
        self._need_person(question)
        for number, option in enumerate(options, 1):
            self.say(f"  {number}. {option}")
        while True:
            if chosen := _meant(self.ask(question, str(default)), options, names):
                return chosen
            self.say(f"Please type a number from 1 to {len(options)}, or the first word of one.")

    def confirm(self, question: str, *, default: bool) -> bool:
        """Return whether the answer is yes; asks until it is yes or no."""
        while True:
            typed = self.ask(f"{question} (yes or no)", "yes" if default else "no").casefold()
            if typed in YES | NO:
                return typed in YES
            self.say("Please type yes or no.")

    def _prompt(self, shown: str) -> str:
        return "\n".join(wrapped(shown, self._columns())) + " "

    def _answer(self, read: Callable[[], str]) -> str:
        """Return what was said to a question that no aid answers."""
        if self._has_waited:
            typeahead.discard(self._source)
            self._has_waited = False
        while (aid := self._aids.get(_said(typed := self._typed(read)))) is not None:
            aid()
        return typed

    def _typed(self, read: Callable[[], str]) -> str:
        """Return what ``read`` does, asked again until it is text."""
        while True:
            try:
                with _interruptible():
                    typed = read()
                typed.encode()  # in some locales bytes that are no text come through, marked
            except UnicodeError:
                self.say("That is not text in UTF-8. Please type it again.")
            except EOFError:
                self.say("")  # what was asked stands on this line
                raise Cancelled from None
            else:
                return typed

    def _need_person(self, question: str) -> None:
        """Refuse to ask nobody; before the first question say how to leave any."""
        if not self.interactive:
            raise UsageError(
                f"There is no terminal to ask “{question}”.",
                "Give the answer as an option; see bs-wizard login --help.",
            )
        if not self._told_ways_out:
            self._told_ways_out = True
            self.say(WAYS_OUT)


def _said(line: str) -> str:
    text = line.strip().casefold()
    if text == "back":
        raise WentBack
    if text == "quit":
        raise Cancelled
    return text


def _meant(typed: str, options: Sequence[str], names: Sequence[str] = ()) -> int | None:
    """Return the number, from 1, of the option that was typed; None where it is not just one."""
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(options):
        return int(typed)
    said = _words(typed)
    for whole in (names, [option.partition(": ")[0] for option in options]):
        exact = [number for number, each in enumerate(whole, 1) if _words(each) == said]
        if said and len(exact) == 1:
            return exact[0]
    begun = [
        number
        for number, option in enumerate(options, 1)
        if said and _words(option)[: len(said)] == said
    ]
    return begun[0] if len(begun) == 1 else None


def _words(text: str) -> list[str]:
    return [each for word in text.casefold().split() if (each := word.strip(".,:;()“”"))]


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl+C end a question at once: asyncio's handler only takes note of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if _is_cancelled():
            raise KeyboardInterrupt
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _is_cancelled() -> bool:
    """Whether Ctrl+C came just before the question, when asyncio was still listening."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no event loop runs
        return False
    return task is not None and task.cancelling() > 0
