"""A token that is not like the one its name held, in a conversation and for a program."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.errors import NameTaken, TimedOut
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.index.records import User
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import unwanted_token
from tests.plain.test_events import told
from tests.store.examples import a_credential
from tests.support.desk import ALL_GIVEN, Desk, desk, work_with
from tests.support.person import Conversation, Says

ZOE, AMIRA = "Zoë Ångström", "Amira Haddad"
DIFFERS = f"It belongs to {ZOE} <zoe.angstrom@example.org>; “lab” held a token of {AMIRA}."
USER = User("1001", AMIRA, "amira.haddad@example.org")
OTHER_NAME, ALL_THE_SAME, START_OVER = (("What now", number) for number in "123")


def approving(*people: str) -> Callable[[Simulator], None]:
    """Have each code accepted by the next of ``people``."""
    left = list(people)

    def decide(sim: Simulator) -> None:
        if left and len(sim.user_codes) == len(people) - len(left) + 1:
            sim.approve(user=left.pop(0))

    return decide


def hold_lab(here: Desk, user: User = USER) -> None:
    """Have “lab” hold a token of ``user``."""
    held = a_credential(
        name="lab",
        api_server=here.instance.api_server,
        instance=here.instance.label,
        user=user,
        workgroup=None,
        scopes_granted=("READ GLOBAL",),
    )
    here.credentials.save(held, Secret("the old one"))


async def test_a_name_typed_later_is_compared_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    says: tuple[Says, ...] = (
        ("Is that right", ""),
        ("Name it", "LAB"),
        OTHER_NAME,
        ("Name it", "lab"),
        ALL_THE_SAME,
        ("Description", ""),
    )
    with desk(tmp_path, approve_after=None, meanwhile=approving(ZOE)) as here:
        hold_lab(here)
        talk = Conversation(monkeypatch, here, *says)
        await talk.run(here.whole_draft(name="", answered=ALL_GIVEN - {Step.NAME}))
        assert talk.person.all_said()
        assert talk.said.count(DIFFERS) == 2
        assert here.stored["lab"] != "the old one"


@pytest.mark.parametrize("ends", ["starts over", "is kept"])
async def test_what_cannot_be_revoked_is_said_to_stay_valid(
    ends: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    last: tuple[Says, ...] = (
        (("What now", "3"),) if ends == "starts over" else (("What now", ""), ("Name", "other"))
    )
    rest: tuple[Says, ...] = () if ends == "starts over" else (("Description", ""),)
    people = (ZOE, AMIRA) if ends == "starts over" else (ZOE,)
    decide = approving(*people)
    with desk(tmp_path, scenario="v2-missing", approve_after=None, meanwhile=decide) as here:
        hold_lab(here)
        talk = Conversation(monkeypatch, here, START_OVER, ("What now", "2"), *last, *rest)
        saved = await talk.run(here.whole_draft(overwrite=True))
        assert saved.name == ("lab" if ends == "starts over" else "other")
        assert talk.person.all_said()
        assert talk.said.count(unwanted_token.not_revoked(here.instance)) == 2
        assert "The server answered 404" in talk.said
        assert not here.index.read().pending


async def test_an_unwanted_token_can_be_kept_after_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None, meanwhile=approving(ZOE)) as here:
        right, keep = ("Is that right", "no"), ("What now", "")
        talk = Conversation(monkeypatch, here, right, keep, ("Name", "mine"), ("Description", ""))
        given = ALL_GIVEN - {Step.NAME}
        assert (await talk.run(here.whole_draft(name="", answered=given))).name == "mine"
        assert talk.person.all_said()


async def test_with_nobody_to_ask_it_is_said_and_force_is_the_nod(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None, meanwhile=approving(ZOE)) as here:
        hold_lab(here)
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        assert (await talk.run(here.whole_draft(overwrite=True))).user.name == ZOE
        assert DIFFERS in talk.said


async def test_without_force_the_name_stays_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=None, meanwhile=approving(ZOE)) as here:
        hold_lab(here)
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        with pytest.raises(NameTaken):
            await talk.run(here.whole_draft())
        assert DIFFERS not in talk.said


async def test_a_token_that_was_brought_is_compared_and_never_revoked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        hold_lab(here, User("1002", ZOE, ""))
        talk = Conversation(monkeypatch, here, OTHER_NAME, ("Name", "own"), ("Description", ""))
        brought = here.whole_draft(
            token=Secret(here.sim.owner_token), token_is_users_own=True, overwrite=True
        )
        assert (await talk.run(brought)).name == "own"
        assert unwanted_token.ANOTHER_TOKEN in talk.said
        assert unwanted_token.REVOKE not in talk.said


@pytest.mark.parametrize("scenario", ["approve", "bad-identity"])
async def test_a_program_is_told_what_differs(scenario: str, tmp_path: Path) -> None:
    with desk(tmp_path, scenario=scenario) as here:
        hold_lab(here)
        assert not [event for event in await told(here) if "differs" in event]
        elsewhere = a_credential(name="eu", api_server="https://api.euc1.sh.basespace.illumina.com")
        here.credentials.save(elsewhere, Secret("elsewhere"))
        events = await told(here, here.whole_draft(name="eu", overwrite=True))
        (one,) = [event for event in events if "differs" in event]
        assert one["event"] == ("verified" if scenario == "approve" else "unverified")
        assert one["differs"][0].startswith(f"It is good at {here.instance.label}; “eu” held")


async def test_whose_it_is_is_asked_though_a_name_was_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    says = ("Is that right", "no"), ("What now", "2"), ("Is that right", "yes")
    with desk(tmp_path, approve_after=None, meanwhile=approving(ZOE, AMIRA)) as here:
        talk = Conversation(monkeypatch, here, *says)
        saved = await talk.run(here.whole_draft())
        assert (saved.name, saved.user.name) == ("lab", AMIRA)
        assert talk.person.all_said()


async def test_a_token_kept_after_a_no_has_the_name_that_was_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(monkeypatch, here, ("Is that right", "no"), ("What now", ""))
        assert (await talk.run(here.whole_draft())).name == "lab"
        assert talk.person.all_said()


@pytest.mark.parametrize("held", [True, False])
async def test_it_is_not_asked_where_replacing_was_agreed_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: bool
) -> None:
    with desk(tmp_path, approve_after=None, meanwhile=approving(AMIRA)) as here:
        if held:
            hold_lab(here)
        talk = Conversation(monkeypatch, here)
        assert (await talk.run(here.whole_draft(overwrite=True))).name == "lab"
        assert "Is that right" not in talk.said


async def test_it_is_asked_of_what_was_cut_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=60, limit=5) as here:
        with pytest.raises(TimedOut):
            await Conversation(monkeypatch, here, ("Ask for a new code", "no")).run(
                here.whole_draft()
            )
        here.cut()
        here.work = work_with(here.work, limit=None)
        talk = Conversation(monkeypatch, here, ("Is that right", "yes"))
        saved = await talk.run(here.whole_draft(resuming=await here.work.current_login.find()))
        assert (saved.name, talk.person.all_said()) == ("lab", True)
