"""One home, two machines, a keyring on each: what either does to a token of the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bs_wizard.care.remove import remove
from bs_wizard.care.verify import verify
from bs_wizard.errors import BsWizardError, StoreUnavailable, TokenElsewhere
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.journal import Change, VaultEntry
from bs_wizard.store.index.pending_login import PendingLogin, PendingSecrets
from bs_wizard.store.index.records import Credential
from bs_wizard.store.stores import Stores
from bs_wizard.store.vaults import app_key
from bs_wizard.wizard.actions.current_login import CurrentLogin
from tests.store.examples import AT, a_credential, a_pending, an_application
from tests.support.desk import Desk, desk
from tests.support.faulty_vault import FaultyVault

if TYPE_CHECKING:
    from bs_wizard.store.credentials import Credentials

OLD, CLIENT = Secret("token-old"), Secret("client-1")
APP_KEY = app_key("0123456789abcdef", "api.basespace.illumina.com")


class CountingVault(FaultyVault):
    """Counts how often a secret is read from it."""

    reads = 0

    def get(self, key: str) -> Secret | None:
        self.reads += 1
        return super().get(key)


@dataclass
class Node:
    """A machine with a keyring of its own; its home is everybody's."""

    home: Path
    host: str

    def __post_init__(self) -> None:
        self.keyring = CountingVault()
        self.stores = Stores(self.home, keyring=self.keyring, host=lambda: self.host)
        self.credentials: Credentials = self.stores.credentials()

    def save(self, token: Secret, **changes: str) -> Credential:
        record = a_credential(store="keyring", backend=self.keyring.backend, **changes)
        return self.credentials.save(
            record,
            token,
            application=an_application(api_server=record.api_server),
            client_secret=CLIENT,
            overwrite=True,
        )


@dataclass
class Shared:
    """Node A stored a token; node B may have overwritten it, or A's keyring lost it."""

    a: Node
    b: Node
    here: Desk

    @property
    def new(self) -> Secret:
        return Secret(self.here.sim.owner_token)

    def overwrite(self) -> Credential:
        """Overwrite A's token from B with one that is good."""
        return self.b.save(self.new, api_server=self.here.sim.api_server)

    def recorded(self) -> Credential:
        return self.a.credentials.find("lab")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    with desk(tmp_path) as here:
        found = Shared(Node(tmp_path, "login1"), Node(tmp_path, "login2"), here)
        found.a.save(OLD)
        yield found


def names(node: Node) -> set[str]:
    return set(node.keyring.held)


def test_the_host_is_recorded_with_what_a_keyring_took_and_only_with_that(shared: Shared) -> None:
    assert shared.recorded().host == "login1"
    assert shared.overwrite().host == "login2"
    assert shared.b.credentials.rename("lab", "seq").host == "login2"


async def do(what: str, node: Node, shared: Shared) -> None:
    """Do what needs the token."""
    stored, record, client = node.credentials, shared.recorded(), shared.here.network.client
    match what:
        case "token":
            stored.token(record)
        case "verify":
            await verify(stored, record, AT, client)
        case "rename":
            stored.rename("lab", "seq")
        case "move":
            stored.move("lab", "vault")
        case _:
            await remove(stored, record, client, revoke=what == "revoke")


ANOTHER = "GNOME Keyring here holds another token for lab than the recorded one, which was"
NONE = "GNOME Keyring here holds no token for lab: it was"


@pytest.mark.parametrize("does", ["token", "verify", "rename", "move", "remove", "revoke"])
@pytest.mark.parametrize("where", ["another's", "none"])
async def test_what_needs_a_token_that_is_elsewhere_says_where_and_changes_nothing(
    shared: Shared, where: str, does: str
) -> None:
    """On A, whose keyring holds what B overwrote; on B, where nothing was ever stored."""
    shared.a.stores.set_up_vault(NewVault(Kind.FILE, path=shared.a.home / "key"))
    if where == "another's":
        shared.overwrite()
    node, said, host = (
        (shared.a, ANOTHER, "login2") if where == "another's" else (shared.b, NONE, "login1")
    )
    before = (shared.a.keyring.held, shared.b.keyring.held, Index(shared.a.home).read())
    with pytest.raises(TokenElsewhere) as caught:
        await do(does, node, shared)
    assert caught.value.exit_code == 7
    assert caught.value.message.startswith(f"{said} stored from {host}.")
    both = ("login lab --force", "move lab --to vault", f"n {host}")
    assert all(way in caught.value.hint for way in both) or does == "revoke"
    assert (shared.a.keyring.held, shared.b.keyring.held) == before[:2]
    assert Index(shared.a.home).read() == before[2]
    assert shared.here.sim.requests == []


