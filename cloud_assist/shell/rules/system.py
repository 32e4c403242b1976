"""Services, logs, processes, disks, users, schedules and kernels.

Sources: systemd's manuals (systemctl, journalctl, …), util-linux, e2fsprogs, LVM2, mdadm, cryptsetup, shadow-utils, cron, macOS launchctl/diskutil/defaults.
"""

from __future__ import annotations

import re

from cloud_assist.models import Risk
from cloud_assist.shell.findings import Code
from cloud_assist.shell.rules import paths
from cloud_assist.shell.rules.base import Args, Call, Effect, Flags, Program, Rule, Ruling, ruled, verbs

_SYSTEMD_FLAGS = Flags(
    values="-t --type -p --property -P --state -H --host -M --machine -n --lines -o --output -s --signal --kill-who --kill-whom --what --root --image --job-mode -S --since -U --until "
    "-u --unit --user-unit -g --grep -p --priority -D --directory --file --facility -F --field --vacuum-size --vacuum-time --vacuum-files -c --cursor --cursor-file --after-cursor --namespace --interval --output-fields -T --transport",
    optional="--boot -b --identifier",
    switches="-a -l -r -q -f -i --user --system --all --full --no-pager --failed --now --force --quiet --no-legend --plain --reverse --follow --no-full --merge -m -k --dmesg -x --catalog -e --pager-end --utc --no-hostname --recursive --with-dependencies --no-ask-password "
    "--list-boots --disk-usage --runtime --global --no-block --wait --no-reload --value --show-types --rotate --flush --sync --verify --header --list-catalog --fields -N --update-catalog --setup-keys --new-id128 --truncate-newline --dry-run --no-tail --smart-relinquish-var --relinquish-var --after --before -W",
)
_SYSTEMCTL = Program(
    "system.systemctl", Risk.UNKNOWN, _SYSTEMD_FLAGS,
    verbs=verbs(
        read_only="status, show, cat, help, list-units, list-unit-files, list-sockets, list-timers, list-paths, list-automounts, list-jobs, list-machines, list-dependencies, is-active, is-enabled, is-failed, is-system-running, get-default, "
        "show-environment, whoami, service-log-level, service-log-target, service-watchdogs, log-level, log-target",
        mutating="start, restart, reload, try-restart, reload-or-restart, try-reload-or-restart, enable, reenable, preset, unmask, link, add-wants, add-requires, set-default, set-property, daemon-reload, daemon-reexec, reset-failed, edit, "
        "set-environment, unset-environment, import-environment, cancel, bind, mount-image, freeze, thaw, force-reload, condrestart, condreload, preset-all",
        destructive="stop, kill, disable, mask, clean, revert, isolate, poweroff, reboot, halt, suspend, hibernate, hybrid-sleep, rescue, emergency, kexec, default, exit, switch-root, soft-reboot, suspend-then-hibernate, sleep",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("-H --host", Risk.READ_ONLY, "", code=Code.REMOTE), Effect("--root --image", Risk.UNKNOWN, "It works on another system's files."), Effect("--dry-run", Risk.READ_ONLY, "", only="poweroff, reboot, halt, kexec", lowers=True)),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "system.systemctl.set", f"`systemctl {verb}` with a value sets it.") if verb.startswith(("service-log", "service-watch", "log-")) and len(args.operands) > (2 if verb.startswith("service-log") else 1) else
        ruled(call, Risk.MUTATING, "system.systemctl.edit", "", Code.INTERACTIVE) if verb == "edit" else None
    ),
    help="--help -h --version",
    examples={
        Risk.READ_ONLY: ("systemctl status nginx", "systemctl", "systemctl list-units --type=service --state=running", "systemctl is-active x", "systemctl --user list-timers", "systemctl show -p MainPID x", "systemctl --failed", "systemctl cat x"),
        Risk.MUTATING: ("systemctl restart nginx", "sudo systemctl start x", "systemctl enable --now x", "systemctl daemon-reload"),
        Risk.DESTRUCTIVE: ("systemctl stop nginx", "systemctl disable x", "systemctl mask x", "systemctl poweroff", "systemctl kill x", "systemctl --user stop x"),
        Risk.UNKNOWN: ("systemctl foo", "systemctl $VERB x", "systemctl --unheard status stop"),
    },
)  # fmt: skip
_SERVICE = Program(
    "system.service", Risk.UNKNOWN, Flags(switches="--status-all -s"),
    verbs={f"* {verb}": risk for risk, words in (
        (Risk.READ_ONLY, "status help configtest check describe info"), (Risk.MUTATING, "start restart reload force-reload try-restart condrestart save"), (Risk.DESTRUCTIVE, "stop force-stop kill zap flush"))
        for verb in words.split()},
    custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.service.list") if args.has("--status-all") else None,
    examples={Risk.READ_ONLY: ("service nginx status", "service --status-all"), Risk.MUTATING: ("service nginx restart",), Risk.DESTRUCTIVE: ("service nginx stop",), Risk.UNKNOWN: ("service nginx xyz",)},
)  # fmt: skip
_JOURNAL = Program(
    "system.journalctl", Risk.READ_ONLY, _SYSTEMD_FLAGS,
    effects=(
        Effect("-f --follow", Risk.READ_ONLY, "", code=Code.FOLLOWS),
        Effect("--vacuum-size --vacuum-time --vacuum-files", Risk.DESTRUCTIVE, "It deletes old logs."),
        Effect("--rotate --flush --sync --relinquish-var --smart-relinquish-var --update-catalog --cursor-file", Risk.MUTATING, "It changes the journal's files."),
        Effect("--setup-keys", Risk.SENSITIVE, "It makes and prints a key.", code=Code.REVEALS_SECRET),
    ),
    examples={Risk.READ_ONLY: ("journalctl -u nginx -n 100 --no-pager", "journalctl -f", "journalctl --since '1 hour ago'", "journalctl -xe", "journalctl --disk-usage", "journalctl -b -1"),
              Risk.DESTRUCTIVE: ("journalctl --vacuum-time=1d", "journalctl --vacuum-s=1M"), Risk.MUTATING: ("journalctl --rotate",)},
)  # fmt: skip


