"""The authorisation of this journey, kept so that a cut costs nothing: the next start goes on.

Keeping it is a help and no condition: where the store fails meanwhile, the journey goes on without.
"""

import math
import secrets
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta

from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, CodeExpired, NoSuchCredential
from bs_wizard.secret import Secret
from bs_wizard.store.authorisations import Authorisations
from bs_wizard.store.pending import Pending, PendingSecrets
from bs_wizard.wizard.draft import Draft


class CutOff:
    """What is kept of one journey at a time; its methods block, and may run in any thread.

    ``pending`` is what would be taken up if the program ended now, None when nothing would.
    """

    def __init__(self, kept: Authorisations, today: Callable[[], datetime]) -> None:
        self._kept = kept
        self._today = today
        self._lock = ExitStack()
        self._turn = threading.RLock()  # a screen that was left may still be keeping its code
        self._unasked: DeviceCode | None = None
        self.pending: Pending | None = None

    def keep(self, draft: Draft, code: DeviceCode) -> None:
        """Keep a code that was just given, in the place of the one before, which is dead."""
        pending = _pending(draft, code, self._today())
        with self._turn, suppress(BsWizardError):
            self.end()
            self._kept.keep(pending, PendingSecrets(draft.client_secret, code.device_code))
            self.pending = pending
            self._lock.enter_context(self._kept.held(pending))

    def approved(self, draft: Draft, token: Secret, dialect: str) -> None:
        """Keep the token in the place of the code, until :meth:`end` or another run takes it."""
        with self._turn, suppress(BsWizardError):
            if self.pending is None:
                return
            pending = self.pending.approved(token, dialect)
            self._kept.keep_token(pending, PendingSecrets(draft.client_secret, token=token))
            self.pending = pending

    def end(self) -> None:
        """Drop it: it was saved, refused, has expired, or another took its place."""
        with self._turn:
            pending, self.pending, self._unasked = self.pending, None, None
            if pending is None:
                return
            with suppress(BsWizardError):  # the next start clears what stayed
                self._kept.drop(pending)
            self._lock.close()
            with suppress(BsWizardError):
                self._kept.clear_locks()

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
        """Drop what was cut off; StoreBusy while another process waits for it."""
        with self._kept.held(pending):
            self._kept.drop(pending)
        self._kept.clear_locks()

    def close(self) -> None:
        """Let other processes take up what is kept; this journey is over."""
        with self._turn:
            self._lock.close()

    def take_up(self, pending: Pending) -> PendingSecrets:
        """Hold it as this journey's own and return its secrets.

        Raises CodeExpired, StoreBusy while another process waits for it, and what a store raises.
        """
        if not pending.is_approved and not pending.left(self._today()):
            self._kept.clear(self._today())
            raise CodeExpired(
                f"The code {pending.user_code} expired at {_clock_time(pending.expires_at)}.",
                "Ask for a new code: bs-wizard login",
            )
        self._lock.enter_context(self._kept.held(pending))
        self.pending = pending
        try:
            found = self._kept.secrets(pending)
        except CodeExpired:
            self.end()
            raise
        except BaseException:
            self.pending = None
            self._lock.close()
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
