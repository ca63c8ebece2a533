"""Prints findings as text for a person, and as JSON for a program."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from bs_wizard.doctor.finding import Finding, Level

_WIDEST_LEVEL = max(map(len, Level))


def as_json(findings: Sequence[Finding]) -> str:
    """Return an array of the objects of ``Finding.to_json``."""
    return json.dumps([each.to_json() for each in findings], indent=2, ensure_ascii=False)


def as_text(findings: Sequence[Finding], width: int | None = None) -> Iterator[str]:
    """Yield the lines of the report: a heading, a line for each finding, and what fixes it.

    A line says level, check, what was found, and in brackets what was checked and how long it
    took. It is broken at ``width`` columns, where given; what is to be typed never is.
    """
    widest = max((len(each.check) for each in findings), default=0)
    for group, members in groupby(findings, key=lambda each: each.group):
        yield group
        for each in members:
            start = f"  {each.level:<{_WIDEST_LEVEL}}  {each.check:<{widest}}  "
            indent = " " * len(start)
            yield from _broken(start + _sentence(each), indent, width)
            if each.fix:
                yield f"{indent}fix: {each.fix}"
        yield ""
    yield summary(findings)


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings there are of each level: ``20 ok, 1 warning, 2 errors``."""
    counts = {level: sum(each.level is level for each in findings) for level in Level}
    return ", ".join(_counted(level, count) for level, count in counts.items() if count) + "."


def _sentence(finding: Finding) -> str:
    return f"{finding.found}  [{finding.checked}, {finding.took_ms} ms]"


def _broken(line: str, indent: str, width: int | None) -> list[str]:
    if width is None or width <= 2 * len(indent):
        return [line]
    return wrap(
        line,
        width,
        subsequent_indent=indent,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _counted(level: Level, count: int) -> str:
    plural = count != 1 and level in {Level.WARNING, Level.ERROR}
    return f"{count} {level}{'s' if plural else ''}"
