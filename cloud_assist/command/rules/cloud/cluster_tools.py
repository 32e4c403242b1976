"""Clusters and what runs on them: kops, talosctl, k3s and its like, workflow engines, virtual machines of a laptop."""

from __future__ import annotations

from dataclasses import replace

from cloud_assist.command.rules.engine.base import (
    Args,
    Call,
    Effect,
    Flags,
    Inner,
    Program,
    Rule,
    Ruling,
    names,
    ruled,
    verbs,
)
from cloud_assist.command.rules.engine.nouns import COMMON, OTHER_ENDPOINT, OTHER_KUBECONFIG, Nouns, in_container
from cloud_assist.command.syntax.parser import OPAQUE, Word
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="-n --namespace --context --kubeconfig -o --output -l --selector --name --region --profile --cluster -c "
    "--state --nodes -e --endpoints --talosconfig --format --tail --since --limit --page --filter -p --project "
    "--instance-group -f --file --timeout --log-level --field-selector --template --status --account --zone -u --user "
    "--query -s --server --role --type --sort --sort-by --depth --address --task-queue --workflow-id -w --id --path",
    switches="-A --all-namespaces --all -a --verbose -v -q --quiet --debug --no-color --json --yaml -h --help --watch "
    "--follow --no-headers --short --long --wide --client --recursive -r --full -y --yes --force --dry-run --no-pager "
    "--version --insecure --preview --running --completed --list-extended --humanize -H -k --kernel --last",
    abbreviated=False,
)
_HELP = "--help -h"
_SHOWN = (
    r"(?!(json|ya?ml|table|wide|name|text|plain|csv|pretty|short|tsv|raw|spec|compact|jsonpath.*|go-template.*)$).*"
)
_WRITES = Effect("-o --output", Risk.MUTATING, "It writes a file.", value=_SHOWN)

_OTHER_SERVER = replace(OTHER_ENDPOINT, flags="--address -s --server --argo-server --auth-server --proxy")

_KOPS = Program(
    "kops",
    flags=_FLAGS,
    verbs=verbs(
        read_only="get, validate, version, status, toolbox instance-selector, toolbox dump, completion, help, "
        "get clusters, get instancegroups, get ig, get instances, get assets, get keypairs, get all",
        sensitive="get secrets, get sshpublickeys, toolbox addons",
        mutating="create, update, edit, upgrade, rolling-update, replace, export, promote, rotate, toolbox, import, "
        "trust, distrust, reconcile, genai",
        destructive="delete",
    ),
    bare=Risk.READ_ONLY,
    effects=(OTHER_KUBECONFIG,),
    codes={"export": Code.CHANGES_CONTEXT},
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("kops get clusters", "kops validate cluster --name c", "kops get ig --name c -o yaml"),
        Risk.SENSITIVE: ("kops get secrets --name c",),
        Risk.MUTATING: ("kops update cluster --name c --yes", "kops export kubeconfig"),
        Risk.DESTRUCTIVE: ("kops delete cluster --name c --yes",),
        Risk.UNKNOWN: ("kops frobnicate", "kops get clusters --novel"),
    },
)


def _talos(call: Call, args: Args, verb: str) -> Ruling | None:
    """`read` prints any file of a node, its keys among them; `get` shows secrets by their kind."""
    text = " ".join(args.verbs[1:]).lower()
    if verb == "read" and not text.startswith(("/proc/", "/sys/", "/etc/os-release", "/var/log/")):
        return ruled(
            call, Risk.SENSITIVE, "talosctl.read", "A file of a node can contain its keys.", Code.REVEALS_SECRET
        )
    if verb == "get" and (OPAQUE in text or any(word in text for word in ("secret", "machineconfig", "mc", "pki"))):
        return ruled(call, Risk.SENSITIVE, "talosctl.get", "The machine's configuration contains its keys.")
    if verb in {"logs", "dmesg"} and args.has("-f", "--follow"):
        return ruled(call, Risk.READ_ONLY, "talosctl.logs", "", Code.FOLLOWS)
    return None


