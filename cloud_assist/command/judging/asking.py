"""What a command would ask for at a terminal, which it does not have here, and how it is written so that it does not.

What the tools ask stands in their records, as `Tool.asks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise, takewhile

from cloud_assist.command.rules.engine.base import Call, Program, Rule
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Severity
from cloud_assist.tools.registry import registry, tool_of
from cloud_assist.tools.tool import Asked, Question, Sure

_NEEDS = {
    Asked.YES: "confirmation",
    Asked.SECRET: "a password or key",
    Asked.SIGN_IN: "an interactive sign-in",
    Asked.VALUES: "the missing values",
    Asked.EDITOR: "an interactive editor",
}
_FROM_STDIN = frozenset({Asked.YES, Asked.VALUES})
"""What can come through a pipe or from a file: `yes | terraform apply`."""
_CLUSTER = re.compile(r"-[A-Za-z]{2,5}")


def asked_for(call: Call, rule: Rule, environ: Mapping[str, str]) -> Finding | None:
    """Return what a command asks for and what to run instead, or None where nothing is known to be asked.

    An error where it surely comes to nothing without an answer; a warning where it may have nothing to ask.

    Args:
        call: the command, with what is piped into it.
        rule: of its program; tells operands from the values of options.
        environ: the environment that it inherits.
    """
    needed = registry().asking_words(call.program)
    if not needed:
        return None
    words = call.words
    if not any(map(frozenset(words).issuperset, needed)) or "--help" in words:
        return None
    options = tuple(takewhile(lambda word: word != "--", words))
    tool = tool_of(call.program)
    for question in tool.asks if tool is not None else ():
        if question.sure is Sure.SOMETIMES or not _answerless(question, call, environ):
            continue
        verb = next((verb for verb in question.verbs or ("",) if _has(verb, call, rule, options)), None)
        if verb is not None and not any(_given(option, options) for option in question.unless):
            return _found(question, verb, call)
    return None


def _answerless(question: Question, call: Call, environ: Mapping[str, str]) -> bool:
    if question.what in _FROM_STDIN and (call.upstream or any(r.operator[:1] == "<" for r in call.redirects)):
        return False
    return not any(environ.get(name) for name in question.unless_set)


def _operands(call: Call, rule: Rule) -> list[str]:
    if isinstance(rule, Program):
        return [word.text for word in rule.flags.parse(call.args).operands]
    return [word.text for word in call.args if word.text[:1] != "-"]


def _has(verb: str, call: Call, rule: Rule, texts: tuple[str, ...]) -> bool:
    """Return whether a call has the words of `verb`: leading operands, and options anywhere."""
    options, path = _taken_apart(verb)
    if not all(_given(option, texts) for option in options):
        return False
    if not path:
        return True
    operands = _operands(call, rule) if path[0] in {"*", "$", *call.words} else []
    if path[0] == "*":
        return path[1] in operands[1:5]
    if path[-1] == "$":
        return operands == path[:-1]
    return operands[: len(path)] == path


@cache
def _taken_apart(verb: str) -> tuple[list[str], list[str]]:
    """Return the options among the words of a verb of `Question`, and the others."""
    tokens = verb.split()
    return [token for token in tokens if token[0] == "-"], [token for token in tokens if token[0] != "-"]


def _given(option: str, texts: tuple[str, ...]) -> bool:
    """Return whether an option, or `--option=value`, is among the words before `--`; `-y` is in `-qy`, too."""
    name, equals, value = option.partition("=")
    if equals:
        return option in texts or any(pair == (name, value) for pair in pairwise(texts))
    for text in texts:
        if text[:1] != "-":
            continue
        if text.partition("=")[0] == name:
            return text.partition("=")[2].lower() not in {"false", "0", "no"} or "=" not in text
        if len(name) == 2 and _CLUSTER.fullmatch(text) and name[1] in text:
            return True
    return False


def _found(question: Question, verb: str, call: Call) -> Finding:
    suggestion = _rewritten(question, verb, call)
    text = f"`{call.program}` needs {_NEEDS[question.what]} at a terminal, which is not available here."
    if question.sure is Sure.USUALLY:
        text = f"`{call.program}` may need {_NEEDS[question.what]} at a terminal, which is not available here."
    if question.instead and suggestion:
        text += f" Or: {question.instead}."
    severity = Severity.ERROR if question.sure is Sure.ALWAYS else Severity.WARNING
    return finding(Code.INTERACTIVE, text, suggestion or question.instead, severity=severity)


def _rewritten(question: Question, verb: str, call: Call) -> str:
    """Return the command with the option that keeps it from asking, or without the one that makes it ask; "" if none.

    The first option of `unless` is the one to take.
    """
    raws = [word.raw for word in call.args]
    if not all(raws):
        return ""
    options = [token for token in verb.split() if token[0] == "-"]
    if question.leave_away:
        kept = [_without(raw, options) for raw in raws]
        return " ".join([call.program, *filter(None, kept)])
    if not question.unless or question.by_hand:
        return ""
    words = [token for token in verb.split() if token[0] not in "-*$"]
    at = max((raws.index(word) + 1 for word in words if word in raws), default=0)
    return " ".join([call.program, *raws[:at], question.unless[0], *raws[at:]])


def _without(raw: str, options: Iterable[str]) -> str:
    for option in options:
        if option in {raw, raw.partition("=")[0]}:
            return ""
        if len(option) == 2 and _CLUSTER.fullmatch(raw):
            raw = raw.replace(option[1], "")
    return "" if raw == "-" else raw
