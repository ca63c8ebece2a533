"""Reading the Secret Service by the library that keyring's own backend for it uses.

The entry is the one that keyring would find. Without keyring, which is loaded to write, ``token``
takes half the time.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secretstorage import Collection, Item

_SET_BY_PERSON = "KEYRING_PROPERTY_"


def is_as_keyring_makes_it() -> bool:
    """Whether nothing tells keyring to look elsewhere, as ``KEYRING_PROPERTY_…`` can."""
    return not any(name.startswith(_SET_BY_PERSON) for name in os.environ)


@contextmanager
def default_collection() -> Iterator["Collection | None"]:
    """Open where the keyring library puts and looks for everything; None where no keyring is yet.

    Nothing is made and nobody is asked. Raises what secretstorage raises.
    """
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            collection = secretstorage.Collection(bus)
        except secretstorage.ItemNotFoundException:
            collection = None
        yield collection


class SecretService:
    """What of a keyring backend is there to read with."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret or None; raises what secretstorage raises."""
        with default_collection() as collection:
            if collection is None:
                return None
            _unlock(collection)
            for item in collection.search_items({"service": service, "username": username}):
                _unlock(item)
                return item.get_secret().decode()
        return None


def _unlock(locked: "Collection | Item") -> None:
    from secretstorage import LockedException

    if locked.is_locked():
        locked.unlock()  # asks its user
        if locked.is_locked():
            raise LockedException