_TALOS = Program(
    "talosctl",
    flags=_FLAGS,
    verbs=verbs(
        read_only="version, get, health, dmesg, service, services, disks, containers, c, processes, p, logs, "
        "read, cat, "
        "list, ls, config info, config contexts, stats, memory, mounts, mem, time, usage, netstat, events, members, "
        "dashboard, image list, image default, etcd members, etcd status, etcd alarm list, validate, inspect, help, "
        "completion, cgroups",
        sensitive="gen secrets",
        mutating="apply-config, apply, bootstrap, config, copy, cp, edit, gen, image, kubeconfig, meta, patch, pcap, "
        "machineconfig, mc, reboot, restart, rollback, shutdown, support, upgrade, upgrade-k8s, cluster create, "
        "etcd snapshot, etcd defrag, etcd forfeit-leadership, rotate-ca, inject",
        destructive="reset, wipe, cluster destroy, config remove, etcd leave, etcd remove-member, etcd alarm disarm",
    )
    | {"service * restart": Risk.MUTATING, "service * start": Risk.MUTATING, "service * stop": Risk.DESTRUCTIVE},
    bare=Risk.READ_ONLY,
    codes={"dashboard": Code.INTERACTIVE, "edit": Code.INTERACTIVE, "kubeconfig": Code.CHANGES_CONTEXT},
    custom=_talos,
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("talosctl -n 10.0.0.2 services", "talosctl logs kubelet", "talosctl read /proc/mounts"),
        Risk.SENSITIVE: ("talosctl read /system/state/config.yaml", "talosctl get machineconfig -o yaml"),
        Risk.MUTATING: ("talosctl reboot -n 10.0.0.2", "talosctl service kubelet restart", "talosctl kubeconfig"),
        Risk.DESTRUCTIVE: ("talosctl reset -n 10.0.0.2", "talosctl service kubelet stop"),
    },
)

_CARRIED = names("kubectl crictl ctr")
_NODE = verbs(
    read_only="check-config, etcd-snapshot list, etcd-snapshot ls, secrets-encrypt status, token list, status, "
    "version, "
    "help, inspect, etcd member-list, sysinfo, addons status",
    sensitive="token generate, token create, config, kubeconfig admin, add-node, kubeconfig create",
    mutating="server, agent, start, stop, enable, disable, etcd-snapshot, etcd-snapshot save, install, join, "
    "secrets-encrypt, certificate, worker, controller, backup, refresh-certs, images, ctr, helm, addons, kubeconfig",
    destructive="etcd-snapshot delete, etcd-snapshot prune, token delete, reset, leave, remove-node, restore, "
    "uninstall",
)


def _node(call: Call) -> Ruling:
    """`k3s kubectl …` is kubectl; the rest runs a node."""
    args = _FLAGS.parse(call.args)
    first = args.verbs[0] if args.operands else ""
    if first in _CARRIED and call.args[0] is args.operands[0]:
        return Ruling(Risk.READ_ONLY, "node.tool", f"It runs {first}.", inner=(Inner(words=call.args),))
    if not first or args.has("--help", "-h", "--version", "-v"):
        return ruled(call, Risk.READ_ONLY, "node.help") if not args.unknown else ruled(call, Risk.UNKNOWN, "node.call")
    risk = _NODE.get(" ".join(args.verbs[:2]), _NODE.get(first, Risk.UNKNOWN))
    if risk.rank < Risk.MUTATING.rank and args.unknown:
        risk = Risk.UNKNOWN
    return ruled(call, risk, f"node.{first}")


_SECRET_NOUNS = names("secret secrets token tokens credential credentials password kubeconfig key keys identity")


