"""What can be done with stored credentials, vault and index kept in step.

Every change holds the index's lock from before the vault is touched until the index is written, so
that two programs saving the same name cannot leave one's token under the other's record. All raise
what ``Index`` and ``Vault`` raise; the rest is said at each.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bs_wizard.clean import printable
from bs_wizard.errors import BsWizardError, NameTaken, NoSuchCredential, StoreUnavailable
from bs_wizard.store.contents import Contents
from bs_wizard.store.index import Index
from bs_wizard.store.model import Application, Credential, User
from bs_wizard.store.vaults import Vault, app_key, open_vault

if TYPE_CHECKING:
    from bs_wizard.secret import Secret

OpenVault = Callable[[str | None, str | None], Vault]
"""Given a recorded store and backend, or None and None, the vault to use."""


class Credentials:
    """The credentials of one index, their tokens in the vaults it records."""

    def __init__(self, index: Index, vault_for: OpenVault = open_vault) -> None:
        self._index = index
        self._vault_for = vault_for

    def save(
        self,
        credential: Credential,
        token: "Secret",
        *,
        application: Application | None = None,
        client_secret: "Secret | None" = None,
        replace: bool = False,
        make_default: bool = False,
    ) -> Credential:
        """Keep ``token`` in the vault the credential names, then record it; return the record.

        The record's fingerprint, store and backend are those of what was kept. The first
        credential becomes the default. ``application`` is remembered, its ``client_secret`` in the
        same vault. Raises NameTaken unless ``replace``. When anything fails, the vault is put back
        as it was.
        """
        with self._index.locked():
            old = self._index.read().find(credential.name)
            if old is not None and not replace:
                raise NameTaken(
                    f"There is a credential named {old.name} already.",
                    "Choose another name, or replace it with --force.",
                )
            vault = self._vault_for(credential.store, credential.backend)
            record = _as_kept(credential, token, vault)
            secrets = {record.name: token}
            if application and client_secret:
                application = _app_as_kept(application, vault)
                secrets[_key_of(application)] = client_secret
            with _kept(vault, secrets):
                self._index.change(lambda was: _saved(was, record, application, make_default))
            if old is not None:
                self._forget_replaced(old, record)
        return record

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
            raise _nothing_chosen(contents)
        return _must_find(contents, wanted)

    def token(self, credential: Credential) -> "Secret":
        """Return the token; StoreUnavailable when the vault has lost it."""
        vault = self._vault_for(credential.store, credential.backend)
        token = vault.get(credential.name)
        if token is None:
            raise StoreUnavailable(
                f"{vault.title} holds no token for {credential.name}: "
                "it was removed there, or this is another user's or machine's.",
                f"Get a new one: bs-wizard login {credential.name} --force",
            )
        return token

    def remove(self, name: str) -> Credential:
        """Remove the credential and its token; return what it was. Raises NoSuchCredential."""
        with self._index.locked():
            gone = _must_find(self._index.read(), name)
            vault = self._vault_for(gone.store, gone.backend)
            with _put_back_on_failure(vault, gone.name):
                vault.delete(gone.name)
                self._index.change(lambda was: was.without_credential(gone.name))
        return gone

    def verified(
        self,
        name: str,
        *,
        at: datetime,
        user: User,
        workgroup: str | None,
        scopes_granted: tuple[str, ...] | None,
    ) -> Credential:
        """Record what the server said of the token at ``at``. Raises NoSuchCredential."""

        def seen(was: Contents) -> Contents:
            credential = replace(
                _must_find(was, name),
                user=user,
                workgroup=workgroup,
                scopes_granted=scopes_granted,
                verified_at=at,
            )
            return was.with_credential(credential)

        return _must_find(self._index.change(seen), name)

    def make_default(self, name: str) -> Credential:
        """Use this credential when none is named; return it. Raises NoSuchCredential."""

        def chosen(was: Contents) -> Contents:
            return was.with_default(_must_find(was, name).name)

        return _must_find(self._index.change(chosen), name)

    def applications(self) -> tuple[Application, ...]:
        """Return the applications used before, the latest first."""
        known = self._index.read().applications
        return tuple(sorted(known, key=lambda one: one.last_used_at, reverse=True))

    def client_secret(self, application: Application) -> "Secret | None":
        """Return the application's client secret, or None when none was kept."""
        if application.store is None:
            return None
        return self._vault_for(application.store, application.backend).get(_key_of(application))

    def _forget_replaced(self, old: Credential, new: Credential) -> None:
        if (old.store, old.backend, old.name) == (new.store, new.backend, new.name):
            return
        # The new token is kept and recorded by now; an old store that is gone must not undo that.
        with suppress(StoreUnavailable):
            self._vault_for(old.store, old.backend).delete(old.name)


def _saved(
    was: Contents, record: Credential, app: Application | None, make_default: bool
) -> Contents:
    contents = was.with_credential(record)
    if make_default or not was.credentials:
        contents = contents.with_default(record.name)
    return contents if app is None else contents.with_application(_still_kept(was, app))


def _still_kept(was: Contents, app: Application) -> Application:
    # Used again without typing its secret: the one kept before is still its secret.
    known = was.find_application(app.client_id, app.api_server)
    if app.store is not None or known is None:
        return app
    return replace(app, store=known.store, backend=known.backend)


def _as_kept(credential: Credential, token: "Secret", vault: Vault) -> Credential:
    return replace(
        credential, fingerprint=token.fingerprint, store=vault.name, backend=vault.backend
    )


def _app_as_kept(app: Application, vault: Vault) -> Application:
    return replace(app, store=vault.name, backend=vault.backend)


def _key_of(app: Application) -> str:
    _, _, rest = app.api_server.rpartition("://")
    return app_key(app.client_id, rest.split("/", 1)[0])


@contextmanager
def _kept(vault: Vault, secrets: "dict[str, Secret]") -> Iterator[None]:
    with ExitStack() as undo:
        for key, secret in secrets.items():
            undo.enter_context(_put_back_on_failure(vault, key))
            vault.put(key, secret)
        yield


@contextmanager
def _put_back_on_failure(vault: Vault, key: str) -> Iterator[None]:
    before = vault.get(key)
    try:
        yield
    except BaseException as failure:
        try:
            vault.delete(key) if before is None else vault.put(key, before)
        except StoreUnavailable as second:
            failure.add_note(f"{key} could not be put back: {second.message}")
            if isinstance(failure, BsWizardError):
                failure.message += f" And the entry {key} could not be put back: {second.message}"
        raise


def _must_find(contents: Contents, name: str) -> Credential:
    found = contents.find(name)
    if found is not None:
        return found
    raise NoSuchCredential(
        f"There is no credential named “{printable(name)}”.", _near(contents, name)
    )


def _near(contents: Contents, name: str) -> str:
    from difflib import get_close_matches

    names = {one.name.casefold(): one.name for one in contents.credentials}
    close = [names[each] for each in get_close_matches(name.casefold(), names, n=3)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    if names:
        return "See what there is with: bs-wizard list"
    return "None is stored yet. Get one with: bs-wizard login"


def _nothing_chosen(contents: Contents) -> NoSuchCredential:
    if not contents.credentials:
        return NoSuchCredential("No credential is stored.", "Get one with: bs-wizard login")
    return NoSuchCredential(
        "No credential was named, and none is the default.",
        "Name one, or choose with: bs-wizard default NAME",
    )
