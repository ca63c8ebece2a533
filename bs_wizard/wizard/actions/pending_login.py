"""The authorisation of this journey, kept so that a cut costs nothing: the next start goes on.

Keeping it is a help and no condition: where the store fails meanwhile, the journey goes on without.
"""

import math
import secrets
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from functools import partial

from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, CodeExpired, NoSuchCredential, StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import Pending, PendingSecrets
from bs_wizard.store.pending_logins import Authorisations
from bs_wizard.wizard.journey.draft import Draft

_PATIENCE = 5.0
"""Seconds that what follows waits for a token to be kept: more than a keyring is given."""


class CutOff:
    """What is kept of one journey at a time; its methods block, and may run in any thread.

    ``pending`` is what would be taken up if the program ended now, None when nothing would.
    """

    def __init__(self, kept: Authorisations, today: Callable[[], datetime]) -> None:
        self._kept = kept
        self._today = today
        self._lock = ExitStack()
        self._turn = threading.RLock()  # a screen that was left may still be keeping its code
        self._beside: threading.Thread | None = None
        self._unasked: DeviceCode | None = None
        self.pending: Pending | None = None

    def keep(self, draft: Draft, code: DeviceCode) -> None:
        """Keep a code that was just given, in the place of the one before, which is dead.

        A token that was given for the one before stays, for another run to take up.
        """
        pending = _pending(draft, code, self._today())
        self.settle()
        with self._turn, suppress(BsWizardError):
            if self.pending and self.pending.is_approved:
                self.close()
            else:
                self.end()
            self._lock.enter_context(self._kept.held(pending))
            try:
                self._kept.keep(pending, PendingSecrets(draft.client_secret, code.device_code))
            except BaseException:
                self._lock.close()
                self._kept.clear_lock(pending)
                raise
            self.pending = pending

    def approved(self, draft: Draft, token: Secret, dialect: str) -> None:
        """Keep the token in the place of the code, until :meth:`end` or another run takes it.

        It is done beside: nothing is to hold up an approved token on its way. What follows here
        waits for it.
        """
        keep = partial(self._keep_token, draft, token, dialect)
        self._beside = threading.Thread(target=keep, name="keep", daemon=True)
        self._beside.start()

    def _keep_token(self, draft: Draft, token: Secret, dialect: str) -> None:
        with self._turn:
            if self.pending is None:
                return
            pending = self.pending.approved(token, dialect)
            try:
                self._kept.keep_token(pending, PendingSecrets(draft.client_secret, token=token))
            except BsWizardError:
                self._drop()  # its code is spent
            else:
                self.pending = pending

    def end(self) -> None:
        """Drop it: it was saved, refused, has expired, or another took its place."""
        self.settle()
        with self._turn:
            self._drop()

    def _drop(self) -> None:
        pending, self.pending, self._unasked = self.pending, None, None
        if pending is None:
            return
        try:
            self._kept.drop(pending)
            self._kept.clear_lock(pending)
        except BsWizardError:
            with suppress(BsWizardError):  # a later start clears what stays
                self._kept.mark_over(pending)
        self._lock.close()

    def settle(self) -> None:
        """Wait for a token that is being kept."""
        if self._beside is not None and self._beside is not threading.current_thread():
            self._beside.join(_PATIENCE)

    def waiting(self) -> tuple[Pending, ...]:
        """Return what can be taken up, the latest first: not expired, and held by nobody."""
        return tuple(one for one in self._kept.all() if self._can_be_taken_up(one))

    def chosen(self, user_code: str | None) -> Pending:
        """Return what to take up, of that user code if one is given, in whatever case.

        What cannot be taken up is returned only if nothing else is there: taking it up then says
        why. Raises NoSuchCredential when nothing of that code, or nothing at all, is kept.
        """
        wanted = user_code and user_code.casefold()
        found = [one for one in self._kept.all() if wanted in (None, one.user_code.casefold())]
        if not found:
            of_it = f" for the code {user_code}" if user_code else ""
            raise NoSuchCredential(
                f"Nothing was cut off{of_it} that could be taken up.", "Start: bs-wizard login"
            )
        return next(filter(self._can_be_taken_up, found), found[0])

    def _can_be_taken_up(self, pending: Pending) -> bool:
        alive = pending.is_approved or pending.left(self._today()) > 0
        return alive and not self._kept.is_held(pending)

    def forget(self, pending: Pending) -> None:
        """Drop what was cut off; StoreBusy while another process waits for it.

        Raises StoreUnavailable where its vault cannot be opened; it is not offered any more then.
        """
        with self._kept.held(pending):
            try:
                self._kept.drop(pending)
            except StoreUnavailable:
                self._kept.mark_over(pending)
                raise
        self._kept.clear_lock(pending)

    def close(self) -> None:
        """Let other processes take up what is kept: this journey is over."""
        self.settle()
        with self._turn:
            self.pending = self._unasked = None
            self._lock.close()

    def take_up(self, pending: Pending) -> PendingSecrets:
        """Hold it as this journey's own and return its secrets.

        Raises CodeExpired, StoreBusy while another process waits for it, and what a store raises.
        """
        with self._turn:
            self.close()
            self._lock.enter_context(self._kept.held(pending, seconds=1.0))
            self.pending = pending
            try:
                if not pending.is_approved and not pending.left(self._today()):
                    raise CodeExpired(
                        f"The code {pending.user_code} expired at "
                        f"{_clock_time(pending.expires_at)}.",
                        "Ask for a new code: bs-wizard login",
                    )
                found = self._kept.secrets(pending)
            except CodeExpired:
                self._drop()
                raise
            except BaseException:
                self.close()
                raise
            if found.device_code is not None:
                self._unasked = _code(pending, found.device_code, self._today())
            return found

    def code_for(self, draft: Draft) -> DeviceCode | None:
        """Return, once, the code that was taken up, if it is what the draft would ask for."""
        code, self._unasked = self._unasked, None
        waited = self.pending
        if code is None or waited is None:
            return None
        asked = (draft.instance.api_server, draft.client_id, draft.scopes)
        return code if asked == (waited.api_server, waited.client_id, waited.scopes) else None


def _pending(draft: Draft, code: DeviceCode, now: datetime) -> Pending:
    assert draft.store is not None, "the store is proved first"
    return Pending(
        id=secrets.token_hex(6),
        api_server=draft.instance.api_server,
        client_id=draft.client_id,
        app_name=draft.app_name,
        scopes=draft.scopes,
        name=draft.name,
        description=draft.description,
        replace=draft.replace,
        user_code=code.user_code,
        verification_uri=code.verification_uri,
        verification_uri_complete=code.verification_uri_complete,
        interval=code.interval,
        asked_at=now,
        expires_at=now + timedelta(seconds=code.expires_in),
        store=draft.store.store,
        backend=draft.store.backend,
    )


def _code(pending: Pending, device_code: Secret, now: datetime) -> DeviceCode:
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
