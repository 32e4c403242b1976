"""consul, nomad, vagrant, and what surrounds AWS: sam, cdk, serverless, eb, copilot."""

from __future__ import annotations

from cloud_assist.command.rules.cloud.terraform import both_dashes
from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Program,
    Rule,
    Ruling,
    names,
    reading_with,
    ruled,
    verbs,
)
from cloud_assist.findings import Code
from cloud_assist.models import Risk

# --- HashiCorp --------------------------------------------------------------------------------------------------

_HASHI_FLAGS = Flags(
    values=both_dashes(
        "-http-addr -token -token-file -datacenter -namespace -partition -address -region "
        "-ca-cert -client-cert -client-key -tls-server-name -near -filter -service -node -format -t -var "
        "-var-file -policy -job -task -scope -id -name -type -kind"
    ),
    switches=both_dashes(
        "-stale -detailed -recurse -keys -base64 -verbose -json -short -stats -tail -f -n "
        "-h -help -purge -detach -yes -no-color -force -self -all -diff -check -passing -wan -delete -meta "
        "-prune -output-curl-string -output -list -raw -no-trunc"
    ),
    single_dash=True,
    abbreviated=False,
)


def _reads_secret_file(call: Call, args: Args, verb: str) -> Ruling | None:
    """`nomad alloc fs` prints a file of a task, `consul kv get -keys` names alone; `consul keyring -list` lists."""
    if (verb == "kv get" and args.has("-keys", "--keys")) or (verb == "keyring" and call.words[1:] == ("-list",)):
        return ruled(call, Risk.READ_ONLY, "hashi.names")
    if verb in {"alloc fs", "fs"} and any("secret" in word for word in args.verbs[verb.count(" ") + 1 :]):
        return ruled(call, Risk.SENSITIVE, "hashi.file", "The file can hold a secret.", Code.REVEALS_SECRET)
    return None


