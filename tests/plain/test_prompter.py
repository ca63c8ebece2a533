"""A conversation on plain streams."""

import asyncio
import signal
import threading
from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any, TextIO

import pytest

from bs_wizard.errors import Cancelled, UsageError
from bs_wizard.plain import prompter as talk_module
from bs_wizard.plain.prompter import Prompter, WentBack, keeping
from bs_wizard.secret import Secret
from bs_wizard.wizard.journey.steps import ScopesGiven


def conversation(typed: str, *, interactive: bool = True) -> tuple[Prompter, StringIO]:
    return begun(StringIO(typed), interactive=interactive)


def begun(source: TextIO, **more: Any) -> tuple[Prompter, StringIO]:
    """A conversation in which was said already how every question is left."""
    out = StringIO()
    talk = Prompter(source, out, **{"interactive": True, **more})
    talk._told_ways_out = True
    return talk, out


@pytest.mark.parametrize(
    ("typed", "default", "answer"),
    [
        ("lab\n", "", "lab"),
        ("  lab \n", "x", "lab"),
        ("\n", "lab", "lab"),
        ("no newline", "", "no newline"),
    ],
)
def test_ask(typed: str, default: str, answer: str) -> None:
    talk, out = conversation(typed)
    assert talk.ask("Name", default) == answer
    assert out.getvalue() == (f"Name [{default}]: " if default else "Name: ")


@pytest.mark.parametrize("word", ["back", "BACK", " Back "])
def test_back(word: str) -> None:
    with pytest.raises(WentBack) as caught:
        conversation(f"{word}\n")[0].ask("Name")
    assert caught.value.kept is None


def test_back_takes_along_what_is_kept() -> None:
    kept = ScopesGiven(("READ GLOBAL",))
    with pytest.raises(WentBack) as caught, keeping(kept):
        conversation("back\n")[0].ask("Name")
    assert caught.value.kept is kept


@pytest.mark.parametrize("typed", ["quit\n", "Quit", ""])
def test_quit_and_the_end_of_input(typed: str) -> None:
    with pytest.raises(Cancelled):
        conversation(typed)[0].ask("Name")


def test_words_that_only_begin_like_commands_are_answers() -> None:
    assert conversation("backup\n")[0].ask("Name") == "backup"


def test_choose_until_it_is_one_of_them() -> None:
    talk, out = conversation("0\n4\nx\n٣\n03\n")
    assert talk.choose("Which", ["a", "b", "c"]) == 3
    assert out.getvalue().count("Please type a number from 1 to 3, or the first word of one.") == 4
    assert out.getvalue().startswith("  1. a\n  2. b\n  3. c\nWhich [1]: ")


OPTIONS = (
    "lab, the default: Ada",
    "lab-2: Ada",
    "Bring data: in",
    "Bring data back: out",
    "New one",
)
NAMES = ("one", "two", "three", "new")


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("lab", 1),
        ("LAB", 1),
        ("lab-2", 2),
        ("bring data", 3),
        ("Bring data b", None),
        ("bring data back", 4),
        ("new one", 5),
        ("“new”", 4),
        ("Two", 2),
        ("5", 5),
        ("bring", None),
        ("default", None),
        ("la", None),
        (":", None),
        ("6", None),
    ],
)
def test_an_option_is_chosen_by_its_first_words_too(typed: str, chosen: int | None) -> None:
    talk, out = conversation(f"{typed}\n3\n")
    assert talk.choose("Which", OPTIONS, names=NAMES) == (chosen or 3)
    assert ("Please type" in out.getvalue()) == (chosen is None)


@pytest.mark.parametrize("ask", ["ask", "choose", "confirm"])
def test_before_the_first_question_is_said_how_each_is_left(ask: str) -> None:
    out = StringIO()
    talk = Prompter(StringIO("help\n1\nyes\n1\n"), out, interactive=True)
    asks: dict[str, Callable[[], object]] = {
        "ask": lambda: talk.ask("Name"),
        "choose": lambda: talk.choose("Which", ["a"]),
        "confirm": lambda: talk.confirm("Sure", default=True),
    }
    asks[ask]()
    talk.ask("Name")
    assert out.getvalue().startswith(f"{talk_module.WAYS_OUT}\n")
    assert out.getvalue().count(talk_module.WAYS_OUT) == 1
    assert talk_module.HELP[1] in out.getvalue()


@pytest.mark.parametrize(
    ("typed", "default", "answer"),
    [("y\n", False, True), ("NO\n", True, False), ("\n", True, True), ("?\n\n", False, False)],
)
def test_confirm(typed: str, default: bool, answer: bool) -> None:
    assert conversation(typed)[0].confirm("Sure", default=default) is answer


WAYS_TO_ASK: list[Callable[[Prompter], object]] = [
    lambda talk: talk.ask("Client Key"),
    lambda talk: talk.choose("Client Key", []),
    lambda talk: talk.confirm("Client Key", default=True),
    lambda talk: talk.ask_secret("Client Key"),
]


