"""terraform, tofu, terragrunt, pulumi, packer: a plan reads, an unreviewed apply destroys, outputs hold secrets."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Program, Rule, Ruling, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk


def both_dashes(text: str) -> str:
    """Return Go's options with one dash and with two: `-auto-approve` is `--auto-approve`."""
    return f"{text} {' '.join('-' + name for name in text.split())}"


_FLAGS = Flags(
    values=both_dashes(
        "-var -var-file -target -replace -out -state -state-out -backup -backend-config "
        "-from-module -plugin-dir -platform -generate-config-out -filter -lock-timeout -parallelism "
        "-module-depth -exclude -test-directory -provider -config -input-file -concurrency -plan"
    ),
    switches=both_dashes(
        "-json -raw -no-color -compact-warnings -destroy -refresh-only -refresh -lock -input "
        "-auto-approve -detailed-exitcode -upgrade -reconfigure -migrate-state -force-copy -backend -get "
        "-check -diff -write -recursive -list -force -or-create -allow-missing -draw-cycles -verbose -help "
        "-version -h -v -chdir -ignore-remote-version -update -dry-run -show-sensitive"
    ),
    single_dash=True,
    abbreviated=False,
)

_VERBS = verbs(
    read_only="version, validate, plan, show, output, graph, providers, providers schema, state list, state show, "
    "state identities, workspace list, workspace show, env list, metadata functions, modules, -version",
    sensitive="state pull",
    mutating="init, get, apply, refresh, import, taint, untaint, fmt, test, console, login, logout, providers lock, "
    "providers mirror, state mv, state replace-provider, workspace new, workspace select, env new, env select, "
    "0.13upgrade, query",
    destructive="destroy, state rm, state push, workspace delete, env delete, force-unlock",
)
_TEMPORARY = re.compile(r"/(tmp|var/tmp|dev/shm)(/|\Z)")
_AUTO = both_dashes("-auto-approve")
_EFFECTS = (
    Effect(both_dashes("-destroy"), Risk.MUTATING, "It plans to destroy everything.", only="plan", code=Code.DRY_RUN),
    Effect(both_dashes("-out -generate-config-out"), Risk.MUTATING, "It writes a plan or a file.", only="plan"),
    Effect(both_dashes("-destroy"), Risk.DESTRUCTIVE, "It destroys everything in the configuration.", only="apply"),
    Effect(
        _AUTO,
        Risk.DESTRUCTIVE,
        "There is no review of what is replaced or destroyed.",
        only="apply, refresh",
        value="(?!false|0).*",
    ),
    Effect(both_dashes("-replace"), Risk.DESTRUCTIVE, "The resource is destroyed and made again.", only="apply"),
    Effect(both_dashes("-force-copy -migrate-state"), Risk.DESTRUCTIVE, "It overwrites a state.", only="init"),
    Effect(
        both_dashes("-json -raw -show-sensitive"),
        Risk.SENSITIVE,
        "It prints sensitive values unmasked.",
        only="output, show",
        code=Code.REVEALS_SECRET,
    ),
    Effect(
        both_dashes("-dry-run"),
        Risk.READ_ONLY,
        "This is a dry run.",
        only="state mv, state rm",
        lowers=True,
        code=Code.DRY_RUN,
    ),
)
_CODES = {
    "console": Code.INTERACTIVE, "login": Code.CHANGES_CREDENTIALS, "logout": Code.CHANGES_CREDENTIALS,
    "workspace select": Code.CHANGES_CONTEXT, "workspace new": Code.CHANGES_CONTEXT, "env select": Code.CHANGES_CONTEXT,
    "state pull": Code.REVEALS_SECRET,
}  # fmt: skip


def _looks(call: Call, args: Args, verb: str) -> Ruling | None:
    if not args.operands and args.has("-version", "--version", "-v"):
        return ruled(call, Risk.READ_ONLY, "terraform.version")
    if verb == "output" and len(args.operands) > 1:
        text = "A named output is printed unmasked, even if it is sensitive."
        return ruled(call, Risk.SENSITIVE, "terraform.output", text, Code.REVEALS_SECRET)
    if _TEMPORARY.match(args.value("-chdir", "--chdir") or "") and _VERBS.get(verb) is Risk.READ_ONLY:
        text = "Files in a temporary folder name the providers, which are run."
        return ruled(call, Risk.MUTATING, "terraform.chdir", text, Code.FOREIGN_CODE)
    if verb == "fmt" and (args.has("-check", "--check") or args.value("-write", "--write") == "false"):
        return ruled(call, Risk.READ_ONLY, "terraform.fmt", "`fmt -check` changes nothing.")
    return None


