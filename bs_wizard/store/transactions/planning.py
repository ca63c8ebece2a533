"""Use cases as changes: which entries of which vaults a change writes and removes."""

from contextlib import suppress
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.index import seals
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.journal import Change, VaultEntry
from bs_wizard.store.index.records import NAME_LIMIT, Application, Credential
from bs_wizard.store.transactions.entries import VaultSession
from bs_wizard.store.vaults import Vault, app_key

if TYPE_CHECKING:
    from bs_wizard.secret import Secret


class Plan(NamedTuple):
    """A change, and the secrets it writes by key."""

    change: Change
    secrets: "dict[str, Secret]"


def plan_save(
    contents: Contents,
    vaults: VaultSession,
    record: Credential,
    token: "Secret",
    *,
    make_default: bool,
    application: Application | None,
    client_secret: "Secret | None",
    old_token: "Secret | None" = None,
) -> Plan:
    """Return how ``record`` and its application are kept, what they replace being removed.

    ``record`` names the vault that is to hold both secrets. With ``old_token``, the recorded one
    of the credential it takes the place of, that is kept under another name, where it is.
    """
    vault = vaults.open(record.store, record.backend)
    old = contents.find(record.name)
    entries = _moved(vaults, old, vault, record.name, token)
    secrets = {record.name: token}
    kept = None
    if old is not None and old_token is not None:
        kept = seals.sealed(old._replace(name=_name_of_old(contents, old.name)), old_token)
        # Written first: until the new token is there, nothing has happened.
        entries = (_put(vaults.open(old.store, old.backend), kept.name, old_token), *entries)
        secrets[kept.name] = old_token
    if application is not None and client_secret:
        application = application._replace(store=vault.name, backend=vault.backend)
        application = seals.sealed(application, client_secret)
        key = key_of(application)
        entries += _moved_application(contents, vaults, application, client_secret)
        secrets[key] = client_secret
    elif application is not None:
        application = _with_secret_kept_before(contents, application)
    change = Change("save", record.name, record, entries, make_default, application, kept)
    return Plan(change, secrets)


def plan_rename(vaults: VaultSession, old: Credential, new: str, token: "Secret") -> Plan:
    """Return how the credential gets its new name, in the index and in its vault."""
    vault = vaults.open(old.store, old.backend)
    record = seals.sealed(old._replace(name=new), token)
    return Plan(
        Change("rename", old.name, record, _moved(vaults, old, vault, new, token)), {new: token}
    )


def plan_move(
    contents: Contents, vaults: VaultSession, old: Credential, record: Credential, token: "Secret"
) -> Plan:
    """Return how the credential gets into the vault that ``record`` names.

    The client secret of its application comes along where it is beside the token.
    """
    target = vaults.open(record.store, record.backend)
    entries = _moved(vaults, old, target, old.name, token)
    secrets = {old.name: token}
    app = contents.find_application(old.client_id or "", old.api_server)
    if app is None or (app.store, app.backend) != (old.store, old.backend):
        return Plan(Change("move", old.name, record, entries), secrets)
    client_secret = vaults.open(old.store, old.backend).get(key_of(app))
    if client_secret is not None:
        app = app._replace(store=record.store, backend=record.backend)
        entries += _moved_application(contents, vaults, app, client_secret)
        secrets[key_of(app)] = client_secret
    return Plan(Change("move", old.name, record, entries, application=app), secrets)


def plan_removal(gone: Credential, token: "Secret | None") -> Change:
    """Return how the credential goes."""
    before = None if token is None else token.fingerprint
    return Change(
        "remove", gone.name, None, (VaultEntry(gone.store, gone.backend, gone.name, before, None),)
    )


def key_of(app: Application) -> str:
    """Return the key of the application's client secret in its vault."""
    _, _, rest = app.api_server.rpartition("://")
    return app_key(app.client_id, rest.split("/", 1)[0])


def _name_of_old(contents: Contents, name: str) -> str:
    ends = chain(["-old"], (f"-old-{number}" for number in count(2)))
    return next(
        free
        for end in ends
        if contents.find(free := f"{name[: NAME_LIMIT - len(end)]}{end}") is None
    )


def _moved(
    vaults: VaultSession, old: Credential | None, vault: Vault, key: str, token: "Secret"
) -> tuple[VaultEntry, ...]:
    put = _put(vault, key, token)
    if old is None or (old.store, old.backend, old.name) == (vault.name, vault.backend, key):
        return (put,)
    here = (old.store, old.backend) == (vault.name, vault.backend)
    before = _fingerprint(vaults, old.store, old.backend, old.name)
    # Only the case differs and the vault does not see it: it is one entry under both names.
    one_entry = here and put.before == before and old.name.casefold() == key.casefold()
    if before is None or one_entry:
        return (put,)
    return (put, VaultEntry(old.store, old.backend, old.name, before, None))


def _moved_application(
    contents: Contents, vaults: VaultSession, app: Application, secret: "Secret"
) -> tuple[VaultEntry, ...]:
    key = key_of(app)
    put = _put(vaults.open(app.store, app.backend), key, secret)
    old = contents.find_application(app.client_id, app.api_server)
    if old is None or old.store is None or (old.store, old.backend) == (app.store, app.backend):
        return (put,)
    # Two addresses at one host share the entry.
    shared = any(
        one is not old and (one.store, one.backend, key_of(one)) == (old.store, old.backend, key)
        for one in contents.applications
    )
    before = _fingerprint(vaults, old.store, old.backend or "", key)
    if before is None or shared:
        return (put,)
    return (put, VaultEntry(old.store, old.backend or "", key, before, None))


def _put(vault: Vault, key: str, secret: "Secret") -> VaultEntry:
    there = vault.get(key)
    before = None if there is None else there.fingerprint
    return VaultEntry(vault.name, vault.backend, key, before, secret.fingerprint)


def _fingerprint(vaults: VaultSession, store: str, backend: str, key: str) -> str | None:
    # What replaces it needs no permission of a store that is gone for good, which would otherwise
    # have to be opened at every later start.
    with suppress(StoreUnavailable):
        found = vaults.open(store, backend).get(key)
        return None if found is None else found.fingerprint
    return None


def _with_secret_kept_before(contents: Contents, app: Application) -> Application:
    # Used again without typing its secret: the one kept before is still its secret.
    known = contents.find_application(app.client_id, app.api_server)
    if app.store is not None or known is None:
        return app
    return app._replace(store=known.store, backend=known.backend, seal=known.seal)
