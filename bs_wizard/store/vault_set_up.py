"""Making an encrypted vault, without ever replacing one."""

import os
from contextlib import suppress
from pathlib import Path

from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store import identities
from bs_wizard.store.identities import Kind
from bs_wizard.store.passphrases import Passphrases
from bs_wizard.store.vault_files import locked, make_own_folder, remove_file, secret_files, shown
from bs_wizard.store.vault_paths import identity_file, settings_file, vault_folder
from bs_wizard.store.vault_settings import Settings, write_settings


def is_set_up(home: Path) -> bool:
    """Tell whether there is a vault in ``home``, in whatever state."""
    return os.path.lexists(settings_file(home))


def set_up(
    home: Path, kind: Kind, *, passphrase: Secret | None = None, path: Path | None = None
) -> None:
    """Make a vault that an identity of that kind opens: by ``passphrase``, or the key at ``path``.

    The kind PASSPHRASE takes a passphrase and seconds of work; SSH and FILE take a path. UsageError
    for a weak passphrase, a missing path, or where there is a vault already; StoreUnavailable for a
    key that cannot be used. A vault that is there is never replaced.
    """
    with locked(home):
        _refuse_to_replace(home)
        try:
            make_own_folder(vault_folder(home))
            by_passphrase = kind is Kind.PASSPHRASE
            write_settings(
                home, _with_passphrase(home, passphrase) if by_passphrase else _with_key(kind, path)
            )
        except BaseException:
            # Neither was there before, and under the lock nothing was kept meanwhile.
            for made in (settings_file(home), identity_file(home)):
                with suppress(StoreUnavailable):
                    remove_file(made)
            raise


def _with_passphrase(home: Path, passphrase: Secret | None) -> Settings:
    identity = identities.make_passphrase_identity(home, passphrase)
    return Settings(Kind.PASSPHRASE, None, identity.recipients[0])


def _with_key(kind: Kind, path: Path | None) -> Settings:
    if path is None:
        raise UsageError("A vault opened by a key needs to know which.", "Give the key's path.")
    file = path.expanduser().absolute()
    if kind is Kind.FILE:
        identities.make_key_file(file)
    identity = identities.open_identity(kind, file, Passphrases())
    return Settings(kind, file, identity.recipients[0])


def _refuse_to_replace(home: Path) -> None:
    if is_set_up(home):
        raise UsageError(
            f"There is an encrypted vault in {shown(home)} already.", "Use it, or move it away."
        )
    # An identity or secrets without settings: somebody moved a file, and replacing loses the rest.
    for there in (identity_file(home), *secret_files(vault_folder(home))):
        if os.path.lexists(there):
            raise UsageError(
                f"{shown(there)} is there, of a vault whose vault.json is missing.",
                "Put vault.json back, or move that away too.",
            )
