"""Terminal control taken out of text that somebody else wrote: a command's output, a model's prose.

`strip_terminal_controls` does it to a whole text, `TerminalStripper` to text that arrives in pieces. Both take linear
time.
"""

from __future__ import annotations

import re

# The grammar is ECMA-48 as terminals read it. Three simplifications make the state at any point depend on the text
# since the last introducer only, so that a sequence cut between two chunks is recognised wherever it is cut:
# a string (OSC, DCS, SOS, PM, APC) also ends at a line end and at any other introducer; its terminator needs no care,
# being a control to drop by itself; a sequence that breaks off is dropped as far as it went.

_IN_STRING = r"[^\x07\x18\x1a\x1b\n\x80-\x9f]*"
_IN_CSI = r"[0-?]*[ -/]*[@-~]?"
_SGR = r"\x1b\[[0-9;:]{0,64}m"
# Besides C0 and C1: the explicit bidirectional formatting characters, which reorder what stands around them. One set of
# characters comes first, since a pattern that begins with a choice of sequences is searched for nine times slower.
_BEGIN = r"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
_REST = (
    rf"(?:(?<=\x1b)(?:\[{_IN_CSI}|[\]PX^_]{_IN_STRING}|[ -/]*[0-~]?)"
    rf"|(?<=[\x90\x98\x9d\x9e\x9f]){_IN_STRING}"
    rf"|(?<=\x9b){_IN_CSI})?"
)
_CONTROL = re.compile(_BEGIN + _REST)
_CONTROL_BUT_SGR = re.compile(rf"{_BEGIN}(?!(?<=\x1b)\[[0-9;:]{{0,64}}m){_REST}")
_SGR_ONLY = re.compile(_SGR)
_LEADING_SGR = re.compile(rf"(?:{_SGR})*")
_INTRODUCERS = "\x1b\x90\x98\x9b\x9d\x9e\x9f"
_UNFINISHED_STRING = re.compile(rf"(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f]){_IN_STRING}\Z")
_UNFINISHED_CSI = re.compile(r"(\x1b\[|\x9b)[0-?]*([ -/]?)[ -/]*\Z")
_UNFINISHED_ESCAPE = re.compile(r"\x1b([ -/]?)[ -/]*\Z")
_PIECES = re.compile(r"[^\r\n]+|\r+|\n")
_SGR_CARRY = 70  # one more than the longest SGR sequence that is kept, so that a longer one stays recognisably longer
_COLOURS_KEPT = 16
_SEGMENT = 16_384  # characters of one line that are held back in case a carriage return takes them back


def _unfinished(text: str, *, keep_sgr: bool) -> tuple[int, str]:
    """Return where a sequence begins that `text` breaks off in, and the few characters that stand for it.

    Without one, (len(text), ""). A long sequence is stood for by its beginning alone: what it holds is dropped anyway.
    """
    introducers = "\x1b" if text.isascii() else _INTRODUCERS
    start = max(text.rfind(character) for character in introducers)
    if start < 0:
        return len(text), ""
    if _UNFINISHED_STRING.match(text, start):
        return start, text[start : start + 2] if text[start] == "\x1b" else text[start]
    if match := _UNFINISHED_CSI.match(text, start):
        if keep_sgr and not match[2]:
            return start, match[0][:_SGR_CARRY]
        return start, match[1] + match[2]
    if match := _UNFINISHED_ESCAPE.match(text, start):
        return start, "\x1b" + match[1]
    return len(text), ""


def _overstruck(segment: str) -> str:
    """Return what a terminal shows of a piece of a line with backspaces: later characters replace earlier ones."""
    if "\b" not in segment:
        return segment
    cells: list[str] = []
    column = 0
    for character in _SGR_ONLY.sub("", segment):
        if character == "\b":
            column = max(column - 1, 0)
        else:
            cells[column : column + 1] = character
            column += 1
    return "".join(cells) + _colours(segment)


