"""Changes that were cut off: noted beforehand, finished or undone afterwards."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bs_wizard.errors import StoreUnavailable, TokenElsewhere
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index import json_fields
from bs_wizard.store.index.index_file import Index, LockedIndex
from bs_wizard.store.index.journal import Change, VaultEntry
from bs_wizard.store.index.records import Credential
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.vaults import Vault, app_key
from tests.store.examples import AT, a_credential, an_application

TOKEN, OTHER, CLIENT, CLIENT_2 = map(Secret, ("token-1", "token-2", "client-1", "client-2"))
APP_KEY = app_key("0123456789abcdef", "api.basespace.illumina.com")
UNDONE = "was interrupted and rolled back; nothing that was stored is lost."
FINISHED = "was interrupted and is finished now."


class Killed(BaseException):
    """Stands for the end of the process: nothing after it is carried out."""


class Power:
    """Goes off before the n-th write to a vault or the index; nothing can be written until on."""

    def __init__(self) -> None:
        self.left: int | None = None

    def use(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            raise Killed
        self.left -= 1


class PoweredVault(MemoryVault):
    """Replaces as macOS' keyring does: removes, then adds."""

    def __init__(self, power: Power, backend: str = "memory") -> None:
        super().__init__()
        self.backend = backend
        self._power = power
        self.is_closed = False

    def put(self, key: str, secret: Secret) -> None:
        if self.get(key) is not None:
            self.delete(key)
        self._power.use()
        super().put(key, secret)

    def get(self, key: str) -> Secret | None:
        if self.is_closed:
            raise StoreUnavailable("The memory is closed.", "Open it.")
        return super().get(key)

    def delete(self, key: str) -> None:
        self._power.use()
        super().delete(key)

    def kept(self) -> set[str]:
        return set(self._secrets)


class FoldingVault(PoweredVault):
    """Takes no notice of case, as Windows' Credential Manager and many file systems."""

    def put(self, key: str, secret: Secret) -> None:
        super().put(key.casefold(), secret)

    def get(self, key: str) -> Secret | None:
        return super().get(key.casefold())

    def delete(self, key: str) -> None:
        super().delete(key.casefold())


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch) -> Power:
    power = Power()
    write = LockedIndex.write

    def powered(held: LockedIndex, contents: object) -> None:
        power.use()
        write(held, contents)  # type: ignore[arg-type]

    monkeypatch.setattr(LockedIndex, "write", powered)
    return power


@pytest.fixture(params=[PoweredVault, FoldingVault])
def vault(power: Power, request: pytest.FixtureRequest) -> PoweredVault:
    made: PoweredVault = request.param(power)
    return made


@pytest.fixture
def other_vault(power: Power) -> PoweredVault:
    return PoweredVault(power, "other")


@pytest.fixture
def credentials(home: Path, vault: PoweredVault, other_vault: PoweredVault) -> Credentials:
    vaults: dict[str | None, Vault] = {"memory": vault, "other": other_vault}
    return Credentials(Index(home), lambda store, backend: vaults[backend])


def cut_at_each_write(power: Power, change: Callable[[], object]) -> Iterator[int]:
    """Carry ``change`` out, cut off before write 0, 1, ... until it comes to its end."""
    for number in range(50):
        power.left = number
        try:
            change()
        except Killed:
            power.left = None
            yield number
        else:
            power.left = None
            return
    raise AssertionError("it never comes to its end")


def check(credentials: Credentials, *vaults: PoweredVault) -> dict[str, str]:
    """Return the names and tokens; assert that vaults hold these and no more."""
    keys = set()
    for one in credentials.all():
        assert credentials.token(one).fingerprint == one.fingerprint
        keys.add((one.backend, one.name.casefold()))
    for app in credentials.applications():
        if app.store is not None:
            assert credentials.client_secret(app) is not None
            keys.add((app.backend or "", APP_KEY))
    assert {(one.backend, key.casefold()) for one in vaults for key in one.kept()} == keys
    assert credentials.recover() == ()
    return {one.name: credentials.token(one).reveal() for one in credentials.all()}


def test_a_save_is_finished_or_undone(
    credentials: Credentials, vault: PoweredVault, power: Power
) -> None:
    said: list[str] = []

    def save() -> Credential:
        return credentials.save(
            a_credential(), TOKEN, application=an_application(), client_secret=CLIENT
        )

    for _ in cut_at_each_write(power, save):
        said.extend(credentials.recover())
        assert check(credentials, vault) in ({}, {"lab": "token-1"})
        for one in credentials.all():
            credentials.remove(one.name)
    assert set(said) == {f"Saving lab {UNDONE}", f"Saving lab {FINISHED}"}
    assert check(credentials, vault) == {"lab": "token-1"}


