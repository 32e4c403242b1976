"""How a command line is stopped and whether it takes long: the gravest of the programs that it runs."""

from __future__ import annotations

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.judging.programs import base_name
from cloud_assist.tools.stopping import StopPolicy, gravest, policy_of


def stop_policy(judgement: Judgement) -> StopPolicy:
    """Return how a judged command is stopped: what stands inside wrappers, pipelines and `bash -c` counts, too."""
    lines = ([word.text for word in simple.words] for simple in judgement.commands)
    return gravest(policy_of([base_name(words[0]), *words[1:]]) for words in lines)
