"""What is said of a token that is not what was wanted, or that nothing keeps."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs_wizard.basespace.instances import Instance
    from bs_wizard.store.index.records import Credential

REVOKE = "Revoke it and start over"
START_OVER = "Start over all the same"
SAVE_ANYWAY = "Save it all the same"
ANOTHER_NAME = "Choose another name"
ANOTHER_TOKEN = "Give another token"
KEEP = "Keep it"
LOOK = "Look well whose token this is. "
REPLACED = (
    "Its token here will be replaced by the new one. The old token stays valid at BaseSpace until "
    "it is revoked."
)
STILL_VALID = (
    "The token approved just now would stay valid at BaseSpace, so it is revoked there first."
)
REVOKED = "The token is revoked: nobody can use it any more."
NOT_KEPT = "The approved token could not be kept; leaving revokes it."
ENDED = "The approved token could not be kept, so it is revoked: nobody can use it."
DISCARDED = "Its token was approved already, so it is revoked: nobody can use it."


def not_revoked(instance: "Instance") -> str:
    """Say that a token lives on, and how a person can end it."""
    return f"The token could not be revoked, so it stays valid at BaseSpace. {_end_it(instance)}"


def lives_on(instance: "Instance") -> str:
    """Say that an approved token was neither kept nor revoked, and how a person can end it."""
    return (
        "The approved token could be neither kept nor revoked, so it stays valid at BaseSpace. "
        f"{_end_it(instance)}"
    )


def _end_it(instance: "Instance") -> str:
    return f"To end it, revoke it in the developer portal: {instance.portal}"


def unreached(known: "Credential") -> str:
    """Say that the token a name holds cannot be reached from here, and how to end it."""
    stored = f" was stored from {known.host} and" if known.host else ""
    there = f"on {known.host}" if known.host else "on the machine that has it"
    return (
        f"The token of “{known.name}”{stored} cannot be reached from here: it stays valid at "
        f"BaseSpace. To end it, first {there}: bs-wizard remove {known.name} --revoke"
    )


def differs_from(name: str) -> str:
    """Say, before what differs, that a name is about to hold another kind of token."""
    return f"This token is not like the one that “{name}” holds:"


def not_rotated(name: str, differs: "Sequence[str]") -> str:
    """Say why ``name`` keeps the token it has: the new one is not like it."""
    return f"The new token is not like the one that “{name}” holds. {' '.join(differs)}"


def old_kept(old: "Credential", name: str) -> str:
    """Say where the token is that ``name`` held before, and how it is ended."""
    return (
        f"The token that {name} held before is kept as {old.name}, and valid. "
        f"To end it: bs-wizard remove {old.name} --revoke"
    )
