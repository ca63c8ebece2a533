"""A value that must not be seen: masked wherever Python would print it."""

import hashlib
import hmac
from typing import NoReturn

MASK = "••••••••"


class Secret:
    """Text that only :meth:`reveal` gives out.

    ``str``, ``repr`` and ``format`` show a mask; it cannot be pickled or copied into JSON, and
    comparing takes the same time whatever the difference. Surrounding white space, as a paste or
    a file brings it, is not part of a secret, but for one that is ``exact``: a passphrase.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str, *, exact: bool = False) -> None:
        self._text = text if exact else text.strip()

    def reveal(self) -> str:
        """Return the secret in clear; call it only where it leaves for where it belongs."""
        return self._text

    @property
    def fingerprint(self) -> str:
        """First 12 hexadecimal digits of the SHA-256 of the UTF-8 text: safe to show."""
        return hashlib.sha256(self._bytes).hexdigest()[:12]

    def sign(self, text: str) -> str:
        """Return the HMAC-SHA256 of ``text`` keyed with it, in hexadecimal: safe to show."""
        return hmac.new(self._bytes, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()

    def signed(self, text: str, signature: str) -> bool:
        """Tell whether ``signature`` is what :meth:`sign` gives for ``text``."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode())

    @property
    def _bytes(self) -> bytes:
        return self._text.encode("utf-8", "surrogatepass")  # a command line may hold any byte

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._bytes, other._bytes)

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: it would be written in clear")
