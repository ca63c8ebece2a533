"""The credentials there are and what can be done with one, for whoever shows them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.care.remove import remove
from bs_wizard.care.verify import Verified, verify
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential

if TYPE_CHECKING:
    import httpx


class NextStep(Enum):
    """What the person wants next."""

    NEW = "new"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class CredentialList:
    """The credentials there are, and the name of the default."""

    credentials: tuple[Credential, ...]
    default: str | None


@dataclass(frozen=True, slots=True)
class CredentialActions:
    """What is shown of them and can be done; all of it beside the event loop.

    ``remove`` is told whether to revoke as well; ``now`` is aware, in UTC.
    """

    read: Callable[[], Awaitable[CredentialList]]
    verify: Callable[[Credential], Awaitable[Verified]]
    remove: Callable[[Credential, bool], Awaitable[None]]
    make_default: Callable[[Credential], Awaitable[object]]
    rename: Callable[[Credential, str], Awaitable[Credential]]
    describe: Callable[[Credential, str], Awaitable[Credential]]
    now: Callable[[], datetime]

    @classmethod
    def of(
        cls,
        stored: Credentials,
        now: Callable[[], datetime],
        make_client: Callable[[], "httpx.AsyncClient"],
    ) -> "CredentialActions":
        """Return the shelf of the credentials ``stored``."""
        return cls(
            lambda: in_thread(lambda: CredentialList(stored.all(), stored.default_name())),
            lambda each: verify(stored, each, now(), make_client),
            lambda each, revoke: remove(stored, each, make_client, revoke=revoke),
            lambda each: in_thread(lambda: stored.make_default(each.name)),
            lambda each, name: in_thread(lambda: stored.rename(each.name, name)),
            lambda each, text: in_thread(lambda: stored.describe(each.name, text)),
            now,
        )
