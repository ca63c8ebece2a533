"""What is said of a credential that is looked after: on its tile, and line by line."""

from datetime import datetime
from typing import TYPE_CHECKING

from bs_wizard.wizard.texts import words

if TYPE_CHECKING:
    from bs_wizard.errors import StoreUnavailable
    from bs_wizard.store.index.records import Credential

REMOVING = (
    "Removed from this machine only, the token still works wherever else it is. "
    "Revoking ends it at BaseSpace for everyone."
)
REMOVE_ANSWERS = (
    ("keep", "Keep it"),
    ("remove", "Remove here"),
    ("revoke", "Revoke and remove"),
)
"""How far to go, by a word and by what people read; the first changes nothing."""


def checked(credential: "Credential", now: datetime) -> str:
    """Say when BaseSpace was asked about it last."""
    at = credential.verified_at
    return f"verified {words.age(at, now)}" if at else "not verified yet"


def verified(
    name: str, missing: tuple[str, ...], unrecorded: "StoreUnavailable | None" = None
) -> str:
    """Say that its token is good, and which scopes it asked for and does not have.

    ``unrecorded`` is why this could not be noted in the index, None if it was.
    """
    told = f"{name} is good. {words.missing_sentence(missing)}".rstrip()
    return f"{told} {words.unrecorded(unrecorded)}" if unrecorded else told


def made_default(name: str) -> str:
    """Say that it is used when none is named."""
    return f"{name} is the default now."


def renamed(old: str, new: str) -> str:
    """Say what it is called now."""
    return f"{old} is now called {new}."


def described(name: str) -> str:
    """Say that its description is another."""
    return f"The description of {name} was changed."


def removed(name: str, *, revoked: bool) -> str:
    """Say how far the removal went."""
    return f"{name} was {'revoked and removed' if revoked else 'removed from this machine'}."