def test_what_is_stored_is_handed_out_where_a_person_chooses_that(shared: Shared) -> None:
    record = shared.overwrite()
    assert shared.a.credentials.token(record, as_stored=True) == OLD
    assert shared.b.credentials.token(record, as_stored=True) == shared.new
    assert shared.b.credentials.token(record) == shared.new


def test_a_token_that_another_program_overwrites_meanwhile_is_the_new_one(shared: Shared) -> None:
    seen = shared.recorded()
    shared.a.save(shared.new)
    assert shared.a.credentials.token(seen) == shared.new


async def test_a_record_is_removed_from_elsewhere_only_where_that_is_known(shared: Shared) -> None:
    gone = shared.overwrite()
    client = shared.here.network.client
    await remove(shared.a.credentials, gone, client, revoke=False, elsewhere=True)
    assert shared.a.credentials.all() == ()
    assert "lab" not in names(shared.a)
    assert shared.b.keyring.get("lab") == shared.new


async def test_a_read_more_is_needed_only_where_a_token_is_elsewhere(shared: Shared) -> None:
    shared.overwrite()
    reads = {}
    for what in ("token", "verify", "remove"):
        shared.b.keyring.reads = 0
        await do(what, shared.b, shared)
        reads[what] = shared.b.keyring.reads
    assert reads == {"token": 1, "verify": 1, "remove": 1}


def test_moved_into_the_vault_a_token_is_every_machines(shared: Shared) -> None:
    shared.a.stores.set_up_vault(NewVault(Kind.FILE, path=shared.a.home / "key"))
    moved = shared.a.credentials.move("LAB", "vault")
    assert (moved.store, moved.backend, moved.host) == ("vault", "age", None)
    assert shared.a.credentials.move("lab", "vault") == moved
    assert names(shared.a) == set()
    (app,) = shared.b.credentials.applications()
    assert shared.b.credentials.token(moved) == OLD
    assert shared.b.credentials.client_secret(app) == CLIENT
    back = shared.b.credentials.move("lab", "keyring")
    assert (back.store, back.host) == ("keyring", "login2")
    assert names(shared.b) == {"lab", APP_KEY}
    assert shared.a.stores.age().get("lab") is None
    assert shared.a.stores.age().get(APP_KEY) is None
    assert shared.a.credentials.all() == (shared.recorded(),) == (back,)


def test_a_client_secret_that_is_elsewhere_stays_there(shared: Shared) -> None:
    """It is in the vault; what the keyring has under its key is left over from before."""
    shared.a.stores.set_up_vault(NewVault(Kind.FILE, path=shared.a.home / "key"))
    shared.a.credentials.move("lab", "vault")
    shared.a.credentials.save(
        a_credential(name="core", store="keyring"), Secret("token-core"), overwrite=True
    )
    shared.a.keyring.put(APP_KEY, Secret("stale"))
    shared.a.credentials.move("core", "vault")
    assert shared.a.stores.age().get(APP_KEY) == CLIENT
    assert names(shared.a) == {APP_KEY}


@pytest.mark.parametrize("other", ["0", "zzz"])
def test_a_move_takes_its_own_application_along_and_no_other(shared: Shared, other: str) -> None:
    shared.a.stores.set_up_vault(NewVault(Kind.FILE, path=shared.a.home / "key"))
    shared.a.credentials.save(
        a_credential(name="core", client_id=other, store="keyring"),
        Secret("token-core"),
        application=an_application(client_id=other),
        client_secret=Secret("client-2"),
    )
    shared.a.credentials.move("lab", "vault")
    assert names(shared.a) == {"core", app_key(other, "api.basespace.illumina.com")}
    assert shared.a.stores.age().get(APP_KEY) == CLIENT


def test_a_vault_that_is_not_there_leaves_all_as_it_was(shared: Shared) -> None:
    before = shared.a.keyring.held
    with pytest.raises(BsWizardError, match="vault") as caught:
        shared.a.credentials.move("lab", "vault")
    assert "bs-wizard vault create" in caught.value.hint
    assert shared.a.keyring.held == before
    assert Index(shared.a.home).read().journal == ()


