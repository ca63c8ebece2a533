"""What is said while a code waits: seldom, never twice, and to the terminal too."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, Transient
from bs_wizard.cli.commands.demo import Volunteer
from bs_wizard.errors import Cancelled, CodeExpired
from bs_wizard.plain.front import PlainFront
from bs_wizard.terminal.qr_file import QrFile
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import words
from tests.support.desk import ME, Desk, desk, work_with
from tests.support.person import Conversation, greenwich

MEANWHILE = "Type new, log, back, help or quit."


async def waited(monkeypatch: pytest.MonkeyPatch, here: Desk) -> list[str]:
    """Log in with every answer given; return the lines from the code to the approval."""
    with greenwich(monkeypatch):
        talk = Conversation(monkeypatch, here)
        await talk.run(here.whole_draft())
    text = talk.said.partition("Waiting. ")[2].partition("Approved.")[0]
    return text.splitlines()


async def test_every_half_minute_it_is_said_that_the_code_still_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=115, expires_in=150, interval=5) as here:
        assert await waited(monkeypatch, here) == [
            "The code is valid for 2 minutes 30 seconds. " + MEANWHILE,
            "Still waiting. The code is valid for another 2 minutes.",
            "Still waiting. The code is valid for another 1 minute 30 seconds.",
            "Still waiting. The code is valid for another 1 minute. Type new for another.",
        ]


async def test_what_was_slept_through_is_not_made_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=1640, interval=5) as here:

        def sleep_once() -> None:
            here.clock.on_sleep = None
            here.clock.advance(1620)

        here.clock.on_sleep = sleep_once
        said = await waited(monkeypatch, here)
        assert said[1:] == ["Still waiting. The code is valid for another 3 minutes."]


async def test_trouble_that_stays_is_not_taken_for_an_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=0) as here:
        ask = here.work.authorise

        async def cut_off_for_long(draft: Draft) -> AsyncIterator[DeviceCode | PollEvent]:
            async for event in ask(draft):
                if isinstance(event, Approved):
                    for left in (900, 870):
                        here.clock.advance(30)
                        yield Polled(Transient("the server answered 500."), 60, left)
                yield event

        monkeypatch.setattr(
            type(here.work), "authorise", lambda self, draft, renew: cut_off_for_long(draft)
        )
        trouble, *others = (await waited(monkeypatch, here))[1:]
        assert trouble == (
            "Network trouble: the server answered 500. Your approval is not lost; "
            "the next try is in 1 minute."
        )
        assert others[-1] == (
            "BaseSpace still cannot be asked. The code is valid for another 14 minutes 30 seconds."
        )


def typing(here: Desk, talk: Conversation, words: dict[int, str]) -> None:
    """Have words typed while the code waits: each after so many polls."""

    def type_word() -> None:
        if word := words.pop(len(here.sim.polls), ""):
            talk.prompter.types(word)

    here.clock.on_sleep = type_word


async def test_what_can_be_typed_while_a_code_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=5) as here:
        talk = Conversation(monkeypatch, here)
        typing(here, talk, {1: "log", 2: "Help", 3: "what?", 4: "NEW", 5: ""})
        await talk.run(here.whole_draft())
        first, second = here.sim.user_codes
        assert "asked whether it is approved: not yet" in talk.said
        assert "Open the address in a browser" in talk.said
        assert "what?\nStill waiting. The code is valid for another 30 minutes.\n" in talk.said
        assert f"The code {first} no longer works.\n" in talk.said
        assert f"must show this code: {second}\n" in talk.said


async def test_quit_while_a_code_waits_leaves_it_waiting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None) as here:
        talk = Conversation(monkeypatch, here)
        typing(here, talk, {2: "quit"})
        with pytest.raises(Cancelled):
            await talk.run(here.whole_draft())
        assert here.kept_only_what_waits
        assert here.index.read().pending


async def test_in_the_demo_enter_approves_and_how_long_it_takes_without_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=60) as here:
        here.work = work_with(here.work, practice=Volunteer(here.sim))
        talk = Conversation(monkeypatch, here)
        typing(here, talk, {40: " "})  # Enter alone
        await talk.run(here.whole_draft())
    demo = [line for line in talk.said.splitlines() if line.startswith("Demo: ")]
    assert demo[0] == "Demo: Amira Haddad approves. Press Enter, or wait 1 minute."
    assert len(demo) == 2, "and once more, with what is left"
    assert here.clock.seconds() < 60, "Enter did it"


async def test_back_while_a_code_waits_leads_to_the_same_code_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=4) as here:
        talk = Conversation(
            monkeypatch, here, ("What do you want", ""), ("Only for one project", "")
        )
        typing(here, talk, {2: "back"})
        await talk.run(here.whole_draft())
        (code,) = here.sim.user_codes
        assert talk.said.count(f"must show this code: {code}\n") == 2


async def test_an_expired_code_is_renewed_and_the_old_one_said_to_be_dead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None, expires_in=30) as here:
        here.clock.on_sleep = lambda: (
            here.sim.approve() if here.clock.monotonic > 40 and waits(here) else None
        )
        talk = Conversation(
            monkeypatch, here, ("Ask for a new code", "log"), ("Ask for a new code", "")
        )
        await talk.run(here.whole_draft())
        first, second = re.findall(r"must show this code: (\w+)\n", talk.said)
        assert first != second
        assert talk.said.count(f"The code {first} no longer works.\n") == 1
        assert "times: asked whether it is approved: not yet\n" in talk.said


def waits(here: Desk) -> bool:
    return here.sim._world.latest_pending() is not None


async def test_address_and_code_go_to_the_terminal_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, seed=7) as here, greenwich(monkeypatch):
        shown: list[tuple[str, ...]] = []
        talk = Conversation(monkeypatch, here)
        talk.front = PlainFront(talk.front.prompter, here.work, ME, shown.append)
        await talk.run(here.whole_draft())
        assert shown == [
            (
                f"{here.sim.api_server}/oauth/device?code=dFcAe",
                "Code: dFcAe. Asked for by user@login1 at 14:02, application "
                f"{here.sim.client_id[:8]}….",
            ),
            (
                "This token belongs to Amira Haddad <amira.haddad@example.org>.",
                "Is that right (yes or no) [yes]:",
            ),
        ]


async def test_an_address_that_is_refused_goes_nowhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, scenario="foreign-address") as here:
        shown: list[tuple[str, ...]] = []
        talk = Conversation(monkeypatch, here)
        talk.front = PlainFront(talk.front.prompter, here.work, ME, shown.append)
        await talk.run(here.whole_draft())
        assert len(shown) == 2
        assert "evil.example" not in str(shown)


async def test_with_nobody_to_ask_no_new_code_is_promised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None, expires_in=150) as here:
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        with pytest.raises(CodeExpired):
            await talk.run(here.whole_draft())
        assert "The code is valid for 2 minutes 30 seconds.\n" in talk.said
        assert "Type new" not in talk.said
        assert "type log" not in talk.said


async def test_the_qr_file_is_named_alone_on_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        here.work = work_with(here.work, qr_output=QrFile.at(str(tmp_path / "code of the lab.svg")))
        talk = Conversation(monkeypatch, here)
        await talk.run(here.whole_draft())
        assert f"until it is approved:\n{tmp_path}/code of the lab.svg\n" in talk.said


async def test_help_explains_the_step_that_asks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            ("Which application", "help"),
            ("Which application", "1"),
            ("Instance", ""),
            ("Address", ""),
            ("Client Key", here.sim.client_id),
            ("Client Secret", "help"),
            ("Client Secret", here.sim.client_secret),
            ("What do you want", "help"),
            ("What do you want", "quit"),
        )
        with pytest.raises(Cancelled):
            await talk.run(Draft(instance=here.instance))
        assert talk.said.count("BaseSpace gives tokens to applications.") == 2
        assert talk.said.count("A scope is a verb and an object.") == 1


async def test_scopes_that_were_given_are_told_before_the_code_is_approved(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=0) as here:
        talk = Conversation(monkeypatch, here)
        draft = here.whole_draft()
        await talk.run(draft)
    before_approval = talk.said.partition("Approved.")[0]
    assert f"Scopes: {words.scopes_label(draft.scopes)}." in before_approval
