"""Which variables bash evaluates as arithmetic, and whether their values could be more than numbers.

`x='a[$(id)]'; echo $((x))` runs id: arithmetic, array subscripts and `[[ … -eq … ]]` evaluate the value of every name
that they hold, and that of the names in it. A value that the same command brings in is vouched for only where it is a
number. What the environment holds from before is the person's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cloud_assist.command.rules.engine.numbers import is_number, prints_number
from cloud_assist.command.syntax.parser import Block, Word

_CARRIED = re.compile(
    r"[0-9@*]+\Z|(?:_|REPLY|OPTARG|MAPFILE|PWD|OLDPWD|DIRSTACK|BASH_(?!VERSINFO|SUBSHELL)\w+|COMP_\w+)\Z"
)
"""Names whose value is text of the command itself or of what it works on."""
_BRINGS_IN = frozenset({"read", "mapfile", "readarray", "getopts", "printf"})
_DECLARES = frozenset({"export", "declare", "local", "readonly", "typeset", "env"})
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=", re.ASCII)
_INTEGER = re.compile(r"-[a-zA-Z]*i")
_NAMES = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


class Evaluations:
    """The names that a command evaluates, and those to which it gives what may not be a number."""

    def __init__(self) -> None:
        self._evaluated: set[str] = set()
        self._doubtful: set[str] = set()
        self._output = False

    def evaluates(self, block: Block) -> None:
        """Take in an arithmetic block."""
        self._evaluated |= {word.text for word in block.words}
        self._output = self._output or not all(prints_number(part) for part in block.parts)

    def assigns(self, name: str, value: Word) -> None:
        """Take in that `name` gets `value`."""
        if not is_number(value):
            self._doubtful.add(name)

    def goes_over(self, name: str, words: Iterable[Word]) -> None:
        """Take in a loop's variable."""
        given = tuple(words)
        if not given or not all(is_number(word) for word in given):  # without words it goes over `$@`
            self._doubtful.add(name)

    def runs(self, program: str, args: Iterable[Word]) -> None:
        """Take in a builtin that sets variables."""
        given = tuple(args)
        if program == "let" or (program in _DECLARES and any(_INTEGER.match(word.text) for word in given)):
            self._evaluated |= {name for word in given for name in _NAMES.findall(word.text)}
        if program in _BRINGS_IN:
            self._doubtful |= {word.text for word in given if _IDENTIFIER.match(word.text)}
        elif program in _DECLARES:
            for word in given:
                match = _ASSIGNED.match(word.text)
                if match is not None:
                    raw = word.raw.partition("=")[2] if "=" in word.raw else word.raw
                    self.assigns(match[1], Word(word.text[match.end() :], raw, parts=word.parts))

    @property
    def doubt(self) -> str:
        """Why the arithmetic cannot be vouched for; empty where it can."""
        if self._output:
            return "Arithmetic evaluates the output of a program, which could run commands."
        if not self._evaluated:
            return ""
        carried = {name for name in self._evaluated if _CARRIED.match(name)}
        names = sorted(carried | (self._evaluated & self._doubtful))
        if not names:
            return ""
        return f"Arithmetic evaluates `{names[0]}`, whose value could run commands."
