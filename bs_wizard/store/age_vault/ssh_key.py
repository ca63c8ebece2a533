"""What an OpenSSH private key file says of itself without being unlocked, and public keys.

Sources: OpenSSH's PROTOCOL.key; RFC 8709 section 4 for the public key. Of a pair it is
read from the private file, since a ``.pub`` beside it may be missing or another's.
"""

import base64
import binascii
from typing import NamedTuple

from bs_wizard.secret import Secret

ED25519 = "ssh-ed25519"

PUBLIC_LENGTH = 68
"""Characters of base64 that a whole ed25519 public key is: 51 bytes, so nothing fills it up."""

_KEY_BYTES = 32
_MAGIC = b"openssh-key-v1\0"
_FIRST, _LAST = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"


class SshKey(NamedTuple):
    """A private key's algorithm (``ssh-ed25519``), public half, and whether it has a passphrase.

    ``seed`` is the private half in hexadecimal (RFC 8032 section 5.1.5), None where it is protected
    or of another algorithm. It stays the same when a comment is changed.
    """

    algorithm: str
    public: bytes
    is_protected: bool
    seed: Secret | None

    @property
    def recipient(self) -> str:
        """The public key as a line of ``authorized_keys``, without a comment."""
        return f"{self.algorithm} {base64.b64encode(self.public).decode()}"


def read_ssh_key(raw: bytes) -> SshKey:
    """Return what the file's content says; ValueError when it is no OpenSSH private key."""
    first, _, rest = raw.strip().partition(b"\n")
    body, found, _ = rest.partition(_LAST)
    if first.strip() != _FIRST or not found:
        raise ValueError("not an OpenSSH private key")
    try:
        data = base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not an OpenSSH private key") from error
    if not data.startswith(_MAGIC):
        raise ValueError("not an OpenSSH private key")
    cipher, data = _string(data[len(_MAGIC) :])
    _, data = _string(data)  # how the key is made of the passphrase
    _, data = _string(data)  # and with which salt
    public, data = _string(data[4:])  # after the number of keys, always one
    algorithm, _ = _string(public)
    is_protected = cipher != b"none"
    seed = None if is_protected or algorithm != ED25519.encode() else _seed(data)
    return SshKey(algorithm.decode("ascii", "replace"), public, is_protected, seed)


def check_public_key(text: str) -> None:
    """Raise ValueError unless ``text`` is the base64 of one ed25519 public key and nothing else.

    The age library decodes as far as it can and ignores the rest, so that a key with something
    glued to it would count as another key than the clean one, and be the same.
    """
    blob = base64.b64decode(text, validate=True)  # what it raises is a ValueError
    algorithm, rest = _string(blob)
    key, rest = _string(rest)
    # Python too decodes what is not quite base64: with a = too many.
    is_all = base64.b64encode(blob).decode() == text and not rest
    if not is_all or algorithm != ED25519.encode() or len(key) != _KEY_BYTES:
        raise ValueError("not an ed25519 public key")


def _seed(data: bytes) -> Secret:
    private, _ = _string(data)
    _, private = _string(private[8:])  # after two numbers that are the same: the algorithm
    _, private = _string(private)  # and the public key
    pair, _ = _string(private)
    if len(pair) != 2 * _KEY_BYTES:
        raise ValueError("truncated")
    return Secret(pair[:_KEY_BYTES].hex())


def _string(data: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(data[:4], "big")
    if len(data) < max(end, 4):
        raise ValueError("truncated")
    return data[4:end], data[end:]
