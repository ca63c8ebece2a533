"""What a check, or a part of one, writes to its report."""

from collections.abc import Callable
from typing import Any

from bs_wizard.doctor.finding import Finding
from bs_wizard.doctor.report import Report


def findings(check: Callable[..., None], *facts: Any, **more: Any) -> list[Finding]:
    """Return what ``check`` writes of these facts."""
    report = Report("some")
    check(*facts, report, **more)
    return report.findings


def the_finding(check: Callable[..., None], *facts: Any, **more: Any) -> Finding:
    """Return the one finding that ``check`` writes of these facts."""
    (only,) = findings(check, *facts, **more)
    return only
