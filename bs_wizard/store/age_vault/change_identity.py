"""Another way into a vault that is there; its tokens stay, and one way in works at every moment."""

from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.files import locked, remove_file
from bs_wizard.store.age_vault.format import content_of
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.paths import identity_file
from bs_wizard.store.age_vault.set_up import NewVault, keep_aside, new_identity
from bs_wizard.store.age_vault.settings import read_settings, write_settings
from bs_wizard.store.age_vault.unlocking import lock
from bs_wizard.store.age_vault.vault import AgeVault


def change_identity(vault: AgeVault, new: NewVault) -> None:
    """Have ``new`` open the vault instead of what opens it now.

    It is not unlocked any more. Another passphrase protects the same key, so that no token is
    written. Every other change is one of the key: whoever kept the old one must not read what is
    stored from now on. Raises what ``set_up`` raises for an identity that will not do; the vault is
    then as it was.
    """
    home = vault.home
    lock(read_settings(home).own)
    vault.open()  # before the lock: a person may take long to type
    with locked(home):
        before = read_settings(home)
        was_passphrase = before.kind is Kind.PASSPHRASE
        if was_passphrase and new.kind is Kind.PASSPHRASE:
            kept = content_of(vault.open())
            identities.make_passphrase_identity(home, new.passphrase, kept)
            return
        if not was_passphrase:
            keep_aside(identity_file(home))
        made, identity = new_identity(home, new, vault.passphrases.warn)
        if made.own == before.own:  # a copy of the key, or the key itself
            write_settings(home, before._replace(kind=made.kind, path=made.path), identity)
        else:
            vault.change_key(made, identity)
        if was_passphrase:
            remove_file(identity_file(home))
