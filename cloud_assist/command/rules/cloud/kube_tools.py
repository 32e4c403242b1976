"""The tools around a Kubernetes cluster: meshes, local clusters, backups, logs, nodes."""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Inner,
    Program,
    Rule,
    Ruling,
    reading_with,
    reads,
    ruled,
    verbs,
)
from cloud_assist.command.rules.engine.nouns import OTHER_KUBECONFIG, in_container
from cloud_assist.command.rules.engine.paths import own_kubeconfig
from cloud_assist.command.syntax.parser import Word
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_KUBE = "-n --namespace --context --kubeconfig --kube-context -c --as --as-group --cluster --user --token --server"
_COMMON = (
    "-o --output -f --filename --file --timeout -l --selector --label --name --region -r --profile -p "
    "--config --format --log-level -v --revision -i"
)
_SWITCHES = (
    "-A --all-namespaces --all -h --help -w --watch --wait --verbose -q --quiet --debug --no-color --json "
    "-y --yes --force --dry-run --short --follow --details --show-labels"
)
_FLAGS = Flags(values=f"{_KUBE} {_COMMON}", switches=_SWITCHES, abbreviated=False)
_HELP = "--help -h"


def _admin_log(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb == "admin log" and not args.has("--level", "--reset", "--stack-trace-level"):
        return ruled(call, Risk.READ_ONLY, "istioctl.admin-log", "It shows the log levels of the control plane.")
    return None


_PROXY_CONFIGS = (
    "{0} all, {0} bootstrap, {0} cluster, {0} clusters, {0} ecds, {0} endpoint, {0} endpoints, {0} listener, "
    "{0} listeners, {0} route, {0} routes, {0} rootca-compare"
)
_ISTIOCTL = Program(
    "istioctl",
    flags=_FLAGS.extended(
        values="--level --stack-trace-level --istioNamespace --set --component --vklog --log_output_level -d "
        "--manifests --charts --revision --xdsLabel --proxy-admin-port --file --address --fqdn --direction --subset",
        switches="--remote --short --xds-via-agents --all-namespaces -A --verbose --plaintext",
    ),
    verbs=verbs(
        read_only=f"{_PROXY_CONFIGS.format('proxy-config')}, {_PROXY_CONFIGS.format('pc')}, "
        "analyze, proxy-status, ps, proxy-config, pc, version, validate, "
        "verify-install, "
        "describe, manifest generate, manifest diff, profile list, profile dump, profile diff, kube-inject, tag "
        "list, tag generate, remote-clusters, experimental describe, x describe, experimental authz check, "
        "x authz check, experimental precheck, x precheck, experimental wait, x wait, ztunnel-config, zc, "
        "waypoint list, waypoint status, waypoint generate, completion, help, experimental metrics, x "
        "metrics, experimental check-inject, x check-inject, options, experimental proxy-status, x "
        "proxy-status, upgrade-check",
        sensitive="create-remote-secret, experimental create-remote-secret, x create-remote-secret, "
        "proxy-config secret, pc secret",
        mutating="install, apply, upgrade, tag set, operator init, operator dump, dashboard, dash, d, "
        "bug-report, waypoint apply, proxy-config log, pc log, admin log, admin, experimental workload, x "
        "workload, experimental config, x config, rotate",
        destructive="uninstall, tag remove, operator remove, waypoint delete, experimental uninstall, x uninstall",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        OTHER_KUBECONFIG,
        Effect("-o --output", Risk.MUTATING, "It writes a file.", only="kube-inject, manifest generate"),
    ),
    codes={"dashboard": Code.FOLLOWS, "pc secret": Code.REVEALS_SECRET, "proxy-config secret": Code.REVEALS_SECRET},
    custom=_admin_log,
    help=_HELP,
    examples={
        Risk.READ_ONLY: (
            "istioctl admin log",
            "istioctl analyze -A",
            "istioctl proxy-config routes web-1",
            "istioctl version",
        ),
        Risk.SENSITIVE: ("istioctl pc secret web-1 -o json", "istioctl create-remote-secret --name c"),
        Risk.MUTATING: (
            "istioctl admin log --level ads:debug",
            "istioctl install --set profile=demo -y",
            "istioctl dashboard kiali",
        ),
        Risk.DESTRUCTIVE: ("istioctl uninstall --purge",),
    },
)

_EKSCTL = Program(
    "eksctl",
    flags=_FLAGS.extended(
        values="-t --node-type --nodes -N --cluster --nodegroup --cfn-role-arn", switches="--approve"
    ),
    verbs=verbs(
        read_only="get, info, version, utils describe-addon-versions, utils describe-addon-configuration, "
        "utils describe-stacks, utils nodegroup-health, utils schema, completion, help",
        mutating="create, scale, upgrade, update, enable, set, unset, associate, disassociate, register, "
        "utils, anywhere, deregister, utils write-kubeconfig",
        destructive="delete, drain",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        OTHER_KUBECONFIG,
        Effect("--dry-run", Risk.READ_ONLY, "", only="create", lowers=True, code=Code.DRY_RUN),
    ),
    codes={"utils write-kubeconfig": Code.CHANGES_CONTEXT},
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("eksctl get cluster --region eu-west-1", "eksctl create cluster -f c.yaml --dry-run"),
        Risk.MUTATING: ("eksctl create cluster -n c", "eksctl utils write-kubeconfig -c c"),
        Risk.DESTRUCTIVE: ("eksctl delete cluster --name c", "eksctl drain nodegroup --cluster c --name n"),
    },
)

