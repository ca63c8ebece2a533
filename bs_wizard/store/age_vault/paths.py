"""Which files the encrypted vault consists of, and how a key becomes a file name."""

import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

LONGEST = 140
"""Characters of a key's file name; encrypting file systems take 143, others 255."""

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789._-")
# Device names of Windows, with any ending: opening con.age there opens the console.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.ASCII)


def vault_folder(home: Path) -> Path:
    """Return the folder of the encrypted secrets."""
    return home / "vault"


def settings_file(home: Path) -> Path:
    """Return the file that says which identity and recipients the vault has; it holds no secret."""
    return home / "vault.json"


def identity_file(home: Path) -> Path:
    """Return the age identity that a passphrase protects."""
    return home / "identity.age"


def lock_file(home: Path) -> Path:
    """Return the file that is locked while the vault changes."""
    return home / "vault.lock"


def secret_file(home: Path, key: str) -> Path:
    """Return the file of the secret under ``key`` (not empty)."""
    return vault_folder(home) / file_name(key)


def key_of_file(name: str) -> str | None:
    """Return the key whose secret is in the file of that name; None where the name does not tell.

    That is what :func:`file_name` gives for no key, and what it gives for a long one.
    """
    try:
        key = unquote_to_bytes(name.removesuffix(".age")).decode("utf-8", "surrogatepass")
        return key if file_name(key) == name else None
    except ValueError:
        return None


def file_name(key: str) -> str:
    """Return ``KEY.age``, the same for no two keys, not even where case does not count.

    Lower-case letters, digits, dots, hyphens and underscores stay. Every other byte of the UTF-8 is
    percent-encoded, as is the first of a leading dot or of a name Windows keeps for a device; so
    percent-decoding gives the key. Only one longer than ``LONGEST`` becomes ``=`` and its SHA-256.
    """
    if not key:
        raise ValueError("a secret needs a key")
    raw = key.encode("utf-8", "surrogatepass")
    name = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02x}" for byte in raw)
    if name.startswith(".") or _DEVICE.fullmatch(name):
        name = f"%{raw[0]:02x}{name[1:]}"
    if len(name) <= LONGEST:
        return f"{name}.age"
    import hashlib

    return f"={hashlib.sha256(raw).hexdigest()}.age"
