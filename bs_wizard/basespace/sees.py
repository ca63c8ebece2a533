"""What a token sees: how many projects and runs, and the newest of each. Pure.

A token of the wrong workgroup is good, and sees other data than was meant, or none.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bs_wizard.basespace.answer import Answer, json_object
from bs_wizard.basespace.bounds import LONGEST_NAME, MOST_COUNTED
from bs_wizard.clean import printable

NEWEST = "Limit=1&SortBy=DateCreated&SortDir=Desc"
"""The query that has a listing begin with the newest, and gives nothing else."""

_FIRST_YEAR = 2000  # BaseSpace has 0001 where it knows no date


@dataclass(frozen=True, slots=True)
class Listed:
    """How many there are, and name and day of the newest; empty and None where not told."""

    count: int
    newest: str = ""
    created: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the contract's object; ``newest`` is None where there is none."""
        day = self.created and self.created.isoformat()
        return {
            "count": self.count,
            "newest": {"name": self.newest, "date": day} if self.newest else None,
        }


@dataclass(frozen=True, slots=True)
class Sees:
    """What is listed for a token; None for what BaseSpace does not list for it."""

    projects: Listed | None
    runs: Listed | None

    @property
    def is_told(self) -> bool:
        """Whether BaseSpace lists anything for it, be it none."""
        return self.projects is not None or self.runs is not None

    def to_json(self) -> dict[str, Any]:
        """Return the contract's object."""
        return {
            "projects": self.projects and self.projects.to_json(),
            "runs": self.runs and self.runs.to_json(),
        }


def read_listing(answer: Answer) -> Listed | None:
    """Read ``/v1pre3/users/current/projects`` or ``/runs``; None where that tells no number."""
    body = json_object(answer) if answer.status == 200 else None
    listing = (body or {}).get("Response")
    count = listing.get("TotalCount") if isinstance(listing, dict) else None
    if type(count) is not int or not 0 <= count <= MOST_COUNTED:
        return None
    items = listing.get("Items") if isinstance(listing, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    if not isinstance(first, dict):
        return Listed(count)
    # A run's own name is that of its folder; people know it by its experiment's.
    return Listed(count, _text(first, "ExperimentName") or _text(first, "Name"), _day(first))


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return printable(value, limit=LONGEST_NAME) if isinstance(value, str) else ""


def _day(item: dict[str, Any]) -> date | None:
    written = item.get("DateCreated")
    try:
        found = date.fromisoformat(written[:10]) if isinstance(written, str) else None
    except ValueError:
        return None
    return found if found and found.year >= _FIRST_YEAR else None
