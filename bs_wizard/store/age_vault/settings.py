"""Which identity opens the vault and who else can read it: ``vault.json``, without a secret."""

import hmac
import json
from pathlib import Path
from typing import Any, NamedTuple, Self

from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.age_vault.files import read_file, secret_files, write_file
from bs_wizard.store.age_vault.format import AgeIdentity, read_recorded
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.paths import identity_file, settings_file, vault_folder
from bs_wizard.store.age_vault.seal import seal
from bs_wizard.store.files.paths import shown
from bs_wizard.store.index import json_fields

VERSION = 1
"""Version of the file's shape that this program reads and writes."""

MAKE_ONE = "Make one with: bs-wizard vault create"
"""What to do where there is no vault; it works without a desktop and without a person."""


_PUT_BACK = "Put a copy of it back; the secrets beside it are untouched."


class Recipient(NamedTuple):
    """Somebody whose identity can read the vault: ``age1…`` or ``ssh-ed25519 …``, and a label."""

    text: str
    label: str

    def to_json(self) -> dict[str, str]:
        """Return the two texts by name."""
        return {"recipient": self.text, "label": self.label}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names what is wrong."""
        data = json_fields.fields_of(value, "a recipient")
        return cls(
            read_recorded(json_fields.text(data, "recipient")), json_fields.text(data, "label")
        )


class VaultSettings(NamedTuple):
    """The vault's own identity and its recipients.

    ``path`` is where the identity is, absolute, or None for ``identity.age`` in the home folder.
    ``own`` is that identity's recipient; ``further`` are those added. ``unfinished`` are those
    whose adding or removing was begun: not all secrets are encrypted to, or only to, ``everyone``
    yet. ``seal`` is what the file has as the seal of those two.
    """

    kind: Kind
    path: Path | None
    own: str
    further: tuple[Recipient, ...] = ()
    unfinished: tuple[Recipient, ...] = ()
    seal: str = ""

    def is_sealed_by(self, identity: AgeIdentity) -> bool:
        """Tell whether it was with ``identity`` that others were listed; none need no seal."""
        if not self.further and not self.unfinished:
            return True
        made = seal(identity, self.own, self._lists())
        return hmac.compare_digest(made.encode(), self.seal.encode())

    def sealed_by(self, identity: AgeIdentity) -> Self:
        """Return the settings as they are written."""
        return self._replace(seal=seal(identity, self.own, self._lists()))

    def everyone(self) -> tuple[str, ...]:
        """Return every recipient a secret is encrypted to, the vault's own first."""
        return (self.own, *(one.text for one in self.further))

    @property
    def leaving(self) -> tuple[Recipient, ...]:
        """Return those whose removal was begun, who can read some secrets still."""
        stay = self.everyone()
        return tuple(one for one in self.unfinished if one.text not in stay)

    def with_further(self, one: Recipient) -> Self:
        """Return the settings that list ``one``, last, as being added."""
        return self._replace(
            further=(*_without(self.further, one), one),
            unfinished=(*_without(self.unfinished, one), one),
        )

    def without_further(self, one: Recipient) -> Self:
        """Return the settings that list ``one`` as being removed."""
        return self._replace(
            further=_without(self.further, one),
            unfinished=(*_without(self.unfinished, one), one),
        )

    def without_further_ones(self) -> Self:
        """Return the settings that list all others as being removed."""
        stay = (one for one in self.unfinished if one not in self.further)
        return self._replace(further=(), unfinished=(*self.further, *stay))

    def finished(self) -> Self:
        """Return the settings after every secret was encrypted anew."""
        return self._replace(unfinished=())

    def identity_in(self, home: Path) -> Path:
        """Return the identity's file."""
        return self.path or identity_file(home)

    def to_json(self) -> dict[str, Any]:
        """Return the object the file holds."""
        path = None if self.path is None else str(self.path)
        further, unfinished = self._lists()
        return {
            "version": VERSION,
            "identity": {"kind": self.kind.value, "path": path, "recipient": self.own},
            "recipients": further,
            **({"unfinished": unfinished} if unfinished else {}),
            **({"seal": self.seal} if further or unfinished else {}),
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a version 1 object; ValueError says where it is wrong."""
        data = json_fields.fields_of(value, "it")
        identity = json_fields.fields_of(json_fields.field(data, "identity"), "identity")
        kind = json_fields.text(identity, "kind")
        if kind not in list(Kind):
            raise ValueError("kind is none that this program knows")
        path = identity.get("path")
        # Not cleaned as a text is: a path is used as it is, and cleaned where it is shown.
        if not (isinstance(path, str) or (path is None and kind == Kind.PASSPHRASE)):
            raise ValueError("path is missing")
        own = read_recorded(json_fields.text(identity, "recipient"))
        return cls(
            Kind(kind),
            None if path is None else Path(path),
            own,
            tuple(one for one in _recipients(data, "recipients") if one.text != own),
            _recipients(data, "unfinished") if "unfinished" in data else (),
            json_fields.text_or_none(data, "seal") or "",
        )

    def _lists(self) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        return [one.to_json() for one in self.further], [one.to_json() for one in self.unfinished]


def read_settings(home: Path) -> VaultSettings:
    """Return what ``vault.json`` says; StoreUnavailable when it is missing, newer or damaged."""
    file = settings_file(home)
    raw = read_file(file)
    if raw is None:
        if secret_files(vault_folder(home)):
            raise StoreUnavailable(f"{shown(file)} is missing.", _PUT_BACK)
        raise StoreUnavailable("There is no encrypted vault here.", MAKE_ONE)
    try:
        return VaultSettings.from_json(_of_this_version(json.loads(raw), file))
    except (ValueError, RecursionError) as error:
        why = "it is not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        raise StoreUnavailable(f"{shown(file)} is damaged: {why}.", _PUT_BACK) from error


def write_settings(home: Path, settings: VaultSettings, identity: AgeIdentity) -> None:
    """Put ``vault.json`` in place of what was there, sealed; the caller holds the vault's lock."""
    data = settings.sealed_by(identity).to_json()
    # ASCII, so that a path with bytes that are no text survives.
    write_file(settings_file(home), f"{json.dumps(data, indent=2)}\n".encode())


def _without(recipients: tuple[Recipient, ...], gone: Recipient) -> tuple[Recipient, ...]:
    return tuple(one for one in recipients if one.text != gone.text)


def _recipients(data: json_fields.Fields, name: str) -> tuple[Recipient, ...]:
    """Return those listed; one that is there twice counts once, as it was listed last."""
    found = (Recipient.from_json(each) for each in json_fields.array(data, name))
    return tuple({one.text: one for one in found}.values())


def _of_this_version(data: object, file: Path) -> object:
    version = json_fields.fields_of(data, "it").get("version")
    if type(version) is int and version > VERSION:
        raise StoreUnavailable(
            f"{shown(file)} is of version {version}; this program knows version {VERSION}.",
            "Update bs-wizard.",
        )
    if type(version) is not int or version != VERSION:
        raise ValueError(f"version must be {VERSION}")
    return data
