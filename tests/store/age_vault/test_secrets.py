"""A token and a passphrase planted everywhere, and found nowhere but where they belong."""

from collections.abc import Callable
from pathlib import Path
from traceback import format_exception

import pytest

from bs_wizard.errors import BsWizardError, StoreUnavailable
from bs_wizard.scrub import scrubbed
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.format import new_identity, read_identity
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.vault import AgeVault
from tests.store.age_homes import PASSPHRASE, file_vault, passphrase_vault

TOKEN = Secret("canary-token-31415926")
WRONG = Secret("canary-wrong-27182818")
PLANTED = ("canary", PASSPHRASE.reveal())


def shows_nothing(text: str) -> bool:
    return not any(planted in text for planted in PLANTED)


def damaged_identity(vault: AgeVault) -> None:
    file = vault.home / "identity.age"
    file.write_bytes(file.read_bytes()[:-2])
    vault.get("lab")


def no_folder(vault: AgeVault) -> None:
    folder = vault.home / "vault"
    folder.rename(vault.home / "gone")
    folder.write_text("")
    vault.put("lab", TOKEN)


FAILURES: dict[str, Callable[[AgeVault], object]] = {
    "wrong passphrase": lambda vault: vault.get("lab"),
    "nobody to ask": lambda vault: AgeVault(vault.home, Passphrases(environ={})).get("lab"),
    "set up twice": lambda vault: set_up(vault.home, Kind.PASSPHRASE, passphrase=PASSPHRASE),
    "damaged identity": damaged_identity,
    "no folder": no_folder,
    "a private key for a recipient": lambda vault: vault.add_recipient(
        new_identity().reveal().replace("age1", "canary"), "canary"
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_no_error_shows_any(home: Path, name: str) -> None:
    vault = passphrase_vault(home, Passphrases(lambda prompt: WRONG, {}))
    vault.put("lab", TOKEN)
    with pytest.raises(BsWizardError) as caught:
        FAILURES[name](vault)
    error = caught.value
    assert shows_nothing(f"{error} {error!r} {error.hint} {scrubbed(error)}")
    assert shows_nothing("".join(format_exception(error)))


def test_no_file_holds_any(home: Path) -> None:
    vault = passphrase_vault(home)
    vault.put("lab", TOKEN)
    assert vault.get("lab") == TOKEN
    vault.probe()
    vault.delete("lab")
    vault.put("lab", TOKEN)
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert shows_nothing(content.decode("latin-1")), file
            assert b"AGE-SECRET-KEY" not in content


def test_no_representation_shows_any(home: Path) -> None:
    content = new_identity()
    identity = read_identity(content.reveal().encode())
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    assert vault.get("lab") == TOKEN
    vault.passphrases.remember(PASSPHRASE)
    shown = f"{identity} {identity!r} {vault!r} {vault.passphrases!r} {vars(vault)} "
    shown += f"{vars(vault.passphrases)}"
    assert shows_nothing(shown)
    assert "AGE-SECRET-KEY" not in shown


def test_a_settings_file_that_lists_rubbish_is_damaged_and_nothing_is_written(home: Path) -> None:
    vault = file_vault(home)
    settings = home / "vault.json"
    settings.write_text(settings.read_text().replace("age1", "age2"))
    with pytest.raises(StoreUnavailable, match="not an age or ssh-ed25519 recipient"):
        vault.put("lab", TOKEN)
    assert not list((home / "vault").iterdir())
