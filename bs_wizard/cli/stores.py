"""The stores of this person's home: light, since ``token`` needs nothing else."""

import os
from typing import TYPE_CHECKING

from bs_wizard.secret import Secret
from bs_wizard.store import vaults
from bs_wizard.store.credentials import Credentials, OpenVault
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.vaults import Vault

if TYPE_CHECKING:
    from bs_wizard.store.age_vault.passphrases import Ask, Passphrases
    from bs_wizard.store.age_vault.vault import AgeVault
    from bs_wizard.wizard.actions.encrypted_place import EncryptedPlace, NewVault


def stored(open_vault: OpenVault | None = None) -> Credentials:
    """Return the credentials of this person's home, in vaults that may ask on the terminal."""
    return Credentials(Index(paths.home()), open_vault or vault)


def vault(store: str | None = None, backend: str | None = None) -> Vault:
    """Return the vault of that kind and backend, else the best keyring here."""
    opened = vaults.open_vault(store, backend)
    if store == "vault":
        passphrases = _passphrases(opened)
        passphrases.ask = passphrases.ask or on_terminal()
    return opened


def age_vault() -> "AgeVault":
    """Return the encrypted vault, which asks on the terminal for its passphrase."""
    from bs_wizard.store.age_vault.vault import AgeVault

    opened = vault("vault")
    assert isinstance(opened, AgeVault), "the store called vault is the encrypted one"
    return opened


def vault_unasked(store: str | None = None, backend: str | None = None) -> Vault:
    """Return the same vault for programs: it asks nobody, though there may be a terminal."""
    return vaults.open_vault(store, backend)


def encrypted() -> "EncryptedPlace":
    """Return the encrypted vault of this person's home, whether it is set up or not."""
    from bs_wizard.store.age_vault.set_up import is_set_up
    from bs_wizard.wizard.actions.encrypted_place import EncryptedPlace

    return EncryptedPlace(
        lambda: is_set_up(paths.home()),
        _set_up,
        lambda: vaults.open_vault("vault"),
    )


def _set_up(new: "NewVault") -> None:
    from bs_wizard.store.age_vault.set_up import set_up

    set_up(paths.home(), new.kind, passphrase=new.passphrase, path=new.path)
    if new.passphrase:
        _passphrases(vaults.open_vault("vault")).remember(new.passphrase)


def set_up_unattended() -> None:
    """Make the vault where the environment gives a passphrase and nobody needs to be asked."""
    from bs_wizard.store.age_vault import passphrase_sources as sources
    from bs_wizard.store.age_vault.identities import Kind
    from bs_wizard.store.age_vault.passphrases import Passphrases
    from bs_wizard.store.age_vault.set_up import is_set_up
    from bs_wizard.wizard.actions.encrypted_place import NewVault

    if is_set_up(paths.home()) or not (
        os.environ.get(sources.FILE) or os.environ.get(sources.COMMAND)
    ):
        return
    Passphrases().once("", lambda given: _set_up(NewVault(Kind.PASSPHRASE, given)))


def ask_passphrase_with(ask: "Ask") -> None:
    """Let ``ask`` be who is asked for the vault's passphrase from now on."""
    _passphrases(vaults.open_vault("vault")).ask = ask


def _passphrases(opened: Vault) -> "Passphrases":
    from bs_wizard.store.age_vault.vault import AgeVault

    assert isinstance(opened, AgeVault), "the store called vault is the encrypted one"
    return opened.passphrases


def on_terminal() -> "Ask | None":
    """Return how to ask on this process's terminal, whatever its streams are; None without one."""
    try:
        os.close(os.open("/dev/tty" if os.name != "nt" else "CONIN$", os.O_RDWR))
    except OSError:
        return None
    return _ask


def _ask(prompt: str) -> Secret:
    from bs_wizard.errors import StoreUnavailable
    from bs_wizard.terminal import hidden_input

    try:
        return Secret(hidden_input.ask(prompt))
    except EOFError:
        raise StoreUnavailable("No passphrase was given.", "Try again.") from None
    except UnicodeDecodeError:
        raise StoreUnavailable("What was typed is not text in UTF-8.", "Try again.") from None
