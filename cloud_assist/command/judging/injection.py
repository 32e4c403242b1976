"""Options that a command smuggles into its own later words: `X=--to-command=sh; tar tf a $X`.

A word that is known only at run time is taken for an operand. That holds for what the environment, a file's name or a
cluster's answer brings; it does not hold for a text that the same command has put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cloud_assist.command.rules.engine.arguments import names
from cloud_assist.command.rules.engine.base import Call
from cloud_assist.command.syntax.parser import OPAQUE, Pipeline, Redirect, Simple, Word, walk

_HARMLESS = names(
    "ls dir stat du df basename dirname realpath readlink wc md5sum sha1sum sha256sum cksum cat head tail nl tac rev "
    "cut paste tr fold fmt column grep egrep fgrep echo printf cd pushd test [ : true false sleep which type exit "
    "return shift wait id groups whoami expr seq export declare local readonly typeset read mapfile unset let kill set"
)
"""Programs no option of which does harm, or whose words their rules look at one by one."""
_DECODES = names("base64 base32 xxd basenc uudecode openssl")
_PRINTS = names("echo printf")
_CHANGES = names("tr rev sed awk gawk python python3 perl ruby node jq")
_COMPOSES = re.compile(r"-|\\(?![ntr])")
"""A dash, or an escape other than a blank's (`tr '\\t' '\\n'`)."""
_OPTION = re.compile(r"(?:\A|[\s('\"])[-+@](?=[^\s])")
_OWN_FLAGS = re.compile(r"-[neE]+\Z")
_NAMED = re.compile(r"\"?\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)[^}]*\}|([0-9]+|[@*]|\{[0-9@*]+[^}]*\}))")
_POSITIONAL = "$1"


class Injections:
    """Which variables a command fills with text of its own, and which of them end up among a program's words."""

    def __init__(self) -> None:
        self._composed: set[str] = set()
        self._read: set[str] = set()
        self._used: dict[str, str] = {}
        self._direct = ""
        self._appended = ""
        self._fed = False

    def assigns(self, name: str, value: Word) -> None:
        """Take in that `name` gets `value`."""
        if _composed(value):
            self._composed.add(name)

    def goes_over(self, name: str, words: Iterable[Word]) -> None:
        """Take in a loop's variable; without words it goes over the positional ones."""
        given = tuple(words)
        if not given or any(_composed(word) for word in given):
            self._composed.add(name)

    def feeds(self, source: Redirect | Pipeline) -> None:
        """Take in a text that is handed to standard input."""
        if isinstance(source, Redirect):
            text = source.target.text if source.operator in {"<<", "<<<"} else ""
            self._fed = self._fed or _OPTION.search(text) is not None
        else:
            steps = (step for step in source.parts[:-1] if isinstance(step, Simple))
            self._fed = self._fed or any(_puts_together(step) for step in steps)

    def sets(self, program: str, words: tuple[Word, ...]) -> None:
        """Take in a builtin or a function that sets variables from its words or from standard input."""
        if program in {"read", "mapfile", "readarray"}:
            self._read |= {word.text for word in words}
        elif any(_composed(word) for word in words[1 if program == "set" else 0 :]):
            self._composed.add(_POSITIONAL)

    def runs(self, call: Call) -> None:
        """Take in a call that its rule takes for a read."""
        if call.program in _HARMLESS:
            return
        if call.more_args:
            self._appended = call.program
        for word in call.args:
            if word.text[:1] != OPAQUE:
                continue
            match = _NAMED.match(word.raw)
            if word.raw[:1] not in {"$", '"', "`"}:  # the mark of `xargs -I`
                self._appended = call.program
            elif match is not None:
                self._used.setdefault(match[1] or match[2] or _POSITIONAL, call.program)
            elif _composed(word):
                self._direct = call.program

    @property
    def doubt(self) -> str:
        """Why the options cannot be vouched for; empty where they can."""
        if not (self._direct or self._used or self._appended):
            return ""
        composed = self._composed | (self._read if self._fed else set())
        program = self._direct or next((self._used[name] for name in self._used if name in composed), "")
        program = program or (self._appended if self._fed else "")
        return f"The command builds arguments for `{program}` at run time; they could be options." if program else ""


_APPENDABLE = _HARMLESS | names(
    "file zcat bzcat xzcat gzcat lzcat zgrep strings od hexdump hd diff cmp comm sha224sum sha384sum sha512sum shasum "
    "b2sum b3sum nm readelf getfacl lsattr namei ps pgrep pidof lsof unzip zipinfo"
)
"""Programs that do no harm whatever words are appended to theirs."""
_TAKES_PROGRAM = names("awk gawk mawk nawk jq gojq")
"""Programs whose first operand is a program; behind it come files alone, or options that do no harm."""


def may_append(call: Call) -> bool:
    """Whether operands and options that nobody has seen can be appended to a call that reads."""
    if call.program in _TAKES_PROGRAM:
        return any(word.text[:1] != "-" for word in call.args)
    return call.program in _APPENDABLE or any(word.text == "--" for word in call.args[:-1])


def _composed(value: Word) -> bool:
    """Whether `value` may hold an option that the command's author chose."""
    if not value.parts:
        return _OPTION.search(value.raw if OPAQUE in value.text else value.text) is not None
    return any(_puts_together(simple) for simple in walk(value.parts))


def _puts_together(simple: Simple) -> bool:
    """Whether a command prints a text of its own that could be an option."""
    if not simple.words:
        return False
    program = simple.words[0].text.rpartition("/")[2]
    words = [word.text for word in simple.words[1:] if not _OWN_FLAGS.match(word.text)]
    if program in _PRINTS:
        return any(re.search(r"[-\\+@]", text) for text in words)
    if program in _CHANGES:
        return any(text[:1] != "-" and _COMPOSES.search(text) for text in words) or "-" in words or "--" in words
    return program in _DECODES