_HASHI = Program(
    "hashi",
    flags=_HASHI_FLAGS,
    verbs=verbs(
        read_only="members, info, catalog services, catalog nodes, catalog datacenters, operator raft "
        "list-peers, rtt, validate, version, config list, config read, services, intention check, "
        "intention get, intention list, intention match, acl policy list, acl policy read, acl role list, "
        "acl role read, operator autopilot get-config, operator autopilot state, operator "
        "usage, connect ca get-config, monitor, tls, status, job status, job history, job inspect, job "
        "validate, job plan, plan, job allocs, job deployments, job scaling-events, node status, alloc "
        "status, alloc logs, alloc fs, alloc checks, logs, fs, inspect, deployment status, deployment "
        "list, eval status, eval list, server members, agent-info, namespace list, namespace status, quota "
        "list, quota status, volume status, var list, plugin status, operator metrics, operator scheduler "
        "get-config, operator root keyring list, service list, service info, peering list, peering read, "
        "operator utilization, recommendation list, sentinel list, snapshot inspect, operator snapshot "
        "inspect, acl auth-method list, box list, global-status, port, plugin list, snapshot "
        "list, ssh-config, provider",
        sensitive="kv get, kv export, acl token read, acl bootstrap, acl token create, acl token list, acl token "
        "self, var get, box outdated, "
        "peering generate-token, acl token clone",
        mutating="kv put, kv import, agent, join, reload, event, exec, lock, watch, maint, config write, "
        "intention create, acl policy create, acl policy update, acl role create, acl role update, acl "
        "token update, operator autopilot set-config, services register, connect envoy, "
        "connect ca set-config, connect proxy, login, logout, peering establish, keyring, debug, job run, "
        "run, job dispatch, job scale, job promote, job eval, job revert, job periodic force, job start, "
        "job restart, node drain, node eligibility, node meta, alloc exec, alloc restart, alloc signal, "
        "deployment promote, deployment pause, deployment resume, namespace apply, quota apply, volume "
        "create, volume register, volume snapshot create, var put, var init, operator snapshot save, "
        "operator api, acl policy apply, server join, operator debug, system gc, system reconcile "
        "summaries, ui, fmt, setup consul, init, up, provision, resume, suspend, snapshot push, snapshot "
        "save, ssh, box add, box update, plugin install, package, rsync, tls ca create, tls cert create, "
        "operator scheduler set-config, volume claim",
        destructive="kv delete, force-leave, leave, config delete, intention delete, acl policy delete, "
        "acl role delete, acl token delete, operator raft remove-peer, services deregister, snapshot "
        "restore, peering delete, job stop, stop, alloc stop, deployment fail, eval delete, namespace "
        "delete, quota delete, volume delete, volume deregister, volume detach, volume snapshot delete, "
        "var purge, operator snapshot restore, server force-leave, operator raft transfer-leadership, "
        "operator root keyring remove, acl auth-method delete, acl binding-rule delete, node purge, "
        "destroy, halt, box remove, box prune, snapshot delete, snapshot pop, plugin uninstall, plugin "
        "expunge, rollback, job purge, service delete, sentinel delete",
    ),
    bare=Risk.READ_ONLY,
    custom=_reads_secret_file,
    effects=(
        Effect(
            both_dashes("-http-addr -address"),
            Risk.MUTATING,
            "It sends the token to the address given.",
            value=r"(?!(https?://)?(localhost|127\.)).*",
            code=Code.FOREIGN_CODE,
        ),
        Effect(both_dashes("-purge"), Risk.DESTRUCTIVE, "", only="job stop"),
        Effect(both_dashes("-prune"), Risk.MUTATING, "It forgets machines that are gone.", only="global-status"),
        Effect(both_dashes("-check"), Risk.READ_ONLY, "`fmt -check` changes nothing.", only="fmt", lowers=True),
    ),
    codes={"kv get": Code.REVEALS_SECRET, "monitor": Code.FOLLOWS, "alloc exec": Code.REMOTE, "ssh": Code.INTERACTIVE},
    help="-help --help -h",
    examples={
        Risk.READ_ONLY: (
            "consul members",
            "nomad job status web",
            "nomad node status -self",
            "consul catalog services",
            "consul kv get -keys app/",
            "consul keyring -list",
            "vagrant status",
            "nomad job plan web.nomad",
            "nomad fmt -check",
        ),
        Risk.SENSITIVE: (
            "nomad alloc fs a web/secrets/db",
            "consul acl token list",
            "consul kv get app/password",
            "nomad var get secret/app",
        ),
        Risk.MUTATING: ("consul kv put a b", "nomad job run web.nomad", "vagrant up", "nomad node drain -enable n"),
        Risk.DESTRUCTIVE: (
            "consul kv delete -recurse app/",
            "nomad job stop -purge web",
            "consul leave",
            "vagrant destroy -f",
        ),
        Risk.UNKNOWN: ("consul frobnicate",),
    },
)

# --- around AWS -------------------------------------------------------------------------------------------------

_AWS_FLAGS = Flags(
    values="--profile --region --stack-name --config-file --config-env -t --template --template-file -n "
    "--name --app -a --env -e -c --context --output -o --stage -s --function -f --service --aws-profile "
    "--endpoint-url --role-arn -i --tail --cluster --parameters",
    switches="--debug --guided --no-confirm-changeset --force --yes -y --all --verbose -v --json -j "
    "--follow --no-color --ci --long -l --help -h --version --lookups --no-lookups --use-container "
    "--cached --exclusively",
    abbreviated=False,
)


_RUN_BY_CDK = ("--app", "-a", "--plugin", "--build", "--proxy", "--ca-bundle-path")
_DEPLOYS = names("deploy destroy gc rollback refactor import")