_TERRAFORM = Program(
    "terraform",
    flags=_FLAGS,
    verbs=_VERBS,
    bare=Risk.READ_ONLY,
    effects=_EFFECTS,
    codes=_CODES,
    custom=_looks,
    help="-help --help -h",
    examples={
        Risk.READ_ONLY: (
            "terraform plan",
            "terraform -chdir=infra plan -var-file=prod.tfvars",
            "terraform state list",
            "terraform show",
            "terraform output",
            "terraform validate",
            "terraform fmt -check -recursive",
            "terraform workspace list",
            "terraform providers",
            "terraform version",
            "terraform apply -help",
        ),
        Risk.SENSITIVE: (
            "terraform output -json",
            "terraform output db_password",
            "terraform state pull",
            "terraform show -json plan.out",
        ),
        Risk.MUTATING: (
            "terraform init",
            "terraform plan -out=tf.plan",
            "terraform apply",
            "terraform apply tf.plan",
            "terraform plan -destroy",
            "terraform import aws_s3_bucket.b name",
            "terraform taint aws_instance.a",
            "terraform workspace select prod",
            "terraform fmt",
            "terraform state mv a b",
            "terraform console",
            "terraform -chdir=/tmp/x validate",
        ),
        Risk.DESTRUCTIVE: (
            "terraform destroy",
            "terraform apply -auto-approve",
            "terraform apply --auto-approve",
            "terraform apply -destroy",
            "terraform apply -replace=aws_instance.a",
            "terraform state rm aws_instance.a",
            "terraform state push old.tfstate",
            "terraform force-unlock -force 1",
            "terraform workspace delete dev",
        ),
        Risk.UNKNOWN: ("terraform frobnicate", "terraform -novel plan apply"),
    },
)

_TERRAGRUNT = Program(
    "terragrunt",
    flags=_FLAGS.extended(
        values="--terragrunt-working-dir --terragrunt-config --working-dir --config --terragrunt-source --source "
        "--terragrunt-log-level --log-level --queue-include-dir --queue-exclude-dir",
        switches="--all -a --non-interactive --terragrunt-non-interactive --graph --no-color --no-auto-init "
        "--terragrunt-check --terragrunt-diff",
    ),
    verbs=verbs(
        read_only="version, graph-dependencies, output-module-groups, validate-inputs, find, list, hcl "
        "validate, info, dag graph, state list, state show, show, output, validate, providers, workspace "
        "list, workspace show, graph",
        sensitive="state pull",
        mutating="plan, init, apply, import, refresh, taint, untaint, hclfmt, hcl format, hcl fmt, fmt, get, "
        "test, render-json, render, scaffold, catalog, run-all plan, run-all apply, run-all init, run-all "
        "validate, run-all output, plan-all, apply-all, run plan, run apply, run init, run, exec, stack run, "
        "stack generate, stack output, state mv, workspace new, workspace select, console, backend "
        "bootstrap, backend migrate, aws-provider-patch",
        destructive="destroy, run-all destroy, destroy-all, run destroy, state rm, state push, workspace delete, "
        "force-unlock, backend delete, stack clean",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(both_dashes("-destroy"), Risk.DESTRUCTIVE, "", only="apply, run-all apply, run apply"),
        Effect(
            _AUTO + " --non-interactive --terragrunt-non-interactive",
            Risk.DESTRUCTIVE,
            "There is no review of what changes.",
            only="apply, run-all apply, apply-all, run apply",
        ),
        Effect(both_dashes("-json -raw"), Risk.SENSITIVE, "", only="output, show", code=Code.REVEALS_SECRET),
        Effect(
            "--terragrunt-tfpath --tf-path --terragrunt-source --source --terragrunt-config --config",
            Risk.MUTATING,
            "It runs another program, or programs from another configuration.",
            code=Code.FOREIGN_CODE,
        ),
        Effect("--terragrunt-check --check", Risk.READ_ONLY, "", only="hclfmt, hcl format, hcl fmt", lowers=True),
    ),
    codes={verb: _CODES[verb] for verb in ("console", "workspace select", "workspace new", "state pull")},
    help="-help --help -h",
    examples={
        Risk.READ_ONLY: ("terragrunt graph-dependencies", "terragrunt --version", "terragrunt hclfmt --check"),
        Risk.MUTATING: (
            "terragrunt info --tf-path ./x",
            "terragrunt plan",
            "terragrunt run-all plan",
            "terragrunt apply",
        ),
        Risk.DESTRUCTIVE: ("terragrunt run-all destroy", "terragrunt run-all apply --terragrunt-non-interactive"),
    },
)

