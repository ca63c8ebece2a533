"""Sentences on lines that fit, broken only where they may be."""

import pytest

from bs_wizard.plain.wrapping import wrapped

ADDRESS = "https://basespace.illumina.com/oauth/device?code=b9bac"


def test_words_go_to_the_next_line_whole() -> None:
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]
    assert wrapped("one two", 7) == ["one two"]
    assert wrapped("", 10) == [""]
    assert wrapped("one two\nthree", 20) == ["one two", "three"]


@pytest.mark.parametrize("columns", [1, 20, 40, 80])
def test_an_address_is_never_broken(columns: int) -> None:
    lines = wrapped(f"The server sent {ADDRESS}, which is another's.", columns)
    assert sum(ADDRESS in line for line in lines) == 1
    assert all(len(line) <= columns or " " not in line.strip() for line in lines)
    assert wrapped(ADDRESS, columns) == [ADDRESS]


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("To print it: bs-wizard token lab", "bs-wizard token lab"),
        ("Check it later: bs-wizard verify lab. Nothing else is needed.", "bs-wizard verify lab"),
        ("The approved token is kept: bs-wizard resume goes on with it.", "bs-wizard resume"),
        ("Then type `printf %s 'a b' | cat`, and start anew.", "`printf %s 'a b' | cat`"),
        ("Nothing is kept here, bs-wizard login gets one.", "bs-wizard login"),
        ("It is asked for: CREATE GLOBAL, READ PROJECT 3001.", "READ PROJECT 3001"),
    ],
)
@pytest.mark.parametrize("columns", [12, 24, 30, 33])
def test_a_command_and_a_scope_are_never_broken(said: str, whole: str, columns: int) -> None:
    lines = wrapped(said, columns)
    assert any(whole in line for line in lines)
    assert " ".join(lines) == said


def test_what_is_numbered_stands_under_its_text() -> None:
    assert wrapped("  1. Bring data in", 12) == ["  1. Bring", "     data in"]


def test_wide_characters_take_two_columns() -> None:
    assert wrapped("山田 太郎", 8) == ["山田", "太郎"]
    assert wrapped("山田 太郎", 9) == ["山田 太郎"]
