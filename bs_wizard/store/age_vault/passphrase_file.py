"""An age file that a passphrase opens (https://age-encryption.org/v1, "The scrypt recipient type").

Written and read here because the age library measures the machine and takes as much memory as a
second of it can use: a gigabyte, which a container or a login node does not give. What is written
here opens with the stock age program, and the other way round.
"""

import hmac
import os
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.memory import spare_memory

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

LOG_WORK = 17
"""Work of a new file, as the power of two that scrypt takes: 128 MiB, under a second."""

WAY_ROUND = (
    "Ask for more memory, or have an SSH key or a key file open the vault: a new one by bs-wizard "
    "vault create --identity file, this one by bs-wizard vault change-identity --identity file "
    "where there is more memory."
)
"""What helps where there is less memory than that."""

_LOG_WORK_LIMIT = 22
"""Most work that is done to open a file, as in the stock program: 4 GiB."""

_VERSION = b"age-encryption.org/v1"
_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n"
    rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n"
    rb"([A-Za-z0-9+/]{43})\n"
    rb"---) ([A-Za-z0-9+/]{43})\n"
)
_CHUNK, _TAG = 65536, 16


class WrongPassphrase(Exception):
    """The passphrase does not open what it was tried on."""


class _Header(NamedTuple):
    signed: bytes
    salt: bytes
    log_work: int
    wrapped: bytes
    mac: bytes


def protect(content: bytes, passphrase: Secret, *, log_work: int = LOG_WORK) -> bytes:
    """Return an age file that the passphrase opens. StoreUnavailable where memory is short."""
    salt, file_key, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapped = _cipher(_stretched(_word(passphrase), salt, log_work)).encrypt(
        bytes(12), file_key, None
    )
    signed = b"%s\n-> scrypt %s %d\n%s\n---" % (_VERSION, _text(salt), log_work, _text(wrapped))
    header = b"%s %s\n" % (signed, _text(_mac(file_key, signed)))
    cipher = _cipher(derived(file_key, nonce, b"payload"))
    starts = range(0, len(content), _CHUNK) or (0,)
    chunks = (
        cipher.encrypt(_counter(start, len(content)), content[start : start + _CHUNK], None)
        for start in starts
    )
    return header + nonce + b"".join(chunks)


def unprotect(data: bytes, passphrase: Secret) -> bytes:
    """Return the content of an age file that the passphrase opens.

    WrongPassphrase, or ValueError for a file that is damaged or opened otherwise; StoreUnavailable
    where it takes more memory than there is.
    """
    from cryptography.exceptions import InvalidTag

    header, body = _read(data)
    key = _stretched(_word(passphrase), header.salt, header.log_work)
    try:
        file_key = _cipher(key).decrypt(bytes(12), header.wrapped, None)
    except InvalidTag:
        raise WrongPassphrase from None
    if not hmac.compare_digest(_mac(file_key, header.signed), header.mac):
        raise _damaged()
    try:
        return _opened(body, file_key)
    except InvalidTag:
        raise _damaged() from None


def _read(data: bytes) -> tuple[_Header, bytes]:
    found = _HEADER.match(data)
    if found is None:
        raise _damaged()
    signed, salt, log_work, wrapped, mac = found.groups()
    header = _Header(signed, _bytes(salt), int(log_work), _bytes(wrapped), _bytes(mac))
    if header.log_work > _LOG_WORK_LIMIT:
        raise _damaged()
    return header, data[found.end() :]


def _opened(body: bytes, file_key: bytes) -> bytes:
    nonce, sealed = body[:16], body[16:]
    cipher = _cipher(derived(file_key, nonce, b"payload"))
    size = _CHUNK + _TAG
    # A last chunk that holds nothing ends an empty file only.
    if len(nonce) < 16 or len(sealed) < _TAG or (len(sealed) > size and len(sealed) % size == _TAG):
        raise _damaged()
    chunks = (
        cipher.decrypt(_counter(start, len(sealed), size), sealed[start : start + size], None)
        for start in range(0, len(sealed), size)
    )
    return b"".join(chunks)


def _counter(start: int, length: int, size: int = _CHUNK) -> bytes:
    """Return the nonce of the chunk at ``start``: its number, and whether it is the last."""
    return (start // size).to_bytes(11, "big") + bytes([start + size >= length])


def memory_needed(data: bytes) -> int:
    """Return the bytes of memory that opening the file takes; ValueError where it is damaged."""
    return _memory(_read(data)[0].log_work)


def _memory(log_work: int) -> int:
    return 128 * 8 << log_work


def _stretched(word: bytes, salt: bytes, log_work: int) -> bytes:
    """Return the key that the passphrase makes of ``salt``."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    needed = _memory(log_work)
    spare = spare_memory()
    try:
        if spare is not None and spare < needed:
            raise MemoryError
        salted = _VERSION + b"/scrypt" + salt
        return Scrypt(salted, 32, n=1 << log_work, r=8, p=1).derive(word)
    except MemoryError:
        raise StoreUnavailable(
            f"The vault's passphrase takes {needed >> 20} MiB of memory to check, and there is "
            "less here.",
            WAY_ROUND,
        ) from None


def _word(passphrase: Secret) -> bytes:
    try:
        return passphrase.reveal().encode()
    except UnicodeEncodeError:  # a half of a character, as no keyboard gives
        raise WrongPassphrase from None


def _cipher(key: bytes) -> "ChaCha20Poly1305":
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(derived(file_key, b"", b"header"), signed, "sha256")


def derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Derive 32 bytes by HKDF with SHA-256 (RFC 5869); one block of it is as long."""
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), purpose + b"\x01", "sha256")


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """Decode canonical base64 without its padding; ValueError for any other."""
    data = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _text(data) != text:
        raise _damaged()
    return data


def _damaged() -> ValueError:
    return ValueError("not an age file opened by a passphrase, or damaged")
