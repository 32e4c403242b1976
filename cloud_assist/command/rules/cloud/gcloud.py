"""gcloud: groups lead to a verb, and the verb decides; a few verbs mint credentials though they sound like reads."""

from __future__ import annotations

from cloud_assist.command.rules.cloud.gcloud_groups import GROUPS
from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Inner, Rule, Ruling, names, ruled, verbs
from cloud_assist.command.rules.engine.nouns import Nouns, in_container
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="--account --billing-project --configuration --flags-file --flatten --format "
    "--impersonate-service-account --project --trace-token --verbosity --access-token-file --filter --limit "
    "--page-size --sort-by --region --zone --location --organization --folder --cluster --instance --command "
    "--ssh-flag --universe-domain",
    switches="--help -h --quiet -q --log-http --no-log-http --no-user-output-enabled --user-output-enabled "
    "--uri --async --version -v --global --dry-run --recursive -r --delete-unmatched-destination-objects "
    "--force --auto-ack",
    abbreviated=False,
)

_ACTIONS = verbs(
    read_only="""
list, describe, get, get-value, ls, cat, du, hash, stat, show, search, lookup, read, tail, log, stream-logs,
wait, wait-until, wait-until-stable, wait-last, describe-last, status, explain, validate, validate-state,
validate-schema, validate-message, validate-directory-service, verify, mac-verify, vet, simulate,
print-settings, is-upgradeable, info, version, help, topic, cheat-sheet, test-ip, troubleshoot, list-deps,
env-init, env-unset, query-status, diff, replay-recent-access, suggest-crop, find-unregistered, evaluate,
monitor, resolve, analyze-iam-policy, analyze-move, analyze-org-policies,
analyze-org-policy-governed-assets, analyze-org-policy-governed-containers, describe-effective,
proxy-status, proxy-config
""",
    sensitive="""
print-access-token, print-identity-token, access, config-helper, get-auth-string, get-key-string, decrypt,
asymmetric-decrypt, raw-decrypt, raw-encrypt, encrypt, mac-sign, asymmetric-sign, sign-url, sign-blob,
sign-jwt, sign-and-create, generate-login-token, fetch-read-token, fetch-read-write-token, generate-wallet,
get-authorization, render, get-backup-index-download-url
""",
    mutating="""
create, update, add, set, unset, enable, disable, start, stop, restart, resume, pause, suspend, deploy,
apply, run, execute, call, submit, import, export, upload, download, copy, cp, rsync, move, rename, restore,
undelete, rollback, upgrade, resize, scale, patch, edit, replace, register, enroll, unenroll, attach,
detach, attach-disk, detach-disk, approve, deny, reject, revert, migrate, promote, failover, switchover,
switch, activate, deactivate, cancel, abort, publish, pull, ack, ack-up-to, acknowledge, subscribe,
modify-ack-deadline, predict, raw-predict, direct-predict, train, local-run, ssh, scp, login, init, install,
get-credentials, configure-docker, config-ssh, start-iap-tunnel, start-tcp-tunnel, connect,
connect-to-serial-port, browse, open-console, interactive, survey, feedback, compose, tag, untag, clone,
link, unlink, load, insert, convert, query, execute-sql, test, build, generate, clone-rules, relocate,
rotate, reencrypt, set-iam-policy, get-yaml, mark-dismissed, dismiss, snooze, commit, write,
invalidate-cdn-cache, invalidate-cache, perform-maintenance, reschedule-maintenance, report-host-as-faulty,
diagnose, reimport, repair, reboot, seed, save, star, unstar, bug-report, debug, advance, retry-job,
ignore-job, ssh-keys, docker, sync, set-password, extract, lock, unlock, authorize, deauthorize, complete,
buffer, redeploy, bulk-export, drain, translate-text, analyze-iam-policy-longrunning, deidentify, inspect,
redact, recognize, recognize-long-running, classify-text, extend-schema, trigger-backup, backup, dev
""",
    destructive="""
delete, rm, remove, destroy, purge, revoke, reset, kill, terminate, drop, wipe, unregister, undeploy, seek,
mv, reimage, cleanup, clean-up, uninstall, unmanage, promote-replica, restore-backup, recreate-instances,
abandon-instances, abandon, truncate, replace-all, clear, bulk-delete, reset-admin-password,
reset-windows-password, reset-password, reset-secret, reset-ssl-config, enforce-all
""",
)

