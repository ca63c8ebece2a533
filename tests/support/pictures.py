"""A screen of the running program as an SVG that looks the same wherever it is shown.

Every cell has its place on a fixed grid. Text is stretched to the cells it takes, so that any
monospaced font does; blocks and lines are drawn as shapes, so that a QR code is exact in all of
them. Nothing is fetched from anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby

import textual
from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.strip import Strip

WIDE, HIGH = 10, 20
MARGIN = 10
BAR = 28
FONTS = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'
FONT_SIZE = 16
BASELINE = 15
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn; colours as ``#rrggbb``."""

    ink: str
    ground: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A character, how many cells it takes, and how it is drawn."""

    char: str
    width: int
    look: Look


@dataclass(frozen=True, slots=True)
class Palette:
    """What a terminal makes of its default colours and of the sixteen."""

    ink: str
    ground: str
    sixteen: TerminalTheme


# XTerm-col.ad of xterm.
_SIXTEEN = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)


def _xterm(ink: str, ground: str) -> Palette:
    colours = [(each[0], each[1], each[2]) for each in map(bytes.fromhex, _SIXTEEN.split())]
    return Palette(ink, ground, TerminalTheme((0, 0, 0), (0, 0, 0), colours[:8], colours[8:]))


XTERM_ON_BLACK = _xterm("#ffffff", "#000000")
XTERM_ON_WHITE = _xterm("#000000", "#ffffff")
OWN_COLOURS = Palette("#d7d7ff", "#121212", XTERM_ON_BLACK.sixteen)


def cells(strip: Strip, palette: Palette = OWN_COLOURS) -> list[Cell]:
    """The cells of one row, those taken by the second half of a wide character left out."""
    return [
        Cell(char, cell_len(char), look_of(segment.style, palette))
        for segment in strip
        for char in segment.text
        if cell_len(char)
    ]


def look_of(style: Style | None, palette: Palette = OWN_COLOURS) -> Look:
    """What a style means on a terminal of that palette, once reversing is done."""
    style = style or Style()
    ink = _hex(style.color, palette.ink, palette)
    ground = _hex(style.bgcolor, palette.ground, palette)
    if style.reverse:
        ink, ground = ground, ink
    return Look(ink, ground, bool(style.bold), bool(style.italic), bool(style.underline))


def _hex(color: Color | None, otherwise: str, palette: Palette) -> str:
    if color is None or color.type is ColorType.DEFAULT:
        return otherwise
    return color.get_truecolor(palette.sixteen).hex


def version() -> str:
    """The Textual that pictures are exact for: its minor version."""
    return ".".join(textual.__version__.split(".")[:2])


def made_with(svg: str) -> str:
    """The version recorded in a picture."""
    found = re.search(r"<!-- Textual (\S+) -->", svg)
    return found[1] if found else ""


def words_in(svg: str) -> list[str]:
    """The text in a picture, element by element."""
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def picture(
    rows: Sequence[Strip], title: str, describes: str, palette: Palette = OWN_COLOURS
) -> str:
    """Draw the rows of a screen in a window of that title."""
    drawn = [cells(row, palette) for row in rows]
    columns = max(sum(cell.width for cell in row) for row in drawn)
    ground = _most([cell for row in drawn for cell in row])
    ink = "#52616f" if _is_light(ground) else "#93a4b5"
    bar = "#e4e9e7" if _is_light(ground) else "#1d2732"
    edge = "#c3ccca" if _is_light(ground) else "#33414f"
    width, height = columns * WIDE + 2 * MARGIN, len(drawn) * HIGH + BAR + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-label="{escape(describes)}">',
        f"<!-- Textual {version()} -->",
        f"<title>{escape(describes)}</title>",
        f"<style>text{{font-family:{FONTS};font-size:{FONT_SIZE}px;white-space:pre}}"
        ".b{font-weight:bold}.i{font-style:italic}</style>",
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9"'
        f' fill="{ground}" stroke="{edge}"/>',
        f'<path d="M1 {BAR}V9.5a8.5 8.5 0 0 1 8.5-8.5h{width - 19}a8.5 8.5 0 0 1 8.5 8.5V{BAR}z"'
        f' fill="{bar}"/>',
        *(f'<circle cx="{18 + 17 * n}" cy="14.5" r="5" fill="{edge}"/>' for n in range(3)),
        f'<text x="{width / 2:g}" y="19" text-anchor="middle" fill="{ink}"'
        f' style="font-size:13px">{escape(title)}</text>',
        f'<clipPath id="window"><rect x="{1 - MARGIN}" y="{1 - BAR}" width="{width - 2}"'
        f' height="{height - 2}" rx="8.5"/></clipPath>',
        f'<g transform="translate({MARGIN} {BAR})" clip-path="url(#window)">',
    ]
    for at, row in enumerate(drawn):
        deep = HIGH + (MARGIN if row is drawn[-1] else 0)
        lines += _grounds(row, at * HIGH, deep, ground)
    for at, row in enumerate(drawn):
        lines += _inks(row, at * HIGH)
    return "\n".join([*lines, "</g>", "</svg>", ""])


def _most(all_cells: Iterable[Cell]) -> str:
    counted: dict[str, int] = {}
    for cell in all_cells:
        counted[cell.look.ground] = counted.get(cell.look.ground, 0) + 1
    return max(counted, key=lambda ground: counted[ground])


def _is_light(color: str) -> bool:
    return sum(bytes.fromhex(color[1:])) > 3 * 128


def _placed(row: Iterable[Cell]) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in row:
        yield column, cell
        column += cell.width


def _grounds(row: Sequence[Cell], y: int, height: int, common: str) -> Iterator[str]:
    """Draw what is not the window's own colour; at its sides and foot as far as it goes."""
    columns = sum(cell.width for cell in row)
    for ground, group in groupby(_placed(row), key=lambda each: each[1].look.ground):
        found = list(group)
        if ground != common:
            (x, _), (last_x, last) = found[0], found[-1]
            left = x * WIDE - (MARGIN if x == 0 else 0)
            right = last_x + last.width
            width = right * WIDE + (MARGIN if right == columns else 0) - left
            yield _rects([(left, y, width, height)], ground)


