"""A damaged index set aside, and what is put in its place."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bs_wizard.errors import IndexTooNew, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.journal import Change, VaultEntry
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.recovery.rebuild import NOBODY, Assumed, rebuild
from bs_wizard.store.recovery.salvage import fragments, salvage
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


def names(contents: Contents) -> list[str]:
    return [one.name for one in contents.credentials]


def test_an_index_cut_off_in_the_middle_is_rebuilt_from_both(
    home: Path, file: Path, vault: ListedVault, credentials: Credentials
) -> None:
    whole = credentials.all()
    text = file.read_bytes()
    cut = text[: text.index(b'"user"', text.index(b'"name": "core"'))]
    file.write_bytes(cut)
    done = rebuild(Index(home), [vault], ASSUMED)
    assert done.aside == home / "index.json.damaged-1"
    assert done.aside.read_bytes() == cut
    assert (done.salvaged, done.found, done.unlisted) == (("lab",), ("core", "seq"), ())
    lab, core, seq = (credentials.find(name) for name in ("lab", "core", "seq"))
    assert lab == whole[0]
    # Its entry was broken after the server, the next one's is gone altogether.
    assert (core.api_server, core.description) == (whole[1].api_server, whole[1].description)
    assert (seq.api_server, seq.instance) == (SERVER, "use1")
    for one in (core, seq):
        assert (one.user, one.verified_at, one.created_at) == (NOBODY, None, LATER)
        assert credentials.token(one).fingerprint == one.fingerprint
    (app,) = credentials.applications()
    assert (app.api_server, app.client_id) == (SERVER, "0123456789abcdef")
    assert credentials.client_secret(app) == CLIENT
    assert credentials.default_name() == "lab"


def test_one_wrong_entry_costs_the_others_nothing(
    home: Path, file: Path, credentials: Credentials
) -> None:
    whole = credentials.all()
    data = json.loads(file.read_text())
    del data["credentials"][1]["fingerprint"]
    data["default"], data["pending"] = "SEQ", [{"id": "p1"}]
    file.write_text(json.dumps(data))
    done = rebuild(Index(home), [], ASSUMED)
    assert done.salvaged == ("lab", "seq")
    assert credentials.all() == (whole[0], whole[2])
    contents = Index(home).read()
    assert (contents.default, contents.pending) == ("seq", ({"id": "p1"},))
    assert contents.applications == credentials.applications()


def test_a_change_that_was_cut_off_is_settled_after_the_rebuild(
    home: Path, file: Path, vault: ListedVault, credentials: Credentials
) -> None:
    record = a_credential(fingerprint=OTHER.fingerprint)
    entry = VaultEntry(
        "memory", "memory", "lab", Secret("token-lab").fingerprint, OTHER.fingerprint
    )
    Index(home).change(lambda was: was.with_change(Change("save", "lab", record, (entry,))))
    vault.put("old:lab", Secret("token-lab"))
    vault.delete("lab")
    file.write_bytes(file.read_bytes().replace(b'"version": 1', b'"version": "1"'))
    rebuild(Index(home), [vault], ASSUMED)
    (said,) = credentials.recover()
    assert "undone" in said
    assert credentials.token(credentials.find("lab")) == Secret("token-lab")
    assert "old:lab" not in vault.names()


def test_a_token_that_was_being_replaced_is_put_back(
    home: Path, file: Path, vault: ListedVault, credentials: Credentials
) -> None:
    vault.put("old:lab", Secret("token-lab"))
    vault.delete("lab")
    file.write_bytes(b"")
    assert rebuild(Index(home), [vault], ASSUMED).found == ("core", "lab", "seq")
    assert credentials.token(credentials.find("lab")) == Secret("token-lab")
    assert "old:lab" not in vault.names()


def test_a_vault_that_cannot_be_listed_is_said(home: Path, file: Path) -> None:
    class Closed(ListedVault):
        title = "the closed one"

        def names(self) -> tuple[str, ...]:
            raise StoreUnavailable("It is locked.", "Unlock it.")

    file.write_bytes(b"{")
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
    file.write_bytes(b"")
    done = rebuild(Index(home), [shut], ASSUMED)
    assert done.found == ("lab", "seq")
    assert done.unlisted == (
        f"{shut.title} did not give all that is in it: It needs its passphrase.",
    )
    assert shut.asked == 1
    shut.is_shut = False
    later = Credentials(Index(home), lambda store, backend: shut)
    assert later.token(later.find("lab")) == TOKEN


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
    file.write_bytes(b"")
    assert rebuild(Index(home), [vault], ASSUMED).found == ("core", "lab", "seq")
    assert {"pending:1", "probe:2", "old:core", "../x"} <= set(vault.names())


def test_the_only_one_found_is_the_default(home: Path, vault: ListedVault) -> None:
    vault.put("lab", TOKEN)
    home.mkdir()
    (home / "index.json").write_bytes(b"?")
    rebuild(Index(home), [vault], ASSUMED)
    assert Index(home).read().default == "lab"


def test_a_damaged_index_can_be_set_aside_alone_and_numbers_go_on(home: Path, file: Path) -> None:
    for number, damage in enumerate((b"one", b"two", b"three"), start=1):
        file.write_bytes(damage)
        kept = Index(home).set_aside()
        assert kept == home / f"index.json.damaged-{number}"
        assert kept.read_bytes() == damage
        assert Index(home).read() == Contents()


def test_an_index_that_is_not_damaged_is_not_touched(home: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(UsageError, match="is not damaged"):
        rebuild(Index(home), [], ASSUMED)
    file.write_text('{"version": 2}')
    with pytest.raises(IndexTooNew):
        rebuild(Index(home), [], ASSUMED)
    assert file.read_text() == '{"version": 2}'
    file.write_bytes(before)
    assert {each.name for each in home.iterdir()} == {"index.json", "index.lock"}


def test_what_is_salvaged_survives_a_merge_conflict(file: Path) -> None:
    text = file.read_text()
    torn = f"<<<<<<< mine\n{text}=======\n{text}>>>>>>> theirs\n"
    assert names(salvage(torn.encode())) == ["lab", "core", "seq"]


@given(st.integers(0, 1000), st.integers(0, 255), st.integers(0, 40))
def test_salvage_never_raises_and_invents_nothing(place: int, byte: int, gone: int) -> None:
    contents = Contents().with_application(an_application())
    for name in ("lab", "core"):
        contents = contents.with_credential(a_credential(name=name))
    raw = json.dumps(contents.to_json(), indent=2).encode()
    damaged = raw[:place] + bytes([byte]) + raw[place + gone :]
    found = salvage(damaged)
    assert len(found.credentials) <= 2
    for name in ("lab", "core"):
        assert set(fragments(damaged, name)) <= {
            "description", "api_server", "instance", "client_id",
        }  # fmt: skip
    if place < raw.index(b'"name": "core"'):
        assert found.find("core") or place + gone > raw.index(b'"name": "core"') - 30


quoting = st.text('\\\\"abux01{}[]:,\n\x00\ud800é/ ', max_size=12)
found_in_files = st.lists(
    st.one_of(
        quoting,
        st.sampled_from(
            (
                '"name"',
                '"lab"',
                ":",
                '"description"',
                '"api_server"',
                '"user"',
                "{",
                "}",
                '"change"',
            )
        ),
        st.just(json.dumps(a_credential().to_json(True), indent=1)),
        st.just(json.dumps(an_application().to_json())),
    )
).map("".join)


@given(found_in_files)
@example('"name": "lab", "description": "a\\x", "api_server": "ok"')
@example('"name": "lab", "description": "\\u00g0", "api_server": "ok"')
@example('"name": "lab", "description": "\\ud800"')
def test_no_text_is_trouble(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    assert len(salvage(raw).credentials) <= 1
    for value in fragments(raw, "lab").values():
        assert value.isprintable()


def test_a_broken_field_costs_the_others_nothing() -> None:
    raw = b'"name": "lab", "description": "a\\x", "api_server": "https://a\\u002fb"'
    assert fragments(raw, "lab") == {"api_server": "https://a/b"}


def test_depth_is_no_trouble() -> None:
    assert salvage(b'{"a":' * 20_000) == Contents()
    assert salvage(b"[" * 100_000) == Contents()