_PREFIXES = {
    "remove-labels": Risk.MUTATING, "remove-tags": Risk.MUTATING, "remove-metadata": Risk.MUTATING,
    "list-": Risk.READ_ONLY, "describe-": Risk.READ_ONLY, "get-": Risk.READ_ONLY, "search-": Risk.READ_ONLY,
    "check-": Risk.READ_ONLY, "query-": Risk.READ_ONLY, "show-": Risk.READ_ONLY, "wait-": Risk.READ_ONLY,
    "tail-": Risk.READ_ONLY, "find-": Risk.READ_ONLY, "validate-": Risk.READ_ONLY,
    "delete-": Risk.DESTRUCTIVE, "remove-": Risk.DESTRUCTIVE, "destroy-": Risk.DESTRUCTIVE,
    **dict.fromkeys(
        names(
            "create- add- set- update- enable- disable- start- stop- suspend- resume- import- export- upload- "
            "download- deploy- undeploy- upgrade- modify- mark- patch- migrate- apply- attach- detach- rolling- "
            "run- send- generate- configure- instantiate- promote- simulate- switch- move- copy- clone- "
            "replace- restart- accept- reject- detect- stream-direct direct- batch- bulk- upsert- mutate- load- "
            "alter- initiate-"
        ),
        Risk.MUTATING,
    ),
}  # fmt: skip

_PATHS = verbs(
    read_only="info, version, help, cheat-sheet, topic *, meta list-commands, meta list-groups, logging "
    "read, builds log, functions logs read, compute tpus list, components list, compute project-info "
    "describe, config configurations list, config configurations describe, config list, config get, config "
    "get-value, auth list, auth describe",
    sensitive="config config-helper, auth application-default print-access-token, auth print-access-token, "
    "auth print-identity-token",
    mutating="init, interactive, survey, feedback, docker, auth login, auth application-default login, sql "
    "connect, auth application-default set-quota-project, auth activate-service-account, config set, config "
    "unset, config configurations activate, config configurations create, config configurations rename, "
    "compute instances reset, pubsub subscriptions pull, container images untag, emulators env-unset, iam "
    "service-accounts keys create",
    destructive="services disable, auth revoke, auth application-default revoke, config configurations delete, "
    "sql backups restore, "
    "container images delete, artifacts docker tags delete",
)
_LOGINS = ("auth login", "auth application-default login", "init", "interactive", "sql connect")
_KEYS = ("auth revoke", "auth activate-service-account", "iam service-accounts keys create")
_CODES = {
    **dict.fromkeys(_LOGINS, Code.INTERACTIVE),
    **dict.fromkeys(("config set", "config unset", "config configurations activate"), Code.CHANGES_CONTEXT),
    **dict.fromkeys(_KEYS, Code.CHANGES_CREDENTIALS),
    "logging tail": Code.FOLLOWS, "container clusters get-credentials": Code.CHANGES_CONTEXT,
    "compute start-iap-tunnel": Code.FOLLOWS, "storage cp": Code.SENDS_DATA_OUT, "storage rsync": Code.SENDS_DATA_OUT,
}  # fmt: skip


def _looks(call: Call, args: Args, verb: str) -> Ruling | None:
    if not args.operands and args.has("--version", "-v"):
        return ruled(call, Risk.READ_ONLY, "gcloud.version")
    if args.get("--flags-file") is not None:
        return ruled(
            call, Risk.UNKNOWN, "gcloud.flags-file", "`--flags-file` takes options from a file that was not checked."
        )
    words = verb.split()
    if words[-1:] == ["get-credentials"]:
        return ruled(
            call, Risk.MUTATING, "gcloud.get-credentials", "It writes to the kubeconfig.", Code.CHANGES_CONTEXT
        )
    if verb in {"compute ssh", "workstations ssh", "compute tpus tpu-vm ssh", "app instances ssh", "cloud-shell ssh"}:
        return _ssh(call, args)
    if verb == "storage cp" and len(args.verbs) > 3 and args.verbs[2].startswith("gs://") and args.verbs[3] == "-":
        return ruled(call, Risk.READ_ONLY, "gcloud.storage-cat", "It prints an object.")
    return None


def _ssh(call: Call, args: Args) -> Ruling:
    """A shell on another machine, or the one command that is named."""
    if args.has("--dry-run"):
        return ruled(call, Risk.READ_ONLY, "gcloud.dry-run", "`--dry-run` prints the ssh command.", Code.DRY_RUN)
    command = args.value("--command")
    text = "It runs a command on another machine."
    remote = args.operands[3:] if args.verbs[1] == "ssh" else args.operands[5:]
    if remote and not remote[0].text.startswith("-"):
        return in_container(call, "gcloud.ssh", remote, text=text)
    if not command:
        return ruled(call, Risk.MUTATING, "gcloud.ssh", text, Code.REMOTE, Code.INTERACTIVE)
    inner = (Inner(source=command, remote=True),)
    return ruled(call, Risk.MUTATING, "gcloud.ssh", text, Code.REMOTE)._replace(inner=inner)