def _left_by_a(shared: Shared, verb: str) -> Change:
    """Return the change that A was killed in, over the token that B has."""
    record = shared.recorded()
    where = ("keyring", shared.a.keyring.backend)
    if verb == "save":  # A's keyring had nothing, and is not written yet
        return Change("save", "lab", record, (VaultEntry(*where, "lab", None, OLD.fingerprint),))
    return Change(
        "remove", "lab", None, (VaultEntry(*where, "lab", OLD.fingerprint, None),), committed=True
    )


@pytest.mark.parametrize("verb", ["save", "remove"])
def test_a_change_that_another_machine_was_killed_in_takes_nothing_from_this_one(
    shared: Shared, verb: str
) -> None:
    shared.overwrite()
    index = Index(shared.a.home)
    index.change(lambda contents: contents.with_change(_left_by_a(shared, verb)))
    assert len(shared.b.credentials.recover()) == 1
    assert shared.b.keyring.get("lab") == shared.new
    assert index.read().journal == ()


def test_an_application_of_this_machines_own_outlives_the_change_of_another(
    shared: Shared,
) -> None:
    """A was killed with the token written, which B has too, and the client secret not."""
    record, own = shared.recorded(), Secret("client-of-b")
    where = ("keyring", shared.a.keyring.backend)
    shared.b.keyring.put("lab", OLD)
    shared.b.keyring.put(APP_KEY, own)
    entries = (
        VaultEntry(*where, "lab", None, OLD.fingerprint),
        VaultEntry(*where, APP_KEY, None, CLIENT.fingerprint),
    )
    change = Change("save", "lab", record, entries, application=an_application())
    Index(shared.a.home).change(lambda contents: contents.with_change(change))
    (said,) = shared.b.credentials.recover()
    assert "is finished now" in said
    assert shared.b.keyring.held == {"lab": OLD.reveal(), APP_KEY: own.reveal()}


def waits_on_a(shared: Shared, **changed: str) -> PendingLogin:
    pending = a_pending(store="keyring", backend=shared.a.keyring.backend, **changed)
    shared.a.credentials.pending_logins.keep(pending, PendingSecrets(CLIENT, token=OLD))
    (found,) = shared.b.credentials.pending_logins.all()
    assert found.host == "login1"
    return found


@pytest.mark.parametrize("keyring", ["another", "none"])
async def test_a_login_that_waits_in_another_machines_keyring_is_left_to_it(
    shared: Shared, keyring: str
) -> None:
    found = waits_on_a(shared, fingerprint=OLD.fingerprint, dialect="sdk")
    if keyring == "none":
        shared.b.keyring.failure = StoreUnavailable("It is locked.")
    there = CurrentLogin(shared.b.credentials.pending_logins, lambda: AT)
    for deed in (there.resume, there.discard):
        with pytest.raises(TokenElsewhere, match="in the keyring of login1, not here") as caught:
            await deed(found)
        assert "Resume it there: bs-wizard resume b9bac" in caught.value.hint
    assert shared.b.credentials.pending_logins.sweep(AT + timedelta(days=9)) == ()
    here = CurrentLogin(shared.a.credentials.pending_logins, lambda: AT)
    assert (await here.resume(found)).token == OLD
    await here.drop()
    assert shared.b.credentials.pending_logins.all() == ()


async def test_a_keyring_that_the_home_carries_along_resumes_it(shared: Shared) -> None:
    found = waits_on_a(shared)
    for key, secret in shared.a.keyring.held.items():
        shared.b.keyring.put(key, Secret(secret))
    logins = CurrentLogin(shared.b.credentials.pending_logins, lambda: AT)
    assert (await logins.resume(found)).token == OLD


def test_a_code_of_another_machine_does_not_keep_this_ones_from_the_sweep(shared: Shared) -> None:
    own = a_pending(id="1" * 12, store="keyring", backend=shared.b.keyring.backend)
    shared.b.credentials.pending_logins.keep(own, PendingSecrets(CLIENT, Secret("device")))
    shared.a.credentials.pending_logins.keep(
        a_pending(store="keyring", backend=shared.a.keyring.backend),
        PendingSecrets(CLIENT, Secret("device")),
    )
    late = AT + timedelta(days=1)
    swept = shared.b.credentials.pending_logins.sweep(late)
    assert [one.id for one in swept] == [own.id]
    assert [one.host for one in shared.a.credentials.pending_logins.sweep(late)] == ["login1"]
