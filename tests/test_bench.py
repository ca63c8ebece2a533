"""The benchmark: that it can be started, and measures in turn. What it finds gates nothing."""

import subprocess
import sys
from functools import partial

from tests.bench.processes import Program, all_at_once, medians, seconds


def test_it_can_be_started() -> None:
    argv = [sys.executable, "-m", "tests.bench", "--help"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert "--runs" in done.stdout


def test_each_is_measured_in_turn_after_one_that_warms_up() -> None:
    order: list[str] = []

    def once(name: str, figures: list[float]) -> float:
        order.append(name)
        return figures.pop(0)

    measured = medians(
        {
            "a": partial(once, "a", [9.0, 1.0, 2.0, 6.0]),
            "b": partial(once, "b", [9.0, 4.0, 4.0, 5.0]),
        },
        3,
    )
    assert measured == {"a": 2.0, "b": 4.0}
    assert order == ["a", "b"] * 4


def test_programs_are_run_to_their_end() -> None:
    program = Program((sys.executable, "-c", "print('done')"), {})
    assert seconds(program) > 0
    assert all_at_once(program, 3, "done") > 0