def _ctl(name: str, reading: str, changing: str, losing: str = "", examples: dict[Risk, tuple[str, ...]] | None = None, flags: Flags | None = None, bare: Risk = Risk.READ_ONLY) -> Program:
    return Program(f"system.{name}", Risk.UNKNOWN, flags or _SYSTEMD_FLAGS, verbs=verbs(read_only=reading, mutating=changing, destructive=losing), bare=bare, help="--help -h --version", examples=examples or {})


_LOGINCTL = _ctl("loginctl", "list-sessions, session-status, show-session, list-users, user-status, show-user, list-seats, seat-status, show-seat", "activate, lock-session, unlock-session, lock-sessions, enable-linger, disable-linger, attach",
                 "terminate-session, kill-session, terminate-user, kill-user, terminate-seat, flush-devices", {Risk.READ_ONLY: ("loginctl list-sessions",), Risk.DESTRUCTIVE: ("loginctl terminate-user x",)})  # fmt: skip
_SETTERS = {
    "hostnamectl": _ctl("hostnamectl", "status, hostname $, icon-name $, chassis $, deployment $, location $", "set-hostname, hostname, set-icon-name, set-chassis", "", {Risk.READ_ONLY: ("hostnamectl", "hostnamectl status"), Risk.MUTATING: ("hostnamectl set-hostname x", "hostnamectl hostname x")}),
    "timedatectl": _ctl("timedatectl", "status, show, list-timezones, timesync-status, show-timesync, ntp-servers", "set-timezone, set-ntp, set-local-rtc", "set-time", {Risk.READ_ONLY: ("timedatectl", "timedatectl show"), Risk.MUTATING: ("timedatectl set-timezone UTC",)}),
    "localectl": _ctl("localectl", "status, list-locales, list-keymaps", "set-locale, set-keymap", "", {Risk.READ_ONLY: ("localectl status",)}),
    "resolvectl": _ctl("resolvectl", "query, status, statistics, service, tlsa, dns $, domain $, llmnr $, mdns $, dnssec $, nta $, show-cache, show-server-state, monitor, log-level $", "dns, domain, flush-caches, reset-statistics, reset-server-features, llmnr, mdns, dnssec", "revert",
                       {Risk.READ_ONLY: ("resolvectl status", "resolvectl query x"), Risk.MUTATING: ("resolvectl dns eth0 1.1.1.1",)}),
    "networkctl": _ctl("networkctl", "list, status, lldp, label, cat", "up, down, renew, reload, reconfigure, edit", "delete", {Risk.READ_ONLY: ("networkctl list",)}),
    "coredumpctl": _ctl("coredumpctl", "list, info", "dump, debug, gdb", "", {Risk.READ_ONLY: ("coredumpctl list",)}),
    "systemd-analyze": _ctl("systemd-analyze", "time, blame, critical-chain, dot, plot, dump, verify, calendar, timestamp, timespan, security, unit-paths, unit-files, syscall-filter, capability, condition, cat-config, exit-status, log-level $, log-target $, service-watchdogs $", "set-log-level, log-level, log-target, service-watchdogs, edit", "",
                            {Risk.READ_ONLY: ("systemd-analyze blame", "systemd-analyze")}),
    "machinectl": _ctl("machinectl", "list, status, show, list-images, image-status, show-image", "start, enable, login, shell, copy-to, copy-from, clone, rename, pull-tar, import-tar, bind", "poweroff, reboot, terminate, kill, remove, clean, disable", {Risk.READ_ONLY: ("machinectl list",)}),
    "bootctl": _ctl("bootctl", "status, list, is-installed", "install, update, set-default", "remove, cleanup, unlink", {Risk.READ_ONLY: ("bootctl status",)}),
    "busctl": _ctl("busctl", "list, status, monitor, tree, introspect, get-property, capture", "call, set-property, emit", "", {Risk.READ_ONLY: ("busctl list",), Risk.MUTATING: ("busctl call a b c d",)}),
    "chronyc": _ctl("chronyc", "tracking, sources, sourcestats, activity, ntpdata, clients, serverstats, rtcdata, smoothing, selectdata, authdata", "makestep, add, burst, online, refresh", "delete, reset, offline, shutdown", {Risk.READ_ONLY: ("chronyc tracking",)}, Flags(values="-h -p -f", switches="-n -v -a -c -m")),
    "launchctl": _ctl("launchctl", "list, print, print-cache, print-disabled, plist, procinfo, hostinfo, resolveport, blame, dumpstate, version, help, getenv, error, managerpid, manageruid, managername, limit $", "load, start, enable, kickstart, bootstrap, setenv, submit, config, limit, attach", "unload, stop, remove, disable, bootout, kill, unsetenv, reboot",
                      {Risk.READ_ONLY: ("launchctl list",), Risk.DESTRUCTIVE: ("launchctl unload x",)}, Flags(switches="-w -F")),
    "initctl": _ctl("initctl", "list, status, version, show-config, check-config", "start, restart, reload, emit, reload-configuration", "stop", {Risk.READ_ONLY: ("initctl list",)}),
    "rc-service": _SERVICE,
    "supervisorctl": _ctl("supervisorctl", "status, avail, tail, maintail, pid, version", "start, restart, update, reread, reload, add, signal", "stop, remove, shutdown, clear", {Risk.READ_ONLY: ("supervisorctl status",), Risk.DESTRUCTIVE: ("supervisorctl stop all",)}, Flags(values="-c -s -u -p"), Risk.UNKNOWN),
    "pm2": _ctl("pm2", "list, ls, l, status, show, describe, info, logs, monit, prettylist, jlist, id, report, env, ping, conf", "start, restart, reload, save, startup, scale, install, resurrect, update, dump, set", "stop, delete, del, kill, flush, unstartup, uninstall, unset", {Risk.READ_ONLY: ("pm2 list",), Risk.DESTRUCTIVE: ("pm2 delete all",)}),
    "diskutil": _ctl("diskutil", "list, info, activity, listFilesystems, apfs list, cs list, verifyVolume, verifyDisk, appleRAID list, listClones", "mount, mountDisk, unmount, unmountDisk, eject, rename, enableOwnership, repairVolume, repairDisk, apfs addVolume", "eraseDisk, eraseVolume, partitionDisk, apfs deleteVolume, apfs deleteContainer, reformat, zeroDisk, secureErase, randomDisk, mergePartitions, splitPartition, resizeVolume",
                     {Risk.READ_ONLY: ("diskutil list",), Risk.DESTRUCTIVE: ("diskutil eraseDisk JHFS+ x disk2",)}),
    "defaults": _ctl("defaults", "read, read-type, domains, find, help", "write, rename, import, export", "delete", {Risk.READ_ONLY: ("defaults read com.apple.x",), Risk.MUTATING: ("defaults write a b c",)}, Flags(values="-host", switches="-currentHost -g -globalDomain", single_dash=True)),
    "update-alternatives": Program("system.alternatives", Risk.MUTATING, effects=(Effect("--list --display --query --get-selections", Risk.READ_ONLY, "", lowers=True), Effect("--remove --remove-all", Risk.DESTRUCTIVE, "")), examples={Risk.READ_ONLY: ("update-alternatives --list editor",)}),
    "sestatus": Program("system.selinux", Risk.READ_ONLY, examples={Risk.READ_ONLY: ("sestatus",)}),
    "getenforce": Program("system.selinux", Risk.READ_ONLY),
    "setenforce": Program("system.selinux", Risk.DESTRUCTIVE),
    "aa-status": Program("system.apparmor", Risk.READ_ONLY),
    "locale-gen": Program("system.locale", Risk.MUTATING),
    "logger": Program("system.logger", Risk.MUTATING),
    "logrotate": Program("system.logrotate", Risk.MUTATING, Flags(values="-s --state -m -l"), effects=(Effect("-d --debug", Risk.READ_ONLY, "", lowers=True),)),
}  # fmt: skip

