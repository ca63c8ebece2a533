"""What a word of the command line must be: text, a number of seconds, a port."""

import argparse
from collections.abc import Callable


def given(word: str) -> str:
    """Anything but an empty word, which is a variable that a script forgot to set."""
    if not word.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return word.strip()


def text(word: str) -> str:
    """Text in UTF-8: a file's name may be any bytes, what is sent or kept may not."""
    try:
        word.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("it is not text in UTF-8") from None
    return given(word)


def _number(kind: Callable[[str], float], text: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = -1
    if not 0 <= number < 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds or a port")
    return number


def seconds(text: str) -> float:
    """A length of time, parts of a second too."""
    return _number(float, text)


def whole(text: str) -> int:
    """A whole number, 0 and more: seconds, or a port."""
    return int(_number(int, text))
