"""What is known of a credential and of an application, without any secret.

The JSON of these is the content of the index file, and the outside contract (``show --json``).
Reading it cleans every text, since a file is input like any other. They are named tuples, which
take a third of the time of dataclasses to import and to make: every command reads the index.
"""

import re
from datetime import datetime
from typing import Annotated, Any, NamedTuple, Self

from bs_wizard.clean import printable
from bs_wizard.errors import UsageError
from bs_wizard.store.index import json_fields

DESCRIPTION_LIMIT = 500
"""Characters of a description that are kept."""

STALE_DAYS = 90
"""After how many days without being verified a credential is pointed out."""

NAME_LIMIT = 64
"""Characters of a name."""

# Without a colon, so that a name never meets "app:..." or "pending:..." in the vault.
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{NAME_LIMIT - 1}}}", re.ASCII)


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


def name_in(data: json_fields.Fields, name: str = "name") -> str:
    """Return the field when it can name a credential; ValueError says why not."""
    written = json_fields.text(data, name)
    try:
        return check_name(written)
    except UsageError as error:
        raise ValueError(f"{name}: {error.message}") from error


class User(NamedTuple):
    """The BaseSpace account a token belongs to."""

    id: str
    name: str
    email: str


class Credential(NamedTuple):
    """One stored token: whose, where from, what for, where it is kept.

    ``workgroup`` is None for the personal space, and empty while it is not known, as the texts of
    ``user`` are.
    ``scopes_granted`` and ``verified_at`` are None until the server was asked. ``store`` and
    ``backend`` name the vault that holds the token (see ``vaults.Vault``). ``host`` names
    the machine whose keyring took it, for people only; it is None for the encrypted vault.
    ``fingerprint`` is the first 12 hexadecimal digits of the token's SHA-256. ``seal`` binds name,
    server and client to the token (see ``seals``); it is None until a person has said which server
    the token is for. Times are whole seconds UTC (see ``json_fields.kept_time``).
    """

    name: Annotated[str, name_in]
    description: Annotated[str, DESCRIPTION_LIMIT]
    api_server: str
    instance: str
    client_id: str | None
    user: User
    workgroup: str | None
    scopes_requested: tuple[str, ...]
    scopes_granted: tuple[str, ...] | None
    store: str
    backend: str
    host: str | None
    fingerprint: str
    created_at: datetime
    verified_at: datetime | None
    seal: str | None = None

    def days_unverified(self, now: datetime) -> int:
        """Return the whole days since BaseSpace was asked about it, if ever, else since it was got.

        ``now`` is aware.
        """
        return max(0, (now - (self.verified_at or self.created_at)).days)

    def to_json(self, default: bool) -> dict[str, Any]:
        """Return the index's object for it, as the contract has it but for ``seal``."""
        return {**json_fields.write(self), "default": default}

    def told(self, default: bool) -> dict[str, Any]:
        """Return the contract's object, keys in the contract's order; ``default`` is its last."""
        return {key: each for key, each in self.to_json(default).items() if key != "seal"}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names the field that is wrong.

        ``default`` is not read: the index says once, for all, which credential is the default.
        """
        return json_fields.read(cls, value, "credential")


class Application(NamedTuple):
    """A BaseSpace application used before, so that it need not be typed again.

    Its client secret is in the vault that ``store`` and ``backend`` name, under
    ``vaults.app_key``; both are None when no secret was kept. ``seal`` binds the server to that
    secret. ``dialect`` is the dialect of the device flow it was answered in.
    """

    client_id: str
    api_server: str
    name: str | None
    dialect: str | None
    last_used_at: datetime
    store: str | None = None
    backend: str | None = None
    seal: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the index's object for it."""
        return json_fields.write(self)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what :meth:`to_json` gave; ValueError names the field that is wrong."""
        return json_fields.read(cls, value, "application")