# --- disks ---


def _dd(call: Call) -> Ruling:
    values = dict(word.partition("=")[::2] for word in call.words)
    target = values.get("of", "")
    if not call.args or set(call.words) <= {"--help", "--version"}:
        return ruled(call, Risk.READ_ONLY, "system.dd.help")
    if paths.is_disk(target):
        return ruled(call, Risk.FORBIDDEN, "system.dd.disk", f"`dd` writes over the disk {target}.")
    if not target or paths.is_harmless_device(target):
        if any(word.opaque and not word.text.startswith(("if=", "bs=", "count=", "skip=")) for word in call.args):
            return ruled(call, Risk.UNKNOWN, "system.dd.expansion")
        return ruled(call, Risk.READ_ONLY, "system.dd.read", "`dd` only reads.")
    risk = Risk.DESTRUCTIVE if "\0" in target or target.startswith("/dev/") or paths.is_system(target) else Risk.MUTATING
    return ruled(call, risk, "system.dd.write", f"`dd` writes over {target}.")


def _make_file_system(call: Call) -> Ruling:
    if set(call.words) <= {"-V", "--version", "--help", "-h"} and call.args:
        return ruled(call, Risk.READ_ONLY, "system.mkfs.help")
    if "-n" in call.words and call.program.startswith(("mke2fs", "mkfs.ext", "mkfs")):
        return ruled(call, Risk.MUTATING, "system.mkfs.dry-run", "It is a dry run for ext file systems.", Code.DRY_RUN)
    if any(word.text.startswith("/dev/") or paths.is_disk(word.text) for word in call.args) or any(word.opaque for word in call.args):
        return ruled(call, Risk.FORBIDDEN, "system.mkfs", "It makes a new file system over a disk.")
    return ruled(call, Risk.DESTRUCTIVE, "system.mkfs.file", "It makes a new file system over what is there.")


