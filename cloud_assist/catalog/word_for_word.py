"""A request that is a command already: `git status`, `ls -la`, `run terraform plan`; not "make a folder".

Many programs have names that are words of everyday English: find, make, sort, time. A request that begins with one is
a command only where the rest looks like arguments; with any other known program, unless the rest looks like a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cloud_assist.catalog.words import VOCABULARY, is_verb, stem, word_set
from cloud_assist.tools.registry import tool_of, without_version

_TABLE = VOCABULARY["word_for_word"]
_ENGLISH = word_set(_TABLE["english"])
_SENTENCE = word_set(_TABLE["sentence"])
_THINGS = word_set(_TABLE["things"])
_SAID_OF = {"echo": frozenset[str](), "kubectl": _THINGS - word_set(_TABLE["kinds"])}
"""The words for things that are no bare arguments, for the programs of which that is less than all."""
_TARGETS = word_set(_TABLE["targets"])
_WRAPPERS = frozenset({"time", "watch", "sudo", "nohup", "nice", "exec", "command", "env"})
_NEVER_BARE = frozenset({"find", "test", "look", "install", "link", "open", "which"})
"""Programs of which a file's name alone makes no command: "find notes.txt"."""
_WITH_OPERATIONS = frozenset({"aws", "gcloud", "az", "kubectl", "terraform", "docker", "helm", "git", "gh"})
"""CLIs whose first words must be one of their operations."""
_TOKEN = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|\$\([^)]*\)|[^\s"'`])+""")
_SHAPED = re.compile(r"""^["'$~.\d@+%]|^-\w|^--|[/=*{}()\[\]|<>&;$"'\\]|\w\.[A-Za-z]\w{0,4}$|\w\.\w+\.\w""")
"""A word as arguments have them: a path, a number, an option, a quoted text, a pattern."""
_OPTION = re.compile(r"--?[A-Za-z0-9]|\||[<>]|&&|;")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_LOOP = re.compile(r"(?:for \w+ in|while|until|if) .+; *(?:do|then) .+; *(?:done|fi)$", re.DOTALL)
_QUOTED_WHOLE = re.compile(r"(?P<mark>`+)(?P<text>[^`]+)(?P=mark)")
_ORDERED = re.compile(r"(?:please )?(?:run|execute)(?: the command)?:? +(?P<text>\S.*)", re.IGNORECASE | re.DOTALL)

IsOperation = Callable[[str, tuple[str, ...]], bool]
"""Whether a CLI has an operation, or a group of them, with this path."""


def as_command(prompt: str, is_operation: IsOperation) -> str:
    """Return the command that a request is, without "run" or a prompt's sign before it; "" for a request in words."""
    text = prompt.strip()
    ordered = _ORDERED.fullmatch(text)
    text = ordered["text"] if ordered else text
    quoted = _QUOTED_WHOLE.fullmatch(text)
    if quoted or text.startswith("$ "):
        text = (quoted["text"] if quoted else text.removeprefix("$ ")).strip()
        return text if _program(_TOKEN.findall(text)) else ""
    if _LOOP.match(text):
        return text
    return text if _is_command(_TOKEN.findall(text), is_operation) else ""


def _program(words: list[str]) -> str:
    """Return the program that the words would start, where one of that name is known."""
    name = next((word for word in words if not _ASSIGNED.match(word)), "")
    return name if tool_of(without_version(name)) is not None else ""


def _is_command(words: list[str], is_operation: IsOperation) -> bool:
    program = _program(words)
    if not program:
        return False
    at = words.index(program)
    rest = words[at + 1 :]
    if program in _WRAPPERS and rest and not _OPTION.match(rest[0]):
        return _is_command(rest, is_operation) or (len(rest) == 1 and bool(_program(rest)))
    if program in _WITH_OPERATIONS:
        return _calls_an_operation(program, rest, is_operation)
    if _is_sentence(program, rest):
        return False
    return program not in _ENGLISH or at > 0 or _english_is_command(program, rest)


def _is_sentence(program: str, rest: list[str]) -> bool:
    """Whether among the bare words behind a program, or behind an operation, are some that only a sentence has."""
    if len(rest) > 1 and rest[-1].endswith("?") and rest[-1][:-1].isalpha():
        return True
    if program == "kubectl" and rest == ["all"]:
        return False
    return any(
        word.lower().rstrip("!,.?") in _SENTENCE | _SAID_OF.get(program, _THINGS)
        for at, word in enumerate(rest)
        if not _is_value(program, rest, at) and not _is_called_a(rest, at)
    )


def _is_value(program: str, rest: list[str], at: int) -> bool:
    return at > 0 and rest[at - 1].startswith("-") and program not in _ENGLISH


def _is_called_a(rest: list[str], at: int) -> bool:
    """Whether a word is the name of a file or branch "a", and not the article."""
    return rest[at] == "a" and (at + 1 == len(rest) or not rest[at + 1].isalpha() or len(rest[at + 1]) == 1)


def _calls_an_operation(program: str, rest: list[str], is_operation: IsOperation) -> bool:
    if not rest:
        return False
    if rest[0].startswith("-"):
        return not _is_sentence(program, rest)
    lengths = (length for length in range(len(rest), 0, -1) if is_operation(program, tuple(rest[:length])))
    length = next(lengths, 0)
    return length > 0 and not _is_sentence(program, rest[length:])


def _english_is_command(program: str, rest: list[str]) -> bool:
    """Whether a program with an English name is meant as a program."""
    if not rest:
        return program not in _NEVER_BARE
    if program == "make" and len(rest) == 1 and (rest[0] in _TARGETS or is_verb(stem(rest[0]))):
        return True
    if program == "which" and len(rest) == 1:
        return bool(_program(rest)) and rest[0] not in _ENGLISH
    if all(_SHAPED.search(word) for word in rest):
        return program not in _NEVER_BARE or any(map(_OPTION.match, rest))
    return any(map(_OPTION.match, rest))
