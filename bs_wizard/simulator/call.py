"""A request, parsed for the end points."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One request.

    ``query`` and ``form`` map names to the last value sent; ``form`` is None where the body is not
    one. ``token`` is the access token it was sent with, or empty. ``basic`` is the user name and
    password of HTTP Basic, or empty. ``key`` is the part of the path that names one thing among
    others: an id, or ``current``.
    """

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str] | None
    token: str
    request_id: str
    basic: tuple[str, str] | None = None
    key: str = ""

    @property
    def is_second_generation(self) -> bool:
        """Whether it is one of /v2/, which errs in words of its own."""
        return self.path.startswith("/v2/")

    def field(self, name: str) -> str:
        """Return a field of the body, or an empty text. The query, which leaks, is ignored."""
        return (self.form or {}).get(name, "")
