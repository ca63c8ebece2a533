"""A vault kept unlocked for a time: its identity is in the kernel's keyring.

Only a person who opens the vault has it kept there; nothing else does, and no file ever holds it.
``own`` is the public half of the vault's own key, which ``vault.json`` names.
"""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from bs_wizard.store.age_vault import kernel_keyring
from bs_wizard.store.age_vault.format import AgeIdentity, content_of, read_identity


class Unlocked(NamedTuple):
    """The identity of a vault that is unlocked, and until when."""

    identity: AgeIdentity
    until: datetime

    @property
    def ends(self) -> str:
        """When it ends, as the person's own clock shows it."""
        return f"{self.until.astimezone():%H:%M on %d %B %Y}"


def unlock(own: str, identity: AgeIdentity, seconds: int, now: datetime) -> Unlocked:
    """Keep the vault unlocked for so long.

    Raises StoreUnavailable where the kernel keeps nothing.
    """
    until = datetime.fromtimestamp(int(now.timestamp()) + seconds, UTC)
    held = {"until": until.isoformat(), "identity": content_of(identity).decode()}
    kernel_keyring.keep(_name(own), json.dumps(held).encode(), seconds)
    return Unlocked(identity, until)


def unlocked(own: str) -> Unlocked | None:
    """Return the vault's identity while it is unlocked; what is not this vault's is forgotten."""
    content = kernel_keyring.kept(_name(own))
    if content is None:
        return None
    try:
        held = json.loads(content)
        found = Unlocked(
            read_identity(held["identity"].encode()), datetime.fromisoformat(held["until"])
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        found = None
    if found is None or own not in found.identity.recipients:
        lock(own)
        return None
    return found


def lock(own: str) -> bool:
    """Forget the vault's identity; return whether it was unlocked."""
    return kernel_keyring.forget(_name(own))


def _name(own: str) -> str:
    return f"bs-wizard:vault:{own}"
