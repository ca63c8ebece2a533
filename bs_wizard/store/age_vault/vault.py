"""Secrets as files in the age format, for machines without a keyring.

A secret is written for everyone ``vault.json`` lists, which takes no passphrase; reading takes the
vault's identity. The stock age program opens every file.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.files import (
    is_own_folder,
    locked,
    make_own_folder,
    read_file,
    remove_file,
    secret_files,
    write_file,
)
from bs_wizard.store.age_vault.format import AgeIdentity
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.paths import (
    key_of_file,
    secret_file,
    settings_file,
    vault_folder,
)
from bs_wizard.store.age_vault.settings import (
    Recipient,
    VaultSettings,
    read_settings,
    write_settings,
)
from bs_wizard.store.age_vault.unlocking import unlocked
from bs_wizard.store.files.paths import shown

_PROBE = "probe:"


class AgeVault:
    """The encrypted vault in one home folder; ``passphrases`` asks when it must be opened."""

    name = "vault"
    backend = "age"

    def __init__(self, home: Path, passphrases: Passphrases) -> None:
        self.home = home
        self.passphrases = passphrases
        self.title = f"the encrypted vault in {shown(vault_folder(home))} (age)"
        self._opened: AgeIdentity | None = None

    def probe(self) -> None:
        """Write, read back and delete a random entry.

        It is decrypted too where that asks nobody: with a key, or once the vault is open.
        """
        settings = read_settings(self.home)
        if settings.kind is Kind.PASSPHRASE:
            identities.must_read(settings.identity_in(self.home))
        try:
            self.put(f"{_PROBE}{os.urandom(8).hex()}", Secret(os.urandom(16).hex()))
        finally:
            # A killed probe leaves its entry; another running probe no longer needs its own.
            for key in self.names():
                if key.startswith(_PROBE):
                    self.delete(key)

    def put(self, key: str, secret: Secret) -> None:
        """Keep ``secret`` under ``key``, and compare what the disk gives back.

        It is decrypted too where the vault is open. Where others are listed it is opened for this:
        its key says whether they were listed by its owner.
        """
        file = secret_file(self.home, key)
        self._voucher(read_settings(self.home))  # before the lock: a person may take long to type
        with locked(self.home):
            settings = read_settings(self.home)
            identity = self._voucher(settings)
            make_own_folder(file.parent)
            _write(file, secret, settings, identity)

    def get(self, key: str) -> Secret | None:
        """Return what is kept under ``key``, or None; only what is there needs the passphrase."""
        settings = read_settings(self.home)
        file = secret_file(self.home, key)
        raw = read_file(file) if is_own_folder(file.parent) else None
        if raw is None:
            return None
        secret = _decrypted(file, raw, self._identity(settings))
        self._finish(settings)
        return secret

    def delete(self, key: str) -> None:
        """Remove what is kept under ``key``; nothing there is fine."""
        read_settings(self.home)
        file = secret_file(self.home, key)
        with locked(self.home):
            if is_own_folder(file.parent):
                remove_file(file)

    def names(self) -> tuple[str, ...]:
        """Return every key there is something under, sorted, but those too long for a file name.

        Nothing is opened, so it takes no passphrase.
        """
        found = (key_of_file(each.name) for each in secret_files(vault_folder(self.home)))
        return tuple(sorted(key for key in found if key is not None))

    def recipients(self) -> tuple[Recipient, ...]:
        """Return everyone who can read any of the vault, its own identity first."""
        settings = read_settings(self.home)
        own = Recipient(settings.own, "this vault's own identity")
        return (own, *settings.further, *settings.leaving)

    def add_recipient(self, text: str, label: str = "") -> None:
        """Encrypt every secret to ``text`` (``age1…`` or ``ssh-ed25519 …``) as well.

        Where somebody else wrote the list, it is made anew with this one alone. Interrupted, every
        secret can still be read, and the next :meth:`get` finishes the work: whoever can read any
        secret is listed at every moment. UsageError for what is no recipient.
        """
        new = Recipient(check_recipient(text), printable(label or " ".join(text.split()[2:])))
        self._change_recipients(lambda was: was if new.text == was.own else was.with_further(new))

    def remove_recipient(self, text: str) -> None:
        """Encrypt every secret anew, to ``text`` no more; UsageError when it is not listed.

        Where somebody else wrote the list, nobody stays on it. Interrupted, it is finished as an
        addition is. What they have read or copied before is
        theirs still: only a new token shuts them out.
        """
        gone = check_recipient(text)

        def without_it(was: VaultSettings) -> VaultSettings:
            if gone == was.own:
                raise UsageError(
                    "That is the vault's own identity, which must be able to read it.",
                    "See who else can with: bs-wizard vault show",
                )
            for one in (*was.further, *was.leaving):
                if one.text == gone:
                    return was.without_further(one)
            raise UsageError(
                "That recipient is not listed, so it cannot read the vault.",
                "See who can with: bs-wizard vault show",
            )

        self._change_recipients(without_it)

    def open(self) -> AgeIdentity:
        """Return the vault's identity; asks for the passphrase where that opens it."""
        return self._identity(read_settings(self.home))

    def change_key(self, made: VaultSettings, identity: AgeIdentity) -> None:
        """Have ``identity``, which ``made`` names, open the vault; the caller holds the lock.

        Every secret is encrypted to both keys, then the settings name the new one, then to that
        alone. Interrupted, the key that the settings name opens all, and the next :meth:`get` ends
        what the other can read.
        """
        before = read_settings(self.home)
        secrets = self._secrets(self._identity(before))
        new, old = Recipient(made.own, "the next key"), Recipient(before.own, "the key before")
        # Listed as one that goes, which is what an interruption leads to.
        going = (*(one for one in before.unfinished if one.text != new.text), new)
        write_settings(self.home, before._replace(unfinished=going), self._identity(before))
        for file, secret in secrets.items():
            _write(file, secret, before.with_further(new), identity)
        further = tuple(one for one in before.further if one.text != new.text)
        after = made._replace(further=further, unfinished=(*before.unfinished, old))
        write_settings(self.home, after, identity)
        self._opened = identity
        for file, secret in secrets.items():
            _write(file, secret, after, identity)
        write_settings(self.home, after.finished(), identity)

    def _change_recipients(self, edit: Callable[[VaultSettings], VaultSettings]) -> None:
        edit(read_settings(self.home))
        # Before the lock: a person may take long to type.
        self._open(read_settings(self.home))
        with locked(self.home):
            settings = read_settings(self.home)
            identity = self._open(settings)
            if not settings.is_sealed_by(identity):
                settings = settings.without_further_ones()
            self._encrypt_anew(edit(settings), identity)

    def _finish(self, settings: VaultSettings) -> None:
        """Finish an interrupted change of recipients; now or, where that fails, later."""
        if not settings.unfinished:
            return
        # Nobody is refused a secret because another's file is damaged or the folder is read-only.
        with suppress(StoreUnavailable), locked(self.home, 0):
            now = read_settings(self.home)
            if now.unfinished and self._known(now):
                self._encrypt_anew(now, self._identity(now))

    def _encrypt_anew(self, settings: VaultSettings, identity: AgeIdentity) -> None:
        """Encrypt every secret to ``everyone``; the settings say so from the first write on."""
        secrets = self._secrets(identity)
        write_settings(self.home, settings, identity)
        for file, secret in secrets.items():
            _write(file, secret, settings, identity)
        write_settings(self.home, settings.finished(), identity)

    def _secrets(self, identity: AgeIdentity) -> dict[Path, Secret]:
        """Read all before one is written, so that a damaged one leaves all as they were."""
        files = secret_files(vault_folder(self.home))
        return {file: _decrypted(file, read_file(file) or b"", identity) for file in files}

    def _known(self, settings: VaultSettings) -> AgeIdentity | None:
        # Another process may have set the vault up anew since.
        opened = self._opened
        if opened and settings.own in opened.recipients:
            return opened
        if settings.kind is Kind.PASSPHRASE and (now := unlocked(settings.own)):
            self._opened = now.identity
            return now.identity
        return None

    def _voucher(self, settings: VaultSettings) -> AgeIdentity | None:
        """Return the identity once it vouches for ``everyone``.

        None where that is the vault's own key alone and a passphrase would have to be asked for.
        """
        is_open = self._opened or self._known(settings)
        asks = settings.kind is Kind.PASSPHRASE and not is_open
        return None if asks and not settings.further else self._identity(settings)

    def _identity(self, settings: VaultSettings) -> AgeIdentity:
        """Return the vault's identity, having checked with it who else is listed."""
        identity = self._open(settings)
        if settings.is_sealed_by(identity):
            return identity
        raise _listed_by_another(self.home)

    def _open(self, settings: VaultSettings) -> AgeIdentity:
        self._opened = self._known(settings) or _opened(self.home, settings, self.passphrases)
        return self._opened


