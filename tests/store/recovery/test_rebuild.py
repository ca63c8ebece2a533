"""A damaged index set aside, and what is put in its place."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bs_wizard.errors import IndexTooNew, RecordChanged, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.journal import Change, VaultEntry
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.recovery.rebuild import NOBODY, Assumed, Rebuilt, rebuild
from tests.store.examples import AT, SERVER, a_credential, an_application

LATER = AT + timedelta(days=9)
ASSUMED = Assumed(SERVER, "use1", LATER)
TOKEN, OTHER, CLIENT = map(Secret, ("token-1", "token-2", "client-1"))


class ListedVault(MemoryVault):
    """Can say what is in it."""

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._secrets))


@pytest.fixture
def vault() -> ListedVault:
    return ListedVault()


@pytest.fixture
def credentials(home: Path, vault: ListedVault) -> Credentials:
    return Credentials(Index(home), lambda store, backend: vault)


@pytest.fixture
def file(home: Path, credentials: Credentials) -> Path:
    for name in ("lab", "core", "seq"):
        credentials.save(
            a_credential(name=name, api_server=f"https://{name}.example"),
            Secret(f"token-{name}"),
            application=an_application(),
            client_secret=CLIENT,
        )
    return home / "index.json"


def lose(file: Path) -> None:
    """Damage the index, and let there be no previous one."""
    file.with_name("index.json.previous").unlink()
    file.write_bytes(b"{")


def test_the_previous_index_is_restored_and_the_last_change_finished(
    home: Path, file: Path, credentials: Credentials, vault: ListedVault
) -> None:
    whole = Index(home).read()
    damaged = file.read_bytes()[:-100]
    file.write_bytes(damaged)
    done = rebuild(Index(home), [vault], ASSUMED)
    assert done == Rebuilt(home / "index.json.damaged-1", ("lab", "core"), (), ())
    assert done.aside.read_bytes() == damaged
    (said,) = credentials.recover()
    assert said.startswith("Saving seq")
    assert Index(home).read() == whole


def test_what_the_previous_index_does_not_say_is_found_in_the_vault(
    home: Path, file: Path, vault: ListedVault, credentials: Credentials
) -> None:
    lose(file)
    done = rebuild(Index(home), [vault], ASSUMED)
    assert (done.restored, done.found, done.unlisted) == ((), ("core", "lab", "seq"), ())
    for one in credentials.all():
        assert (one.user, one.verified_at, one.created_at) == (NOBODY, None, LATER)
        assert (one.api_server, one.instance) == (SERVER, "use1")
        assert credentials.token_for(one).fingerprint == one.fingerprint
        with pytest.raises(RecordChanged, match="Nobody has said which server"):
            credentials.token(one)
    (app,) = credentials.applications()
    assert (app.api_server, app.client_id) == (SERVER, "0123456789abcdef")
    with pytest.raises(RecordChanged, match="The stored Client Secret is not used"):
        credentials.client_secret(app)
    assert credentials.contents().default is None


@pytest.mark.parametrize("previous", [b"{", b'{"version": 2}', b""])
def test_a_previous_index_that_cannot_be_read_says_nothing(
    home: Path, file: Path, previous: bytes
) -> None:
    (home / "index.json.previous").write_bytes(previous)
    file.write_bytes(b"{")
    assert rebuild(Index(home), [], ASSUMED).restored == ()
    assert Index(home).read() == Contents()


def test_a_damaged_index_never_becomes_the_previous_one(home: Path, file: Path) -> None:
    previous = (home / "index.json.previous").read_bytes()
    file.write_bytes(b"{")
    Index(home).restore()
    assert (home / "index.json.previous").read_bytes() == previous


def test_a_previous_index_in_a_folder_that_cannot_be_read_loses_nothing(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(b"{")
    real = os.open

    def refuse(path: Path, *how: int) -> int:
        if str(path).endswith(".previous"):
            raise PermissionError(13, "Permission denied")
        return real(path, *how)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreUnavailable, match="cannot be read: Permission denied"):
        rebuild(Index(home), [], ASSUMED)
    assert file.read_bytes() == b"{"
    assert list(home.glob("*.damaged-*")) == []


def test_a_change_that_was_cut_off_is_settled_after_the_rebuild(
    home: Path, file: Path, vault: ListedVault, credentials: Credentials
) -> None:
    record = a_credential(fingerprint=OTHER.fingerprint)
    entry = VaultEntry(
        "memory", "memory", "lab", Secret("token-lab").fingerprint, OTHER.fingerprint
    )
    Index(home).change(lambda was: was.with_change(Change("save", "lab", record, (entry,))))
    Index(home).change(lambda was: was)
    vault.put("old:lab", Secret("token-lab"))
    vault.delete("lab")
    file.write_bytes(file.read_bytes().replace(b'"version": 1', b'"version": "1"'))
    rebuild(Index(home), [vault], ASSUMED)
    (said,) = credentials.recover()
    assert "rolled back" in said
    assert credentials.token(credentials.find("lab")) == Secret("token-lab")
    assert "old:lab" not in vault.names()


def test_a_token_that_was_being_replaced_is_put_back(
    home: Path, file: Path, vault: ListedVault, credentials: Credentials
) -> None:
    vault.put("old:lab", Secret("token-lab"))
    vault.delete("lab")
    lose(file)
    assert rebuild(Index(home), [vault], ASSUMED).found == ("core", "lab", "seq")
    assert credentials.token_for(credentials.find("lab")) == Secret("token-lab")
    assert "old:lab" not in vault.names()


def test_a_vault_that_cannot_be_listed_is_said(home: Path, file: Path) -> None:
    class Closed(ListedVault):
        title = "the closed one"

        def names(self) -> tuple[str, ...]:
            raise StoreUnavailable("It is locked.", "Unlock it.")

    lose(file)
    done = rebuild(Index(home), (MemoryVault(), Closed()), ASSUMED)
    assert done.found == ()
    assert done.unlisted == (
        f"{MemoryVault.title} could not be searched: it cannot say what is in it.",
        "the closed one could not be searched: It is locked.",
    )
    assert Index(home).read() == Contents()


def test_a_vault_that_does_not_open_is_recorded_by_name_alone(
    home: Path, file: Path, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shut(ListedVault):
        asked = 0
        is_shut = True

        def get(self, key: str) -> Secret | None:
            if not self.is_shut:
                return super().get(key)
            self.asked += 1
            raise StoreUnavailable("It needs its passphrase.", "Give it.")

    shut = Shut()
    for key in ("lab", "old:core", "seq"):
        shut.put(key, TOKEN)
    lose(file)
    done = rebuild(Index(home), [shut], ASSUMED)
    assert done.found == ("lab", "seq")
    assert done.unlisted == (
        f"{shut.title} did not give all that is in it: It needs its passphrase.",
    )
    assert shut.asked == 1
    shut.is_shut = False
    later = Credentials(Index(home), lambda store, backend: shut)
    assert later.token_for(later.find("lab")) == TOKEN


def test_a_folder_in_the_place_of_the_index_is_kept(home: Path, vault: ListedVault) -> None:
    (home / "index.json").mkdir(parents=True)
    (home / "index.json" / "precious").touch()
    vault.put("lab", TOKEN)
    done = rebuild(Index(home), [vault], ASSUMED)
    assert (done.found, done.aside) == (("lab",), home / "index.json.damaged-1")
    assert (done.aside / "precious").exists()
    assert Index(home).read().find("lab")


def test_what_is_no_credential_is_left_alone(home: Path, file: Path, vault: ListedVault) -> None:
    for key in ("pending:1", "probe:2", "old:core", "../x"):
        vault.put(key, TOKEN)
    lose(file)
    assert rebuild(Index(home), [vault], ASSUMED).found == ("core", "lab", "seq")
    assert {"pending:1", "probe:2", "old:core", "../x"} <= set(vault.names())


def test_the_only_one_found_is_the_default(home: Path, vault: ListedVault) -> None:
    vault.put("lab", TOKEN)
    home.mkdir()
    (home / "index.json").write_bytes(b"?")
    rebuild(Index(home), [vault], ASSUMED)
    assert Index(home).read().default == "lab"


def test_the_previous_index_can_be_restored_alone_and_numbers_go_on(home: Path, file: Path) -> None:
    for number, damage in enumerate((b"one", b"two", b"three"), start=1):
        file.write_bytes(damage)
        kept = Index(home).restore()
        assert kept == home / f"index.json.damaged-{number}"
        assert kept.read_bytes() == damage
        assert Index(home).read().find("core")


def test_an_index_that_is_not_damaged_is_not_touched(home: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(UsageError, match="is not damaged"):
        rebuild(Index(home), [], ASSUMED)
    file.write_text('{"version": 2}')
    with pytest.raises(IndexTooNew):
        rebuild(Index(home), [], ASSUMED)
    assert file.read_text() == '{"version": 2}'
    file.write_bytes(before)
    assert {each.name for each in home.iterdir()} == {
        "index.json",
        "index.json.previous",
        "index.lock",
    }
