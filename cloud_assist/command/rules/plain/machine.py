"""Power, accounts, schedules, the kernel, keys and passwords of this machine.

Sources: shutdown(8), shadow-utils, crontab(1), at(1), sysctl(8), kmod, gpg(1), pass(1), macOS security(1).
"""

from __future__ import annotations

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
    ruled,
    verbs,
)
from cloud_assist.findings import Code
from cloud_assist.models import Risk

# --- power, users, schedules, kernel ---

_POWER = Program(
    "system.power",
    Risk.DESTRUCTIVE,
    texts={"": "It stops or restarts this machine."},
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "system.power.cancel")
        if set(call.words) == {"-c"}
        else ruled(call, Risk.READ_ONLY, "system.power.wtmp")
        if set(call.words) <= {"-w", "--wtmp-only", "--show"} and call.args
        else None
    ),
    examples={
        Risk.DESTRUCTIVE: ("shutdown -h now", "reboot", "poweroff", "init 0", "halt"),
        Risk.MUTATING: ("shutdown -c",),
    },
)
_RULING_NAMES = frozenset({"root", "sudo", "wheel", "admin", "docker", "lxd", "libvirt", "disk", "shadow"})


def _accounts(call: Call, args: Args, verb: str) -> Ruling | None:
    """An account of the rights of root, or root's own, is no ordinary change."""
    if call.program == "visudo" and args.has("-c", "--check"):
        return ruled(call, Risk.READ_ONLY, "system.accounts.check")
    if call.program == "visudo":
        text = "It changes who may act as root."
        return ruled(call, Risk.DESTRUCTIVE, "system.accounts.rights", text, Code.CHANGES_CREDENTIALS, Code.INTERACTIVE)
    given = {part for word in call.args for part in word.text.split(",")}
    same_number = args.has("-o", "--non-unique") or "0" in args.values("-u", "--uid")
    if given & _RULING_NAMES or same_number:
        text = "It gives an account the rights of root, or changes root's own."
        return ruled(call, Risk.DESTRUCTIVE, "system.accounts.root", text, Code.CHANGES_CREDENTIALS)
    return None