def _asks_what_to_do(call: Call, args: Args, verb: str) -> Ruling | None:
    """`serverless` alone asks what to make, and makes it; `cdk --app` says what is run."""
    if call.program in {"cdk", "cdklocal"} and args.get(*_RUN_BY_CDK) is not None and verb not in _DEPLOYS:
        text = "An option names a program that is run for the answer, or an unknown server to connect through."
        return ruled(call, Risk.MUTATING, "aws-tool.app", text, Code.FOREIGN_CODE)
    if verb == "context" and args.get("--reset", "-e", "--clear", "--force") is not None:
        return ruled(call, Risk.MUTATING, "aws-tool.context", "It clears the lookup cache.")
    if call.program == "copilot" and not args.operands and not args.has("--version", "--help", "-v", "-h"):
        text = "GitHub's `copilot` starts an agent; AWS Copilot would print its help."
        return ruled(call, Risk.UNKNOWN, "aws-tool.agent", text, Code.INTERACTIVE)
    if call.program in {"serverless", "sls"} and not args.operands and not args.has("--version", "--help", "-v", "-h"):
        return ruled(call, Risk.MUTATING, "aws-tool.start", "", Code.INTERACTIVE)
    return None


_AWS_TOOLS = Program(
    "aws-tool",
    flags=_AWS_FLAGS,
    verbs=verbs(
        read_only="validate, list endpoints, list resources, list stack-outputs, logs, traces, ls, list, "
        "diff, doctor, metadata, notices, docs, context, print, info, status, health, "
        "events, show, app ls, app show, env ls, env show, svc ls, svc show, svc logs, svc status, job ls, "
        "job logs, pipeline ls, pipeline show, pipeline status, storage ls, version, platform list, "
        "platform show, drift, plugin list, deploy list, deploy list functions, metrics, completion",
        mutating="synth, synthesize, build, deploy, init, package, publish, sync, local invoke, local "
        "start-api, local start-lambda, pipeline init, pipeline bootstrap, bootstrap, watch, import, "
        "migrate, refactor, create, invoke, login, logout, dev, test, install, app init, env init, env "
        "deploy, svc init, svc deploy, svc package, svc exec, svc pause, svc resume, svc override, job "
        "init, job deploy, job run, task run, task exec, storage init, secret init, pipeline deploy, "
        "config, codesource, clone, labs, local, open, console, platform, restore, scale, setenv, ssh, "
        "swap, upgrade, use, tags, restart, remote invoke, rollback, plugin install, create-domain, "
        "export, fn",
        destructive="delete, destroy, remove, app delete, env delete, svc delete, job delete, pipeline "
        "delete, task delete, terminate, abort, plugin uninstall, delete_domain, gc, rollback deploy, "
        "undeploy, nuke",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--no-confirm-changeset --yes --require-approval", Risk.MUTATING, "", only="deploy"),
        Effect(
            "-o --output",
            Risk.MUTATING,
            "It writes the templates to a folder.",
            only="ls, list, diff",
            value=r"(?!(?:json|yaml|text|table)\Z).*",
        ),
        Effect("--follow --tail", Risk.READ_ONLY, "", only="logs", code=Code.FOLLOWS),
    ),
    codes={"watch": Code.FOLLOWS, "ssh": Code.INTERACTIVE, "env show": Code.REVEALS_SECRET},
    custom=_asks_what_to_do,
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "sam validate",
            "cdk diff",
            "cdk ls",
            "serverless info",
            "eb status",
            "copilot svc ls",
            "sls print",
        ),
        Risk.MUTATING: (
            "sam deploy --guided",
            "cdk deploy",
            "serverless deploy",
            "eb deploy",
            "copilot svc deploy",
            "cdk bootstrap",
            "cdk diff --app 'python app.py'",
            "cdk ls -o folder",
            "cdk context --reset 1",
        ),
        Risk.DESTRUCTIVE: (
            "sam delete",
            "cdk destroy --force",
            "serverless remove",
            "eb terminate env",
            "copilot app delete",
        ),
        Risk.UNKNOWN: ("copilot", "copilot -p 'tidy up' --allow-all-tools", "copilot --resume"),
    },
)