def _partition(call: Call) -> Ruling:
    lists = {"-l", "--list", "-d", "--dump", "-V", "--version", "-s", "--show-size", "-v", "-h", "--help", "-x", "-p", "--print", "--verify"}
    options = [word for word in call.words if word[:1] == "-"]
    if any(option in lists for option in options) and all(option in lists | {"-u", "-o", "-J", "--json", "--bytes", "-m"} or option.startswith(("-o", "--output", "--unit", "-u")) for option in options) and call.program != "wipefs":
        return ruled(call, Risk.READ_ONLY, "system.partition.list")
    if call.program == "parted" and call.words and call.words[-1] in {"print", "p", "free", "all", "list", "devices"} and all(word in {"print", "p", "free", "all", "list", "devices", "unit", "s", "MiB", "GiB", "B", "GB", "MB", "%"} or word[:1] in "-/" for word in call.words):
        return ruled(call, Risk.READ_ONLY, "system.partition.print")
    if call.program == "wipefs" and not any(word in {"-a", "--all", "-o", "--offset", "-t"} or (word[:1] == "-" and word[1:2] != "-" and ("a" in word or "o" in word)) for word in call.words):
        return ruled(call, Risk.READ_ONLY, "system.partition.signatures")
    if any(paths.is_disk(word.text) for word in call.args):
        return ruled(call, Risk.FORBIDDEN, "system.partition", "It changes the partitions or signatures of a disk.")
    return ruled(call, Risk.DESTRUCTIVE, "system.partition", "It changes partitions.")


_MOUNT = Program(
    "system.mount", Risk.MUTATING, Flags(values="-t --types -o --options -O -L -U -T --fstab", switches="-a -f -F -h -i -l -n -p -r -s -v -V -w -B -R -M --bind --rbind --fake"),
    custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.mount.list") if call.program == "mount" and not args.operands and not args.has("-a", "--all", "-L", "-U", "-T", "--fstab", "-o") else None,
    examples={Risk.READ_ONLY: ("mount", "mount -l", "mount -t nfs"), Risk.MUTATING: ("mount /dev/sdb1 /mnt", "umount /mnt", "mount -a", "swapon f")},
)  # fmt: skip
_SWAP = Program("system.swap", Risk.MUTATING, Flags(switches="-s -a --show"), custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.swap.show") if call.program == "swapon" and (args.has("-s", "--show", "--summary") or not call.args) and not args.operands else None,
                examples={Risk.READ_ONLY: ("swapon --show", "swapon -s"), Risk.MUTATING: ("swapoff -a",)})  # fmt: skip
