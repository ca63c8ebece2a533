"""A crash report that can be shown to anybody."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.scrub import masked, scrubbed
from bs_wizard.secret import Secret

CANARY = "c4n4ry0123456789abcdefghijklmnop"
URL_SAFE = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=20)


def raised(act: object) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011  (any; it is only carried)
        act()  # type: ignore[operator]
    return caught.value


def broken() -> None:
    access_token = CANARY
    if access_token:
        raise LookupError(f"no {access_token} here")


def test_it_says_where_and_what_without_values() -> None:
    report = scrubbed(raised(broken))
    assert "mistake of its own" in report
    assert f"{__file__}:" in report
    assert " in broken" in report
    assert report.endswith("LookupError: no [masked] here")
    assert CANARY not in report
    assert "access_token" not in report


def test_causes_are_told_first_and_scrubbed_too() -> None:
    def outer() -> None:
        try:
            broken()
        except LookupError as error:
            raise ValueError("the outer one") from error

    report = scrubbed(raised(outer))
    assert report.index("LookupError") < report.index("ValueError: the outer one")
    assert CANARY not in report


def test_a_context_that_was_not_named_is_told_too() -> None:
    def outer() -> None:
        try:
            broken()
        except LookupError:
            raise ValueError("meanwhile") from None

    assert "LookupError" in scrubbed(raised(outer))


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert scrubbed(first).count("first") == 1


def test_notes_and_arguments_are_left_out() -> None:
    error = KeyError(Secret(CANARY))
    error.add_note(f"token {CANARY}")
    assert CANARY not in scrubbed(error)


def test_a_group_tells_its_number_and_no_values() -> None:
    group = ExceptionGroup("two went wrong", [ValueError(CANARY), LookupError(CANARY)])
    report = scrubbed(group)
    assert "ExceptionGroup: two went wrong (2 sub-exceptions)" in report
    assert CANARY not in report


def test_an_error_that_was_never_raised() -> None:
    assert scrubbed(ValueError("plain")).endswith("ValueError: plain")


@given(URL_SAFE, st.sampled_from(["{}", "token={}", "'{}'", "Bearer {}\n", "https://h/p?code={}"]))
def test_whatever_is_long_enough_to_be_a_secret_is_masked(secret: str, around: str) -> None:
    assert secret not in scrubbed(ValueError(around.format(secret)))


@pytest.mark.parametrize("harmless", ["no such file", "unexpected keyword argument 'x'"])
def test_ordinary_words_stay(harmless: str) -> None:
    assert scrubbed(TypeError(harmless)).endswith(f"TypeError: {harmless}")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("token 0123456789abcdef0123456789abcdef!", "token [masked]!"),
        ("key=0123456789abcdef0123456789abcdef&x", "key=[masked]&x"),
        ("internationalisation-of-everything", "internationalisation-of-everything"),
        ("api.euc1.sh.basespace.illumina.com", "api.euc1.sh.basespace.illumina.com"),
        ("/usr/share/doc/python3.11/changelog", "/usr/share/doc/python3.11/changelog"),
    ],
)
def test_in_a_sentence_only_what_has_digits_too_is_masked(said: str, shown: str) -> None:
    assert masked(said) == shown


@pytest.mark.parametrize("part", ["-a", "a", "1a-", "-1", "é-"])
def test_masking_takes_time_in_proportion_to_the_text(part: str) -> None:
    def least(size: int) -> int:
        text = part * size
        spent = []
        for _ in range(5):
            before = time.thread_time_ns()
            masked(text)
            spent.append(time.thread_time_ns() - before)
        return min(spent)

    # Sixteen times the text; what is quadratic would take 256 times as long.
    assert least(32_000) < 64 * least(2_000)


def test_a_library_that_pythonpath_puts_in_front_is_named_with_its_path(tmp_path: Path) -> None:
    other = tmp_path / "a-long-path-of-modules-0123456789" / "httpx"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("raise ImportError('too old')")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from bs_wizard.scrub import scrubbed\n"
            "try:\n import httpx\nexcept ImportError as e:\n print(scrubbed(e))",
        ],
        env={**os.environ, "PYTHONPATH": str(other.parent)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert f"another version of httpx in front of its own: {other}" in done.stdout
    assert "Unset PYTHONPATH" in done.stdout
