"""What the Name step asks of the outside."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bs_wizard.basespace.identity import Identity
from bs_wizard.store.index.records import Credential


@dataclass(frozen=True, slots=True)
class Naming:
    """Questions about the token and about names.

    ``known_as`` finds the credential that a name stands for already.
    """

    check: Callable[[], Awaitable[Identity]]
    suggest: Callable[[Identity], Awaitable[str]]
    known_as: Callable[[str], Awaitable[Credential | None]]
