"""Object storage, copies and backups: rclone, mc, s5cmd, s3cmd, azcopy, restic, borg."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Program, Rule, Ruling, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_OWN_RCLONE = re.compile(r"(~|\0|\$HOME|/root|/home/[^/]+|/Users/[^/]+)/(\.config/rclone|\.rclone)[^\0]*")


def _rclone(call: Call, args: Args, verb: str) -> Ruling | None:
    """A configuration, or a remote spelled out in place (`:sftp,ssh="…":`), can name a program to run."""
    config = args.value("--config")
    if config is not None and (not _OWN_RCLONE.fullmatch(config) or "/../" in config):
        text = "A configuration can name programs to run; this one is not your own."
        return ruled(call, Risk.UNKNOWN, "rclone.config", text, Code.FOREIGN_CODE)
    if any(word.startswith(":") or "," in word.partition(":")[0] for word in args.verbs[1:] if ":" in word):
        text = "The remote is given as a URL, and can name a program to run."
        return ruled(call, Risk.UNKNOWN, "rclone.remote", text, Code.FOREIGN_CODE)
    reads = _RCLONE.rule(call, args, verb)
    if reads.risk is Risk.READ_ONLY and any(":" in word for word in args.verbs[1:]):
        return reads._replace(risk=Risk.SENSITIVE, text="It contacts the remote's server.")
    return None


_RCLONE: Program = Program(
    "rclone",
    flags=Flags(
        values="--config --transfers --checkers --max-age --min-age --max-size --min-size --include "
        "--exclude --filter --filter-from --include-from --exclude-from --files-from --bwlimit --log-file "
        "--log-level --max-depth --format --separator --backup-dir --suffix --retries --timeout "
        "--max-delete --stats --order-by -F --hash --expire --password-command",
        switches="-n --dry-run -i --interactive -P --progress -v -vv -q --quiet -R --recursive --checksum "
        "-c --update -u --ignore-existing --delete-during --delete-after --delete-before --delete-excluded "
        "--track-renames --immutable --json --fast-list --human-readable -l --long -L --copy-links "
        "--rmdirs --stats-one-line --files-only --dirs-only -h --help --version",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="ls, lsd, lsl, lsf, lsjson, size, about, tree, cat, check, cryptcheck, md5sum, sha1sum, "
        "hashsum, version, listremotes, config show-names, config file, config paths, config providers, "
        "config userinfo, help, ncdu, test info, checksum, cryptdecode, completion, genautocomplete, "
        "features, backend features",
        sensitive="config show, config dump, link, reveal",
        mutating="copy, copyto, copyurl, mkdir, touch, mount, serve, rcat, config, config create, config "
        "update, config edit, config password, config reconnect, config touch, authorize, "
        "gitannex, rc, rcd, selfupdate, settier, archive, nfsmount, backend, obscure, test, convmv",
        destructive="sync, bisync, move, moveto, delete, deletefile, purge, rmdir, rmdirs, cleanup, dedupe, config "
        "delete, config disconnect",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "-n --dry-run",
            Risk.READ_ONLY,
            "`--dry-run` changes nothing (a dry run).",
            lowers=True,
            code=Code.DRY_RUN,
            only="sync, move, moveto, delete, deletefile, purge, rmdir, rmdirs, cleanup, copy, copyto, "
            "bisync, dedupe, mkdir",
        ),
        Effect("--password-command", Risk.UNKNOWN, "It runs a program for the password.", code=Code.FOREIGN_CODE),
        Effect("--log-file", Risk.MUTATING, "It writes a log file."),
    ),
    codes={"copy": Code.SENDS_DATA_OUT, "sync": Code.SENDS_DATA_OUT, "config show": Code.REVEALS_SECRET},
    custom=_rclone,
    help="--help -h",
    examples={
        Risk.UNKNOWN: ("rclone ls r:b --config /tmp/other.conf", "rclone lsd ':sftp,host=h,ssh=./x:'"),
        Risk.READ_ONLY: ("rclone lsd /srv", "rclone listremotes", "rclone sync a b --dry-run"),
        Risk.SENSITIVE: (
            "rclone config show",
            "rclone lsd remote:",
            "rclone sync a r:b --dry-run",
            "rclone check a r:b",
        ),
        Risk.MUTATING: ("rclone copy a r:b", "rclone mount r:b /mnt/b"),
        Risk.DESTRUCTIVE: ("rclone sync a r:b", "rclone purge r:b", "rclone cleanup r:", "rclone move a r:b"),
    },
)


def _mc(call: Call, args: Args, verb: str) -> Ruling | None:
    """`mc anonymous get …` and the like read; everything else that an admin word leads to is in the table."""
    if verb == "cp" and args.verbs[-1:] == ("-",):
        return ruled(call, Risk.READ_ONLY, "mc.cat")
    return None


_MC = Program(
    "mc",
    flags=Flags(
        values="-C --config-dir --older-than --newer-than --larger --smaller --name --path --regex --exec "
        "--print --rewind --version-id --attr --tags --expire --limit-upload --limit-download "
        "--encrypt-key --custom-header -H --resolve",
        switches="--json --debug --insecure --no-color --quiet -q --disable-pager --dp -r --recursive "
        "--force --remove --watch -w --summarize --versions --incomplete --dangerous --purge --bypass "
        "--fake --dry-run --overwrite -h --help",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="ls, cat, stat, find, tree, du, head, diff, watch, ping, ready, version, alias list, "
        "alias ls, admin info, admin user list, admin user ls, admin user info, admin policy list, admin "
        "policy ls, admin policy info, admin group list, admin group info, admin config history, admin "
        "trace, admin console, admin logs, admin prometheus metrics, admin top locks, ilm rule list, ilm "
        "rule ls, ilm ls, ilm tier list, ilm tier info, event list, event ls, tag list, policy get, policy "
        "list, anonymous get, anonymous list, version info, retention info, legalhold info, replicate ls, "
        "replicate status, replicate resync status, encrypt info, quota info, support top, admin scanner "
        "status, sql, license info, batch list, batch status, batch describe, idp openid list, idp ldap "
        "list, cors get",
        sensitive="share download, share list, share upload, admin config get, admin config export, alias export, "
        "admin user svcacct info, admin user sts info, admin cluster iam export, admin cluster bucket export",
        mutating="cp, put, get, mb, pipe, alias set, alias import, config host add, admin user add, admin "
        "user enable, admin user policy, admin policy create, admin policy add, admin policy attach, admin "
        "policy set, admin group add, admin group enable, admin config set, admin config restore, admin "
        "config import, admin service restart, admin update, admin heal, admin user svcacct add, admin "
        "user svcacct edit, admin decommission start, admin rebalance start, admin bucket quota, admin "
        "replicate add, admin prometheus generate, admin tier add, ilm rule add, ilm rule edit, ilm add, "
        "ilm tier add, event add, tag set, policy set, anonymous set, version enable, version suspend, "
        "retention set, legalhold set, replicate add, replicate update, encrypt set, quota set, od, "
        "batch start, batch generate, support diag, support perf, support profile, support inspect, "
        "license register, update, cors set, restore",
        destructive="rm, rb, mv, undo, alias remove, alias rm, admin user remove, admin user rm, admin user "
        "disable, admin policy remove, admin policy rm, admin policy detach, admin policy unset, admin "
        "group remove, admin group rm, admin group disable, admin config reset, admin service stop, admin "
        "service freeze, admin user svcacct remove, admin user svcacct rm, admin replicate remove, admin "
        "tier remove, ilm rule remove, ilm rule rm, ilm remove, ilm tier remove, event remove, event rm, "
        "tag remove, retention clear, legalhold clear, replicate remove, replicate rm, encrypt clear, "
        "quota clear, batch cancel, cors remove, admin bucket remote rm",
    )
    | {"mirror": Risk.MUTATING},
    bare=Risk.UNKNOWN,
    effects=(
        Effect("--remove", Risk.DESTRUCTIVE, "It deletes what is missing in the source.", only="mirror"),
        Effect("--overwrite", Risk.DESTRUCTIVE, "It overwrites existing data.", only="mirror"),
        Effect("--exec", Risk.UNKNOWN, "It runs a program on each object.", only="find", code=Code.FOREIGN_CODE),
        Effect("--fake --dry-run", Risk.READ_ONLY, "", only="mirror, rm", lowers=True, code=Code.DRY_RUN),
    ),
    codes={
        "watch": Code.FOLLOWS,
        "admin trace": Code.FOLLOWS,
        "alias set": Code.CHANGES_CREDENTIALS,
        "": Code.INTERACTIVE,
    },
    custom=_mc,
    help="--help -h --version -V",
    examples={
        Risk.READ_ONLY: ("mc ls m/b", "mc admin info m", "mc find m/b --name '*.txt'", "mc mirror a m/b --dry-run"),
        Risk.SENSITIVE: ("mc share download m/b/o",),
        Risk.MUTATING: ("mc cp a m/b", "mc mirror a m/b", "mc alias set m http://127.0.0.1:9000 k s"),
        Risk.DESTRUCTIVE: (
            "mc rm -r --force m/b",
            "mc mirror a m/b --remove",
            "mc admin user disable m u",
            "mc rb m/b",
        ),
        Risk.UNKNOWN: ("mc", "mc /tmp", "mc -b"),
    },
)


def _s3(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("--configure"):
        return ruled(call, Risk.MUTATING, "s3-tool.configure", "", Code.CHANGES_CREDENTIALS)
    config = args.value("-c", "--config")
    mild = verb in {"ls", "la", "du", "info", "getpolicy", "multipart"}
    if call.program == "s3cmd" and mild and config is not None and not config.startswith(("~/", "/root/.s3cfg")):
        text = "Another configuration can send the request to another host."
        return ruled(call, Risk.MUTATING, "s3-tool.config", text, Code.FOREIGN_CODE)
    if args.has("--dump-config"):
        return ruled(call, Risk.SENSITIVE, "s3-tool.dump-config", "", Code.REVEALS_SECRET)
    return None


_S3 = Program(
    "s3-tool",
    flags=Flags(
        values="--endpoint-url --profile --credentials-file -c --config --region --host --host-bucket "
        "--access_key --secret_key --numworkers --log --exclude --include --retry-count -r --concurrency "
        "--acl --storage-class",
        switches="--dry-run -n --json --no-sign-request -H --humanize --delete --delete-removed "
        "--recursive --force -f --stat -e -s -g --no-verify-ssl -h --help --version -v -q -d --list-md5 -l",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="ls, la, du, cat, head, info, version, multipart, listmp, getlifecycle, getpolicy, "
        "cflist, cfinfo, --version, bucket-version get, select",
        sensitive="presign, signurl, sign",
        mutating="cp, put, get, mb, sync, modify, setacl, setpolicy, setlifecycle, accesslog, ws-create, "
        "ws-info, cfcreate, cfmodify, pipe, setcors, settagging, restore, cfinval, fixbucket, "
        "payer, bucket-version",
        destructive="rm, rb, del, mv, expire, delpolicy, dellifecycle, delcors, deltagging, ws-delete, cfdelete, "
        "abortmp",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--delete --delete-removed", Risk.DESTRUCTIVE, "It deletes what is missing in the source.", only="sync"),
        Effect(
            "-n --dry-run", Risk.READ_ONLY, "", only="cp, sync, rm, mv, del, put, get", lowers=True, code=Code.DRY_RUN
        ),
        Effect(
            "--endpoint-url --host --host-bucket",
            Risk.MUTATING,
            "It sends the signed request to another host.",
            value=r"(?!https?://(localhost|127\.)).*",
            code=Code.FOREIGN_CODE,
        ),
    ),
    codes={"cp": Code.SENDS_DATA_OUT, "put": Code.SENDS_DATA_OUT, "sync": Code.SENDS_DATA_OUT},
    custom=_s3,
    help="",
    examples={
        Risk.SENSITIVE: ("s3cmd --dump-config",),
        Risk.READ_ONLY: ("s3cmd ls s3://b", "s5cmd ls s3://b/*", "s5cmd --dry-run rm 's3://b/*'"),
        Risk.MUTATING: (
            "s3cmd --configure",
            "s3cmd ls -c /tmp/x",
            "s3cmd ls --host-bucket=x.example",
            "s3cmd put f s3://b",
            "s5cmd cp a s3://b/",
        ),
        Risk.DESTRUCTIVE: ("s3cmd del s3://b/o", "s5cmd rm 's3://b/*'", "s3cmd sync --delete-removed a s3://b"),
    },
)

_AZCOPY = Program(
    "azcopy",
    flags=Flags(
        values="--output-type --log-level --from-to --include-pattern --exclude-pattern --cap-mbps --tenant-id",
        switches="--version",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="list, ls, jobs list, jobs ls, jobs show, env, version, doc, login status, help",
        mutating="copy, cp, c, make, mk, login, logout, jobs resume, set-properties, bench, benchmark, sync, sc",
        destructive="remove, rm, r, jobs clean, jobs remove, jobs rm",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--show-sensitive", Risk.SENSITIVE, "", only="env", code=Code.REVEALS_SECRET),
        Effect(
            "--delete-destination",
            Risk.DESTRUCTIVE,
            "It deletes what is missing in the source.",
            only="sync, sc",
            value="(?!false).*",
        ),
        Effect(
            "--dry-run", Risk.READ_ONLY, "", only="copy, cp, c, sync, sc, remove, rm", lowers=True, code=Code.DRY_RUN
        ),
    ),
    codes={"copy": Code.SENDS_DATA_OUT, "login": Code.CHANGES_CREDENTIALS},
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("azcopy list https://a.blob.core.windows.net/c", "azcopy jobs list", "azcopy rm x --dry-run"),
        Risk.MUTATING: ("azcopy copy ./a https://a.blob.core.windows.net/c", "azcopy login", "azcopy sync a b"),
        Risk.DESTRUCTIVE: ("azcopy rm https://a.blob.core.windows.net/c", "azcopy sync a b --delete-destination=true"),
    },
)

_BACKUP_FLAGS = Flags(
    values="-r --repo --repository-file -p --password-file --password-command -o --option --cacert "
    "--cache-dir --tls-client-cert --host --tag --path --keep-last --keep-daily --keep-hourly "
    "--keep-weekly --keep-monthly --keep-yearly --target -t --include --exclude --limit-download "
    "--limit-upload --key-hint --max-unused --group-by --name --format --last --first --prefix -P -a "
    "--glob-archives --rsh --remote-path --lock-wait --compression -C -e --pattern --sort-by --json-lines "
    "--comment",
    switches="-q --quiet -v --verbose --json --no-lock --no-cache --cleanup-cache --prune -n --dry-run "
    "--read-data --stats -s --list --progress --force --info --debug --log-json -l --long --tree --latest "
    "--compact -h --help --version -V",
    abbreviated=False,
)
_RESTIC = Program(
    "restic",
    flags=_BACKUP_FLAGS,
    verbs=verbs(
        read_only="snapshots, ls, find, stats, check, diff, list, version, cat, dump, help, options, "
        "features, key list, generate",
        sensitive="cat masterkey, cat key",
        mutating="backup, restore, init, mount, copy, tag, unlock, key add, cache, self-update, recover, "
        "rebuild-index, repair index, repair snapshots, repair packs, migrate, rewrite",
        destructive="forget, prune, key remove, key passwd",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "--password-command -o --option",
            Risk.UNKNOWN,
            "It runs a program for the password.",
            code=Code.FOREIGN_CODE,
        ),
        Effect("--cleanup-cache", Risk.MUTATING, "It deletes old folders of the cache."),
        Effect(
            "-n --dry-run",
            Risk.READ_ONLY,
            "",
            only="forget, prune, backup, restore, rewrite",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect("--forget", Risk.DESTRUCTIVE, "It removes old snapshots.", only="rewrite, repair snapshots"),
        Effect("--delete", Risk.DESTRUCTIVE, "It deletes files at the target.", only="restore"),
        Effect("--remove-all", Risk.DESTRUCTIVE, "It removes locks that others hold.", only="unlock"),
        Effect("-t --target", Risk.MUTATING, "It writes files.", only="dump"),
    ),
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("restic snapshots", "restic -r s3:b ls latest", "restic forget --keep-last 3 --dry-run"),
        Risk.MUTATING: ("restic backup /srv", "restic restore latest --target /tmp/x", "restic init"),
        Risk.DESTRUCTIVE: ("restic forget latest", "restic prune", "restic key remove 1"),
    },
)
_BORG = Program(
    "borg",
    flags=_BACKUP_FLAGS,
    verbs=verbs(
        read_only="list, info, check, diff, version, help, benchmark cpu, repo-list, repo-info",
        sensitive="key export",
        mutating="create, extract, mount, umount, init, rename, serve, upgrade, export-tar, import-tar, "
        "config, key import, key change-passphrase, with-lock, transfer, repo-create, benchmark crud, tag",
        destructive="delete, prune, compact, recreate, break-lock, repo-delete",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--repair", Risk.DESTRUCTIVE, "It rewrites the repository.", only="check"),
        Effect("--rsh --remote-path", Risk.UNKNOWN, "It runs another program to connect.", code=Code.FOREIGN_CODE),
        Effect(
            "-n --dry-run",
            Risk.READ_ONLY,
            "",
            only="delete, prune, create, extract, recreate",
            lowers=True,
            code=Code.DRY_RUN,
        ),
    ),
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("borg list repo", "borg info repo::a", "borg prune -n --keep-daily 7 repo"),
        Risk.MUTATING: ("borg create repo::a /srv", "borg extract repo::a", "borg mount repo::a /mnt/b"),
        Risk.DESTRUCTIVE: ("borg delete repo::a", "borg prune --keep-daily 7 repo", "borg break-lock repo"),
    },
)

RULES: dict[str, Rule] = {
    "rclone": _RCLONE,
    **dict.fromkeys(("mc", "mcli"), _MC),
    **dict.fromkeys(("s3cmd", "s5cmd"), _S3),
    "azcopy": _AZCOPY,
    "restic": _RESTIC,
    "borg": _BORG,
}