@pytest.mark.parametrize("backends", [("memory", "memory"), ("memory", "other")])
@pytest.mark.parametrize("name", ["lab", "LAB"])
def test_while_a_token_is_replaced_there_is_one_at_every_moment(
    credentials: Credentials,
    vault: PoweredVault,
    other_vault: PoweredVault,
    power: Power,
    backends: tuple[str, str],
    name: str,
) -> None:
    old, new = backends
    before, after = {"lab": "token-1"}, {name: "token-2"}
    app = an_application()
    said: set[str] = set()

    def first() -> Credential:
        return credentials.save(
            a_credential(backend=old), TOKEN, application=app, client_secret=CLIENT, overwrite=True
        )

    def again() -> Credential:
        return credentials.save(
            a_credential(name=name, backend=new),
            OTHER,
            application=app,
            client_secret=CLIENT_2,
            overwrite=True,
        )

    first()
    for _ in cut_at_each_write(power, again):
        (record,) = credentials.all()
        assert credentials.token(record).fingerprint == record.fingerprint
        said.update(credentials.recover())
        state = check(credentials, vault, other_vault)
        assert state in (before, after)
        secret = credentials.client_secret(credentials.applications()[0])
        assert secret in (CLIENT, CLIENT_2)
        first()
    assert said == {f"Saving {name} {UNDONE}", f"Saving {name} {FINISHED}"}
    assert check(credentials, vault, other_vault) == after


@pytest.mark.parametrize("new", ["core", "LAB"])
def test_a_rename_is_finished_or_undone(
    credentials: Credentials, vault: PoweredVault, power: Power, new: str
) -> None:
    credentials.save(a_credential(), TOKEN)
    credentials.save(a_credential(name="zzz"), OTHER)
    rest = {"zzz": "token-2"}
    for _ in cut_at_each_write(power, lambda: credentials.rename("lab", new)):
        credentials.recover()
        state = check(credentials, vault)
        assert state in ({"lab": "token-1"} | rest, {new: "token-1"} | rest)
        assert credentials.contents().default == next(iter(state))
        if new in state:
            credentials.rename(new, "lab")
    assert check(credentials, vault) == {new: "token-1"} | rest


def test_a_removal_is_finished_or_has_not_begun(
    credentials: Credentials, vault: PoweredVault, power: Power
) -> None:
    credentials.save(a_credential(), TOKEN)
    said: list[str] = []
    for _ in cut_at_each_write(power, lambda: credentials.remove("lab")):
        said.extend(credentials.recover())
        if not check(credentials, vault):
            credentials.save(a_credential(), TOKEN)
    assert set(said) == {f"Removing lab {FINISHED}"}
    assert check(credentials, vault) == {}


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("entries", [(), (VaultEntry("memory", "memory", "lab", "0a", "0a"),)])
def test_an_intent_that_left_nothing_is_settled_and_gone(
    credentials: Credentials,
    vault: PoweredVault,
    home: Path,
    entries: tuple[VaultEntry, ...],
    is_committed: bool,
) -> None:
    saved = credentials.save(a_credential(), TOKEN)
    change = Change("rename", "lab", saved, entries, committed=is_committed)
    Index(home).change(lambda was: was.with_change(change))
    assert [
        each.startswith("Renaming lab to lab was interrupted") for each in credentials.recover()
    ]
    assert Index(home).read().journal == ()
    Index(home).change(lambda was: was.with_change(change))
    credentials.describe("lab", "still changed")
    assert check(credentials, vault) == {"lab": "token-1"}


def test_the_next_change_settles_the_last_by_itself(
    credentials: Credentials, vault: PoweredVault, power: Power
) -> None:
    power.left = 2  # the change and the token, not the commit
    with pytest.raises(Killed):
        credentials.save(a_credential(), TOKEN)
    power.left = None
    assert credentials.all() == ()
    credentials.describe("lab", "found again")
    assert check(credentials, vault) == {"lab": "token-1"}


def cut_off(credentials: Credentials, power: Power) -> None:
    credentials.save(a_credential(), TOKEN)
    power.left = 3  # the change, the backup, and the removal before the new one is added
    with pytest.raises(Killed):
        credentials.save(a_credential(), OTHER, overwrite=True)
    power.left = None


