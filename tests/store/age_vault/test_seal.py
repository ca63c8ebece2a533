"""Who can read the vault is what its owner listed, whatever else is written into ``vault.json``."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault.format import AgeIdentity
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.settings import read_settings
from bs_wizard.store.age_vault.vault import AgeVault
from tests.store.age_homes import NOBODY, PASSPHRASE, file_vault, passphrase_vault, ssh_vault

VAULTS: dict[str, Callable[[Path], AgeVault]] = {
    "file": file_vault,
    "ssh": ssh_vault,
    "passphrase": passphrase_vault,
}
TOKEN = Secret("canary-1")

Json = dict[str, Any]


@pytest.fixture
def ada() -> AgeIdentity:
    return age_format.read_identity(age_format.new_identity().reveal().encode())


@pytest.fixture
def eve() -> AgeIdentity:
    return age_format.read_identity(age_format.new_identity().reveal().encode())


def as_the_next_run(vault: AgeVault) -> AgeVault:
    return AgeVault(vault.home, vault.passphrases)


def edit(home: Path, edited: Callable[[Json], Json]) -> None:
    file = home / "vault.json"
    file.write_text(json.dumps(edited(json.loads(file.read_text()))))


def can_read(identity: AgeIdentity, home: Path) -> bool:
    def opens(file: Path) -> bool:
        try:
            return bool(age_format.decrypt(file.read_bytes(), identity))
        except ValueError:
            return False

    return any(opens(file) for file in (home / "vault").glob("*.age"))


def edits(eve: Json) -> dict[str, Callable[[Json], Json]]:
    def first(data: Json, **changed: str) -> Json:
        return data | {"recipients": [data["recipients"][0] | changed]}

    return {
        "added": lambda data: data | {"recipients": [*data["recipients"], eve]},
        "being added": lambda data: (
            data | {"recipients": [*data["recipients"], eve], "unfinished": [eve]}
        ),
        "being removed": lambda data: data | {"unfinished": [eve]},
        "in Ada's place": lambda data: first(data, recipient=eve["recipient"]),
        "under another label": lambda data: first(data, label="Eve"),
        "without a seal": lambda data: {key: data[key] for key in data if key != "seal"},
        "with a seal that is none": lambda data: data | {"seal": "é"},
        "with another vault's seal": lambda data: data | {"seal": "0" * 64},
    }


@pytest.mark.parametrize("kind", VAULTS)
def test_nothing_is_encrypted_to_a_list_that_somebody_else_wrote(
    home: Path, ada: AgeIdentity, eve: AgeIdentity, kind: str
) -> None:
    vault = VAULTS[kind](home)
    vault.put("lab", TOKEN)
    vault.add_recipient(ada.recipients[0], "Ada")
    whole = (home / "vault.json").read_bytes()
    for how, edited in edits({"recipient": eve.recipients[0], "label": "Ada"}).items():
        edit(home, edited)
        uses: tuple[Callable[[AgeVault], object], ...] = (
            lambda vault: vault.probe(),
            lambda vault: vault.put("lab", TOKEN),
            lambda vault: vault.get("lab"),
            lambda vault: vault.open(),
        )
        for use in uses:
            for run in (vault, as_the_next_run(vault)):
                with pytest.raises(StoreUnavailable, match="written by somebody else") as caught:
                    use(run)
                assert "add-recipient" in caught.value.hint, how
        assert not can_read(eve, home), how
        (home / "vault.json").write_bytes(whole)
    assert as_the_next_run(vault).get("lab") == TOKEN


@pytest.mark.parametrize("kept", [True, False])
def test_whom_the_owner_names_again_is_on_the_list_and_nobody_else(
    home: Path, ada: AgeIdentity, eve: AgeIdentity, kept: bool
) -> None:
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    vault.add_recipient(ada.recipients[0], "Ada")
    edit(home, edits({"recipient": eve.recipients[0], "label": "Ada"})["added"])
    if kept:
        as_the_next_run(vault).add_recipient(ada.recipients[0], "Ada")
    else:
        as_the_next_run(vault).remove_recipient(eve.recipients[0])
    vault = as_the_next_run(vault)
    vault.put("core", TOKEN)
    assert vault.get("lab") == vault.get("core") == TOKEN
    assert [one.text for one in vault.recipients()[1:]] == list(ada.recipients if kept else ())
    assert (can_read(ada, home), can_read(eve, home)) == (kept, False)


@pytest.mark.parametrize("kind", ["file", "ssh"])
def test_a_key_that_asks_nobody_is_looked_at_before_anything_is_saved(
    home: Path, eve: AgeIdentity, kind: str
) -> None:
    vault = VAULTS[kind](home)
    edit(
        home, lambda data: data | {"identity": data["identity"] | {"recipient": eve.recipients[0]}}
    )
    with pytest.raises(StoreUnavailable, match="another key"):
        vault.put("lab", TOKEN)
    assert not can_read(eve, home)


def test_saving_asks_for_the_passphrase_once_and_only_where_others_are_listed(
    home: Path, ada: AgeIdentity
) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> Secret:
        asked.append(prompt)
        AgeVault(home, NOBODY).names()  # another process can still use it
        return PASSPHRASE

    vault = passphrase_vault(home, Passphrases(ask, {}))
    vault.probe()
    vault.put("lab", TOKEN)
    assert asked == []
    vault.add_recipient(ada.recipients[0])
    vault = AgeVault(home, Passphrases(ask, {}))
    del asked[:]
    vault.probe()
    vault.put("lab", TOKEN)
    vault.put("core", TOKEN)
    assert len(asked) == 1
    with pytest.raises(StoreUnavailable, match="nobody can be asked"):
        AgeVault(home, NOBODY).put("lab", TOKEN)


def test_once_opened_a_vault_saves_for_no_other_key(home: Path, eve: AgeIdentity) -> None:
    vault = passphrase_vault(home)
    vault.put("lab", TOKEN)
    vault.get("lab")
    edit(
        home, lambda data: data | {"identity": data["identity"] | {"recipient": eve.recipients[0]}}
    )
    with pytest.raises(StoreUnavailable, match="another key"):
        vault.put("lab", TOKEN)
    assert not can_read(eve, home)


def test_an_ssh_key_under_another_comment_vouches_for_the_same_list(
    home: Path, ada: AgeIdentity
) -> None:
    vault = ssh_vault(home)
    vault.put("lab", TOKEN)
    vault.add_recipient(ada.recipients[0])
    key = home.parent / "id_ed25519"
    before = key.read_bytes()
    subprocess.run(("ssh-keygen", "-q", "-c", "-C", "another", "-f", str(key)), check=True)
    assert key.read_bytes() != before
    assert as_the_next_run(vault).get("lab") == TOKEN


def test_the_seal_is_what_the_standards_make_of_the_private_key(
    home: Path, ada: AgeIdentity
) -> None:
    """By another implementation of HKDF and HMAC: what is written today must be good tomorrow."""
    vault = file_vault(home)
    vault.add_recipient(ada.recipients[0], "Ada")
    (private,) = (home.parent / "key.txt").read_text().split()[-1:]
    purpose = b"bs-wizard: who can read the vault, version 1"
    key = HKDF(SHA256(), 32, salt=None, info=purpose).derive(private.encode())
    mac = HMAC(key, SHA256())
    own = read_settings(home).own
    listed = [{"recipient": ada.recipients[0], "label": "Ada"}]
    mac.update(json.dumps([own, listed, []]).encode())
    assert json.loads((home / "vault.json").read_text())["seal"] == mac.finalize().hex()
