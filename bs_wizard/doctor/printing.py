"""Prints findings as text for a person, and as JSON for a program."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from bs_wizard.doctor.finding import Finding, Level

WIDTH = 80
"""Columns of the report where it is not read on a terminal, and the most on one."""
TO_FIX = "To fix"
"""The heading over what is not as it should be, whatever it is about."""

_BAD = (Level.ERROR, Level.WARNING)
_LEVEL = max(map(len, Level))
_INDENT = " " * (_LEVEL + 4)
_LEAST = 20  # columns of a sentence beside its level; on less it is not broken any more


def as_json(findings: Sequence[Finding]) -> str:
    """Return an array of the objects of ``Finding.to_json``."""
    return json.dumps([each.to_json() for each in findings], indent=2, ensure_ascii=False)


def as_text(findings: Sequence[Finding], width: int = WIDTH) -> Iterator[str]:
    """Yield the lines of the report: the verdict, what there is to fix, then all else by group.

    A finding is its level and check, what was found, in brackets what was checked and how long it
    took, and what fixes it. Sentences are broken at ``width`` columns, between words; what is to be
    typed is broken after a pipe only.
    """
    yield verdict(findings)
    for group, members in groupby(sorted(findings, key=_worst_first), key=_heading):
        yield ""
        yield group
        for each in members:
            yield from _lines(each, width)


def verdict(findings: Sequence[Finding]) -> str:
    """Return how many things there are to fix, as in ``2 things to fix: 1 error, 1 warning``."""
    counts = {level: sum(each.level is level for each in findings) for level in Level}
    bad = [(level, counts[level]) for level in _BAD if counts[level]]
    if not bad:
        return f"All is well: {counts[Level.OK]} checks."
    number = sum(count for _, count in bad)
    parts = ", ".join(_counted(count, level) for level, count in bad)
    return f"{_counted(number, 'thing')} to fix: {parts}."


def _worst_first(finding: Finding) -> int:
    return _BAD.index(finding.level) if finding.level in _BAD else len(_BAD)


def _heading(finding: Finding) -> str:
    return TO_FIX if finding.level in _BAD else finding.group


def _lines(finding: Finding, width: int) -> Iterator[str]:
    said = f"{finding.check}: {finding.found} [{finding.checked}, {finding.took_ms} ms]"
    room = max(_LEAST, width - len(_INDENT))
    first, *rest = wrap(said, room, break_long_words=False, break_on_hyphens=False)
    yield f"  {finding.level:<{_LEVEL}}  {first}"
    yield from (f"{_INDENT}{line}" for line in rest)
    if finding.fix:
        yield from _fix(finding.fix, room)


def _fix(fix: str, room: int) -> list[str]:
    line = f"fix: {fix}"
    if fix.endswith("."):  # a sentence, where no command helps
        return [f"{_INDENT}{each}" for each in wrap(line, room, break_long_words=False)]
    if len(line) <= room:
        return [f"{_INDENT}{line}"]
    # Further to the left, and broken where a shell goes on reading.
    return [f"    {each}" for each in line.replace(" | ", " |\n").splitlines()]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
