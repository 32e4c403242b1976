"""Exit statuses that are an answer and no failure: grep's 1 is "nothing found".

To add a program, give it an entry: the status, what it means, and which verbs and options make it mean that. Where the
same status can be a failure as well, `said` tells the two apart. Then add a command that the program really answers to
`tests/agent/test_answers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

SILENT = r"(?!)"
"""For `Answer.said`: no line fits it, so nothing may have been written to stderr."""
_WARNINGS = r"Warning: .*"
_FOUND_PROBLEMS = "problems found"


class Answer(NamedTuple):
    """One exit status of a program that is an answer."""

    status: int
    meaning: str
    """What it says, in a few words that can stand alone: "nothing found"."""
    verbs: tuple[str, ...] = ()
    """The verbs of which one has to stand in the command: "merge-base"; () for any command."""
    options: tuple[str, ...] = ()
    """The options of which one has to stand in the command; () where none is needed."""
    said: str = ""
    """Where this status can be a failure too: what every line of stderr matches when it is the answer."""


class HandsOn(NamedTuple):
    """A program that runs another one and ends in its status, or in one of its own for all that are not 0."""

    failed_status: int | None = None
    """The status that stands for each of the other program's; None where that one's is handed on."""


def _linter(*statuses: int, options: tuple[str, ...] = (), verbs: tuple[str, ...] = ()) -> tuple[Answer, ...]:
    return tuple(Answer(status, _FOUND_PROBLEMS, verbs, options, SILENT) for status in statuses)


_FOUND_NOTHING = (Answer(1, "nothing found"),)
_DIFFER = (Answer(1, "they differ"),)
_FALSE = (Answer(1, "false"),)
_NO_PROCESS = (Answer(1, "no such process"),)
_ZERO = (Answer(1, "zero or empty"),)
_PLAN = (
    Answer(2, "there are changes", ("plan",), ("-detailed-exitcode", "--detailed-exitcode")),
    Answer(3, "not formatted", ("fmt",), ("-check", "--check"), SILENT),
)
_TELLING = ("--quiet", "--exit-code", "--no-index")
_UNTRACKED = r"error: pathspec .* did not match any file.*|Did you forget to 'git add'\?"
_NOT_INSTALLED = "not installed"
_DPKG = r"dpkg-query: package .* is not installed.*|dpkg-query: no p(ackages|ath) found matching .*|Use dpkg .*"

ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    # Searching
    **dict.fromkeys(("grep", "egrep", "fgrep", "zgrep", "bzgrep", "xzgrep", "rg"), _FOUND_NOTHING),
    "ag": (Answer(1, "nothing found", said=SILENT),),
    "jq": (
        Answer(1, "false or null", options=("-e", "--exit-status")),
        Answer(4, "nothing found", options=("-e", "--exit-status")),
    ),
    "getent": (Answer(2, "not found"),),
    "lsof": (Answer(1, "nothing found", said=SILENT),),
    "fuser": (Answer(1, "not in use", said=SILENT),),
    # Comparing
    **dict.fromkeys(("diff", "cmp", "colordiff"), _DIFFER),
    "sort": (Answer(1, "not sorted", options=("-c", "-C", "--check"), said=r"sort: .*: disorder: .*"),),
    # Testing
    **dict.fromkeys(("test", "["), _FALSE),
    **dict.fromkeys(("expr", "let"), _ZERO),
    # Programs and packages
    "which": (Answer(1, "not found", said=r".*: no .* in \(.*\)"),),
    "command": (Answer(1, "not found", options=("-v", "-V"), said=r".*: not found"),),
    "type": (Answer(1, "not found", said=r".*: not found"),),
    **dict.fromkeys(
        ("dpkg", "dpkg-query"),
        (
            Answer(1, _NOT_INSTALLED, options=("-s", "--status"), said=_DPKG),
            Answer(1, "nothing found", options=("-l", "--list", "-S", "--search", "-W", "--show"), said=_DPKG),
        ),
    ),
    "rpm": (Answer(1, _NOT_INSTALLED, options=("-q", "--query"), said=SILENT),),
    "apk": (Answer(1, _NOT_INSTALLED, ("info",), ("-e", "--installed"), SILENT),),
    # Processes and services
    **dict.fromkeys(("pgrep", "pidof"), _NO_PROCESS),
    "kill": (Answer(1, "no such process", options=("-0",), said=r".*No such process"),),
    "killall": (Answer(1, "no such process", options=("-0",), said=r".*no process found"),),
    "systemctl": (
        Answer(3, "not active", ("is-active", "status")),
        Answer(4, "no such unit", ("is-active", "status"), said=r"Unit .* could not be found\."),
        Answer(1, "not enabled", ("is-enabled",), said=SILENT),
        Answer(1, "not failed", ("is-failed",), said=SILENT),
    ),
    "crontab": (Answer(1, "there is none", options=("-l",), said=r"no crontab for .*"),),
    # Network
    "ping": (Answer(1, "no reply", said=SILENT),),
    "nc": (Answer(1, "not open", options=("-z",), said=r".*([Cc]onnection refused|timed out).*"),),
    # Version control
    "git": (
        Answer(1, "they differ", ("diff", "diff-index", "diff-files", "diff-tree"), _TELLING),
        Answer(1, "nothing found", ("grep",)),
        Answer(1, "not an ancestor", ("merge-base",), ("--is-ancestor",)),
        Answer(2, "nothing found", ("ls-remote",), ("--exit-code",)),
        Answer(1, "nothing found", ("show-ref",), said=SILENT),
        Answer(1, "nothing found", ("rev-parse", "symbolic-ref"), ("-q", "--quiet"), SILENT),
        Answer(1, "not set", ("config",), ("--get", "--get-all", "--get-regexp"), SILENT),
        Answer(1, "not set", ("config get",), said=SILENT),
        Answer(1, "not ignored", ("check-ignore",), said=SILENT),
        Answer(1, "not tracked", ("ls-files",), ("--error-unmatch",), _UNTRACKED),
    ),
    # Clouds
    "aws": (Answer(1, "nothing found", ("s3 ls",), said=SILENT),),
    "kubectl": (
        Answer(1, "there are changes", ("diff",), said=_WARNINGS),
        Answer(1, "not allowed", ("auth can-i",), said=_WARNINGS),
    ),
    **dict.fromkeys(("terraform", "tofu", "terragrunt"), _PLAN),
    **dict.fromkeys(("helm", "helmfile"), (Answer(2, "there are changes", ("diff",), ("--detailed-exitcode",)),)),
    # Checking what is written
    **dict.fromkeys(("shellcheck", "hadolint", "yamllint", "actionlint", "flake8", "mypy", "eslint"), _linter(1)),
    **dict.fromkeys(("tflint", "ansible-lint"), _linter(2)),
    "ruff": (Answer(1, _FOUND_PROBLEMS, ("check", "format")),),
    "black": (Answer(1, "not formatted", options=("--check",)),),
    "prettier": (Answer(1, "not formatted", options=("-c", "--check", "-l", "--list-different")),),
}  # fmt: skip
"""By program."""

HANDS_ON: Mapping[str, HandsOn] = {
    **dict.fromkeys(
        ("sudo", "doas", "env", "time", "timeout", "nice", "ionice", "nohup", "stdbuf", "setsid"), HandsOn()
    ),
    "command": HandsOn(),
    "xargs": HandsOn(123),
    "find": HandsOn(1),
}
"""By program: those that end in what another program answered."""

COMPLAINS = frozenset(
    ("cd", "pushd", "popd", "echo", "printf", "export", "cat", "ls", "mkdir", "rm", "cp", "mv", "head", "tail", "wc")
)
"""Programs that never fail in silence: where nothing was said, it was not they who failed."""
STEERS = frozenset(("set", "trap", "exit", "exec", "eval", "source", ".", "return", "shopt"))
"""Builtins that can make the status of the whole another one than that of the command that came last."""
