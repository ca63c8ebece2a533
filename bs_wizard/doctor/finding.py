"""What a check found, as a value."""

from dataclasses import dataclass
from enum import StrEnum

UNEXPECTED = 1
"""Exit code of an error that no other code of ``errors`` fits."""


class Level(StrEnum):
    """How bad it is: nothing, worth knowing, in the way, or not looked at (with the reason)."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    ``did`` says what was done, ``saw`` what was seen, ``mend`` is the one command (or, where no
    command can, the one sentence) that mends it, empty where nothing is to be mended. ``exit_code``
    is the status the program would end with for an error of this kind (see ``errors``).
    ``took_ms`` is in milliseconds; None until it is measured. ``group`` is the heading it is
    shown under.
    """

    check: str
    level: Level
    did: str
    saw: str
    mend: str = ""
    exit_code: int = UNEXPECTED
    took_ms: int | None = None
    group: str = ""

    def to_json(self) -> dict[str, str | int]:
        """Return the object of ``doctor --json``: check, level, did, saw, took_ms, mend."""
        return {
            "check": self.check,
            "level": self.level.value,
            "did": self.did,
            "saw": self.saw,
            "took_ms": self.took_ms or 0,
            "mend": self.mend,
        }
