"""The use cases: vault and index kept in step, whatever fails."""

from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from bs_wizard.errors import (
    IndexDamaged,
    NameTaken,
    NoSuchCredential,
    RecordChanged,
    Replaced,
    StoreUnavailable,
    TokenElsewhere,
)
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials, Verification
from bs_wizard.store.files.folder import replace_file
from bs_wizard.store.index import seals
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import Credential, User
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.vaults import Vault, app_key
from tests.store.examples import AT, SERVER, a_credential, an_application

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN, OTHER, CLIENT = Secret("token-1"), Secret("token-2"), Secret("client-secret")
APP_KEY = app_key("0123456789abcdef", "api.basespace.illumina.com")


class FailingVault(MemoryVault):
    """Refuses what ``refuses`` names: the calls put, get or delete, from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses: set[str] = set()

    def put(self, key: str, secret: Secret) -> None:
        self._may("put")
        super().put(key, secret)

    def get(self, key: str) -> Secret | None:
        self._may("get")
        return super().get(key)

    def delete(self, key: str) -> None:
        self._may("delete")
        super().delete(key)

    def _may(self, call: str) -> None:
        if call in self.refuses:
            raise StoreUnavailable(f"no {call} today", "Come back tomorrow.")


class Disk:
    """Writes the index; raises ``fails`` at the write after ``writes`` more, and ever after."""

    fails: BaseException | None = None
    writes = 0

    def replace_file(self, file: Path, data: bytes) -> None:
        if self.fails:
            self.writes -= 1
            if self.writes < 0:
                raise self.fails
        replace_file(file, data)


@pytest.fixture
def vault() -> FailingVault:
    return FailingVault()


@pytest.fixture
def index(home: Path) -> Index:
    return Index(home)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr("bs_wizard.store.index.index_file.replace_file", disk.replace_file)
    return disk


@pytest.fixture
def credentials(index: Index, vault: FailingVault) -> Credentials:
    return Credentials(index, lambda store, backend: vault)


def names(credentials: Credentials) -> list[str]:
    return [one.name for one in credentials.all()]


def test_nothing_is_stored_at_first(credentials: Credentials, index: Index) -> None:
    assert credentials.all() == ()
    assert credentials.contents().default is None
    assert credentials.applications() == ()
    assert not index.home.exists()


def test_what_is_saved_is_found_with_its_token(credentials: Credentials) -> None:
    saved = credentials.save(a_credential(), TOKEN)
    assert credentials.find("LAB") == credentials.find() == saved
    assert credentials.token(saved) == TOKEN
    recorded = a_credential(fingerprint=TOKEN.fingerprint)
    assert saved == seals.sealed(recorded, TOKEN)


def test_the_record_says_where_the_token_really_is(credentials: Credentials) -> None:
    saved = credentials.save(a_credential(store="", backend="", fingerprint="made up"), TOKEN)
    assert (saved.store, saved.backend) == ("memory", "memory")
    assert saved.fingerprint == TOKEN.fingerprint


def test_no_secret_reaches_the_index(credentials: Credentials, index: Index) -> None:
    credentials.save(a_credential(), TOKEN, application=an_application(), client_secret=CLIENT)
    text = (index.home / "index.json").read_text()
    assert TOKEN.reveal() not in text
    assert CLIENT.reveal() not in text


def test_the_first_is_the_default_until_another_is_made_it(credentials: Credentials) -> None:
    for name in ("lab", "core"):
        credentials.save(a_credential(name=name), TOKEN)
    assert credentials.contents().default == "lab"
    credentials.save(a_credential(name="third"), TOKEN, make_default=True)
    assert credentials.contents().default == "third"
    assert credentials.make_default("CORE").name == "core"
    assert credentials.find().name == "core"


def test_the_environment_goes_before_the_default(
    credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lab", "core"):
        credentials.save(a_credential(name=name), TOKEN)
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "core")
    assert credentials.find().name == "core"
    assert credentials.find("lab").name == "lab"
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "nobody")
    with pytest.raises(NoSuchCredential, match="nobody"):
        credentials.find()


def test_a_taken_name_is_not_overwritten(credentials: Credentials, vault: FailingVault) -> None:
    credentials.save(a_credential(), TOKEN)
    with pytest.raises(NameTaken, match="named lab already"):
        credentials.save(a_credential(name="LAB"), OTHER)
    assert vault.get("lab") == TOKEN
    assert vault.get("LAB") is None


def test_replacing_keeps_place_default_and_no_old_token(
    credentials: Credentials, vault: FailingVault
) -> None:
    for name in ("Lab", "core"):
        credentials.save(a_credential(name=name), TOKEN)
    credentials.save(a_credential(name="lab"), OTHER, overwrite=True)
    assert names(credentials) == ["lab", "core"]
    assert credentials.contents().default == "lab"
    assert vault.get("lab") == OTHER
    assert vault.get("Lab") is None


def test_replacing_from_another_vault_removes_the_token_there(index: Index) -> None:
    old, new = FailingVault(), FailingVault()
    old.backend = "old"
    vaults: dict[str | None, Vault] = {"old": old, "memory": new}
    credentials = Credentials(index, lambda store, backend: vaults[backend])
    credentials.save(a_credential(backend="old"), TOKEN)
    credentials.save(a_credential(), OTHER, overwrite=True)
    assert old.get("lab") is None
    credentials.save(a_credential(backend="old"), TOKEN, overwrite=True)
    old.refuses = {"delete"}
    assert credentials.save(a_credential(), OTHER, overwrite=True).backend == "memory"
    assert credentials.token(credentials.find("lab")) == OTHER


@pytest.mark.parametrize("wrong", [IndexDamaged("damaged"), KeyboardInterrupt(), KeyError("bug")])
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("writes", [0, 1])
def test_an_index_that_cannot_be_written_leaves_the_vault_as_it_was(
    credentials: Credentials,
    vault: FailingVault,
    disk: Disk,
    wrong: BaseException,
    there: bool,
    writes: int,
) -> None:
    if there:
        credentials.save(a_credential(), TOKEN, application=an_application(), client_secret=CLIENT)
    disk.fails, disk.writes = wrong, writes
    with pytest.raises(type(wrong)):
        credentials.save(
            a_credential(),
            OTHER,
            application=an_application(),
            client_secret=Secret("another"),
            overwrite=True,
        )
    assert vault.get("lab") == (TOKEN if there else None)
    assert vault.get(APP_KEY) == (CLIENT if there else None)
    assert vault.get("old:lab") is None


def test_a_vault_that_does_not_take_the_token_leaves_everything_as_it_was(
    credentials: Credentials, vault: FailingVault
) -> None:
    vault.refuses = {"put"}
    with pytest.raises(StoreUnavailable, match="no put today"):
        credentials.save(a_credential(), TOKEN)
    assert credentials.all() == ()


def test_what_cannot_be_put_back_is_said_and_settled_later(
    credentials: Credentials, vault: FailingVault, disk: Disk
) -> None:
    vault.refuses = {"delete"}
    disk.fails, disk.writes = StoreUnavailable("The disk is full.", "Make room."), 1
    with pytest.raises(StoreUnavailable) as caught:
        credentials.save(a_credential(), TOKEN)
    said = "The disk is full. And Saving lab could not be rolled back"
    assert caught.value.message.startswith(said)
    assert caught.value.hint == "Make room."
    disk.fails = None
    assert credentials.recover() == ("Saving lab was interrupted and is finished now.",)
    assert credentials.token(credentials.find("lab")) == TOKEN


def test_an_application_is_remembered_with_its_secret(
    credentials: Credentials, vault: FailingVault
) -> None:
    credentials.save(a_credential(), TOKEN, application=an_application(), client_secret=CLIENT)
    (known,) = credentials.applications()
    assert credentials.client_secret(known) == CLIENT
    assert vault.get(APP_KEY) == CLIENT


def test_an_application_used_again_keeps_its_secret(credentials: Credentials) -> None:
    credentials.save(a_credential(), TOKEN, application=an_application(), client_secret=CLIENT)
    later = an_application(last_used_at=AT + timedelta(days=1))
    credentials.save(a_credential(name="two"), TOKEN, application=later)
    (known,) = credentials.applications()
    assert known.last_used_at == later.last_used_at
    assert credentials.client_secret(known) == CLIENT


def test_an_application_without_a_secret_has_none(credentials: Credentials) -> None:
    credentials.save(a_credential(), TOKEN, application=an_application())
    assert credentials.client_secret(credentials.applications()[0]) is None
    assert credentials.client_secret(an_application()) is None


def test_applications_come_latest_first(credentials: Credentials) -> None:
    for day, client in enumerate(("a", "c", "b")):
        app = an_application(client_id=client, last_used_at=AT + timedelta(days=day))
        credentials.save(a_credential(name=client), TOKEN, application=app)
    assert [one.client_id for one in credentials.applications()] == ["b", "c", "a"]


def test_the_key_of_an_application_holds_the_port_too(
    credentials: Credentials, vault: FailingVault
) -> None:
    for server in ("http://127.0.0.1:8001/v1pre3", SERVER):
        app = an_application(client_id="x", api_server=server)
        credentials.save(
            a_credential(), TOKEN, application=app, client_secret=CLIENT, overwrite=True
        )
    assert vault.get("app:x@127.0.0.1:8001") == CLIENT
    assert vault.get("app:x@api.basespace.illumina.com") == CLIENT


def test_a_token_the_vault_has_lost_is_said(credentials: Credentials, vault: FailingVault) -> None:
    saved = credentials.save(a_credential(), TOKEN)
    vault.delete("lab")
    with pytest.raises(StoreUnavailable, match="here holds no token for lab") as caught:
        credentials.token(saved)
    assert "bs-wizard login lab --force" in caught.value.hint
    assert "invalid" not in str(caught.value)


def test_removing_takes_both_the_record_and_the_token(
    credentials: Credentials, vault: FailingVault
) -> None:
    for name in ("lab", "core"):
        credentials.save(a_credential(name=name), TOKEN)
    assert credentials.remove("LAB").name == "lab"
    assert names(credentials) == ["core"]
    assert vault.get("lab") is None
    assert credentials.contents().default == "core"


def test_removing_what_the_vault_has_lost_removes_the_record_where_that_is_known(
    credentials: Credentials, vault: FailingVault
) -> None:
    credentials.save(a_credential(), TOKEN)
    vault.delete("lab")
    with pytest.raises(TokenElsewhere):
        credentials.remove("lab")
    credentials.remove("lab", elsewhere=True)
    assert credentials.all() == ()


def test_what_cannot_be_removed_stays_whole(
    credentials: Credentials, vault: FailingVault, disk: Disk
) -> None:
    credentials.save(a_credential(), TOKEN)
    vault.refuses = {"delete"}
    with pytest.raises(StoreUnavailable, match="no delete today"):
        credentials.remove("lab")
    vault.refuses = set()
    disk.fails = IndexDamaged("damaged")
    with pytest.raises(IndexDamaged):
        credentials.remove("lab")
    disk.fails = None
    assert credentials.token(credentials.find("lab")) == TOKEN
    assert credentials.recover() == ()


def test_what_the_server_said_is_recorded(credentials: Credentials) -> None:
    credentials.save(a_credential(), TOKEN)
    later = AT + timedelta(hours=1)
    told = Verification("LAB", later, User("7", "Bo", "bo@x.org"), None, ("A",))
    stale, gone = told._replace(fingerprint="0" * 12), told._replace(name="core_lab")
    replaced, seen, missing = credentials.record_verifications((stale, told, gone))
    assert isinstance(replaced, Replaced)
    assert isinstance(missing, NoSuchCredential)
    assert isinstance(seen, Credential)
    assert seen == credentials.find("lab")
    assert (seen.user.id, seen.workgroup, seen.scopes_granted) == ("7", None, ("A",))
    assert seen.verified_at == later
    assert seen.created_at == AT


def test_what_is_overwritten_may_be_kept_under_another_name(
    credentials: Credentials, vault: FailingVault, index: Index
) -> None:
    long = "x" * 64
    for name in ("lab", long):
        credentials.save(a_credential(name=name, description="as it was"), TOKEN)
        credentials.save(a_credential(name=name), TOKEN, overwrite=True, keep_old=True)
        assert credentials.named(f"{name[:60]}-old") is None, "it is the same token"
        for number, old in enumerate([f"{name[:60]}-old", f"{name[:58]}-old-2"]):
            before = credentials.find(name)
            credentials.save(
                a_credential(name=name), Secret(f"new-{number}"), overwrite=True, keep_old=True
            )
            kept = credentials.find(old)
            assert kept == before._replace(name=old, seal=kept.seal)
            assert credentials.token(kept).fingerprint == before.fingerprint
            assert credentials.find(name).fingerprint != before.fingerprint
    edited = credentials.find("lab")._replace(api_server="https://elsewhere.example")
    index.change(lambda was: was.with_credential(edited))
    with pytest.raises(RecordChanged):  # or it would get a seal that fits
        credentials.save(a_credential(), Secret("newer"), overwrite=True, keep_old=True)
    vault.delete("lab")
    with pytest.raises(TokenElsewhere):
        credentials.save(a_credential(), Secret("newer"), overwrite=True, keep_old=True)


@pytest.mark.parametrize("number", range(5))
def test_who_is_not_there_is_said_with_near_names(credentials: Credentials, number: int) -> None:
    for name in ("Core-lab", "seq"):
        credentials.save(a_credential(name=name), TOKEN)
    calls: tuple[Callable[[], object], ...] = (
        lambda: credentials.find("core_lab"),
        lambda: credentials.remove("core_lab"),
        lambda: credentials.make_default("core_lab"),
        lambda: credentials.describe("core_lab", "text"),
        lambda: credentials.rename("core_lab", "other"),
    )
    with pytest.raises(NoSuchCredential, match="“core_lab”") as caught:
        calls[number]()
    assert caught.value.hint == "Did you mean Core-lab?"


def test_the_hint_fits_what_is_there(credentials: Credentials) -> None:
    with pytest.raises(NoSuchCredential, match="No credential is stored") as caught:
        credentials.find()
    assert "bs-wizard login" in caught.value.hint
    with pytest.raises(NoSuchCredential) as caught:
        credentials.find("\x1b[2Jlab")
    assert caught.value.message == "There is no credential named “lab”."
    assert "bs-wizard login" in caught.value.hint
    for name in ("one", "two", "three"):
        credentials.save(a_credential(name=name), TOKEN)
    with pytest.raises(NoSuchCredential) as caught:
        credentials.find("zzz")
    assert "bs-wizard list" in caught.value.hint
    credentials.remove("one")
    with pytest.raises(NoSuchCredential, match="none is the default") as caught:
        credentials.find()
    assert "bs-wizard default" in caught.value.hint


def test_the_vault_is_touched_only_under_the_lock(index: Index) -> None:
    held: list[bool] = []

    class Watching(MemoryVault):
        def put(self, key: str, secret: Secret) -> None:
            held.append(not _free(index))
            super().put(key, secret)

        def delete(self, key: str) -> None:
            held.append(not _free(index))
            super().delete(key)

    vault = Watching()
    credentials = Credentials(index, lambda store, backend: vault)
    credentials.save(a_credential(), TOKEN)
    credentials.remove("lab")
    assert held == [True, True]
    assert _free(index)


def _free(index: Index) -> bool:
    # Another thread is as good as another process: the lock is per thread.
    free: list[bool] = []

    def attempt() -> None:
        try:
            with Index(index.home, lock_seconds=0).locked():
                free.append(True)
        except StoreUnavailable:
            free.append(False)

    thread = Thread(target=attempt)
    thread.start()
    thread.join()
    return free[0]
