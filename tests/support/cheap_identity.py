"""An age file that a passphrase opens at once, for tests of vaults that are not about its cost.

The program's own take seconds of work each time they are opened, and that is what they are for.
Written after https://age-encryption.org/v1.
"""

import hashlib
import hmac
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bs_wizard.secret import Secret

LOG_WORK = 10
_LAST_CHUNK = bytes(11) + b"\x01"


def cheaply_protected(content: Secret, passphrase: Secret) -> bytes:
    """Return an age file that the passphrase opens, as the program's own ``protect`` does."""
    salt, file_key, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    salted = b"age-encryption.org/v1/scrypt" + salt
    word = passphrase.reveal().encode()
    wrap = hashlib.scrypt(word, salt=salted, n=1 << LOG_WORK, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    head = f"age-encryption.org/v1\n-> scrypt {_text(salt)} {LOG_WORK}\n{_text(wrapped)}\n---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), head.encode(), "sha256")
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    sealed = payload.encrypt(_LAST_CHUNK, content.reveal().encode(), None)
    return f"{head} {_text(mac)}\n".encode() + nonce + sealed


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Derive 32 bytes by HKDF with SHA-256."""
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), purpose + b"\x01", "sha256")


def _text(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")
