"""Removing a credential, and ending its token at BaseSpace where that is wished."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.basespace import api
from bs_wizard.basespace.instances import read_address
from bs_wizard.errors import RecordChanged, TokenElsewhere
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential

if TYPE_CHECKING:
    import httpx


async def remove(
    credentials: Credentials,
    credential: Credential,
    make_client: Callable[[], "httpx.AsyncClient"],
    *,
    revoke: bool,
    elsewhere: bool = False,
) -> None:
    """Remove token and record; with ``revoke`` make the token invalid at BaseSpace first.

    A token that BaseSpace no longer accepts counts as revoked. When revoking fails, nothing is
    removed, so that it can be tried again. Raises StoreUnavailable, NetworkError, ServerError, or
    Replaced when another program put a new token in its place meanwhile, which then stays.
    TokenElsewhere is raised where the token is not here; with ``elsewhere`` the record goes all the
    same, but not to revoke what cannot be reached.
    """
    if revoke:
        try:
            token = await in_thread(lambda: credentials.token(credential))
        except RecordChanged as error:
            name = credential.name
            hint = f"{error.hint}. For record and token alone: bs-wizard remove {name}"
            raise RecordChanged(f"{error.message} Nothing was revoked or removed.", hint) from error
        except TokenElsewhere as error:
            raise _not_revoked(credential, error) from error
        # Read after the token: had it been replaced by then, the new one would be ended.
        credentials.require_same_token(credential)
        async with make_client() as http:
            await api.revoke(http, read_address(credential.api_server).api_server, token)
    await in_thread(
        lambda: credentials.remove(
            credential.name, fingerprint=credential.fingerprint, elsewhere=elsewhere
        )
    )
    await in_thread(lambda: credentials.pending_logins.drop_token(credential.fingerprint))


def _not_revoked(credential: Credential, error: TokenElsewhere) -> TokenElsewhere:
    name, there = credential.name, credential.host or "the machine that has the token"
    return TokenElsewhere(
        f"{error.message} Nothing was revoked or removed.",
        f"On {there}: bs-wizard remove {name} --revoke. "
        f"Here, for the record alone: bs-wizard remove {name}",
    )
