"""What the README shows, for tests that run it."""

import re
from pathlib import Path

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")

_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)


def section(heading: str) -> str:
    """Return what stands below a heading, without the headings that follow."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", _masked(), re.M | re.S)
    assert found, f"the README has no heading {heading!r}"
    return README[found.start(1) : found.end(1)]


def fenced(heading: str, language: str) -> str:
    """Return the one fenced block in that language below a heading."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", section(heading), re.M | re.S)
    return str(block)


def indented(heading: str) -> list[str]:
    """Return the indented lines below a heading, without their indent and comments."""
    prose = _FENCED.sub("", section(heading))
    return [line.partition(" #")[0].strip() for line in prose.splitlines() if line[:4] == "    "]


def _masked() -> str:
    """Return the README with its fenced blocks blanked: a comment in them is no heading."""
    return _FENCED.sub(lambda block: " " * len(block[0]), README)