@reading_with(
    Flags(values="-b --backend -r --retries --kms-key-alias", switches="-v --verbose -e --expand -t --time -u --user")
)
def _chamber(call: Call) -> Ruling:
    words = [word for word in call.words if not word.startswith("-")]
    verb = words[0] if words else "help"
    risk = {
        "list": Risk.READ_ONLY,
        "list-services": Risk.READ_ONLY,
        "history": Risk.READ_ONLY,
        "find": Risk.READ_ONLY,
        "help": Risk.READ_ONLY,
        "version": Risk.READ_ONLY,
        "read": Risk.SENSITIVE,
        "export": Risk.SENSITIVE,
        "env": Risk.SENSITIVE,
        "write": Risk.MUTATING,
        "import": Risk.MUTATING,
        "exec": Risk.MUTATING,
        "delete": Risk.DESTRUCTIVE,
    }.get(verb, Risk.UNKNOWN)
    return ruled(call, risk, f"chamber.{verb}")


def _nuke(call: Call) -> Ruling:
    lists = {"version", "resource-types", "explain-account", "explain-config"}
    if {"--help", "-h"} & set(call.words) or (lists & set(call.words[:1]) and not call.words[1:]):
        return ruled(call, Risk.READ_ONLY, "nuke.lists")
    return ruled(call, Risk.DESTRUCTIVE, "nuke.run", "It deletes whole accounts.")


def _token(call: Call) -> Ruling:
    return ruled(call, Risk.SENSITIVE, "token.mint", f"`{call.program}` prints a token.", Code.REVEALS_SECRET)


_COSTS = Program(
    "estimate",
    flags=Flags(
        values="--path -p --format --project-name --out-file --config-file --terraform-workspace -t --template -r "
        "--regions -i",
        switches="--version",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="breakdown, diff, output, configure get, --version, help",
        mutating="configure set, auth login, comment, upload, generate config, register, configure",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("--out-file", Risk.MUTATING, "It writes a file."),),
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("infracost breakdown --path .", "infracost diff --path ."),
        Risk.MUTATING: ("infracost breakdown --path . --out-file o.json",),
    },
)

_LINTS = Program(
    "cfn-lint",
    Risk.READ_ONLY,
    Flags(
        values="-t --template -r --regions -i --ignore-checks -f --format -m --config-file -a --append-rules -s",
        abbreviated=False,
    ),
    effects=(
        Effect(
            "-a --append-rules -s --override-spec",
            Risk.UNKNOWN,
            "It loads rules, which can run code.",
            code=Code.FOREIGN_CODE,
        ),
        Effect("-u --update-specs --output-file -o", Risk.MUTATING, "It writes files."),
    ),
    help="--help -h --version",
    examples={Risk.READ_ONLY: ("cfn-lint template.yaml",), Risk.MUTATING: ("cfn-lint -u",)},
    operands=MANY,
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(("consul", "nomad", "vagrant", "boundary"), _HASHI),
    **dict.fromkeys(("sam", "samlocal", "cdk", "cdklocal", "serverless", "sls", "eb", "copilot"), _AWS_TOOLS),
    "chamber": _chamber,
    **dict.fromkeys(("aws-nuke", "cloud-nuke"), _nuke),
    **dict.fromkeys(("aws-iam-authenticator", "gke-gcloud-auth-plugin", "kubelogin", "saml2aws"), _token),
    "infracost": _COSTS,
    "cfn-lint": _LINTS,
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: (
        "chamber list web",
        "aws-nuke resource-types",
    ),
    Risk.SENSITIVE: ("chamber read web key", "aws-iam-authenticator token -i c"),
    Risk.DESTRUCTIVE: ("aws-nuke run",),
}
