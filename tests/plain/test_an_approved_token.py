"""An approved token in a conversation: whatever goes wrong, it is kept, or said to be given up."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.errors import BsWizardError, Cancelled, IndexDamaged, ServerError
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import unwanted_token, words
from tests.support.desk import ALL_GIVEN, desk
from tests.support.faulty_vault import interrupt_in
from tests.support.person import Conversation, Says

AGAIN, UNVERIFIED, LEAVE = (("What now", number) for number in "123")
NOT_SHOWN = ("Show it", "no")
UNNAMED = ALL_GIVEN - {Step.NAME}
RIGHT = ("Is that right", "")
NAME, DESCRIPTION = ("Name it", ""), ("Description", "")


def fail_to_read_names(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Have the index damaged for so many readings of names."""
    left = [times]

    def failing(method: str) -> Any:
        whole = getattr(Work, method)

        async def read(self: Work, *given: object) -> object:
            if left[0]:
                left[0] -= 1
                raise IndexDamaged("The index is damaged.", "Fix it: bs-wizard doctor --repair")
            return await whole(self, *given)

        return read

    for method in ("find", "suggest_name"):
        monkeypatch.setattr(Work, method, failing(method))


async def test_a_check_that_failed_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="identity-hiccup") as here:
        talk = Conversation(monkeypatch, here, AGAIN, AGAIN)
        assert (await talk.run(here.whole_draft())).verified_at
        assert talk.said.count("The server answered 500.") == 2
        assert talk.said.count(words.LOST_IF_LEFT) == 2


async def test_what_cannot_be_checked_can_be_saved_unverified(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="bad-identity") as here:
        talk = Conversation(monkeypatch, here, AGAIN, UNVERIFIED)
        saved = await talk.run(here.whole_draft())
        assert (saved.verified_at, saved.user.name) == (None, "")
        assert "Check it later: bs-wizard verify lab" in talk.said
        assert "personal space" not in talk.said


@pytest.mark.parametrize("answer", ["yes", "no"])
async def test_leaving_an_unchecked_token_says_that_it_is_given_up(
    answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="bad-identity") as here:
        talk = Conversation(monkeypatch, here, LEAVE, ("Show it", answer))
        shown = answer == "yes"
        with pytest.raises(AssertionError if shown else ServerError, match=r"secret|500"):
            await talk.run(here.whole_draft())  # it complains of a secret that is printed
        (token,) = here.sim.tokens - {here.sim.owner_token}
        assert (token in talk.said) is shown
        assert unwanted_token.NOT_KEPT in talk.said
        assert here.kept_nothing


async def test_with_nobody_to_ask_it_is_asked_again_and_saved_unverified(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="bad-identity") as here:
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        assert (await talk.run(here.whole_draft(name=""))).name == "basespace"
        assert talk.said.count("Whose token it is could not be asked: The server answered 500") == 4
        assert "Check it later: bs-wizard verify basespace" in talk.said


@pytest.mark.parametrize("name", ["lab", ""])
async def test_an_index_that_cannot_be_read_for_a_name_costs_no_token(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fail_to_read_names(monkeypatch, 2)
    rest = () if name else (RIGHT, ("Try again", ""), ("Try again", ""), NAME, DESCRIPTION)
    says: tuple[Says, ...] = rest or (("Try again", ""), ("Try again", ""))
    with desk(tmp_path, keeps_what_waits=False) as here:
        talk = Conversation(monkeypatch, here, *says)
        draft = here.whole_draft() if name else here.whole_draft(name="", answered=UNNAMED)
        assert (await talk.run(draft)).name == (name or "amira-haddad")
        assert talk.said.count("Fix it: bs-wizard doctor --repair") == 2
        assert talk.said.count(words.LOST_IF_LEFT) == 2
        assert unwanted_token.NOT_KEPT not in talk.said


async def test_leaving_with_an_index_that_cannot_be_read_offers_the_token_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fail_to_read_names(monkeypatch, 9)
    with desk(tmp_path, keeps_what_waits=False) as here:
        talk = Conversation(monkeypatch, here, ("Try again", "no"), NOT_SHOWN)
        with pytest.raises(IndexDamaged):
            await talk.run(here.whole_draft())
        assert talk.person.all_said()
        assert unwanted_token.NOT_KEPT in talk.said


QUESTIONS = (RIGHT, NAME, DESCRIPTION)


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
@pytest.mark.parametrize("end", ["quit", "the end of input", "Ctrl+C"])
async def test_leaving_any_question_after_the_approval_says_that_the_token_is_given_up(
    end: str, number: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    question, _ = QUESTIONS[number]
    last = {"quit": ((question, "quit"), NOT_SHOWN), "Ctrl+C": ((question, "^C"), NOT_SHOWN)}
    with desk(tmp_path, keeps_what_waits=False) as here:
        talk = Conversation(monkeypatch, here, *QUESTIONS[:number], *last.get(end, ()))
        read = talk.person.readline

        def readline(size: int = -1, /) -> str:
            if (line := read(size)) == "^C\n":
                signal.raise_signal(signal.SIGINT)
            return line

        talk.person.readline = readline  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt if end == "Ctrl+C" else Cancelled):
            await talk.run(here.whole_draft(name="", answered=UNNAMED))
        assert talk.person.all_said()
        assert talk.said.count(unwanted_token.NOT_KEPT) == 1
        assert "Show it" in talk.said
        assert here.kept_nothing


async def test_ctrl_c_between_questions_says_it_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="bad-identity") as here:
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        journey = asyncio.ensure_future(talk.run(here.whole_draft()))
        here.clock.on_sleep = lambda: here.clock.sleeps[-1] == 2 and journey.cancel()
        with pytest.raises(asyncio.CancelledError):
            await journey
        assert here.work.current_login.unkept, "whoever ends the program revokes it"


async def test_leaving_before_the_approval_gives_up_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="deny") as here:
        talk = Conversation(monkeypatch, here, ("Ask for a new code", "no"))
        with pytest.raises(BsWizardError):
            await talk.run(here.whole_draft())
        assert unwanted_token.NOT_KEPT not in talk.said


async def test_ctrl_c_while_it_is_saved_waits_and_tells_the_truth(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, keeps_what_waits=False) as here:
        talk = Conversation(monkeypatch, here)
        journey = asyncio.ensure_future(talk.run(here.whole_draft()))
        interrupted = interrupt_in(here.vault, journey)
        assert (await journey).name == "lab"
        assert interrupted.is_set()
        assert talk.said.index(words.SAVING_STILL) < talk.said.index("Saved as “lab”")
