"""Plugins of kubectl that only report: `kubectl who-can …` runs the program `kubectl-who_can` from the PATH.

Sources: the krew index and the plugins' own manuals. A plugin that is not listed is a program that no rule covers.
"""

from __future__ import annotations

from cloud_assist.command.rules.cloud.kubectl import FLAGS, elsewhere
from cloud_assist.command.rules.engine.base import MANY, Args, Call, Effect, Program, Rule, Ruling
from cloud_assist.command.rules.engine.registry import programs_of
from cloud_assist.models import Risk


def _looks(call: Call, args: Args, verb: str) -> Ruling | None:
    """Judge whose cluster it asks, and with whose program to log in."""
    return elsewhere(call, args)


_PLUGIN = Program(
    "kubectl-plugin",
    Risk.READ_ONLY,
    FLAGS.extended(
        values="--sort --node-labels --namespace-labels -d --depth --scopes",
        switches="--pods --util --pod-labels --available -a --pod-count --containers --dependencies --show-group "
        "--hide-requests --hide-limits",
    ),
    effects=(
        Effect("-o --output", Risk.SENSITIVE, "It may print the values of secrets.", value="(?!wide|name|table).*"),
        Effect("--log-file --log-dir --cache-dir --profile", Risk.MUTATING, "It writes files."),
    ),
    custom=_looks,
    examples={
        Risk.READ_ONLY: (
            "kubectl tree deployment web -n prod",
            "kubectl who-can delete pods",
            "kubectl resource-capacity --pods --util",
            "kubectl-who_can get secrets",
        ),
        Risk.SENSITIVE: ("kubectl lineage pod x -o yaml",),
        Risk.MUTATING: ("kubectl tree pod x --kubeconfig /tmp/other", "kubectl df-pv --log-file=f"),
        Risk.UNKNOWN: (
            "kubectl get-all",
            "kubectl neat get pod x",
            "kubectl -n prod who-can get pods",
            "kubectl tree $X",
            "ls | xargs kubectl tree",
        ),
    },
    operands=MANY,
)

RULES: dict[str, Rule] = dict.fromkeys(programs_of("cloud.kubectl_plugins"), _PLUGIN)
