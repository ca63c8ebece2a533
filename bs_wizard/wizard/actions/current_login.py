"""The pending login of this journey, kept so that an interruption costs nothing.

Keeping it is a help and no condition: where the store fails meanwhile, the journey goes on without.
An approved token that is not kept then is remembered as such, so that it is revoked at the end.
"""

import math
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from functools import partial

from bs_wizard.background import in_thread, start
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import (
    BsWizardError,
    CodeExpired,
    NoSuchCredential,
    StoreUnavailable,
    TokenElsewhere,
)
from bs_wizard.secret import Secret
from bs_wizard.store.files.room import Room
from bs_wizard.store.index.pending_login import PendingLogin, PendingSecrets
from bs_wizard.store.pending_logins import PendingLogins
from bs_wizard.wizard.journey.draft import Draft

_PATIENCE = 5.0
"""Seconds that later calls wait for a code or token to be kept: longer than a keyring may take."""


class CurrentLogin:
    """The pending login of one journey at a time.

    ``pending`` is what another run would resume if this one ended now, None for nothing. ``unkept``
    are the approved tokens that no run would, each with its API server. ``room`` is given back when
    the token comes, which needs it.
    """

    def __init__(self, kept: PendingLogins, today: Callable[[], datetime]) -> None:
        self._pending_logins = kept
        self._today = today
        self._lock = ExitStack()
        self._mutex = threading.RLock()  # a screen that was left may still be keeping its code
        self._keeping: Future[None] | None = None
        self._device_code: Secret | None = None  # of the pending login, until it is approved
        self._client_secret = Secret("")  # what is kept with it
        self.pending: PendingLogin | None = None
        self.room = Room(kept.index.home)
        self.unkept: dict[Secret, str] = {}
        self._token: Secret | None = None  # that was approved last

    async def keep(self, draft: Draft, code: DeviceCode) -> None:
        """Keep a new code in the place of the one before, which no longer works.

        A token that was given for the one before stays, for another run to resume with. Cancelling
        stops the waiting, not the keeping.
        """
        from asyncio import wrap_future

        self._token = None  # one that was approved before is not what a later drop means
        await wrap_future(self._start(partial(self._keep, draft, code)))

    def _keep(self, draft: Draft, code: DeviceCode) -> None:
        pending = _pending(draft, code, self._today())
        with self._mutex, suppress(BsWizardError):
            if self.pending and self.pending.is_approved:
                self._let_go()
            else:
                self._drop()
            self._keep_new(pending, PendingSecrets(draft.client_secret, code.device_code))
            self._device_code, self._client_secret = code.device_code, draft.client_secret

    async def keep_secret(self, draft: Draft) -> None:
        """Keep the draft's client secret with the code that waits, in the place of another."""
        if draft.client_secret != self._client_secret:
            await in_thread(partial(self._keep_secret, draft.client_secret))

    def _keep_secret(self, secret: Secret) -> None:
        with self._mutex, suppress(BsWizardError):
            if self.pending is not None and self._device_code is not None:
                self._pending_logins.keep(self.pending, PendingSecrets(secret, self._device_code))
                self._client_secret = secret

    def _keep_new(self, pending: PendingLogin, kept: PendingSecrets) -> None:
        self._lock.enter_context(self._pending_logins.lock(pending))
        try:
            self._pending_logins.keep(pending, kept)
        except BaseException:
            self._lock.close()
            self._pending_logins.remove_lock_file(pending)
            raise
        self.pending = pending

    def keep_token(self, draft: Draft, code: DeviceCode, token: Secret, dialect: str) -> None:
        """Keep the token in the place of its code, until it is dropped or another run resumes.

        Runs in a background thread so that it never delays the token; later calls wait for it.
        """
        self._device_code = None  # it is spent, whether or not the token comes to be kept
        self._token = token
        self.unkept[token] = draft.instance.api_server
        self._start(partial(self._keep_token, draft, code, token, dialect))

    def _start(self, keep: Callable[[], None]) -> Future[None]:
        """Run ``keep`` in a background thread, after what is being kept already."""
        before = self._keeping

        def run() -> None:
            _wait_for(before)
            keep()

        self._keeping = start(run)
        return self._keeping

    def _keep_token(self, draft: Draft, code: DeviceCode, token: Secret, dialect: str) -> None:
        kept = PendingSecrets(draft.client_secret, token=token)
        with self._mutex:
            self.room.give()  # it was held for this
            waiting = self.pending or _pending(draft, code, self._today())
            pending = waiting.approved(token, dialect)
            try:
                if self.pending is None:  # the code could not be kept, which the token may be
                    self._keep_new(pending, kept)
                else:
                    self._pending_logins.keep_token(pending, kept)
            except BsWizardError:
                self._drop_pending()  # its code is spent
            else:
                self.pending = pending
                self.unkept.pop(token, None)

    def keeps(self, token: Secret | None) -> bool:
        """Whether another run would resume with this token."""
        kept = self.pending
        return token is not None and kept is not None and kept.fingerprint == token.fingerprint

    async def wait_until_kept(self) -> None:
        """Wait, for a moment, until it is known what is kept."""
        await in_thread(self.join)

    def join(self) -> None:
        """Block as :meth:`wait_until_kept` waits."""
        _wait_for(self._keeping)

    async def drop(self) -> None:
        """Keep nothing for another run: it was saved, refused, has expired, or is unwanted."""
        await in_thread(self._drop_when_kept)

    def _drop_when_kept(self) -> None:
        self.join()
        with self._mutex:
            self._drop()

    def _drop(self) -> None:
        if self._token is not None:
            self.unkept.pop(self._token, None)
        self._drop_pending()

    def _drop_pending(self) -> None:
        pending, self.pending, self._device_code = self.pending, None, None
        if pending is None:
            return
        try:
            self._pending_logins.drop(pending)
            self._pending_logins.remove_lock_file(pending)
        except BsWizardError:
            with suppress(BsWizardError):  # a later start clears what stays
                self._pending_logins.expire(pending)
        self._lock.close()

    def release(self) -> None:
        """Let another run resume what is kept: this journey is over.

        Blocks only while a code or token is being kept, and then for a moment.
        """
        self.join()
        with self._mutex:
            self.room.give()
            self._let_go()

    def _let_go(self) -> None:
        self.pending = self._device_code = None
        self._lock.close()

    async def resumable(self) -> tuple[PendingLogin, ...]:
        """Return the logins that can be resumed, the latest first: alive, and locked by nobody."""
        return await in_thread(self._resumable)

    def _resumable(self) -> tuple[PendingLogin, ...]:
        return tuple(filter(self._can_be_resumed, self._pending_logins.all()))

    async def find(self, user_code: str | None = None) -> PendingLogin:
        """Return the login to resume: of that user code in whatever case, else the latest.

        One that cannot be resumed is returned only if nothing else is there: resuming it then says
        why. Raises NoSuchCredential where there is none, and what reading the index raises.
        """
        return await in_thread(partial(self._find, user_code))

    def _find(self, user_code: str | None) -> PendingLogin:
        wanted = user_code and user_code.casefold()
        found = [
            one for one in self._pending_logins.all() if wanted in (None, one.user_code.casefold())
        ]
        if not found:
            of_it = f" with the code {user_code}" if user_code else ""
            raise NoSuchCredential(
                f"There is no interrupted login{of_it} to resume.", "Start: bs-wizard login"
            )
        return next(filter(self._can_be_resumed, found), found[0])

    def _can_be_resumed(self, pending: PendingLogin) -> bool:
        alive = pending.is_approved or pending.left(self._today()) > 0
        return alive and not self._pending_logins.is_locked(pending)

    async def discard(self, pending: PendingLogin) -> None:
        """Drop an interrupted login; StoreBusy while another process waits for it.

        Raises StoreUnavailable where its vault cannot be opened; it is not offered any more then.
        Raises TokenElsewhere for one of another machine's, which stays.
        """
        await in_thread(partial(self._discard, pending))

    def _discard(self, pending: PendingLogin) -> None:
        with self._pending_logins.lock(pending):
            try:
                self._pending_logins.drop(pending)
            except TokenElsewhere:
                raise
            except StoreUnavailable:
                self._pending_logins.expire(pending)
                raise
        self._pending_logins.remove_lock_file(pending)

    async def resume(self, pending: PendingLogin) -> PendingSecrets:
        """Take an interrupted login over as this journey's own and return its secrets.

        Raises CodeExpired, StoreBusy while another process waits for it, and what a store raises.
        """
        return await in_thread(partial(self._resume, pending))

    def _resume(self, pending: PendingLogin) -> PendingSecrets:
        self.release()
        with self._mutex:
            self._lock.enter_context(self._pending_logins.lock(pending, seconds=1.0))
            self.pending = pending
            try:
                if not pending.is_approved and not pending.left(self._today()):
                    raise CodeExpired(
                        f"The code {pending.user_code} expired at "
                        f"{_clock_time(pending.expires_at)}.",
                        "Ask for a new code: bs-wizard login",
                    )
                found = self._pending_logins.secrets(pending)
            except CodeExpired:
                self._drop()
                raise
            except BaseException:
                self._let_go()
                raise
            self._device_code, self._client_secret = found.device_code, found.client_secret
            return found

    def code_for(self, draft: Draft) -> DeviceCode | None:
        """Return the code that waits, with the life it has left, if the draft would ask for it."""
        device_code, pending = self._device_code, self.pending
        if device_code is None or pending is None or pending.is_approved:
            return None
        asked = (draft.instance.api_server, draft.client_id, draft.scopes)
        if asked != (pending.api_server, pending.client_id, pending.scopes):
            return None
        code = _code(pending, device_code, self._today())
        return code if code.expires_in > 0 else None

    def asked_at(self, code: DeviceCode) -> datetime:
        """Return when the code was asked for: now, unless it is the one that waits."""
        pending = self.pending
        if pending is not None and pending.user_code == code.user_code:
            return pending.asked_at
        return self._today()


def _wait_for(keeping: Future[None] | None) -> None:
    if keeping is not None:
        wait([keeping], _PATIENCE)


def _pending(draft: Draft, code: DeviceCode, now: datetime) -> PendingLogin:
    assert draft.store is not None, "the store is proved first"
    return PendingLogin(
        id=secrets.token_hex(6),
        api_server=draft.instance.api_server,
        client_id=draft.client_id,
        app_name=draft.app_name,
        scopes=draft.scopes,
        name=draft.name,
        description=draft.description,
        rotates=draft.rotates,
        overwrite=draft.overwrite,
        user_code=code.user_code,
        verification_uri=code.verification_uri,
        verification_uri_complete=code.verification_uri_complete,
        interval=code.interval,
        asked_at=now,
        expires_at=now + timedelta(seconds=code.expires_in),
        store=draft.store.store,
        backend=draft.store.backend,
    )


def _code(pending: PendingLogin, device_code: Secret, now: datetime) -> DeviceCode:
    return DeviceCode(
        device_code=device_code,
        user_code=pending.user_code,
        verification_uri=pending.verification_uri,
        verification_uri_complete=pending.verification_uri_complete,
        expires_in=math.ceil(pending.left(now)),
        interval=pending.interval,
    )


def _clock_time(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"
