"""What was asked of the server, in order, without the values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """One request as it came in.

    ``at`` is the simulator's clock in seconds; ``path`` has no query; ``fields`` are the names sent
    in the query and in the body, never what they were set to.
    """

    at: float
    method: str
    path: str
    fields: tuple[str, ...]
