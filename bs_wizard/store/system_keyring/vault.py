"""The system keyring as a vault: every call bounded, every write read back."""

import os
from collections.abc import Callable
from typing import TypeVar

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.system_keyring import backends, listing
from bs_wizard.store.system_keyring.backends import Readable, Ring
from bs_wizard.store.system_keyring.bounded_calls import LIMITS, Limits, ask

SERVICE = "bs-wizard"
"""The keyring's service name, so that ``keyring get bs-wizard NAME`` works."""

WINDOWS_UNITS = 1280
"""UTF-16 units the Windows Credential Manager cannot hold any more (2560 bytes)."""

T = TypeVar("T")


class KeyringVault:
    """A keyring backend, given as its object or as a trusted dotted name to load when needed."""

    name = "keyring"

    def __init__(self, backend: Ring | str, *, limits: Limits = LIMITS) -> None:
        self._ring = None if isinstance(backend, str) else backend
        self._reader: Readable | None = None
        self._limits = limits
        self.backend = backend if isinstance(backend, str) else backends.dotted(backend)
        self.title = backends.title(self.backend)

    def probe(self) -> None:
        """Write, read back and delete a random entry."""
        key, secret = f"probe:{os.urandom(8).hex()}", Secret(os.urandom(16).hex())

        def whole(ring: Ring) -> bool:
            # In one call, so that one answered too late still cleans up behind itself.
            ring.set_password(SERVICE, key, secret.reveal())
            try:
                return ring.get_password(SERVICE, key) == secret.reveal()
            finally:
                ring.delete_password(SERVICE, key)

        if not self._ask(whole, secret):
            raise self._not_kept()
        if self.get(key) is not None:
            raise self._still_there()

    def put(self, key: str, secret: Secret) -> None:
        """Keep ``secret`` under ``key`` and compare what the keyring gives back."""
        self._check_length(secret)

        def write(ring: Ring) -> bool:
            ring.set_password(SERVICE, key, secret.reveal())
            return ring.get_password(SERVICE, key) == secret.reveal()

        if not self._ask(write, secret):
            raise self._not_kept()

    def get(self, key: str) -> Secret | None:
        """Return what is kept under ``key``, or None."""
        reader = self._reader or self._ring or backends.load_reader(self.backend, self._limits)
        self._reader = reader
        found = self._bounded(lambda: reader.get_password(SERVICE, key))
        return None if found is None else Secret(found)

    def delete(self, key: str) -> None:
        """Remove what is kept under ``key``; nothing there is fine."""

        def gone(ring: Ring) -> bool:
            # Asked first: backends raise the same error for "not there" and for "not allowed".
            if ring.get_password(SERVICE, key) is None:
                return True
            ring.delete_password(SERVICE, key)
            return ring.get_password(SERVICE, key) is None

        if not self._ask(gone):
            raise self._still_there()

    def names(self) -> tuple[str, ...]:
        """Return every key there is something under, which only the Secret Service can tell.

        Of any other keyring StoreUnavailable is raised.
        """
        if self.backend not in (backends.SECRET_SERVICE, backends.LIBSECRET):
            raise StoreUnavailable(f"{self.title} does not say what is in it.")
        return listing.in_secret_service(SERVICE, self.title, self._limits)

    def _ask(self, call: Callable[[Ring], T], secret: Secret | None = None) -> T:
        ring = self._ring = self._ring or backends.load(self.backend, self._limits)
        return self._bounded(lambda: call(ring), secret)

    def _bounded(self, call: Callable[[], T], secret: Secret | None = None) -> T:
        return ask(
            call,
            self.title,
            limits=self._limits,
            asks_its_user=backends.asks_its_user(self.backend),
            secret=secret,
            foreign=backends.is_foreign(self.backend),
        )

    def _check_length(self, secret: Secret) -> None:
        units = len(secret.reveal().encode("utf-16-le", "surrogatepass")) // 2
        if self.backend == backends.WINDOWS and units >= WINDOWS_UNITS:
            raise StoreUnavailable(
                f"{self.title} holds secrets of less than {WINDOWS_UNITS} characters; "
                f"this one has {units}.",
                "Check that it is a token and nothing else.",
            )

    def _not_kept(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self.title} took a secret and gave back something else ({self.backend}).",
            "Check which keyring is configured: keyring --list-backends",
        )

    def _still_there(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self.title} did not remove an entry it was asked to remove.",
            "Remove it with the keyring's own program (service bs-wizard).",
        )
