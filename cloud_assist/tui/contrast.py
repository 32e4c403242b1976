"""Whether a colour can be read on another, and the nearest one that can."""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import Color

READABLE = 4.5
"""Contrast ratio of text to its background, as WCAG 2 has it for body text."""
_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(ink: Color, grounds: Sequence[Color]) -> Color:
    """Return `ink`, moved towards white or black as far as reading it on each of `grounds` needs."""

    def worst(color: Color) -> float:
        return min(contrast(color, ground) for ground in grounds)

    if worst(ink) >= READABLE:
        return ink
    edge = max(_WHITE, _BLACK, key=worst)
    steps = (ink.blend(edge, step / 20) for step in range(1, 20))
    return next((color for color in steps if worst(color) >= READABLE), edge)


def _luminance(color: Color) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
