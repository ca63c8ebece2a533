"""What a change is about to do, noted in the index before any vault is touched.

The index's lock is held for a whole change, so a change that is seen under the lock belongs to a
process that died. It says enough to finish the change or to roll it back, and holds no secret: what
is in an entry of a vault is known by its fingerprint.
"""

from typing import Annotated, Any, Literal, NamedTuple, Self

from bs_wizard.store.index import json_fields
from bs_wizard.store.index.records import Application, Credential, name_in

Verb = Literal["save", "rename", "move", "remove"]

_SAID: dict[Verb, str] = {
    "save": "Saving",
    "rename": "Renaming",
    "move": "Moving",
    "remove": "Removing",
}


def _key(data: json_fields.Fields, name: str) -> str:
    written = json_fields.text(data, name, limit=1000)
    if written:
        return written
    raise ValueError(f"{name} is empty")


class VaultEntry(NamedTuple):
    """One entry of the vault that ``store`` and ``backend`` name, as it was and as it will be.

    ``before`` and ``after`` are fingerprints (see ``Secret.fingerprint``), None where there is
    nothing under ``key``.
    """

    store: str
    backend: str
    key: Annotated[str, _key]
    before: str | None
    after: str | None

    @property
    def is_application(self) -> bool:
        """Whether it is an application's secret, not a token: no name of a token has a colon."""
        return ":" in self.key

    @property
    def is_written(self) -> bool:
        """Whether something new is put under the key; it is then done before the commit."""
        return self.after is not None and self.after != self.before

    @property
    def leftover(self) -> str | None:
        """The key that is removed after the commit: the entry itself, or what it replaced."""
        if self.after is None:
            return self.key
        return backup_key(self.key) if self.is_written and self.before is not None else None


class Change(NamedTuple):
    """A change of the credential ``name``: its ``record`` afterwards, and what vaults are to hold.

    ``record`` is None when the credential goes; ``make_default`` and ``application`` are recorded
    with it. ``kept`` is the credential that ``record`` takes the place of, where that is kept under
    another name. Once ``committed`` the record is in the index, and only ``to_delete`` is left to
    be removed.
    """

    verb: Verb
    name: str
    record: Credential | None
    entries: tuple[VaultEntry, ...]
    make_default: bool = False
    application: Application | None = None
    kept: Credential | None = None
    committed: bool = False

    @property
    def token_entry(self) -> VaultEntry | None:
        """The entry of the token under the record's name; what is ``kept`` is written before it."""
        return next(iter(self.entries[1 if self.kept else 0 :]), None)

    @property
    def touches(self) -> frozenset[str]:
        """Names and keys no other change may touch until this one is recovered, case-folded."""
        names = {self.name} if self.record is None else {self.name, self.record.name}
        return frozenset(each.casefold() for each in names | {one.key for one in self.entries})

    @property
    def to_delete(self) -> tuple[tuple[VaultEntry, str], ...]:
        """The entries that leave something to remove after the commit, and its key."""
        return tuple((one, one.leftover) for one in self.entries if one.leftover is not None)

    @property
    def said(self) -> str:
        """The beginning of a sentence: ``Saving lab``."""
        to = f" to {self.record.name}" if self.verb == "rename" and self.record else ""
        return f"{_SAID[self.verb]} {self.name}{to}"

    def as_committed(self) -> Self:
        """Return the change as it stands in the index together with the change."""
        return self._replace(committed=True)

    def to_json(self) -> dict[str, Any]:
        """Return the index's object for it."""
        return {
            "change": self.verb,
            "name": self.name,
            "record": self.record and self.record.to_json(self.make_default),
            "application": self.application and self.application.to_json(),
            **({"kept": self.kept.to_json(default=False)} if self.kept else {}),
            "entries": [json_fields.write(one) for one in self.entries],
            "committed": self.committed,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names the field that is wrong."""
        data = json_fields.fields_of(value, "change")
        record, application = data.get("record"), data.get("application")
        kept = data.get("kept")
        verb = _verb(data)
        if record is None and verb != "remove":
            raise ValueError("record is missing")  # finishing it would remove the credential
        return cls(
            verb=verb,
            name=name_in(data),
            record=None if record is None else Credential.from_json(record),
            entries=tuple(
                json_fields.read(VaultEntry, each, "entry")
                for each in json_fields.array(data, "entries")
            ),
            make_default=isinstance(record, dict) and record.get("default") is True,
            application=None if application is None else Application.from_json(application),
            kept=None if kept is None else Credential.from_json(kept),
            committed=data.get("committed") is True,
        )


def backup_key(key: str) -> str:
    """Return the key under which an entry is kept while it is replaced.

    No credential's name and no other key of this program begins like it.
    """
    return f"old:{key}"


def _verb(data: json_fields.Fields) -> Verb:
    written = json_fields.text(data, "change")
    for verb in _SAID:
        if verb == written:
            return verb
    raise ValueError(f"change must be one of {', '.join(_SAID)}")
