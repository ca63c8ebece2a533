"""What an argument must be: not empty, UTF-8, a number of seconds or days, a whole number.

Each function is a ``type=`` of argparse: it returns the value, or says what is wrong with it.
"""

import argparse
import sys
from collections.abc import Callable


def not_empty(word: str) -> str:
    """Return any text but an empty one, which is a variable that a script forgot to set."""
    if not word.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return word.strip()


def text(word: str) -> str:
    """Return text that is not empty: a file's name may be any bytes, what is sent or kept not."""
    return not_empty(any_text(word))


def any_text(word: str) -> str:
    """Return text, which may be empty; bytes that are none in the locale's encoding are refused."""
    try:
        word.encode()
    except UnicodeEncodeError:
        encoding = sys.getfilesystemencoding().upper()
        raise argparse.ArgumentTypeError(f"it is not text in {encoding}") from None
    return word


def _number(kind: Callable[[str], float], text: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = -1
    if not 0 <= number < 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds or a port")
    return number


def seconds(text: str) -> float:
    """Return a length of time, which may have parts of a second."""
    return _number(float, text)


def whole_number(text: str) -> int:
    """Return a whole number, 0 or more: seconds, or a port."""
    return int(_number(int, text))


_UNITS = {"m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> int:
    """Return a length of time such as 30m, 8h or 2d, in seconds; 7 days at most."""
    number, unit = text[:-1], text[-1:]
    if number.isascii() and number.isdigit() and unit in _UNITS and len(number) < 6:
        length = int(number) * _UNITS[unit]
        if 0 < length <= 7 * _UNITS["d"]:
            return length
    raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 30m, 8h or 2d, 7d at most")


def days(text: str) -> int:
    """Return a whole number of days, 1 or more."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 100_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of days")
