"""The stored credentials and what can be done with one, for the tiles and the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.care.remove import remove
from bs_wizard.care.verify import Verified, verify
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import sharing

if TYPE_CHECKING:
    import httpx


class NextStep(Enum):
    """What the person wants next."""

    NEW = "new"
    LEAVE = "leave"


Wish = NextStep | Credential
"""What the person wants next: of a credential, a new token in the place of its own."""


@dataclass(frozen=True, slots=True)
class CredentialList:
    """The credentials there are, and the name of the default."""

    credentials: tuple[Credential, ...]
    default: str | None

    def sharing(self, one: Credential) -> tuple[str, ...]:
        """Return the names of the others that hold the same token."""
        return sharing(self.credentials, one.fingerprint, one.name)


class CredentialActions:
    """What can be done with the credentials ``stored``; ``now`` is aware, in UTC.

    Each raises what ``Credentials`` raises, and ``verify`` and ``remove`` what their modules say.
    """

    def __init__(
        self,
        stored: Credentials,
        now: Callable[[], datetime],
        make_client: Callable[[], "httpx.AsyncClient"],
    ) -> None:
        self.now = now
        self._stored = stored
        self._make_client = make_client

    async def read(self) -> CredentialList:
        """Return the credentials there are."""
        contents = await in_thread(self._stored.contents)
        return CredentialList(contents.credentials, contents.default)

    async def verify(self, one: Credential) -> Verified:
        """Ask BaseSpace whether its token is still good."""
        return await verify(self._stored, one, self.now(), self._make_client)

    async def remove(self, one: Credential, *, revoke: bool, elsewhere: bool = False) -> None:
        """Remove it; with ``revoke`` make its token invalid first."""
        await remove(self._stored, one, self._make_client, revoke=revoke, elsewhere=elsewhere)

    async def make_default(self, one: Credential) -> None:
        """Use it when none is named."""
        await in_thread(lambda: self._stored.make_default(one.name))

    async def token(self, one: Credential) -> Secret:
        """Return its token."""
        return await in_thread(lambda: self._stored.token(one))

    async def move(self, one: Credential, store: str) -> Credential:
        """Carry its token to ``store``; return it."""
        return await in_thread(lambda: self._stored.move(one.name, store))

    async def rename(self, one: Credential, name: str) -> Credential:
        """Give it another name; return it."""
        return await in_thread(lambda: self._stored.rename(one.name, name))

    async def describe(self, one: Credential, text: str) -> Credential:
        """Record another description; return the credential."""
        return await in_thread(lambda: self._stored.describe(one.name, text))
