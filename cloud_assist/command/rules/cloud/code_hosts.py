"""gh and glab, and the command lines of CI services."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import MANY, Args, Call, Effect, Flags, Rule, Ruling, reads, ruled, verbs
from cloud_assist.command.rules.engine.nouns import Nouns
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="-R --repo -L --limit -s --state -l --label -a --assignee -A --author -B --base -H --head -q "
    "--jq -t --template --json --search -S -X --method -f --raw-field -F --field --input --cache "
    "--hostname -p --preview -b --branch -w --workflow -e --env --event -u --user --org -o --owner --topic "
    "--language --visibility --job -j -n --name --body --title --notes --per-page --page --group -g -P "
    "--output --status --source --tag --commit -c --created --order --sort --format",
    switches="--web --comments --all --help --version --paginate -i --include --silent --verbose --slurp "
    "--exit-status --log --log-failed --yes -y --draft --closed --merged --patch --name-only --watch "
    "--required --show-token --confirm --no-browser",
    abbreviated=False,
)


_HOSTS = re.compile(r"(https?://)?([\w.-]+\.)?(github\.com|ghe\.com|gitlab\.com)\Z")


def _elsewhere(call: Call, args: Args) -> bool:
    """Whether the request, with a token of the environment, goes to another host than the well-known."""
    hosts = [host for host in args.values("--hostname") if host]
    for place in (*args.values("-R", "--repo"), *args.verbs[1:]):
        scheme, _, rest = place.partition("://")
        named = place.split("/")
        if rest and scheme in {"http", "https", "ssh"}:
            hosts.append(rest.partition("/")[0].rpartition("@")[2])
        elif call.program == "gh" and len(named) == 3 and place in args.values("-R", "--repo"):
            hosts.append(named[0])
    return any(not _HOSTS.match(host) for host in hosts)


def _api(call: Call, args: Args, verb: str) -> Ruling | None:
    """`gh api` and `glab api`: a GET unless a method is named or a field is given; GraphQL reads unless it mutates."""
    asks = _GH.base_risk(args, verb).rank < Risk.MUTATING.rank or verb.partition(" ")[0] == "api"
    if asks and (args.value("-X", "--method") or "GET").upper() != "DELETE" and _elsewhere(call, args):
        text = "It sends a token to a host that is not well known."
        return ruled(call, Risk.MUTATING, "code-host.host", text, Code.FOREIGN_CODE)
    if verb.partition(" ")[0] != "api":
        return _gh_token(call, args, verb)
    method = args.value("-X", "--method")
    path = args.verbs[1] if len(args.verbs) > 1 else ""
    fields = args.get("-f", "--raw-field", "-F", "--field", "--input") is not None
    if method is not None and method.upper() == "DELETE":
        return ruled(call, Risk.DESTRUCTIVE, "code-host.api-delete", f"`{call.program} api -X DELETE` deletes.")
    if method is not None and method.upper() not in {"GET", "HEAD"}:
        return ruled(call, Risk.MUTATING, "code-host.api", f"`{call.program} api` changes something.")
    if path == "graphql":
        query = " ".join(option.text for option in args.options).lower()
        risk = (
            Risk.READ_ONLY
            if re.search(r"query\s*=\s*(query\b|\{)", query) and "mutation" not in query
            else Risk.MUTATING
        )
        return ruled(call, risk, "code-host.graphql")
    if fields and method is None:
        return ruled(call, Risk.MUTATING, "code-host.api", "Fields make it a POST.")
    if "://" in path:
        return ruled(call, Risk.MUTATING, "code-host.api", "It sends the token to a custom address.")
    return ruled(call, Risk.READ_ONLY, "code-host.api", f"`{call.program} api` is read-only.")


def _gh_token(call: Call, args: Args, verb: str) -> Ruling | None:
    if call.program == "glab" and verb in {"variable get", "variable list"}:
        return ruled(
            call, Risk.SENSITIVE, "code-host.variable", "It prints the values of variables.", Code.REVEALS_SECRET
        )
    if verb == "browse" and args.has("-n", "--no-browser"):
        return ruled(call, Risk.READ_ONLY, "code-host.browse", "It prints an address.")
    if verb == "auth status" and args.has("--show-token", "-t"):
        return ruled(call, Risk.SENSITIVE, "code-host.token", "", Code.REVEALS_SECRET)
    return None


_GH = Nouns(
    "code-host",
    flags=_FLAGS,
    nouns="pr issue repo run workflow release gist label project secret variable cache codespace cs org "
    "ruleset rs ssh-key gpg-key alias extension ext config auth search browse attestation status mr ci "
    "pipeline pipe deploy-key schedule incident milestone token user changelog cluster snippet iteration "
    "job securefile stack duo environment runner model preview",
    verbs=verbs(
        read_only="pr list, pr view, pr status, pr diff, pr checks, issue list, issue view, issue status, "
        "repo list, repo view, repo gitignore list, repo license list, run list, run view, run watch, "
        "workflow list, workflow view, release list, release view, gist list, gist view, label list, "
        "project list, project view, project item-list, project field-list, secret list, variable list, "
        "variable get, cache list, codespace list, codespace logs, codespace view, org list, ruleset list, "
        "ruleset view, ruleset check, ssh-key list, gpg-key list, alias list, extension list, extension "
        "search, config get, config get *, config list, auth status, search code, search commits, search "
        "issues, search "
        "prs, search repos, status, version, help, attestation verify, completion, mr list, mr view, mr "
        "diff, mr approvers, mr issues, ci list, ci status, ci view, ci get, ci trace, ci lint, ci config "
        "compile, repo search, repo contributors, schedule list, user events, deploy-key list, snippet "
        "list, cluster list, job list, milestone list, incident list, incident view, pipeline list, runner "
        "list, check-update",
        sensitive="auth token, variable export, config get token, securefile download, token create, token rotate",
        mutating="pr create, pr checkout, pr comment, pr edit, pr merge, pr ready, pr review, pr reopen, "
        "pr update-branch, pr lock, pr unlock, pr close, issue create, issue comment, issue edit, issue "
        "close, issue reopen, issue pin, issue unpin, issue transfer, issue develop, issue lock, issue "
        "unlock, repo create, repo clone, repo fork, repo edit, repo rename, repo set-default, repo "
        "unarchive, run rerun, run download, workflow run, workflow enable, workflow disable, "
        "release create, release upload, release download, release edit, gist create, gist edit, gist "
        "clone, gist rename, secret set, variable set, codespace create, codespace ssh, codespace stop, "
        "codespace code, codespace cp, codespace edit, codespace rebuild, auth login, auth logout, auth "
        "refresh, auth setup-git, auth switch, auth git-credential, auth configure-docker, browse, "
        "extension install, extension create, extension upgrade, extension exec, alias set, alias import, "
        "config set, attestation download, mr create, mr update, mr merge, mr approve, mr revoke, mr "
        "close, mr reopen, mr rebase, mr checkout, mr note, mr subscribe, mr unsubscribe, mr todo, ci run, "
        "ci retry, ci cancel, ci trigger, ci run-trig, ci artifact, repo transfer, repo mirror, repo "
        "publish, schedule create, schedule run, schedule update, variable update, duo ask, api",
        destructive="repo delete, repo archive, release delete, release delete-asset, issue delete, gist "
        "delete, run delete, run cancel, secret delete, secret remove, variable delete, variable remove, cache delete, "
        "label delete, project delete, project close, project item-delete, project item-archive, project "
        "field-delete, codespace delete, ssh-key delete, gpg-key delete, extension remove, alias delete, "
        "repo deploy-key delete, repo autolink delete, mr delete, ci delete, schedule delete, snippet "
        "delete, token revoke, milestone delete, deploy-key delete, securefile remove, config clear-cache",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--web", Risk.MUTATING, "It opens a browser."),
        Effect(
            "-H --header",
            Risk.MUTATING,
            "A header can turn a read into something else.",
            only="api",
            value="(?is:.*override.*)",
        ),
        Effect(
            "--delete-branch -d --admin",
            Risk.DESTRUCTIVE,
            "It deletes the branch, or overrides its protection.",
            only="pr merge, pr close",
        ),
        Effect(
            "--web -w",
            Risk.MUTATING,
            "It opens a browser.",
            only="pr view, pr list, pr checks, pr diff, issue view, issue list, repo view, run view, release view, "
            "gist view, workflow view, search, project list, project view, ruleset view, ruleset list, ruleset check, "
            "label list",
        ),
    ),
    codes={
        "auth token": Code.REVEALS_SECRET,
        "auth login": Code.CHANGES_CREDENTIALS,
        "run watch": Code.FOLLOWS,
        "codespace ssh": Code.INTERACTIVE,
        "extension install": Code.FOREIGN_CODE,
    },
    custom=_api,
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "gh pr list -s open --json number",
            "gh run view 1 --log",
            "gh api repos/o/r/pulls",
            "gh api graphql -f query='query { viewer { login } }'",
            "gh -R o/r issue view 3",
            "gh secret list",
            "gh browse -n",
            "gh pr view https://github.com/o/r/pull/1",
            "glab mr list",
            "glab ci status",
        ),
        Risk.SENSITIVE: ("gh auth token", "gh auth status --show-token", "glab variable export"),
        Risk.MUTATING: (
            "gh pr create --fill",
            "gh pr merge 1 --squash",
            "gh api repos/o/r/issues -f title=x",
            "gh api graphql -f query='mutation { x }'",
            "gh workflow run ci.yml",
            "gh api repos/o/r --hostname git.example.com",
            "gh pr list -R git.example.com/o/r",
            "gh repo view https://git.example.com/o/r",
            "gh auth login",
            "glab mr create",
        ),
        Risk.DESTRUCTIVE: (
            "gh repo delete o/r --yes",
            "gh release delete v1",
            "gh api -X DELETE repos/o/r",
            "gh pr merge 1 --admin",
            "glab variable delete A",
            "gh cache delete --all",
        ),
        Risk.UNKNOWN: ("gh frobnicate", "gh pr frobnicate", "gh --novel pr list"),
    },
)

_CI = Nouns(
    "ci",
    flags=_FLAGS.extended(values="--token --host --org-id --project-id", switches="--skip-update-check"),
    nouns="pipeline namespace orb config context project runner policy resource-class token instance setup "
    "info build builds job jobs agent artifact annotation meta-data step organization branch history repo "
    "cluster app env",
    verbs=verbs(
        read_only="diagnostic, version, list, status, verify, config validate, config process, orb list, "
        "orb info, orb source, orb validate, context list, context show, context list-env-vars, namespace "
        "list, pipeline list, policy decide, policy logs, info org, runner instance list, runner "
        "resource-class list, step get, meta-data get, meta-data keys, meta-data exists, artifact search, "
        "env list, show, branches, requests, help",
        mutating="local execute, setup, update, open, follow, config generate, config pack, orb create, "
        "orb publish, orb init, context create, context store-secret, pipeline run, runner token create, "
        "runner resource-class create, register, run, run-single, start, stop, restart, install, exec, "
        "artifact upload, meta-data set, annotate, pipeline upload, step update, enable, disable, trigger, "
        "sync, login, logout, encrypt, restart-build, oidc request-token, lock acquire, lock release",
        destructive="uninstall, unregister, reset-token, context delete, context remove-secret, namespace "
        "delete-alias, orb unlist, pipeline delete, runner token delete, runner resource-class delete, "
        "cancel-build, artifact delete, cache purge",
    ),
    bare=Risk.READ_ONLY,
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "circleci config validate",
            "circleci pipeline list gh/o/r",
            "gitlab-runner list",
            "travis status",
        ),
        Risk.MUTATING: ("gitlab-runner register", "circleci local execute"),
        Risk.DESTRUCTIVE: ("circleci context delete gh o ctx", "gitlab-runner unregister --all-runners"),
    },
)


_ACT_LISTS = Flags(
    values="-W --workflows -j --job -C --directory -e --eventpath -P --platform",
    switches="-l --list -g --graph --version --help -h -v --verbose --json -q --quiet",
)


def _act(call: Call) -> Ruling:
    lists = {"-l", "--list", "-g", "--graph", "--version", "--help", "-h"} & set(call.words)
    odd = bool(_ACT_LISTS.parse(call.args).unknown)
    risk = Risk.MUTATING if not lists else Risk.UNKNOWN if odd else Risk.READ_ONLY
    return ruled(call, risk, "act.run")


_CHECKER_COMMANDS = frozenset({"server", "init", "download", "install", "update", "login", "serve", "upload"})


def _checker(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.get("--config-file") is not None or (call.program == "tflint" and args.get("--config", "-c") is not None):
        text = "The configuration can name checks, which are programs."
        return ruled(call, Risk.MUTATING, "checker.config", text, Code.FOREIGN_CODE)
    if args.verbs[:1] and args.verbs[0] in _CHECKER_COMMANDS:
        return ruled(call, Risk.MUTATING, "checker.command")
    return None


_CHECKS = reads(
    "checker",
    Flags(
        values="-f --file --config -c -s --severity --format -d --directory --skip -q --exclude --rule -e --framework "
        "--check --skip-check --skip-path --minimum-severity -m --exclude-path --include-rule --exclude-rule --filter "
        "--only --disable-rule --enable-rule --var-file --var --chdir --failure-threshold --ignore --trusted-registry",
        switches="--compact --quiet --soft-fail -l --list --no-color --recursive --verbose --version --help -h --force "
        "--no-fail --add-all-built-in --download-external-modules -v",
        abbreviated=False,
    ),
    custom=_checker,
    effects=(
        Effect(
            "-o --output --out --report-path --init --download-external-modules --fix --autofix --write",
            Risk.MUTATING,
            "It writes files.",
        ),
        Effect(
            "--external-checks-dir --external-checks-git --external-modules-download-path --load-plugins --rulesdir",
            Risk.UNKNOWN,
            "It runs checks from somewhere else.",
            code=Code.FOREIGN_CODE,
        ),
    ),
    examples={
        Risk.READ_ONLY: (
            "tflint --recursive",
            "checkov -f main.tf --compact",
            "hadolint Dockerfile",
            "actionlint",
            "checkov -d .",
            "tfsec .",
            "kubelinter lint .",
        ),
        Risk.MUTATING: (
            "tflint --init",
            "tflint --fix",
            "checkov -d . --output junitxml --out x",
        ),
    },
    operands=MANY,
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(("gh", "glab"), _GH),
    **dict.fromkeys(("circleci", "gitlab-runner", "travis", "buildkite-agent"), _CI),
    "act": _act,
    **dict.fromkeys(
        ("hadolint", "actionlint", "checkov", "tfsec", "tflint", "kube-linter", "kubelinter", "terrascan"), _CHECKS
    ),
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: ("act -l",),
    Risk.MUTATING: ("act push",),
}
