"""Two decoders of QR codes that share nothing: zbar, and zxing-cpp."""

import io
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from resvg_py import svg_to_bytes


def decoded(picture: Path) -> tuple[str, str]:
    """Return what zbar and what zxing-cpp read in an SVG or PNG that holds one symbol."""
    data = picture.read_bytes()
    if picture.suffix.lower() == ".svg":
        # Without the fonts, which take half of the time: a symbol has no text.
        data = bytes(svg_to_bytes(svg_string=data.decode(), skip_system_fonts=True))
    return decoded_png(data)


def decoded_png(data: bytes) -> tuple[str, str]:
    """Return what zbar and what zxing-cpp read in a PNG; empty where they find nothing."""
    return _zbar(data), _zxing(data)


def same_place(read: str, address: str) -> bool:
    """Whether both lead to the same place: only scheme and host know no case (RFC 3986)."""
    return _folded(read) == _folded(address)


def _zbar(png: bytes) -> str:
    argv = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-"]
    done = subprocess.run(argv, input=png, capture_output=True, check=False)
    return done.stdout.decode().rstrip("\n")


def _zxing(png: bytes) -> str:
    with Image.open(io.BytesIO(png)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    return "\n".join(each.text for each in found)


def _folded(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    start = f"{parts.scheme}://{parts.netloc}"
    return parts.scheme.lower(), parts.netloc.lower(), address[len(start) :]
