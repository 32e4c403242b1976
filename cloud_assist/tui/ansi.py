"""The colours that a command gave its output: SGR sequences (ECMA-48, `ESC [ … m`) become styles that can be read.

The text has been through `TerminalStripper(keep_sgr=True)` before: nothing else that steers a terminal is left in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from textual.color import Color
from textual.content import Content, Span
from textual.style import Style

from cloud_assist.display.sgr import SGR
from cloud_assist.tui.contrast import readable

_TAB = 8

Paint = int | tuple[int, int, int] | None
"""A colour of the palette of 256, red/green/blue from 0 to 255, or the widget's own."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How the next character is written. Blinking and concealed text is written plainly: it is there to be read."""

    ink: Paint = None
    ground: Paint = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


_PLAIN = Pen()
_SWITCHES: dict[int, dict[str, bool]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": True},
    7: {"reverse": True},
    9: {"strike": True},
    21: {"underline": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"reverse": False},
    29: {"strike": False},
}
_ON_DARK = (
    (76, 82, 94), (224, 108, 117), (139, 195, 110), (222, 184, 98), (97, 165, 239), (198, 120, 221), (86, 182, 194),
    (200, 204, 212), (127, 132, 142), (255, 135, 142), (165, 224, 138), (245, 216, 140), (130, 190, 255),
    (220, 150, 240), (120, 212, 224), (255, 255, 255),
)  # fmt: skip
_ON_LIGHT = (
    (40, 44, 52), (170, 40, 46), (42, 122, 42), (138, 92, 0), (34, 92, 190), (134, 54, 160), (0, 112, 130),
    (96, 100, 110), (90, 94, 104), (196, 44, 52), (30, 134, 60), (150, 104, 0), (0, 104, 200), (164, 60, 190),
    (0, 124, 146), (20, 22, 28),
)  # fmt: skip


def runs(text: str) -> Iterator[tuple[str, Pen]]:
    """Yield the pieces of one line with the pen that each is written with; tabs become spaces."""
    pen, column, at = _PLAIN, 0, 0
    for match in SGR.finditer(text):
        if match.start() > at:
            piece = _untabbed(text[at : match.start()], column)
            column += len(piece)
            yield piece, pen
        pen, at = _changed(pen, match[1]), match.end()
    if rest := _untabbed(text[at:].partition("\x1b")[0], column):
        yield rest, pen


def _untabbed(piece: str, column: int) -> str:
    if "\t" not in piece:
        return piece
    offset = column % _TAB
    return (" " * offset + piece).expandtabs(_TAB)[offset:]


@lru_cache(maxsize=1024)
def _changed(pen: Pen, parameters: str) -> Pen:
    """Return `pen` after one sequence; parameters that mean nothing here are passed over."""
    codes = iter(_codes(parameters))
    for code in codes:
        if code == 0:
            pen = _PLAIN
        elif code in _SWITCHES:
            pen = replace(pen, **_SWITCHES[code])
        elif code in {38, 48}:
            paint = _extended(codes)
            pen = replace(pen, ink=paint) if code == 38 else replace(pen, ground=paint)
        elif code in {39, 49}:
            pen = replace(pen, ink=None) if code == 39 else replace(pen, ground=None)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            pen = replace(pen, ink=code - 30 if code < 90 else code - 82)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            pen = replace(pen, ground=code - 40 if code < 100 else code - 92)
    return pen


def _codes(parameters: str) -> list[int]:
    """Return the numbers of a sequence; `38:2::r:g:b` (ISO 8613-6) as `38;2;r;g;b`, `4:0` as `24`."""
    codes: list[int] = []
    for parameter in parameters.split(";"):
        parts = [int(part[:4] or 0) for part in parameter.split(":")]
        if len(parts) == 1:
            codes += parts
        elif parts[0] == 4:
            codes.append(4 if parts[1] else 24)
        elif parts[0] in {38, 48}:
            codes += [parts[0], parts[1], *(parts[-3:] if parts[1] == 2 else parts[2:3])]
    return codes


def _extended(codes: Iterator[int]) -> Paint:
    kind = next(codes, None)
    if kind == 5:
        index = next(codes, None)
        return index if index is not None and index < 256 else None
    if kind == 2:
        red, green, blue = (min(next(codes, 0), 255) for _ in range(3))
        return red, green, blue
    return None


class Palette:
    """Turns pens into styles over one background; no colour is too near to what it stands on to be read."""

    def __init__(self, background: Color, foreground: Color) -> None:
        self._background = background
        self._foreground = foreground
        self._styles: dict[Pen, Style] = {}

    def content(self, text: str) -> Content:
        """Return one line, or more, as content."""
        if "\x1b" not in text and "\t" not in text:
            return Content(text)
        plain: list[str] = []
        spans: list[Span] = []
        offset = 0
        for piece, pen in runs(text):
            plain.append(piece)
            if pen != _PLAIN:
                spans.append(Span(offset, offset + len(piece), self.style(pen)))
            offset += len(piece)
        return Content("".join(plain), spans)

    def style(self, pen: Pen) -> Style:
        """Return the style of one pen."""
        if pen not in self._styles:
            if len(self._styles) >= 1024:  # a picture made of true colours
                self._styles.clear()
            self._styles[pen] = self._made(pen)
        return self._styles[pen]

    def _made(self, pen: Pen) -> Style:
        sixteen = _ON_DARK if self._background.brightness < 0.5 else _ON_LIGHT
        ink, ground = _color(pen.ink, sixteen), _color(pen.ground, _ON_DARK)
        over, own = self._background if ground is None else ground, self._foreground if ink is None else ink
        if pen.reverse:
            over, own = own, over
            ink, ground = own, over
        elif ground is not None:
            ink = own
        return Style(
            background=ground,
            foreground=None if ink is None else _readable(ink, over),
            bold=pen.bold or None,
            dim=pen.dim or None,
            italic=pen.italic or None,
            underline=pen.underline or None,
            strike=pen.strike or None,
        )


def _color(paint: Paint, sixteen: tuple[tuple[int, int, int], ...]) -> Color | None:
    if paint is None:
        return None
    if isinstance(paint, tuple):
        return Color(*paint)
    if paint < 16:
        return Color(*sixteen[paint])
    if paint < 232:
        red, rest = divmod(paint - 16, 36)
        red, green, blue = (55 + 40 * level if level else 0 for level in (red, *divmod(rest, 6)))
        return Color(red, green, blue)
    gray = 8 + 10 * (paint - 232)
    return Color(gray, gray, gray)


def _readable(ink: Color, over: Color) -> Color:
    """Return `ink`, or what can be read; on the terminal's own background nobody knows which colours can."""
    return ink if over.ansi is not None else readable(ink, (over,))