_VELERO = Program(
    "velero",
    flags=_FLAGS,
    verbs=verbs(
        read_only="get, describe, version, completion, help, backup get, backup describe, backup logs, "
        "restore get, restore describe, restore logs, schedule get, schedule describe, backup-location "
        "get, snapshot-location get, plugin get, repo get, snapshot get, client config get, datamover get, "
        "restic repo get",
        mutating="install, create, backup create, backup download, restore create, schedule create, "
        "schedule pause, schedule unpause, backup-location create, backup-location set, snapshot-location "
        "create, snapshot-location set, plugin add, client config set, debug, repo update, snapshot create",
        destructive="delete, uninstall, backup delete, restore delete, schedule delete, backup-location delete, "
        "snapshot-location delete, plugin remove, repo delete, snapshot delete",
    ),
    bare=Risk.READ_ONLY,
    effects=(OTHER_KUBECONFIG,),
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("velero backup get", "velero restore describe r", "velero backup logs b"),
        Risk.MUTATING: (
            "velero backup get --kubeconfig /tmp/other",
            "velero backup create b",
            "velero restore create --from-backup b",
        ),
        Risk.DESTRUCTIVE: ("velero backup delete b --confirm", "velero uninstall"),
    },
)

_MESH = verbs(
    read_only="check, stat, top, tap, edges, routes, endpoints, inject, install-cni-print, profile, "
    "version, viz stat, viz top, viz tap, viz edges, viz routes, viz check, viz list, diagnostics, authz, "
    "jaeger check, multicluster check, multicluster gateways, status, config view, connectivity status, "
    "clustermesh status, bgp peers, bgp routes, encryption status, hubble status, features status, "
    "observe, list, context, endpoint list, endpoint get, endpoint health, identity list, identity get, "
    "policy get, service list, service get, node list, ip list, fqdn cache list, metrics list, map list, bgp "
    "route-policies,  completion, help, watch, peers",
    mutating="upgrade, viz dashboard, dashboard, install, viz install, multicluster install, multicluster "
    "link, config set, connectivity test, connectivity perf, hubble enable, clustermesh enable, "
    "clustermesh connect, sysdump, hubble port-forward, hubble ui, encryption rotate-key, uninject, jaeger "
    "install, identity",
    destructive="uninstall, prune, viz uninstall, multicluster unlink, multicluster uninstall, config "
    "delete, hubble disable, clustermesh disable, clustermesh disconnect, jaeger uninstall",
)
_MESHES = Program(
    "mesh",
    flags=_FLAGS.extended(values="--since --last --pod --to --from --protocol --verdict --port --type"),
    verbs=_MESH,
    bare=Risk.READ_ONLY,
    effects=(OTHER_KUBECONFIG,),
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("linkerd check", "cilium status --wait", "cilium endpoint list", "hubble observe --follow"),
        Risk.MUTATING: ("cilium install", "linkerd viz dashboard", "cilium connectivity test"),
        Risk.DESTRUCTIVE: ("cilium uninstall", "linkerd multicluster unlink"),
    },
)


