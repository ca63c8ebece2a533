"""What opens the vault: three kinds of age identity, made and opened.

Whatever is wrong with one is StoreUnavailable, which says what to do.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault.files import read_file, write_file
from bs_wizard.store.age_vault.format import AgeIdentity
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrase_file import protect, unprotect
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.paths import identity_file
from bs_wizard.store.age_vault.ssh_key import ED25519, read_ssh_key
from bs_wizard.store.age_vault.strength import SHORTEST, weakness
from bs_wizard.store.files.exposure import OPEN_TO_OTHERS, is_open_to_others
from bs_wizard.store.files.folder import make_folders
from bs_wizard.store.files.paths import shown

PASSPHRASE_RULE = (
    f"Use at least {SHORTEST} characters that nobody can guess, on one line; "
    "five random words are a good one."
)
"""What a passphrase must be; said before one is typed."""

_INSTEAD = "make a vault with a passphrase or a key file instead"

T = TypeVar("T")


def check_passphrase(passphrase: Secret | None) -> Secret:
    """Return a passphrase fit to protect an identity; UsageError says the rule."""
    if not passphrase:
        raise UsageError("The passphrase is missing.", PASSPHRASE_RULE)
    if why := weakness(passphrase):
        raise UsageError(
            f"That passphrase is too weak to protect the vault: {why}.", PASSPHRASE_RULE
        )
    return passphrase


def make_passphrase_identity(
    home: Path, passphrase: Secret | None, content: bytes | None = None
) -> AgeIdentity:
    """Make the identity in ``home`` that the passphrase opens; ``content`` is one to keep."""
    checked = check_passphrase(passphrase)
    content = content or age_format.new_identity().reveal().encode()
    write_file(identity_file(home), protect(content, checked))
    return age_format.read_identity(content)


def make_key_file(path: Path) -> None:
    """Make an age identity file of mode 0600, and its folder, unless it is there."""
    try:
        if read_file(path, is_ours=False) is None:
            make_folders(path.parent)
            write_file(path, f"{age_format.new_identity().reveal()}\n".encode())
    except StoreUnavailable as error:
        raise StoreUnavailable(error.message, "Choose another path for the key.") from error


def open_identity(kind: Kind, file: Path, passphrases: Passphrases) -> AgeIdentity:
    """Return the identity in ``file``; only the kind PASSPHRASE asks for anything."""
    raw = must_read(file)
    if kind is not Kind.PASSPHRASE and is_open_to_others(file):
        passphrases.warn(OPEN_TO_OTHERS.format(f"The vault's key {shown(file)}"))
    if kind is Kind.SSH:
        return _open_ssh(file, raw)
    if kind is Kind.FILE:
        return _named(file, lambda: age_format.read_identity(raw))

    def opened(passphrase: Secret) -> AgeIdentity:
        return age_format.read_identity(unprotect(raw, passphrase))

    prompt = f"Passphrase for {shown(file)}: "
    return _named(file, lambda: passphrases.once(prompt, opened))


def must_read(file: Path) -> bytes:
    """Return the bytes of an identity's file, which must be there."""
    raw = read_file(file, is_ours=False)
    if raw is None:
        raise StoreUnavailable(
            f"The key of the vault, {shown(file)}, is not there.",
            "Put it back where it was: nothing else opens the vault.",
        )
    return raw


def _open_ssh(file: Path, raw: bytes) -> AgeIdentity:
    key = _named(file, lambda: read_ssh_key(raw))
    if key.algorithm != ED25519:
        raise StoreUnavailable(
            f"{shown(file)} is not an ed25519 key, the one kind of SSH key used here.",
            f"Make one with `ssh-keygen -t ed25519 -N ''`, or {_INSTEAD}.",
        )
    if key.is_protected:
        raise StoreUnavailable(
            f"The SSH key {shown(file)} is protected by a passphrase, and age cannot use the "
            "SSH agent, so it cannot open a vault.",
            "Make a key without one for this alone with `ssh-keygen -t ed25519 -N ''`, "
            f"or {_INSTEAD}.",
        )
    return _named(file, lambda: age_format.read_ssh_identity(raw))


def _named(file: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except ValueError as error:
        raise StoreUnavailable(
            f"{shown(file)} cannot open the vault: it is {error}.",
            "Put the right file back from a copy.",
        ) from None
