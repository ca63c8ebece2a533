"""All the checks: which there are, and running them side by side within bounded time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Thread

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
    secret_service,
    terminal,
    vault,
    versions,
)
from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.errors import IndexDamaged, NetworkError, StoreUnavailable
from bs_wizard.scrub import scrubbed

SECONDS = 15.0
"""The most all checks together may take."""

_WORST_FIRST = (StoreUnavailable.exit_code, IndexDamaged.exit_code, NetworkError.exit_code)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, the heading it stands under, and what yields its findings."""

    name: str
    group: str
    examine: Callable[[Scene], Iterator[Finding]]


CHECKS = (
    Check(home.CHECK, "Files", home.examine),
    Check(index.CHECK, "Files", index.examine),
    Check(pending_logins.CHECK, "Files", pending_logins.examine),
    Check(orphans.CHECK, "Files", orphans.examine),
    Check(bus.CHECK, "Keyring", bus.examine),
    Check(secret_service.CHECK, "Keyring", secret_service.examine),
    Check(backend.CHECK, "Keyring", backend.examine),
    Check(vault.CHECK, "Keyring", vault.examine),
    Check(network.CHECK, "Network and time", network.examine),
    Check(clock.CHECK, "Network and time", clock.examine),
    Check(environment.CHECK, "Environment", environment.examine),
    Check(terminal.CHECK, "Terminal", terminal.examine),
    Check(core_dumps.CHECK, "Program", core_dumps.examine),
    Check(versions.CHECK, "Program", versions.examine),
)
"""In the order they are shown."""


def examine(
    scene: Scene,
    redact: Callable[[str], str],
    *,
    checks: Sequence[Check] = CHECKS,
    seconds: float = SECONDS,
) -> tuple[Finding, ...]:
    """Run all checks at once and return their findings in the order of the checks.

    Every text is redacted. A check that has not ended after ``seconds`` is an error of its own and
    is left behind in a daemon thread; so is one that raises, with where it broke.
    """
    running = [_Running(check, scene) for check in checks]
    end = time.monotonic() + seconds
    return tuple(redacted(each, redact) for one in running for each in one.findings(end, seconds))


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
    """Return the finding fit for a ticket; what is in order needs no mending."""
    mend = "" if finding.level is Level.OK else redact(finding.mend)
    return replace(finding, did=redact(finding.did), saw=redact(finding.saw), mend=mend)


class _Running:
    """One check in a thread that never keeps the program from ending."""

    def __init__(self, check: Check, scene: Scene) -> None:
        self._check = check
        self._scene = scene
        self._found: list[Finding] = []
        self._thread = Thread(target=self._run, name=f"doctor-{check.name}", daemon=True)
        self._thread.start()

    def findings(self, end: float, seconds: float) -> list[Finding]:
        """Wait until ``end`` (monotonic) at most, and return what was found by then."""
        self._thread.join(max(0.0, end - time.monotonic()))
        found = [replace(each, group=self._check.group) for each in self._found]
        if self._thread.is_alive():
            saw = f"it has not ended within {seconds:g} s"
            found.append(
                self._own(saw, f"bs-wizard doctor; if it stays so, report {self._check.name}")
            )
        return found

    def _run(self) -> None:
        try:
            begun = time.perf_counter()
            for finding in self._check.examine(self._scene):
                took = round((time.perf_counter() - begun) * 1000)
                self._found.append(
                    finding if finding.took_ms is not None else replace(finding, took_ms=took)
                )
                begun = time.perf_counter()
        # The one broad catch of the program: a mistake in one check must not cost the person the
        # other twelve. It is not hidden: it is an error in the report, with where it happened.
        except Exception as error:
            self._found.append(self._own(scrubbed(error), "Report it, with this line."))

    def _own(self, saw: str, mend: str) -> Finding:
        did = f"ran the check {self._check.name}"
        return Finding(
            self._check.name, Level.ERROR, did, saw, mend, took_ms=0, group=self._check.group
        )
