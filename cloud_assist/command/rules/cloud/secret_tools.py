"""vault and other stores of secrets: reading one reveals it, listing does not."""

from __future__ import annotations

import re

from cloud_assist.command.rules.cloud.terraform import both_dashes
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
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_TELLING = re.compile(
    r"/?(sys/(health|seal-status|leader|ha-status|host-info|mounts|auth|audit|policy|policies/(acl|rgp|egp)[\w/-]*|license/status|key-status|"
    r"replication/[\w/-]+|capabilities-self|internal/counters/[\w/-]+|internal/ui/mounts[\w/-]*|config/[\w/-]+)|"
    r"auth/(approle|kubernetes|jwt|oidc|ldap|aws|gcp|azure|cert)/role/[\w-]+)"
)
"""What `vault read` shows without revealing: the state of the server, its mounts, policies and roles."""


def _vault(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb == "token lookup" and not args.has("-accessor", "--accessor"):
        return ruled(call, Risk.SENSITIVE, "vault.token", "It prints the token itself.", Code.REVEALS_SECRET)
    if verb == "read" and len(args.verbs) == 2 and _TELLING.fullmatch(args.verbs[1]):
        return ruled(call, Risk.READ_ONLY, "vault.read-state", "It reads the server's own information.")
    return None


_VAULT = Program(
    "vault",
    flags=Flags(
        values=both_dashes(
            "-address -agent-address -ca-cert -ca-path -client-cert -client-key -header -mfa -namespace "
            "-ns -tls-server-name -unlock-key -field -format -mount -version -ttl -policy -display-name "
            "-method -path -wrap-ttl -output"
        ),
        switches=both_dashes(
            "-h -help -non-interactive -output-curl-string -output-policy "
            "-tls-skip-verify -detailed -force -f -disable-redirects -no-print -no-store -token-only -accessor "
            "-self -prefix"
        ),
        single_dash=True,
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="status, list, kv list, kv metadata get, secrets list, auth list, audit list, policy "
        "list, policy read, policies, namespace list, plugin list, plugin info, lease lookup, token "
        "lookup, token capabilities, operator members, operator raft list-peers, operator raft autopilot "
        "state, operator raft autopilot get-config, operator key-status, operator diagnose, operator "
        "usage, version, version-history, path-help, pki health-check, pki list-intermediates, pki "
        "verify-sign, hcp status, namespace lookup, kv, auth, secrets, help, monitor, events subscribe",
        sensitive="read, kv get, token create, unwrap, print token, operator generate-root, secrets read, transit",
        mutating="write, kv put, kv patch, kv undelete, kv rollback, kv metadata put, kv metadata patch, "
        "kv enable-versioning, login, secrets enable, secrets tune, secrets move, auth enable, auth tune, "
        "auth move, audit enable, policy write, policy fmt, token renew, lease renew, ssh, agent, proxy, "
        "server, operator init, operator unseal, operator rotate, operator rekey, operator step-down, "
        "operator raft join, operator raft snapshot save, operator raft autopilot set-config, operator "
        "migrate, namespace create, namespace patch, plugin register, plugin reload, pki issue, pki "
        "reissue, debug, namespace lock, namespace unlock, transform import, transit import, plugin "
        "runtime register, hcp connect, wrap, patch",
        destructive="delete, kv delete, kv destroy, kv metadata delete, secrets disable, auth disable, "
        "audit disable, policy delete, token revoke, lease revoke, operator seal, operator raft "
        "remove-peer, operator raft snapshot restore, namespace delete, plugin deregister, hcp disconnect",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            both_dashes("-output-curl-string -output-policy"), Risk.SENSITIVE, "It prints the request, with its token."
        ),
        Effect(both_dashes("-tls-skip-verify"), Risk.MUTATING, "It sends the token to an unverified server."),
        Effect(
            both_dashes("-address -agent-address"),
            Risk.MUTATING,
            "It sends the token to the address given.",
            value=r"(?!https?://(localhost|127\.)).*",
            code=Code.FOREIGN_CODE,
        ),
    ),
    codes={
        **dict.fromkeys(("read", "kv get", "token create", "unwrap", "print token"), Code.REVEALS_SECRET),
        "login": Code.CHANGES_CREDENTIALS,
        "monitor": Code.FOLLOWS,
        "events subscribe": Code.FOLLOWS,
        "ssh": Code.INTERACTIVE,
    },
    custom=_vault,
    help="-help --help -h",
    examples={
        Risk.READ_ONLY: (
            "vault status",
            "vault read sys/health",
            "vault read auth/approle/role/ci",
            "vault kv list secret/",
            "vault -namespace=admin audit list",
            "vault token lookup -accessor a",
        ),
        Risk.SENSITIVE: (
            "vault kv get secret/app",
            "vault read database/creds/app",
            "vault read sys/raw/x",
            "vault token lookup",
            "vault read sys/policies/password/p/generate",
            "vault token create",
        ),
        Risk.MUTATING: ("vault kv put secret/app a=b", "vault login", "vault secrets enable kv"),
        Risk.DESTRUCTIVE: (
            "vault kv delete secret/app",
            "vault secrets disable secret/",
            "vault lease revoke -prefix aws/",
        ),
        Risk.UNKNOWN: ("vault frobnicate",),
    },
)


