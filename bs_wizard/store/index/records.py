"""What is known of a credential and of an application, without any secret.

The JSON of these is the outside contract (``show --json``) and the content of the index file.
Reading it cleans every text, since a file is input like any other.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from bs_wizard.clean import printable
from bs_wizard.errors import UsageError
from bs_wizard.store.index import json_fields

DESCRIPTION_LIMIT = 500
"""Characters of a description that are kept."""

# Without a colon, so that a name never meets "app:..." or "pending:..." in the vault.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def check_name(text: str) -> str:
    """Return ``text`` without white space around it when it can name a credential.

    Raises UsageError, which says what is allowed. Case is kept; whether a name is taken is
    decided without regard to case.
    """
    name = text.strip()
    if _NAME.fullmatch(name):
        return name
    shown = printable(name, limit=80)
    said = f"“{shown}” cannot name a credential." if shown else "A credential needs a name."
    raise UsageError(
        said,
        "Use 1 to 64 letters (a-z), digits, dots, hyphens and underscores, "
        "starting with a letter or digit.",
    )


@dataclass(frozen=True, slots=True)
class User:
    """The BaseSpace account a token belongs to."""

    id: str
    name: str
    email: str

    def to_json(self) -> dict[str, str]:
        """Return the three texts by name."""
        return {"id": self.id, "name": self.name, "email": self.email}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names what is wrong."""
        data = json_fields.fields_of(value, "user")
        return cls(
            json_fields.text(data, "id"),
            json_fields.text(data, "name"),
            json_fields.text(data, "email"),
        )


@dataclass(frozen=True, slots=True)
class Credential:
    """One stored token: whose, where from, what for, where it is kept.

    ``workgroup`` is None for the personal space, and empty while it is not known, as the texts of
    ``user`` are.
    ``scopes_granted`` and ``verified_at`` are None until the server was asked. ``store`` and
    ``backend`` name the vault that holds the token (see ``vaults.Vault``). ``fingerprint`` is
    the first 12 hexadecimal digits of the token's SHA-256. Times are aware; they are kept as
    whole seconds UTC, and a naive one is a ValueError.
    """

    name: str
    description: str
    api_server: str
    instance: str
    client_id: str | None
    user: User
    workgroup: str | None
    scopes_requested: tuple[str, ...]
    scopes_granted: tuple[str, ...] | None
    store: str
    backend: str
    fingerprint: str
    created_at: datetime
    verified_at: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "created_at", _whole(self.created_at))
        if self.verified_at is not None:
            object.__setattr__(self, "verified_at", _whole(self.verified_at))

    def to_json(self, default: bool) -> dict[str, Any]:
        """Return the contract's object, keys in the contract's order; ``default`` is its last."""
        granted, verified = self.scopes_granted, self.verified_at
        return {
            "name": self.name,
            "description": self.description,
            "api_server": self.api_server,
            "instance": self.instance,
            "client_id": self.client_id,
            "user": self.user.to_json(),
            "workgroup": self.workgroup,
            "scopes_requested": list(self.scopes_requested),
            "scopes_granted": None if granted is None else list(granted),
            "store": self.store,
            "backend": self.backend,
            "fingerprint": self.fingerprint,
            "created_at": _stamp(self.created_at),
            "verified_at": None if verified is None else _stamp(verified),
            "default": default,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names the field that is wrong.

        ``default`` is not read: the index says once, for all, which credential is the default.
        """
        data = json_fields.fields_of(value, "credential")
        return cls(
            name=name_in(data),
            description=json_fields.text(data, "description", limit=DESCRIPTION_LIMIT),
            api_server=json_fields.text(data, "api_server"),
            instance=json_fields.text(data, "instance"),
            client_id=json_fields.text_or_none(data, "client_id"),
            user=User.from_json(json_fields.field(data, "user")),
            workgroup=json_fields.text_or_none(data, "workgroup"),
            scopes_requested=json_fields.texts(data, "scopes_requested"),
            scopes_granted=json_fields.texts_or_none(data, "scopes_granted"),
            store=json_fields.text(data, "store"),
            backend=json_fields.text(data, "backend"),
            fingerprint=json_fields.text(data, "fingerprint"),
            created_at=json_fields.time(data, "created_at"),
            verified_at=json_fields.time_or_none(data, "verified_at"),
        )


@dataclass(frozen=True, slots=True)
class Application:
    """A BaseSpace application used before, so that it need not be typed again.

    Its client secret is in the vault that ``store`` and ``backend`` name, under
    ``vaults.app_key``; both are None when no secret was kept. ``dialect`` is the dialect of the
    device flow it was answered in.
    """

    client_id: str
    api_server: str
    name: str | None
    dialect: str | None
    last_used_at: datetime
    store: str | None = None
    backend: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "last_used_at", _whole(self.last_used_at))

    def to_json(self) -> dict[str, str | None]:
        """Return the index's object for it."""
        return {
            "client_id": self.client_id,
            "api_server": self.api_server,
            "name": self.name,
            "dialect": self.dialect,
            "last_used_at": _stamp(self.last_used_at),
            "store": self.store,
            "backend": self.backend,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names the field that is wrong."""
        data = json_fields.fields_of(value, "application")
        return cls(
            client_id=json_fields.text(data, "client_id"),
            api_server=json_fields.text(data, "api_server"),
            name=json_fields.text_or_none(data, "name"),
            dialect=json_fields.text_or_none(data, "dialect"),
            last_used_at=json_fields.time(data, "last_used_at"),
            store=json_fields.text_or_none(data, "store"),
            backend=json_fields.text_or_none(data, "backend"),
        )


def name_in(data: json_fields.Fields) -> str:
    """Return the field ``name`` when it can name a credential; ValueError says why not."""
    written = json_fields.text(data, "name")
    try:
        return check_name(written)
    except UsageError as error:
        raise ValueError(f"name: {error.message}") from error


def _whole(at: datetime) -> datetime:
    if at.tzinfo is UTC and not at.microsecond:
        return at  # as nearly all are: read from the index
    if at.tzinfo is None:
        raise ValueError("a time needs its offset; a naive one means a different moment elsewhere")
    return at.astimezone(UTC).replace(microsecond=0)


def _stamp(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat() + "Z"
