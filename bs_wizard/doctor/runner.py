"""All the checks: which there are, and running them side by side within bounded time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from functools import partial

from bs_wizard.background import start
from bs_wizard.doctor.checks import (
    backend,
    bus,
    clock,
    core_dumps,
    environment,
    home,
    index,
    network,
    orphans,
    pending_logins,
    plain_tokens,
    recorded_tokens,
    secret_service,
    terminal,
    vault,
    versions,
)
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.report import Report
from bs_wizard.errors import IndexDamaged, NetworkError, StoreUnavailable
from bs_wizard.scrub import scrubbed

SECONDS = 15.0
"""The most all checks together may take."""

_WORST_FIRST = (StoreUnavailable.exit_code, IndexDamaged.exit_code, NetworkError.exit_code)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, the heading its findings stand under, and what writes them."""

    name: str
    group: str
    run: Callable[[Context, Report], None]


CHECKS = (
    Check(home.CHECK, "Files", home.check),
    Check(index.CHECK, "Files", index.check),
    Check(pending_logins.CHECK, "Files", pending_logins.check),
    Check(orphans.CHECK, "Files", orphans.check),
    Check(recorded_tokens.CHECK, "Files", recorded_tokens.check),
    Check(plain_tokens.CHECK, "Files", plain_tokens.check),
    Check(bus.CHECK, "Keyring", bus.check),
    Check(secret_service.CHECK, "Keyring", secret_service.check),
    Check(backend.CHECK, "Keyring", backend.check),
    Check(vault.CHECK, "Keyring", vault.check),
    Check(network.CHECK, "Network and time", network.check),
    Check(clock.CHECK, "Network and time", clock.check),
    Check(environment.CHECK, "Environment", environment.check),
    Check(terminal.CHECK, "Terminal", terminal.check),
    Check(core_dumps.CHECK, "Program", core_dumps.check),
    Check(versions.CHECK, "Program", versions.check),
)
"""In the order they are shown."""


def run_checks(
    context: Context,
    redact: Callable[[str], str],
    *,
    checks: Sequence[Check] = CHECKS,
    seconds: float = SECONDS,
) -> tuple[Finding, ...]:
    """Run all checks at once and return their findings in the order of the checks.

    Every text is redacted. A check that has not ended after ``seconds`` is an error of its own and
    is left behind in its daemon thread. So is a check that raises, with where it broke.
    """
    reports = [Report(each.name, each.group) for each in checks]
    ends = [
        start(partial(each.run, context, report))
        for each, report in zip(checks, reports, strict=True)
    ]
    last = time.monotonic() + seconds
    findings: list[Finding] = []
    for report, end in zip(reports, ends, strict=True):
        wait([end], max(0.0, last - time.monotonic()))
        findings += _complete(report, end, seconds)
    return tuple(redacted(each, redact) for each in findings)


def _complete(report: Report, end: Future[None], seconds: float) -> list[Finding]:
    """Return the findings so far, and one more where the check did not come to its end."""
    has_ended = end.done()
    # A copy: a check that is left behind may go on writing.
    complete = replace(report, findings=report.findings.copy(), took_ms=0)
    checked = f"ran the check {report.check}"
    if not has_ended:
        fix = f"bs-wizard doctor; if it stays so, report {report.check}"
        complete.error(checked, f"it has not ended within {seconds:g} s", fix)
    # A mistake in one check must not cost the person the others. It is not hidden: it is an
    # error in the report, with where it happened.
    elif error := end.exception():
        complete.error(checked, scrubbed(error), "Report it, with this line.")
    return complete.findings


def exit_code(findings: Sequence[Finding], *, strict: bool) -> int:
    """Return 0, or for errors 7 (store) before 8 (index) before 6 (network) before 1.

    ``strict`` makes it 1 for any warning or error. A store that fails comes first: without it
    nothing else the program does has an effect.
    """
    levels = {each.level for each in findings}
    if strict:
        return int(bool(levels & {Level.WARNING, Level.ERROR}))
    codes = {each.exit_code for each in findings if each.level is Level.ERROR}
    worst = next((code for code in _WORST_FIRST if code in codes), 0)
    return worst or min(codes, default=0)


def redacted(finding: Finding, redact: Callable[[str], str]) -> Finding:
    """Return the finding fit for a ticket."""
    return replace(
        finding,
        checked=redact(finding.checked),
        found=redact(finding.found),
        fix=redact(finding.fix),
    )
