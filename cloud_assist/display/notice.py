"""Notices of a terminal whose window is not looked at: the bell, or a desktop notification (OSC 9, OSC 777).

A notice may be kept by the desktop and be seen by others: whoever makes one takes secrets out of its text first.
"""

from __future__ import annotations

from collections.abc import Mapping

from cloud_assist.display.terminal import strip_terminal_controls

BELL = "\a"
_LONGEST = 120
"""Characters of a notice's text."""
_ESCAPE = "\x1b"
_NO_OSC = frozenset({"", "dumb", "linux"})
"""Values of TERM of terminals that would print the sequence or choke on it."""
_OSC_777 = ("rxvt", "foot")
"""Beginnings of TERM of terminals that know OSC 777 and not OSC 9; those on VTE (GNOME Terminal) set VTE_VERSION."""


def notice(text: str, *, osc: bool, environ: Mapping[str, str]) -> str:
    """Return what is written to the terminal for a notice.

    Args:
        text: what the person is told, without secrets; any control character is taken out, a long one is cut.
        osc: whether a desktop notification is wanted; the bell where not, or where the terminal has none.
        environ: says which terminal it is, and what stands between it and the program.
    """
    if not osc or environ.get("TERM", "") in _NO_OSC:
        return BELL
    words = _one_line(text)
    if "VTE_VERSION" in environ or environ.get("TERM", "").startswith(_OSC_777):
        sequence = f"{_ESCAPE}]777;notify;cloud-assist;{words.replace(';', ',')}{BELL}"
    else:
        sequence = f"{_ESCAPE}]9;cloud-assist: {words}{BELL}"
    if "TMUX" in environ:  # the bell marks the window, also where tmux does not let the sequence through
        return f"{_ESCAPE}Ptmux;{sequence.replace(_ESCAPE, _ESCAPE * 2)}{_ESCAPE}\\{BELL}"
    return f"{_ESCAPE}P{sequence}{_ESCAPE}\\" if "STY" in environ else sequence


def _one_line(text: str) -> str:
    """Return untrusted text as one short line of visible characters."""
    spaced = " ".join(strip_terminal_controls(text).split())
    words = "".join(character for character in spaced if character.isprintable())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
