"""What each account of this BaseSpace holds: invented projects and runs, different for each.

A token of the wrong workgroup is known by what it sees. One workgroup holds nothing yet.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple


class HeldProject(NamedTuple):
    """A project; ``size`` is in bytes."""

    id: str
    name: str
    created: datetime
    size: int


class HeldRun(NamedTuple):
    """A sequencing run; ``name`` is made of date, instrument, number and flow cell."""

    id: str
    name: str
    experiment: str
    created: datetime
    size: int


class Holdings(NamedTuple):
    """What one account holds, in order of id."""

    projects: tuple[HeldProject, ...] = ()
    runs: tuple[HeldRun, ...] = ()


def _on(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 8, 15, tzinfo=UTC)


NOTHING = Holdings()
HELD: Mapping[str, Holdings] = {
    "1001": Holdings(
        (
            HeldProject("3001", "Exome pilot", _on(9, 14, 2025), 3_613_767_739),
            HeldProject("3002", "Microbiome 2026", _on(1, 19), 2_971_103_577),
            HeldProject("3003", "Validation panel", _on(1, 7), 86_023_641),
        ),
        (
            HeldRun("4001", "260105_A00001_0042_AHXXYYZZ", "Exomes, plate 3", _on(1, 5), 1 << 36),
            HeldRun("4002", "260112_A00001_0043_BHXXYYZZ", "Gut samples", _on(1, 12), 1 << 35),
        ),
    ),
    "1002": Holdings((HeldProject("3101", "Soil survey", _on(11, 3, 2025), 19_347_346),)),
    "2001": Holdings(
        (
            HeldProject("3201", "Core facility 2025", _on(2, 3, 2025), 374_145_472_063),
            HeldProject("3202", "Core facility 2026", _on(1, 2), 24_209_077_861),
        ),
        (HeldRun("4201", "260119_A00002_0107_AHTTUUVV", "Week 3", _on(1, 19), 1 << 37),),
    ),
    "2002": Holdings(
        (HeldProject("3301", "Trial NCT-0042", _on(12, 1, 2025), 23_080_302_547),),
        (
            HeldRun(
                "4301", "251128_A00003_0011_AHPPQQRR", "Trial, visit 1", _on(11, 28, 2025), 1 << 34
            ),
        ),
    ),
}
"""Id of a person or workgroup -> what it holds; who is not in it holds nothing."""
