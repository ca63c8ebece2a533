"""The age format (https://age-encryption.org/v1), by way of pyrage; nothing else imports pyrage.

What is not as it should be is a ValueError here; the caller knows the file and says so. No message
and no representation holds a secret.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.ssh_key import ED25519, PUBLIC_LENGTH, check_public_key, read_ssh_key

_SECRET_KEY = "AGE-SECRET-KEY-1"


class AgeIdentity(NamedTuple):
    """Keys that decrypt, and the recipients (public halves) that encrypt to them.

    ``private`` are the private halves as text, in the same order.
    """

    recipients: tuple[str, ...]
    keys: tuple[Any, ...]
    private: tuple[Secret, ...]

    def __repr__(self) -> str:
        return f"AgeIdentity({self.recipients})"


def encrypt(secret: Secret, recipients: Iterable[str]) -> bytes:
    """Return an age file holding the secret's UTF-8; ValueError for what is no recipient."""
    data = secret.reveal().encode("utf-8", "surrogatepass")
    sealed: bytes = _pyrage().encrypt(data, [_parsed(each) for each in recipients])
    return sealed


def decrypt(data: bytes, identity: AgeIdentity) -> Secret:
    """Return the secret in an age file; ValueError says that it is damaged, or for others."""
    pyrage = _pyrage()
    try:
        return Secret(pyrage.decrypt(data, list(identity.keys)).decode("utf-8", "surrogatepass"))
    except (pyrage.DecryptError, UnicodeDecodeError) as error:
        others = str(error) == "No matching keys found"
    # Raised here, off the chain: the decoding error holds the whole content.
    raise ValueError("encrypted for another identity than this vault's" if others else "damaged")


def new_identity() -> Secret:
    """Return the content of a new identity file, as age-keygen writes it but for the date."""
    key = _pyrage().x25519.Identity.generate()
    return Secret(f"# public key: {key.to_public()}\n{key}\n")


def content_of(identity: AgeIdentity) -> bytes:
    """Return what was read as that identity, as a file of it holds it."""
    return "".join(f"# public key: {key.to_public()}\n{key}\n" for key in identity.keys).encode()


def require_pyrage() -> None:
    """Raise StoreUnavailable where the vault cannot work for want of its library."""
    _pyrage()


def read_identity(content: bytes) -> AgeIdentity:
    """Return the keys of an age identity file; ValueError when it is none."""
    pyrage = _pyrage()
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    written = [line for line in lines if line and not line.startswith("#")]
    if not written or not all(line.startswith(_SECRET_KEY) for line in written):
        raise ValueError("not an age identity file")
    try:
        keys = tuple(pyrage.x25519.Identity.from_str(line) for line in written)
    except pyrage.IdentityError:
        raise ValueError("not an age identity file, or damaged") from None
    private = tuple(Secret(str(key)) for key in keys)
    return AgeIdentity(tuple(str(key.to_public()) for key in keys), keys, private)


def read_ssh_identity(content: bytes) -> AgeIdentity:
    """Return an unprotected ed25519 key of OpenSSH as an identity; ValueError when it is none."""
    pyrage = _pyrage()
    try:
        key = pyrage.ssh.Identity.from_buffer(content)
    except pyrage.IdentityError:
        raise ValueError("not an OpenSSH private key, or damaged") from None
    read = read_ssh_key(content)
    if read.seed is None:
        raise ValueError("not an ed25519 key without a passphrase")
    return AgeIdentity((read.recipient,), (key,), (read.seed,))


def read_recipient(text: str) -> str:
    """Return ``age1…`` or ``ssh-ed25519 …`` as it is compared: ValueError for anything else.

    Two texts of one key come out equal. Words behind an SSH key are its comment, and left out.
    """
    words = text.split()
    if words[:1] != [ED25519]:
        recipient = text.strip().lower()
    else:
        check_public_key("".join(words[1:2]))
        recipient = " ".join(words[:2])
    _parsed(recipient)
    return recipient


def read_recorded(text: str) -> str:
    """Return a recipient that is in use as it is compared; ValueError when it never can have been.

    To an SSH key with something glued to it secrets were encrypted as to the clean one.
    """
    words = text.split()
    if words[:1] == [ED25519]:
        return read_recipient(f"{ED25519} {''.join(words[1:2])[:PUBLIC_LENGTH]}")
    return read_recipient(text)


def _parsed(recipient: str) -> Any:
    pyrage = _pyrage()
    kind = pyrage.ssh if recipient.startswith(f"{ED25519} ") else pyrage.x25519
    try:
        return kind.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise ValueError("not an age or ssh-ed25519 recipient") from None


def _pyrage() -> Any:
    try:
        import pyrage  # type: ignore[import-untyped]
    except ImportError as error:
        raise StoreUnavailable(
            "The encrypted vault needs pyrage, which cannot be loaded here.",
            "Keep tokens in a keyring, or see “Install” in the README for machines without it.",
        ) from error
    return pyrage
