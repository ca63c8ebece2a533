"""A request that the simulator has answered, for tests to look at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordedRequest:
    """One request, without the values that were sent.

    ``at`` is the simulator's clock in seconds; ``path`` has no query; ``fields`` are the names sent
    in the query and in the body, never what they were set to.
    """

    at: float
    method: str
    path: str
    fields: tuple[str, ...]
