"""A request as the end points see it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One request, taken apart.

    ``query`` and ``form`` map names to the last value sent; ``form`` is None where the body is not
    one. ``token`` is what the request brought to show who it is for, or empty.
    """

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str] | None
    token: str
    request_id: str

    def field(self, name: str) -> str:
        """Return a field of the body, or an empty text. The query is not looked at: it leaks."""
        return (self.form or {}).get(name, "")