def _inks(row: Sequence[Cell], y: int) -> Iterator[str]:
    for look, group in groupby(_placed(row), key=lambda each: each[1].look):
        yield from _run(list(group), y, look)


def _run(run: Sequence[tuple[int, Cell]], y: int, look: Look) -> Iterator[str]:
    """One look: shapes first, then words; two spaces or a symbol end a piece of text."""
    shapes = [
        (x * WIDE + left, y + top, width, height)
        for x, cell in run
        for left, top, width, height in _blocks(cell.char)
    ]
    if shapes:
        yield _rects(_joined(shapes), look.ink)
    for x, cell in run:
        if cell.char in _CURVES:
            path = _CURVES[cell.char]
            yield (
                f'<path transform="translate({x * WIDE} {y})" d="{path}" fill="none"'
                f' stroke="{look.ink}" stroke-width="1.5"/>'
            )
    if look.underline:
        x, last = run[0][0], run[-1]
        width = (last[0] + last[1].width - x) * WIDE
        yield _rects([(x * WIDE, y + BASELINE + 2, width, 1)], look.ink)
    for x, piece in _pieces(run):
        yield _text(x * WIDE, y, piece, look)


def _pieces(run: Sequence[tuple[int, Cell]]) -> Iterator[tuple[int, str]]:
    line = "".join(_as_text(cell) for _, cell in run)
    at = [x for x, cell in run for _ in range(cell.width)]
    for found in re.finditer(r"[!-~\xa1-\xff]+(?: [!-~\xa1-\xff]+)*|[^ -\xff]", line):
        if found[0] != _TAKEN:
            yield at[found.start()], found[0]


_TAKEN = "\ue000"


def _as_text(cell: Cell) -> str:
    drawn = cell.char in _CURVES or any(True for _ in _blocks(cell.char))
    return (" " if drawn else cell.char) + _TAKEN * (cell.width - 1)


def _text(x: int, y: int, text: str, look: Look) -> str:
    kinds = " ".join([*(["b"] if look.bold else []), *(["i"] if look.italic else [])])
    kind = f' class="{kinds}"' if kinds else ""
    width = cell_len(text) * WIDE
    return (
        f'<text x="{x}" y="{y + BASELINE}" textLength="{width}" lengthAdjust="spacingAndGlyphs"'
        f' fill="{look.ink}"{kind}>{escape(text, quote=False)}</text>'
    )