@pytest.mark.parametrize("ask", WAYS_TO_ASK)
def test_without_a_person_asking_is_an_error_that_names_the_question(
    ask: Callable[[Prompter], object],
) -> None:
    talk, out = conversation("an answer\n", interactive=False)
    with pytest.raises(UsageError, match="Client Key"):
        ask(talk)
    assert out.getvalue() == ""


def test_a_secret_is_masked_from_the_first_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    talk, out = conversation("")
    ask = lambda prompt, stream: " canary-secret "  # noqa: E731
    monkeypatch.setattr(talk_module, "getpass", SimpleNamespace(getpass=ask))
    secret = talk.ask_secret("Client Secret")
    assert secret == Secret("canary-secret")
    assert talk.ask_passphrase("New passphrase") == Secret(" canary-secret ", exact=True)
    assert "canary" not in out.getvalue() + repr(secret)


def test_ctrl_c_ends_a_question_at_once_and_is_restored_afterwards() -> None:
    class Source(StringIO):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
            signal.raise_signal(signal.SIGINT)
            return "never"

    noted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: noted.append(number))
    try:
        with pytest.raises(KeyboardInterrupt):
            Prompter(Source(), StringIO(), interactive=True).ask("Name")
        signal.raise_signal(signal.SIGINT)
        assert noted == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_just_before_a_question_ends_it_too() -> None:
    class Source(StringIO):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
            raise AssertionError("nobody is asked any more")

    async def journey() -> None:
        signal.raise_signal(signal.SIGINT)  # asyncio acts on it when this next waits
        Prompter(Source(), StringIO(), interactive=True).ask("Name")

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(journey())
    finally:
        signal.signal(signal.SIGINT, before)


def test_questions_can_be_asked_from_any_thread() -> None:
    answers: list[str] = []
    talk, _ = conversation("lab\n")
    thread = threading.Thread(target=lambda: answers.append(talk.ask("Name")))
    thread.start()
    thread.join()
    assert answers == ["lab"]


class Bytes(StringIO):
    """A terminal that somebody types these bytes at, line by line."""

    def __init__(self, *lines: bytes, errors: str = "strict") -> None:
        super().__init__()
        self._lines, self._errors = list(lines), errors

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        return self._lines.pop(0).decode("utf-8", self._errors)


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_no_text_is_asked_for_again(errors: str) -> None:
    talk, out = begun(Bytes(b"\xff\xfe\n", b"lab\n", errors=errors))
    assert talk.ask("Name") == "lab"
    assert out.getvalue() == "Name: That is not text in UTF-8. Please type it again.\nName: "


def test_a_secret_that_is_no_text_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = Bytes(b"\xff\n", b"canary\n")
    ask = lambda prompt, stream: typed.readline()  # noqa: E731
    monkeypatch.setattr(talk_module, "getpass", SimpleNamespace(getpass=ask))
    assert conversation("")[0].ask_secret("Client Secret") == Secret("canary")


def test_sentences_are_broken_and_what_is_to_be_copied_is_not() -> None:
    talk, out = begun(StringIO("lab\n"), columns=lambda: 12)
    talk.say("One two three four.", "Five.")
    talk.print_verbatim("export TOKEN=$(bs-wizard token lab)")
    assert talk.ask("What is it called", "x") == "lab"
    assert out.getvalue().splitlines() == [
        *("One two", "three four.", "Five."),
        "export TOKEN=$(bs-wizard token lab)",
        *("What is it", "called [x]: "),
    ]


def test_a_secret_is_asked_for_on_lines_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(prompt: str, stream: StringIO) -> str:
        asked.append(prompt)
        return "x"

    monkeypatch.setattr(talk_module, "getpass", SimpleNamespace(getpass=ask))
    Prompter(StringIO(), StringIO(), interactive=True, columns=lambda: 20).ask_secret(
        "Client Secret"
    )
    assert asked == ["Client Secret (not\nshown): "]


def test_where_no_terminal_is_a_line_has_eighty_columns() -> None:
    talk, out = conversation("")
    talk.say("word " * 40)
    assert {len(line) for line in out.getvalue().splitlines()[:2]} == {79}


@pytest.mark.parametrize("ask", WAYS_TO_ASK[:1] + WAYS_TO_ASK[2:3])
def test_an_aid_is_given_and_the_question_asked_again(ask: Callable[[Prompter], object]) -> None:
    talk, out = conversation("HELP\nhelp\nyes\n")
    with talk.with_extra_command("help", lambda: talk.say("It is this.")):
        assert ask(talk) in {"yes", True}
    assert out.getvalue().count("It is this.\n") == 2
    assert out.getvalue().count("Client Key") == 3


def test_an_aid_is_offered_only_where_it_is_of_use() -> None:
    talk, out = conversation("log\n")
    with talk.with_extra_command("log", lambda: talk.say("It is this.")):
        pass
    assert talk.ask("Name") == "log"
    assert "It is this." not in out.getvalue()


def test_one_error_is_said_once() -> None:
    talk, out = conversation("")
    for error in (first := UsageError("Wrong.", "Fix it."), first, UsageError("Wrong.", "Again.")):
        talk.show_error(error)
    assert out.getvalue() == "Wrong.\nFix it.\nWrong.\nAgain.\n"
