"""Figures that tests found out: printed as they are found, and again when all tests are over."""

import sys

_MARK = "figure: "


def figure(text: str) -> None:
    """Print one line; the summary of a run repeats it, in every process of pytest-xdist too."""
    sys.stdout.write(f"{_MARK}{text}\n")


def figures_in(printed: str) -> list[str]:
    """Return the figures among what a test printed, in order."""
    return [line.removeprefix(_MARK) for line in printed.splitlines() if line.startswith(_MARK)]
