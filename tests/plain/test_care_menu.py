"""The credentials as a numbered list, and what can be done with each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bs_wizard.care.credential_actions import CredentialActions, NextStep, Wish
from bs_wizard.plain.care_menu import CareMenu
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.index.records import DESCRIPTION_LIMIT
from bs_wizard.wizard.rules.filtering import MANY
from bs_wizard.wizard.texts import credential_texts
from bs_wizard.wizard.texts.consumers import consumers
from tests.store.examples import a_credential
from tests.support.desk import Desk, desk
from tests.support.person import Conversation, Says

CHOSEN: Says = ("Which one", "1")
LEAVE: Says = ("Which one", "")


def does(word: str) -> Says:
    return ("What to do with", word)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        token = Secret(made.sim.owner_token)
        one = a_credential(
            name="lab", api_server=made.sim.api_server, fingerprint=token.fingerprint
        )
        made.credentials.save(one, token)
        made.credentials.save(a_credential(name="core"), Secret("another"))
        yield made


async def told(
    monkeypatch: pytest.MonkeyPatch, here: Desk, *says: Says, wish: Wish = NextStep.LEAVE
) -> str:
    """Have the conversation to its end and return all that was said."""
    talk = Conversation(monkeypatch, here, *says)
    actions = CredentialActions(here.credentials, here.work.today, here.work.make_client)
    assert await CareMenu(talk.front.prompter, actions).run() == wish
    assert talk.person.all_said()
    assert here.sim.owner_token not in talk.said
    return talk.said


async def test_each_is_told_with_whose_it_is(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    said = await told(monkeypatch, here, ("Which one [1]", "4"))
    assert "1. lab, the default: Ada Example; Core facility; use1; not verified yet" in said
    assert "2. core: " in said
    assert "3. New credential\n  4. Leave\n" in said


async def test_a_new_one(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    await told(monkeypatch, here, ("Which one", "3"), wish=NextStep.NEW)


@pytest.mark.parametrize("word", ["back", "quit", "4"])
async def test_leaving(word: str, monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    await told(monkeypatch, here, ("Which one", word))


async def test_back_leads_to_the_list_and_quit_out_from_every_question(
    monkeypatch: pytest.MonkeyPatch, here: Desk
) -> None:
    asked: tuple[tuple[Says, ...], ...] = (
        (("What to do", ""),),
        (does("rename"), ("New name", "")),
        (does("describe"), ("What it is for", "")),
        (does("remove"), ("How should lab be removed", "")),
    )
    for questions in asked:
        *before, (question, _) = questions
        await told(monkeypatch, here, CHOSEN, *before, (question, "back"), LEAVE)
        await told(monkeypatch, here, CHOSEN, *before, (question, "quit"))
    assert [one.name for one in here.credentials.all()] == ["lab", "core"]


async def test_use_and_all_that_is_known(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    said = await told(
        monkeypatch, here, CHOSEN, does("use"), ("For what", ""), CHOSEN, does("show"), LEAVE
    )
    assert "  bs-wizard run lab -- bs list projects\n" in said
    assert "Name: lab (default)\n" in said
    assert "Fingerprint: " in said


async def test_verify(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    said = await told(monkeypatch, here, CHOSEN, does("verify"), LEAVE)
    assert "Asking BaseSpace about lab.\nlab is good." in said
    assert "lab, the default: Amira Haddad; personal space; " in said
    assert here.credentials.find("lab").verified_at is not None


async def test_what_fails_is_said_and_the_list_comes_again(
    monkeypatch: pytest.MonkeyPatch, here: Desk
) -> None:
    here.sim._world.tokens.clear()
    said = await told(monkeypatch, here, CHOSEN, does("verify"), LEAVE)
    assert "does not accept this token" in said


async def test_rename_until_the_name_will_do(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    new: tuple[Says, ...] = (
        ("New name [lab]", "no spaces"),
        ("New name", "core"),
        ("New name", "mill"),
    )
    said = await told(monkeypatch, here, CHOSEN, does("rename"), *new, LEAVE)
    assert credential_texts.renamed("lab", "mill") in said
    assert "1. mill, the default" in said
    assert here.vault.held["mill"] == here.sim.owner_token


async def test_describe_and_clear(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    here.credentials.describe("lab", "")
    new: tuple[Says, ...] = (
        ("What it is for: ", "x" * (DESCRIPTION_LIMIT + 1)),
        ("What it is for", "nightly"),
    )
    said = await told(monkeypatch, here, CHOSEN, does("describe"), *new, LEAVE)
    assert "That has 501 characters" in said
    assert here.credentials.find("lab").description == "nightly"
    clear: Says = ("What it is for, or - for nothing [nightly]", "-")
    await told(monkeypatch, here, CHOSEN, does("describe"), clear, LEAVE)
    assert here.credentials.find("lab").description == ""


async def test_another_default(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    said = await told(monkeypatch, here, ("Which one", "2"), does("make_default"), LEAVE)
    assert credential_texts.made_default("core") in said
    assert "2. core, the default" in said
    assert here.credentials.contents().default == "core"


@pytest.mark.parametrize(("how", "left"), [("1", True), ("", True), ("2", False), ("3", False)])
async def test_remove(how: str, left: bool, monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    said = await told(
        monkeypatch, here, CHOSEN, does("remove"), ("How should lab be removed [1]", how), LEAVE
    )
    assert credential_texts.REMOVING in said
    assert ("lab" in here.vault.held) is left
    assert (here.sim.owner_token in here.sim.tokens) is (how != "3")
    assert (credential_texts.removed("lab", revoked=how == "3") in said) is not left


async def test_removing_one_of_two_that_hold_a_token_tells_of_the_other(
    monkeypatch: pytest.MonkeyPatch, here: Desk
) -> None:
    here.credentials.save(a_credential(name="core"), Secret(here.sim.owner_token), overwrite=True)
    how: Says = ("How should lab be removed [1]", "3")
    said = await told(monkeypatch, here, CHOSEN, does("remove"), how, LEAVE)
    assert credential_texts.same_token(("core",)) in said
    assert credential_texts.removed("lab", revoked=True, sharing=("core",)) in said


async def test_with_none_left_a_new_one_can_be_had(
    monkeypatch: pytest.MonkeyPatch, here: Desk
) -> None:
    here.credentials.remove("core")
    await told(
        monkeypatch,
        here,
        CHOSEN,
        does("remove"),
        ("How should lab be removed", "2"),
        ("Which one", "1"),
        wish=NextStep.NEW,
    )


async def test_help(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    said = await told(monkeypatch, here, ("Which one", "help"), ("Which one", "4"))
    assert "Choose a credential, then what to do" in said


async def test_of_many_only_those_that_are_looked_for_are_listed(
    monkeypatch: pytest.MonkeyPatch, here: Desk
) -> None:
    for number in range(MANY):
        here.credentials.save(a_credential(name=f"run-{number}"), Secret(f"run {number}"))
    look = "A part of its name"
    said = await told(
        monkeypatch,
        here,
        (look, "nothing"),
        (look, "RUN-7"),
        ("Which one [1]", "1"),
        does("back"),
        (look, "back"),
    )
    assert "No credential has “nothing”." in said
    assert "  1. run-7: " in said
    assert "  2. New credential\n" in said
    await told(monkeypatch, here, (look, "new"), ("Which one [1]", ""), wish=NextStep.NEW)
    await told(monkeypatch, here, (look, ""), ("Which one", str(MANY + 4)))


async def test_every_page_of_use_and_no_token(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    pages = consumers(here.credentials.find("lab"))
    for number, page in enumerate(pages, 1):
        said = await told(monkeypatch, here, CHOSEN, does("use"), ("For what", str(number)), LEAVE)
        for way in page.ways:
            assert way.purpose in said
            assert all(line in said for line in way.lines) is not way.is_token
    assert "bs-wizard token lab" in said


async def test_export(monkeypatch: pytest.MonkeyPatch, here: Desk, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    said = await told(monkeypatch, here, CHOSEN, does("export"), ("Export it for", ""), LEAVE)
    assert credential_texts.EXPORTING in said
    assert not (tmp_path / ".basespace").exists()
    said = await told(monkeypatch, here, CHOSEN, does("export"), ("Export it for", "bs"), LEAVE)
    assert "~/.basespace/lab.cfg has the token of lab now, in plain text" in said
    assert "bs-wizard export lab --to bs --undo" in said
    assert here.sim.owner_token in (tmp_path / ".basespace/lab.cfg").read_text()


async def test_move(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    here.work.stores.set_up_vault(NewVault(Kind.FILE, path=here.work.stores.home / "key"))
    said = await told(monkeypatch, here, CHOSEN, does("move"), ("Move lab to the vault", ""), LEAVE)
    assert credential_texts.MOVING["vault"] in said
    assert here.credentials.find("lab").store == "keyring"
    said = await told(
        monkeypatch, here, CHOSEN, does("move"), ("Move lab to the vault", "yes"), LEAVE
    )
    moved = here.credentials.find("lab")
    assert moved.store == "vault"
    assert credential_texts.moved(moved) in said
    assert "lab" not in here.vault.held


async def test_a_new_token_is_a_journeys_work(monkeypatch: pytest.MonkeyPatch, here: Desk) -> None:
    await told(monkeypatch, here, CHOSEN, does("rotate"), wish=here.credentials.find("lab"))
