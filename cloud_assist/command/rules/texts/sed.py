"""What a sed script can do besides print: write files (`w`, `s///w`), run commands (`e`, `s///e`), read others (`r`).

Source: the GNU sed manual and POSIX. The script is scanned command by command; what does not scan is not vouched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"\s*(?:\d+(?:~\d+)?|\$|\+\d+|~\d+|0)")
_LABEL = re.compile(r"[ \t]*[\w.-]*")
_ALONE = frozenset("dDgGhHnNpPxzF=}{l")


@dataclass(frozen=True, slots=True)
class SedEffects:
    """What a script does."""

    writes: tuple[str, ...] = ()
    """Files it writes."""
    runs: bool = False
    """Whether it runs a command."""
    understood: bool = True


class _Scanner:
    def __init__(self, script: str) -> None:
        self.text = script
        self.at = 0
        self.writes: list[str] = []
        self.runs = False

    def scan(self) -> bool:
        """Scan every command; False where one is not understood."""
        while True:
            self._skip(" \t\n;")
            if self.at >= len(self.text):
                return True
            if not self._addresses() or not self._command():
                return False

    def _skip(self, characters: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in characters:
            self.at += 1

    def _addresses(self) -> bool:
        for _ in range(2):
            self._skip(" \t")
            if self._peek() in {"/", "\\"}:
                if self._peek() == "\\":
                    self.at += 1
                if not self._delimited(self._peek(), 1):
                    return False
                while self._peek() in {"I", "M"}:
                    self.at += 1
            elif match := _ADDRESS.match(self.text, self.at):
                self.at = match.end()
            self._skip(" \t")
            if self._peek() != ",":
                break
            self.at += 1
        self._skip(" \t!")
        return True

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _delimited(self, mark: str, parts: int) -> bool:
        """Skip `/…/` or, with two parts, `/…/…/`; a bracket expression hides the delimiter in its first part only."""
        if not mark or mark in {"\n", "\\"}:
            return False
        self.at += 1
        for part in range(parts):
            bracket = False
            while True:
                character = self._peek()
                if not character or (character == "\n" and part == 0 and parts == 1):
                    return False
                if character == "\\":
                    self.at += 2
                    continue
                if part == 0 and not bracket and character == "[" and mark != "[":
                    bracket = True
                    self.at += 2 if self.text[self.at + 1 : self.at + 2] in {"]", "^"} else 1
                    continue
                if bracket and character == "]":
                    bracket = False
                elif character == mark and not bracket:
                    self.at += 1
                    break
                self.at += 1
        return True

    def _command(self) -> bool:
        character = self._peek()
        self.at += 1
        if character and character in _ALONE | {"q", "Q", "L"}:
            if character in "lLqQ":
                self._number()
            return self._ends() or character in "{}"
        if character in {"#", "r", "R", "w", "W", "e"} and character:
            self._to_line_end(character)
            return True
        if character in {"a", "i", "c"}:
            return self._text_command()
        if character in {":", "b", "t", "T"}:
            match = _LABEL.match(self.text, self.at)
            self.at = match.end() if match else self.at
            return self._ends()
        if character == "y":
            return self._delimited(self._peek(), 2) and self._ends()
        return character == "s" and self._substitute()

    def _to_line_end(self, character: str) -> None:
        """A comment, or a command whose operand is the rest of the line."""
        rest = self._line().strip()
        if character in {"w", "W"}:
            self.writes.append(rest)
        self.runs = self.runs or character == "e"

    def _number(self) -> None:
        self._skip(" \t0123456789")

    def _line(self) -> str:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        line, self.at = self.text[self.at : end], end
        return line

    def _text_command(self) -> bool:
        """`a text`: everything to the end of the line, lines that end in a backslash go on."""
        while True:
            line = self._line()
            if not line.endswith("\\") or self.at >= len(self.text):
                return True
            self.at += 1

    def _substitute(self) -> bool:
        if not self._delimited(self._peek(), 2):
            return False
        while True:
            flag = self._peek()
            if flag == "w":
                self.at += 1
                self.writes.append(self._line().strip())
                return True
            if flag == "e":
                self.runs = True
            elif not flag or flag not in "gpiImM0123456789":
                return self._ends()
            self.at += 1

    def _ends(self) -> bool:
        self._skip(" \t")
        return self._peek() in {"", ";", "\n", "}", "#"}


def effects_of(script: str) -> SedEffects:
    """Return what a sed script does; not `understood` where any of it does not scan."""
    scanner = _Scanner(script)
    understood = scanner.scan()
    return SedEffects(tuple(scanner.writes), scanner.runs, understood)
