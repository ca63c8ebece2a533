"""The journey with nobody to ask."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.errors import NameTaken, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index import Index
from bs_wizard.wizard import unattended
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.steps import AppGiven, Named
from bs_wizard.wizard.work import Work
from tests.store.examples import AT, SERVER, a_credential, an_application
from tests.support.clocks import FakeClock
from tests.support.desk import OpenVault

WHO = Identity("1001", "Amira Haddad", "", "Genomics Core")
US, EU = INSTANCES[0], INSTANCES[1]


@pytest.fixture
def vault() -> OpenVault:
    return OpenVault()


@pytest.fixture
def work(tmp_path: Path, vault: OpenVault) -> Work:
    credentials = Credentials(Index(tmp_path), lambda store, backend: vault)
    credentials.save(
        a_credential(),
        Secret("token"),
        application=an_application(),
        client_secret=Secret("kept"),
    )
    return Work(credentials, lambda: vault, FakeClock())


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


async def test_a_secret_that_the_store_lost_is_missing_too(work: Work, vault: OpenVault) -> None:
    for key in vault.held:
        vault.delete(key)
    with pytest.raises(UsageError):
        await unattended.app(Draft(client_id="0123456789abcdef"), work)


async def test_a_store_that_fails_is_not_a_missing_option(tmp_path: Path, work: Work) -> None:
    def unavailable(store: str | None, backend: str | None) -> OpenVault:
        raise StoreUnavailable("Locked.")

    locked = replace(work, credentials=Credentials(Index(tmp_path), unavailable))
    with pytest.raises(StoreUnavailable):
        await unattended.app(Draft(client_id="0123456789abcdef"), locked)


def test_the_name_given_or_one_made_of_who(work: Work) -> None:
    given = Draft(name="mine", description="for me", replace=True)
    assert unattended.named(given, WHO, work) == Named(WHO, "mine", "for me", replace=True)
    assert unattended.named(Draft(), WHO, work) == Named(WHO, "genomics-core", "")


@pytest.mark.parametrize("name", ["lab", "LAB"])
def test_a_name_taken_is_refused_at_once(name: str, work: Work) -> None:
    with pytest.raises(NameTaken) as caught:
        unattended.refuse_taken(Draft(name=name), work)
    assert "--force" in caught.value.hint


@pytest.mark.parametrize("draft", [Draft(), Draft(name="free"), Draft(name="lab", replace=True)])
def test_a_free_name_or_leave_to_replace_is_fine(draft: Draft, work: Work) -> None:
    unattended.refuse_taken(draft, work)


def test_applications_are_offered_the_latest_first(work: Work) -> None:
    later = an_application(client_id="later", name=None, last_used_at=AT + timedelta(days=1))
    work.credentials.save(a_credential(name="b"), Secret("token-b"), application=later)
    assert [(used.client_id, used.name) for used in work.used_apps()] == [
        ("later", ""),
        ("0123456789abcdef", "Lab import"),
    ]


def test_an_application_at_an_address_that_leads_nowhere_is_not_offered(work: Work) -> None:
    edited = an_application(api_server="http://plain.example")
    work.credentials.save(a_credential(name="b"), Secret("token-b"), application=edited)
    assert [used.application.api_server for used in work.used_apps()] == [SERVER]
