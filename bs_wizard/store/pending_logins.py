"""Interrupted logins, kept so that another run of the program can resume them.

A record is in the index before its secrets are in the vault, and leaves it after them: whatever
moment the program is killed at, no secret is without a record, and a record without its secrets
ends with its code. While a process polls for a code it holds a lock of that code's, so that no two
ask the server in turn and only one is given the token.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bs_wizard.errors import CodeExpired, StoreBusy, StoreUnavailable, TokenElsewhere
from bs_wizard.store.files.folder import writable
from bs_wizard.store.files.lock import Lock
from bs_wizard.store.files.paths import pending_lock_file, pending_lock_files
from bs_wizard.store.index.pending_login import IS_ID, PendingLogin, PendingSecrets
from bs_wizard.store.vaults import OpenVault

if TYPE_CHECKING:
    from bs_wizard.secret import Secret
    from bs_wizard.store.index.index_file import Index, LockedIndex
    from bs_wizard.store.vaults import Vault


LINGERS = timedelta(hours=1)
"""How long an expired login stays: a clock that was wrong may be set right."""


class PendingLogins:
    """The pending logins of one index. All raise what ``Index`` and ``Vault`` raise.

    ``host`` names this machine, as for ``Credentials``.
    """

    def __init__(
        self, index: "Index", vault_for: OpenVault, host: Callable[[], str | None] = lambda: None
    ) -> None:
        self.index = index
        self._vault_for = vault_for
        self._host = host

    def all(self) -> tuple[PendingLogin, ...]:
        """Return what is recorded, expired or not, the latest first.

        A record that this program cannot read is left alone: a later one may.
        """
        found = [one for raw in self.index.read().pending if (one := _read(raw))]
        return tuple(sorted(found, key=lambda one: one.asked_at, reverse=True))

    def vault_of(self, pending: PendingLogin) -> "Vault":
        """Open the vault that holds its secrets."""
        return self._vault_for(pending.store, pending.backend)

    def keep(self, pending: PendingLogin, secrets: PendingSecrets) -> None:
        """Record what is held, and put its secrets into its vault.

        When the vault does not take them, it does not stay recorded.
        """
        vault = self.vault_of(pending)
        pending = self._from_here(pending)
        with self.index.locked() as locked:
            before = locked.contents
            _write(locked, pending)
            try:
                vault.put(pending.key, secrets.sealed(pending))
            except BaseException:
                locked.write(before)
                raise

    def keep_token(self, pending: PendingLogin, secrets: PendingSecrets) -> None:
        """Put the token of a recorded one in the place of its code, then record that it is there.

        Killed in between, the token can be resumed as the code could.
        """
        vault = self.vault_of(pending)
        pending = self._from_here(pending)
        with self.index.locked() as locked:
            vault.put(pending.key, secrets.sealed(pending))
            _write(locked, pending)

    def secrets(self, pending: PendingLogin) -> PendingSecrets:
        """Return its secrets.

        Raises CodeExpired when the vault has none that can be used, and TokenElsewhere when they
        are in another machine's keyring.
        """
        kept = self._held(pending)
        with suppress(ValueError):
            if kept is not None:
                return PendingSecrets.unsealed(kept, pending)
        raise CodeExpired(
            f"What was kept of the code {pending.user_code} is gone, or does not fit its record.",
            "Ask for a new code: bs-wizard login",
        )

    def _held(self, pending: PendingLogin) -> "Secret | None":
        elsewhere = self._may_be_elsewhere(pending)
        try:
            kept = self.vault_of(pending).get(pending.key)
        except StoreUnavailable:
            if not elsewhere:
                raise
            kept = None
        if kept is None and elsewhere:
            raise TokenElsewhere(
                f"What was kept of the code {pending.user_code} is in the keyring of "
                f"{pending.host}, not here.",
                f"Resume it there: bs-wizard resume {pending.user_code}. Or ask for a new code "
                "here: bs-wizard login",
            )
        return kept

    def _may_be_elsewhere(self, pending: PendingLogin) -> bool:
        # It may be here all the same: some homes carry the files of their keyrings along.
        return pending.host not in {None, self._host()}

    def _from_here(self, pending: PendingLogin) -> PendingLogin:
        return replace(pending, host=self._host() if pending.store == "keyring" else None)

    def drop(self, pending: PendingLogin) -> None:
        """Remove its secrets, then its record; one that is gone already is fine.

        Raises TokenElsewhere when the secrets are in another machine's keyring: the record is what
        that machine finds them by.
        """
        if self._may_be_elsewhere(pending):
            self._held(pending)
        vault = self.vault_of(pending)
        with self.index.locked() as locked:
            vault.delete(pending.key)
            _erase(locked, pending)

    def drop_token(self, fingerprint: str) -> None:
        """Drop what holds that token besides the credential that was made of it."""
        for one in self.all():
            if one.fingerprint == fingerprint:
                with suppress(StoreUnavailable), self.lock(one):
                    self.drop(one)

    def expire(self, pending: PendingLogin) -> None:
        """Record that it has expired, where its vault cannot be opened to drop it."""
        over = replace(
            pending,
            expires_at=pending.asked_at + timedelta(seconds=1),
            dialect=None,
            fingerprint=None,
        )
        with self.index.locked() as locked:
            if any(one.get("id") == pending.id for one in locked.contents.pending):
                _write(locked, over)

    def sweep(self, now: datetime, *, lingers: timedelta = LINGERS) -> tuple[PendingLogin, ...]:
        """Drop and return what is of no use: expired, or approved and saved, and not locked.

        A code must have expired for as long as ``lingers``, since a wrong clock may be set right.
        Where the vault is closed now, it stays until a later start.
        """
        dropped = []
        closed = set()
        saved = {one.fingerprint for one in self.index.read().credentials}
        for one in self.all():
            over = one.fingerprint in saved if one.is_approved else now - one.expires_at >= lingers
            where = (one.store, one.backend)
            if not over or where in closed:
                continue
            try:
                with self.lock(one):
                    self.drop(one)
                    dropped.append(one)
            except (StoreBusy, TokenElsewhere):
                continue
            except StoreUnavailable:
                closed.add(where)  # asking it again would only take as long again
        self.sweep_lock_files()
        return tuple(dropped)

    @contextmanager
    def lock(self, pending: PendingLogin, *, seconds: float = 0.0) -> Iterator[None]:
        """Lock it against other processes; StoreBusy when one keeps it locked for ``seconds``."""
        file = pending_lock_file(self.index.home, pending.id)
        with ExitStack() as stack:
            try:
                with writable(file):
                    stack.enter_context(Lock(file, seconds, by_thread=False).held())
            except StoreBusy as error:
                left = error.hint if file.with_suffix(".held").exists() else ""
                raise StoreBusy(
                    f"Another bs-wizard is waiting for the code {pending.user_code} right now.",
                    left or "Go on there, or end it and try again.",
                ) from None
            yield

    def is_locked(self, pending: PendingLogin) -> bool:
        """Whether another process polls for it just now."""
        try:
            with self.lock(pending):
                return False
        except StoreBusy:
            return True

    def remove_lock_file(self, pending: PendingLogin) -> None:
        """Remove the lock file of what was dropped."""
        file = pending_lock_file(self.index.home, pending.id)
        for each in (file, file.with_suffix(".held")):
            with suppress(OSError):
                each.unlink()

    def sweep_lock_files(self) -> None:
        """Remove the lock files that a killed program left of what is no longer recorded."""
        known = [one.get("id") for one in self.index.read().pending]
        for id_, file in pending_lock_files(self.index.home):
            if IS_ID.fullmatch(id_) and id_ not in known:
                # One that is held is of a code that is about to be recorded.
                with suppress(OSError, StoreBusy), Lock(file, 0, by_thread=False).held():
                    file.unlink()


def _read(raw: object) -> PendingLogin | None:
    try:
        return PendingLogin.from_json(raw)
    except ValueError:
        return None


def _write(locked: "LockedIndex", pending: PendingLogin) -> None:
    others = _others(locked, pending)
    locked.write(locked.contents._replace(pending=(*others, pending.to_json())))


def _erase(locked: "LockedIndex", pending: PendingLogin) -> None:
    others = _others(locked, pending)
    if len(others) < len(locked.contents.pending):
        locked.write(locked.contents._replace(pending=others))


def _others(locked: "LockedIndex", pending: PendingLogin) -> tuple[dict[str, object], ...]:
    return tuple(one for one in locked.contents.pending if one.get("id") != pending.id)
