"""argocd and flux: what they show, what they sync, what a prune or a delete takes away."""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Program, Rule, Ruling, ruled, verbs
from cloud_assist.command.rules.engine.nouns import OTHER_KUBECONFIG
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_ARGOCD_FLAGS = Flags(
    values="--server --auth-token --config --argocd-context --client-crt --client-crt-key "
    "--controller-name --grpc-web-root-path -H --header --http-retry-max --kube-context --logformat "
    "--loglevel --port-forward-namespace --redis-haproxy-name --redis-name --repo-server-name --server-crt "
    "--server-name -o --output -p --project -r --repo -l --selector -N --app-namespace --revision --source "
    "--source-name --source-position --source-positions --revisions --path --dest-server --dest-namespace "
    "--container -c --filter --since-seconds --since-time --tail --until-time --group --kind "
    "--resource-name --namespace -n --timeout --resource --label --local --local-repo-root --refresh-type "
    "--depth --address --port --kubeconfig --context --user --cluster --file -f --sync-option --strategy "
    "--name --type --argocd-cm-path --argocd-secret-path --policy-file --default-role --username "
    "--password --ssh-private-key-path",
    switches="--core --grpc-web --insecure --plaintext --port-forward --skip-test-tls -h --help --follow "
    "--match-case --previous --refresh --hard-refresh --show-params --show-operation --suspended --health "
    "--sync --operation --degraded --hydrated --delete --wide --orphaned --show-managed-fields --client "
    "--short --prune --force --replace --dry-run --async --cascade -y --yes --exit-code "
    "--server-side-generate --expires-in -q --load-cluster-settings",
    abbreviated=False,
)


def _argocd_context(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb == "context" and len(args.operands) > 1 and not args.has("--delete"):
        return ruled(call, Risk.MUTATING, "argocd.context", "", Code.CHANGES_CONTEXT)
    return None


_ARGOCD = Program(
    "argocd",
    flags=_ARGOCD_FLAGS,
    verbs=verbs(
        read_only="app list, app get, app diff, app history, app manifests, app logs, app resources, app "
        "wait, app get-resource, app actions list, appset list, appset get, appset generate, proj list, "
        "proj get, proj windows list, proj role list, proj role get, proj role list-tokens, repo list, "
        "repo get, repocreds list, cluster list, cluster get, cert list, gpg list, gpg get, account list, "
        "account get, account get-user-info, account can-i, version, completion, context, help, admin "
        "settings, admin dashboard, admin cluster stats, admin cluster namespaces, admin cluster shards, "
        "admin app get-reconcile-results, admin app diff-reconcile-results, admin proj "
        "generate-allow-list, admin notifications template get, admin notifications trigger get, admin "
        "repo generate-spec, admin app generate-spec, admin proj generate-spec, account bcrypt",
        sensitive="admin initial-password, admin export, admin redis-initial-password, account generate-token, "
        "account session-token, proj role create-token, admin cluster kubeconfig, admin cluster generate-spec",
        mutating="app create, app set, app unset, app edit, app sync, app rollback, app patch, app "
        "patch-resource, app add-source, app terminate-op, app actions run, app confirm-deletion, appset "
        "create, appset update, proj create, proj edit, proj set, proj add-source, proj add-destination, "
        "proj add-destination-service-account, proj add-orphaned-ignore, proj add-signature-key, proj "
        "add-source-namespace, proj allow-cluster-resource, proj allow-namespace-resource, proj "
        "deny-cluster-resource, proj deny-namespace-resource, proj role create, proj role add-policy, proj "
        "role add-group, proj windows add, proj windows update, proj windows enable-manual-sync, proj "
        "windows disable-manual-sync, repo add, repo test, repocreds add, cluster add, cluster set, "
        "cluster rotate-auth, cert add-tls, cert add-ssh, gpg add, account update-password, login, logout, "
        "relogin, admin notifications template notify, configure",
        destructive="app delete, app delete-resource, app remove-source, appset delete, proj delete, proj "
        "remove-source, proj remove-destination, proj remove-destination-service-account, proj "
        "remove-orphaned-ignore, proj remove-signature-key, proj remove-source-namespace, proj role "
        "delete, proj role delete-token, proj role remove-policy, proj role remove-group, proj windows "
        "delete, repo rm, repocreds rm, cluster rm, cert rm, gpg rm, account delete-token, admin import",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        OTHER_KUBECONFIG,
        Effect("--refresh --hard-refresh", Risk.READ_ONLY, "", only="app get, app diff"),
        Effect(
            "--prune --force --replace",
            Risk.DESTRUCTIVE,
            "It deletes what the repository lacks, or makes it again.",
            only="app sync, app rollback",
        ),
        Effect("--delete", Risk.DESTRUCTIVE, "It deletes the context.", only="context"),
        Effect(
            "--dry-run",
            Risk.READ_ONLY,
            "This is a dry run.",
            only="app sync",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect("-f --follow", Risk.READ_ONLY, "", only="app logs", code=Code.FOLLOWS),
    ),
    codes={
        "login": Code.CHANGES_CREDENTIALS,
        "admin initial-password": Code.REVEALS_SECRET,
        "account generate-token": Code.REVEALS_SECRET,
        "admin dashboard": Code.FOLLOWS,
        "app wait": Code.FOLLOWS,
        "app edit": Code.INTERACTIVE,
    },
    custom=_argocd_context,
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "argocd app list -p web -o json",
            "argocd app get web --refresh",
            "argocd app diff web",
            "argocd app wait web --health",
            "argocd app sync web --dry-run",
            "argocd proj windows list web",
            "argocd cluster list --server argocd.example.com --insecure",
            "argocd context",
            "argocd version --client",
        ),
        Risk.SENSITIVE: ("argocd admin initial-password", "argocd account generate-token", "argocd admin export"),
        Risk.MUTATING: (
            "argocd app sync web",
            "argocd app rollback web 3",
            "argocd login argocd.example.com",
            "argocd repo add https://example.com/x.git",
            "argocd context prod",
        ),
        Risk.DESTRUCTIVE: (
            "argocd app delete web",
            "argocd app sync web --prune",
            "argocd cluster rm prod",
            "argocd proj role delete web ci",
            "argocd context prod --delete",
        ),
        Risk.UNKNOWN: ("argocd frobnicate", "argocd app frobnicate", "argocd --novel app list app delete"),
    },
)

