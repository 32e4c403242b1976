"""What an awk program can do besides print: `system()`, pipes, redirections, loading code.

Source: the GNU awk manual and POSIX. Strings and regular expressions are taken out first, so that `print "a > b"` is no
redirection; whatever is left and could be one counts as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"', re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])+/")
_BEFORE_REGEX = re.compile(r"(?:^|[~!(,{;&|?:\n=]|\breturn|\bprint|\bcase|\bin)\s*$")
_ENVIRON = re.compile(r"\bSYMTAB\b|\bENVIRON\b(?:\s*\[\s*\x01(\d+)\x02\s*\])?")
_HARMLESS_FILES = frozenset({"/dev/stderr", "/dev/stdout", "/dev/null", "-"})


@dataclass(frozen=True, slots=True)
class AwkEffects:
    """What a program does."""

    commands: tuple[str, ...] = ()
    """Shell text that it runs, where that is a plain string."""
    writes: tuple[str, ...] = ()
    """Files it writes, where the name is a plain string."""
    strings: tuple[str, ...] = ()
    """Its plain strings: any of them may be the name of a file that it reads (`getline < "f"`, `ARGV[1] = "f"`)."""
    variables: tuple[str, ...] = ()
    """Variables of the environment that it looks up; "" where it may be all of them."""
    understood: bool = True


def _masked(program: str) -> tuple[str, list[str]]:
    """Return the program with each string as `\\x01N\\x02`, regular expressions and comments left out,
    and the strings.
    """
    out: list[str] = []
    strings: list[str] = []
    at = 0
    while at < len(program):
        character = program[at]
        if character == '"':
            match = _STRING.match(program, at)
            if match is None:
                return "", []
            strings.append(match.group(0)[1:-1])
            out.append(f"\x01{len(strings) - 1}\x02")
            at = match.end()
        elif character == "#":
            end = program.find("\n", at)
            at = len(program) if end < 0 else end
        elif character == "/" and _BEFORE_REGEX.search("".join(out)[-40:]) and (match := _REGEX.match(program, at)):
            out.append("R")
            at = match.end()
        else:
            out.append(character)
            at += 1
    return "".join(out), strings


def effects_of(program: str) -> AwkEffects:
    """Return what an awk program does; not `understood` where a file or a command is made at run time."""
    if "\x01" in program or "\x02" in program or "\\\n" in program:
        return AwkEffects(understood=False)
    text, strings = _masked(program)
    if not text and program.strip():
        return AwkEffects(understood=False)
    if re.search(r"@|\bextension\b|\|&|\bload\b|/inet", text):
        return AwkEffects(understood=False)
    commands: list[str] = []
    writes: list[str] = []
    for statement in re.split(r"[;\n{}]", text):
        if not _statement(statement, strings, commands, writes):
            return AwkEffects(understood=False)
    looked_up = [strings[int(found[1])] if found[1] else "" for found in _ENVIRON.finditer(text)]
    return AwkEffects(tuple(commands), tuple(writes), tuple(strings), tuple(looked_up))


def _statement(statement: str, strings: list[str], commands: list[str], writes: list[str]) -> bool:
    for match in re.finditer(r"\bsystem\s*\(", statement):
        literal = re.compile(r"\s*\x01(\d+)\x02\s*\)").match(statement, match.end())
        if literal is None:
            return False
        commands.append(strings[int(literal[1])])
    plain = statement.replace("||", "  ")
    for match in re.finditer(r"\|", plain):
        after = re.compile(r"\s*\x01(\d+)\x02\s*$").match(plain, match.end())
        before = re.search(r"(?:^|[=(!\s])\s*\x01(\d+)\x02\s*$", plain[: match.start()])
        if (
            re.match(r"\s*getline\b", plain[match.end() :])
            and before
            and not re.search(r"\x02\s*\x01\d+\x02\s*$", plain[: match.start()])
        ):
            commands.append(strings[int(before[1])])
        elif after:
            commands.append(strings[int(after[1])])
        else:
            return False
    return _redirections(plain, strings, writes)


def _redirections(statement: str, strings: list[str], writes: list[str]) -> bool:
    """`print … > file`: a `>` after print that no parenthesis holds."""
    found = re.search(r"\bprintf?\b(.*)", statement, re.DOTALL)
    if found is None:
        return True
    depth = 0
    rest = found[1]
    for index, character in enumerate(rest):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == ">" and depth <= 0:
            target = re.compile(r">?\s*\x01(\d+)\x02\s*$").match(rest, index + 1)
            if target is None:
                return False
            name = strings[int(target[1])]
            if name not in _HARMLESS_FILES:
                writes.append(name)
            return True
    return True
