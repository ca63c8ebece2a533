"""The journey with nobody to ask."""

from datetime import timedelta
from pathlib import Path

import pytest

from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.errors import NameTaken, NoKeyring, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.age_vault.settings import MAKE_ONE
from bs_wizard.store.stores import Stores
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import AppGiven, Named
from bs_wizard.wizard.texts import words
from tests.store.examples import AT, SERVER, a_credential, an_application
from tests.support.clocks import FakeClock
from tests.support.desk import work_with
from tests.support.faulty_vault import FaultyVault

WHO = Identity("1001", "Amira Haddad", "", "Genomics Core")
US, EU = INSTANCES[0], INSTANCES[1]


@pytest.fixture
def vault() -> FaultyVault:
    return FaultyVault()


@pytest.fixture
def work(tmp_path: Path, vault: FaultyVault) -> Work:
    stores = Stores(tmp_path, keyring=vault)
    stores.credentials().save(
        a_credential(),
        Secret("token"),
        application=an_application(),
        client_secret=Secret("kept"),
    )
    return Work(stores, FakeClock())


async def test_an_application_given_is_taken(work: Work) -> None:
    draft = Draft(instance=EU, client_id="mine", client_secret=Secret("given"))
    assert await unattended.app(draft, work) == AppGiven(EU, "mine", Secret("given"))


async def test_the_secret_of_an_application_used_before_is_found(work: Work) -> None:
    draft = Draft(client_id="0123456789abcdef")
    expected = AppGiven(US, "0123456789abcdef", Secret("kept"), "Lab import")
    assert await unattended.app(draft, work) == expected


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        Draft(client_secret=Secret("alone")),
        Draft(client_id="unknown"),
        Draft(client_id="0123456789abcdef", instance=EU),
    ],
)
async def test_what_is_missing_is_said_with_the_options_that_help(draft: Draft, work: Work) -> None:
    with pytest.raises(UsageError) as caught:
        await unattended.app(draft, work)
    assert "--client-id" in caught.value.hint
    assert "--client-secret-file" in caught.value.hint


async def test_a_secret_that_the_store_lost_is_missing_too(work: Work, vault: FaultyVault) -> None:
    for key in vault.held:
        vault.delete(key)
    with pytest.raises(UsageError):
        await unattended.app(Draft(client_id="0123456789abcdef"), work)


async def test_a_store_that_fails_is_not_a_missing_option(
    monkeypatch: pytest.MonkeyPatch, vault: FaultyVault, work: Work
) -> None:
    def locked(key: str) -> Secret:
        raise StoreUnavailable("Locked.")

    monkeypatch.setattr(vault, "get", locked)
    with pytest.raises(StoreUnavailable):
        await unattended.app(Draft(client_id="0123456789abcdef"), work)


async def test_the_name_given_or_one_made_of_who(work: Work) -> None:
    given = Draft(name="mine", description="for me", overwrite=True)
    assert await unattended.named(given, WHO, work) == Named(WHO, "mine", "for me", overwrite=True)
    assert await unattended.named(Draft(), WHO, work) == Named(WHO, "genomics-core", "")


@pytest.mark.parametrize("name", ["lab", "LAB"])
async def test_a_name_taken_is_refused_at_once(name: str, work: Work) -> None:
    with pytest.raises(NameTaken) as caught:
        await unattended.refuse_taken(Draft(name=name), work)
    assert "--force" in caught.value.hint


@pytest.mark.parametrize("draft", [Draft(), Draft(name="free"), Draft(name="lab", overwrite=True)])
async def test_a_free_name_or_leave_to_replace_is_fine(draft: Draft, work: Work) -> None:
    await unattended.refuse_taken(draft, work)


async def test_applications_are_offered_the_latest_first(work: Work) -> None:
    later = an_application(client_id="later", name=None, last_used_at=AT + timedelta(days=1))
    work.credentials.save(a_credential(name="b"), Secret("token-b"), application=later)
    assert [(used.client_id, used.name) for used in await work.used_apps()] == [
        ("later", ""),
        ("0123456789abcdef", "Lab import"),
    ]


async def test_an_application_at_an_address_that_leads_nowhere_is_not_offered(work: Work) -> None:
    edited = an_application(api_server="http://plain.example")
    work.credentials.save(a_credential(name="b"), Secret("token-b"), application=edited)
    assert [used.application.api_server for used in await work.used_apps()] == [SERVER]


async def test_where_no_store_works_the_vault_that_could_be_made_is_named(
    work: Work, vault: FaultyVault
) -> None:
    vault.locked = 1
    with pytest.raises(StoreUnavailable) as caught:
        await unattended.prove_store(work_with(work, offers_vault=True))
    assert caught.value.message == "The keyring is locked."
    assert caught.value.hint.startswith("Unlock it. Or keep tokens in an encrypted vault")
    assert caught.value.hint.endswith("bs-wizard vault create")


async def test_no_keyring_is_said_calmly_and_without_what_it_would_need(
    work: Work, vault: FaultyVault
) -> None:
    vault.failure = NoKeyring("There is no session bus here.", "Start one.")
    with pytest.raises(NoKeyring) as caught:
        await unattended.prove_store(work_with(work, offers_vault=True))
    error = caught.value
    assert (error.message, error.hint) == (words.NO_KEYRING, words.MAKE_VAULT)
    assert error.lacking == ("There is no session bus here.", "Start one.")
    with pytest.raises(NoKeyring, match="There is no session bus here"):
        await unattended.prove_store(work)  # as with --store keyring


async def test_the_vault_is_not_named_where_it_may_not_be_or_is_there(
    work: Work, vault: FaultyVault, tmp_path: Path
) -> None:
    vault.locked = 1
    with pytest.raises(StoreUnavailable) as caught:
        await unattended.prove_store(work)
    assert caught.value.hint == "Unlock it."
    key = tmp_path / "key"
    work.stores.set_up_vault(NewVault(Kind.FILE, path=key))
    key.unlink()
    vault.locked = 1
    with pytest.raises(StoreUnavailable) as caught:
        await unattended.prove_store(work_with(work, offers_vault=True))
    assert "vault create" not in caught.value.hint


async def test_the_vault_is_named_once(work: Work) -> None:
    wanted = work_with(work, required_store="vault", offers_vault=True)
    with pytest.raises(StoreUnavailable) as caught:
        await unattended.prove_store(wanted)
    assert caught.value.hint == MAKE_ONE
