import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.clean import printable
from tests.support.hostile import PIECES, any_text, hostile_text, is_harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Müller & Söhne, 実験室", "Müller & Söhne, 実験室"),
        ("[bold]as text[/bold]", "[bold]as text[/bold]"),
        ("a\x1b[31;1mred\x1b[0m", "ared"),
        ("a\x1b]52;c;cGFzdGU=\x07b", "ab"),
        ("a\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\b", "alinkb"),
        ("a\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\b", "ab"),
        ("a\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\b", "ab"),
        ("a\x9b31mb", "ab"),
        ("a\x9d0;title\x9cb", "ab"),
        ("a\x1b]swallows the rest", "a"),
        ("a\x1bcb\x1b(0c\x1b", "abc"),
        ("\x1b\x1b[31mx", "x"),
        ("one\r\ntwo\tthree\u2028four\x85five", "one two three four five"),
        ("  a \u00a0 \u3000 b  ", "a b"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("\u2066a\u2069\u200b\u200d\ufeff\u00adb", "ab"),
        ("a\u180a\u180b\u180f\u1810b", "a\u180a\u1810b"),
        ("a\ufe00\ufe0f\ufe10b", "a\ufe10b"),
        ("a\U000e0100\U000e01efb", "ab"),
        ("b9\u034fb\ufe0fac\U000e0101\U000e0062", "b9bac"),
        ("\u3164\u115f\u2800", ""),
        ("a\ud800\ue000\U0010fffeb", "ab"),
        ("a\0\b\x7fb", "ab"),
        ("Nguyễn, ทั้งนี้, שָׁלוֹם, é", "Nguyễn, ทั้งนี้, שָׁלוֹם, é"),
        ("Z\u0301\u0302\u0303\u0304\u0305\u0306a", "Z\u0301\u0302\u0303\u0304a"),
        ("\u0301 \u0489\u20ddx", "x"),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_long_text_is_cut_and_says_so() -> None:
    assert printable("x" * 300) == "x" * 300
    assert printable("x" * 301) == "x" * 299 + "…"
    assert printable("word " * 10, limit=11) == "word word…"


def test_what_was_never_looked_at_counts_as_cut() -> None:
    assert printable("seen" + "\0" * 300 + "not seen", limit=10) == "seen…"
    assert printable("seen" + "\0" * 196, limit=10) == "seen"
    assert printable("seen" + "\0" * 197, limit=10) == "seen…"


@pytest.mark.parametrize("piece", PIECES)
def test_no_piece_of_an_attack_survives(piece: str) -> None:
    assert is_harmless(printable(f"a{piece}b"))


@given(hostile_text, st.integers(1, 80))
def test_it_never_raises_and_always_gives_one_harmless_line(text: str, limit: int) -> None:
    shown = printable(text, limit=limit)
    assert is_harmless(shown)
    assert len(shown) <= limit
    assert shown == shown.strip()


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@given(st.text("abcdefgh ()[]-_.,:/?=&%é実", max_size=100))
def test_ordinary_text_stays(text: str) -> None:
    assert printable(text) == " ".join(text.split())


def test_a_megabyte_of_unfinished_sequences_is_no_burden() -> None:
    for start in ("\x1b]", "\x9d", "\x1b[", "\x1b[0;", "\x1b", "\u202e"):
        assert is_harmless(printable(start * 300_000, limit=2000))
