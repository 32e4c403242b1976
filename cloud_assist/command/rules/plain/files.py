"""Programs that make, move, change and remove files.

Sources: GNU coreutils, e2fsprogs, attr/acl and BSD manuals. Removing or changing the root folder, a system folder or a
whole home folder recursively is forbidden whatever was asked.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.base import MANY, Args, Call, Effect, Flags, Program, Rule, Ruling, ruled
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

_RM_FLAGS = Flags(
    switches="-r -R -f -i -I -v -d --recursive --force --dir --verbose --one-file-system --no-preserve-root -P -W -x",
    optional="--interactive --preserve-root",
)


def _rm(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.has("-r", "-R", "--recursive"):
        ruin = next((word for word in args.operands if paths.is_ruin(word)), None)
        if ruin is not None:
            return ruled(call, Risk.FORBIDDEN, "files.rm.ruin", f"It removes {ruin.raw} and everything in it.")
    if any(paths.is_disk(word.text) for word in args.operands):
        return ruled(call, Risk.FORBIDDEN, "files.rm.disk", "It removes the device file of a disk.")
    return None


_RM = Program(
    "files.rm",
    Risk.DESTRUCTIVE,
    _RM_FLAGS,
    custom=_rm,
    texts={"": "It removes files for good."},
    examples={
        Risk.DESTRUCTIVE: (
            "rm f",
            "rm -rf build",
            "rm -rf /tmp/x",
            "'r'm x",
            "\\rm x",
            "r\\\nm x",
            "rm -- -f",
            "rm -rf ./*",
            "rm -rf $DIR",
            "rm -r ~/project",
            "unlink x",
            "shred -u f",
        ),
        Risk.FORBIDDEN: (
            "rm -rf /",
            "rm -fr /*",
            "rm -r -f ~",
            "rm --recursive --force $HOME",
            "rm -rf ~/*",
            'rm -rf "$HOME"/',
            "rm -rf /etc",
            "rm -rf //usr/",
            "sudo rm -rf --no-preserve-root /",
            "rm -rf /home/user",
            "rm -R /usr/../",
        ),
        Risk.READ_ONLY: ("rm --help", "rm --version"),
    },
)


_RMDIR = Program("files.rmdir", Risk.MUTATING, examples={Risk.MUTATING: ("rmdir d",)})


def _copy(call: Call, args: Args, verb: str) -> Ruling | None:
    target = args.value("-t", "--target-directory") or (args.operands[-1].text if args.operands else "")
    if paths.is_disk(target):
        return ruled(call, Risk.FORBIDDEN, "files.copy.disk", f"It overwrites the disk {target}.")
    if paths.is_system(target):
        return ruled(
            call, Risk.DESTRUCTIVE, "files.copy.system", f"It writes into {target}, which belongs to the system."
        )
    if call.program == "mv" and any(paths.is_ruin(word) or paths.is_system(word.text) for word in args.operands[:-1]):
        return ruled(call, Risk.DESTRUCTIVE, "files.mv.system", "It moves files of the operating system away.")
    if target == "/dev/null" and call.program == "mv":
        return ruled(call, Risk.DESTRUCTIVE, "files.mv.null", "It discards the files.")
    return None


_COPY = Program(
    "files.copy",
    Risk.MUTATING,
    Flags(
        values="-t --target-directory -S --suffix -m --mode -o --owner -g --group",
        optional="--backup --preserve --no-preserve --reflink --sparse --context",
    ),
    custom=_copy,
    examples={
        Risk.MUTATING: (
            "cp a b",
            "mv a b",
            "cp -r a b",
            "ln -s a b",
            "ln -sf a b",
            "mv -n a b",
            "install -m 755 a bin/x",
            "cp -f a b",
        ),
        Risk.DESTRUCTIVE: ("cp x /etc/passwd", "mv /etc/hosts /tmp", "mv x /dev/null", "cp -t /usr/bin x"),
        Risk.FORBIDDEN: ("cp x /dev/sda",),
    },
)
_MAKE_FILES = Program(
    "files.make",
    Risk.MUTATING,
    Flags(values="-m --mode -d --date -r --reference -t"),
    examples={Risk.MUTATING: ("mkdir -p a/b", "touch x", "mktemp", "mkfifo p"), Risk.READ_ONLY: ("mkdir --help",)},
)
_TRUNCATE = Program(
    "files.truncate",
    Risk.DESTRUCTIVE,
    Flags(values="-s --size -r --reference"),
    examples={Risk.DESTRUCTIVE: ("truncate -s 0 f", "fallocate -p -o 0 -l 1 f")},
)


_RAISES = re.compile(r"[2-7]\d{3}|(?:[ugoa]*[+=][rwxXst]*,)*[uga]*[+=][rwxXt]*s[rwxXst]*(?:,.*)?")
"""Modes that set the user's or the group's identity."""
_OPENS = re.compile(r"0?0?000|0?\d\d[2367]|a-rwx|(?:a|o|ugo)?[+=][rxX]*w[rwxX]*")
"""Modes that shut everybody out or let everybody write."""


def _permissions(call: Call, args: Args, verb: str) -> Ruling | None:
    recursive = args.has("-R", "--recursive")
    files = args.operands if args.value("--reference") is not None else args.operands[1:]
    if recursive and any(paths.is_ruin(word) for word in files):
        return ruled(
            call, Risk.FORBIDDEN, "files.permissions.ruin", "It changes owner or mode of the whole system or home."
        )
    if any(paths.is_system(word.text) or paths.is_home(word) for word in files):
        return ruled(
            call, Risk.DESTRUCTIVE, "files.permissions.system", "It changes owner or mode of files of the system."
        )
    if call.program == "chmod" and args.operands and _RAISES.fullmatch(args.operands[0].text):
        text = "It lets everybody run the file with its owner's rights."
        return ruled(call, Risk.DESTRUCTIVE, "files.permissions.raise", text, Code.CHANGES_CREDENTIALS)
    if call.program == "chmod" and recursive and args.operands and _OPENS.fullmatch(args.operands[0].text):
        return ruled(
            call,
            Risk.DESTRUCTIVE,
            "files.permissions.open",
            "It gives every file in it the same mode. The old modes are lost.",
        )
    return None


_PERMISSIONS = Program(
    "files.permissions",
    Risk.MUTATING,
    Flags(values="--reference --from", switches="-R -f -v -c -h -H -L -P --recursive -r -w -x -t -s -u -g -o -a"),
    custom=_permissions,
    examples={
        Risk.MUTATING: (
            "chmod +x script.sh",
            "chmod 600 key",
            "chown me f",
            "chown -R me:me build",
            "chmod -R u+w dir",
            "chmod -x f",
        ),
        Risk.DESTRUCTIVE: (
            "chmod 4755 x",
            "chmod u+s x",
            "chmod -R a+rwx d",
            "chmod -R 777 .",
            "chmod 777 /etc/shadow",
            "chown root /usr/bin/x",
        ),
        Risk.FORBIDDEN: (
            "chmod -R 777 /",
            "chmod -R 000 /etc",
            "chown -R me /",
            "chown -R me ~",
            "chmod --recursive 777 /usr",
        ),
    },
)
_ATTRIBUTES = Program(
    "files.attributes",
    Risk.MUTATING,
    Flags(switches="-R -V -f -i +i"),
    effects=(
        Effect("--remove-all -b --restore", Risk.DESTRUCTIVE, "It drops or replaces every access rule of the files."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.DESTRUCTIVE, "files.attributes.system", "It changes the protection of system files.")
        if any(paths.is_system(word.text) for word in args.operands)
        else None
    ),
    examples={
        Risk.MUTATING: ("chattr +i f", "setfacl -m u:me:r f", "setcap cap_net_raw+ep f"),
        Risk.DESTRUCTIVE: ("setfacl -b f", "chattr -i /etc/passwd"),
    },
)
_ICONV = Program(
    "files.convert",
    Risk.READ_ONLY,
    Flags(
        values="-f --from-code -t --to-code -o --output",
        switches="-l --list -s --silent --verbose",
    ),
    effects=(Effect("-o --output", Risk.MUTATING, "It writes a file."),),
    examples={Risk.READ_ONLY: ("iconv -f latin1 -t utf-8 x",), Risk.MUTATING: ("iconv -o y x",)},
    operands=MANY,
)
_IN_PLACE = Program(
    "files.in-place",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "files.in-place.info")
        if call.program in {"dos2unix", "unix2dos", "mac2unix", "unix2mac"}
        and not call.more_args
        and call.words
        and all(re.fullmatch(r"-i[0a-z]*|--info(?:=\w+)?|[^-].*", word) for word in call.words)
        and call.words[0].startswith(("-i", "--info"))
        else None
    ),
    flags=Flags(switches="--info", optional="-i"),
    operands=MANY,
    examples={
        Risk.READ_ONLY: ("dos2unix -ic *.txt",),
        Risk.MUTATING: ("dos2unix f", "sponge f", "patch -p1", "rename s/a/b/ *", "prettier --write ."),
    },
)
_PATCH = Program(
    "files.patch",
    Risk.MUTATING,
    Flags(values="-p --strip -i --input -d --directory -o --output -F --fuzz"),
    examples={Risk.MUTATING: ("patch -p1 -i x.diff", "patch --dry-run -p1")},
)


def _editor(call: Call) -> Ruling:
    if set(call.words) <= {"--version", "--help"} and call.args:
        return ruled(call, Risk.READ_ONLY, "files.editor.help")
    text = f"`{call.program}` is an interactive editor and can run any command."
    hint = finding(Code.INTERACTIVE, suggestion="Change the file with `sed -i`, or rewrite it with a redirection.")
    return Ruling(Risk.UNKNOWN, "files.editor", text, (hint,))


RULES: dict[str, Rule] = {
    **dict.fromkeys(("rm", "unlink", "shred", "srm"), _RM),
    "rmdir": _RMDIR,
    **dict.fromkeys(("cp", "mv", "ln", "install", "link", "ditto", "gcp", "gmv"), _COPY),
    **dict.fromkeys(("mkdir", "touch", "mktemp", "mkfifo", "mknod", "tempfile"), _MAKE_FILES),
    **dict.fromkeys(("truncate", "fallocate"), _TRUNCATE),
    **dict.fromkeys(("chmod", "chown", "chgrp"), _PERMISSIONS),
    **dict.fromkeys(("chattr", "setfacl", "setcap", "setfattr", "chcon", "restorecon", "xattr"), _ATTRIBUTES),
    "iconv": _ICONV,
    "patch": _PATCH,
    **dict.fromkeys(("dos2unix", "unix2dos", "mac2unix", "unix2mac", "sponge", "rename", "prettier"), _IN_PLACE),
    **dict.fromkeys(
        ("vi", "vim", "nvim", "nano", "emacs", "ed", "ex", "pico", "micro", "joe", "code", "view"), _editor
    ),
}
EXAMPLES = {Risk.UNKNOWN: ("vim f", "nano f", "emacs -nw f"), Risk.READ_ONLY: ("vim --version",)}
