"""Services and logs: systemd's programs, service, supervisorctl, pm2, launchctl.

Sources: systemctl(1), journalctl(1) and their siblings, the supervisor, pm2 and launchd manuals.
"""

from __future__ import annotations

from dataclasses import replace

from cloud_assist.command.rules.engine.base import MANY, Effect, Flags, Program, Rule, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_SYSTEMD_FLAGS = Flags(
    values="-t --type -p --property -P --state -H --host -M --machine -n --lines -o --output -s --signal --kill-who "
    "--kill-whom --what --root --image --job-mode -S --since -U --until -u --unit --user-unit -g --grep "
    "--priority -D --directory --file --facility -F --field --vacuum-size --vacuum-time --vacuum-files -c --cursor "
    "--cursor-file --after-cursor --namespace --interval --output-fields -T --transport",
    optional="--boot -b --identifier",
    switches="-a -l -r -q -f -i --user --system --all --full --no-pager --failed --now --force --quiet --no-legend "
    "--plain --reverse --follow --no-full --merge -m -k --dmesg -x --catalog -e --pager-end --utc --no-hostname "
    "--recursive --with-dependencies --no-ask-password --list-boots --disk-usage --runtime --global --no-block "
    "--wait --no-reload --value --show-types --rotate --flush --sync --verify --header --list-catalog --fields -N "
    "--update-catalog --setup-keys --new-id128 --truncate-newline --dry-run --no-tail --smart-relinquish-var "
    "--relinquish-var --after --before -W",
)
_SYSTEMCTL = Program(
    "system.systemctl",
    Risk.UNKNOWN,
    _SYSTEMD_FLAGS,
    verbs=verbs(
        read_only="status, show, cat, help, list-units, list-unit-files, list-sockets, list-timers, list-paths, "
        "list-automounts, list-jobs, list-machines, list-dependencies, is-active, is-enabled, is-failed, "
        "is-system-running, get-default, show-environment, whoami, service-log-level, service-log-target, "
        "service-watchdogs, log-level, log-target",
        mutating="start, restart, reload, try-restart, reload-or-restart, try-reload-or-restart, enable, reenable, "
        "preset, unmask, link, add-wants, add-requires, set-default, set-property, daemon-reload, daemon-reexec, "
        "reset-failed, edit, set-environment, unset-environment, import-environment, cancel, bind, mount-image, "
        "freeze, thaw, force-reload, condrestart, condreload, preset-all",
        destructive="stop, kill, disable, mask, clean, revert, isolate, poweroff, reboot, halt, suspend, hibernate, "
        "hybrid-sleep, rescue, emergency, kexec, default, exit, switch-root, soft-reboot, suspend-then-hibernate, "
        "sleep",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("-H --host", Risk.SENSITIVE, "It logs in to another machine with your keys.", code=Code.REMOTE),
        Effect("--root --image", Risk.UNKNOWN, "It works on the files of another system."),
        Effect("--dry-run", Risk.READ_ONLY, "", only="poweroff, reboot, halt, kexec", lowers=True),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "system.systemctl.set", f"`systemctl {verb}` with a value sets it.")
        if verb.startswith(("service-log", "service-watch", "log-"))
        and len(args.operands) > (2 if verb.startswith("service-log") else 1)
        else ruled(call, Risk.MUTATING, "system.systemctl.edit", "", Code.INTERACTIVE)
        if verb == "edit"
        else None
    ),
    help="--help -h --version",
    examples={
        Risk.READ_ONLY: (
            "systemctl status nginx",
            "systemctl",
            "systemctl list-units --type=service --state=running",
            "systemctl is-active x",
            "systemctl --user list-timers",
            "systemctl show -p MainPID x",
            "systemctl --failed",
            "systemctl cat x",
        ),
        Risk.MUTATING: (
            "systemctl restart nginx",
            "sudo systemctl start x",
            "systemctl enable --now x",
            "systemctl daemon-reload",
        ),
        Risk.DESTRUCTIVE: (
            "systemctl stop nginx",
            "systemctl disable x",
            "systemctl mask x",
            "systemctl poweroff",
            "systemctl kill x",
            "systemctl --user stop x",
        ),
        Risk.UNKNOWN: ("systemctl foo", "systemctl $VERB x", "systemctl --unheard status stop"),
    },
)
_SERVICE = Program(
    "system.service",
    Risk.UNKNOWN,
    Flags(switches="--status-all -s"),
    verbs={
        f"* {verb}": risk
        for risk, words in (
            (Risk.READ_ONLY, "status help configtest check describe info"),
            (Risk.MUTATING, "start restart reload force-reload try-restart condrestart save"),
            (Risk.DESTRUCTIVE, "stop force-stop kill zap flush"),
        )
        for verb in words.split()
    },
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.service.list")
        if args.has("--status-all")
        else ruled(call, Risk.UNKNOWN, "system.service.path", "It would run a script from another folder.")
        if "/" in "".join(args.verbs[:1])
        else None
    ),
    examples={
        Risk.READ_ONLY: ("service nginx status", "service --status-all"),
        Risk.MUTATING: ("service nginx restart",),
        Risk.DESTRUCTIVE: ("service nginx stop",),
        Risk.UNKNOWN: ("service nginx xyz", "service ../../tmp/x status"),
    },
)
_JOURNAL = Program(
    "system.journalctl",
    Risk.READ_ONLY,
    _SYSTEMD_FLAGS,
    effects=(
        Effect("-f --follow", Risk.READ_ONLY, "", code=Code.FOLLOWS),
        Effect("--vacuum-size --vacuum-time --vacuum-files", Risk.DESTRUCTIVE, "It deletes old logs."),
        Effect(
            "--rotate --flush --sync --relinquish-var --smart-relinquish-var --update-catalog --cursor-file",
            Risk.MUTATING,
            "It changes the journal's files.",
        ),
        Effect("--setup-keys", Risk.SENSITIVE, "It creates and prints a key.", code=Code.REVEALS_SECRET),
    ),
    examples={
        Risk.READ_ONLY: (
            "journalctl -f",
            "journalctl -u nginx -n 100 --no-pager",
            "journalctl --since '1 hour ago'",
            "journalctl -xe",
            "journalctl --disk-usage",
            "journalctl -b -1",
        ),
        Risk.DESTRUCTIVE: ("journalctl --vacuum-time=1d", "journalctl --vacuum-s=1M"),
        Risk.MUTATING: ("journalctl --rotate",),
    },
    operands=MANY,
)