def _minikube(call: Call, args: Args, verb: str) -> Ruling | None:
    """`minikube kubectl -- …` and `minikube ssh …` run a command."""
    if call.program != "minikube" or verb not in {"kubectl", "ssh"}:
        return None
    if verb == "ssh":
        return in_container(call, "local-cluster.ssh", args.operands[1:])
    inner = Inner(words=(Word("kubectl", "kubectl"), *args.operands[1:]))
    return Ruling(Risk.READ_ONLY, "local-cluster.kubectl", "It runs kubectl.", inner=(inner,))


_LOCAL = Program(
    "local-cluster",
    flags=_FLAGS,
    verbs=verbs(
        read_only="get clusters, get nodes, version, status, ip, profile list, addons list, service list, logs, "
        "cluster list, node list, registry list, config view, config get, completion, help, image ls, image list, "
        "ssh-host, ssh-key, docker-env, podman-env, update-check, options, get cluster, license, diagnose",
        sensitive="get kubeconfig, kubeconfig get",
        mutating="create, start, stop, pause, unpause, load, export, build, cluster create, cluster start, "
        "cluster stop, cluster edit, node create, node start, node stop, node add, registry create, image "
        "load, image pull, image import, image build, image save, kubeconfig merge, kubeconfig write, "
        "addons enable, addons disable, addons configure, tunnel, mount, dashboard, service, ssh, cp, "
        "kubectl, profile, config set, config unset, update-context, cache",
        destructive="delete, cluster delete, cluster rm, node delete, registry delete, image rm, cluster del, node del",
    ),
    bare=Risk.READ_ONLY,
    codes={
        "ssh": Code.INTERACTIVE,
        "tunnel": Code.FOLLOWS,
        "dashboard": Code.FOLLOWS,
        "get kubeconfig": Code.REVEALS_SECRET,
    },
    custom=_minikube,
    effects=(Effect("--file", Risk.MUTATING, "It writes the logs to a file.", only="logs"),),
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("kind get clusters", "minikube status", "k3d cluster list", "minikube profile list"),
        Risk.SENSITIVE: ("kind get kubeconfig --name dev",),
        Risk.MUTATING: (
            "kind create cluster --name dev",
            "minikube logs --file x",
            "minikube start -p dev",
            "k3d cluster create dev",
        ),
        Risk.DESTRUCTIVE: ("kind delete cluster --name dev", "minikube delete", "k3d cluster delete dev"),
    },
)


