"""A code told character by character: for the eye, and for the ear."""

from string import ascii_lowercase

_LIKE_A_DIGIT = frozenset("bgiloqsz")
_LETTERS = (
    "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar "
    "papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
)
_DIGITS = "zero one two three four five six seven eight nine"
_ALOUD = {
    **dict(zip(ascii_lowercase, _LETTERS.split(), strict=True)),
    **{str(digit): word for digit, word in enumerate(_DIGITS.split())},
    "-": "hyphen",
}


def spelled(code: str) -> str:
    """Tell look-alike characters of a code apart: ``b(letter) 9(digit) a c``.

    Digits and capitals are named for what they are, and so is a small letter that some type shows
    like a digit or another letter. What is not named is a plain small letter.
    """
    return " ".join(_spelled(char) for char in code)


def aloud(code: str) -> str:
    """Return a code in the words of the spelling alphabet: ``capital bravo nine alfa``.

    The words are those of the ICAO (Annex 10, volume II, chapter 5), in letters alone. A character
    that has none stays as it is.
    """
    return " ".join(_aloud(char) for char in code)


def _spelled(char: str) -> str:
    if char.isdigit():
        return f"{char}(digit)"
    if char.isupper():
        return f"{char}(capital)"
    return f"{char}(letter)" if char in _LIKE_A_DIGIT else char


def _aloud(char: str) -> str:
    word = _ALOUD.get(char.lower(), char)
    return f"capital {word}" if char.isupper() else word