_ELSEWHERE = (Effect("-H --host", Risk.SENSITIVE, "It logs in to another machine with your keys.", code=Code.REMOTE),)

_NOT_HERE = r"(?!(?:(?:https?://)?(?:localhost|127\.[\d.]+|::1)(?::\d+)?/?|unix:.*|/.*)\Z).*"


def _ctl(
    name: str,
    reading: str,
    changing: str,
    losing: str = "",
    examples: dict[Risk, tuple[str, ...]] | None = None,
    flags: Flags | None = None,
    bare: Risk = Risk.READ_ONLY,
) -> Program:
    return Program(
        f"system.{name}",
        Risk.UNKNOWN,
        flags or _SYSTEMD_FLAGS,
        verbs=verbs(read_only=reading, mutating=changing, destructive=losing),
        bare=bare,
        effects=_ELSEWHERE,
        help="--help -h --version",
        examples=examples or {},
    )


_LOGINCTL = _ctl(
    "loginctl",
    "list-sessions, session-status, show-session, list-users, user-status, show-user, list-seats, seat-status, "
    "show-seat",
    "activate, lock-session, unlock-session, lock-sessions, enable-linger, disable-linger, attach",
    "terminate-session, kill-session, terminate-user, kill-user, terminate-seat, flush-devices",
    {Risk.READ_ONLY: ("loginctl list-sessions",), Risk.DESTRUCTIVE: ("loginctl terminate-user x",)},
)
_SETTERS = {
    "hostnamectl": _ctl(
        "hostnamectl",
        "status, hostname $, icon-name $, chassis $, deployment $, location $",
        "set-hostname, hostname, set-icon-name, set-chassis",
        "",
        {
            Risk.READ_ONLY: ("hostnamectl", "hostnamectl status"),
            Risk.MUTATING: ("hostnamectl set-hostname x", "hostnamectl hostname x"),
        },
    ),
    "timedatectl": _ctl(
        "timedatectl",
        "status, show, list-timezones, timesync-status, show-timesync",
        "set-timezone, set-ntp, set-local-rtc, ntp-servers, revert",
        "set-time",
        {Risk.READ_ONLY: ("timedatectl", "timedatectl show"), Risk.MUTATING: ("timedatectl set-timezone UTC",)},
    ),
    "localectl": _ctl(
        "localectl",
        "status, list-locales, list-keymaps",
        "set-locale, set-keymap",
        "",
        {Risk.READ_ONLY: ("localectl status",)},
    ),
    "resolvectl": _ctl(
        "resolvectl",
        "query, status, statistics, service, tlsa, dns $, domain $, llmnr $, mdns $, dnssec $, nta $, show-cache, "
        "show-server-state, monitor, log-level $",
        "dns, domain, flush-caches, reset-statistics, reset-server-features, llmnr, mdns, dnssec",
        "revert",
        {Risk.READ_ONLY: ("resolvectl status", "resolvectl query x"), Risk.MUTATING: ("resolvectl dns eth0 1.1.1.1",)},
    ),
    "networkctl": _ctl(
        "networkctl",
        "list, status, lldp, label, cat",
        "up, down, renew, reload, reconfigure, edit",
        "delete",
        {Risk.READ_ONLY: ("networkctl list",)},
    ),
    "coredumpctl": _ctl("coredumpctl", "list, info", "dump, debug, gdb", "", {Risk.READ_ONLY: ("coredumpctl list",)}),
    "systemd-analyze": _ctl(
        "systemd-analyze",
        "time, blame, critical-chain, dot, plot, dump, verify, calendar, timestamp, timespan, security, unit-paths, "
        "unit-files, syscall-filter, capability, condition, cat-config, exit-status, log-level $, log-target $, "
        "service-watchdogs $",
        "set-log-level, log-level, log-target, service-watchdogs, edit",
        "",
        {Risk.READ_ONLY: ("systemd-analyze blame", "systemd-analyze")},
    ),
    "machinectl": _ctl(
        "machinectl",
        "list, status, show, list-images, image-status, show-image",
        "start, enable, login, shell, copy-to, copy-from, clone, rename, pull-tar, import-tar, bind",
        "poweroff, reboot, terminate, kill, remove, clean, disable",
        {Risk.READ_ONLY: ("machinectl list",)},
    ),
    "bootctl": _ctl(
        "bootctl",
        "status, list, is-installed",
        "install, update, set-default",
        "remove, cleanup, unlink",
        {Risk.READ_ONLY: ("bootctl status",)},
    ),
    "busctl": _ctl(
        "busctl",
        "list, status, monitor, tree, introspect, get-property, capture",
        "call, set-property, emit",
        "",
        {Risk.READ_ONLY: ("busctl list",), Risk.MUTATING: ("busctl call a b c d",)},
    ),
    "chronyc": replace(
        _ctl(
            "chronyc",
            "tracking, sources, sourcestats, activity, ntpdata, clients, serverstats, rtcdata, smoothing, selectdata, "
            "authdata",
            "makestep, add, burst, online, refresh",
            "delete, reset, offline, shutdown",
            {Risk.READ_ONLY: ("chronyc tracking",)},
            Flags(values="-h -p -f", switches="-n -v -a -c"),
        ),
        effects=(Effect("-h", Risk.SENSITIVE, "It asks the server of another machine.", value=_NOT_HERE),),
    ),
    "launchctl": _ctl(
        "launchctl",
        "list, print, print-cache, print-disabled, plist, procinfo, hostinfo, resolveport, blame, dumpstate, "
        "version, help, getenv, error, managerpid, manageruid, managername, limit $",
        "load, start, enable, kickstart, bootstrap, setenv, submit, config, limit, attach",
        "unload, stop, remove, disable, bootout, kill, unsetenv, reboot",
        {Risk.READ_ONLY: ("launchctl list",), Risk.DESTRUCTIVE: ("launchctl unload x",)},
        Flags(switches="-w -F"),
    ),
    "initctl": _ctl(
        "initctl",
        "list, status, version, show-config, check-config",
        "start, restart, reload, emit, reload-configuration",
        "stop",
        {Risk.READ_ONLY: ("initctl list",)},
    ),
    "rc-service": _SERVICE,
    "supervisorctl": replace(
        _ctl(
            "supervisorctl",
            "status, avail, tail, maintail, pid, version",
            "start, restart, update, reread, reload, add, signal",
            "stop, remove, shutdown, clear",
            {Risk.READ_ONLY: ("supervisorctl status",), Risk.DESTRUCTIVE: ("supervisorctl stop all",)},
            Flags(values="-s --serverurl -u --username -p --password"),
            Risk.UNKNOWN,
        ),
        effects=(Effect("-s --serverurl", Risk.SENSITIVE, "It asks another server.", value=_NOT_HERE),),
    ),
    "pm2": _ctl(
        "pm2",
        "list, ls, l, status, show, describe, info, logs, monit, prettylist, jlist, id, report, env, ping, conf",
        "start, restart, reload, save, startup, scale, install, resurrect, update, dump, set",
        "stop, delete, del, kill, flush, unstartup, uninstall, unset",
        {Risk.READ_ONLY: ("pm2 list",), Risk.DESTRUCTIVE: ("pm2 delete all",)},
    ),
    "diskutil": _ctl(
        "diskutil",
        "list, info, activity, listFilesystems, apfs list, cs list, verifyVolume, verifyDisk, appleRAID list, "
        "listClones",
        "mount, mountDisk, unmount, unmountDisk, eject, rename, enableOwnership, repairVolume, repairDisk, "
        "apfs addVolume",
        "eraseDisk, eraseVolume, partitionDisk, apfs deleteVolume, apfs deleteContainer, reformat, zeroDisk, "
        "secureErase, randomDisk, mergePartitions, splitPartition, resizeVolume",
        {Risk.READ_ONLY: ("diskutil list",), Risk.DESTRUCTIVE: ("diskutil eraseDisk JHFS+ x disk2",)},
    ),
    "defaults": _ctl(
        "defaults",
        "read, read-type, domains, find, help",
        "write, rename, import, export",
        "delete",
        {Risk.READ_ONLY: ("defaults read com.apple.x",), Risk.MUTATING: ("defaults write a b c",)},
        Flags(values="-host", switches="-currentHost -g -globalDomain", single_dash=True),
    ),
    "update-alternatives": Program(
        "system.alternatives",
        Risk.MUTATING,
        operands=1,
        effects=(
            Effect("--list --display --query --get-selections", Risk.READ_ONLY, "", lowers=True),
            Effect("--remove --remove-all", Risk.DESTRUCTIVE, ""),
        ),
        examples={Risk.READ_ONLY: ("update-alternatives --list editor",)},
    ),
    "sestatus": Program("system.selinux", Risk.READ_ONLY, examples={Risk.READ_ONLY: ("sestatus",)}),
    "getenforce": Program("system.selinux", Risk.READ_ONLY),
    "setenforce": Program("system.selinux", Risk.DESTRUCTIVE),
    "aa-status": Program("system.apparmor", Risk.READ_ONLY),
    "locale-gen": Program("system.locale", Risk.MUTATING),
    "logger": Program("system.logger", Risk.MUTATING),
    "logrotate": Program(
        "system.logrotate",
        Risk.MUTATING,
        Flags(
            values="-s --state",
            switches="-d --debug -v --verbose -f --force --skip-state-lock --wait-for-state-lock -? --usage",
        ),
        operands=MANY,
        effects=(
            Effect("-d --debug", Risk.READ_ONLY, "", lowers=True),
            Effect("-l --log -m --mail", Risk.MUTATING, "It writes a log or names a program that sends mail."),
        ),
        examples={
            Risk.READ_ONLY: ("logrotate -d /etc/logrotate.conf", "logrotate --version"),
            Risk.MUTATING: ("logrotate -f /etc/logrotate.conf", "logrotate -d -l f /etc/logrotate.conf"),
        },
    ),
}

RULES: dict[str, Rule] = {
    "systemctl": _SYSTEMCTL,
    "service": _SERVICE,
    "journalctl": _JOURNAL,
    "loginctl": _LOGINCTL,
    **_SETTERS,
}
EXAMPLES = {
    Risk.FORBIDDEN: (
        "ls > /dev/sda",
        "cat x > /dev/nvme0n1",
    ),
}
