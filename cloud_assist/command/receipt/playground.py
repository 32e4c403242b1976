"""What holds a command in the playground (`--demo`), and what would let it out.

Its proxy answers for AWS's hosts and refuses all others, so that an AWS command is held whatever endpoint or profile it
names, as long as it finds the proxy. Here is seen whether it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.receipt.invocation import Invocation
from cloud_assist.command.syntax.tree import Simple
from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding
from cloud_assist.settings import PLAYGROUND, PROXY_VARIABLES

_AWS = re.compile(
    r"(?<![\w-])(?:aws|aws-cli|s5cmd|eksctl|sam|cdk|copilot|chalice|boto3?|botocore|terraform|tofu|terragrunt|pulumi)"
    r"(?![\w-])|amazonaws|amazon/|\.aws\b",
)
"""What says that a command is about AWS."""
_HOLDS = re.compile(rf"\b(?:(?:https?|all|no)_proxy|{PLAYGROUND})\b", re.IGNORECASE)
"""The variables that hold a command in the playground."""
_ANY = frozenset({""})
_CONTAINERS = frozenset({"run", "exec", "create", "compose", "start"})
_ELSEWHERE = {
    **dict.fromkeys(
        ("sudo", "doas", "su", "runuser", "pkexec", "run0", "machinectl", "at", "batch", "crontab", "systemd-run",
         "nsenter", "ssh", "mosh", "screen", "tmux", "flatpak"),
        _ANY,
    ),
    **dict.fromkeys(("docker", "podman", "nerdctl"), _CONTAINERS),
    **dict.fromkeys(("kubectl", "oc"), frozenset({"exec", "run", "debug", "rsh", "create", "apply"})),
}  # fmt: skip
"""Programs that start others with another environment or on another machine, with the verbs that do."""
_AROUND_PROXY = re.compile(r"--(?:no-?proxy|proxy|preproxy|socks)[\w.-]*(?:=.*)?|.*(?:\buse_proxy|\bhttp\.proxy)\b.*")
"""Options by which a program passes a proxy by, or takes another."""
_CURL_PROXY = re.compile(r"-[a-zA-Z]*x")
_QUOTING = re.compile(r"['\"\\]|\\\n")
_CLEAN = frozenset({"-", "-i", "--ignore-environment"})


def playground_of(call: Invocation) -> str:
    """Return the URL of the playground that a program is held in; "" where it is in none, or would leave it."""
    where = "" if PLAYGROUND in call.assigned else call.environ.get(PLAYGROUND, "")
    held = all(call.environ.get(name) and name not in call.assigned for name in PROXY_VARIABLES)
    return where if held and not any(call.environ.get(name) for name in ("NO_PROXY", "no_proxy")) else ""


def leaves_playground(command: str, judgement: Judgement, environ: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what lets a command out of the playground; () outside of one, and for a command that stays in it.

    Args:
        command: the exact string.
        judgement: of it.
        environ: what it inherits.
    """
    if not environ.get(PLAYGROUND):
        return ()
    # Quoting inside a name does not change it: the parser parts `unset H''TTPS_PROXY` into two words.
    words = [command, _QUOTING.sub("", command), *(word.text for simple in judgement.commands for word in simple.words)]
    about_aws = any(_AWS.search(word) for word in words)
    doors = [*_variables(words), *(_around(judgement.commands) if about_aws else ())]
    if not doors:
        return ()
    text = f"It would leave the sandbox: {doors[0]}."
    return (finding(Code.LEAVES_PLAYGROUND, text, "Take that out, or run the command without --demo."),)


def _variables(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if named := _HOLDS.search(word):
            yield f"it names {named[0]}, which keeps requests there"


def _around(commands: Iterable[Simple]) -> Iterator[str]:
    for simple in commands:
        program, *arguments = (word.text for word in simple.words) if simple.words else ("",)
        program = program.rpartition("/")[2]
        if _ELSEWHERE.get(program, frozenset()) & {"", *arguments}:
            yield f"{program} starts programs outside of it"
        if (program == "env" and _CLEAN.intersection(arguments)) or (program == "exec" and "-c" in arguments):
            yield f"{program} drops the variables that keep requests there"
        if program == "unset" and any(word.opaque for word in simple.words):
            yield "unset drops a variable that is only known at run time"
        for argument in arguments:
            if _AROUND_PROXY.fullmatch(argument) or (program == "curl" and _CURL_PROXY.fullmatch(argument)):
                yield f"{visible(argument)} goes around its proxy"
