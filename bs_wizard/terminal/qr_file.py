"""Writes a QR symbol to a file, SVG or PNG, where no terminal can show it."""

import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.errors import UsageError
from bs_wizard.terminal.qr import modules

_PRINT_BORDER = 4
"""Light modules on each side, as ISO/IEC 18004 asks of a printed symbol."""
_PIXELS = 8
"""Pixels of a PNG for the width and height of a module."""

_PNG = b"\x89PNG\r\n\x1a\n"
_AFTER_HEADER = len(_PNG) + 25  # bytes: IHDR is the first chunk, and always as long
_SIGN = "Drawn by bs-wizard for one login, and removed after it"
_SVG_SIGN = f"<!-- {_SIGN} -->"
_PNG_SIGN = (b"tEXt", b"Comment\0" + _SIGN.encode("latin-1"))
_SIGNED_WITHIN = 200
"""The first bytes of a file of ours, which hold the sign."""

Modules = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class QrFile:
    """A file to write; :meth:`at` checks first that it can be written."""

    file: Path

    @classmethod
    def at(cls, place: str) -> "QrFile":
        """Return the file of that path, which must end in .svg or .png.

        A file that a killed run drew and left is overwritten. Raises UsageError for another ending,
        for anything else that is there already, and for a folder that takes no file.
        """
        file = Path(place)
        if file.suffix.lower() not in _KINDS:
            raise UsageError(
                f"The name of {file} ends in neither .svg nor .png.", "End it in .svg or .png."
            )
        if os.path.lexists(file) and not _is_ours(file):
            raise UsageError(
                f"{file} is there already, and would be removed after the login.",
                "Give --qr-file another name, or remove that file.",
            )
        made = cls(file)
        made._write(_KINDS[file.suffix.lower()](()))  # signed, should it end here
        made.withdraw()
        return made

    def publish(self, text: str) -> None:
        """Write the symbol, mode 0600, whole or not at all.

        Raises UsageError where the file cannot be written.
        """
        draw = _KINDS[self.file.suffix.lower()]
        self._write(draw(modules(text, _PRINT_BORDER)))

    def withdraw(self) -> None:
        """Remove the file, if it is there."""
        with suppress(OSError):  # its code is of no use any more: not worth an error
            self.file.unlink()

    def _write(self, data: bytes) -> None:
        temporary = self.file.with_name(f".{self.file.name}-{os.urandom(8).hex()}.tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as stream:
                stream.write(data)
            temporary.replace(self.file)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            raise UsageError(
                f"{self.file} cannot be written: {error.strerror}.",
                "Give --qr-file a place where you may write.",
            ) from None


def _is_ours(file: Path) -> bool:
    """Tell whether this program drew that file, by the sign it leaves near the beginning."""
    if file.is_symlink() or not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            start = stream.read(_SIGNED_WITHIN)
    except OSError:
        return False
    if file.suffix.lower() == ".png":
        return start.startswith(_PNG) and start[_AFTER_HEADER:].startswith(_chunk(*_PNG_SIGN))
    return start.startswith(_SVG_SIGN.encode())


def svg(rows: Modules) -> bytes:
    """Draw the symbol, a unit a module, black on white."""
    size = len(rows)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y in range(size) for x in range(size) if rows[y][x])
    return (
        f"{_SVG_SIGN}\n"
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{size * _PIXELS}" height="{size * _PIXELS}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{dark}"/></svg>\n'
    ).encode()


def png(rows: Modules) -> bytes:
    """Draw the symbol in one bit a pixel, 0 being black (PNG, W3C 2003, sections 5 and 11)."""
    size = len(rows) * _PIXELS
    lines = b"".join(_scanline(row) * _PIXELS for row in rows)
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    chunks = (b"IHDR", header), _PNG_SIGN, (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")
    return _PNG + b"".join(_chunk(*each) for each in chunks)


def _scanline(row: tuple[bool, ...]) -> bytes:
    """Filter 0, then the pixels: a module of eight of them is a byte."""
    return b"\0" + bytes(0x00 if dark else 0xFF for dark in row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


_KINDS = {".svg": svg, ".png": png}
