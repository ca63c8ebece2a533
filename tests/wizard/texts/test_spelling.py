"""A code told character by character."""

import string

import pytest

from bs_wizard.wizard.texts.spelling import aloud, spelled


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("b9bac", "b(letter) 9(digit) b(letter) a c"),
        ("B8cC0", "B(capital) 8(digit) c C(capital) 0(digit)"),
        ("Il1i", "I(capital) l(letter) 1(digit) i(letter)"),
        ("O0o", "O(capital) 0(digit) o(letter)"),
        ("", ""),
    ],
)
def test_spelled(code: str, expected: str) -> None:
    assert spelled(code) == expected


ALIKE = ("0Oo", "1Ili", "2Zz", "5Ss", "6bG", "8B", "9gq", "cC", "kK", "vV", "wW", "xX", "uU")


@pytest.mark.parametrize("group", ALIKE)
def test_look_alikes_are_told_apart(group: str) -> None:
    kinds = {spelled(char)[1:] for char in group if char not in "il"}
    assert len(kinds) == len({_kind(char) for char in group if char not in "il"})


def _kind(char: str) -> str:
    return "digit" if char.isdigit() else "capital" if char.isupper() else "letter"


@pytest.mark.parametrize("char", string.ascii_letters + string.digits)
def test_each_character_is_named_for_what_it_is_or_is_a_plain_small_letter(char: str) -> None:
    said = spelled(char)
    assert said == f"{char}({_kind(char)})" or (said == char and char.islower())


@pytest.mark.parametrize("char", string.digits + "bgiloqsz")
def test_digits_and_their_twins_are_always_named(char: str) -> None:
    assert spelled(char) == f"{char}({_kind(char)})"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("b9bac", "bravo nine bravo alfa charlie"),
        ("dFcA", "delta capital foxtrot charlie capital alfa"),
        (
            "WDJB-mjht",
            "capital whiskey capital delta capital juliett capital bravo hyphen mike "
            "juliett hotel tango",
        ),
        ("0é", "zero é"),
        ("", ""),
    ],
)
def test_aloud(code: str, words: str) -> None:
    assert aloud(code) == words


def test_no_two_characters_sound_the_same() -> None:
    said = [aloud(char) for char in string.ascii_letters + string.digits]
    assert len(set(said)) == len(said)
    assert all(word.replace(" ", "").isalpha() for word in said)