def _colours(segment: str) -> str:
    """Return the last colour changes of a piece of a line whose text is taken back: what follows is written in them."""
    return "".join(_SGR_ONLY.findall(segment)[-_COLOURS_KEPT:]) if "\x1b" in segment else ""


class TerminalStripper:
    """Takes terminal control out of text that arrives in pieces, cut anywhere.

    `feed` returns what is settled; the line under way stays in `pending`, since a carriage return may still take it
    back (a progress bar keeps its last state only), up to 16,384 characters. All that `feed` returned and what
    `finish` returns, joined, does not depend on where the text was cut.
    """

    def __init__(self, *, keep_sgr: bool = False) -> None:
        self._pattern = _CONTROL_BUT_SGR if keep_sgr else _CONTROL
        self._keep_sgr = keep_sgr
        self._carry = ""
        self._segment: list[str] = []
        self._size = 0
        self._returned = False

    @property
    def pending(self) -> str:
        """The line under way, without a line end; show it after all that `feed` has returned."""
        return _overstruck("".join(self._segment))

    def feed(self, text: str) -> str:
        """Take the next piece; return the text that is settled by it, which may be empty."""
        text = self._carry + text
        end, self._carry = _unfinished(text, keep_sgr=self._keep_sgr)
        return self._settle(self._pattern.sub("", text[:end]))

    def finish(self) -> str:
        """Return the rest, and be ready for another text."""
        rest = self.pending
        self._carry = ""
        self._clear()
        return rest

    def _settle(self, text: str) -> str:
        settled: list[str] = []
        if "\r" in text or "\b" in text:
            for match in _PIECES.finditer(text):
                self._take(match[0], settled)
            return "".join(settled)
        first, newline, rest = text.partition("\n")
        self._take(first, settled)
        if newline:
            self._take(newline, settled)
            whole, newline, last = rest.rpartition("\n")
            settled.append(whole + newline)
            self._take(last, settled)
        return "".join(settled)

    def _take(self, piece: str, settled: list[str]) -> None:
        """Take a run of ordinary characters, a run of carriage returns, or one line end."""
        if not piece:
            return
        if piece == "\n":
            settled.append(self.pending + "\n")
            self._clear()
        elif piece[0] == "\r":
            self._returned = True
        else:
            self._hold(self._written_over(piece) if self._returned else piece, settled)

    def _written_over(self, piece: str) -> str:
        """Return what takes the place of the line so far; a colour change alone writes nothing, so it takes none."""
        changes = _LEADING_SGR.match(piece)
        if changes and changes.end() == len(piece):
            return piece
        colours = _colours("".join(self._segment))
        self._clear()
        return colours + piece

    def _hold(self, piece: str, settled: list[str]) -> None:
        self._segment.append(piece)
        self._size += len(piece)
        if self._size <= _SEGMENT:
            return
        held = "".join(self._segment)
        start = 0
        while len(held) - start > _SEGMENT:
            settled.append(_overstruck(held[start : start + _SEGMENT]))
            start += _SEGMENT
        self._segment = [held[start:]]
        self._size = len(held) - start

    def _clear(self) -> None:
        self._segment = []
        self._size = 0
        self._returned = False


def strip_terminal_controls(text: str) -> str:
    """Return untrusted text (a model's prose, a command's output) without anything that steers a terminal.

    Removes C0 and C1 controls, escape, CSI, OSC, DCS, SOS, PM and APC sequences and bidirectional formatting; keeps
    newline and tab. Of a line rewritten by carriage returns or backspaces the last state stays.
    """
    stripper = TerminalStripper()
    return stripper.feed(text) + stripper.finish()


def strip_keep_sgr(text: str) -> str:
    """As `strip_terminal_controls`, but keep colour and weight (`ESC [ … m`); for a view that parses them itself."""
    stripper = TerminalStripper(keep_sgr=True)
    return stripper.feed(text) + stripper.finish()
