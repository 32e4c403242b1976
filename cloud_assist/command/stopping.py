"""How a command line is stopped and whether it takes long: the gravest of the programs that it runs."""

from __future__ import annotations

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.judging.programs import base_name, without_version
from cloud_assist.command.syntax.parser import Simple
from cloud_assist.tools.registry import tool_of
from cloud_assist.tools.stopping import StopPolicy, gravest, policy_of


def stop_policy(judgement: Judgement) -> StopPolicy:
    """Return how a judged command is stopped: what stands inside wrappers, pipelines and `bash -c` counts, too."""
    return gravest(policy_of(_words(simple)) for simple in judgement.commands)


def _words(simple: Simple) -> tuple[str, ...]:
    name = base_name(simple.words[0].text)
    if tool_of(name) is None:
        name = without_version(name)
    return (name, *(word.text for word in simple.words[1:]))
