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
    """One thing that was checked.

    ``checked`` says what was done and ``found`` what came of it. ``fix`` is the one command (or,
    where no command can, the one sentence) that fixes it, empty where nothing needs fixing.
    ``exit_code`` is the status the program would end with for an error of this kind (see
    ``errors``). ``took_ms`` is in milliseconds. ``group`` is the heading it is shown under.
    """

    check: str
    level: Level
    checked: str
    found: str
    fix: str = ""
    exit_code: int = UNEXPECTED
    took_ms: int = 0
    group: str = ""

    def to_json(self) -> dict[str, str | int]:
        """Return the object of ``doctor --json``: check, level, checked, found, took_ms, fix."""
        return {
            "check": self.check,
            "level": self.level.value,
            "checked": self.checked,
            "found": self.found,
            "took_ms": self.took_ms,
            "fix": self.fix,
        }
