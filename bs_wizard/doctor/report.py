"""What a check writes to."""

from dataclasses import dataclass, field, replace
from time import perf_counter

from bs_wizard.doctor.finding import UNEXPECTED, Finding, Level


@dataclass
class Report:
    """The findings of one check, in the order in which it writes them.

    ``check`` and ``group`` are the name and the heading that a finding is shown with. A finding
    took the time since the one before, or ``took_ms`` where the check has measured it.
    """

    check: str
    group: str = ""
    took_ms: int | None = None
    findings: list[Finding] = field(default_factory=list)
    begun: float = field(default_factory=perf_counter)

    def named(self, check: str, *, took_ms: int | None = None) -> "Report":
        """Return this same report, for findings that are shown with another name."""
        return replace(self, check=check, took_ms=took_ms)

    def ok(self, checked: str, found: str) -> None:
        """Write that all is well."""
        self.add(Level.OK, checked, found)

    def warn(self, checked: str, found: str, fix: str) -> None:
        """Write what is worth knowing, and what fixes it."""
        self.add(Level.WARNING, checked, found, fix)

    def error(self, checked: str, found: str, fix: str, code: int = UNEXPECTED) -> None:
        """Write what is in the way; ``code`` is the exit code of the error it leads to."""
        self.add(Level.ERROR, checked, found, fix, code)

    def skipped(self, checked: str, why: str) -> None:
        """Write why it was not looked at."""
        self.add(Level.SKIPPED, checked, why)

    def add(
        self, level: Level, checked: str, found: str, fix: str = "", code: int = UNEXPECTED
    ) -> None:
        """Write a finding whose level depends on what is stored on this machine.

        What is well after all needs no fix.
        """
        fix = "" if level is Level.OK else fix
        took = self._passed() if self.took_ms is None else self.took_ms
        self.findings.append(
            Finding(self.check, level, checked, found, fix, code, took, self.group)
        )

    def _passed(self) -> int:
        passed = round((perf_counter() - self.begun) * 1000)
        return max(0, passed - sum(each.took_ms for each in self.findings))