_FSCK = Program(
    "system.fsck", Risk.DESTRUCTIVE, Flags(values="-t -C -b -B -E -j -l -L -z -T", switches="-A -a -n -N -p -y -f -v -V -r -s -c -k -D -F"),
    effects=(Effect("-n -N -V", Risk.READ_ONLY, "It only checks.", lowers=True), Effect("-y -a -p -c -l -L -D -j -z", Risk.DESTRUCTIVE, "It repairs the file system.")),
    examples={Risk.READ_ONLY: ("fsck -n /dev/sdb1",), Risk.DESTRUCTIVE: ("fsck -y /dev/sdb1", "e2fsck -f /dev/sdb1")},
)  # fmt: skip
_LVM_READS = Program("system.lvm", Risk.READ_ONLY, examples={Risk.READ_ONLY: ("lvs", "pvs", "vgs", "lvdisplay", "pvdisplay /dev/sdb", "vgdisplay")})
_LVM_WRITES = Program("system.lvm", Risk.MUTATING, effects=(Effect("-t --test", Risk.READ_ONLY, "", lowers=True),), examples={Risk.MUTATING: ("lvcreate -L 1G vg", "lvextend -L +1G x", "vgextend x y")})
_LVM_LOSES = Program("system.lvm", Risk.DESTRUCTIVE, examples={Risk.DESTRUCTIVE: ("lvremove -f x", "vgremove x", "pvremove /dev/sdb", "lvreduce -L 1G x")})
_MDADM = Program(
    "system.mdadm", Risk.DESTRUCTIVE, Flags(values="-c -l -n -x -e -u -N -m --level --raid-devices -a"),
    custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.mdadm.show") if args.options and args.options[0].name in {"-D", "--detail", "-E", "--examine", "-Q", "--query", "--detail-platform", "-V", "--version"} and not any(o.name in {"--stop", "-S", "--zero-superblock", "--create", "-C", "-r", "--remove"} for o in args.options) else None,
    examples={Risk.READ_ONLY: ("mdadm --detail /dev/md0", "mdadm --detail --scan"), Risk.DESTRUCTIVE: ("mdadm --stop /dev/md0", "mdadm --zero-superblock /dev/sdb")},
)  # fmt: skip
_CRYPTSETUP = Program(
    "system.cryptsetup", Risk.UNKNOWN, Flags(values="-d --key-file -S --key-slot -c -h -s -l -o -p -i -T --type"),
    verbs=verbs(read_only="status, luksDump, isLuks, luksUUID, benchmark, tcryptDump, bitlkDump", mutating="open, luksOpen, close, luksClose, luksAddKey, luksHeaderBackup, resize, refresh", destructive="luksFormat, luksKillSlot, luksRemoveKey, luksErase, erase, reencrypt, luksHeaderRestore, luksChangeKey, repair, convert, config"),
    effects=(Effect("--dump-master-key --dump-volume-key", Risk.SENSITIVE, "", code=Code.REVEALS_SECRET),),
    examples={Risk.READ_ONLY: ("cryptsetup status x",), Risk.DESTRUCTIVE: ("cryptsetup luksFormat /dev/sdb", "cryptsetup luksErase /dev/sdb"), Risk.SENSITIVE: ("cryptsetup luksDump --dump-master-key x",)},
)  # fmt: skip
_ZFS = Program(
    "system.zfs", Risk.UNKNOWN, Flags(values="-o -t -d -s -S -O -R", switches="-H -p -r -v -n -x -f -F -L -P -a"),
    verbs=verbs(read_only="list, get, status, iostat, history, events, version, holds, diff, upgrade $, userspace, groupspace, projectspace, allow $", mutating="create, set, mount, unmount, umount, snapshot, snap, clone, rename, inherit, share, unshare, add, attach, online, import, scrub, trim, clear, upgrade, hold, bookmark, receive, recv, load-key, unload-key, allow, initialize, promote",
                destructive="destroy, rollback, remove, detach, offline, export, labelclear, release, unallow, replace, split, change-key"),
    effects=(Effect("-n", Risk.READ_ONLY, "It is a dry run.", only="destroy, create, add, receive, recv", lowers=True, code=Code.DRY_RUN),),
    examples={Risk.READ_ONLY: ("zfs list", "zpool status -v", "zfs get all x", "zfs destroy -n x"), Risk.MUTATING: ("zfs snapshot x@y",), Risk.DESTRUCTIVE: ("zfs destroy -r x", "zpool destroy x", "zfs rollback x@y")},
)  # fmt: skip
_BTRFS = Program(
    "system.btrfs", Risk.UNKNOWN, Flags(),
    verbs=verbs(read_only="filesystem show, filesystem df, filesystem usage, filesystem du, fi show, fi df, fi usage, subvolume list, subvolume show, device stats, device usage, scrub status, balance status, property get, qgroup show, inspect-internal, version, subvolume get-default, replace status",
                mutating="subvolume create, subvolume snapshot, filesystem defragment, filesystem label, filesystem sync, filesystem resize, device add, device scan, scrub start, balance start, balance pause, balance cancel, property set, quota enable, send, receive, subvolume set-default, scrub cancel, scrub resume",
                destructive="subvolume delete, device remove, device delete, rescue, restore, check, replace start, qgroup destroy, quota disable"),
    examples={Risk.READ_ONLY: ("btrfs subvolume list /", "btrfs fi show"), Risk.DESTRUCTIVE: ("btrfs subvolume delete x",)},
)  # fmt: skip
_SMART = Program("system.smart", Risk.READ_ONLY, Flags(values="-d -T -t -s -o -S -l -n -f -g -b"), effects=(Effect("-t --test -s --smart -o -S --set -X", Risk.MUTATING, "It starts a test or changes a setting of the disk."),), examples={Risk.READ_ONLY: ("smartctl -a /dev/sda",), Risk.MUTATING: ("smartctl -t long /dev/sda",)})
_NVME = Program("system.nvme", Risk.UNKNOWN, verbs=verbs(read_only="list, id-ctrl, id-ns, smart-log, error-log, get-feature, get-log, fw-log, list-ns, show-regs, version, help, list-subsys", mutating="set-feature, attach-ns, connect, discover", destructive="format, sanitize, delete-ns, fw-download, fw-commit, write, write-zeroes, dsm, reset, detach-ns, security-send, disconnect"),
                examples={Risk.READ_ONLY: ("nvme list",), Risk.DESTRUCTIVE: ("nvme format /dev/nvme0n1",)})  # fmt: skip