_PULUMI = Program(
    "pulumi",
    flags=Flags(
        values="-s --stack -C --cwd --config -c --config-file --color -v --verbose --target -t --replace "
        "--message -m --file --format --parallel -p --plan --save-plan --policy-pack --profiling --tracing "
        "--env",
        switches="-y --yes -f --skip-preview --show-secrets --json -j --diff -h --help --non-interactive "
        "--logtostderr --emoji -e --refresh -r --target-dependents --show-urns -u --show-ids -i --show-name "
        "--force --preserve-config --preview-only --plaintext --secret --follow",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="preview, pre, stack, stack ls, stack output, stack history, stack tag ls, stack export, "
        "config, whoami, version, about, about env, logs, plugin ls, policy ls, org get-default, org search, "
        "schema check, package get-schema, env ls",
        sensitive="config get, env open, env get",
        mutating="up, update, refresh, import, config set, config set-all, config cp, config refresh, stack "
        "init, stack select, stack rename, stack tag set, stack change-secrets-provider, stack graph, login, "
        "logout, new, install, cancel, watch, console, convert, package add, plugin install, policy publish, "
        "policy enable, state unprotect, state rename, state move, state edit, state repair, env init, env "
        "edit, env set, env run, org set-default, deployment run",
        destructive="destroy, down, dn, stack rm, state delete, stack import, config rm, config rm-all, "
        "plugin rm, policy rm, env rm, stack tag rm, policy disable",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "-y --yes -f --skip-preview",
            Risk.DESTRUCTIVE,
            "There is no review of what is replaced or deleted.",
            only="up, update, refresh",
        ),
        Effect("--show-secrets", Risk.SENSITIVE, "", only="stack, config, preview, pre", code=Code.REVEALS_SECRET),
        Effect(
            "--policy-pack --tracing --profiling --event-log --exec-agent",
            Risk.MUTATING,
            "It runs a policy's program, or sends or writes a report.",
            only="preview, pre, stack, logs, config, about",
            code=Code.FOREIGN_CODE,
        ),
        Effect("--save-plan --file", Risk.MUTATING, "It writes a file.", only="preview, pre, stack export"),
        Effect(
            "--preview-only",
            Risk.READ_ONLY,
            "This is a dry run.",
            only="destroy, refresh",
            lowers=True,
            code=Code.DRY_RUN,
        ),
    ),
    codes={"login": Code.CHANGES_CREDENTIALS, "stack select": Code.CHANGES_CONTEXT, "config get": Code.REVEALS_SECRET},
    help="-h --help",
    examples={
        Risk.READ_ONLY: ("pulumi preview", "pulumi stack ls", "pulumi stack output", "pulumi whoami"),
        Risk.SENSITIVE: ("pulumi config --show-secrets", "pulumi config get dbPassword"),
        Risk.MUTATING: (
            "pulumi preview --policy-pack ./p",
            "pulumi up",
            "pulumi stack select dev",
            "pulumi config set a b",
        ),
        Risk.DESTRUCTIVE: ("pulumi destroy", "pulumi up --yes", "pulumi stack rm dev"),
    },
)

_PACKER = Program(
    "packer",
    flags=Flags(
        values=both_dashes("-var -var-file -only -except -on-error -parallel-builds"),
        switches=both_dashes(
            "-color -debug -force -machine-readable -timestamp-ui -check -diff -write "
            "-recursive -upgrade -syntax-only -evaluate-datasources"
        ),
        single_dash=True,
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="validate, inspect, version, plugins installed, plugins required",
        mutating="build, init, fmt, fix, console, hcl2_upgrade, plugins install",
        destructive="plugins remove",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(both_dashes("-force"), Risk.DESTRUCTIVE, "It overwrites the result of an earlier build.", only="build"),
        Effect(both_dashes("-check"), Risk.READ_ONLY, "", only="fmt", lowers=True),
    ),
    codes={"console": Code.INTERACTIVE},
    help="-help --help -h",
    examples={
        Risk.READ_ONLY: ("packer validate .", "packer fmt -check ."),
        Risk.MUTATING: ("packer build -var a=b .", "packer init ."),
        Risk.DESTRUCTIVE: ("packer build -force .",),
    },
)

RULES: dict[str, Rule] = {
    "terraform": _TERRAFORM, "tofu": _TERRAFORM, "terragrunt": _TERRAGRUNT, "pulumi": _PULUMI, "packer": _PACKER,
}  # fmt: skip
