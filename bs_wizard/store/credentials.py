"""What can be done with stored credentials, vault and index kept in step.

Every change holds the index's lock from before the vault is touched until the index is written, so
that two programs saving the same name cannot leave one's token under the other's record. What a
change is about to do is noted first (see ``journal``), so that the next one can finish it or roll
it back after an interruption. All raise what ``Index`` and ``Vault`` raise; the rest is said at
each.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bs_wizard.clean import printable
from bs_wizard.errors import NoSuchCredential, Replaced, StoreBusy, StoreUnavailable, TokenElsewhere
from bs_wizard.store.index import seals
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index, LockedIndex
from bs_wizard.store.index.journal import backup_key
from bs_wizard.store.index.json_fields import kept_time
from bs_wizard.store.index.records import (
    DESCRIPTION_LIMIT,
    Application,
    Credential,
    User,
    check_name,
)
from bs_wizard.store.lookup import (
    choose,
    is_token_of,
    must_find,
    name_taken_error,
    require_held,
    require_same_token,
    require_sealed,
    require_sealed_application,
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


class Verification(NamedTuple):
    """What the server said at ``at`` of the token of the credential ``name``.

    ``fingerprint`` is that of the record the server was asked about. ``token`` is what the server
    was shown, whose fingerprint a record lacks that was made by name alone (see ``rebuild``).
    """

    name: str
    at: datetime
    user: User
    workgroup: str | None
    scopes_granted: tuple[str, ...] | None
    fingerprint: str | None = None
    token: "Secret | None" = None

    def added_to(self, record: Credential) -> Credential:
        """Return the record with it; Replaced when that is another token's by now.

        A fingerprint that is recorded never changes.
        """
        return require_same_token(record, self.fingerprint)._replace(
            fingerprint=record.fingerprint or (self.token.fingerprint if self.token else ""),
            user=self.user,
            workgroup=self.workgroup,
            scopes_granted=self.scopes_granted,
            verified_at=kept_time(self.at),
        )


class Credentials:
    """The credentials of one index, their tokens in the vaults it records.

    ``host`` names this machine, for the record of what its keyring takes: several machines may
    share the index, each with a keyring of its own.
    """

    def __init__(
        self, index: Index, vault_for: OpenVault, host: Callable[[], str | None] = lambda: None
    ) -> None:
        self._index = index
        self._vault_for = vault_for
        self._host = host

    def save(
        self,
        credential: Credential,
        token: "Secret",
        *,
        application: Application | None = None,
        client_secret: "Secret | None" = None,
        overwrite: bool = False,
        keep_old: bool = False,
        make_default: bool = False,
    ) -> Credential:
        """Keep ``token`` in the vault the credential names, then record it; return the record.

        The record's fingerprint, seal, store and backend are those of what was kept. The first
        credential becomes the default. ``application`` is remembered, its ``client_secret`` in the
        same vault. Raises NameTaken unless ``overwrite``; an overwritten token stays good until the
        new one is recorded. With ``keep_old`` that is then a credential of its own, ``lab-old``;
        TokenElsewhere is raised where it is not here. When anything fails, the change is rolled
        back.
        """
        keys = () if application is None else (planning.key_of(application),)
        with self._changing(credential.name, *keys) as (locked, vaults):
            old = locked.contents.find(credential.name)
            if old is not None and not overwrite:
                raise name_taken_error(old, "Choose another name, or replace it with --force.")
            vault = vaults.open(credential.store, credential.backend)
            record = self._as_kept(credential._replace(fingerprint=token.fingerprint), vault)
            record = seals.sealed(record, token)
            old_token = None
            if keep_old and old is not None and old.fingerprint != token.fingerprint:
                its_vault = vaults.open(old.store, old.backend)
                old_token = require_held(its_vault.get(old.name), old, its_vault)
                require_sealed(old, old_token, lambda: locked.contents)
            plan = planning.plan_save(
                locked.contents,
                vaults,
                record,
                token,
                make_default=make_default,
                application=application,
                client_secret=client_secret,
                old_token=old_token,
            )
            commit(locked, vaults, plan.change, plan.secrets)
        return record

    def probe(self) -> None:
        """Prove that a credential could be recorded; HomeUnavailable or StoreBusy where not."""
        self._index.probe()

    def all(self) -> tuple[Credential, ...]:
        """Return all credentials in the order they were first saved."""
        return self._index.read().credentials

    def contents(self) -> Contents:
        """Return all that the index says."""
        return self._index.read()

    def find(self, name: str | None = None) -> Credential:
        """Return the credential named, or with None the one of BS_WIZARD_CREDENTIAL or the default.

        Raises NoSuchCredential, whose hint gives the nearest names.
        """
        return choose(self._index.read(), name)[0]

    def named(self, name: str) -> Credential | None:
        """Return the credential of that name, whatever its case, or None."""
        return self._index.read().find(name)

    def token(self, credential: Credential, *, as_stored: bool = False) -> "Secret":
        """Return the token that is recorded; with ``as_stored`` whatever the vault here holds.

        Where another program overwrites or moves it meanwhile, the new one is returned. Raises
        TokenElsewhere when the vault holds none, or another than the recorded one: the keyring of
        another machine that shares this home may hold that. Raises RecordChanged when the record
        does not fit the token: it might send it to another server.
        """
        latest, token = self._latest(credential, as_stored=as_stored)
        if not as_stored or is_token_of(token, latest):
            # The caller sends it to the server of the record that it has read.
            used = latest._replace(api_server=credential.api_server)
            require_sealed(used, token, self._index.read)
        return token

    def token_for(self, credential: Credential) -> "Secret":
        """Return the recorded token for a server that a person has named; see :meth:`confirm`."""
        return self._latest(credential, as_stored=False)[1]

    def _latest(self, credential: Credential, *, as_stored: bool) -> "tuple[Credential, Secret]":
        try:
            return credential, self._token(credential, as_stored=as_stored)
        except TokenElsewhere:
            latest = self.named(credential.name)
            if latest is None or latest == credential:
                raise
        return latest, self._token(latest, as_stored=as_stored)

    def _token(self, credential: Credential, *, as_stored: bool) -> "Secret":
        try:
            vault = self._vault_for(credential.store, credential.backend)
            token = vault.get(credential.name)
        except StoreUnavailable as error:
            if credential.host not in (None, self._host()):
                stored = f"The token of {credential.name} was stored from {credential.host}."
                error.hint = f"{error.hint} {stored}".lstrip()
            raise
        if is_token_of(token, credential):
            return token
        # While it is replaced, or where that was interrupted, it is kept beside.
        kept = vault.get(backup_key(credential.name))
        if is_token_of(kept, credential):
            return kept
        if as_stored and token is not None:
            return token
        return require_held(token, credential, vault)

    def holds(self, credential: Credential) -> bool:
        """Tell whether the recorded token can be had here."""
        try:
            self.token(credential)
        except StoreUnavailable:
            return False
        return True

    def require_same_token(self, credential: Credential) -> None:
        """Raise Replaced when the name is another token's by now, NoSuchCredential when none's."""
        require_same_token(must_find(self._index.read(), credential.name), credential.fingerprint)

    def rename(self, old: str, new: str) -> Credential:
        """Give a credential another name; return it. It stays the default if it was.

        Raises UsageError for what cannot be a name, NameTaken, NoSuchCredential, and
        TokenElsewhere when the vault here does not hold the token.
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
            token = require_held(vault.get(credential.name), credential, vault)
            require_sealed(credential, token, lambda: locked.contents)
            plan = planning.plan_rename(vaults, credential, new, token)
            commit(locked, vaults, plan.change, plan.secrets)
            return must_find(locked.contents, new)

    def move(self, name: str, store: str) -> Credential:
        """Carry the token into another store, ``keyring`` or ``vault``; return the record.

        The client secret of its application comes along where it is beside the token. What is in
        that store already stays as it is. Raises NoSuchCredential, and TokenElsewhere when the
        vault here does not hold the token.
        """
        with self._changing(name) as (locked, vaults):
            credential = must_find(locked.contents, name)
            record = self._as_kept(credential, vaults.open(store, None))
            if (record.store, record.backend) == (credential.store, credential.backend):
                return credential
            vault = vaults.open(credential.store, credential.backend)
            token = require_held(vault.get(credential.name), credential, vault)
            require_sealed(credential, token, lambda: locked.contents)
            plan = planning.plan_move(locked.contents, vaults, credential, record, token)
            commit(locked, vaults, plan.change, plan.secrets)
        return record

    def remove(
        self, name: str, *, fingerprint: str | None = None, elsewhere: bool = False
    ) -> Credential:
        """Remove the credential and its token; return what it was. Raises NoSuchCredential.

        When the token cannot be removed, nothing is. ``fingerprint`` is that of the record that is
        meant, seen before: Replaced is raised when it is another's by now. Raises TokenElsewhere
        when the vault here does not hold the token, unless ``elsewhere`` says that this is known:
        then the record goes, and what the vault holds in its place.
        """
        with self._changing(name) as (locked, vaults):
            gone = require_same_token(must_find(locked.contents, name), fingerprint)
            vault = vaults.open(gone.store, gone.backend)
            token = vault.get(gone.name)
            if not elsewhere:
                require_held(token, gone, vault)
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
        return self._edit(name, lambda one: one._replace(description=description))

    def record_verifications(
        self, told: Sequence[Verification]
    ) -> list[Credential | NoSuchCredential | Replaced]:
        """Record what the server said of many tokens, in one change; return the credentials.

        In the place of one that is gone, or another's by now, is the error that says so.
        """
        with self._changing(*(one.name for one in told)) as (locked, _):
            contents = locked.contents
            found: list[Credential | NoSuchCredential | Replaced] = []
            for one in told:
                try:
                    record = one.added_to(must_find(contents, one.name))
                except (NoSuchCredential, Replaced) as error:
                    found.append(error)
                else:
                    found.append(record)
                    contents = contents.with_credential(record)
            locked.write(contents)
        return found

    def confirm(self, name: str, token: "Secret", api_server: str, instance: str) -> Credential:
        """Record the server that a person has said the token is for, and seal the record.

        What else the seal covers is as it is now; the Client Key is forgotten, since nobody has
        said it. Raises NoSuchCredential, and Replaced when the name is another token's by now.
        """

        def edit(one: Credential) -> Credential:
            if not is_token_of(token, one):
                require_same_token(one, token.fingerprint)
            said = one._replace(api_server=api_server, instance=instance, client_id=None)
            return seals.sealed(said._replace(fingerprint=token.fingerprint), token)

        return self._edit(name, edit)

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

        return PendingLogins(self._index, self._vault_for, self._host)

    def client_secret(self, application: Application) -> "Secret | None":
        """Return the application's client secret, or None when none was kept.

        Raises RecordChanged when the record does not fit it.
        """
        if application.store is None:
            return None
        vault = self._vault_for(application.store, application.backend)
        secret = vault.get(planning.key_of(application))
        if secret is not None:
            require_sealed_application(application, secret)
        return secret

    def _edit(self, name: str, edit: Callable[[Credential], Credential]) -> Credential:
        with self._changing(name) as (locked, _):
            credential = edit(must_find(locked.contents, name))
            locked.write(locked.contents.with_credential(credential))
        return credential

    def _as_kept(self, credential: Credential, vault: Vault) -> Credential:
        host = self._host() if vault.name == "keyring" else None
        return credential._replace(store=vault.name, backend=vault.backend, host=host)

    @contextmanager
    def _changing(self, *names: str) -> Iterator[tuple[LockedIndex, VaultSession]]:
        with self._index.locked() as locked:
            vaults = VaultSession(self._vault_for)
            refuse_pending(recover_changes(locked, vaults), names)
            yield locked, vaults