def _crictl_exec(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb != "exec":
        return None
    return in_container(call, "crictl.exec", args.operands[2:], terminal="-it" in call.words or "-ti" in call.words)


_CRICTL = Program(
    "crictl",
    flags=_FLAGS.extended(values="-r --runtime-endpoint --image-endpoint --tail --since -s --state --address -a"),
    verbs=verbs(
        read_only="ps, pods, images, image, img, logs, inspect, inspecti, inspectp, imagefsinfo, stats, "
        "statsp, info, version, events, metricdescs, help, completion, containers ls, containers list, "
        "containers info, c ls, c list, images ls, images list, i ls, namespaces ls, namespaces list, ns "
        "ls, tasks ls, tasks list, t ls, snapshots ls, content ls, plugins ls, plugins list, images check, "
        "tasks metrics, runtime-config",
        mutating="pull, create, start, stop, run, runp, stopp, update, attach, port-forward, checkpoint, "
        "config, images pull, images push, images import, images export, images tag, i pull, i import, "
        "tasks start, tasks pause, tasks resume, tasks attach, containers create, namespaces create, "
        "images mount, content fetch, exec, tasks exec, t exec",
        destructive="rm, rmi, rmp, images rm, images remove, i rm, containers rm, containers delete, c rm, "
        "tasks kill, tasks delete, tasks rm, t kill, namespaces rm, namespaces remove, ns rm, snapshots "
        "rm, content prune",
    ),
    bare=Risk.READ_ONLY,
    custom=_crictl_exec,
    help="",
    examples={
        Risk.READ_ONLY: ("crictl ps -a", "crictl logs --tail 5 abc", "ctr -n k8s.io images ls"),
        Risk.MUTATING: ("crictl pull nginx", "crictl exec abc ls", "ctr images pull docker.io/library/nginx"),
        Risk.DESTRUCTIVE: ("crictl rmi --prune", "crictl rm -f abc", "crictl exec abc rm -rf /data"),
    },
)


_ETCDCTL = Program(
    "etcdctl",
    flags=_FLAGS.extended(
        values="--endpoints --cacert --cert --key --command-timeout --dial-timeout --data-dir --limit "
        "--order --sort-by -w --write-out --lease --rev --consistency --prefix-range",
        switches="--prefix --keys-only --from-key --print-value-only --count-only --hex --insecure-transport",
    ),
    verbs=verbs(
        read_only="version, snapshot status, help, completion",
        sensitive="get, watch, endpoint health, endpoint status, endpoint hashkv, member list, alarm list, lease list, "
        "lease timetolive, user list, user get, role list, role get, auth status, hashkv",
        mutating="put, snapshot save, lease grant, lease keep-alive, compaction, defrag, member add, "
        "member update, member promote, user add, role add, user grant-role, role grant-permission, auth "
        "enable, move-leader, lock, elect, check perf, backup, check datascale, make-mirror",
        destructive="del, member remove, snapshot restore, lease revoke, user delete, role delete, user revoke-role, "
        "role revoke-permission, auth disable, alarm disarm, txn, user passwd",
    ),
    bare=Risk.READ_ONLY,
    effects=(OTHER_KUBECONFIG,),
    codes={"get": Code.REVEALS_SECRET, "watch": Code.FOLLOWS},
    texts=dict.fromkeys(
        ("endpoint health", "endpoint status", "member list"), "It contacts the members of the cluster."
    ),
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("etcdctl version", "etcdctl snapshot status s.db"),
        Risk.SENSITIVE: (
            "etcdctl get /registry/secrets/default/db",
            "etcdctl endpoint health --cluster",
            "etcdctl get / --prefix --keys-only",
        ),
        Risk.MUTATING: ("etcdctl put a b", "etcdctl snapshot save s.db"),
        Risk.DESTRUCTIVE: ("etcdctl del --prefix /", "etcdctl snapshot restore s.db"),
    },
)

_KUBEADM = Program(
    "kubeadm",
    flags=_FLAGS,
    verbs=verbs(
        read_only="version, config print, config images list, certs check-expiration, upgrade plan, "
        "upgrade diff, token list, config validate, completion, help",
        sensitive="token create, token generate, certs certificate-key, kubeconfig user",
        mutating="init, join, upgrade, config images pull, config migrate, certs renew, certs "
        "generate-csr, alpha, kubeconfig",
        destructive="reset, token delete",
    ),
    bare=Risk.READ_ONLY,
    codes={"token create": Code.REVEALS_SECRET},
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("kubeadm certs check-expiration", "kubeadm upgrade plan"),
        Risk.SENSITIVE: ("kubeadm token create --print-join-command",),
        Risk.DESTRUCTIVE: ("kubeadm reset -f",),
    },
)

_SKAFFOLD = Program(
    "deploy-loop",
    flags=_FLAGS,
    verbs=verbs(
        read_only="diagnose, schema list, schema print, inspect, version, config list, find-configs, "
        "completion, help, list, get, describe, logs, api-resources, analyze, status, list vars, "
        "list deployments, list contexts, print",
        mutating="args, build, deploy, dev, run, debug, init, apply, render, test, verify, fix, filter, exec, "
        "config set, up, ci, trigger, enable, disable, dump, sync, enter, attach, use, set, connect, "
        "intercept, leave, helm install, gather-traffic, start",
        destructive="delete, down, purge, cleanup, reset, quit, uninstall, helm uninstall, destroy",
    ),
    bare=Risk.READ_ONLY,
    codes={"dev": Code.FOLLOWS, "up": Code.FOLLOWS, "debug": Code.FOLLOWS},
    help=_HELP,
    examples={
        Risk.READ_ONLY: ("skaffold diagnose", "tilt get uiresources", "telepresence status"),
        Risk.MUTATING: ("skaffold run -p dev", "tilt up", "devspace dev"),
        Risk.DESTRUCTIVE: ("skaffold delete", "tilt down", "devspace purge"),
    },
)