def _opened(home: Path, settings: VaultSettings, passphrases: Passphrases) -> AgeIdentity:
    file = settings.identity_in(home)
    opened = identities.open_identity(settings.kind, file, passphrases)
    if settings.own in opened.recipients:
        return opened
    raise StoreUnavailable(
        f"{shown(file)} is another key than the vault was made with.",
        "Put the right one back from a copy.",
    )


def _listed_by_another(home: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"The list of who can read the vault, in {shown(settings_file(home))}, was "
        "written by somebody else or by an older bs-wizard; nothing was encrypted to it.",
        "See it with: bs-wizard vault show. Then add again whom you know with bs-wizard vault "
        "add-recipient, or remove one with remove-recipient: either shuts out everybody whom "
        "you do not add.",
    )


def check_recipient(text: str) -> str:
    """Return a public key as it is compared; UsageError, which does not repeat it, for no such."""
    try:
        return age_format.read_recipient(text)
    except ValueError:
        # The text is not shown: it may be a private key, pasted by mistake.
        raise UsageError(
            "That is not a recipient.", "Give one like age1… or ssh-ed25519 …, the public half."
        ) from None


def _write(file: Path, secret: Secret, settings: VaultSettings, known: AgeIdentity | None) -> None:
    data = age_format.encrypt(secret, settings.everyone())
    # Before the old one goes.
    if known is not None and _decrypted(file, data, known) != secret:
        raise StoreUnavailable(
            f"{shown(file)} would not give back what goes into it, and stays as it was.",
            "Install bs-wizard again: its encryption does not work here.",
        )
    write_file(file, data)


def _decrypted(file: Path, data: bytes, identity: AgeIdentity) -> Secret:
    try:
        return age_format.decrypt(data, identity)
    except ValueError as error:
        raise StoreUnavailable(
            f"{shown(file)} is {error}.",
            "Put a copy of it back, or remove that credential and log in again.",
        ) from None