_GCLOUD = Nouns(
    "gcloud",
    flags=_FLAGS,
    verbs=_PATHS,
    bare=Risk.READ_ONLY,
    nouns=GROUPS,
    passages="firebase test, artifacts docker, bms ssh-keys, compute os-login ssh-keys, compute os-config "
    "patch-deployments, compute os-config patch-jobs, kms import-jobs, deploy deploy-policies, storage "
    "batch-operations, quotas info, container fleet mesh debug, container hub mesh debug, compute diagnose, "
    "policy-intelligence simulate",
    actions=_ACTIONS,
    prefixes=_PREFIXES,
    codes=_CODES,
    custom=_looks,
    help="--help -h",
    always_helps=True,
    effects=(
        Effect(
            "--log-http",
            Risk.SENSITIVE,
            "`--log-http` prints the requests with their tokens.",
            code=Code.REVEALS_SECRET,
        ),
        Effect(
            "--dry-run",
            Risk.READ_ONLY,
            "`--dry-run` changes nothing (a dry run).",
            only="storage rsync",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect(
            "--delete-unmatched-destination-objects",
            Risk.DESTRUCTIVE,
            "It deletes what is missing in the source.",
            only="storage rsync",
        ),
        Effect(
            "--output-file --out-file --destination --destination-file --output-path --output-dir --output-directory "
            "--cert-output-file --local-dir --log-dir",
            Risk.MUTATING,
            "It writes the response to a file.",
        ),
        Effect(
            "--universe-domain",
            Risk.MUTATING,
            "It sends the token to the hosts of another domain.",
            value=r"(?!googleapis\.com\Z).*",
            code=Code.FOREIGN_CODE,
        ),
        Effect("--force", Risk.DESTRUCTIVE, "It also removes what depends on the service.", only="services disable"),
    ),
    examples={
        Risk.READ_ONLY: (
            "gcloud compute instances list --filter='status=RUNNING' --format=json",
            "gcloud --project p container clusters describe c --zone z",
            "gcloud beta run services list",
            "gcloud projects get-iam-policy p",
            "gcloud logging read 'severity>=ERROR' --limit 5",
            "gcloud deploy releases list --delivery-pipeline p --region r",
            "gcloud storage ls gs://b",
            "gcloud storage cat gs://b/o",
            "gcloud storage buckets describe gs://b",
            "gcloud secrets list",
            "gcloud config list",
            "gcloud auth list",
            "gcloud info",
            "gcloud --version",
            "gcloud asset search-all-resources --scope=projects/p",
            "gcloud firebase test android models list",
            "gcloud compute instances delete --help",
            "gcloud newthing delete --help",
        ),
        Risk.SENSITIVE: (
            "gcloud secrets versions access latest --secret db",
            "gcloud beta secrets versions access latest --secret db",
            "gcloud auth print-access-token",
            "gcloud auth application-default print-access-token",
            "gcloud kms decrypt --key k --keyring r --location l --ciphertext-file c --plaintext-file -",
            "gcloud redis instances get-auth-string i",
            "gcloud storage sign-url gs://b/o",
        ),
        Risk.MUTATING: (
            "gcloud config set project p",
            "gcloud container clusters get-credentials c --zone z",
            "gcloud compute instances stop vm",
            "gcloud compute instances create vm",
            "gcloud compute ssh vm --command 'uptime'",
            "gcloud storage cp a gs://b",
            "gcloud run deploy svc --image i",
            "gcloud builds submit .",
            "gcloud sql export sql i gs://b/o",
            "gcloud projects add-iam-policy-binding p --member m --role r",
            "gcloud builds triggers create github --name t",
            "gcloud auth login",
            "gcloud projects list --universe-domain x.example",
            "gcloud kms keys versions get-public-key 1 --key k --output-file k.pub",
            "gcloud pubsub subscriptions pull s",
            "gcloud compute instances remove-labels vm --labels a",
        ),
        Risk.DESTRUCTIVE: (
            "gcloud compute instances delete vm -q",
            "gcloud storage rm -r gs://b",
            "gcloud storage rsync a gs://b --delete-unmatched-destination-objects",
            "gcloud projects remove-iam-policy-binding p --member m --role r",
            "gcloud kms keys versions destroy 1 --key k --keyring r --location l",
            "gcloud compute ssh vm --command 'sudo rm -rf /var/data'",
            "gcloud auth revoke",
            "gcloud services disable compute.googleapis.com",
            "gcloud newthing delete x",
        ),
        Risk.UNKNOWN: (
            "gcloud newthing list",
            "gcloud compute frobnicate",
            "gcloud compute --novel list instances delete vm",
            "gcloud compute instances list --flags-file f.yaml",
        ),
    },
    any_option=True,
)


def _released(call: Call) -> Ruling:
    """`gcloud beta …` is judged as `gcloud …`."""
    operands = _FLAGS.parse(call.args).operands
    track = operands[0] if operands and operands[0].text in {"alpha", "beta", "preview"} else None
    words = tuple(word for word in call.args if word is not track)
    return _GCLOUD(call._replace(args=words))


RULES: dict[str, Rule] = {"gcloud": _released}
EXAMPLES = _GCLOUD.examples