def _tool(call: Call, args: Args, verb: str) -> Ruling | None:
    """What is got of a secret is the secret; what is listed is its name."""
    words = set(args.verbs)
    if call.program == "airflow" and verb in {"connections list", "config list", "config get-value"}:
        return ruled(call, Risk.SENSITIVE, "cluster-tool.secret", "It prints passwords.", Code.REVEALS_SECRET)
    if call.program == "airflow" and verb in {"connections get", "variables get"}:
        return ruled(call, Risk.SENSITIVE, "cluster-tool.secret", "", Code.REVEALS_SECRET)
    last = verb.rpartition(" ")[2]
    if COMMON.get(last) is Risk.READ_ONLY and last not in {"list", "ls"} and words & _SECRET_NOUNS:
        return ruled(call, Risk.SENSITIVE, "cluster-tool.secret", "", Code.REVEALS_SECRET)
    return None


_TOOLS = Nouns(
    "cluster-tool",
    flags=_FLAGS,
    nouns="pipeline pipelines pipelinerun pipelineruns pr task tasks taskrun taskruns tr clustertask trigger triggers "
    "eventlistener triggerbinding triggertemplate hub service services route routes revision revisions domain broker "
    "source sources channel subscription workflow workflows cron cluster clusters template templates machinepool "
    "machinepools nodepool idp ingress addon upgrade user users account profile profiles region regions version "
    "versions "
    "instance instances disk certificate secret token role roles operator-roles oidc-config node nodes app apps "
    "release "
    "releases config component components dag dags deployment deployments flow flows work-pool block variable "
    "connections pools schedule task-queue namespace search-attribute env stack stacks module modules worker-pool run "
    "space spaces policy policies exception plugin plugins connection aggregator ipam ippool access requests db "
    "subnet volume alias network package",
    verbs=verbs(
        read_only="version, whoami, cluster-info, upgrade plan",
        sensitive="auth token, auth decode, get kubeconfig, token create, tokens add, auth sign, auth export",
        mutating="submit, resubmit, login, logout, init, generate, ssh, scp, shell, apply, deploy, converge, "
        "dev, export, render, fmt, "
        "upgrade apply, move, up, launch, mount, unmount, transfer, template",
        destructive="delete, terminate, stop, uninstall, reset, rm, purge, down, dismiss, cleanup, destroy",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        _WRITES,
        OTHER_KUBECONFIG,
        OTHER_ENDPOINT,
        _OTHER_SERVER,
        Effect("--dry-run", Risk.READ_ONLY, "", only="deploy, delete", lowers=True, code=Code.DRY_RUN),
    ),
    codes={"login": Code.CHANGES_CREDENTIALS, "ssh": Code.INTERACTIVE, "shell": Code.INTERACTIVE},
    custom=_tool,
    help=_HELP,
    examples={
        Risk.READ_ONLY: (
            "argo list -n ci",
            "argo logs wf --follow",
            "tkn pipelinerun list",
            "kn service describe web",
            "rosa describe cluster -c c",
            "cmctl status certificate web",
            "limactl list",
            "multipass info vm",
            "dapr status -k",
        ),
        Risk.SENSITIVE: ("argo auth token", "clusterctl get kubeconfig c"),
        Risk.MUTATING: (
            "argo submit wf.yaml",
            "tkn pipeline start build",
            "kapp deploy -a web -f .",
            "limactl start vm",
            "argo get wf -o /tmp/x",
        ),
        Risk.DESTRUCTIVE: (
            "argo delete wf",
            "tkn pipelinerun delete --all",
            "clusterctl delete --all",
            "colima delete",
        ),
        Risk.UNKNOWN: ("argo frobnicate", "argo list --novel"),
    },
)