_FLUX = Program(
    "flux",
    flags=Flags(
        values="-n --namespace --context --kubeconfig --as --as-group --cache-dir --timeout --token "
        "--server --user --cluster --kind --name --tail --since --for --path --kustomization-file --source "
        "--url --branch --tag --interval -f --filename --output -o --revision --creds --provider "
        "--label-selector -l --level --flux-namespace",
        switches="-A --all-namespaces --verbose -w --watch --follow --no-header --pre -s --silent --export "
        "--with-source --all --with-credentials --dry-run --show-values --show-history --help -h --compact "
        "--insecure-skip-tls-verify --reset --force",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="get, check, logs, events, tree, trace, stats, version, diff, export, list, build "
        "kustomization, build ks, completion, envsubst, debug, help",
        mutating="create, create source, create kustomization, create helmrelease, create alert, create "
        "receiver, create image, reconcile, suspend, resume, bootstrap, install, push, pull, tag, build "
        "artifact, migrate",
        destructive="delete, uninstall",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        OTHER_KUBECONFIG,
        Effect("--with-credentials", Risk.SENSITIVE, "", only="export", code=Code.REVEALS_SECRET),
        Effect("--show-values", Risk.SENSITIVE, "", only="debug", code=Code.REVEALS_SECRET),
        Effect("-o --output", Risk.MUTATING, "It writes a file.", only="build artifact"),
        Effect(
            "--export",
            Risk.READ_ONLY,
            "`--export` prints what would be created.",
            only="create source, create kustomization, create helmrelease, create alert, create receiver, install",
            lowers=True,
        ),
        Effect("-w --watch --follow", Risk.READ_ONLY, "", only="get, logs, events", code=Code.FOLLOWS),
    ),
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "flux get kustomizations -A",
            "flux logs --level=error",
            "flux export source git web",
            "flux create kustomization web --source=GitRepository/web --path=./k --export",
            "flux diff kustomization web --path ./k",
        ),
        Risk.SENSITIVE: ("flux export source git web --with-credentials",),
        Risk.MUTATING: (
            "flux get all --kubeconfig /tmp/other",
            "flux reconcile kustomization web",
            "flux bootstrap github --owner=o --repository=r",
        ),
        Risk.DESTRUCTIVE: ("flux delete kustomization web", "flux uninstall"),
    },
)

RULES: dict[str, Rule] = {"argocd": _ARGOCD, "flux": _FLUX}
