"""Reading JSON that somebody may have edited: each field typed, cleaned, or named as wrong.

Every reader takes the object and the field's name, and raises ValueError with that name in it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from bs_wizard.clean import printable

Fields = Mapping[str, object]


def fields_of(value: object, what: str) -> Fields:
    """Return ``value`` when it is a JSON object; ``what`` says what it should have described."""
    if isinstance(value, dict):
        return value
    raise ValueError(f"{what} must be an object")


def field(data: Fields, name: str) -> object:
    """Return the field, whatever it is; it must be there."""
    if name in data:
        return data[name]
    raise ValueError(f"{name} is missing")


def text(data: Fields, name: str, *, limit: int = 300) -> str:
    """Return a text as one clean line of at most ``limit`` characters."""
    value = data.get(name)
    # Nearly every text is plain, and an index of thousands is read at every start.
    if type(value) is str and len(value) <= limit and value.isascii() and value.isprintable():
        return value
    return _clean(field(data, name), name, limit)


def text_or_none(data: Fields, name: str) -> str | None:
    """Return a text, or None where the field is null or missing."""
    return None if data.get(name) is None else text(data, name)


def texts(data: Fields, name: str) -> tuple[str, ...]:
    """Return a list of texts, each cleaned."""
    return tuple([_clean(each, name, 300) for each in array(data, name)])


def texts_or_none(data: Fields, name: str) -> tuple[str, ...] | None:
    """Return a list of texts, or None where the field is null or missing."""
    return None if data.get(name) is None else texts(data, name)


def array(data: Fields, name: str) -> list[object]:
    """Return a list, its items as they are."""
    value = field(data, name)
    if isinstance(value, list):
        return value
    raise ValueError(f"{name} must be a list")


def time(data: Fields, name: str) -> datetime:
    """Return an ISO 8601 time with its offset, in UTC."""
    written = text(data, name)
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return at if at.tzinfo is UTC else at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # said below, with the field's name
    raise ValueError(f"{name} must be a time like 2026-01-31T08:00:00Z")


def time_or_none(data: Fields, name: str) -> datetime | None:
    """Return a time, or None where the field is null or missing."""
    return None if data.get(name) is None else time(data, name)


def _clean(value: object, name: str, limit: int) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text")
    if value.isascii() and value.isprintable() and len(value) <= limit:
        return value
    return printable(value, limit=limit)
