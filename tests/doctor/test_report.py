"""What a check writes becomes a finding."""

from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.report import Report


def test_each_line_is_a_finding_under_the_checks_name() -> None:
    report = Report("home", "Files", took_ms=3)
    report.ok("looked", "all well")
    report.warn("looked", "it is late", "sleep")
    report.error("looked", "it is broken", "repair it", 7)
    report.skipped("looked", "it is dark")
    assert report.findings == [
        Finding("home", Level.OK, "looked", "all well", "", 1, 3, "Files"),
        Finding("home", Level.WARNING, "looked", "it is late", "sleep", 1, 3, "Files"),
        Finding("home", Level.ERROR, "looked", "it is broken", "repair it", 7, 3, "Files"),
        Finding("home", Level.SKIPPED, "looked", "it is dark", "", 1, 3, "Files"),
    ]


def test_all_names_write_to_one_report() -> None:
    report = Report("home", "Files")
    report.named("modes").ok("looked", "yours only")
    report.named("network", took_ms=12).ok("asked", "it answers")
    report.ok("looked", "all well")
    named = [(each.check, each.group) for each in report.findings]
    assert named == [("modes", "Files"), ("network", "Files"), ("home", "Files")]
    assert report.findings[1].took_ms == 12


def test_a_finding_takes_the_time_since_the_one_before() -> None:
    report = Report("home")
    report.begun -= 5.0
    report.ok("looked", "first")
    report.ok("looked", "second")
    first, second = report.findings
    assert first.took_ms >= 5000
    assert second.took_ms < first.took_ms


def test_what_is_well_needs_no_fix() -> None:
    report = Report("home")
    report.add(Level.OK, "looked", "no keyring, and none is used", "apt install", 7)
    assert report.findings[0].fix == ""
