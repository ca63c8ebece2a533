"""Reads a QR symbol as ISO/IEC 18004 says, and shares nothing with what drew it.

Versions 1 to 5 at level L: one block of data, and no errors to mend.
"""

from collections.abc import Iterator, Sequence

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DATA_CODEWORDS = {1: 19, 2: 34, 3: 55, 4: 80, 5: 108}
_MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
Modules = Sequence[Sequence[bool]]


def read(symbol: Modules) -> str:
    """Return the text of a symbol without its border; True is dark."""
    version = (len(symbol) - 17) // 4
    form = [symbol[8][j] for j in (0, 1, 2, 3, 4)]
    masked = int("".join("1" if bit else "0" for bit in form), 2) ^ 0b10101
    assert masked >> 3 == 0b01, "level L"
    unmasked = "".join(_unmasked(symbol, masked & 0b111))
    return _text(unmasked[: 8 * _DATA_CODEWORDS[version]])


def _unmasked(symbol: Modules, mask: int) -> Iterator[str]:
    for i, j in _path(len(symbol)):
        yield "1" if symbol[i][j] != (_MASKS[mask](i, j) == 0) else "0"


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Where the bits are: pairs of columns from the right, up and down by turns."""
    right, upwards = size - 1, True
    while right > 0:
        right -= right == 6  # the column of the timing pattern
        for i in reversed(range(size)) if upwards else range(size):
            yield from ((i, j) for j in (right, right - 1) if not _is_function(i, j, size))
        right, upwards = right - 2, not upwards


def _is_function(i: int, j: int, size: int) -> bool:
    finder = (i < 9 and j < 9) or (i < 9 and j >= size - 8) or (i >= size - 8 and j < 9)
    alignment = size > 21 and abs(i - (size - 7)) <= 2 and abs(j - (size - 7)) <= 2
    return finder or alignment or i == 6 or j == 6


def _text(bits: str) -> str:
    text, at = "", 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int(bits[at - count : at] or "0", 2)

    while len(bits) - at >= 4 and (mode := take(4)):
        if mode == 0b0100:
            text += bytes(take(8) for _ in range(take(8))).decode()
        elif mode == 0b0010:
            count = take(9)
            for _ in range(count // 2):
                pair = take(11)
                text += _ALPHANUMERIC[pair // 45] + _ALPHANUMERIC[pair % 45]
            text += _ALPHANUMERIC[take(6)] if count % 2 else ""
        elif mode == 0b0001:
            count = take(10)
            for digits in [3] * (count // 3) + ([count % 3] if count % 3 else []):
                text += f"{take({3: 10, 2: 7, 1: 4}[digits]):0{digits}d}"
        else:
            raise AssertionError(f"mode {mode:04b}")
    return text
