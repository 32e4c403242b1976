"""Our own two themes: calm surfaces, one accent; the other colours mean something (safe, careful, dangerous)."""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color
from textual.theme import Theme

from cloud_assist.tui.contrast import readable


def _scrollbars(bar: str, hover: str, track: str) -> dict[str, str]:
    """Return the variables for bars that are there without drawing the eye."""
    tracks = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
    return {"scrollbar": bar, "scrollbar-hover": hover, "scrollbar-active": hover, **dict.fromkeys(tracks, track)}


DARK = Theme(
    name="cloud-assist",
    primary="#5aa9e6",
    secondary="#8fb8de",
    accent="#5aa9e6",
    success="#7fc29b",
    warning="#e2b566",
    error="#e57f84",
    foreground="#d6dce5",
    background="#10141b",
    surface="#161c25",
    panel="#222b38",
    boost="#d6dce50a",
    dark=True,
    variables={
        "footer-key-foreground": "#5aa9e6",
        "input-cursor-background": "#d6dce5",
        **_scrollbars("#3a475a", "#5aa9e6", "#161c25"),
    },
)
LIGHT = Theme(
    name="cloud-assist-light",
    primary="#1f6fb2",
    secondary="#35618a",
    accent="#1f6fb2",
    success="#2c7a4b",
    warning="#96640b",
    error="#b3373d",
    foreground="#1d2733",
    background="#f7f8fa",
    surface="#eef1f5",
    panel="#dde3ea",
    boost="#1d27330a",
    dark=False,
    variables={"footer-key-foreground": "#1f6fb2", **_scrollbars("#a9b7c6", "#1f6fb2", "#eef1f5")},
)
THEMES = (DARK, LIGHT)

_MEANINGS = ("success", "warning", "error", "accent", "secondary", "primary")
"""Colours that words are written in."""
_MUTED = 0.62
"""Share of the foreground in what stands beside the point, where that can be read."""


def legible(variables: Mapping[str, str]) -> dict[str, str]:
    """Return a theme's variables with every colour of words moved until it can be read wherever we write with it."""
    grounds = [Color.parse(variables[name]) for name in ("background", "surface", "panel")]
    foreground = Color.parse(variables["foreground"])
    if any(color.ansi is not None for color in (*grounds, foreground)):  # the terminal's own: nobody knows which
        return dict(variables)
    changed = {"text-muted": readable(grounds[0].blend(foreground, _MUTED, 1.0), grounds).hex}
    for name in _MEANINGS:
        chip = variables.get(f"{name}-muted")
        over = [*grounds, *(_laid(Color.parse(chip), ground) for ground in grounds)] if chip else grounds
        changed[f"text-{name}"] = readable(Color.parse(variables[f"text-{name}"]), over).hex
    return {**variables, **changed}


def _laid(color: Color, ground: Color) -> Color:
    """Return what a colour looks like on a ground."""
    return ground.blend(color.with_alpha(1.0), color.a, 1.0)
