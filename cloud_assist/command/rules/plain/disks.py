"""Disks, partitions and file systems: writing over a disk is forbidden, whatever was asked.

Sources: coreutils' dd, util-linux, e2fsprogs, LVM2, mdadm(8), cryptsetup(8), zfs(8), btrfs(8), smartctl(8).
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.base import MANY, Call, Effect, Flags, Program, Rule, Ruling, names, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

# --- disks ---


def _dd(call: Call) -> Ruling:
    values = dict(word.partition("=")[::2] for word in call.words)
    target = values.get("of", "")
    if not call.args or set(call.words) <= {"--help", "--version"}:
        return ruled(call, Risk.READ_ONLY, "system.dd.help")
    if paths.is_disk(target):
        return ruled(call, Risk.FORBIDDEN, "system.dd.disk", f"`dd` overwrites the disk {target}.")
    if not target or paths.is_harmless_device(target):
        if any(word.opaque and not word.text.startswith(("if=", "bs=", "count=", "skip=")) for word in call.args):
            return ruled(call, Risk.UNKNOWN, "system.dd.expansion")
        return ruled(call, Risk.READ_ONLY, "system.dd.read", "`dd` is read-only.")
    risk = (
        Risk.DESTRUCTIVE if "\0" in target or target.startswith("/dev/") or paths.is_system(target) else Risk.MUTATING
    )
    return ruled(call, risk, "system.dd.write", f"`dd` overwrites {target}.")


def _make_file_system(call: Call) -> Ruling:
    if set(call.words) <= {"-V", "--version", "--help", "-h"} and call.args:
        return ruled(call, Risk.READ_ONLY, "system.mkfs.help")
    if "-n" in call.words and call.program.startswith(("mke2fs", "mkfs.ext", "mkfs")):
        return ruled(
            call, Risk.MUTATING, "system.mkfs.dry-run", "This is a dry run for ext file systems.", Code.DRY_RUN
        )
    if any(word.text.startswith("/dev/") or paths.is_disk(word.text) for word in call.args) or any(
        word.opaque for word in call.args
    ):
        return ruled(
            call, Risk.FORBIDDEN, "system.mkfs", "It creates a new file system on a disk and destroys its data."
        )
    return ruled(
        call, Risk.DESTRUCTIVE, "system.mkfs.file", "It creates a new file system and destroys the existing data."
    )


_PRINTS = names("print p free all list devices unit s MiB GiB KiB MB GB kB TB TiB B % compact cyl chs")
_LISTS = {
    "fdisk": r"-l|--list|-x|--list-details|-s|--getsz|-o.*|--output.*|-u.*|--units.*|--bytes|-[Lbt]|--color.*|-V"
    r"|--version",
    "sfdisk": r"-l|--list|-d|--dump|-J|--json|-F|--list-free|-s|--show-size|-V|--verify|-T|--list-types|-g"
    r"|--show-geometry|-v|--version|-o.*|--output.*|--bytes|-q|--quiet|--color.*|-u.*",
    "sgdisk": r"-p|--print|-v|--verify|-V|--version|-i.*|--info.*|-F|--first-in-largest|-E|--end-of-largest|-f"
    r"|--first-aligned-in-largest|-D|--display-alignment|-L|--list-types|-P|--pretend",
    "gdisk": r"-l|--list",
    "cfdisk": r"-V|--version",
    "gpart": r"-L|-V",
    "partprobe": r"-d|--dry-run|-s|--summary|-v|--version",
    "parted": r"-l|--list|-s|--script|-m|--machine|-j|--json|-v|--version|-a.*|--align.*",
    "wipefs": r"-n|--no-act|-i|--noheadings|-J|--json|-O.*|--output.*|-p|--parsable|-q|--quiet|-t.*|--types.*|-V"
    r"|--version|--lock.*",
}
"""Options with which each program for partitions only prints, as regular expressions."""
_ENOUGH = re.compile(
    r"-[lxdJFTgpiEDLvVn]|-i.+|--(?:list[\w-]*|dump|json|print|info.*|verify|no-act|version|show-\w+|dry-run)"
)
_FIELDS = re.compile(r"[A-Za-z-]+(?:,[A-Za-z-]+)*|\d+")


def _partition(call: Call) -> Ruling:
    if _only_prints(call):
        return ruled(call, Risk.READ_ONLY, "system.partition.list")
    if call.more_args:
        return ruled(call, Risk.UNKNOWN, "system.partition.appended", "An appended argument may be a disk.")
    if any(paths.is_disk(word.text) for word in call.args):
        return ruled(call, Risk.FORBIDDEN, "system.partition", "It changes the partitions or signatures of a disk.")
    return ruled(call, Risk.DESTRUCTIVE, "system.partition", "It changes partitions.")


def _only_prints(call: Call) -> bool:
    words = list(call.words)
    if words in (["-h"], ["--help"]):
        return True
    if any("\0" in word for word in words) or call.more_args:
        return False
    parts = ("--part-type", "--part-label", "--part-uuid", "--part-attrs", "--disk-id")
    if call.program == "sfdisk" and words and words[0] in parts:  # one operand more sets what is shown
        return len(words) == (2 if words[0] == "--disk-id" else 3) and words[1][:1] == "/"
    options = [word for word in words if word[:1] == "-"]
    if not all(re.fullmatch(_LISTS[call.program], option) for option in options):
        return False
    rest = [word for word in words if word[:1] not in "-/"]
    if call.program == "parted":
        listed = bool({"-l", "--list", "-v", "--version"} & set(options))
        return (listed and not rest) or (bool(rest) and "print" in rest and set(rest) <= _PRINTS) or rest == ["p"]
    if call.program == "wipefs":
        return all(map(_FIELDS.fullmatch, rest))
    return any(map(_ENOUGH.fullmatch, options)) and all(map(_FIELDS.fullmatch, rest))


_MOUNT = Program(
    "system.mount",
    Risk.MUTATING,
    Flags(
        values="-t --types -o --options -O -L -U -T --fstab",
        switches="-a -f -F -h -i -l -n -p -r -s -v -V -w -B -R -M --bind --rbind --fake",
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.DESTRUCTIVE, "system.umount.all", "It unmounts file systems that the machine runs on.")
        if call.program == "umount" and (args.has("-a", "--all") or any(paths.is_ruin(w) for w in args.operands))
        else ruled(call, Risk.READ_ONLY, "system.mount.list")
        if call.program == "mount"
        and not args.operands
        and not args.has("-a", "--all", "-L", "-U", "-T", "--fstab", "-o")
        else None
    ),
    examples={
        Risk.READ_ONLY: ("mount", "mount -l", "mount -t nfs"),
        Risk.MUTATING: ("mount /dev/sdb1 /mnt", "umount /mnt", "mount -a", "swapon f"),
        Risk.DESTRUCTIVE: ("umount -a", "umount -l /"),
    },
)
_SWAP = Program(
    "system.swap",
    Risk.MUTATING,
    Flags(switches="-s -a --show"),
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.swap.show")
        if call.program == "swapon" and (args.has("-s", "--show", "--summary") or not call.args) and not args.operands
        else None
    ),
    examples={Risk.READ_ONLY: ("swapon --show", "swapon -s"), Risk.MUTATING: ("swapoff -a",)},
)
_FSCK = Program(
    "system.fsck",
    Risk.DESTRUCTIVE,
    Flags(values="-t -C -b -B -E -j -l -L -z -T", switches="-A -a -n -N -p -y -f -v -V -r -s -c -k -D -F"),
    effects=(
        Effect("-n -N", Risk.READ_ONLY, "It only checks.", lowers=True),
        Effect("-y -a -p -c -l -L -D -j -z", Risk.DESTRUCTIVE, "It repairs the file system."),
    ),
    examples={
        Risk.READ_ONLY: ("fsck -n /dev/sdb1",),
        Risk.DESTRUCTIVE: ("fsck -y /dev/sdb1", "e2fsck -f /dev/sdb1", "fsck -V /dev/sdb1"),
    },
    operands=MANY,
)
_LVM_READS = Program(
    "system.lvm",
    Risk.READ_ONLY,
    effects=(
        Effect("--config --configfile", Risk.UNKNOWN, "Its settings can name programs to run."),
        Effect("--cache --mknodes --activate -a", Risk.MUTATING, "It activates volumes or creates their nodes."),
    ),
    examples={
        Risk.MUTATING: ("pvscan --cache -aay", "vgscan --mknodes"),
        Risk.UNKNOWN: ("lvs --config x",),
        Risk.READ_ONLY: ("lvs", "pvs", "vgs", "lvdisplay", "pvdisplay /dev/sdb", "vgdisplay"),
    },
    operands=MANY,
    flags=Flags(
        values="-o --options -O --sort -S --select --units --separator",
        switches="-v --verbose -a --all --noheadings -c --colon -m --maps -s --short -C --columns -P --partial "
        "--nosuffix --unbuffered --segments --reportformat",
    ),
)
_LVM_WRITES = Program(
    "system.lvm",
    Risk.MUTATING,
    effects=(Effect("-t --test", Risk.READ_ONLY, "", lowers=True),),
    examples={Risk.MUTATING: ("lvcreate -L 1G vg", "lvextend -L +1G x", "vgextend x y")},
)
_LVM_LOSES = Program(
    "system.lvm",
    Risk.DESTRUCTIVE,
    examples={Risk.DESTRUCTIVE: ("lvremove -f x", "vgremove x", "pvremove /dev/sdb", "lvreduce -L 1G x")},
)
_MDADM = Program(
    "system.mdadm",
    Risk.DESTRUCTIVE,
    Flags(
        values="-c -l -n -x -e -u -N -m --level --raid-devices -a",
        switches="-D --detail -E --examine -s --scan -Q --query -v --verbose -b --brief -X --examine-bitmap -Y "
        "--export --detail-platform -q --quiet",
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.mdadm.show")
        if args.options
        and args.options[0].name
        in {"-D", "--detail", "-E", "--examine", "-Q", "--query", "--detail-platform", "-V", "--version"}
        and not any(
            o.name in {"--stop", "-S", "--zero-superblock", "--create", "-C", "-r", "--remove"} for o in args.options
        )
        else None
    ),
    examples={
        Risk.READ_ONLY: ("mdadm --detail /dev/md0", "mdadm --detail --scan"),
        Risk.DESTRUCTIVE: ("mdadm --stop /dev/md0", "mdadm --zero-superblock /dev/sdb"),
    },
    operands=MANY,
)
_CRYPTSETUP = Program(
    "system.cryptsetup",
    Risk.UNKNOWN,
    Flags(values="-d --key-file -S --key-slot -c -h -s -l -o -p -i -T --type"),
    verbs=verbs(
        read_only="status, luksDump, isLuks, luksUUID, benchmark, tcryptDump, bitlkDump",
        mutating="open, luksOpen, close, luksClose, luksAddKey, luksHeaderBackup, resize, refresh",
        destructive="luksFormat, luksKillSlot, luksRemoveKey, luksErase, erase, reencrypt, luksHeaderRestore, "
        "luksChangeKey, repair, convert, config",
    ),
    effects=(Effect("--dump-master-key --dump-volume-key", Risk.SENSITIVE, "", code=Code.REVEALS_SECRET),),
    examples={
        Risk.READ_ONLY: ("cryptsetup status x",),
        Risk.DESTRUCTIVE: ("cryptsetup luksFormat /dev/sdb", "cryptsetup luksErase /dev/sdb"),
        Risk.SENSITIVE: ("cryptsetup luksDump --dump-master-key x",),
    },
)
_ZFS = Program(
    "system.zfs",
    Risk.UNKNOWN,
    Flags(values="-o -t -d -s -S -O -R", switches="-H -p -r -v -n -x -f -F -L -P -a"),
    verbs=verbs(
        read_only="list, get, status, iostat, history, events, version, holds, diff, upgrade $, userspace, "
        "groupspace, projectspace, allow $",
        mutating="create, set, mount, unmount, umount, snapshot, snap, clone, rename, inherit, "
        "share, unshare, add, attach, online, import, scrub, trim, clear, upgrade, hold, "
        "bookmark, receive, recv, load-key, unload-key, allow, initialize, promote",
        destructive="destroy, rollback, remove, detach, offline, export, labelclear, release, unallow, "
        "replace, split, change-key",
    ),
    effects=(
        Effect(
            "-n",
            Risk.READ_ONLY,
            "This is a dry run.",
            only="destroy, create, add, receive, recv",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect("-c", Risk.UNKNOWN, "`zpool -c` runs a script for each disk.", only="status, iostat"),
    ),
    examples={
        Risk.UNKNOWN: ("zpool status -c x",),
        Risk.READ_ONLY: ("zfs list", "zpool status -v", "zfs get all x", "zfs destroy -n x"),
        Risk.MUTATING: ("zfs snapshot x@y",),
        Risk.DESTRUCTIVE: ("zfs destroy -r x", "zpool destroy x", "zfs rollback x@y"),
    },
)
_BTRFS = Program(
    "system.btrfs",
    Risk.UNKNOWN,
    Flags(
        values="-G -C --filter --sort --format --path --level",
        switches="-g --gbytes -m --mbytes -k --kbytes -t --tbytes -b --raw -h --human-readable -H --si --iec -T "
        "--table -s --summarize -a -d --all-devices --mounted -p -c -u -q -R -o -r -f -e -F --help -v --verbose "
        "--quiet -x --sync",
    ),
    verbs=verbs(
        read_only="filesystem show, filesystem df, filesystem usage, filesystem du, fi show, fi df, "
        "fi usage, subvolume list, subvolume show, device stats, device usage, scrub status, balance status, "
        "property get, property list, qgroup show, version, subvolume get-default, replace status, help, "
        "subvolume find-new, scrub limit $, filesystem commit-stats $, inspect-internal dump-super, "
        "inspect-internal dump-tree, inspect-internal inode-resolve, inspect-internal logical-resolve, "
        "inspect-internal subvolid-resolve, inspect-internal rootid, inspect-internal min-dev-size, "
        "inspect-internal tree-stats, inspect-internal map-swapfile, device ready, quota status",
        mutating="subvolume create, subvolume snapshot, filesystem defragment, filesystem label, "
        "filesystem mkswapfile, qgroup create, qgroup assign, "
        "qgroup limit, quota rescan, subvolume sync, filesystem balance, "
        "filesystem sync, filesystem resize, device add, device scan, scrub start, balance start, "
        "balance pause, balance cancel, property set, quota enable, send, receive, subvolume set-default, "
        "scrub cancel, scrub resume",
        destructive="subvolume delete, device remove, device delete, rescue, restore, check, replace start, "
        "qgroup destroy, quota disable",
    ),
    effects=(Effect("-z --reset", Risk.MUTATING, "It sets the counters to zero.", only="device stats"),),
    examples={
        Risk.READ_ONLY: ("btrfs subvolume list /", "btrfs fi show", "btrfs device stats /"),
        Risk.MUTATING: ("btrfs device stats -z /",),
        Risk.DESTRUCTIVE: ("btrfs subvolume delete x",),
    },
)
_SMART = Program(
    "system.smart",
    Risk.READ_ONLY,
    Flags(
        values="-t -s -o -S -g -b -l --log -d --device -n --nocheck -q --quietmode -f --format -T --tolerance -v "
        "--vendorattribute -r",
        switches="-a -x -i -H -c -A --all --xall --info --health --capabilities --attributes --scan --scan-open "
        "-j --json",
    ),
    effects=(
        Effect(
            "-t --test -s --smart -o -S --set -X", Risk.MUTATING, "It starts a test or changes a setting of the disk."
        ),
    ),
    examples={Risk.READ_ONLY: ("smartctl -a /dev/sda",), Risk.MUTATING: ("smartctl -t long /dev/sda",)},
    operands=MANY,
)
_NVME = Program(
    "system.nvme",
    Risk.UNKNOWN,
    Flags(
        values="-o --output-format -n --namespace-id -e --log-entries -l --log-len -i --log-id -f --feature-id "
        "-s --sel -d --device --cntid -D --data-len -a --lpo -r --rae -S --lsp -N --uuid-index -y --csi -p --cap",
        switches="-v --verbose -b --raw-binary -H --human-readable -u --uuid -A --all --all-features -h --help",
        optional="-V",
    ),
    verbs=verbs(
        read_only="list, list-subsys, id-ctrl, id-ns, id-ns-granularity, nvm-id-ctrl, nvm-id-ns, ns-descs, id-nvmset, "
        "id-uuid, id-iocs, id-domain, primary-ctrl-caps, list-ctrl, list-ns, list-secondary, get-ns-id, smart-log, "
        "ana-log, error-log, effects-log, endurance-log, predictable-lat-log, sanitize-log, self-test-log, "
        "changed-ns-list-log, fw-log, supported-log-pages, get-feature, get-log, get-property, show-regs, "
        "show-topology, list-endgrp, list-descr, fid-support-effects-log, media-unit-stat-log, boot-part-log, "
        "resv-report, cmdset-ind-id-ns, show-hostnqn, gen-hostnqn, version, help, telemetry-log $",
        sensitive="discover, get-lba-status, read, compare, verify, security-recv, admin-passthru $",
        mutating="set-feature, set-property, attach-ns, create-ns, connect, connect-all, discovery, telemetry-log, "
        "device-self-test, subsystem-reset $, ns-rescan, disconnect-all, persistent-event-log, fw-download, "
        "lockdown, gen-tls-key, check-tls-key, rpmb, resv-acquire, resv-register, resv-release, config, dir-send",
        destructive="format, sanitize, delete-ns, fw-commit, fw-activate, write, write-zeroes, write-uncor, copy, "
        "dsm, reset, subsystem-reset, detach-ns, security-send, disconnect, virt-mgmt, admin-passthru, io-passthru, "
        "zns",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("--output-file -O --raw-file", Risk.MUTATING, "It writes a file."),),
    examples={
        Risk.READ_ONLY: ("nvme list -o json", "nvme smart-log /dev/nvme0", "nvme id-ctrl -H /dev/nvme0"),
        Risk.SENSITIVE: ("nvme discover -t tcp -a 10.0.0.5",),
        Risk.MUTATING: ("nvme set-feature /dev/nvme0 -f 2",),
        Risk.DESTRUCTIVE: ("nvme format /dev/nvme0n1", "nvme write /dev/nvme0n1"),
        Risk.UNKNOWN: ("nvme list --novel",),
    },
)
_HDPARM = Program(
    "system.hdparm",
    Risk.UNKNOWN,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.hdparm.show")
        if call.args
        and all(
            re.fullmatch(
                r"-[iItTgvVhCHqNaAbcdkmMQRuWr]+|--(?:direct|verbose|dco-identify|Istdout|sanitize-status|security-help)"
                r"|/dev/[\w/-]+",
                word,
            )
            for word in call.words
        )
        else None
    ),
    examples={
        Risk.READ_ONLY: ("hdparm -I /dev/sda", "hdparm -tT /dev/sda", "hdparm -C /dev/sda"),
        Risk.UNKNOWN: ("hdparm --security-erase x /dev/sda", "hdparm -W0 /dev/sda", "hdparm -y /dev/sda"),
    },
    operands=MANY,
    flags=Flags(
        switches="-I -i -t -T -g -C -v -q -V -h -H -N -a -A -b -c -d -k -m -M -Q -R -u -W -r --verbose --direct "
        "--Istdout --dco-identify --sanitize-status --security-help",
    ),
)
_TUNE = Program(
    "system.tune",
    Risk.DESTRUCTIVE,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.tune.list")
        if (len(call.args) == 2 and call.args[0].text in {"-l", "-h"})
        or call.program in {"dumpe2fs", "xfs_info"}
        or (call.program == "e2label" and len(args.operands) == 1 and not args.options)
        or (call.program == "xfs_admin" and args.options and all(o.name in {"-l", "-u", "-V"} for o in args.options))
        else None
    ),
    examples={
        Risk.READ_ONLY: ("tune2fs -l /dev/sda1", "dumpe2fs -h /dev/sda1", "xfs_info /", "e2label /dev/sda1"),
        Risk.DESTRUCTIVE: ("tune2fs -l -O ^x /dev/sda1", "tune2fs -O ^has_journal /dev/sda1", "resize2fs /dev/sda1"),
    },
    operands=MANY,
    flags=Flags(values="-o", switches="-l -h -x -b -i -f -g -u -V"),
)
_BLOCKDEV = Program(
    "system.blockdev",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.blockdev.get")
        if args.options and all(re.match(r"--(?:get|report|version|help)", option.name) for option in args.options)
        else None
    ),
    examples={Risk.READ_ONLY: ("blockdev --getsize64 /dev/sda",), Risk.MUTATING: ("blockdev --setro /dev/sda",)},
    operands=MANY,
    flags=Flags(
        switches="--getsize64 --getsz --getss --getbsz --getpbsz --getiomin --getioopt --getalignoff --getmaxsect "
        "--getra --getfra --getro --getdiscardzeroes --report -v -q",
    ),
)

RULES: dict[str, Rule] = {
    "dd": _dd,
    "dcfldd": _dd,
    **dict.fromkeys(
        names(
            "mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mkfs.f2fs "
            "mkfs.exfat mke2fs mkswap mkntfs mkdosfs newfs newfs_apfs blkdiscard"
        ),
        _make_file_system,
    ),
    **dict.fromkeys(names("fdisk sfdisk cfdisk gdisk sgdisk parted wipefs partprobe gpart"), _partition),
    **dict.fromkeys(
        (
            "mount",
            "umount",
        ),
        _MOUNT,
    ),
    **dict.fromkeys(
        (
            "swapon",
            "swapoff",
        ),
        _SWAP,
    ),
    **dict.fromkeys(names("fsck e2fsck fsck.ext4 fsck.ext3 fsck.xfs xfs_repair ntfsfix"), _FSCK),
    **dict.fromkeys(names("lvs pvs vgs lvdisplay pvdisplay vgdisplay pvscan lvscan vgscan lvmdiskscan"), _LVM_READS),
    **dict.fromkeys(
        names(
            "lvcreate lvextend lvresize lvrename lvconvert lvchange pvcreate pvresize pvmove pvchange vgcreate "
            "vgextend vgchange vgrename vgexport vgimport"
        ),
        _LVM_WRITES,
    ),
    **dict.fromkeys(names("lvremove vgremove pvremove lvreduce vgreduce vgsplit vgmerge"), _LVM_LOSES),
    "mdadm": _MDADM,
    "cryptsetup": _CRYPTSETUP,
    **dict.fromkeys(
        (
            "zfs",
            "zpool",
        ),
        _ZFS,
    ),
    "btrfs": _BTRFS,
    "smartctl": _SMART,
    "nvme": _NVME,
    "hdparm": _HDPARM,
    **dict.fromkeys(names("tune2fs dumpe2fs resize2fs xfs_info xfs_growfs xfs_admin debugfs e2label"), _TUNE),
    "blockdev": _BLOCKDEV,
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "dd if=/dev/sda of=/dev/null bs=1M count=1",
        "fdisk -l",
        "parted -l",
        "parted /dev/sda print",
        "sfdisk -d /dev/sda",
        "wipefs /dev/sdb",
        "wipefs -n -J /dev/sdb",
        "sfdisk -F /dev/sda",
        "sfdisk --part-type /dev/sda 1",
        "parted -s /dev/sda unit MiB print",
        "sgdisk -p /dev/sda",
        "mkfs.ext4 -V",
    ),
    Risk.MUTATING: ("dd if=a of=b",),
    Risk.DESTRUCTIVE: (
        "dd if=x of=$OUT",
        "mkfs.ext4 disk.img",
    ),
    Risk.FORBIDDEN: (
        "dd if=/dev/zero of=/dev/sda",
        "mkfs.ext4 /dev/sdb1",
        "mkfs -t ext4 /dev/sda",
        "sudo mkfs.xfs /dev/nvme0n1",
        "wipefs -a /dev/sdb",
        "fdisk /dev/sda",
        "parted /dev/sda mklabel gpt",
        "parted -s /dev/sda rm 2",
        "parted -s /dev/sda set 1 boot on",
        "sfdisk --part-type /dev/sda 1 83",
        "sfdisk -r /dev/sda",
        "wipefs -na /dev/sdb --novel",
        "sgdisk -Z /dev/sda",
    ),
}
