"""Builtins that set, name or evaluate variables, and those that complete words.

A variable's name is more than a name: bash evaluates the subscript of `a[$(id)]` wherever it takes one, however it is
quoted. Source: the bash manual, Shell Builtin Commands, Arrays and Programmable Completion.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Rule, Ruling, Word, ruled
from cloud_assist.command.rules.engine.effects import assignment_ruling
from cloud_assist.command.rules.engine.numbers import is_number
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_ASSIGNED = re.compile(r"([A-Za-z_]\w*)(\[[^\]]*\])?\+?=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"[A-Za-z_]\w*(?:\[(?:\w+|[@*])\])?\Z", re.ASCII)
_EXPRESSION = re.compile(r"[\w\s+\-*/%()<>=!&|^~?:,]*\Z", re.ASCII)


def _harmless(call: Call) -> Ruling:
    return ruled(call, Risk.READ_ONLY, "variable.set", f"`{call.program}` affects only this command.")


def _evaluates(call: Call) -> Ruling:
    text = f"`{call.program}` evaluates a text, which can run commands (`a[$(id)]`)."
    return ruled(call, Risk.UNKNOWN, "variable.evaluated", text, Code.FOREIGN_CODE)


def set_variable(call: Call, name: Word) -> Ruling | None:
    """Return what it means that `call` sets or asks for the variable `name`; None for an ordinary one."""
    if OPAQUE in name.text or not _VARIABLE.match(name.text):
        return _evaluates(call)
    return assignment_ruling(name.text.partition("[")[0], Word(OPAQUE, ""))


def _declare(call: Call) -> Ruling:
    """export, declare, local, readonly, typeset: assignments, judged by the variable's name and attributes."""
    letters = "".join(word.text[1:] for word in call.args if word.text[:1] in {"-", "+"})
    for word in call.args:
        if word.text[:1] in {"-", "+"}:
            continue
        ruling = _declared(call, word, letters)
        if ruling is not None:
            return ruling
    named = any(word.text[:1] not in {"-", "+"} for word in call.args)
    if not named and call.program in {"export", "declare", "typeset"} and "f" not in letters.lower():
        text = "It prints every variable, including keys."
        return ruled(call, Risk.SENSITIVE, "variable.print", text, Code.REVEALS_SECRET)
    return _harmless(call)


def _declared(call: Call, word: Word, letters: str) -> Ruling | None:
    match = _ASSIGNED.match(word.text)
    if match is None:
        if not _VARIABLE.match(word.text) and "f" not in letters.lower():
            return _evaluates(call)
        return None
    name, subscript, value = match[1], match[2] or "", match[3]
    if not _VARIABLE.match(name + subscript):
        return _evaluates(call)
    raw = word.raw.partition("=")[2] if "=" in word.raw else word.raw
    given = Word(value, raw, parts=word.parts)
    if ("i" in letters and not is_number(given)) or ("n" in letters and not _VARIABLE.match(value)):
        return _evaluates(call)
    return assignment_ruling(name, given)


_OPERANDS_OF = {"read": "adinNptu", "mapfile": "dnOsuCc", "readarray": "dnOsuCc"}


def _read(call: Call) -> Ruling:
    """read and mapfile set the variables that they are given; `mapfile -C` runs shell text."""
    takes = _OPERANDS_OF[call.program]
    skip = False
    for word in call.args:
        if skip:
            skip = False
            continue
        if word.text[:1] == "-":
            letter = next((index for index, c in enumerate(word.text) if index and c in takes), 0)
            if "C" in word.text and call.program != "read":
                return ruled(call, Risk.UNKNOWN, "variable.callback", "`mapfile -C` runs a command for each line.")
            skip = bool(letter) and letter == len(word.text) - 1 and word.text[letter] != "a"
            continue
        ruling = set_variable(call, word)
        if ruling is not None:
            return ruling
    return _harmless(call)


def _let(call: Call) -> Ruling:
    """`let` evaluates each operand as arithmetic."""
    if not all(_EXPRESSION.match(word.text) for word in call.args):
        return _evaluates(call)
    return _harmless(call)


def _unset(call: Call) -> Ruling:
    if any(word.text[:1] != "-" and not _VARIABLE.match(word.text) for word in call.args):
        return _evaluates(call)
    return _harmless(call)


def _complete(call: Call) -> Ruling:
    """`compgen -W` expands its words, `-C` runs a command, `-F` a function; the others only list names."""
    if any(word.text[:1] == "-" and set(word.text) & set("WCF") for word in call.args) or any(
        word.opaque for word in call.args
    ):
        return ruled(call, Risk.UNKNOWN, "variable.complete", f"`{call.program}` can run commands to find words.")
    return _harmless(call)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("export", "declare", "local", "readonly", "typeset"), _declare),
    **dict.fromkeys(("read", "mapfile", "readarray"), _read),
    "let": _let,
    "unset": _unset,
    "getopts": _harmless,
    **dict.fromkeys(("complete", "compgen", "compopt"), _complete),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "export A=1",
        "export A B",
        "declare -a x=(1 2)",
        "declare -i n=5",
        "declare -n ref=name",
        "declare -f name-of-function",
        "read -r line",
        "read -p 'Name? ' -t 5 name",
        "IFS=, read -ra parts",
        "mapfile -t lines < f",
        "mapfile -n 5 -t lines < f",
        "unset X",
        "unset 'x[1]'",
        "let x=1+2 'y = x * 2'",
        "compgen -c",
        "complete -p",
        "export PAGER=cat",
        "declare -p PATH",
    ),
    Risk.SENSITIVE: ("export -p", "declare -x"),
    Risk.UNKNOWN: (
        "export PATH=.:$PATH",
        "export LD_PRELOAD=./x",
        "declare -n ref='a[$(id)]'",
        "declare -i n='a[$(id)]'",
        "declare 'a[$(id)]=1'",
        "local $X",
        "read PATH",
        "read 'a[$(id)]'",
        "mapfile -C 'rm' x",
        "let 'a[$(id)]=1'",
        "let $X",
        "unset 'a[$(id)]'",
        "compgen -W '$(id)'",
        "compgen -C id",
        "complete -C id ls",
        "printf -v 'a[$(id)]' x",
    ),
}
