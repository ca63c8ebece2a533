"""What can be done with stored credentials, vault and index kept in step.

Every change holds the index's lock from before the vault is touched until the index is written, so
that two programs saving the same name cannot leave one's token under the other's record. What a
change is about to do is noted first (see ``journal``), so that the next one can finish it or roll
it back after an interruption. All raise what ``Index`` and ``Vault`` raise; the rest is said at
each.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bs_wizard.clean import printable
from bs_wizard.errors import StoreBusy, StoreUnavailable
from bs_wizard.store.index.index_file import Index, LockedIndex
from bs_wizard.store.index.journal import backup_key
from bs_wizard.store.index.records import (
    DESCRIPTION_LIMIT,
    Application,
    Credential,
    User,
    check_name,
)
from bs_wizard.store.lookup import (
    must_find,
    name_taken_error,
    none_chosen_error,
    require_same_token,
    token_lost_error,
)
from bs_wizard.store.transactions import planning
from bs_wizard.store.transactions.entries import VaultSession
from bs_wizard.store.transactions.execution import (
    commit,
    commit_removal,
    recover_changes,
    refuse_pending,
)
from bs_wizard.store.vaults import OpenVault, Vault

if TYPE_CHECKING:
    from bs_wizard.secret import Secret
    from bs_wizard.store.pending_logins import PendingLogins


class Credentials:
    """The credentials of one index, their tokens in the vaults it records."""

    def __init__(self, index: Index, vault_for: OpenVault) -> None:
        self._index = index
        self._vault_for = vault_for

    def save(
        self,
        credential: Credential,
        token: "Secret",
        *,
        application: Application | None = None,
        client_secret: "Secret | None" = None,
        overwrite: bool = False,
        make_default: bool = False,
    ) -> Credential:
        """Keep ``token`` in the vault the credential names, then record it; return the record.

        The record's fingerprint, store and backend are those of what was kept. The first
        credential becomes the default. ``application`` is remembered, its ``client_secret`` in the
        same vault. Raises NameTaken unless ``overwrite``; an overwritten token stays good until the
        new one is recorded. When anything fails, the change is rolled back.
        """
        keys = () if application is None else (planning.key_of(application),)
        with self._changing(credential.name, *keys) as (locked, vaults):
            old = locked.contents.find(credential.name)
            if old is not None and not overwrite:
                raise name_taken_error(old, "Choose another name, or replace it with --force.")
            vault = vaults.open(credential.store, credential.backend)
            record = _as_kept(credential, token, vault)
            plan = planning.plan_save(
                locked.contents,
                vaults,
                record,
                token,
                make_default=make_default,
                application=application,
                client_secret=client_secret,
            )
            commit(locked, vaults, plan.change, plan.secrets)
        return record

    def probe(self) -> None:
        """Prove that a credential could be recorded; HomeUnavailable or StoreBusy where not."""
        self._index.probe()

    def all(self) -> tuple[Credential, ...]:
        """Return all credentials in the order they were first saved."""
        return self._index.read().credentials

    def default_name(self) -> str | None:
        """Return the name of the default credential, if there is one."""
        return self._index.read().default

    def find(self, name: str | None = None) -> Credential:
        """Return the credential named, or with None the one of BS_WIZARD_CREDENTIAL or the default.

        Raises NoSuchCredential, whose hint gives the nearest names.
        """
        contents = self._index.read()
        wanted = name or os.environ.get("BS_WIZARD_CREDENTIAL") or contents.default
        if wanted is None:
            raise none_chosen_error(contents)
        return must_find(contents, wanted)

    def named(self, name: str) -> Credential | None:
        """Return the credential of that name, whatever its case, or None."""
        return self._index.read().find(name)

    def token(self, credential: Credential) -> "Secret":
        """Return the token; StoreUnavailable when the vault has lost it."""
        vault = self._vault_for(credential.store, credential.backend)
        token = vault.get(credential.name)
        if token is None or token.fingerprint != credential.fingerprint:
            # While it is replaced, or where that was interrupted, it is kept beside.
            kept = vault.get(backup_key(credential.name))
            if kept is not None and kept.fingerprint == credential.fingerprint:
                return kept
        if token is None:
            raise token_lost_error(credential, vault)
        return token

    def require_same_token(self, credential: Credential) -> None:
        """Raise Replaced when the name is another token's by now, NoSuchCredential when none's."""
        require_same_token(must_find(self._index.read(), credential.name), credential.fingerprint)

    def rename(self, old: str, new: str) -> Credential:
        """Give a credential another name; return it. It stays the default if it was.

        Raises UsageError for what cannot be a name, NameTaken, NoSuchCredential, and
        StoreUnavailable when the vault has lost the token.
        """
        new = check_name(new)
        with self._changing(old, new) as (locked, vaults):
            credential = must_find(locked.contents, old)
            other = locked.contents.find(new)
            if other is not None and other is not credential:
                raise name_taken_error(
                    other, f"Choose another name, or first: bs-wizard remove {other.name}"
                )
            if credential.name == new:
                return credential
            vault = vaults.open(credential.store, credential.backend)
            token = vault.get(credential.name)
            if token is None:
                raise token_lost_error(credential, vault)
            plan = planning.plan_rename(vaults, credential, new, token)
            commit(locked, vaults, plan.change, plan.secrets)
            return must_find(locked.contents, new)

    def remove(self, name: str, *, fingerprint: str | None = None) -> Credential:
        """Remove the credential and its token; return what it was. Raises NoSuchCredential.

        When the token cannot be removed, nothing is. ``fingerprint`` is that of the record that is
        meant, seen before: Replaced is raised when it is another's by now.
        """
        with self._changing(name) as (locked, vaults):
            gone = require_same_token(must_find(locked.contents, name), fingerprint)
            token = vaults.open(gone.store, gone.backend).get(gone.name)
            commit_removal(locked, vaults, planning.plan_removal(gone, token), token)
        return gone

    def recover(self) -> tuple[str, ...]:
        """Finish or roll back interrupted changes; return a sentence for each.

        A vault is opened only when there is something to recover. Where that cannot be done now
        (the vault stays closed, the folder cannot be written), the sentence says so and why, and
        it is tried again before the next change. A change that is under way in another process is
        none of ours, and is not waited for. Raises IndexDamaged and IndexTooNew.
        """
        if not self._index.read().journal:
            return ()
        try:
            with self._index.locked(seconds=0) as locked:
                return tuple(
                    one.sentence for one in recover_changes(locked, VaultSession(self._vault_for))
                )
        except StoreBusy:
            return ()
        except StoreUnavailable as error:
            left = self._index.read().journal
            return tuple(f"{one.said} could not be completed yet: {error.message}" for one in left)

    def describe(self, name: str, text: str) -> Credential:
        """Record another description; return the credential. Raises NoSuchCredential."""
        description = printable(text, limit=DESCRIPTION_LIMIT)
        return self._edit(name, lambda one: replace(one, description=description))

    def record_verification(
        self,
        name: str,
        *,
        at: datetime,
        user: User,
        workgroup: str | None,
        scopes_granted: tuple[str, ...] | None,
        fingerprint: str | None = None,
        token: "Secret | None" = None,
    ) -> Credential:
        """Record what the server said of the token at ``at``. Raises NoSuchCredential.

        ``fingerprint`` is that of the record the server was asked about: Replaced is raised, and
        nothing recorded, when it is another's by now. ``token`` is what the server was shown, whose
        fingerprint a record lacks that was made by name alone (see ``rebuild``).
        """
        return self._edit(
            name,
            lambda one: replace(
                require_same_token(one, fingerprint),
                fingerprint=token.fingerprint if token else one.fingerprint,
                user=user,
                workgroup=workgroup,
                scopes_granted=scopes_granted,
                verified_at=at,
            ),
        )

    def make_default(self, name: str) -> Credential:
        """Use this credential when none is named; return it. Raises NoSuchCredential."""
        with self._changing(name) as (locked, _):
            credential = must_find(locked.contents, name)
            locked.write(locked.contents.with_default(credential.name))
        return credential

    def applications(self) -> tuple[Application, ...]:
        """Return the applications used before, the latest first."""
        known = self._index.read().applications
        return tuple(sorted(known, key=lambda one: one.last_used_at, reverse=True))

    @property
    def pending_logins(self) -> "PendingLogins":
        """What waits for approval, or for its token to be saved, in the same index and vaults."""
        # Imported here: only a login needs it.
        from bs_wizard.store.pending_logins import PendingLogins

        return PendingLogins(self._index, self._vault_for)

    def client_secret(self, application: Application) -> "Secret | None":
        """Return the application's client secret, or None when none was kept."""
        if application.store is None:
            return None
        vault = self._vault_for(application.store, application.backend)
        return vault.get(planning.key_of(application))

    def _edit(self, name: str, edit: Callable[[Credential], Credential]) -> Credential:
        with self._changing(name) as (locked, _):
            credential = edit(must_find(locked.contents, name))
            locked.write(locked.contents.with_credential(credential))
        return credential

    @contextmanager
    def _changing(self, *names: str) -> Iterator[tuple[LockedIndex, VaultSession]]:
        with self._index.locked() as locked:
            vaults = VaultSession(self._vault_for)
            refuse_pending(recover_changes(locked, vaults), names)
            yield locked, vaults


def _as_kept(credential: Credential, token: "Secret", vault: Vault) -> Credential:
    return replace(
        credential, fingerprint=token.fingerprint, store=vault.name, backend=vault.backend
    )
