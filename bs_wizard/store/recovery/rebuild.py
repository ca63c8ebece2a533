"""A new index for a damaged one: the previous one, and what vaults say they hold.

It is done only when the person agrees, since what the previous index does not say is gone from the
new one; the damaged file is kept.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.journal import backup_key
from bs_wizard.store.index.json_fields import kept_time
from bs_wizard.store.index.records import Application, Credential, User, check_name
from bs_wizard.store.system_keyring.listing import Listable
from bs_wizard.store.transactions.planning import key_of
from bs_wizard.store.vaults import Vault

if TYPE_CHECKING:
    from bs_wizard.secret import Secret

T = TypeVar("T")

NOBODY = User("", "", "")
"""The user of a credential that was found by its token alone, until it is verified."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is taken for true of a token nothing else is known of: its server, and ``at``, now."""

    api_server: str
    instance: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What became of a damaged index.

    ``aside`` is where it is kept. ``restored`` are the names in the previous index, ``found`` those
    whose token was in a vault and that it does not have: they are to be verified. ``unlisted``
    says, a sentence each, which vaults could not be looked into, or not into all that is there.
    """

    aside: Path
    restored: tuple[str, ...]
    found: tuple[str, ...]
    unlisted: tuple[str, ...]


def rebuild(index: Index, vaults: Iterable[Vault], assumed: Assumed) -> Rebuilt:
    """Set the damaged index aside and put the previous one in its place, in one step.

    A token found in a vault gets a record that says no more than is known: user ``NOBODY``, never
    verified, and without a fingerprint where the vault does not hand the token out now. Afterwards
    ``Credentials.recover`` finishes or rolls back what is in the journal. Raises UsageError for an
    index that is not damaged, IndexTooNew, and StoreUnavailable; the index is then as it was.
    """
    restored: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    troubles: list[str] = []

    def completed(previous: Contents) -> Contents:
        nonlocal restored, found
        contents = previous
        for vault in vaults:
            search = _Search(vault)
            contents = _with_found(contents, search, assumed)
            troubles.extend(search.said)
        restored, found = _names(previous), _added(previous, contents)
        return _with_some_default(contents)

    aside = index.restore(completed)
    return Rebuilt(aside, restored, found, tuple(troubles))


def adopt(
    index: Index, vaults: Sequence[Vault], assumed: Assumed
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Record what vaults hold and no record knows, as a rebuild does that can look into them.

    Returns the names that were recorded, and a sentence for each vault that did not give all.
    Vaults that cannot be listed now are passed over. Raises what ``Index`` raises.
    """
    troubles: list[str] = []
    if not vaults:
        return (), ()
    with index.locked() as locked:
        before = contents = locked.contents
        for vault in vaults:
            search = _Search(vault)
            search.keys()
            if search.said:
                continue
            contents = _with_found(contents, search, assumed)
            troubles.extend(search.said)
        if contents != before:
            contents = _with_some_default(contents)
            locked.write(contents)
    return _added(before, contents), tuple(troubles)


def is_adopted(key: str) -> bool:
    """Tell whether :func:`adopt` records what is under that key."""
    return key.startswith("app:") or _is_name(key)


class _Search:
    """A vault while it is searched.

    It is not asked for another secret once it refused one: it may ask a person each time.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.said: list[str] = []

    def keys(self) -> tuple[str, ...]:
        title = self.vault.title
        if not isinstance(self.vault, Listable):
            self.said.append(f"{title} could not be searched: it cannot say what is in it.")
            return ()
        try:
            return self.vault.names()
        except StoreUnavailable as error:
            self.said.append(f"{title} could not be searched: {error.message}")
            return ()

    def read(self, key: str) -> "Secret | None":
        return None if self.said else self._answer(lambda: self.vault.get(key))

    def move(self, old: str, new: str) -> bool:
        """Tell whether there was something to move."""
        kept = self.read(old)
        if kept is None:
            return False

        def moved() -> bool:
            self.vault.put(new, kept)
            self.vault.delete(old)
            return True

        return self._answer(moved) or False

    def _answer(self, ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except StoreUnavailable as error:
            said = f"{self.vault.title} did not give all that is in it: {error.message}"
            self.said.append(said)
            return None


def _with_found(contents: Contents, search: _Search, assumed: Assumed) -> Contents:
    known = {key_of(one) for one in contents.applications} | {
        key for change in contents.journal for key in change.touches
    }
    for key in _restore_backups(search, known):
        if key.casefold() in known or key in known or contents.find(key):
            continue
        if key.startswith("app:"):
            contents = contents.with_application(_application(key, search.vault, assumed))
        elif _is_name(key):
            token = search.read(key)
            if token is not None or search.said:
                record = _record(key, search.vault, assumed)
                fingerprint = "" if token is None else token.fingerprint
                contents = contents.with_credential(record._replace(fingerprint=fingerprint))
    return contents


def _restore_backups(search: _Search, known: set[str]) -> tuple[str, ...]:
    """Return the keys, those among them that were kept only while they were replaced."""
    keys = search.keys()
    there = set(keys)
    for key in keys:
        name = key.removeprefix(backup_key(""))
        if name == key or name in there or name.casefold() in known:
            continue
        if search.move(key, name):
            there.add(name)
    return tuple(sorted(there))


def _record(name: str, vault: Vault, assumed: Assumed) -> Credential:
    return Credential(
        name=name,
        description="",
        api_server=assumed.api_server,
        instance=assumed.instance,
        client_id=None,
        user=NOBODY,
        workgroup="",
        scopes_requested=(),
        scopes_granted=None,
        store=vault.name,
        backend=vault.backend,
        host=None,
        fingerprint="",
        created_at=kept_time(assumed.at),
        verified_at=None,
    )


def _application(key: str, vault: Vault, assumed: Assumed) -> Application:
    client_id, _, host = key.removeprefix("app:").rpartition("@")
    return Application(
        client_id, f"https://{host}", None, None, kept_time(assumed.at), vault.name, vault.backend
    )


def _with_some_default(contents: Contents) -> Contents:
    names = _names(contents)
    if contents.default is None and len(names) == 1:
        return contents.with_default(names[0])
    return contents


def _names(contents: Contents) -> tuple[str, ...]:
    return tuple(one.name for one in contents.credentials)


def _added(before: Contents, after: Contents) -> tuple[str, ...]:
    return tuple(name for name in _names(after) if not before.find(name))


def _is_name(key: str) -> bool:
    try:
        return check_name(key) == key
    except UsageError:
        return False
