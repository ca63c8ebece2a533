"""Whole processes, run in turn, so that a machine that slows down slows down all of them."""

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """What is run, and in which environment."""

    argv: tuple[str, ...]
    env: Mapping[str, str]


def medians(measure: Mapping[str, Callable[[], float]], runs: int) -> dict[str, float]:
    """Return the median of ``runs`` measures of each, taken in turn after one that warms up."""
    taken: dict[str, list[float]] = {name: [] for name in measure}
    for run in range(runs + 1):
        for name, once in measure.items():
            figure = once()
            if run:
                taken[name].append(figure)
    return {name: statistics.median(figures) for name, figures in taken.items()}


def seconds(program: Program) -> float:
    """Return how long one run takes, from its start to its end; it has to end well."""
    started = time.perf_counter()
    subprocess.run(
        program.argv,
        env=dict(program.env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - started


def all_at_once(program: Program, count: int, prints: str) -> float:
    """Return how long ``count`` runs take that start together; each has to print that."""
    started = time.perf_counter()
    running = [
        subprocess.Popen(
            program.argv,
            env=dict(program.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(count)
    ]
    for each in running:
        out, _ = each.communicate()
        if each.returncode or out.strip() != prints:
            raise RuntimeError(f"{program.argv} ended with {each.returncode}")
    return time.perf_counter() - started
