"""Ask BaseSpace whether a stored token is still good, and note what it says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.basespace import api
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import Instance, read_address
from bs_wizard.basespace.scopes import missing
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential, User

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Verified:
    """The credential as the server told it, and what it asked for and does not have.

    ``unrecorded`` is why it could not be recorded so, where the index cannot be written.
    """

    credential: Credential
    scopes_missing: tuple[str, ...]
    unrecorded: StoreUnavailable | None = None


async def verify(
    credentials: Credentials,
    credential: Credential,
    at: datetime,
    make_client: Callable[[], "httpx.AsyncClient"],
    said: Instance | None = None,
) -> Verified:
    """Check one credential at its own server and record the answer with the time ``at``.

    ``said`` is the server where a person has named it: it is asked whatever the record says, and
    is recorded when it takes the token.
    What the server does not tell this time stays as it was recorded. Raises StoreUnavailable where
    the token cannot be had, TokenNotAccepted, NetworkError, ServerError, or Replaced when another
    program put a new token in its place meanwhile; the index is then as it was.
    """
    get = credentials.token_for if said else credentials.token
    token = await in_thread(lambda: get(credential))
    server = said or read_address(credential.api_server)
    async with make_client() as http:
        who = await api.identify(http, server.api_server, token)
    if said:
        credential = await in_thread(
            lambda: credentials.confirm(credential.name, token, said.api_server, said.label)
        )
    user, workgroup = _owner(credential, who)
    scopes = credential.scopes_granted if who.scopes is None else who.scopes
    lacking = () if scopes is None else missing(credential.scopes_requested, scopes)
    try:
        record = await in_thread(
            lambda: credentials.record_verification(
                credential.name,
                at=at,
                user=user,
                workgroup=workgroup,
                scopes_granted=scopes,
                fingerprint=credential.fingerprint,
                token=token,
            )
        )
    except StoreUnavailable as error:
        # The answer is worth as much where it cannot be written down.
        told = replace(
            credential, user=user, workgroup=workgroup, scopes_granted=scopes, verified_at=at
        )
        return Verified(told, lacking, error)
    return Verified(record, lacking)


def _owner(credential: Credential, who: Identity) -> tuple[User, str | None]:
    # A token never changes hands. Where the workgroup is not told, the user may be its account.
    if who.workgroup == "" and credential.user.id:
        return credential.user, credential.workgroup
    return User(who.user_id, who.user_name, who.user_email), who.workgroup
