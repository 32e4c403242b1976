"""kubectl: verb, resource and flags together; what runs in a container; whose kubeconfig and server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

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
from cloud_assist.command.rules.engine.nouns import in_container
from cloud_assist.command.rules.engine.numbers import is_plain
from cloud_assist.command.rules.engine.paths import holds_secret, own_kubeconfig
from cloud_assist.command.rules.engine.registry import family_of
from cloud_assist.command.syntax.parser import OPAQUE, Word
from cloud_assist.findings import Code
from cloud_assist.models import Risk

FLAGS = Flags(
    values="--accept-hosts --accept-paths --address --aggregation-rule --annotation --annotations --api-group "
    "--api-prefix --api-version --as --as-group --as-uid --audience --auth-provider --auth-provider-arg "
    "--bound-object-kind --bound-object-name --bound-object-uid --cache-dir --categories --cert "
    "--certificate-authority --chunk-size --class --client-certificate --client-key --cluster --cluster-ip "
    "--clusterip --clusterrole --concurrency --container --context --copy-to --cpu-percent --current-replicas "
    "--custom --default-backend --description --docker-email --docker-password --docker-server --docker-username "
    "--duration --env --exec-api-version --exec-arg --exec-command --exec-env --exec-interactive-mode "
    "--external-ip --external-name --field-manager --field-selector --filename --for --from --from-env-file "
    "--from-file --from-literal --grace-period --group --hard --helm-api-versions --helm-command "
    "--helm-kube-version --image --image-pull-policy --keepalive --key --keys --kubeconfig --kustomize "
    "--label-columns --labels --limit-bytes --limits --load-balancer-ip --load-restrictor --log-flush-frequency "
    "--max --max-log-requests --max-unavailable --min --min-available --mount --name --namespace --namespaces "
    "--network-name --node-port --non-resource-url --output --output-directory --override-type --overrides "
    "--password --patch --patch-file --pod-running-timeout --pod-selector --port --preemption-policy --profile "
    "--profile-output --protocol --proxy-url --prune-allowlist --reject-methods --reject-paths --replicas "
    "--request-timeout --requests --resource --resource-name --resource-version --restart --retries --revision "
    "--role --rule --schedule --scopes --selector --server --serviceaccount --session-affinity --set-image --since "
    "--since-time --skip-wait-for-delete-timeout --sort-by --subresource --tail --target --target-port --tcp "
    "--template --timeout --tls-server-name --to-revision --token --type --types --unix-socket --user --username "
    "--v --value --verb --verbs --vmodule --www --www-prefix --log-file --log-dir --kuberc -L -P -c -e -f -k -l "
    "-n -o -p -r "
    "-s -u -v",
    switches="--all --all-containers --all-namespaces --all-pods --allow-missing-template-keys --append-hash "
    "--append-server-path --arguments-only --as-current-user --attach --cached --client --command "
    "--create-annotation --current --delete-emptydir-data --delete-local-data --disable-compression "
    "--disable-eviction --disable-filter --edit --embed-certs --enable-alpha-plugins --enable-exec --enable-helm "
    "--exec-provide-cluster-info --expose --flatten --follow --force --force-conflicts --global-default "
    "--helm-debug --ignore-daemonsets --ignore-errors --ignore-not-found --insecure-skip-tls-verify "
    "--insecure-skip-tls-verify-backend --interactive --keep-annotations --keep-init-containers --keep-labels "
    "--keep-liveness --keep-readiness --keep-startup --leave-stdin-open --list --local --match-server-version "
    "--merge --minify --name-only --namespaced --network --no-headers --no-preserve --now --openapi-patch "
    "--output-patch --output-watch-events --overwrite --prefix --previous --privileged --prune --quiet --raw "
    "--record --recursive --remove-extra-permissions --remove-extra-subjects --replace --resolve --rm --same-node "
    "--save-config --server-print --server-side --set-raw-bytes --share-processes --show-capacity --show-events "
    "--show-kind --show-labels --show-managed-fields --show-all --short --stdin --sum --timestamps --tty "
    "--use-protocol-buffers --wait --warnings-as-errors --watch --watch-only --windows-line-endings --containers "
    "--export -A -R -i -q -t -w -h --help",
    optional="--dry-run --cascade --validate",
    abbreviated=False,
)

VERBS = verbs(
    read_only="get, describe, logs, log, top, explain, api-resources, api-versions, version, cluster-info, events, "
    "diff, auth can-i, auth whoami, config view, config get-contexts, config current-context, config get-clusters, "
    "config get-users, rollout status, rollout history, wait, completion, plugin list, plugin, kustomize, options, "
    "help, apply view-last-applied, config, rollout, auth, set, krew list, krew search, krew info",
    sensitive="create token",
    mutating="create, apply, run, expose, set env, set image, set resources, set selector, set serviceaccount, set "
    "subject, scale, autoscale, label, annotate, taint, patch, edit, cordon, uncordon, rollout restart, rollout "
    "pause, rollout resume, rollout undo, exec, cp, attach, debug, port-forward, proxy, certificate approve, "
    "certificate deny, replace, apply set-last-applied, apply edit-last-applied, auth reconcile, config set, "
    "config set-cluster, config set-context, config set-credentials, config use-context, config use, config "
    "rename-context, convert, krew install, krew upgrade, krew update",
    destructive="delete, drain, config delete-cluster, config delete-context, config delete-user, config unset, "
    "krew uninstall",
)

CODES = {
    "edit": Code.INTERACTIVE, "attach": Code.INTERACTIVE, "port-forward": Code.FOLLOWS, "proxy": Code.FOLLOWS,
    "wait": Code.FOLLOWS, "config use-context": Code.CHANGES_CONTEXT, "config use": Code.CHANGES_CONTEXT,
    "config set": Code.CHANGES_CONTEXT, "config set-context": Code.CHANGES_CONTEXT,
    "config set-cluster": Code.CHANGES_CONTEXT, "config set-credentials": Code.CHANGES_CREDENTIALS,
    "auth reconcile": Code.CHANGES_CREDENTIALS, "create token": Code.REVEALS_SECRET, "cp": Code.SENDS_DATA_OUT,
    "certificate approve": Code.CHANGES_CREDENTIALS,
}  # fmt: skip

_DRY_RUN = names(
    "create apply run expose set scale autoscale label annotate taint patch cordon uncordon rollout replace "
    "delete drain auth"
)
_TALKS = re.compile(r"(json|yaml|jsonpath|go-template|template|custom-columns)")
_LOOPBACK = re.compile(r"https?://(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/.*)?")
_FIELD = r"\.(?:(?:status|spec)(?:\.\w+|\[[\w*]+\])*|metadata\.(?:name|namespace|uid|creationTimestamp))"
_PLAIN_FIELDS = re.compile(
    rf"jsonpath=(?:\{{(?:(?:\.items\[[\d*]+\])?{_FIELD}|range \.items\[\*\]|end|\"[^\"]*\")\}}|[^{{}}])*"
)
_SECRET_TYPE = re.compile(r"secrets?(\.v1)?\.?(/.*)?")


def looks(call: Call, args: Args, verb: str, table: Mapping[str, Risk] = VERBS) -> Ruling | None:
    """Return what the `table` of verbs cannot say."""
    if args.has("--help", "-h") and (verb not in {"exec", "rsh"} or len(args.operands) == 1):
        return ruled(call, Risk.READ_ONLY, "kubectl.help", f"`{call.program}` prints its help.")
    place = elsewhere(call, args)
    if place is not None and verb:
        return place if table.get(verb, Risk.UNKNOWN).rank < place.risk.rank else None
    first = verb.partition(" ")[0]
    if first in _DRY_RUN and _dry(args) and "--edit" not in call.words:
        if _shows_secret(args):
            text = "What it would send, and prints, contains secret values."
            return ruled(call, Risk.SENSITIVE, "kubectl.dry-run", text, Code.REVEALS_SECRET)
        text = f"`{call.program} {verb} --dry-run` changes nothing."
        return ruled(call, Risk.READ_ONLY, "kubectl.dry-run", text, Code.DRY_RUN)
    plugin = f"kubectl-{call.words[0].replace('-', '_')}" if call.words else ""
    if not verb and family_of(plugin):
        inner = Inner((Word(plugin, call.args[0].raw), *call.args[1:]))
        return Ruling(Risk.READ_ONLY, "kubectl.plugin", "It runs a plugin.", inner=(inner,))
    special = _SPECIAL.get(verb)
    return special(call, args) if special else None


def _dry(args: Args) -> bool:
    """Whether the last `--dry-run` is one: `none` is not, and the last one counts."""
    option = args.get("--dry-run")
    return option is not None and (option.value is None or option.text in {"client", "server"})


def _shows_secret(args: Args) -> bool:
    """Whether a dry run prints a secret that the cluster has, or one that is read from a file."""
    kinds = ",".join(operand.lower() for operand in args.verbs[1:]).split(",")
    made = args.verbs[:2] == ("create", "secret")
    files = args.values("--from-file", "--from-env-file")
    if made or args.verbs[:2] in {("create", "configmap"), ("create", "cm")}:
        return any(made or _names_secret(file.rpartition("=")[2]) for file in files)
    output = args.value("--output", "-o") or ("template" if args.get("--template") else "")
    return _TALKS.match(output) is not None and any(_SECRET_TYPE.fullmatch(kind) for kind in kinds)


def _names_secret(path: str) -> bool:
    return OPAQUE in path or holds_secret(Word(path, path))


def elsewhere(call: Call, args: Args) -> Ruling | None:
    """Another kubeconfig may run a program to log in; another server gets the credentials."""
    config = args.value("--kubeconfig")
    if config is not None and not own_kubeconfig(config):
        text = "A kubeconfig can name a program to run; this one is not among your own in ~/.kube."
        return ruled(call, Risk.MUTATING, "kubectl.kubeconfig", text, Code.FOREIGN_CODE)
    if args.get("--kuberc") is not None:
        text = "Another kuberc can set options of every command, the server among them."
        return ruled(call, Risk.MUTATING, "kubectl.kuberc", text, Code.FOREIGN_CODE)
    if args.has("--insecure-skip-tls-verify"):
        text = "It sends the cluster's credentials to an unverified server."
        return ruled(call, Risk.MUTATING, "kubectl.unverified", text, Code.FOREIGN_CODE)
    server = args.value("--server", "-s", "--proxy-url")
    if server is not None and not _LOOPBACK.fullmatch(server):
        text = "`--server` sends the request, with its credentials, to another server."
        return ruled(call, Risk.MUTATING, "kubectl.server", text, Code.FOREIGN_CODE)
    return None


def _get(call: Call, args: Args) -> Ruling | None:
    operands = args.verbs[1:]
    if args.has("--raw"):
        return _raw(call, operands)
    output = args.value("--output", "-o") or ("template" if args.get("--template") else "")
    types = ",".join(operand.lower() for operand in operands).split(",")
    if _logs_bodies(args) and any(_SECRET_TYPE.fullmatch(each) for each in types):
        text = "At this log level, it prints the server's response, including secret values."
        return ruled(call, Risk.SENSITIVE, "kubectl.get-secret", text, Code.REVEALS_SECRET)
    if not (_TALKS.match(output) or OPAQUE in output) or _PLAIN_FIELDS.fullmatch(output):
        return None
    kind, _, file = output.partition("=")
    if kind.endswith("-file") and (_names_secret(file) or _names_secret(args.value("--template") or "")):
        text = "A template is printed as it is. This one usually contains a secret."
        return ruled(call, Risk.SENSITIVE, "kubectl.template", text, Code.REVEALS_SECRET)
    doubt = args.get("-f", "--filename", "-k", "--kustomize") is not None or any(OPAQUE in t for t in types[:1])
    if doubt or any(_SECRET_TYPE.fullmatch(each) for each in types):
        return ruled(
            call, Risk.SENSITIVE, "kubectl.get-secret", "It prints the values of secrets.", Code.REVEALS_SECRET
        )
    return None


def _logs_bodies(args: Args) -> bool:
    level = args.value("-v", "--v") or ""
    return not is_plain(level) or int(level) > 5 if level else False


def _raw(call: Call, operands: tuple[str, ...]) -> Ruling | None:
    path = unquote(" ".join(operands)).lower()
    if "/proxy" in path or "/exec" in path or "/attach" in path or "/portforward" in path:
        return ruled(call, Risk.MUTATING, "kubectl.get-raw", "It sends a request into the cluster.", Code.REMOTE)
    if "secret" in path or OPAQUE in path:
        return ruled(
            call, Risk.SENSITIVE, "kubectl.get-secret", "It prints the values of secrets.", Code.REVEALS_SECRET
        )
    return None


def _last_applied(call: Call, args: Args) -> Ruling | None:
    """`apply view-last-applied` prints a secret as it was applied."""
    kinds = ",".join(operand.lower() for operand in args.verbs[2:]).split(",")
    if args.get("-f", "--filename") is None and not any(_SECRET_TYPE.fullmatch(kind) for kind in kinds):
        return None
    text = "It prints what was applied, including secret values."
    return ruled(call, Risk.SENSITIVE, "kubectl.last-applied", text, Code.REVEALS_SECRET)


def _lists(call: Call, args: Args) -> Ruling | None:
    """`label --list`, `annotate --list` and `set env --list` print; a key that is set beside it counts."""
    if not args.has("--list") or args.expanding or any("=" in word or word.endswith("-") for word in args.verbs[1:]):
        return None
    if args.has("--resolve"):
        return ruled(call, Risk.SENSITIVE, "kubectl.list", "`--resolve` prints secrets.", Code.REVEALS_SECRET)
    keys = args.get("-e", "--env", "--from", "-f", "--filename", "--overwrite") is not None
    return None if keys else ruled(call, Risk.READ_ONLY, "kubectl.list", "`--list` only prints what is set.")


def _config_view(call: Call, args: Args) -> Ruling | None:
    if not args.has("--raw"):
        return None
    text = "`config view --raw` prints keys and tokens."
    return ruled(call, Risk.SENSITIVE, "kubectl.config-view", text, Code.REVEALS_SECRET)


def _cluster_info(call: Call, args: Args) -> Ruling | None:
    folder = args.value("--output-directory")
    if folder is None or folder == "-":
        return None
    return ruled(call, Risk.MUTATING, "kubectl.cluster-info", f"It writes the dump to {folder or 'a folder'}.")


def _exec(call: Call, args: Args) -> Ruling | None:
    """A command in a container: judged as well, and never less than mutating."""
    words = _after_dashes(call) or tuple(args.operands[2:])
    return in_container(call, "kubectl.exec", words, terminal=args.has("-t", "--tty"))


def _after_dashes(call: Call) -> tuple[Word, ...]:
    for at, word in enumerate(call.args):
        if word.text == "--":
            return call.args[at + 1 :]
    return ()


def _started(call: Call, args: Args) -> Ruling | None:
    if args.has("-t", "--tty", "--attach", "-i", "--stdin"):
        return ruled(call, Risk.MUTATING, "kubectl.run", "", Code.INTERACTIVE)
    return None


def _scale(call: Call, args: Args) -> Ruling | None:
    if args.value("--replicas") == "0":
        return ruled(call, Risk.DESTRUCTIVE, "kubectl.scale", "No replica is left running.")
    return None


def _taint(call: Call, args: Args) -> Ruling | None:
    if any(word.endswith(":NoExecute") for word in args.verbs):
        return ruled(call, Risk.DESTRUCTIVE, "kubectl.taint", "`NoExecute` evicts what runs on the node.")
    return None


def _cluster_verb(call: Call, args: Args) -> Ruling | None:
    """`config`, `set` and the like alone print help; with a word that is no verb of theirs they are not covered."""
    return ruled(call, Risk.UNKNOWN, "kubectl.unknown") if len(args.operands) > 1 else None


_SPECIAL = {
    "get": _get, "describe": _get, "config view": _config_view, "cluster-info": _cluster_info,
    "exec": _exec, "rsh": _exec,
    "run": _started, "debug": _started, "scale": _scale, "taint": _taint, "config": _cluster_verb,
    "apply view-last-applied": _last_applied, "label": _lists, "annotate": _lists, "set env": _lists,
    "rollout": _cluster_verb, "auth": _cluster_verb, "set": _cluster_verb, "plugin": _cluster_verb,
}  # fmt: skip

EFFECTS = (
    Effect("--force", Risk.DESTRUCTIVE, "`--force` deletes and creates again.", only="replace, apply"),
    Effect("--prune", Risk.DESTRUCTIVE, "`--prune` deletes what is not in the files.", only="apply"),
    Effect("--profile", Risk.MUTATING, "`--profile` writes a file.", value="(?!none).*"),
    Effect("--log-file --log-dir --cache-dir", Risk.MUTATING, "It writes files."),
    Effect("-o --output", Risk.MUTATING, "It writes files.", only="kustomize"),
    Effect(
        "--enable-exec --enable-alpha-plugins --enable-helm --helm-command",
        Risk.MUTATING,
        "It runs programs that the kustomization names.",
        only="kustomize, get, describe, diff",
        code=Code.FOREIGN_CODE,
    ),
    Effect("-w --watch --watch-only", Risk.READ_ONLY, "", only="get, events", code=Code.FOLLOWS),
    Effect("-f --follow", Risk.READ_ONLY, "", only="logs, log", code=Code.FOLLOWS),
)

_KUBECTL = Program(
    "kubectl",
    flags=FLAGS,
    verbs=VERBS,
    bare=Risk.READ_ONLY,
    effects=EFFECTS,
    help="",
    codes=CODES,
    custom=looks,
    examples={
        Risk.READ_ONLY: (
            "kubectl get pods",
            "kubectl -n kube-system get pods -o wide --sort-by=.metadata.name",
            "kubectl get pods -o yaml",
            "kubectl get secrets",
            "kubectl get secret db -o name",
            "kubectl describe secret db",
            "kubectl logs -p web-1",
            "kubectl top nodes",
            "kubectl config view",
            "kubectl config get-contexts",
            "kubectl auth can-i delete pods",
            "kubectl rollout status deploy/web",
            "kubectl cluster-info dump",
            "kubectl diff -f app.yaml",
            "kubectl apply -f app.yaml --dry-run=server",
            "kubectl create deployment x --image=nginx --dry-run=client -o yaml",
            "kubectl delete pod x --dry-run=client",
            "kubectl get --raw /metrics",
            "kubectl wait --for=condition=Ready pod/x",
            "kubectl --kubeconfig ~/.kube/dev get nodes",
            "kubectl",
            "kubectl delete --help",
            "kubectl kustomize overlays/dev",
            "kubectl label --list pod web-1",
            "kubectl set env deploy/web --list",
            "kubectl create secret generic s --from-literal=a=b --dry-run=client -o yaml",
            "kubectl apply view-last-applied deploy/web",
        ),
        Risk.SENSITIVE: (
            "kubectl get secret db -o yaml",
            "kubectl get secrets -A -ojson",
            "kubectl get pods,secrets -o json",
            "kubectl get secret/db -o jsonpath='{.data.password}'",
            "kubectl get secret db --template='{{.data}}'",
            "kubectl get --raw /api/v1/namespaces/default/secrets/db",
            "kubectl get $KIND x -o yaml",
            "kubectl config view --raw",
            "kubectl create token builder",
            "kubectl annotate secret db a=b --dry-run=client -o yaml",
            "kubectl create secret generic s --from-file=id_rsa --dry-run=client -o yaml",
            "kubectl create configmap c --from-file=k=/root/.ssh/id_rsa --dry-run=client -o yaml",
            "kubectl apply view-last-applied secret/db",
            "kubectl describe secret db -v=9",
            "kubectl get --raw /api/v1/namespaces/x/%73ecrets/db",
            "kubectl get pods -o go-template-file=/root/.aws/credentials",
            "kubectl set env deploy/web --list --resolve",
        ),
        Risk.MUTATING: (
            "kubectl apply -f app.yaml",
            "kubectl create ns x",
            "kubectl exec web-1 -- ls /",
            "kubectl exec -it web-1 -- bash",
            "kubectl cp web-1:/etc/hosts hosts",
            "kubectl debug node/n1 -it --image=busybox",
            "kubectl port-forward svc/web 8080:80",
            "kubectl proxy --address=0.0.0.0",
            "kubectl scale deploy/web --replicas=3",
            "kubectl rollout undo deploy/web",
            "kubectl rollout restart deploy/web",
            "kubectl config use-context prod",
            "kubectl config set-context --current --namespace=dev",
            "kubectl cluster-info dump --output-directory=/tmp/dump",
            "kubectl --kubeconfig /tmp/other get pods",
            "kubectl -s https://elsewhere.example get pods",
            "kubectl get pods --kuberc=/tmp/kuberc",
            "kubectl get pods --insecure-skip-tls-verify",
            "kubectl --kubeconfig ~/.kube/config:/tmp/other get pods",
            "kubectl label pod web-1 a=b --list",
            "kubectl get --raw /api/v1/namespaces/default/services/web/proxy/reset",
            "kubectl kustomize --enable-exec dir",
            "kubectl auth reconcile -f rbac.yaml",
            "kubectl edit deploy/web",
        ),
        Risk.DESTRUCTIVE: (
            "kubectl delete pod x",
            "kubectl delete pod x --dry-run=none",
            "kubectl delete pod x --dry-run=client --dry-run=none",
            "kubectl -n prod delete deployment web",
            "kubectl drain node1 --ignore-daemonsets",
            "kubectl apply -f app.yaml --prune -l app=web",
            "kubectl replace --force -f app.yaml",
            "kubectl scale deploy/web --replicas=0",
            "kubectl taint nodes n1 a=b:NoExecute",
            "kubectl config delete-context prod",
            "kubectl exec web-1 -- rm -rf /data",
        ),
        Risk.UNKNOWN: (
            "kubectl frobnicate",
            "kubectl --novel get delete pods",
            "kubectl config frobnicate",
            "kubectl $VERB pods",
        ),
    },
)

RULES: dict[str, Rule] = {"kubectl": _KUBECTL, "kubecolor": _KUBECTL}
