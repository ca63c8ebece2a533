"""What binds a record to its secret, so that nobody can turn it to another server.

Somebody who can write the files of the home, a backup service perhaps, need not know the secrets in
the vault. A seal is an HMAC keyed with the secret itself (RFC 2104), so that only who knows it can
make one for another name, server or application.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from bs_wizard.store.index.records import Application, Credential

if TYPE_CHECKING:
    from bs_wizard.secret import Secret

Record = Credential | Application
Sealed = TypeVar("Sealed", Credential, Application)

_FORMAT = 1
"""Changes with what a seal covers."""


def sealed(record: Sealed, secret: "Secret") -> Sealed:
    """Return the record with the seal of its token, or of its client secret."""
    return record._replace(seal=secret.sign(_bound(record)))


def fits(record: Record, secret: "Secret") -> bool:
    """Tell whether the record is as it was when it was sealed with that secret."""
    return record.seal is not None and secret.signed(_bound(record), record.seal)


def what_changed(record: Credential, token: "Secret", known: Sequence[Record]) -> str:
    """Say which field of a record that does not fit was changed, if ``known`` others tell."""
    for what, was, as_it_was in _candidates(record, known):
        if fits(as_it_was, token):
            return f"its {what} was {was or 'not known'} when its token was stored"
    return "its name, server or Client Key, or the token, is another"


def _candidates(
    record: Credential, known: Sequence[Record]
) -> Iterator[tuple[str, str | None, Credential]]:
    for name in [one.name for one in known if isinstance(one, Credential)]:
        yield "name", name, record._replace(name=name)
    for server in {one.api_server for one in known}:
        yield "server", server, record._replace(api_server=server)
    for client_id in {None, *(one.client_id for one in known)}:
        yield "Client Key", client_id, record._replace(client_id=client_id)


def _bound(record: Record) -> str:
    kind = "credential" if isinstance(record, Credential) else "application"
    name = record.name if isinstance(record, Credential) else ""
    return json.dumps([_FORMAT, kind, name, record.api_server, record.client_id])
