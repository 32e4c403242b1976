"""oc: kubectl's verbs, and OpenShift's own."""

from __future__ import annotations

from cloud_assist.command.rules.cloud.kubectl import CODES, EFFECTS, FLAGS, VERBS, looks
from cloud_assist.command.rules.engine.base import Args, Call, Program, Rule, Ruling, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_OC_VERBS = verbs(
    read_only="project, projects, status, whoami, process, adm top, adm node-logs, adm release info, adm policy "
    "who-can, policy who-can, image info, types",
    sensitive="serviceaccounts get-token, sa get-token, serviceaccounts create-kubeconfig, extract",
    mutating="login, logout, new-app, new-build, new-project, start-build, cancel-build, rsh, rsync, tag, "
    "import-image, rollout latest, rollout cancel, rollout retry, idle, registry login, image extract, image "
    "mirror, image append, adm policy, adm must-gather, adm inspect, adm cordon, adm uncordon, adm taint, adm "
    "upgrade, adm certificate, adm groups, adm new-project, adm catalog, adm release, adm build-chain, "
    "observe, secrets",
    destructive="adm drain, adm prune, adm policy remove-role-from-user, adm policy remove-cluster-role-from-user, "
    "adm policy remove-user, adm policy remove-group, adm migrate",
)

_ALL = {**VERBS, **_OC_VERBS}


def _oc_looks(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb == "project" and len(args.operands) > 1:
        return ruled(call, Risk.MUTATING, "kubectl.project", "", Code.CHANGES_CONTEXT)
    if verb == "whoami" and args.has("-t", "--show-token"):
        return ruled(call, Risk.SENSITIVE, "kubectl.whoami", "", Code.REVEALS_SECRET)
    if verb == "extract" and args.value("--to") != "-":
        return ruled(call, Risk.MUTATING, "kubectl.extract", "It writes the values of a secret or config map to files.")
    return looks(call, args, verb, _ALL)


_OC = Program(
    "oc",
    flags=FLAGS.extended(values="--to", switches="--show-token --show-server --show-console"),
    verbs=_ALL,
    bare=Risk.READ_ONLY,
    effects=EFFECTS,
    help="",
    codes={**CODES, "login": Code.CHANGES_CREDENTIALS, "rsh": Code.INTERACTIVE},
    custom=_oc_looks,
    examples={
        Risk.READ_ONLY: ("oc get routes", "oc status", "oc project", "oc whoami"),
        Risk.SENSITIVE: ("oc whoami -t", "oc extract secret/db --to=-", "oc sa get-token builder"),
        Risk.MUTATING: (
            "oc project prod",
            "oc new-app nginx",
            "oc extract secret/db",
            "oc rsh web-1 ls",
            "oc -s https://x.example status",
        ),
        Risk.DESTRUCTIVE: ("oc delete project x", "oc adm drain n1", "oc adm prune images"),
    },
)

RULES: dict[str, Rule] = {"oc": _OC}
