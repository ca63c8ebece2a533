"""What interrupted logins left behind: secrets without a record, and records without secrets.

A program that keeps a pending login writes both under the index's lock, so a half that is alone
while this module holds the lock stays alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from bs_wizard.errors import StoreBusy, StoreUnavailable
from bs_wizard.store.index.pending_login import KEY_START, PendingLogin, PendingSecrets
from bs_wizard.store.pending_logins import PendingLogins
from bs_wizard.store.system_keyring.listing import Listable
from bs_wizard.store.vaults import Vault

_PROBE = "probe:"


def sweep_orphans(kept: PendingLogins, vaults: Sequence[Vault]) -> Iterator[str]:
    """Remove them from the index and from those vaults that can be listed; say each.

    A secret without a record that holds an approved token becomes a token under a name of its own,
    for ``rebuild.adopt`` to record. Raises what ``Index`` and ``Vault`` raise.
    """
    if not kept.index.read().pending and not any(_came_and_went(vault) for vault in vaults):
        return  # so that a folder that cannot be written is no trouble here
    with kept.index.locked() as locked:
        known = {f"{KEY_START}{one.get('id')}" for one in locked.contents.pending}
        for vault in vaults:
            for key in _came_and_went(vault):
                if key.startswith(_PROBE):
                    vault.delete(key)
                    yield f"{key}, with which {vault.title} was tried, is removed."
                elif key not in known:
                    yield _removed(vault, key)
        for pending in kept.all():
            if _is_gone(kept.vault_of(pending), pending):
                with suppress(StoreBusy), kept.lock(pending):
                    kept.drop(pending)
                    yield f"The code {pending.user_code}, whose secrets are gone, is forgotten."


def _removed(vault: Vault, key: str) -> str:
    found = vault.get(key)
    token = None
    with suppress(ValueError):
        token = PendingSecrets.unsealed(found).token if found else None
    if token is not None:
        name = f"recovered-{key.removeprefix(KEY_START)}"
        vault.put(name, token)
        vault.delete(key)
        return f"{key} held an approved token, which is kept as {name} now."
    vault.delete(key)
    return f"{key}, of which no record is left, is removed: nobody can go on with it."


def _is_gone(vault: Vault, pending: PendingLogin) -> bool:
    if isinstance(vault, Listable):
        with suppress(StoreUnavailable):
            return pending.key not in vault.names()
    return vault.get(pending.key) is None


def _came_and_went(vault: Vault) -> tuple[str, ...]:
    if isinstance(vault, Listable):
        with suppress(StoreUnavailable):  # the check says so
            return tuple(key for key in vault.names() if key.startswith((KEY_START, _PROBE)))
    return ()