_HDPARM = Program("system.hdparm", Risk.UNKNOWN, custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.hdparm.show") if call.args and all(re.fullmatch(r"-[iItTgvVh]+|/dev/\w+", word) for word in call.words) else None, examples={Risk.READ_ONLY: ("hdparm -I /dev/sda", "hdparm -tT /dev/sda"), Risk.UNKNOWN: ("hdparm --security-erase x /dev/sda",)})
_TUNE = Program("system.tune", Risk.DESTRUCTIVE, custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.tune.list") if call.args and call.args[0].text in {"-l", "-h"} or call.program in {"dumpe2fs", "xfs_info"} else None, examples={Risk.READ_ONLY: ("tune2fs -l /dev/sda1", "dumpe2fs -h /dev/sda1", "xfs_info /"), Risk.DESTRUCTIVE: ("tune2fs -O ^has_journal /dev/sda1", "resize2fs /dev/sda1")})
_BLOCKDEV = Program("system.blockdev", Risk.MUTATING, custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.blockdev.get") if args.options and all(re.match(r"--(?:get|report|version|help)", option.name) for option in args.options) else None, examples={Risk.READ_ONLY: ("blockdev --getsize64 /dev/sda",), Risk.MUTATING: ("blockdev --setro /dev/sda",)})

# --- power, users, schedules, kernel ---

_POWER = Program("system.power", Risk.DESTRUCTIVE, texts={"": "It stops or restarts this machine."}, custom=lambda call, args, verb: ruled(call, Risk.MUTATING, "system.power.cancel") if set(call.words) == {"-c"} else ruled(call, Risk.READ_ONLY, "system.power.wtmp") if set(call.words) <= {"-w", "--wtmp-only", "--show"} and call.args else None,
                 examples={Risk.DESTRUCTIVE: ("shutdown -h now", "reboot", "poweroff", "init 0", "halt"), Risk.MUTATING: ("shutdown -c",)})  # fmt: skip
_ACCOUNTS = Program("system.accounts", Risk.MUTATING, codes={"": Code.CHANGES_CREDENTIALS}, examples={Risk.MUTATING: ("useradd x", "usermod -aG docker x", "groupadd g", "adduser x", "passwd x", "chsh -s /bin/sh", "visudo")})
_ACCOUNTS_LOSE = Program("system.accounts", Risk.DESTRUCTIVE, codes={"": Code.CHANGES_CREDENTIALS}, examples={Risk.DESTRUCTIVE: ("userdel -r x", "groupdel g", "deluser x")})
_PASSWD = Program("system.passwd", Risk.MUTATING, codes={"": Code.CHANGES_CREDENTIALS}, custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.passwd.status") if call.args and call.args[0].text in {"-S", "--status"} or (call.program == "chage" and call.args and call.args[0].text in {"-l", "--list"}) else None,
                  examples={Risk.READ_ONLY: ("passwd -S me", "chage -l me"), Risk.MUTATING: ("passwd", "chage -M 90 me")})  # fmt: skip
_CRONTAB = Program(
    "system.crontab", Risk.MUTATING, Flags(values="-u -c", switches="-l -r -e -i -s -n"),
    effects=(Effect("-l", Risk.READ_ONLY, "It lists the schedule.", lowers=True), Effect("-e", Risk.MUTATING, "", code=Code.INTERACTIVE), Effect("-r", Risk.DESTRUCTIVE, "It removes the whole schedule.")),
    examples={Risk.READ_ONLY: ("crontab -l", "crontab -u me -l"), Risk.MUTATING: ("crontab f", "crontab -e"), Risk.DESTRUCTIVE: ("crontab -r", "crontab -lr")},
)  # fmt: skip
_AT = Program("system.at", Risk.UNKNOWN, custom=lambda call, args, verb: ruled(call, Risk.READ_ONLY, "system.at.list") if call.program == "atq" or set(call.words) == {"-l"} else ruled(call, Risk.DESTRUCTIVE, "system.at.remove") if call.program == "atrm" else None, examples={Risk.READ_ONLY: ("atq", "at -l"), Risk.UNKNOWN: ("at now",), Risk.DESTRUCTIVE: ("atrm 1",)})
_SYSCTL = Program(
    "system.sysctl", Risk.READ_ONLY, Flags(values="-p --load -f -r --pattern", switches="-a -A -b -e -h -n -N -q -w -x -X --all --system --write --values --names"),
    effects=(Effect("-w --write -p --load --system -f", Risk.MUTATING, "It sets values of the kernel."),),
    custom=lambda call, args, verb: ruled(call, Risk.MUTATING, "system.sysctl.set", "It sets a value of the kernel.") if any("=" in word.text for word in args.operands) else None,
    examples={Risk.READ_ONLY: ("sysctl -a", "sysctl vm.swappiness", "sysctl -n kernel.hostname"), Risk.MUTATING: ("sysctl -w vm.swappiness=1", "sysctl vm.x=1", "sysctl -p")},
)  # fmt: skip
_MODULES = Program("system.modules", Risk.DESTRUCTIVE, effects=(Effect("-n --dry-run --show --show-depends -c --showconfig -D", Risk.READ_ONLY, "", lowers=True),), examples={Risk.DESTRUCTIVE: ("modprobe -r x", "rmmod x", "insmod x.ko"), Risk.READ_ONLY: ("modprobe -n x",)})
_ULIMITS = Program("system.nice", Risk.MUTATING, examples={Risk.MUTATING: ("renice 5 1",)})
_DEBUGGER = Program("system.debugger", Risk.UNKNOWN, examples={Risk.UNKNOWN: ("gdb -p 1", "perf record x")})
_PERF = Program("system.perf", Risk.UNKNOWN, verbs=verbs(read_only="list, version, report, annotate, buildid-list, evlist"), examples={Risk.READ_ONLY: ("perf list", "perf report -i f")})
_CLIPBOARD = Program("system.clipboard", Risk.MUTATING, custom=lambda call, args, verb: ruled(call, Risk.SENSITIVE, "system.clipboard.paste", "It prints what was copied, which may be a password.") if call.program in {"pbpaste", "wl-paste"} or args.has("-o", "-out", "--output") else None, examples={Risk.MUTATING: ("pbcopy",), Risk.SENSITIVE: ("pbpaste", "xclip -o")})
_OPEN = Program("system.open", Risk.MUTATING, codes={"": Code.INTERACTIVE}, examples={Risk.MUTATING: ("xdg-open x", "open .")})
_GPG = Program(
    "system.gpg", Risk.UNKNOWN, Flags(values="--homedir --keyserver -o --output -r --recipient -u --local-user --options --status-fd --keyid-format --passphrase --passphrase-file --passphrase-fd --trust-model --default-key", switches="-k -K -a -b -c -d -e -s -q -v --armor --batch --yes --verbose"),
    effects=(
        Effect("-k --list-keys -K --list-secret-keys --list-public-keys --fingerprint --verify --list-packets --list-sigs --check-sigs --show-keys --print-md --list-config --card-status --export --search-keys --with-colons", Risk.READ_ONLY, "", lowers=True),
        Effect("-d --decrypt --export-secret-keys --export-secret-subkeys --gen-random", Risk.SENSITIVE, "", lowers=True, code=Code.REVEALS_SECRET),
        Effect("-e --encrypt -s --sign -b --detach-sign --clearsign -c --symmetric --import --recv-keys --receive-keys --gen-key --generate-key --full-generate-key --edit-key --refresh-keys --quick-generate-key --quick-gen-key --dearmor --enarmor --sign-key --lsign-key", Risk.MUTATING, "", lowers=True),
        Effect("--send-keys --delete-keys --delete-key --delete-secret-keys --delete-secret-and-public-key --gen-revoke --generate-revocation", Risk.DESTRUCTIVE, "", lowers=True),
        Effect("-o --output", Risk.MUTATING, "It writes a file.", value="(?!-$).*"),
        Effect("--options --keyserver --homedir --photo-viewer --exec-path --keyserver-options --agent-program --dirmngr-program", Risk.MUTATING, "Another configuration is used."),
    ),
    examples={Risk.READ_ONLY: ("gpg --list-keys", "gpg --verify a.sig a", "gpg -k"), Risk.SENSITIVE: ("gpg -d f.gpg", "gpg --export-secret-keys"), Risk.MUTATING: ("gpg --import k", "gpg -o x -d y", "gpg -e -r me f"), Risk.DESTRUCTIVE: ("gpg --delete-secret-keys x",)},
)  # fmt: skip
_PASS = Program(
    "system.pass", Risk.SENSITIVE, Flags(),
    verbs=verbs(read_only="ls, list, find, search, version, help, git log, git status", sensitive="show, grep", mutating="init, insert, add, edit, generate, mv, rename, cp, copy, git, otp", destructive="rm, remove, delete"),
    bare=Risk.READ_ONLY, examples={Risk.READ_ONLY: ("pass ls", "pass"), Risk.SENSITIVE: ("pass show x", "pass x/y"), Risk.DESTRUCTIVE: ("pass rm x",)},
)  # fmt: skip
_SECURITY = Program(
    "system.keychain", Risk.UNKNOWN, Flags(values="-a -s -l -c -C -D -j -T -d -k -p -t", switches="-g -w -v"),
    verbs=verbs(read_only="list-keychains, default-keychain, find-certificate, find-identity, verify-cert, show-keychain-info, dump-trust-settings, find-generic-password, find-internet-password, help", sensitive="dump-keychain, export", mutating="add-generic-password, add-internet-password, unlock-keychain, lock-keychain, import, add-certificates, add-trusted-cert, create-keychain, set-keychain-settings", destructive="delete-generic-password, delete-internet-password, delete-keychain, delete-certificate, delete-identity, remove-trusted-cert"),
    effects=(Effect("-g -w", Risk.SENSITIVE, "", only="find-generic-password, find-internet-password", code=Code.REVEALS_SECRET),),
    examples={Risk.READ_ONLY: ("security list-keychains", "security find-generic-password -s x"), Risk.SENSITIVE: ("security find-generic-password -s x -w",), Risk.DESTRUCTIVE: ("security delete-keychain x",)},
)  # fmt: skip
RULES: dict[str, Rule] = {
    "systemctl": _SYSTEMCTL,
    "service": _SERVICE,
    "journalctl": _JOURNAL,
    "loginctl": _LOGINCTL,
    **_SETTERS,
    "dd": _dd,
    "dcfldd": _dd,
    **dict.fromkeys(("mkfs", "mkfs.ext2", "mkfs.ext3", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "mkfs.vfat", "mkfs.fat", "mkfs.ntfs", "mkfs.f2fs", "mkfs.exfat", "mke2fs", "mkswap", "mkntfs", "mkdosfs", "newfs", "newfs_apfs", "blkdiscard"), _make_file_system),
    **dict.fromkeys(("fdisk", "sfdisk", "cfdisk", "gdisk", "sgdisk", "parted", "wipefs", "partprobe", "gpart"), _partition),
    **dict.fromkeys(("mount", "umount"), _MOUNT),
    **dict.fromkeys(("swapon", "swapoff"), _SWAP),
    **dict.fromkeys(("fsck", "e2fsck", "fsck.ext4", "fsck.ext3", "fsck.xfs", "xfs_repair", "ntfsfix"), _FSCK),
    **dict.fromkeys(("lvs", "pvs", "vgs", "lvdisplay", "pvdisplay", "vgdisplay", "pvscan", "lvscan", "vgscan", "lvmdiskscan"), _LVM_READS),
    **dict.fromkeys(("lvcreate", "lvextend", "lvresize", "lvrename", "lvconvert", "lvchange", "pvcreate", "pvresize", "pvmove", "pvchange", "vgcreate", "vgextend", "vgchange", "vgrename", "vgexport", "vgimport"), _LVM_WRITES),
    **dict.fromkeys(("lvremove", "vgremove", "pvremove", "lvreduce", "vgreduce", "vgsplit", "vgmerge"), _LVM_LOSES),
    "mdadm": _MDADM,
    "cryptsetup": _CRYPTSETUP,
    **dict.fromkeys(("zfs", "zpool"), _ZFS),
    "btrfs": _BTRFS,
    "smartctl": _SMART,
    "nvme": _NVME,
    "hdparm": _HDPARM,
    **dict.fromkeys(("tune2fs", "dumpe2fs", "resize2fs", "xfs_info", "xfs_growfs", "xfs_admin", "debugfs", "e2label"), _TUNE),
    "blockdev": _BLOCKDEV,
    **dict.fromkeys(("shutdown", "reboot", "poweroff", "halt", "init", "telinit"), _POWER),
    **dict.fromkeys(("useradd", "usermod", "groupadd", "groupmod", "adduser", "addgroup", "chsh", "chfn", "gpasswd", "newgrp", "visudo", "vipw", "chpasswd", "htpasswd", "dscl", "sysadminctl"), _ACCOUNTS),
    **dict.fromkeys(("userdel", "groupdel", "deluser", "delgroup"), _ACCOUNTS_LOSE),
    **dict.fromkeys(("passwd", "chage"), _PASSWD),
    "crontab": _CRONTAB,
    **dict.fromkeys(("at", "atq", "atrm", "batch"), _AT),
    "sysctl": _SYSCTL,
    **dict.fromkeys(("modprobe", "rmmod", "insmod", "depmod", "kmod"), _MODULES),
    "renice": _ULIMITS,
    **dict.fromkeys(("gdb", "lldb", "bpftrace", "pdb"), _DEBUGGER),
    "perf": _PERF,
    **dict.fromkeys(("pbcopy", "pbpaste", "xclip", "xsel", "wl-copy", "wl-paste"), _CLIPBOARD),
    **dict.fromkeys(("xdg-open", "open"), _OPEN),
    **dict.fromkeys(("gpg", "gpg2"), _GPG),
    **dict.fromkeys(("pass", "gopass"), _PASS),
    "security": _SECURITY,
}  # fmt: skip
EXAMPLES = {
    Risk.READ_ONLY: ("dd if=/dev/sda of=/dev/null bs=1M count=1", "fdisk -l", "parted -l", "parted /dev/sda print", "sfdisk -d /dev/sda", "wipefs /dev/sdb", "mkfs.ext4 -V"),
    Risk.MUTATING: ("dd if=a of=b",),
    Risk.DESTRUCTIVE: ("dd if=x of=$OUT", "mkfs.ext4 disk.img"),
    Risk.FORBIDDEN: ("dd if=/dev/zero of=/dev/sda", "mkfs.ext4 /dev/sdb1", "mkfs -t ext4 /dev/sda", "sudo mkfs.xfs /dev/nvme0n1", "wipefs -a /dev/sdb", "fdisk /dev/sda", "ls > /dev/sda", "parted /dev/sda mklabel gpt", "sgdisk -Z /dev/sda", "cat x > /dev/nvme0n1"),
}  # fmt: skip
