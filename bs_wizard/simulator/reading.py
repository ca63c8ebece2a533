"""What a request says: its path, fields and proofs, read from head and body."""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from bs_wizard.simulator.call import Call


def read_call(
    method: str, target: str, headers: Message, body: bytes
) -> tuple[Call, tuple[str, ...]]:
    """Return the request, and the names of its fields in the order they were sent.

    Raises ValueError for a target that is no address.
    """
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    form = _form(headers.get_content_type(), body)
    kind, _, proof = headers.get("Authorization", "").partition(" ")
    kind, proof = kind.lower(), proof.strip()
    call = Call(
        method,
        parts.path,
        query,
        form,
        token=(proof if kind == "bearer" else "")
        or headers.get("x-access-token", "")
        or query.get("access_token", ""),
        basic=_basic(proof) if kind == "basic" else None,
        request_id=_request_id(),
    )
    return call, (*query, *(form or ()))


def _request_id() -> str:
    """Return a new one in the shape of BaseSpace's: the time, and 22 characters."""
    return f"{datetime.now(UTC):%Y.%m.%d.%H.%M.%S}.{secrets.token_urlsafe(16)}"


def _basic(proof: str) -> tuple[str, str] | None:
    """Return client id and secret out of HTTP Basic, as RFC 6749 section 2.3.1 encodes them."""
    try:
        text = base64.b64decode(proof, validate=True).decode()
    except ValueError:
        return None
    name, _, secret = text.partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _form(content_type: str, body: bytes) -> Mapping[str, str] | None:
    """Return the fields of a form or of a JSON object of texts; None for anything else."""
    try:
        text = body.decode()
        value = json.loads(text) if content_type == "application/json" else None
    except (ValueError, RecursionError):
        return None
    if content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(text, keep_blank_values=True))
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return value
    return None
