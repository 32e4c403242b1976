"""helm, helmfile and kustomize: charts are rendered by whatever a post-renderer or a plugin is."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Program, Rule, Ruling, names, ruled, verbs
from cloud_assist.command.rules.engine.nouns import OTHER_KUBECONFIG
from cloud_assist.command.rules.engine.paths import holds_secret, own_kubeconfig
from cloud_assist.command.syntax.parser import Word
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="-n --namespace --kube-context --kubeconfig --kube-apiserver --kube-token --kube-as-user "
    "--kube-as-group --kube-ca-file --kube-tls-server-name --registry-config --repository-cache "
    "--repository-config --burst-limit --qps -f --values --set --set-string --set-file --set-json "
    "--set-literal --version --repo --username --password --ca-file --cert-file --key-file --keyring "
    "--timeout --description --history-max --max -m --offset --filter --selector -l -o --output --revision "
    "--time-format -s --show-only --api-versions --kube-version --output-dir --release-name "
    "--post-renderer --post-renderer-args --url --merge -d --destination --app-version --key "
    "--passphrase-file --max-col-width --template --list-repo-url --starter -p",
    switches="--debug -A --all-namespaces -a --all --deployed --failed --pending --superseded --uninstalled "
    "--uninstalling -q --short -r --reverse --date --no-headers --devel --wait --wait-for-jobs --atomic "
    "--force --install -i --create-namespace --reuse-values --reset-values --reset-then-reuse-values "
    "--no-hooks --skip-crds --include-crds --validate --strict --with-subcharts --quiet --is-upgrade "
    "--skip-tests --dependency-update --verify --keep-history --cleanup-on-fail --recreate-pods "
    "--ignore-not-found --insecure-skip-tls-verify --kube-insecure-skip-tls-verify --plain-http --prov "
    "--untar --pass-credentials --regexp --versions --client -c --force-update --no-update --logs "
    "--hide-notes -g --generate-name --disable-openapi-validation --render-subchart-notes --enable-dns "
    "--take-ownership --show-resources --show-desc -u -h --help",
    optional="--dry-run --cascade",
    abbreviated=False,
)
_VERBS = verbs(
    read_only="list, ls, get all, get hooks, get manifest, get metadata, get notes, get values, history, "
    "hist, status, show all, show chart, show crds, show readme, show values, inspect all, inspect chart, "
    "inspect crds, inspect readme, inspect values, search repo, lint, template, version, env, "
    "completion bash, completion zsh, completion fish, completion powershell, plugin list, plugin ls, repo "
    "list, repo ls, dependency list, dep list, dependency ls, dep ls, verify, diff upgrade, diff release, "
    "diff revision, diff rollback, diff version, help, search, show, inspect, get, plugin verify",
    sensitive="search hub, secrets view, secrets decrypt, secrets dec",
    mutating="install, upgrade, rollback, pull, fetch, push, package, repo add, repo update, repo up, repo "
    "index, create, registry login, registry logout, dependency build, dep build, dependency update, dep "
    "update, dep up, dependency up, plugin install, plugin add, plugin update, plugin up, plugin package, "
    "test, secrets encrypt, secrets enc, secrets edit, secrets upgrade, secrets install, push-artifact",
    destructive="uninstall, delete, del, un, repo remove, repo rm, plugin uninstall, plugin remove, plugin rm",
)
_DRY_RUN = names("install upgrade uninstall delete del un rollback")
_ENCRYPTED = re.compile(r"https://[^\0]+|http://(localhost|127(\.\d+){3})(:\d+)?(/.*)?")


def _looks(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb in {"get", "show", "inspect", "search"} and len(args.operands) > 1:
        return ruled(call, Risk.UNKNOWN, "helm.unknown")
    config = args.value("--kubeconfig")
    reads = verb in _VERBS and _VERBS[verb].rank < Risk.MUTATING.rank
    if reads and config is not None and not own_kubeconfig(config):
        text = "A kubeconfig can name a program to run; this one is not among your own in ~/.kube."
        return ruled(call, Risk.MUTATING, "helm.kubeconfig", text, Code.FOREIGN_CODE)
    server = args.value("--kube-apiserver")
    unchecked = args.has("--kube-insecure-skip-tls-verify") or args.get("--kube-ca-file") is not None
    if reads and server is not None and (unchecked or not _ENCRYPTED.fullmatch(server)):
        text = "It sends the cluster's credentials to an unverified server."
        return ruled(call, Risk.MUTATING, "helm.server", text, Code.FOREIGN_CODE)
    files = [value.rpartition("=")[2] for value in args.values("--set-file")]
    if any(holds_secret(Word(file, file)) for file in files) and (reads or _dry(args)):
        text = "The chart is filled in from a file that usually contains a secret."
        return ruled(call, Risk.SENSITIVE, "helm.set-file", text, Code.REVEALS_SECRET)
    if verb in _DRY_RUN and _dry(args) and args.get("--post-renderer") is None:
        text = f"`helm {verb} --dry-run` changes nothing."
        return ruled(call, Risk.READ_ONLY, "helm.dry-run", text, Code.DRY_RUN)
    return None


def _dry(args: Args) -> bool:
    option = args.get("--dry-run")
    return option is not None and (option.value is None or option.text in {"client", "server", "true"})


_HELM = Program(
    "helm",
    flags=_FLAGS,
    verbs=_VERBS,
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "--post-renderer",
            Risk.UNKNOWN,
            "`--post-renderer` runs a program on the manifests.",
            code=Code.FOREIGN_CODE,
        ),
        Effect(
            "--registry-config",
            Risk.MUTATING,
            "It can name a program that provides credentials.",
            code=Code.FOREIGN_CODE,
        ),
        Effect("--output-dir", Risk.MUTATING, "It writes files.", only="template"),
        Effect("-u --dependency-update", Risk.MUTATING, "It downloads charts into the folder.", only="template"),
        Effect(
            "--force --recreate-pods", Risk.DESTRUCTIVE, "`--force` deletes and makes again.", only="upgrade, rollback"
        ),
    ),
    codes={
        "registry login": Code.CHANGES_CREDENTIALS,
        "push": Code.SENDS_DATA_OUT,
        "plugin install": Code.FOREIGN_CODE,
        "secrets view": Code.REVEALS_SECRET,
        "secrets decrypt": Code.REVEALS_SECRET,
    },
    custom=_looks,
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "helm list -A",
            "helm -n prod status web",
            "helm get values web",
            "helm template web ./chart -f values.yaml",
            "helm search repo nginx -r",
            "helm upgrade --install web ./chart --dry-run",
            "helm uninstall web --dry-run=client",
            "helm lint ./chart",
            "helm diff upgrade web ./chart",
            "helm version --short",
        ),
        Risk.SENSITIVE: ("helm secrets view secrets.yaml", "helm template . --set-file a=/root/.ssh/id_rsa"),
        Risk.MUTATING: (
            "helm list --kube-apiserver https://k8s.example.com",
            "helm upgrade --install web ./chart",
            "helm rollback web 3",
            "helm repo update",
            "helm template web ./chart --output-dir out",
            "helm template web ./chart -u",
            "helm show chart oci://r/c --registry-config /tmp/auth.json",
            "helm list --kubeconfig /tmp/other",
            "helm list --kube-apiserver http://k8s.example.com",
            "helm upgrade web ./chart --dry-run=none",
            "helm test web",
        ),
        Risk.DESTRUCTIVE: (
            "helm uninstall web",
            "helm delete web",
            "helm repo remove stable",
            "helm upgrade web . --force",
        ),
        Risk.UNKNOWN: ("helm frobnicate", "helm template web . --post-renderer ./x", "helm --novel list uninstall web"),
    },
)

_HELMFILE = Program(
    "helmfile",
    flags=Flags(
        values="-f --file -e --environment -l --selector -n --namespace --kube-context --kubeconfig "
        "--state-values-set --state-values-file -b --helm-binary --log-level --chart --set --values "
        "--concurrency --output-dir --args",
        switches="-i --interactive --skip-deps --debug --quiet -q --no-color --suppress-secrets "
        "--include-crds --help -h -v --version --detailed-exitcode --skip-needs --include-needs",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="list, version, status, lint, diff, template, build, show-dag, help",
        mutating="apply, sync, deps, repos, charts, fetch, test, init, write-values, cache",
        destructive="destroy, delete, cache cleanup",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        OTHER_KUBECONFIG,
        Effect("-b --helm-binary", Risk.UNKNOWN, "It runs another program as helm.", code=Code.FOREIGN_CODE),
        Effect("--output-dir", Risk.MUTATING, "It writes files.", only="template"),
        Effect("--show-secrets", Risk.SENSITIVE, "", only="diff", code=Code.REVEALS_SECRET),
    ),
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("helmfile list", "helmfile -e prod diff"),
        Risk.MUTATING: ("helmfile --kubeconfig /tmp/k list", "helmfile apply", "helmfile -l app=web sync"),
        Risk.DESTRUCTIVE: ("helmfile destroy",),
    },
)

_KUSTOMIZE = Program(
    "kustomize",
    flags=Flags(
        values="-o --output --load-restrictor --reorder --helm-command --as-current-user -e --env --mount "
        "--network-name --helm-api-versions --helm-kube-version --stack-trace",
        switches="--enable-alpha-plugins --enable-exec --enable-helm --enable-star --network --help -h",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="build, version, cfg cat, cfg count, cfg grep, cfg tree, completion, docs, help, openapi "
        "info, openapi fetch",
        mutating="edit, create, localize, cfg set, cfg fmt, cfg merge, fn",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("-o --output", Risk.MUTATING, "It writes a file.", only="build"),
        Effect(
            "--enable-alpha-plugins --enable-exec --enable-helm --helm-command",
            Risk.MUTATING,
            "It runs programs that the kustomization names.",
            code=Code.FOREIGN_CODE,
        ),
    ),
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("kustomize build overlays/prod", "kustomize version"),
        Risk.MUTATING: (
            "kustomize edit set image a=b",
            "kustomize build . -o out.yaml",
            "kustomize build . --enable-helm",
        ),
    },
)

RULES: dict[str, Rule] = {"helm": _HELM, "helm3": _HELM, "helmfile": _HELMFILE, "kustomize": _KUSTOMIZE}