_STERN = reads(
    "kube-watch",
    _FLAGS.extended(
        values="--tail --since -t --template --exclude --include -s --container --color --max-log-requests -d "
        "--directory",
        switches="--no-follow --detailed-status",
    ),
    examples={
        Risk.READ_ONLY: ("stern web --since 5m", "kubetail web", "pluto detect-files", "kubent", "popeye -n web"),
        Risk.MUTATING: ("popeye --save", "stern web --kubeconfig=/tmp/k"),
    },
    effects=(
        OTHER_KUBECONFIG,
        Effect("--config --template-file", Risk.MUTATING, "It takes its options from a file."),
        Effect("--save --output-file --s3-bucket", Risk.MUTATING, "It writes a report."),
    ),
    operands=MANY,
)


def _context(call: Call) -> Ruling:
    """`kubectx` and `kubens`: without a name they list, with one they switch."""
    words = call.words
    if not words or (len(words) == 1 and words[0] in {"-c", "--current", "-h", "--help", "-V", "--version"}):
        return ruled(call, Risk.READ_ONLY, "kube-context.list")
    if "-d" in words:
        return ruled(call, Risk.DESTRUCTIVE, "kube-context.delete", "It deletes a context from the kubeconfig.")
    text = f"`{call.program}` changes the target of later commands."
    return ruled(call, Risk.MUTATING, "kube-context.switch", text, Code.CHANGES_CONTEXT)


@reading_with(
    Flags(
        values="-f --secret-file --cert --controller-name --controller-namespace -n --namespace --scope --name -o "
        "--format --kubeconfig --context --from-file",
        switches="--fetch-cert --allow-empty-data --validate --raw --re-encrypt",
    )
)
def _kubeseal(call: Call) -> Ruling:
    """`kubeseal` turns a secret into a sealed one, and back with `--recovery-unseal`."""
    if "--recovery-unseal" in call.words:
        return ruled(call, Risk.SENSITIVE, "kubeseal.unseal", "", Code.REVEALS_SECRET)
    config = next((w.partition("=")[2] or "?" for w in call.words if w.startswith("--kubeconfig")), None)
    if config is not None and not own_kubeconfig(config):
        return ruled(call, Risk.MUTATING, "kubeseal.kubeconfig", OTHER_KUBECONFIG.text, Code.FOREIGN_CODE)
    writes = any(word.startswith(("-w", "--sealed-secret-file", "--merge-into")) for word in call.words)
    return ruled(call, Risk.MUTATING if writes else Risk.READ_ONLY, "kubeseal.seal")


RULES: dict[str, Rule] = {
    "istioctl": _ISTIOCTL,
    "eksctl": _EKSCTL,
    "velero": _VELERO,
    **dict.fromkeys(("linkerd", "cilium", "hubble"), _MESHES),
    **dict.fromkeys(("kind", "minikube", "k3d"), _LOCAL),
    **dict.fromkeys(("crictl", "ctr"), _CRICTL),
    "etcdctl": _ETCDCTL,
    "kubeadm": _KUBEADM,
    **dict.fromkeys(("skaffold", "tilt", "devspace", "telepresence"), _SKAFFOLD),
    **dict.fromkeys(("stern", "kubetail", "popeye", "kubent", "pluto", "kube-score", "kubeconform", "kubeval"), _STERN),
    **dict.fromkeys(("kubectx", "kubens"), _context),
    "kubeseal": _kubeseal,
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: ("kubectx", "kubens -c", "kubeseal --fetch-cert"),
    Risk.SENSITIVE: ("kubeseal --recovery-unseal --recovery-private-key k.pem",),
    Risk.MUTATING: (
        "kubeseal --fetch-cert --kubeconfig /tmp/k",
        "kubectx prod",
        "kubens kube-system",
        "kubeseal -f s.yaml -w sealed.yaml",
    ),
    Risk.DESTRUCTIVE: ("kubectx -d old",),
}
