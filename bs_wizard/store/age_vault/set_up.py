"""Making an encrypted vault, without ever replacing one."""

import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from bs_wizard.errors import AlreadyExists, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.files import locked, make_own_folder, remove_file, secret_files
from bs_wizard.store.age_vault.format import AgeIdentity
from bs_wizard.store.age_vault.kinds import TITLES, Kind
from bs_wizard.store.age_vault.passphrases import Passphrases, Warn
from bs_wizard.store.age_vault.paths import identity_file, settings_file, vault_folder
from bs_wizard.store.age_vault.settings import VaultSettings, read_settings, write_settings
from bs_wizard.store.files.folder import writable
from bs_wizard.store.files.paths import expanded, shown


class NewVault(NamedTuple):
    """How a new vault is to be opened: by ``passphrase`` for that kind, ``path`` for the others."""

    kind: Kind
    passphrase: Secret | None = None
    path: Path | None = None


def is_set_up(home: Path) -> bool:
    """Tell whether there is a vault in ``home``, in whatever state."""
    return os.path.lexists(settings_file(home))


def set_up(
    home: Path,
    kind: Kind,
    *,
    passphrase: Secret | None = None,
    path: Path | None = None,
    warn: Warn = lambda text: None,
) -> None:
    """Make a vault that an identity of that kind opens: by ``passphrase``, or the key at ``path``.

    The kind PASSPHRASE takes a passphrase; SSH and FILE take a path. UsageError
    for a weak passphrase, a missing path, or where there is a vault already; StoreUnavailable for a
    key that cannot be used. A vault that is there is never replaced; an identity alone, which a
    set-up that was interrupted leaves, is kept as ``identity.age.unused-N``.
    """
    with locked(home):
        refuse_to_replace(home)
        keep_aside(identity_file(home))
        try:
            make_own_folder(vault_folder(home))
            write_settings(home, *new_identity(home, NewVault(kind, passphrase, path), warn))
        except BaseException:
            # Neither was there before, and under the lock nothing was kept meanwhile.
            for made in (settings_file(home), identity_file(home)):
                with suppress(StoreUnavailable):
                    remove_file(made)
            raise


def new_identity(home: Path, new: NewVault, warn: Warn) -> tuple[VaultSettings, AgeIdentity]:
    """Make an identity, or open the key at its path; return settings that name it as well.

    For a passphrase ``identity.age`` is replaced. The caller holds the lock.
    """
    if new.kind is Kind.PASSPHRASE:
        identity = identities.make_passphrase_identity(home, new.passphrase)
        return VaultSettings(new.kind, None, identity.recipients[0]), identity
    if new.path is None:
        raise UsageError("A vault opened by a key needs to know which.", "Give the key's path.")
    file = expanded(new.path, "The key's path").absolute()
    if new.kind is Kind.FILE:
        identities.make_key_file(file)
    identity = identities.open_identity(new.kind, file, Passphrases(warn=warn))
    return VaultSettings(new.kind, file, identity.recipients[0]), identity


def keep_aside(identity: Path) -> None:
    """Move an identity without vault or secret away: an interrupted set-up has left it.

    It is not removed, since it may as well be of a vault that somebody moved elsewhere.
    """
    if not os.path.lexists(identity):
        return
    names = (identity.with_name(f"{identity.name}.unused-{number}") for number in count(1))
    with writable(identity):
        identity.rename(next(each for each in names if not os.path.lexists(each)))


def refuse_to_replace(home: Path) -> None:
    """Raise AlreadyExists where a vault is, UsageError where a part of one is; say what it is."""
    if is_set_up(home):
        raise AlreadyExists(
            f"There is an encrypted vault in {shown(home)} already{_opened_by(home)}.",
            "Use it; see what it is with: bs-wizard vault show",
        )
    # Secrets without settings: somebody moved a file, and replacing loses the rest.
    for there in secret_files(vault_folder(home)):
        raise UsageError(
            f"{shown(there)} is there, of a vault whose vault.json is missing.",
            "Put vault.json back, or move that away too.",
        )


def _opened_by(home: Path) -> str:
    try:
        return f", opened by {TITLES[read_settings(home).kind]}"
    except StoreUnavailable:  # damaged; even so it is one
        return ""
