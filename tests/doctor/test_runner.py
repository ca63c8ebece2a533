"""Running the checks: bounded, in order, no mistake hidden, nothing secret told."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.printing import as_json, as_text, verdict
from bs_wizard.doctor.report import Report
from bs_wizard.doctor.runner import CHECKS, Check, exit_code, run_checks

CANARY = "0123456789abcdef0123456789abcdef"


def finding(level: Level = Level.OK, code: int = 1, **parts: str) -> Finding:
    texts = {"check": "some", "checked": "looked", "found": "all well", "fix": ""} | parts
    return Finding(texts["check"], level, texts["checked"], texts["found"], texts["fix"], code)


def plain(text: str) -> str:
    return text


def test_the_order_is_that_of_the_checks(context: Callable[..., Context]) -> None:
    second_ran = Event()

    def waits(context: Context, report: Report) -> None:
        assert second_ran.wait(30)
        report.ok("looked", "all well")

    def goes(context: Context, report: Report) -> None:
        report.ok("looked", "all well")
        second_ran.set()

    both = [Check("first", "A", waits), Check("second", "B", goes)]
    found = run_checks(context(), plain, checks=both)
    assert [(each.check, each.group) for each in found] == [("first", "A"), ("second", "B")]


def test_a_check_that_hangs_is_left_behind_and_said(context: Callable[..., Context]) -> None:
    released = Event()

    def hangs(context: Context, report: Report) -> None:
        report.ok("looked", "the first half")
        released.wait()

    try:
        found = run_checks(context(), plain, checks=[Check("slow", "A", hangs)], seconds=0.2)
    finally:
        released.set()
    assert [each.found for each in found] == ["the first half", "it has not ended within 0.2 s"]
    assert found[1].level is Level.ERROR


@pytest.mark.parametrize("mistake", [LookupError, SystemExit])
def test_a_mistake_ends_one_check_and_is_told_scrubbed(
    context: Callable[..., Context], mistake: type[BaseException]
) -> None:
    def breaks(context: Context, report: Report) -> None:
        report.ok("looked", "before")
        raise mistake(f"no {CANARY} here")

    def goes_on(context: Context, report: Report) -> None:
        report.ok("looked", "after")

    both = [Check("broken", "A", breaks), Check("after", "A", goes_on)]
    before, broken, after = run_checks(context(), plain, checks=both)
    assert (before.found, after.found) == ("before", "after")
    assert (broken.check, broken.level) == ("broken", Level.ERROR)
    assert mistake.__name__ in broken.found
    assert "test_runner.py" in broken.found
    assert CANARY not in broken.found


def test_every_text_is_redacted(context: Callable[..., Context]) -> None:
    def tells(context: Context, report: Report) -> None:
        report.warn(CANARY, CANARY, CANARY)

    (found,) = run_checks(
        context(), lambda text: text.replace(CANARY, "x"), checks=[Check("a", "A", tells)]
    )
    assert (found.checked, found.found, found.fix) == ("x", "x", "x")


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


def test_all_checks_run_here_and_each_says_something(context: Callable[..., Context]) -> None:
    found = run_checks(context(), plain)
    assert {each.group for each in found} == {each.group for each in CHECKS}
    assert not any("mistake of its own" in each.found for each in found), found
    assert all(each.checked and each.found for each in found)
    assert all(each.fix for each in found if each.level in {Level.WARNING, Level.ERROR})


def test_the_verdict_comes_first_then_what_there_is_to_fix_then_the_rest_by_group() -> None:
    found = [
        replace(finding(), group="A", took_ms=3),
        replace(finding(Level.WARNING, check="longer", fix="do it"), group="A"),
        replace(finding(Level.ERROR, check="worse", fix="Do that."), group="B"),
        replace(finding(Level.SKIPPED, check="dark"), group="B"),
    ]
    assert list(as_text(found)) == [
        "2 things to fix: 1 error, 1 warning.",
        "",
        "To fix",
        "  error    worse: all well [looked, 0 ms]",
        "           fix: Do that.",
        "  warning  longer: all well [looked, 0 ms]",
        "           fix: do it",
        "",
        "A",
        "  ok       some: all well [looked, 3 ms]",
        "",
        "B",
        "  skipped  dark: all well [looked, 0 ms]",
    ]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_sentences_are_broken_between_words_and_commands_after_a_pipe(width: int) -> None:
    sentence = f"{'word ' * 30}end."
    said = list(as_text([finding(Level.ERROR, found=sentence, fix=sentence)], width))
    assert max(map(len, said)) <= width
    assert " ".join(" ".join(said).split()).count(sentence) == 2
    for command in ("command " * 30 + "end", f"{'first ' * 20}| {'second ' * 20}end"):
        first, *rest = list(as_text([finding(Level.ERROR, fix=command)], width))[4:]
        assert first.startswith("    fix: ")
        assert len(rest) == command.count("|")
        assert " ".join([first.removeprefix("    fix: "), *map(str.strip, rest)]) == command


def test_json_has_the_six_keys_of_the_contract() -> None:
    import json

    (one,) = json.loads(as_json([finding()]))
    assert list(one) == ["check", "level", "checked", "found", "took_ms", "fix"]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((Level.OK, Level.OK, Level.SKIPPED), "All is well: 2 checks."),
        ((Level.OK, Level.WARNING), "1 thing to fix: 1 warning."),
        ((Level.ERROR, Level.ERROR, Level.SKIPPED), "2 things to fix: 2 errors."),
    ],
)
def test_the_verdict_counts(levels: tuple[Level, ...], said: str) -> None:
    assert verdict([finding(each) for each in levels]) == said