_ACCOUNTS = Program(
    "system.accounts",
    Risk.MUTATING,
    Flags(
        values="-u --uid -g --gid -G --groups -s --shell -d --home -c --comment -e --expiredate -p --password -k "
        "-M --members -A --administrators",
        switches="-a -o -m -r -N -U -L -l -n --append --non-unique --lock",
    ),
    custom=_accounts,
    codes={"": Code.CHANGES_CREDENTIALS},
    examples={
        Risk.MUTATING: (
            "useradd x",
            "usermod -aG video x",
            "groupadd g",
            "adduser x",
            "passwd x",
            "chsh -s /bin/sh x",
        ),
        Risk.DESTRUCTIVE: ("usermod -aG sudo x", "gpasswd -a x docker", "useradd -o -u 0 x", "usermod -L root"),
        Risk.READ_ONLY: ("visudo -c",),
    },
)
_ACCOUNTS_LOSE = Program(
    "system.accounts",
    Risk.DESTRUCTIVE,
    codes={"": Code.CHANGES_CREDENTIALS},
    examples={Risk.DESTRUCTIVE: ("userdel -r x", "groupdel g", "deluser x", "visudo", "echo r:x | chpasswd")},
)
_PASSWD = Program(
    "system.passwd",
    Risk.MUTATING,
    codes={"": Code.CHANGES_CREDENTIALS},
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.passwd.status")
        if (call.args and call.args[0].text in {"-S", "--status"})
        or (call.program == "chage" and call.args and call.args[0].text in {"-l", "--list"})
        else ruled(call, Risk.DESTRUCTIVE, "system.passwd.open", "", Code.CHANGES_CREDENTIALS)
        if call.program == "passwd" and (args.has("-d", "-l", "--delete", "--lock") or "root" in args.verbs)
        else None
    ),
    examples={
        Risk.READ_ONLY: ("passwd -S me", "chage -l me"),
        Risk.MUTATING: ("passwd", "chage -M 90 me"),
        Risk.DESTRUCTIVE: ("passwd -d me", "passwd root", "sudo passwd root"),
    },
    operands=1,
    flags=Flags(switches="-S --status -l --list"),
)
_CRONTAB = Program(
    "system.crontab",
    Risk.DESTRUCTIVE,
    Flags(values="-u -c", switches="-l -r -e -i -s -n"),
    texts={"": "It replaces the whole schedule."},
    effects=(
        Effect("-l", Risk.READ_ONLY, "It lists the schedule.", lowers=True),
        Effect("-e", Risk.MUTATING, "", lowers=True, code=Code.INTERACTIVE),
        Effect("-r", Risk.DESTRUCTIVE, "It removes the whole schedule."),
    ),
    examples={
        Risk.READ_ONLY: ("crontab -l", "crontab -u me -l"),
        Risk.MUTATING: ("crontab -e",),
        Risk.DESTRUCTIVE: ("crontab -r", "crontab -lr", "crontab f", "echo '* * * * * x' | crontab -"),
    },
)
_AT = Program(
    "system.at",
    Risk.UNKNOWN,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "system.at.list")
        if call.program == "atq" or set(call.words) == {"-l"}
        else ruled(call, Risk.DESTRUCTIVE, "system.at.remove")
        if call.program == "atrm"
        else None
    ),
    examples={Risk.READ_ONLY: ("atq", "at -l"), Risk.UNKNOWN: ("at now",), Risk.DESTRUCTIVE: ("atrm 1",)},
    operands=0,
    flags=Flags(values="-q", switches="-l -V"),
)
_SYSCTL = Program(
    "system.sysctl",
    Risk.READ_ONLY,
    Flags(
        values="-p --load -f -r --pattern",
        switches="-a -A -b -e -h -n -N -q -w -x -X --all --system --write --values --names",
    ),
    effects=(Effect("-w --write -p --load --system -f", Risk.MUTATING, "It sets kernel parameters."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "system.sysctl.set", "It sets a kernel parameter.")
        if any("=" in word.text for word in args.operands)
        else None
    ),
    examples={
        Risk.READ_ONLY: ("sysctl -a", "sysctl vm.swappiness", "sysctl -n kernel.hostname"),
        Risk.MUTATING: ("sysctl -w vm.swappiness=1", "sysctl vm.x=1", "sysctl -p"),
    },
    operands=MANY,
)
_MODULES = Program(
    "system.modules",
    Risk.DESTRUCTIVE,
    effects=(Effect("-n --dry-run --show --show-depends -c --showconfig -D", Risk.READ_ONLY, "", lowers=True),),
    examples={Risk.DESTRUCTIVE: ("modprobe -r x", "rmmod x", "insmod x.ko"), Risk.READ_ONLY: ("modprobe -n x",)},
    operands=MANY,
    flags=Flags(switches="-n --dry-run -v --verbose -c --showconfig -D --show-depends --show -a --all"),
)
_ULIMITS = Program("system.nice", Risk.MUTATING, examples={Risk.MUTATING: ("renice 5 1",)})
_DEBUGGER = Program("system.debugger", Risk.UNKNOWN, examples={Risk.UNKNOWN: ("gdb -p 1", "perf record x")})
_PERF = Program(
    "system.perf",
    Risk.UNKNOWN,
    verbs=verbs(read_only="list, version, report, annotate, buildid-list, evlist"),
    effects=(Effect("--objdump --addr2line --symfs", Risk.UNKNOWN, "It runs the given program."),),
    examples={Risk.READ_ONLY: ("perf list", "perf report -i f")},
    flags=Flags(
        values="-i --input -s --sort -S --symbols -d --dsos -c --comms -p",
        switches="--stdio -v --verbose -n --header -F --no-children -U --details",
    ),
)
_CLIPBOARD = Program(
    "system.clipboard",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "system.clipboard.watch", "It runs a command for each copied text.")
        if call.program == "wl-paste" and args.has("-w", "--watch")
        else ruled(
            call, Risk.SENSITIVE, "system.clipboard.paste", "It prints the clipboard, which may contain a password."
        )
        if call.program in {"pbpaste", "wl-paste"} or args.has("-o", "-out", "--output")
        else None
    ),
    examples={Risk.MUTATING: ("pbcopy",), Risk.UNKNOWN: ("wl-paste -w rm",), Risk.SENSITIVE: ("pbpaste", "xclip -o")},
)
_OPEN = Program(
    "system.open", Risk.MUTATING, codes={"": Code.INTERACTIVE}, examples={Risk.MUTATING: ("xdg-open x", "open .")}
)
_GPG = Program(
    "system.gpg",
    Risk.UNKNOWN,
    Flags(
        values="--homedir --keyserver -o --output -r --recipient -u --local-user --options --status-fd "
        "--keyid-format --passphrase --passphrase-file --passphrase-fd --trust-model --default-key "
        "--list-options --verify-options",
        switches="-k -K -a -b -c -d -e -s -q -v --armor --batch --yes --verbose --list-keys --list-secret-keys "
        "--list-public-keys --fingerprint --verify --with-colons --no-tty --with-fingerprint "
        "--with-subkey-fingerprint --with-keygrip --no-default-keyring --quiet --keyring",
    ),
    effects=(
        Effect(
            "-k --list-keys -K --list-secret-keys --list-public-keys --fingerprint --verify --list-packets "
            "--list-sigs --check-sigs --show-keys --print-md --list-config --card-status --export "
            "--with-colons",
            Risk.READ_ONLY,
            "",
            lowers=True,
        ),
        Effect(
            "-d --decrypt --export-secret-keys --export-secret-subkeys --gen-random",
            Risk.SENSITIVE,
            "",
            lowers=True,
            code=Code.REVEALS_SECRET,
        ),
        Effect(
            "-e --encrypt -s --sign -b --detach-sign --clearsign -c --symmetric --import --recv-keys "
            "--receive-keys --gen-key --generate-key --full-generate-key --edit-key --refresh-keys "
            "--quick-generate-key --quick-gen-key --dearmor --enarmor --sign-key --lsign-key",
            Risk.MUTATING,
            "",
            lowers=True,
        ),
        Effect(
            "--send-keys --delete-keys --delete-key --delete-secret-keys --delete-secret-and-public-key "
            "--gen-revoke --generate-revocation",
            Risk.DESTRUCTIVE,
            "",
            lowers=True,
        ),
        Effect("-o --output", Risk.MUTATING, "It writes a file.", value="(?!-$).*"),
        Effect(
            "--list-options --verify-options",
            Risk.MUTATING,
            "It starts the viewer of pictures.",
            value=r"(?:.*[\s,])?show-ph.*",
        ),
        Effect(
            "--options --keyserver --homedir --photo-viewer --exec-path --keyserver-options --agent-program "
            "--dirmngr-program",
            Risk.MUTATING,
            "It uses another configuration.",
        ),
    ),
    examples={
        Risk.READ_ONLY: ("gpg --list-keys", "gpg --verify a.sig a", "gpg -k"),
        Risk.SENSITIVE: ("gpg -d f.gpg", "gpg --export-secret-keys"),
        Risk.MUTATING: ("gpg --list-options show-photos -k", "gpg --import k", "gpg -o x -d y", "gpg -e -r me f"),
        Risk.DESTRUCTIVE: ("gpg --delete-secret-keys x",),
    },
    operands=MANY,
)
_PASS = Program(
    "system.pass",
    Risk.SENSITIVE,
    Flags(),
    verbs=verbs(
        read_only="ls, list, find, search, version, help, git log, git status",
        sensitive="show, grep",
        mutating="init, insert, add, edit, generate, mv, rename, cp, copy, git, otp",
        destructive="rm, remove, delete",
    ),
    bare=Risk.READ_ONLY,
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "system.pass.shell", "`gopass` alone starts a shell of its own.", Code.INTERACTIVE)
        if call.program == "gopass" and not call.args
        else None
    ),
    examples={
        Risk.READ_ONLY: ("pass ls", "pass"),
        Risk.SENSITIVE: ("pass show x", "pass x/y"),
        Risk.DESTRUCTIVE: ("pass rm x",),
        Risk.UNKNOWN: ("gopass",),
    },
)
_SECURITY = Program(
    "system.keychain",
    Risk.UNKNOWN,
    Flags(values="-a -s -l -c -C -D -j -T -d -k -p -t", switches="-g -w -v"),
    verbs=verbs(
        read_only="list-keychains, default-keychain, find-certificate, find-identity, verify-cert, "
        "show-keychain-info, dump-trust-settings, find-generic-password, find-internet-password, help",
        sensitive="dump-keychain, export",
        mutating="add-generic-password, add-internet-password, unlock-keychain, lock-keychain, "
        "import, add-certificates, add-trusted-cert, create-keychain, set-keychain-settings",
        destructive="delete-generic-password, delete-internet-password, delete-keychain, "
        "delete-certificate, delete-identity, remove-trusted-cert",
    ),
    effects=(
        Effect(
            "-g -w", Risk.SENSITIVE, "", only="find-generic-password, find-internet-password", code=Code.REVEALS_SECRET
        ),
    ),
    examples={
        Risk.READ_ONLY: ("security list-keychains", "security find-generic-password -s x"),
        Risk.SENSITIVE: ("security find-generic-password -s x -w",),
        Risk.DESTRUCTIVE: ("security delete-keychain x",),
    },
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(names("shutdown reboot poweroff halt init telinit"), _POWER),
    **dict.fromkeys(
        names(
            "useradd usermod groupadd groupmod adduser addgroup chsh chfn gpasswd newgrp visudo "
            "htpasswd dscl sysadminctl"
        ),
        _ACCOUNTS,
    ),
    **dict.fromkeys(
        (
            "userdel",
            "groupdel",
            "deluser",
            "delgroup",
            "vipw",
            "chpasswd",
        ),
        _ACCOUNTS_LOSE,
    ),
    **dict.fromkeys(
        (
            "passwd",
            "chage",
        ),
        _PASSWD,
    ),
    "crontab": _CRONTAB,
    **dict.fromkeys(
        (
            "at",
            "atq",
            "atrm",
            "batch",
        ),
        _AT,
    ),
    "sysctl": _SYSCTL,
    **dict.fromkeys(names("modprobe rmmod insmod depmod kmod"), _MODULES),
    "renice": _ULIMITS,
    **dict.fromkeys(
        (
            "gdb",
            "lldb",
            "bpftrace",
            "pdb",
        ),
        _DEBUGGER,
    ),
    "perf": _PERF,
    **dict.fromkeys(names("pbcopy pbpaste xclip xsel wl-copy wl-paste"), _CLIPBOARD),
    **dict.fromkeys(
        (
            "xdg-open",
            "open",
        ),
        _OPEN,
    ),
    **dict.fromkeys(
        (
            "gpg",
            "gpg2",
        ),
        _GPG,
    ),
    **dict.fromkeys(
        (
            "pass",
            "gopass",
        ),
        _PASS,
    ),
    "security": _SECURITY,
}
