"""Lines that are typed while nobody is asked, on a terminal of this test's own."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from io import StringIO

import pytest

from bs_wizard.plain.prompter import Prompter
from bs_wizard.terminal import typed_lines


@pytest.fixture
def terminal() -> Iterator[tuple[int, StringIO, Prompter]]:
    """The end that a person types at, what is said, and a conversation at the other end."""
    person, program = os.openpty()
    with ExitStack() as closing:
        closing.callback(os.close, person)
        source = closing.enter_context(os.fdopen(program, encoding="utf-8"))
        out = StringIO()
        yield person, out, Prompter(source, out, interactive=True)


async def test_each_line_is_heard_once_and_the_next_question_gets_its_own(
    terminal: tuple[int, StringIO, Prompter],
) -> None:
    person, out, talk = terminal
    os.write(person, b"typed too early\n")
    heard: asyncio.Queue[str] = asyncio.Queue()
    with talk.with_extra_command("log", lambda: talk.say("The log.")):
        with talk.listening(heard.put_nowait):
            os.write(person, b"new\nlog\n\n\xff\nQUIT\n")
            assert [await heard.get() for _ in range(4)] == ["new", "", "", "quit"]
            assert "The log." in out.getvalue()
        os.write(person, b"lab\n")
        assert talk.ask("Name") == "lab"
    assert heard.empty()


async def test_the_end_of_input_means_quit(terminal: tuple[int, StringIO, Prompter]) -> None:
    person, _, talk = terminal
    heard: asyncio.Queue[str] = asyncio.Queue()
    with talk.listening(heard.put_nowait):
        os.write(person, b"\x04")
        assert await heard.get() == "quit"


async def test_a_program_in_the_background_reads_nothing_until_it_is_in_front(
    terminal: tuple[int, StringIO, Prompter], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _, talk = terminal
    looked: asyncio.Queue[bool] = asyncio.Queue()

    def looks(terminal: int) -> bool:
        looked.put_nowait(True)
        return looked.qsize() == 1

    monkeypatch.setattr(typed_lines, "_is_in_background", looks)
    monkeypatch.setattr(typed_lines, "_LOOK_AGAIN", 0.0)
    heard: asyncio.Queue[str] = asyncio.Queue()
    with talk.listening(heard.put_nowait):
        os.write(person, b"new\n")
        assert await heard.get() == "new"
    assert looked.qsize() == 2


async def test_what_is_no_terminal_is_not_listened_to() -> None:
    talk = Prompter(StringIO("new\n"), StringIO(), interactive=True)
    assert not talk.hears
    with talk.listening(lambda word: pytest.fail(word)):
        await asyncio.sleep(0)