def _op(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb == "run" and len(args.operands) > 1:
        text = "It runs a command with secrets in its environment."
        return Ruling(Risk.MUTATING, "op.run", text, inner=(Inner(words=args.operands[1:]),))
    if verb == "item get":
        shown = args.value("--fields") or ""
        text = "An item's fields contain its secrets."
        return ruled(call, Risk.SENSITIVE, "op.item-get", f"{text} {shown}".strip(), Code.REVEALS_SECRET)
    return None


_OP = Program(
    "op",
    flags=Flags(
        values="--account --config --encoding --format --session --vault --fields --tags "
        "--categories --output -o --out-file --env-file --user --group --title --url --template "
        "--file-mode --otp",
        switches="--debug --iso-timestamps --no-color --reveal --archive --force -f --raw -h --help "
        "--include-archive --no-masking",
        optional="--cache",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="account list, account ls, account get, item list, item ls, item template list, item "
        "template get, vault list, vault ls, vault get, vault user list, vault group list, user list, user "
        "ls, user get, group list, group ls, group get, group user list, document list, document ls, "
        "whoami, update-check, completion, connect server list, connect server get, connect token list, "
        "connect vault list, events-api list, plugin list, service-account ratelimit, help",
        sensitive="read, item get, document get, inject, signin, service-account create, connect token create, "
        "events-api create, environment read",
        mutating="run, item create, item edit, item share, item move, vault create, vault edit, vault user "
        "grant, vault group grant, user provision, user confirm, user edit, user reactivate, user invite, "
        "group create, group edit, group user grant, document create, document edit, signout, account add, "
        "update, connect server create, connect server edit, connect vault grant, connect group grant, "
        "plugin init, plugin run, connect token edit, ssh, item ssh",
        destructive="item delete, item rm, vault delete, vault rm, vault user revoke, vault group revoke, "
        "user delete, user rm, user suspend, group delete, group rm, group user revoke, document delete, "
        "document rm, account forget, connect server delete, connect token delete, connect vault revoke, "
        "connect group revoke, plugin clear",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("-o --output --out-file", Risk.MUTATING, "It writes a secret to a file."),),
    codes={"read": Code.REVEALS_SECRET, "inject": Code.REVEALS_SECRET, "document get": Code.REVEALS_SECRET},
    custom=_op,
    help="-h --help",
    examples={
        Risk.READ_ONLY: ("op user list", "op vault ls", "op item list --vault dev"),
        Risk.SENSITIVE: ("op read op://vault/item/field", "op item get login --fields password"),
        Risk.MUTATING: ("op item create --category login", "op signout"),
        Risk.DESTRUCTIVE: ("op vault delete v", "op item delete x"),
    },
)


def _doppler(call: Call, args: Args, verb: str) -> Ruling | None:
    """`doppler run -- cmd` starts a command with the secrets in its environment."""
    if verb == "run" and args.value("--command"):
        text = "It runs a command with secrets in its environment."
        return Ruling(Risk.SENSITIVE, "doppler.run", text, inner=(Inner(source=args.value("--command")),))
    if verb == "run" and len(args.operands) > 1:
        inner = (Inner(words=args.operands[1:]),)
        text = "It runs a command with secrets in its environment."
        return Ruling(Risk.SENSITIVE, "doppler.run", text, inner=inner)
    if verb == "configure get" and any("token" in word for word in args.verbs[2:]):
        return ruled(call, Risk.SENSITIVE, "doppler.token", "It prints the token.", Code.REVEALS_SECRET)
    if verb == "secrets" and len(args.operands) > 1:
        return ruled(call, Risk.UNKNOWN, "doppler.unknown")
    return None


_DOPPLER = Program(
    "doppler",
    flags=Flags(
        values="-p --project -c --config -e --environment --scope -t --token --api-host --dashboard-host "
        "--configuration --format --fallback --mount --command --name --slug --max-age --number -n --page "
        "--dns-resolver-address",
        switches="--json --no-read-env --print-config --silent --debug --plain --raw --no-check-version -y --yes "
        "--no-verify-tls --only-names -h --help --no-file --preserve-env --recursive --attempts",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="configs, configs get, configs list, configs logs, configs tokens, configs tokens list, "
        "projects, projects list, projects get, environments, environments list, environments get, "
        "activity, activity list, settings, me, configure, configure get, configure debug, configure "
        "options, secrets notes get, completion, help, groups list, service-accounts list",
        sensitive="secrets, secrets get, secrets download, run, configs tokens create, oidc login, secrets substitute",
        mutating="secrets set, secrets upload, secrets notes set, setup, login, logout, login roll, "
        "configs create, configs update, configs clone, configs lock, configs unlock, configs logs "
        "rollback, projects create, projects update, environments create, environments rename, settings "
        "update, configure set, import, update, open, feedback, flags enable, flags disable, tui",
        destructive="secrets delete, configs delete, configs tokens revoke, configs tokens delete, projects delete, "
        "environments delete, login revoke, configure unset, configure reset, configure flags-reset",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("--only-names", Risk.READ_ONLY, "", only="secrets", lowers=True),),
    codes={"secrets": Code.REVEALS_SECRET, "secrets get": Code.REVEALS_SECRET, "login": Code.CHANGES_CREDENTIALS},
    custom=_doppler,
    help="-h --help",
    examples={
        Risk.READ_ONLY: ("doppler configs list", "doppler secrets --only-names", "doppler me"),
        Risk.SENSITIVE: (
            "doppler configure get token --plain",
            "doppler secrets",
            "doppler secrets get API_KEY",
            "doppler run -- ls",
        ),
        Risk.MUTATING: ("doppler setup --project backend", "doppler login"),
        Risk.DESTRUCTIVE: (
            "doppler secrets delete A",
            "doppler projects delete backend --yes",
            "doppler run -- rm -rf build",
        ),
    },
)


_SOPS_WRITES = names(
    "-i --in-place --output encrypt rotate updatekeys edit set unset publish -e --encrypt -r --rotate groups keyservice"
)


def _sops(call: Call) -> Ruling:
    words = set(call.words)
    if words & {"--help", "-h", "--version", "-v", "help"} or not words:
        return ruled(call, Risk.READ_ONLY, "sops.help")
    if words & {"exec-env", "exec-file"}:
        return ruled(call, Risk.UNKNOWN, "sops.exec", "It runs a command with secrets in its environment.")
    if words & {"filestatus"}:
        return ruled(call, Risk.READ_ONLY, "sops.status")
    if words & _SOPS_WRITES:
        return ruled(call, Risk.MUTATING, "sops.write")
    if words & {"-d", "--decrypt", "decrypt", "--extract"}:
        return ruled(call, Risk.SENSITIVE, "sops.decrypt", "", Code.REVEALS_SECRET)
    return ruled(call, Risk.MUTATING, "sops.edit", "It opens an editor on the decrypted file.", Code.INTERACTIVE)


RULES: dict[str, Rule] = {"vault": _VAULT, "bao": _VAULT, "op": _OP, "doppler": _DOPPLER, "sops": _sops}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: ("sops --version",),
    Risk.SENSITIVE: ("sops -d secrets.yaml",),
    Risk.MUTATING: ("sops -d -i secrets.yaml", "sops secrets.yaml", "bao kv put secret/a b=c"),
}
