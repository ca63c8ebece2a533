"""What can still be read of a damaged index file. Pure: bytes in, contents out."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bs_wizard.clean import printable
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.journal import Change
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Application, Credential

_DEFAULT = re.compile(r'"default"\s*:\s*"([^"\\]*)"')
_ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})'
_FIELD = re.compile(
    rf'"(description|api_server|instance|client_id)"\s*:\s*("(?:[^"\\\n]|{_ESCAPE})*")'
)


def salvage(raw: bytes) -> Contents:
    """Return what is whole: credentials, applications, changes, authorisations that wait.

    They are in the order they were in. Of two that have one name the first counts. Never raises.
    """
    text = _text(raw)
    contents = Contents()
    for each in _objects(text):
        contents = _with(contents, each)
    default = _DEFAULT.search(text)
    known = contents.find(default[1]) if default else None
    return contents.with_default(known.name) if known else contents


def fragments(raw: bytes, name: str) -> dict[str, str]:
    """Return what can be read of a credential whose entry is broken: field name to clean text.

    Of the fields before ``user``: ``description``, ``api_server``, ``instance``, ``client_id``.
    """
    begin = re.compile(rf'"name"\s*:\s*"{re.escape(name)}"', re.IGNORECASE).search(
        text := _text(raw)
    )
    if begin is None:
        return {}
    # The next name is the user's, or the next credential's.
    end = text.find('"name"', begin.end())
    part = text[begin.end() : end if end >= 0 else len(text)]
    return {key: printable(json.loads(value, strict=False)) for key, value in _FIELD.findall(part)}


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig", "replace")


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the outermost objects that are whole, and those in them."""
    decoder = json.JSONDecoder(strict=False)
    start = text.find("{")
    while start >= 0:
        end = start + 1
        try:
            whole, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            pass  # broken further in: what is in it is tried by itself
        else:
            yield from _within(whole)
        start = text.find("{", end)


def _within(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [whole]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            # What a change is about has not happened yet.
            inside = [] if "change" in value else list(value.values())
        else:
            inside = value if isinstance(value, list) else []
        waiting.extend(reversed(inside))


def _with(contents: Contents, value: dict[str, Any]) -> Contents:
    try:
        if "change" in value:
            change = Change.from_json(value)
            clash = any(change.touches & one.touches for one in contents.journal)
            return contents if clash else contents.with_change(change)
        if "user_code" in value:
            return _with_pending(contents, value)
        if "fingerprint" in value:
            one = Credential.from_json(value)
            return contents if contents.find(one.name) else contents.with_credential(one)
        if "last_used_at" in value:
            app = Application.from_json(value)
            known = contents.find_application(app.client_id, app.api_server)
            return contents if known else contents.with_application(app)
    except ValueError:
        return contents  # broken in a way that is still JSON
    if "pending" in value and isinstance(value["pending"], list):
        # Those that only a later program can read among them.
        kept = tuple(one for one in value["pending"] if isinstance(one, dict))
        return replace(contents, pending=kept)
    return contents


def _with_pending(contents: Contents, value: dict[str, Any]) -> Contents:
    pending = PendingLogin.from_json(value)
    if any(one.get("id") == pending.id for one in contents.pending):
        return contents
    return replace(contents, pending=(*contents.pending, value))
