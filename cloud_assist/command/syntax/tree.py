"""The typed tree of a shell command: simple commands, pipelines, lists, functions, and the words they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

OPAQUE = "\0"
"""Stands in `Word.text` for a part whose value is known only when the command runs. NUL cannot occur in an argument."""

EVALUATED = "arithmetic"
"""Kind of a block that bash evaluates as arithmetic; its words are the names whose values it evaluates in turn."""


class NotUnderstoodError(Exception):
    """A text holds something that is not understood; the message says what. Never leaves `syntax.parse`."""


class Word(NamedTuple):
    """One word of a command after quote removal."""

    text: str
    """The value, with OPAQUE for each expansion."""
    raw: str
    """The bytes as written."""
    splits: bool = False
    """Whether an unquoted expansion or a brace list may turn it into no word or into several."""
    glob: bool = False
    """Whether it holds an unquoted `*`, `?` or `[`."""
    tilde: bool = False
    """Whether it begins with an unquoted `~`."""
    parts: tuple[Part, ...] = ()
    """What its substitutions run."""

    @property
    def opaque(self) -> bool:
        """Whether any of it is known only when the command runs."""
        return OPAQUE in self.text

    @property
    def quoted(self) -> bool:
        """Whether any of it is quoted or escaped."""
        return self.raw != self.text and any(mark in self.raw for mark in "'\"\\")


class Assignment(NamedTuple):
    """`NAME=value`, before a command or alone."""

    name: str
    value: Word


class Redirect(NamedTuple):
    """One redirection."""

    operator: str
    """As written: ">", ">>", ">&", "&>", "<", "<<", "<<<", ">|", "<>"."""
    target: Word
    """The file or descriptor; for a heredoc its body."""
    descriptor: str = ""


class Simple(NamedTuple):
    """A simple command; with no words it only assigns or redirects."""

    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()


class Pipeline(NamedTuple):
    """Commands joined by `|` or `|&`."""

    parts: tuple[Part, ...]


class Block(NamedTuple):
    """Anything else that holds commands: a list, a group, a loop, a condition, a case, a test, arithmetic."""

    kind: str
    parts: tuple[Part, ...]
    words: tuple[Word, ...] = ()
    """What a loop goes over or a case looks at."""
    redirects: tuple[Redirect, ...] = ()
    variable: str = ""
    """The loop's variable."""


class Function(NamedTuple):
    """A function definition; nothing runs until its name is called."""

    name: str
    body: Part


Part = Simple | Pipeline | Block | Function


class Script(NamedTuple):
    """A whole command as a person or a model wrote it."""

    parts: tuple[Part, ...]
    problems: tuple[str, ...] = ()
    """Why it cannot be vouched for; empty for a script that is understood whole."""
    words: frozenset[str] = frozenset()
    """Where there are problems: every word of the text that could name a program."""


class InnerScript(NamedTuple):
    """Shell text that a command of another script runs: `bash -c`, `eval`, `xargs sh -c`."""

    script: Script
    owner: int
    """Which of all simple commands runs it (`Judgement.commands`)."""
    same_shell: bool
    """Whether the shell that reads the command runs it too, so that what it sets stays set."""


def walk(parts: Iterable[Part]) -> Iterator[Simple]:
    """Yield every simple command in `parts`, those in substitutions, redirections and function bodies too."""
    for part in parts:
        if isinstance(part, Simple):
            yield part
            for word in (*part.words, *(a.value for a in part.assignments), *(r.target for r in part.redirects)):
                yield from walk(word.parts)
        elif isinstance(part, Function):
            yield from walk((part.body,))
        else:
            yield from walk(part.parts)
            if isinstance(part, Block):
                for word in (*part.words, *(r.target for r in part.redirects)):
                    yield from walk(word.parts)
