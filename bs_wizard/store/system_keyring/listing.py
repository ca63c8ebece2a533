"""Vaults that can say what is in them, which a keyring in general cannot."""

import sys
from typing import Protocol, runtime_checkable

from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.system_keyring import session_bus
from bs_wizard.store.system_keyring.bounded_calls import Limits, ask
from bs_wizard.store.system_keyring.secret_service import default_collection


@runtime_checkable
class Listable(Protocol):
    """What a vault has besides ``Vault`` when it can be listed."""

    def names(self) -> tuple[str, ...]:
        """Return every key there is something under, sorted; StoreUnavailable where it cannot."""


def in_secret_service(service: str, title: str, limits: Limits) -> tuple[str, ...]:
    """Return the user names of the service's entries in the Secret Service; no secret is read.

    ``title`` is what messages call it. Raises StoreUnavailable where there is none or it is locked:
    a keyring locked since its start tells only hashes of its attributes.
    """
    if sys.platform != "linux":
        raise StoreUnavailable(f"{title} is not on this system.")
    session_bus.reach()
    found = ask(lambda: _user_names(service), title, limits=limits)
    if found is None:
        raise StoreUnavailable(f"{title} is locked.", "Unlock it, then try again.")
    return found


def _user_names(service: str) -> tuple[str, ...] | None:
    with default_collection() as collection:
        if collection is None:
            return ()
        if collection.is_locked():
            return None
        found = {
            each.get_attributes().get("username", "")
            for each in collection.search_items({"service": service})
        }
        return tuple(sorted(found - {""}))
