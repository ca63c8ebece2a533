"""Running the checks: bounded, in order, no mistake hidden, nothing secret told."""

from collections.abc import Callable, Iterator
from threading import Event, Lock

import pytest

from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.report import as_json, as_text, summary
from bs_wizard.doctor.runner import CHECKS, Check, examine, exit_code

CANARY = "0123456789abcdef0123456789abcdef"


def finding(level: Level = Level.OK, code: int = 1, **parts: str) -> Finding:
    texts = {"check": "some", "did": "looked", "saw": "all well", "mend": ""} | parts
    return Finding(texts["check"], level, texts["did"], texts["saw"], texts["mend"], code)


def check(name: str, *findings: Finding) -> Check:
    return Check(name, "Group", lambda scene: iter(findings))


def plain(text: str) -> str:
    return text


def test_the_order_is_that_of_the_checks(scene: Callable[..., Scene]) -> None:
    second_ran, turn = Event(), Lock()

    def waits(scene: Scene) -> Iterator[Finding]:
        assert second_ran.wait(30)
        with turn:
            yield finding(check="first")

    def goes(scene: Scene) -> Iterator[Finding]:
        yield finding(check="second")
        second_ran.set()

    both = [Check("first", "A", waits), Check("second", "B", goes)]
    found = examine(scene(), plain, checks=both)
    assert [(each.check, each.group) for each in found] == [("first", "A"), ("second", "B")]
    assert all(each.took_ms is not None for each in found)


def test_a_check_that_hangs_is_left_behind_and_said(scene: Callable[..., Scene]) -> None:
    released = Event()

    def hangs(scene: Scene) -> Iterator[Finding]:
        yield finding(saw="the first half")
        released.wait()

    try:
        found = examine(scene(), plain, checks=[Check("slow", "A", hangs)], seconds=0.2)
    finally:
        released.set()
    assert [each.saw for each in found] == ["the first half", "it has not ended within 0.2 s"]
    assert found[1].level is Level.ERROR


def test_a_mistake_ends_one_check_and_is_told_scrubbed(scene: Callable[..., Scene]) -> None:
    def breaks(scene: Scene) -> Iterator[Finding]:
        yield finding(saw="before")
        raise LookupError(f"no {CANARY} here")

    both = [Check("broken", "A", breaks), check("after", finding(saw="after"))]
    before, broken, after = examine(scene(), plain, checks=both)
    assert (before.saw, after.saw) == ("before", "after")
    assert (broken.check, broken.level) == ("broken", Level.ERROR)
    assert "LookupError" in broken.saw
    assert "test_runner.py" in broken.saw
    assert CANARY not in broken.saw


def test_every_text_is_redacted(scene: Callable[..., Scene]) -> None:
    bad = finding(Level.WARNING, did=CANARY, saw=CANARY, mend=CANARY)
    (found,) = examine(scene(), lambda text: text.replace(CANARY, "x"), checks=[check("a", bad)])
    assert (found.did, found.saw, found.mend) == ("x", "x", "x")


def test_what_is_in_order_needs_no_mending(scene: Callable[..., Scene]) -> None:
    (found,) = examine(scene(), plain, checks=[check("a", finding(mend="rm"))])
    assert found.mend == ""


@pytest.mark.parametrize(
    ("levels", "code", "strict"),
    [
        ([], 0, 0),
        ([(Level.OK, 7), (Level.SKIPPED, 7)], 0, 0),
        ([(Level.WARNING, 7)], 0, 1),
        ([(Level.ERROR, 6)], 6, 1),
        ([(Level.ERROR, 6), (Level.ERROR, 8)], 8, 1),
        ([(Level.ERROR, 6), (Level.ERROR, 8), (Level.ERROR, 7)], 7, 1),
        ([(Level.ERROR, 1), (Level.ERROR, 6)], 6, 1),
        ([(Level.ERROR, 1)], 1, 1),
    ],
)
def test_the_exit_code_is_that_of_the_worst(
    levels: list[tuple[Level, int]], code: int, strict: int
) -> None:
    found = [finding(level, each) for level, each in levels]
    assert exit_code(found, strict=False) == code
    assert exit_code(found, strict=True) == strict


def test_all_checks_run_here_and_each_says_something(scene: Callable[..., Scene]) -> None:
    found = examine(scene(), plain)
    assert {each.group for each in found} == {each.group for each in CHECKS}
    assert not any("mistake of its own" in each.saw for each in found), found
    assert all(each.did and each.saw for each in found)
    assert all(each.mend for each in found if each.level in {Level.WARNING, Level.ERROR})


def test_the_report_is_grouped_and_aligned() -> None:
    import dataclasses

    found = [
        dataclasses.replace(finding(), group="A", took_ms=3),
        dataclasses.replace(finding(Level.WARNING, check="longer", mend="do it"), group="B"),
    ]
    assert list(as_text(found)) == [
        "A",
        "  ok       some    all well  [looked, 3 ms]",
        "",
        "B",
        "  warning  longer  all well  [looked, 0 ms]",
        "                   mend: do it",
        "",
        "1 ok, 1 warning.",
    ]


def test_long_lines_are_broken_and_commands_are_not() -> None:
    long = finding(Level.ERROR, saw="word " * 30, mend="command " * 30)
    lines = list(as_text([long], 80))
    mend = [line for line in lines if "mend:" in line]
    assert len(mend) == 1
    assert all(len(line) <= 80 for line in lines if line not in mend)


def test_json_has_the_six_keys_of_the_contract() -> None:
    import json

    (one,) = json.loads(as_json([finding()]))
    assert list(one) == ["check", "level", "did", "saw", "took_ms", "mend"]


def test_the_summary_counts() -> None:
    found = [finding(Level.ERROR), finding(Level.ERROR), finding(Level.SKIPPED)]
    assert summary(found) == "2 errors, 1 skipped."
