"""What is known of a pending login, without any secret.

Its device code and client secret, and the token once it is approved, are in the vault that
``store`` and ``backend`` name, under ``pending:ID``.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from bs_wizard.secret import Secret
from bs_wizard.store.index import json_fields
from bs_wizard.store.index.records import DESCRIPTION_LIMIT

KEY_START = "pending:"
"""What the keys of such secrets begin with."""


LONGEST_INTERVAL = 300
LONGEST_LIFE = timedelta(hours=24)
_YEARS = (2000, 2100)
IS_ID = re.compile(r"[0-9a-f]{12}", re.ASCII)
"""What an id is like: part of a file's name and of a vault's key."""


def _id(data: json_fields.Fields, name: str) -> str:
    written = json_fields.text(data, name)
    if IS_ID.fullmatch(written):
        return written
    raise ValueError(f"{name} must be 12 hexadecimal digits")


def _interval(data: json_fields.Fields, name: str) -> int:
    written = json_fields.field(data, name)
    if type(written) is int and 1 <= written <= LONGEST_INTERVAL:
        return written
    raise ValueError(f"{name} must be 1 to {LONGEST_INTERVAL} seconds")


def _flag_if_there(data: json_fields.Fields, name: str) -> bool:
    return data.get(name) is True


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """One code that was asked for (RFC 8628 section 3.2), and what its token is to become.

    ``name`` and ``description`` are the credential's, empty while they are not decided;
    ``overwrite`` is whether it may take another's place, ``rotates`` whether that one's token is to
    be kept then. ``interval`` is in seconds; times
    are aware, and kept as whole seconds UTC. Once it is approved, ``fingerprint`` is the token's,
    and ``dialect`` the one that it was given in. ``host`` is the machine whose keyring holds its
    secrets, None where a vault does.
    """

    id: Annotated[str, _id]
    api_server: str
    client_id: str
    app_name: str
    scopes: tuple[str, ...]
    name: str
    description: Annotated[str, DESCRIPTION_LIMIT]
    overwrite: bool
    user_code: str
    verification_uri: Annotated[str, 2000]
    verification_uri_complete: Annotated[str | None, 2000]
    interval: Annotated[int, _interval]
    asked_at: datetime
    expires_at: datetime
    store: str
    backend: str
    dialect: str | None = None
    fingerprint: str | None = None
    host: str | None = None
    rotates: Annotated[bool, _flag_if_there] = False

    @property
    def key(self) -> str:
        """The key of its secrets in the vault."""
        return f"{KEY_START}{self.id}"

    @property
    def is_approved(self) -> bool:
        """Whether the token was given and is kept with it."""
        return self.fingerprint is not None

    def left(self, now: datetime) -> float:
        """Return the seconds until its code expires: at least 0, at most the code's whole life."""
        life = (self.expires_at - self.asked_at).total_seconds()
        return min(life, max(0.0, (self.expires_at - now).total_seconds()))

    def approved(self, token: Secret, dialect: str) -> Self:
        """Return it as it stands once the token was given."""
        return replace(self, fingerprint=token.fingerprint, dialect=dialect)

    def to_json(self) -> dict[str, Any]:
        """Return the index's object for it."""
        return json_fields.write(self)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names the field that is wrong."""
        found = json_fields.read(cls, value, "a pending login")
        if not _YEARS[0] <= found.asked_at.year < _YEARS[1]:
            raise ValueError("asked_at must be a time of this century")
        if not found.asked_at < found.expires_at <= found.asked_at + LONGEST_LIFE:
            raise ValueError("expires_at must be within a day after asked_at")
        return found


@dataclass(frozen=True, slots=True)
class PendingSecrets:
    """What the vault keeps of it: ``device_code`` until it is approved, then ``token``.

    They are kept together with where they may be sent, which the index alone is not trusted for:
    whoever can edit it could have them sent elsewhere.
    """

    client_secret: Secret
    device_code: Secret | None = None
    token: Secret | None = None

    def sealed(self, pending: PendingLogin) -> Secret:
        """Return them as the one text that is put into the vault."""
        held = {
            "client_secret": self.client_secret,
            "device_code": self.device_code,
            "token": self.token,
        }
        said = {key: one.reveal() for key, one in held.items() if one}
        return Secret(json.dumps(said | _meant_for(pending)))

    @classmethod
    def unsealed(cls, text: Secret, pending: PendingLogin | None = None) -> Self:
        """Read what :meth:`sealed` gave; ValueError for anything else, without showing it.

        That includes secrets of another server or application than ``pending`` says.
        """
        try:
            data = json.loads(text.reveal())
        except ValueError:
            data = None
        if not isinstance(data, dict) or not all(isinstance(one, str) for one in data.values()):
            raise ValueError("it is not what was kept")
        meant_for = {} if pending is None else _meant_for(pending)
        if any(data.get(key) != meant for key, meant in meant_for.items()):
            raise ValueError("it was kept for another server or application")
        held = {key: Secret(data[key]) for key in ("device_code", "token") if data.get(key)}
        return cls(Secret(data.get("client_secret", "")), **held)


def _meant_for(pending: PendingLogin) -> dict[str, str]:
    return {"api_server": pending.api_server, "client_id": pending.client_id}
