"""Text -> the smallest QR symbol -> rows of half blocks.

Two modules stand above each other in a cell, so a symbol of 33 modules with its border is 33 cells
wide and 17 high. Scheme and host may be written in capitals without changing the address (RFC 3986
section 6.2.2.1), and capitals take 5.5 bits each where small letters take 8: that alone brings
every BaseSpace device address down to version 3.
"""

from itertools import zip_longest
from urllib.parse import urlsplit

BORDER = 2
"""Light modules on each side; the standard's four are for print, scanners do with two."""

_CELLS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def modules(text: str, border: int = BORDER) -> tuple[tuple[bool, ...], ...]:
    """Return the symbol's rows from the top, border included; True is dark."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_L

    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=border)
    symbol.add_data(_shouted(text), optimize=8)
    symbol.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in symbol.get_matrix())


def half_blocks(text: str, scale: int = 1) -> tuple[str, ...]:
    """Return the symbol as rows of text to print black on white, all of one width.

    A module is ``scale`` cells wide and half as many high; at an even scale no cell is half.
    """
    rows = [_widened(row, scale) for row in modules(text) for _ in range(scale)]
    light = (False,) * len(rows[0])
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=light)
    return tuple("".join(map(_cell, upper, lower)) for upper, lower in pairs)


def largest_scale(text: str, columns: int, rows: int, *, blocks: bool = True) -> int:
    """Return the largest scale that fits, at least the smallest there is, which may not.

    Without half ``blocks`` only even scales will do.
    """
    least = 1 if blocks else 2
    scale = min(columns, 2 * rows) // len(modules(text))
    return max(least, scale - scale % least)


def _widened(row: tuple[bool, ...], scale: int) -> tuple[bool, ...]:
    return tuple(dark for dark in row for _ in range(scale))


def _cell(upper: bool, lower: bool) -> str:
    return _CELLS[upper, lower]


def _shouted(address: str) -> str:
    parts = urlsplit(address)
    start = f"{parts.scheme}://{parts.netloc}"
    return start.upper() + address[len(start) :] if address.startswith(start) else address
