"""Verifying and removing what is stored, against the simulator."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bs_wizard.care.remove import remove
from bs_wizard.care.verify import AT_ONCE, Verified, verify, verify_all
from bs_wizard.errors import (
    BsWizardError,
    NetworkError,
    NoSuchCredential,
    Replaced,
    ServerError,
    StoreUnavailable,
    TokenElsewhere,
    TokenNotAccepted,
)
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingSecrets
from bs_wizard.store.index.records import Credential, User
from tests.store.examples import AT, a_credential, a_pending
from tests.support.desk import Desk, desk

NEW = Secret("a-new-token")
LATER = AT + timedelta(days=7)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def kept(here: Desk) -> Credential:
    """The owner's token, recorded under somebody else's name."""
    stale = a_credential(
        api_server=here.sim.api_server,
        scopes_requested=("READ GLOBAL", "CREATE GLOBAL"),
        scopes_granted=None,
    )
    return here.credentials.save(stale, Secret(here.sim.owner_token))


class Slow:
    """A BaseSpace that answers nobody before ``AT_ONCE`` wait, and one token after all others."""

    def __init__(self, last: str, others: int) -> None:
        self._last, self._others = last, others
        self.waiting = self.most = 0
        self.told: list[str] = []
        self._full, self._others_told = asyncio.Event(), asyncio.Event()

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1pre3/users/current":
            return httpx.Response(404)
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        if self.waiting == AT_ONCE:
            self._full.set()
        await self._full.wait()
        if request.headers["Authorization"].endswith(self._last):
            await self._others_told.wait()
        self.waiting -= 1
        return httpx.Response(200, json={"Response": {"Id": "7", "Name": "Somebody"}})

    def tell(self, one: Credential, answer: object) -> None:
        assert isinstance(answer, Verified)
        self.told.append(one.name)
        if len(self.told) == self._others:
            self._others_told.set()


async def test_many_are_verified_at_once_and_told_as_they_come(here: Desk) -> None:
    number = AT_ONCE + 3
    for each in range(number):
        here.keep(f"c{each}", f"token-{each}!")
    slow = Slow("token-0!", number - 1)
    await verify_all(
        here.credentials,
        here.credentials.all(),
        lambda: LATER,
        slow.client,
        slow.tell,
    )
    assert slow.most == AT_ONCE
    assert slow.told[-1] == "c0"
    assert len(set(slow.told)) == number
    assert {one.verified_at for one in here.credentials.all()} == {LATER}


async def test_whoever_is_told_of_many_can_end_it(here: Desk) -> None:
    for each in range(3):
        here.keep(f"c{each}")

    def gone(one: Credential, answer: object) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await verify_all(
            here.credentials, here.credentials.all(), lambda: LATER, here.network.client, gone
        )
    assert len(asyncio.all_tasks()) == 1


async def test_verify_records_what_the_server_says(here: Desk, kept: Credential) -> None:
    found = await verify(here.credentials, kept, LATER, here.network.client)
    record = found.credential
    assert here.index.read().credentials == (record,)
    assert record.verified_at == LATER
    assert (record.user.name, record.workgroup) == ("Amira Haddad", None)
    assert record.scopes_granted == ("READ GLOBAL", "BROWSE GLOBAL")
    assert found.scopes_missing == ("CREATE GLOBAL",)
    assert (record.name, record.description) == (kept.name, kept.description)
    assert record.created_at == kept.created_at


@pytest.mark.parametrize(
    ("scenario", "error"), [("bad-identity", ServerError), (None, NetworkError)]
)
async def test_verify_that_fails_changes_nothing(
    scenario: str | None, error: type[BsWizardError], here: Desk, kept: Credential
) -> None:
    if scenario:
        here.sim.use(scenario)
    else:
        here.network.cut = True
    with pytest.raises(error):
        await verify(here.credentials, kept, LATER, here.network.client)
    assert here.index.read().credentials == (kept,)


async def test_verify_keeps_the_owner_where_the_server_does_not_tell_the_workgroup(
    here: Desk, kept: Credential
) -> None:
    here.sim.use("v2-missing")
    record = (await verify(here.credentials, kept, LATER, here.network.client)).credential
    assert (record.user, record.workgroup) == (kept.user, kept.workgroup)
    assert record.verified_at == LATER


async def test_verify_of_one_that_nobody_could_be_asked_about_records_what_is_told(
    here: Desk,
) -> None:
    unknown = a_credential(api_server=here.sim.api_server, user=User("", "", ""), workgroup="")
    fresh = here.credentials.save(unknown, Secret(here.sim.owner_token))
    here.sim.use("v2-missing")
    record = (await verify(here.credentials, fresh, LATER, here.network.client)).credential
    assert (record.user.name, record.workgroup) == ("Amira Haddad", "")


async def test_verify_of_a_dead_token_changes_nothing(here: Desk, kept: Credential) -> None:
    here.sim._world.tokens.clear()
    with pytest.raises(TokenNotAccepted):
        await verify(here.credentials, kept, LATER, here.network.client)
    assert here.index.read().credentials == (kept,)


async def test_verify_of_a_lost_token_asks_nobody(here: Desk, kept: Credential) -> None:
    here.vault.delete(kept.name)
    with pytest.raises(StoreUnavailable):
        await verify(here.credentials, kept, LATER, here.network.client)
    assert here.sim.requests == []


async def test_verify_of_one_that_another_program_removed(here: Desk, kept: Credential) -> None:
    here.credentials.remove(kept.name)
    here.vault.put(kept.name, Secret(here.sim.owner_token))
    with pytest.raises(NoSuchCredential):
        await verify(here.credentials, kept, LATER, here.network.client)


def replacing(here: Desk, kept: Credential) -> Callable[[], httpx.AsyncClient]:
    """Return a maker of clients before whose first question another program logs in anew."""

    def make_client() -> httpx.AsyncClient:
        here.credentials.save(kept, NEW, overwrite=True)
        return here.network.client()

    return make_client


def is_new(here: Desk) -> bool:
    (record,) = here.index.read().credentials
    return (record.fingerprint, here.vault.held) == (NEW.fingerprint, {"lab": NEW.reveal()})


async def test_verify_completes_a_record_that_was_made_by_name_alone(
    here: Desk, kept: Credential
) -> None:
    nameless = kept._replace(fingerprint="")
    here.index.change(lambda was: was.with_credential(nameless))
    found = await verify(here.credentials, nameless, LATER, here.network.client)
    assert found.credential.fingerprint == kept.fingerprint


async def test_what_was_replaced_meanwhile_is_not_verified(here: Desk, kept: Credential) -> None:
    with pytest.raises(Replaced, match="lab was replaced by another program meanwhile"):
        await verify(here.credentials, kept, LATER, replacing(here, kept))
    assert is_new(here)
    assert here.credentials.find("lab").verified_at is None


async def test_what_was_replaced_meanwhile_stays(here: Desk, kept: Credential) -> None:
    with pytest.raises(Replaced):
        await remove(here.credentials, kept, replacing(here, kept), revoke=True)
    assert is_new(here)
    assert here.sim.tokens == set()  # the old one, which was meant


@pytest.mark.parametrize("revoke", [True, False])
async def test_what_was_replaced_since_it_was_seen_is_left_alone(
    here: Desk, kept: Credential, revoke: bool
) -> None:
    here.credentials.save(kept, NEW, overwrite=True)
    with pytest.raises(Replaced) as caught:
        await remove(here.credentials, kept, here.network.client, revoke=revoke)
    assert caught.value.hint == "See what it is now: bs-wizard show lab"
    assert is_new(here)
    assert here.sim.requests == []


async def test_remove_alone_tells_the_server_nothing(here: Desk, kept: Credential) -> None:
    await remove(here.credentials, kept, here.network.client, revoke=False)
    assert here.kept_nothing
    assert here.sim.requests == []
    assert here.sim.owner_token in here.sim.tokens


async def test_remove_and_revoke(here: Desk, kept: Credential) -> None:
    await remove(here.credentials, kept, here.network.client, revoke=True)
    assert here.kept_nothing
    assert here.sim.tokens == set()


async def test_a_token_that_is_dead_already_counts_as_revoked(here: Desk, kept: Credential) -> None:
    here.sim._world.tokens.clear()
    await remove(here.credentials, kept, here.network.client, revoke=True)
    assert here.kept_nothing


@pytest.mark.parametrize(("scenario", "error"), [("v2-missing", ServerError), (None, NetworkError)])
async def test_what_cannot_be_revoked_stays(
    scenario: str | None, error: type[BsWizardError], here: Desk, kept: Credential
) -> None:
    if scenario:
        here.sim.use(scenario)
    else:
        here.network.cut = True
    with pytest.raises(error):
        await remove(here.credentials, kept, here.network.client, revoke=True)
    assert here.vault.held == {"lab": here.sim.owner_token}
    assert here.index.read().credentials == (kept,)


async def test_a_lost_token_cannot_be_revoked_but_removed(here: Desk, kept: Credential) -> None:
    here.vault.delete(kept.name)
    with pytest.raises(TokenElsewhere, match="Nothing was revoked or removed") as caught:
        await remove(here.credentials, kept, here.network.client, revoke=True)
    assert "bs-wizard remove lab --revoke" in caught.value.hint
    with pytest.raises(TokenElsewhere):
        await remove(here.credentials, kept, here.network.client, revoke=False)
    await remove(here.credentials, kept, here.network.client, revoke=False, elsewhere=True)
    assert here.kept_nothing


async def test_what_is_removed_does_not_come_back_as_a_login_that_was_cut_off(
    here: Desk, kept: Credential
) -> None:
    token = Secret(here.sim.owner_token)
    waited = a_pending(store=kept.store, backend=kept.backend).approved(token, "sdk")
    authorisations = here.credentials.pending_logins
    authorisations.keep(waited, PendingSecrets(Secret("c"), token=token))
    await remove(here.credentials, kept, here.network.client, revoke=False)
    assert authorisations.all() == ()
    assert here.kept_nothing