def _aliyun(call: Call) -> Ruling:
    """`aliyun PRODUCT Operation`: the operation's first word tells, as the API has it; what is new is not believed."""
    words = [word for word in call.words if not word.startswith("-")]
    if not words or words[0] in {"version", "help"} or {"--help", "help"} & set(call.words):
        return ruled(call, Risk.READ_ONLY, "aliyun.help")
    if {"--endpoint", "--config-path", "-e"} & {word.partition("=")[0] for word in call.words}:
        return ruled(call, Risk.UNKNOWN, "aliyun.option", "It connects to another place, or as another user.")
    name = words[1] if len(words) > 1 else ""
    if words[0] == "oss":
        reads = name in {"ls", "stat", "du", "lsop"}
        deletes = name in {"rm", "revert-versioning"}
        risk = Risk.READ_ONLY if reads else Risk.DESTRUCTIVE if deletes else Risk.MUTATING
        return ruled(call, risk, "aliyun.oss")
    if words[0] == "configure":
        return ruled(call, Risk.READ_ONLY if name == "list" else Risk.MUTATING, "aliyun.configure")
    if words[0] in {"sts", "kms", "ram"} and name.startswith(("Assume", "Get", "Generate", "Decrypt", "CreateAccess")):
        listed = words[0] == "ram" or name == "GetCallerIdentity"
        secret = not listed or "AccessKey" in name
        return ruled(call, Risk.SENSITIVE if secret else Risk.READ_ONLY, "aliyun.identity")
    if name.startswith(("Describe", "List", "Query")):
        secret = any(part in name for part in ("Password", "Secret", "Kubeconfig", "UserConfig", "Token"))
        return ruled(call, Risk.SENSITIVE if secret else Risk.READ_ONLY, "aliyun.read")
    if name.startswith(("Delete", "Release", "Remove", "Revoke", "Terminate", "Purge", "Reset", "Destroy")):
        return ruled(call, Risk.DESTRUCTIVE, "aliyun.delete")
    known = name[:1].isupper() and OPAQUE not in name
    return ruled(call, Risk.MUTATING if known else Risk.UNKNOWN, "aliyun.call")


def _virtual_shell(call: Call) -> Ruling:
    """`limactl shell VM cmd` and `multipass exec VM -- cmd` run a command in a machine of one's own."""
    args = _FLAGS.parse(call.args)
    if args.verbs[:1] and args.verbs[0] in {"shell", "exec", "ssh"}:
        return in_container(call, "cluster-tool.exec", _behind(call, args))
    return _TOOLS(call)


def _behind(call: Call, args: Args) -> tuple[Word, ...]:
    """Return the command: behind `--`, or behind the machine's name."""
    marks = [at for at, word in enumerate(call.args) if word.text == "--"]
    return call.args[marks[0] + 1 :] if marks else args.operands[2:]


RULES: dict[str, Rule] = {
    "kops": _KOPS,
    "talosctl": _TALOS,
    **dict.fromkeys(("k3s", "rke2", "microk8s", "k0s"), _node),
    **dict.fromkeys(
        ("argo", "tkn", "kn", "clusterctl", "cmctl", "rosa", "ocm", "tsh", "tctl", "dapr", "kapp", "werf", "tk",
         "calicoctl", "temporal", "airflow", "prefect", "spacectl", "crossplane"), _TOOLS,
    ),
    **dict.fromkeys(("limactl", "colima", "multipass"), _virtual_shell),
    "aliyun": _aliyun,
}  # fmt: skip

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: (
        "k3s kubectl get pods",
        "microk8s status",
        "k3s check-config",
        "k3s --version",
        "aliyun ecs DescribeInstances --RegionId cn-hangzhou",
        "aliyun oss ls oss://b",
    ),
    Risk.SENSITIVE: ("microk8s config", "aliyun sts AssumeRole --RoleArn r", "k3s kubectl get secret s -o yaml"),
    Risk.MUTATING: ("k3s server", "aliyun ecs StartInstance --InstanceId i", "multipass exec vm -- ls"),
    Risk.DESTRUCTIVE: (
        "k3s kubectl delete pod x",
        "aliyun ecs DeleteInstance --InstanceId i",
        "limactl shell vm rm -rf /data",
    ),
    Risk.UNKNOWN: ("k3s frobnicate", "aliyun ecs", "aliyun ecs DescribeInstances --endpoint x.example"),
}
