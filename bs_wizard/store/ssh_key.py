"""What an OpenSSH private key file says of itself without being unlocked.

Source: OpenSSH's PROTOCOL.key. The public key is read from the private file, since a ``.pub``
beside it may be missing or another's.
"""

import base64
import binascii
from dataclasses import dataclass

ED25519 = "ssh-ed25519"

_MAGIC = b"openssh-key-v1\0"
_FIRST, _LAST = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"


@dataclass(frozen=True, slots=True)
class SshKey:
    """A private key's algorithm (``ssh-ed25519``), public half, and whether it has a passphrase."""

    algorithm: str
    public: bytes
    is_protected: bool

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
    public, _ = _string(data[4:])  # after the number of keys, always one
    algorithm, _ = _string(public)
    return SshKey(algorithm.decode("ascii", "replace"), public, cipher != b"none")


def _string(data: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(data[:4], "big")
    if len(data) < max(end, 4):
        raise ValueError("cut off")
    return data[4:end], data[end:]
