"""The authorisation of this journey, kept so that a cut costs nothing: the next start goes on.

Keeping it is a help and no condition: where the store fails meanwhile, the journey goes on without.
"""

import math
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from functools import partial

from bs_wizard.background import start
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, CodeExpired, NoSuchCredential, StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingLogin, PendingSecrets
from bs_wizard.store.pending_logins import PendingLogins
from bs_wizard.wizard.journey.draft import Draft

_PATIENCE = 5.0
"""Seconds that what follows waits for a token to be kept: more than a keyring is given."""


class CurrentLogin:
    """What is kept of one journey at a time; its methods block, and may run in any thread.

    ``pending`` is what would be taken up if the program ended now, None when nothing would.
    """

    def __init__(self, kept: PendingLogins, today: Callable[[], datetime]) -> None:
        self._pending_logins = kept
        self._today = today
        self._lock = ExitStack()
        self._mutex = threading.RLock()  # a screen that was left may still be keeping its code
        self._keeping: Future[None] | None = None
        self._resumed_code: DeviceCode | None = None
        self.pending: PendingLogin | None = None

    def keep(self, draft: Draft, code: DeviceCode) -> None:
        """Keep a code that was just given, in the place of the one before, which is dead.

        A token that was given for the one before stays, for another run to take up.
        """
        pending = _pending(draft, code, self._today())
        self.wait_until_kept()
        with self._mutex, suppress(BsWizardError):
            if self.pending and self.pending.is_approved:
                self.release()
            else:
                self.drop()
            self._lock.enter_context(self._pending_logins.lock(pending))
            try:
                self._pending_logins.keep(
                    pending, PendingSecrets(draft.client_secret, code.device_code)
                )
            except BaseException:
                self._lock.close()
                self._pending_logins.remove_lock_file(pending)
                raise
            self.pending = pending

    def keep_token(self, draft: Draft, token: Secret, dialect: str) -> None:
        """Keep the token in the place of the code, until :meth:`drop` or another run takes it.

        Runs in a background thread so that it never delays the token; later calls wait for it.
        """
        self._keeping = start(partial(self._keep_token, draft, token, dialect))

    def _keep_token(self, draft: Draft, token: Secret, dialect: str) -> None:
        with self._mutex:
            if self.pending is None:
                return
            pending = self.pending.approved(token, dialect)
            try:
                self._pending_logins.keep_token(
                    pending, PendingSecrets(draft.client_secret, token=token)
                )
            except BsWizardError:
                self._drop()  # its code is spent
            else:
                self.pending = pending

    def drop(self) -> None:
        """Drop it: it was saved, refused, has expired, or another took its place."""
        self.wait_until_kept()
        with self._mutex:
            self._drop()

    def _drop(self) -> None:
        pending, self.pending, self._resumed_code = self.pending, None, None
        if pending is None:
            return
        try:
            self._pending_logins.drop(pending)
            self._pending_logins.remove_lock_file(pending)
        except BsWizardError:
            with suppress(BsWizardError):  # a later start clears what stays
                self._pending_logins.expire(pending)
        self._lock.close()

    def wait_until_kept(self) -> None:
        """Wait for a token that is being kept."""
        if self._keeping is not None:
            wait([self._keeping], _PATIENCE)

    def resumable(self) -> tuple[PendingLogin, ...]:
        """Return what can be taken up, the latest first: not expired, and held by nobody."""
        return tuple(one for one in self._pending_logins.all() if self._can_be_resumed(one))

    def find(self, user_code: str | None) -> PendingLogin:
        """Return what to take up, of that user code if one is given, in whatever case.

        What cannot be taken up is returned only if nothing else is there: taking it up then says
        why. Raises NoSuchCredential when nothing of that code, or nothing at all, is kept.
        """
        wanted = user_code and user_code.casefold()
        found = [
            one for one in self._pending_logins.all() if wanted in (None, one.user_code.casefold())
        ]
        if not found:
            of_it = f" for the code {user_code}" if user_code else ""
            raise NoSuchCredential(
                f"Nothing was cut off{of_it} that could be taken up.", "Start: bs-wizard login"
            )
        return next(filter(self._can_be_resumed, found), found[0])

    def _can_be_resumed(self, pending: PendingLogin) -> bool:
        alive = pending.is_approved or pending.left(self._today()) > 0
        return alive and not self._pending_logins.is_locked(pending)

    def discard(self, pending: PendingLogin) -> None:
        """Drop what was cut off; StoreBusy while another process waits for it.

        Raises StoreUnavailable where its vault cannot be opened; it is not offered any more then.
        """
        with self._pending_logins.lock(pending):
            try:
                self._pending_logins.drop(pending)
            except StoreUnavailable:
                self._pending_logins.expire(pending)
                raise
        self._pending_logins.remove_lock_file(pending)

    def release(self) -> None:
        """Let other processes take up what is kept: this journey is over."""
        self.wait_until_kept()
        with self._mutex:
            self.pending = self._resumed_code = None
            self._lock.close()

    def resume(self, pending: PendingLogin) -> PendingSecrets:
        """Hold it as this journey's own and return its secrets.

        Raises CodeExpired, StoreBusy while another process waits for it, and what a store raises.
        """
        with self._mutex:
            self.release()
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
                self.release()
                raise
            if found.device_code is not None:
                self._resumed_code = _code(pending, found.device_code, self._today())
            return found

    def code_for(self, draft: Draft) -> DeviceCode | None:
        """Return, once, the code that was taken up, if it is what the draft would ask for."""
        code, self._resumed_code = self._resumed_code, None
        waited = self.pending
        if code is None or waited is None:
            return None
        asked = (draft.instance.api_server, draft.client_id, draft.scopes)
        return code if asked == (waited.api_server, waited.client_id, waited.scopes) else None


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
