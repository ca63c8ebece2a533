"""What the index file says, as a value; every change of it gives a new one."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeVar

from bs_wizard.store.index import json_fields
from bs_wizard.store.index.journal import Change
from bs_wizard.store.index.records import Application, Credential

T = TypeVar("T")

VERSION = 1
"""Version of the file's shape that this program reads and writes."""

_KNOWN = ("version", "default", "credentials", "applications", "pending", "journal")


class Contents(NamedTuple):
    """The index: credentials, which of them is the default, applications used before.

    Names are unique and ``default`` is one of them, both without regard to case; ``pending``
    holds the pending logins, as read; ``journal`` the changes that are under way or were
    interrupted, of which no two touch the same name. ``unknown`` holds further keys of the
    file, which are written back, so that a later program of the same version loses nothing.
    """

    version: int = VERSION
    default: str | None = None
    credentials: tuple[Credential, ...] = ()
    applications: tuple[Application, ...] = ()
    pending: tuple[dict[str, Any], ...] = ()
    journal: tuple[Change, ...] = ()
    unknown: json_fields.Fields = MappingProxyType({})

    def find(self, name: str) -> Credential | None:
        """Return the credential of that name, whatever its case, or None."""
        wanted = name.casefold()
        return next((one for one in self.credentials if one.name.casefold() == wanted), None)

    def is_default(self, credential: Credential) -> bool:
        """Tell whether ``credential`` is the one used when none is named."""
        return self.default is not None and self.default.casefold() == credential.name.casefold()

    def with_credential(self, credential: Credential, instead_of: str | None = None) -> Self:
        """Return the contents with it, in the place of the one of that name or at the end.

        ``instead_of`` names another whose place it takes. A credential that takes the place of the
        default is the default.
        """
        there = self.find(instead_of or credential.name)
        if there is None:
            return self._replace(credentials=(*self.credentials, credential))
        kept = tuple(credential if one is there else one for one in self.credentials)
        default = credential.name if self.is_default(there) else self.default
        return self._replace(credentials=kept, default=default)

    def without_credential(self, name: str) -> Self:
        """Return the contents without it.

        If it was the default, the default moves on to the only one left, or to none: picking one
        of several is the user's.
        """
        there = self.find(name)
        if there is None:
            return self
        left = tuple(one for one in self.credentials if one is not there)
        if not self.is_default(there):
            return self._replace(credentials=left)
        return self._replace(credentials=left, default=left[0].name if len(left) == 1 else None)

    def find_application(self, client_id: str, api_server: str) -> Application | None:
        """Return the application of that client id at that server, or None."""
        wanted = (client_id, api_server)
        known = self.applications
        return next((one for one in known if (one.client_id, one.api_server) == wanted), None)

    def with_application(self, application: Application) -> Self:
        """Return the contents with it in the place of the same client id at the same server."""
        there = self.find_application(application.client_id, application.api_server)
        others = tuple(one for one in self.applications if one is not there)
        return self._replace(applications=(*others, application))

    def with_default(self, name: str | None) -> Self:
        """Return the contents with that default; the name must be of a credential (KeyError)."""
        if name is None:
            return self._replace(default=None)
        there = self.find(name)
        if there is None:
            raise KeyError(name)
        return self._replace(default=there.name)

    def with_change(self, change: Change) -> Self:
        """Return the contents with the change in the journal, in the place of the same change's."""
        others = self.without_change(change).journal
        return self._replace(journal=(*others, change))

    def without_change(self, change: Change) -> Self:
        """Return the contents without that change in the journal."""
        left = tuple(one for one in self.journal if one.name.casefold() != change.name.casefold())
        return self._replace(journal=left)

    def after_commit(self, change: Change) -> Self:
        """Return the contents after that change: what its commit writes.

        The change stays, as committed, as long as a vault holds what is to be removed.
        """
        contents = self.without_change(change)
        if change.to_delete:
            contents = contents.with_change(change.as_committed())
        if change.record is None:
            return contents.without_credential(change.name)
        contents = contents.with_credential(change.record, instead_of=change.name)
        if change.kept:
            contents = contents.with_credential(change.kept)
        if change.make_default or not self.credentials:
            contents = contents.with_default(change.record.name)
        application = change.application
        return contents if application is None else contents.with_application(application)

    def to_json(self) -> dict[str, Any]:
        """Return the object the file holds; a journal is in it only while a change is under way."""
        journal = [one.to_json() for one in self.journal]
        return {
            "version": self.version,
            "default": self.default,
            "credentials": [one.to_json(self.is_default(one)) for one in self.credentials],
            "applications": [one.to_json() for one in self.applications],
            "pending": list(self.pending),
            **({"journal": journal} if journal else {}),
            **self.unknown,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a version 1 object; ValueError says where it is wrong.

        ``applications``, ``pending`` and ``journal`` may be missing. A default that is no
        credential's name is taken for no default.
        """
        data = json_fields.fields_of(value, "the index")
        contents = cls(
            credentials=_credentials(data),
            applications=_each_if_there(data, "applications", Application.from_json),
            pending=_each_if_there(data, "pending", _pending),
            journal=_each_if_there(data, "journal", Change.from_json),
            unknown={key: data[key] for key in data if key not in _KNOWN},
        )
        default = json_fields.text_or_none(data, "default")
        known = contents.find(default) if default else None
        return contents if known is None else contents._replace(default=known.name)


def _credentials(data: json_fields.Fields) -> tuple[Credential, ...]:
    found: dict[str, Credential] = {}
    for place, one in enumerate(_each(data, "credentials", Credential.from_json), start=1):
        if found.setdefault(one.name.casefold(), one) is not one:
            raise ValueError(f"credential {place}: the name {one.name} is there twice")
    return tuple(found.values())


def _each(data: json_fields.Fields, name: str, read: Callable[[object], T]) -> tuple[T, ...]:
    found = []
    for place, each in enumerate(json_fields.array(data, name), start=1):
        try:
            found.append(read(each))
        except ValueError as error:
            raise ValueError(f"{name.removesuffix('s')} {place}: {error}") from error
    return tuple(found)


def _each_if_there(
    data: json_fields.Fields, name: str, read: Callable[[object], T]
) -> tuple[T, ...]:
    return _each(data, name, read) if name in data else ()


def _pending(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise ValueError("it must be an object")
