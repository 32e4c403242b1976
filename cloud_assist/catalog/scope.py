"""Where a command is to act, when the request says so: "in eu-west-1", "in namespace web", "with profile dev"."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

_NAME = r"['\"`]?(?P<value>[A-Za-z0-9][\w.:/@-]*[\w]|[A-Za-z0-9])['\"`]?"
_REGION = r"(?P<value>(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central)+-\d)"
_END = re.compile(r"\s+(?:--\s|[|>;&])|\s--$")


@dataclass(frozen=True, slots=True)
class _Scope:
    programs: frozenset[str]
    pattern: re.Pattern[str]
    """Finds the value in a request; more than one alternative uses the same group in turn."""
    option: str
    present: re.Pattern[str]
    """Matches a command that settles this already."""


def _scope(programs: str, option: str, *patterns: str, present: str = "") -> tuple[_Scope, ...]:
    settled = re.compile(rf"\s{option}\b{present}")
    return tuple(_Scope(frozenset(programs.split()), re.compile(p, re.IGNORECASE), option, settled) for p in patterns)


_SCOPES = (
    *_scope("aws", "--region", rf"(?<![\w/-]){_REGION}(?![\w-])"),
    *_scope("aws", "--profile", rf"\b(?:with|using|as|for|from) (?:the )?(?:aws )?profile {_NAME}"),
    *_scope(
        "kubectl helm",
        "--namespace",
        rf"\b(?:in|from|of|for) (?:the )?(?:namespace|ns) {_NAME}",
        rf"\b(?:in|from|of|for) (?:the )?{_NAME} (?:namespace|ns)\b",
        present=r"|\s-n\s|\s-A\b|\s--all-namespaces\b|\bnamespaces?\b|\bnodes?\b",
    ),
    *_scope("kubectl", "--context", rf"\b(?:in|on|with|using) (?:the )?context {_NAME}", present=r"|\bconfig\b"),
    *_scope("gcloud", "--project", rf"\b(?:in|of|for) (?:the )?project {_NAME}", present=r"|\bprojects?\b"),
)
_NOT_A_NAME = frozenset(
    {"the", "a", "all", "this", "that", "my", "each", "every", "another", "new", "current", "default"}
)


def scoped(command: str, prompt: str) -> str:
    """Return a command with the options added that say where it acts, as far as the request names the place."""
    program = command.split(maxsplit=1)[0] if command.strip() else ""
    for scope in _SCOPES:
        if program not in scope.programs or scope.present.search(command):
            continue
        found = scope.pattern.search(prompt)
        if found and found["value"].lower() not in _NOT_A_NAME and found["value"] not in command:
            command = _with_option(command, f"{scope.option} {shlex.quote(found['value'])}")
    return command


def without_scope(prompt: str) -> str:
    """Return a request without what it says of the place, which tells nothing about the task itself."""
    for scope in _SCOPES:
        found = scope.pattern.search(prompt)
        if found and found["value"].lower() not in _NOT_A_NAME:
            # The thing's own word stays: a recipe may be about it ("list pods of a namespace").
            prompt = prompt[: found.start("value")] + prompt[found.end("value") :]
    return prompt


def _with_option(command: str, option: str) -> str:
    """Put an option at the end of the first simple command, before what belongs to another program."""
    end = _END.search(command)
    at = end.start() if end else len(command)
    return f"{command[:at]} {option}{command[at:]}"
