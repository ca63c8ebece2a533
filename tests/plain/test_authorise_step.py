"""What is said while a code waits: seldom, never twice, and to the terminal too."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, Transient
from bs_wizard.errors import Cancelled, CodeExpired
from bs_wizard.plain.front import PlainFront
from bs_wizard.terminal.qr_file import QrFile
from bs_wizard.wizard.journey.draft import Draft
from tests.support.desk import ME, Desk, desk, work_with
from tests.support.person import Conversation, greenwich


async def waited(monkeypatch: pytest.MonkeyPatch, here: Desk) -> list[str]:
    """Log in with every answer given; return the lines from the code to the approval."""
    with greenwich(monkeypatch):
        talk = Conversation(monkeypatch, here)
        await talk.run(here.whole_draft())
    text = talk.said.partition("Waiting for your approval. ")[2].partition("Approved.")[0]
    return text.splitlines()


async def test_the_time_left_is_said_a_few_times(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=1790, interval=5) as here:
        assert await waited(monkeypatch, here) == [
            "The code lasts 30 minutes.",
            "At 14:17 it was not approved yet. The code lasts 15 minutes more.",
            "At 14:27 it was not approved yet. The code lasts 5 minutes more.",
            "The code expires in 1 minute. You can then have a new one.",
        ]


async def test_of_a_short_code_only_the_last_minute_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=295, expires_in=300) as here:
        said = await waited(monkeypatch, here)
        assert said[0] == "The code lasts 5 minutes."
        assert [line.partition(" in ")[0] for line in said[1:]] == ["The code expires"]


async def test_what_was_slept_through_is_not_made_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=1790, interval=5) as here:

        def sleep_once() -> None:
            here.clock.on_sleep = None
            here.clock.advance(1620)

        here.clock.on_sleep = sleep_once
        said = await waited(monkeypatch, here)
        assert [line.rpartition("code ")[2] for line in said[1:]] == [
            "lasts 3 minutes more.",
            "expires in 1 minute. You can then have a new one.",
        ]


async def test_trouble_that_stays_is_not_taken_for_an_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=0) as here:
        ask = here.work.authorise

        async def cut_off_for_long(draft: Draft) -> AsyncIterator[DeviceCode | PollEvent]:
            async for event in ask(draft):
                if isinstance(event, Approved):
                    for left in (899, 500, 299):
                        here.clock.advance(1)
                        yield Polled(Transient("the server answered 500."), 60, left)
                yield event

        monkeypatch.setattr(
            type(here.work), "authorise", lambda self, draft, renew: cut_off_for_long(draft)
        )
        assert (await waited(monkeypatch, here))[1:] == [
            "Network trouble: the server answered 500. Your approval is not lost. "
            "The next try is in 1 minute, and more will follow.",
            "At 14:02 BaseSpace still could not be asked. The code lasts 15 minutes more.",
            "At 14:02 BaseSpace still could not be asked. The code lasts 5 minutes more.",
        ]


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
                "Code: dFcAe. user@login1 asks for it, at 14:02, with the application whose "
                f"Client Key begins with {here.sim.client_id[:8]}.",
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
        assert talk.said.count("The code expires in 1 minute.\n") == 1
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
