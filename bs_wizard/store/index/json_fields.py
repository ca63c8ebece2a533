"""JSON of records, read as if somebody had edited it: each field typed and cleaned.

:func:`read` and :func:`write` go by the annotations of a class, whose names are the JSON's. Every
reader of one field takes the object and the field's name, and raises ValueError with that name in
it.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, TypeVar, cast

from bs_wizard.clean import printable

T = TypeVar("T")

Fields = Mapping[str, object]
Reader = Callable[[Fields, str], Any]


def read(kind: type[T], value: object, what: str) -> T:
    """Return the record ``kind`` with its fields from a JSON object; ``what`` names that.

    A field's type says how it is read. ``Annotated`` adds a limit in characters, or a reader of the
    field's own. A field that may be None may be missing. Raises ValueError, which names the field.
    """
    record: T = _maker(cast(Hashable, kind))(fields_of(value, what))
    return record


def write(record: Any) -> dict[str, Any]:
    """Return the JSON object that :func:`read` reads, its fields in the class's order."""
    return {name: _written(getattr(record, name)) for name in type(record).__annotations__}


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


def text_or_none(data: Fields, name: str, *, limit: int = 300) -> str | None:
    """Return a text, or None where the field is null or missing."""
    return None if data.get(name) is None else text(data, name, limit=limit)


def texts(data: Fields, name: str) -> tuple[str, ...]:
    """Return a list of texts, each cleaned."""
    values = array(data, name)
    try:
        # If all together are one plain text, each of them is.
        if _is_plain("".join(values), 300):  # type: ignore[arg-type]
            return tuple(values)  # type: ignore[arg-type]
    except TypeError:
        pass  # said below: one is no text
    return tuple([_clean(each, name, 300) for each in values])


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


def kept_time(at: datetime) -> datetime:
    """Return the time as records have it, whole seconds UTC; a naive one is a ValueError."""
    if at.tzinfo is None:
        raise ValueError("a time needs its offset; a naive one means a different moment elsewhere")
    return at.astimezone(UTC).replace(microsecond=0)


def flag(data: Fields, name: str) -> bool:
    """Return whether the field is true; whatever else it is, it must be there."""
    return field(data, name) is True


_BY_TYPE: dict[object, Reader] = {
    str: text,
    str | None: text_or_none,
    bool: flag,
    datetime: time,
    datetime | None: time_or_none,
    tuple[str, ...]: texts,
    tuple[str, ...] | None: texts_or_none,
}


@cache
def _maker(kind: Any) -> Callable[[Fields], Any]:
    # An index of thousands is read at every start: types are looked at once.
    readers = tuple((name, _reader(each)) for name, each in kind.__annotations__.items())
    return lambda data: kind(*[reader(data, name) for name, reader in readers])


def _reader(kind: Any) -> Reader:
    (extra, *_) = getattr(kind, "__metadata__", (None,))
    if callable(extra):
        reader: Reader = extra
        return reader
    if extra is not None:
        return partial(text if kind.__origin__ is str else text_or_none, limit=extra)
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    make = _maker(kind)
    return lambda data, name: make(fields_of(field(data, name), name))


def _written(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if type(value) is tuple:  # a record may be one too
        return list(value)
    if isinstance(value, datetime):
        return kept_time(value).replace(tzinfo=None).isoformat() + "Z"
    return write(value)


def _clean(value: object, name: str, limit: int) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text")
    return value if _is_plain(value, limit) else printable(value, limit=limit)


def _is_plain(value: str, limit: int) -> bool:
    return len(value) <= limit and value.isascii() and value.isprintable()
