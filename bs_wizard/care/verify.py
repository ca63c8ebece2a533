"""Ask BaseSpace whether a stored token is still good, and note what it says."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.basespace import api
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import Instance, read_address
from bs_wizard.basespace.scopes import missing
from bs_wizard.basespace.sees import Sees
from bs_wizard.errors import BsWizardError, StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials, Verification
from bs_wizard.store.index.records import Credential, User

if TYPE_CHECKING:
    import httpx

AT_ONCE = 32
"""How many credentials are asked about at the same time."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The credential as the server told it, and what it asked for and does not have.

    ``unrecorded`` is why it could not be recorded so, where the index cannot be written; ``sees``
    is what the token sees now, which is not recorded.
    """

    credential: Credential
    scopes_missing: tuple[str, ...]
    unrecorded: StoreUnavailable | None = None
    sees: Sees | None = None


Answer = Verified | BsWizardError
"""What checking one credential came to."""


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
    heard = _heard_of(credential, token, who, at)
    (answer,) = await in_thread(lambda: _record(credentials, [heard]))
    if isinstance(answer, BsWizardError):
        raise answer
    return answer


async def verify_all(
    credentials: Credentials,
    chosen: Iterable[Credential],
    today: Callable[[], datetime],
    make_client: Callable[[], "httpx.AsyncClient"],
    tell: Callable[[Credential, Answer], object],
) -> None:
    """Check many, ``AT_ONCE`` of them at a time; ``tell`` is given each answer as it comes.

    An answer is what ``verify`` returns or raises; what ``tell`` raises ends it all. Raises
    NetworkError where nothing can be asked, for a trust setting that cannot be used.
    """
    free = asyncio.Semaphore(AT_ONCE)
    recorder = _Recorder(credentials)

    async def one(each: Credential) -> tuple[Credential, Answer]:
        try:
            async with free:
                token = await recorder.token(each)
                who = await api.identify(http, read_address(each.api_server).api_server, token)
                return each, await recorder.record(_heard_of(each, token, who, today()))
        except BsWizardError as error:
            return each, error

    async with make_client() as http:
        tasks = [asyncio.create_task(one(each)) for each in chosen]
        try:
            for answer in asyncio.as_completed(tasks):
                tell(*await answer)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What BaseSpace told of the credential as it was ``before``."""

    before: Credential
    told: Verification
    sees: Sees | None


class _Recorder:
    """One at a time: a vault may ask for its passphrase, and the index has one writer."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._one_at_a_time = asyncio.Lock()
        self._waiting: list[_Heard] = []
        self._recorded: dict[str, Answer] = {}

    async def token(self, credential: Credential) -> Secret:
        """Return the token; raises what reading its vault raises."""
        async with self._one_at_a_time:
            return await in_thread(lambda: self._credentials.token(credential))

    async def record(self, heard: _Heard) -> Answer:
        """Record it with all that came while others were written: to write takes a while."""
        self._waiting.append(heard)
        async with self._one_at_a_time:
            if heard in self._waiting:
                batch, self._waiting = self._waiting, []
                try:
                    answers = await in_thread(lambda: _record(self._credentials, batch))
                except BsWizardError as error:
                    answers = [error] * len(batch)
                for each, answer in zip(batch, answers, strict=True):
                    self._recorded[each.before.name] = answer
        return self._recorded[heard.before.name]


def _heard_of(before: Credential, token: Secret, who: Identity, at: datetime) -> _Heard:
    user, workgroup = _owner(before, who)
    scopes = before.scopes_granted if who.scopes is None else who.scopes
    return _Heard(
        before,
        Verification(before.name, at, user, workgroup, scopes, before.fingerprint, token),
        who.sees,
    )


def _record(credentials: Credentials, heard: Sequence[_Heard]) -> list[Answer]:
    try:
        records = credentials.record_verifications([one.told for one in heard])
    except StoreUnavailable as error:
        # The answers are worth as much where they cannot be written down.
        return [_verified(one.told.added_to(one.before), one.sees, error) for one in heard]
    return [
        record if isinstance(record, BsWizardError) else _verified(record, one.sees)
        for one, record in zip(heard, records, strict=True)
    ]


def _verified(
    record: Credential, sees: Sees | None, unrecorded: StoreUnavailable | None = None
) -> Verified:
    scopes = record.scopes_granted
    lacking = () if scopes is None else missing(record.scopes_requested, scopes)
    return Verified(record, lacking, unrecorded, sees)


def _owner(credential: Credential, who: Identity) -> tuple[User, str | None]:
    # A token never changes hands. Where the workgroup is not told, the user may be its account.
    if who.workgroup == "" and credential.user.id:
        return credential.user, credential.workgroup
    return User(who.user_id, who.user_name, who.user_email), who.workgroup
