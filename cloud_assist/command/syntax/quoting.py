"""What `$'…'` stands for, as bash's manual lists it under ANSI-C Quoting."""

from __future__ import annotations

import re

ANSI_ESCAPE = re.compile(
    rb"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(\\\\|.)|(.))", re.DOTALL
)
_LETTERS = {
    b"a": b"\a",
    b"b": b"\b",
    b"e": b"\x1b",
    b"E": b"\x1b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
    b"\\": b"\\",
    b"'": b"'",
    b'"': b'"',
    b"?": b"?",
}


def ansi_c(body: bytes) -> bytes:
    """Return what bash makes of the bytes between `$'` and `'`; everything after a NUL is dropped, as bash does."""
    return ANSI_ESCAPE.sub(_decode, body).split(b"\0", 1)[0]


def _decode(match: re.Match[bytes]) -> bytes:
    hexadecimal, short, long, octal, control, letter = match.groups()
    if hexadecimal:
        return bytes([int(hexadecimal, 16)])
    if short or long:
        point = int(short or long, 16)
        return chr(point).encode("utf-8", "surrogatepass") if point <= 0x10FFFF else b"?"
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if control:
        return bytes([control[-1:].upper()[0] & 0x1F]) if control != b"?" else b"\x7f"
    return _LETTERS.get(letter, match.group(0))