def _rects(rects: Iterable[Rect], ink: str) -> str:
    path = "".join(f"M{x:g} {y:g}h{w:g}v{h:g}h{-w:g}z" for x, y, w, h in rects)
    return f'<path shape-rendering="crispEdges" d="{path}" fill="{ink}"/>'


def _joined(rects: Iterable[Rect]) -> Iterator[Rect]:
    """Put neighbours of one height together, so that no seam shows between them."""
    pending: dict[tuple[float, float], Rect] = {}
    for x, y, width, height in rects:
        before = pending.get((y, height))
        if before and before[0] + before[2] == x:
            pending[y, height] = (before[0], y, before[2] + width, height)
            continue
        if before:
            yield before
        pending[y, height] = (x, y, width, height)
    yield from pending.values()


_QUADRANTS = {"▖": 4, "▗": 8, "▘": 1, "▙": 13, "▚": 9, "▛": 7, "▜": 11, "▝": 2, "▞": 6, "▟": 14}
_MIDDLE_X, _MIDDLE_Y, _THIN = WIDE / 2 - 0.75, HIGH / 2 - 0.75, 1.5
_ACROSS: Rect = (0, HIGH / 2 - 1.5, WIDE, 3)
_DOWN: Rect = (WIDE / 2 - 1.5, 0, 3, HIGH)
_RIGHT: Rect = (WIDE / 2 - 1.5, HIGH / 2 - 1.5, WIDE / 2 + 1.5, 3)
_LEFT: Rect = (0, HIGH / 2 - 1.5, WIDE / 2 + 1.5, 3)
_LOWER: Rect = (WIDE / 2 - 1.5, HIGH / 2 - 1.5, 3, HIGH / 2 + 1.5)
_UPPER: Rect = (WIDE / 2 - 1.5, 0, 3, HIGH / 2 + 1.5)
_HEAVY = {
    "━": (_ACROSS,),
    "┃": (_DOWN,),
    "┏": (_RIGHT, _LOWER),
    "┓": (_LEFT, _LOWER),
    "┗": (_RIGHT, _UPPER),
    "┛": (_LEFT, _UPPER),
}
_CURVES = {
    "╭": f"M{WIDE / 2} {HIGH}V{HIGH / 2 + 5}a5 5 0 0 1 5-5",
    "╮": f"M0 {HIGH / 2}a5 5 0 0 1 5 5V{HIGH}",
    "╰": f"M{WIDE / 2} 0V{HIGH / 2 - 5}a5 5 0 0 0 5 5",
    "╯": f"M0 {HIGH / 2}a5 5 0 0 0 5-5V0",
}


def _blocks(char: str) -> Iterator[Rect]:
    """The rectangles that a block or line of Unicode's blocks 2500 and 2580 is made of."""
    number = ord(char)
    if char == "─":
        yield (0, _MIDDLE_Y, WIDE, _THIN)
    elif char == "│":
        yield (_MIDDLE_X, 0, _THIN, HIGH)
    elif char in _HEAVY:
        yield from _HEAVY[char]
    elif char == "▀":
        yield (0, 0, WIDE, HIGH / 2)
    elif 0x2581 <= number <= 0x2588:
        part = HIGH * (number - 0x2580) / 8
        yield (0, HIGH - part, WIDE, part)
    elif 0x2589 <= number <= 0x258F:
        yield (0, 0, WIDE * (0x2590 - number) / 8, HIGH)
    elif char == "▐":
        yield (WIDE / 2, 0, WIDE / 2, HIGH)
    elif char == "▔":
        yield (0, 0, WIDE, HIGH / 8)
    elif char == "▕":
        yield (WIDE * 7 / 8, 0, WIDE / 8, HIGH)
    for bit, x, y in ((1, 0, 0), (2, WIDE / 2, 0), (4, 0, HIGH / 2), (8, WIDE / 2, HIGH / 2)):
        if _QUADRANTS.get(char, 0) & bit:
            yield (x, y, WIDE / 2, HIGH / 2)
