"""Another store where the first fails, at either end of the journey."""

from pathlib import Path

import pytest

from bs_wizard.errors import HomeUnavailable, NoKeyring, StoreUnavailable
from bs_wizard.plain.front import PlainFront
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.identities import PASSPHRASE_RULE
from bs_wizard.store.age_vault.kinds import IN_SHORT, Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.stores import Stores
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.texts import words
from tests.store.age_homes import cheaply_protected
from tests.support.desk import ME, Desk, desk, work_with
from tests.support.person import Conversation, Says

PASSPHRASE = "five random words are good"
PASSPHRASE_KIND, A_KEY_FILE = ("What now", "1"), ("What now", "3")


def with_vault(here: Desk, home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the desk the real encrypted vault beside the store that fails."""
    monkeypatch.setenv("BS_WIZARD_HOME", str(home))
    here.work = work_with(here.work, stores=Stores(home, keyring=here.vault), offers_vault=True)
    return here


def talk(here: Desk, monkeypatch: pytest.MonkeyPatch, *says: Says) -> Conversation:
    conversation = Conversation(monkeypatch, here, *says)
    conversation.front = PlainFront(conversation.front.prompter, here.work, ME)
    return conversation


async def test_the_vault_takes_it_from_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "home", monkeypatch)
        here.vault.locked = 9
        key = str(tmp_path / "key")
        say = talk(here, monkeypatch, A_KEY_FILE, ("Path of the key", key))
        credential = await say.run(here.whole_draft())
        assert (credential.store, credential.backend) == ("vault", "age")
        assert here.work.credentials.token(credential).reveal() in here.sim.tokens
        assert here.vault.held == {}
        assert "The keyring is locked." in say.said


async def test_no_keyring_is_an_ordinary_thing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "home", monkeypatch)
        here.vault.failure = NoKeyring("There is no session bus here.", "Type dbus-run-session.")
        say = talk(here, monkeypatch, ("What now", "help"), ("What now", "5"))
        with pytest.raises(NoKeyring):
            await say.run(here.whole_draft())
    before, _, after = say.said.partition("What now")
    for said in (words.NO_KEYRING, words.VAULT_WORKS, *map(": ".join, IN_SHORT.values())):
        assert said in before
    assert "bus" not in before
    assert "There is no session bus here.\nType dbus-run-session.\n" in after


async def test_the_vault_is_not_offered_where_the_home_is_what_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "file" / "home", monkeypatch)
        say = talk(here, monkeypatch, ("What now", "1"), ("What now", "2"))
        with pytest.raises(HomeUnavailable, match="cannot be made: Not a directory"):
            await say.run(here.whole_draft())
        assert words.VAULT_INSTEAD not in say.said
        assert (say.person.all_said(), here.sim.requests) == (True, [])


async def test_a_vault_that_is_there_is_used_and_the_reason_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "home", monkeypatch)
        here.work.stores.set_up_vault(NewVault(Kind.FILE, path=tmp_path / "key"))
        here.vault.locked = 9
        say = talk(here, monkeypatch)
        credential = await say.run(here.whole_draft())
        assert credential.store == "vault"
        assert "The system keyring is not used. The keyring is locked." in say.said


async def test_the_vault_takes_it_when_the_keyring_fails_at_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "home", monkeypatch)

        def fail() -> None:
            here.vault.locked = 9

        here.clock.on_sleep = fail
        say = talk(
            here,
            monkeypatch,
            A_KEY_FILE,
            ("Path of the key", str(tmp_path / "key")),
        )
        credential = await say.run(here.whole_draft())
        assert credential.store == "vault"
        assert words.LOST_IF_LEFT in say.said
        assert here.work.credentials.token(credential).reveal() in here.sim.tokens


async def test_a_weak_passphrase_and_two_that_differ_are_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(identities, "protect", cheaply_protected)
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "home", monkeypatch)
        here.vault.locked = 9
        say = talk(
            here,
            monkeypatch,
            PASSPHRASE_KIND,
            ("New passphrase", "short"),
            ("New passphrase", PASSPHRASE),
            ("Repeat the passphrase", "something else"),
            ("New passphrase", PASSPHRASE),
            ("Repeat the passphrase", PASSPHRASE),
        )
        credential = await say.run(here.whole_draft())
        assert say.said.index(PASSPHRASE_RULE) < say.said.index("New passphrase")
        assert "too weak" in say.said
        assert "The passphrases do not match." in say.said
        assert PASSPHRASE not in say.said
        assert here.work.credentials.token(credential).reveal() in here.sim.tokens


@pytest.mark.parametrize("answer", ["yes", "no"])
async def test_a_token_that_no_store_takes_is_shown_once_if_wished(
    answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:

        def fail() -> None:
            here.vault.locked = 9

        here.clock.on_sleep = fail
        say = Conversation(monkeypatch, here, ("What now", "2"), ("Show it", answer))
        shown = answer == "yes"
        with pytest.raises(AssertionError if shown else StoreUnavailable, match=r"secret|locked"):
            await say.run(here.whole_draft())  # it complains of a secret that is printed
        (token,) = here.sim.tokens - {here.sim.owner_token}
        assert (token in say.said) is shown


def on_host(here: Desk, host: str) -> Work:
    """Return work on that machine, with the desk's keyring."""
    there = Stores(here.work.stores.home, keyring=here.vault, host=lambda: host)
    return work_with(here.work, stores=there)


VAULT_FIRST = "“seq” was stored from login1: several machines share this home"


@pytest.mark.parametrize("choice", ["a key file", "this keyring"])
async def test_the_vault_comes_first_where_another_machine_stored_a_credential(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, choice: str
) -> None:
    with desk(tmp_path) as plain:
        here = with_vault(plain, tmp_path / "home", monkeypatch)
        for host in ("login1", "login2"):
            here.work = on_host(here, host)
            if host == "login1":
                here.keep("seq")
        question = "What should keep the token"
        in_vault = ((question, "3"), ("Path of the key", str(tmp_path / "key")))
        says = in_vault if choice == "a key file" else ((question, "4"),)
        say = talk(here, monkeypatch, *says)
        credential = await say.run(here.whole_draft())
        assert credential.store == ("vault" if choice == "a key file" else "keyring")
        assert say.said.count(VAULT_FIRST) == 1
        # Once there is one it is taken without a question, and the reason said.
        facts = await here.work.prove_store()
        if choice == "a key file":
            assert facts.store == "vault"
            assert facts.fallback_reason.startswith(VAULT_FIRST)
            (tmp_path / "key").unlink()
            here.work = on_host(here, "login2")
            facts = await here.work.prove_store()
            assert facts.store == "keyring"
            assert facts.fallback_reason.startswith("The encrypted vault is not used.")
        insists = work_with(here.work, required_store="keyring")
        assert (await insists.prove_store()).vault_first == ""