def test_the_old_token_is_found_until_the_new_one_is_recorded(
    credentials: Credentials, vault: PoweredVault, power: Power
) -> None:
    cut_off(credentials, power)
    assert vault.get("lab") is None
    assert credentials.token(credentials.find("lab")) == TOKEN


def test_what_cannot_be_settled_now_is_said_and_stays(
    credentials: Credentials, vault: PoweredVault, power: Power
) -> None:
    cut_off(credentials, power)
    vault.is_closed = True
    waiting = "Saving lab was interrupted, and could not be completed yet: The memory is closed."
    assert credentials.recover() == (waiting,)
    with pytest.raises(StoreUnavailable) as caught:
        credentials.describe("LAB", "text")
    assert (caught.value.message, caught.value.hint) == (waiting, "Open it.")
    credentials.save(a_credential(name="core", backend="other"), OTHER)  # touches nothing of it
    vault.is_closed = False
    assert credentials.recover() == (f"Saving lab {UNDONE}",)
    assert credentials.token(credentials.find("lab")) == TOKEN


def test_no_vault_is_opened_while_nothing_was_cut_off(home: Path) -> None:
    def closed(store: str | None, backend: str | None) -> Vault:
        raise AssertionError("opened for nothing")

    credentials = Credentials(Index(home), closed)
    assert credentials.recover() == ()
    assert not home.exists()
    Index(home).change(lambda was: was.with_credential(a_credential()))
    assert credentials.recover() == ()
    credentials.describe("lab", "text")


def test_a_change_under_way_is_left_to_whoever_makes_it(
    credentials: Credentials, home: Path
) -> None:
    entry = VaultEntry("memory", "memory", "lab", "0a", None)
    change = Change("remove", "lab", None, (entry,), committed=True)
    with Index(home).locked() as locked:
        locked.write(locked.contents.with_change(change))
        assert credentials.recover() == ()
    assert credentials.recover() == ("Removing lab was interrupted and is finished now.",)


def test_a_token_that_was_changed_by_hand_is_handed_out_only_as_what_is_stored(
    credentials: Credentials, vault: PoweredVault
) -> None:
    saved = credentials.save(a_credential(), TOKEN)
    vault.put("lab", OTHER)
    with pytest.raises(
        TokenElsewhere, match="here holds another token for lab than the recorded one"
    ):
        credentials.token(saved)
    assert credentials.token(saved, as_stored=True) == OTHER


def test_the_journal_is_in_the_file_only_while_it_says_something(
    credentials: Credentials, home: Path, power: Power
) -> None:
    cut_off(credentials, power)
    file = home / "index.json"
    data = json.loads(file.read_text())
    assert data["version"] == 1
    assert [each["change"] for each in data["journal"]] == ["save"]
    for secret in (TOKEN, OTHER):
        assert secret.reveal() not in file.read_text()
    credentials.recover()
    assert "journal" not in json.loads(file.read_text())


INTENTS = [
    Change("remove", "lab", None, (VaultEntry("keyring", "x.Ring", "lab", None, None),)),
    Change(
        "save",
        "lab",
        a_credential(),
        (
            VaultEntry("memory", "memory", "lab", "0a", "0b"),
            VaultEntry("", "", "y" * 999, None, "0c"),
        ),
        make_default=True,
        application=an_application(last_used_at=AT),
        committed=True,
    ),
    Change("rename", "lab", a_credential(name="core"), ()),
]


@pytest.mark.parametrize("change", INTENTS)
def test_an_intent_comes_back_from_json_as_it_was(change: Change) -> None:
    assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("change", "explode", "change must be one of save, rename, move, remove"),
        ("name", "../x", "cannot name a credential"),
        ("entries", {}, "entries must be a list"),
        ("entries", [{}], "store is missing"),
        ("record", {}, "name is missing"),
        ("change", "save", "record is missing"),
        ("entries", [json_fields.write(VaultEntry("x", "y", "", None, None))], "key is empty"),
    ],
)
def test_a_wrong_intent_is_named(field: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Change.from_json(INTENTS[0].to_json() | {field: value})


def test_an_intent_touches_names_and_keys_whatever_their_case() -> None:
    touched = INTENTS[1]._replace(name="LAB").touches
    assert touched == {"lab", "y" * 999}
    assert INTENTS[2].touches == {"lab", "core"}
    assert INTENTS[2].said == "Renaming lab to core"
