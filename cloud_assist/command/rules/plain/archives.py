"""Archives, compression and copying whole trees: tar, zip, gzip, cpio, 7z, rsync.

Sources: GNU tar, bsdtar, Info-ZIP, gzip, xz, zstd, p7zip, cpio, rsync(1).
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Program,
    Rule,
    Ruling,
    Word,
    reading_with,
    ruled,
)
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_TAR_FLAGS = Flags(
    values="-f --file -C --directory -T --files-from -X --exclude-from -b --blocking-factor -F --info-script "
    "--new-volume-script -g --listed-incremental -I --use-compress-program -K --starting-file -L --tape-length -N "
    "--newer -V --label --exclude --transform --xform --strip-components --to-command --checkpoint-action "
    "--rsh-command --rmt-command --owner --group --mode --mtime --index-file --volno-file --after-date -s --include "
    "--options --format -H --record-size --suffix --sort --pax-option --owner-map --group-map --newer-mtime",
    optional="--checkpoint --one-top-level --backup --occurrence --sparse-version --totals --warning "
    "--quoting-style --atime-preserve --hole-detection",
    switches="-A -B -c -d -h -i -j -J -k -l -m -M -n -o -O -p -P -q -r -R -S -t -u -U -v -w -W -x -z -Z -a -G "
    "--list --extract --create --get --to-stdout --verbose --gzip --bzip2 --xz --zstd --diff --compare --delete "
    "--append --update --remove-files --overwrite --keep-old-files --numeric-owner --wildcards --auto-compress "
    "--show-transformed-names --full-time --absolute-names --no-recursion --test-label --concatenate --catenate "
    "--unlink-first --lzma --lz4 --same-owner --no-same-owner --preserve-permissions",
)
_TAR_RUNS = (
    "--to-command",
    "--checkpoint-action",
    "-I",
    "--use-compress-program",
    "-F",
    "--info-script",
    "--new-volume-script",
    "--rsh-command",
    "--rmt-command",
)


def _tar(call: Call) -> Ruling:
    words = call.args
    if words and words[0].text[:1] not in {"-", OPAQUE} and words[0].text:
        # The oldest style: `tar tvf x` is `tar -tvf x`.
        words = (Word("-" + words[0].text, words[0].raw), *words[1:])
    args = _TAR_FLAGS.parse(words)
    if args.unclear or args.unknown or args.expanding or call.more_args:
        return ruled(
            call, Risk.UNKNOWN, "archives.tar.option", "An option of `tar` is unknown, or only known at run time."
        )
    if args.has("--help", "--version"):
        return ruled(call, Risk.READ_ONLY, "archives.tar.help")
    if any(args.get(name) for name in _TAR_RUNS):
        programs = {"gzip", "bzip2", "xz", "zstd", "pigz", "lz4", "pbzip2", "lzma", "pixz"}
        compress = args.value("-I", "--use-compress-program")
        if not (
            compress in programs
            and not any(args.get(name) for name in _TAR_RUNS if name not in {"-I", "--use-compress-program"})
        ):
            return ruled(call, Risk.UNKNOWN, "archives.tar.runs", "An option of `tar` runs a program.")
    if ":" in (args.value("-f", "--file") or "").partition("/")[0]:
        return ruled(call, Risk.UNKNOWN, "archives.tar.remote", "The archive is on another machine.")
    return _tar_mode(call, args)


def _tar_extract(call: Call, args: Args) -> Ruling:
    if args.has("-O", "--to-stdout"):
        return ruled(call, Risk.READ_ONLY, "archives.tar.print", "`tar` prints a file of the archive.")
    folder = args.value("-C", "--directory")
    if args.has("-P", "--absolute-names") or (folder and paths.is_system(folder)):
        return ruled(call, Risk.DESTRUCTIVE, "archives.tar.system", "It unpacks over files of the operating system.")
    return ruled(call, Risk.MUTATING, "archives.tar.extract", "It unpacks files.")


def _tar_mode(call: Call, args: Args) -> Ruling:
    if args.has("--remove-files", "--delete", "--recursive-unlink"):
        return ruled(call, Risk.DESTRUCTIVE, "archives.tar.remove", "`tar` removes files after it packs them.")
    if args.has("--index-file", "-g", "--listed-incremental"):
        return ruled(call, Risk.MUTATING, "archives.tar.index", "`tar` writes a file.")
    if args.has("-t", "--list", "-d", "--diff", "--compare", "--test-label") and not args.has(
        "-x", "-c", "-r", "-u", "--extract", "--create"
    ):
        return ruled(call, Risk.READ_ONLY, "archives.tar.list", "`tar` lists an archive.")
    if args.has("-x", "--extract", "--get"):
        return _tar_extract(call, args)
    target = args.value("-f", "--file")
    if args.has("-c", "--create") and target is not None and target in {"-", "/dev/null"}:
        return ruled(call, Risk.READ_ONLY, "archives.tar.stdout", "It packs to standard output.")
    if target is not None and paths.is_disk(target):
        return ruled(call, Risk.FORBIDDEN, "archives.tar.disk", "It overwrites a disk.")
    return ruled(call, Risk.MUTATING, "archives.tar.create", "It writes an archive.")


_GZIP = Program(
    "archives.compress",
    Risk.MUTATING,
    Flags(
        values="-S --suffix -T --threads -M --memlimit -b -o -D",
        switches="-c -d -f -h -k -l -n -N -q -r -t -v -V -z -1 -2 -3 -4 -5 -6 -7 -8 -9 -e -<number> --stdout "
        "--to-stdout --list --test --decompress --keep -i -L -C --long",
    ),
    effects=(
        Effect("-c --stdout --to-stdout -l --list -t --test", Risk.READ_ONLY, "It only prints.", lowers=True),
        Effect("-o", Risk.MUTATING, "It writes a file."),
        Effect("--rm", Risk.DESTRUCTIVE, "It removes the original."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "archives.compress.pipe", "It reads standard input and writes standard output.")
        if not args.operands and (call.upstream or call.redirects) and not args.has("-o") and not call.more_args
        else None
    ),
    examples={
        Risk.READ_ONLY: (
            "gzip -dc f.gz",
            "gunzip -c f",
            "gzip -l f.gz",
            "cat f | gzip | wc -c",
            "xz -t f",
            "zstd -dc f",
            "gunzip -t f",
        ),
        Risk.MUTATING: ("gzip f", "gunzip f.gz", "xz -k f"),
        Risk.DESTRUCTIVE: ("zstd --rm f",),
    },
    operands=MANY,
)


def _unzip(call: Call) -> Ruling:
    args = Flags(
        values="-d -x -P -I -O",
        switches="-l -v -t -p -c -z -Z -q -o -n -j -u -f -a -b -C -L -M -X -K -h -T -s -: -U -V -W -1 -2 -m",
    ).parse(call.args)
    if args.unclear or args.unknown or args.expanding:
        return ruled(call, Risk.UNKNOWN, "archives.unzip.option")
    if call.program == "zipinfo" or args.has("-l", "-v", "-t", "-p", "-c", "-z", "-Z", "-h"):
        return ruled(call, Risk.READ_ONLY, "archives.unzip.list")
    target = args.value("-d") or ""
    risk = Risk.DESTRUCTIVE if target and paths.is_system(target) else Risk.MUTATING
    return ruled(call, risk, "archives.unzip", "It unpacks files.")


_ZIP = Program(
    "archives.zip",
    Risk.MUTATING,
    Flags(values="-b -i -n -t -tt -x -O --out -P -TT --unzip-command", single_dash=True),
    effects=(
        Effect("-sf", Risk.READ_ONLY, "", lowers=True),
        Effect("-d --delete -m --move -dm", Risk.DESTRUCTIVE, "It deletes from the archive, or the originals."),
        Effect("-TT --unzip-command -rTT", Risk.UNKNOWN, "`zip -TT` runs a program."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "archives.zip.runs", "`zip -T` with a command runs it.")
        if any("TT" in word.text or word.text.startswith("--unz") for word in call.args)
        else ruled(call, Risk.DESTRUCTIVE, "archives.zip.move", "It removes the originals.")
        if any(re.fullmatch(r"-[a-zA-Z0-9]*m[a-zA-Z0-9]*", word.text) for word in call.args)
        else None
    ),
    examples={
        Risk.MUTATING: ("zip -r a.zip d",),
        Risk.UNKNOWN: ("zip x.zip f -T -TT 'sh #'", "zip a -TTsh f"),
        Risk.DESTRUCTIVE: ("zip -d a.zip x", "zip -rm a d"),
    },
)


@reading_with(
    Flags(
        values="-o",
        switches="-slt -ba -bd -bb0 -bb1 -bse0 -bso0 -sccUTF-8 -r -y -ssc -so -si",
        optional="-p -t -m -x -i",
        single_dash=True,
    )
)
def _seven_zip(call: Call) -> Ruling:
    verb = next((word for word in call.words if word[:1] != "-"), "")
    if verb in {"l", "t", "h", "i", "b", "lb", "lt", "v", "vb", "vt", "p"}:
        return ruled(call, Risk.READ_ONLY, "archives.7z.list")
    if verb in {"d", "m", "mf", "mm"} or any(word in {"-sdel", "-df"} for word in call.words):
        return ruled(call, Risk.DESTRUCTIVE, "archives.7z.delete")
    return ruled(call, Risk.MUTATING if verb in {"a", "e", "x", "u", "rn"} else Risk.UNKNOWN, "archives.7z.write")


_CPIO = Program(
    "archives.cpio",
    Risk.MUTATING,
    Flags(
        values="-F --file -C -E -H -I -M -O -R -D --rsh-command --to-command",
        switches="-i -o -p -t -v -d -m -u -0 -A -B -c -f -k -L -l -n -r -s -S --list",
    ),
    effects=(Effect("--rsh-command --to-command", Risk.UNKNOWN, "It runs a program."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "archives.cpio.list")
        if args.has("-t", "--list") and not args.has("-o", "-p", "--rsh-command", "--to-command")
        else None
    ),
    examples={Risk.READ_ONLY: ("cpio -itv -F x",), Risk.MUTATING: ("cpio -idm -F x", "cpio -o")},
)
_AR = Program(
    "archives.ar",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "archives.ar.list")
        if call.args and re.fullmatch(r"-?[tpv]*[tp][vVOo]*", call.args[0].text)
        else None
    ),
    examples={Risk.READ_ONLY: ("ar t x.a",), Risk.MUTATING: ("ar rcs x.a y.o",)},
    operands=MANY,
)
_JAR = Program(
    "archives.jar",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "archives.jar.list")
        if call.args and re.fullmatch(r"-?t[vf]*|--list|-?vtf", call.args[0].text)
        else None
    ),
    examples={Risk.READ_ONLY: ("jar tf x.jar",), Risk.MUTATING: ("jar cf x.jar d",)},
    operands=MANY,
)

_RSYNC_FLAGS = Flags(
    values="-e --rsh --rsync-path -f --filter --exclude --exclude-from --include --include-from --files-from -T "
    "--temp-dir --compare-dest --copy-dest --link-dest -B --block-size --max-size --min-size --partial-dir "
    "--backup-dir --suffix --timeout --contimeout --modify-window --password-file --log-file --log-file-format "
    "--out-format --bwlimit --port --sockopts --address --chmod --chown --usermap --groupmap --max-delete "
    "--skip-compress --compress-level --compress-choice --zl --zc --iconv --write-batch --only-write-batch "
    "--read-batch --protocol --checksum-seed --early-input -M --remote-option --max-alloc --stop-after --stop-at "
    "--outbuf --cc --checksum-choice --debug --info",
    switches="-a -v -q -c -r -R -b -u -d -l -L -k -K -H -p -E -A -X -o -g -t -O -J -S -n -W -x -I -C -0 -s -z -P -h "
    "-i -4 -6 -m -y -F -D -U -N --archive --verbose --recursive --dry-run --delete --delete-before --delete-during "
    "--delete-delay --delete-after --delete-excluded --del --force --remove-source-files --progress --stats "
    "--partial --inplace --append --existing --ignore-existing --update --backup --list-only --itemize-changes "
    "--human-readable --compress --checksum --links --perms --times --group --owner --devices --specials --acls "
    "--xattrs --sparse --size-only --ignore-errors --no-perms --no-owner --no-group --numeric-ids "
    "--delete-missing-args --ignore-missing-args --whole-file --one-file-system --prune-empty-dirs --relative "
    "--protect-args --append-verify --safe-links --copy-links --mkpath --fake-super --super --blocking-io "
    "--open-noatime --preallocate --no-times --no-links --no-relative --no-whole-file --cvs-exclude "
    "--copy-unsafe-links --munge-links --keep-dirlinks --hard-links --executability --crtimes --atimes "
    "--omit-dir-times --ignore-times --quiet --secluded-args --trust-sender --no-motd --msgs2stderr --ipv4 --ipv6 "
    "--fuzzy --eight-bit-output --qsort",
    abbreviated=True,
)


_PLAIN_SSH = re.compile(
    r"(?:/usr/bin/)?ssh(?:\s+(?:-[46qCTx]+|-[pil]\s*[\w./~@:-]+|-o\s*(?:StrictHostKeyChecking|ConnectTimeout|BatchMode"
    r"|UserKnownHostsFile|IdentityFile|User|Port)=[\w./~-]+))*\s*"
)


def _rsync(call: Call) -> Ruling:
    args = _RSYNC_FLAGS.parse(call.args)
    if args.unclear or args.unknown or args.expanding or call.more_args:
        return ruled(
            call,
            Risk.UNKNOWN,
            "archives.rsync.option",
            "An option of `rsync` is unknown, or only known at run time.",
        )
    shell = args.value("-e", "--rsh")
    if args.get("--rsync-path", "-M", "--remote-option", "--early-input") or (
        shell is not None and not _PLAIN_SSH.fullmatch(shell)
    ):
        return ruled(call, Risk.UNKNOWN, "archives.rsync.runs", "An option of `rsync` runs a program.")
    lists = args.has("--list-only", "-n", "--dry-run") or len(args.operands) < 2
    if args.has("--help", "--version") or (lists and not args.has("--log-file", "--write-batch", "--only-write-batch")):
        logs_in = any(":" in word.text for word in args.operands) or args.has("-e", "--rsh")
        return ruled(
            call,
            Risk.SENSITIVE if logs_in else Risk.READ_ONLY,
            "archives.rsync.list",
            "`rsync` only lists what it would do.",
            *((Code.DRY_RUN,) if args.has("-n", "--dry-run") else ()),
        )
    target = args.operands[-1] if args.operands else Word("", "")
    remote = ":" in target.text
    codes = (Code.SENDS_DATA_OUT,) if remote else ()
    if any(option.name.startswith("--del") for option in args.options) or args.has(
        "--remove-source-files", "--remove-sent-files", "--force"
    ):
        if paths.is_ruin(target):
            return ruled(call, Risk.FORBIDDEN, "archives.rsync.ruin", "It would empty a system folder or a home.")
        return ruled(
            call, Risk.DESTRUCTIVE, "archives.rsync.delete", "`rsync --delete` removes files on one side.", *codes
        )
    if not remote and paths.is_system(target.text):
        return ruled(
            call, Risk.DESTRUCTIVE, "archives.rsync.system", "It writes into a folder of the operating system."
        )
    return ruled(call, Risk.MUTATING, "archives.rsync", "It copies files over those of the same name.", *codes)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("tar", "bsdtar", "gtar"), _tar),
    **dict.fromkeys(
        (
            "gzip",
            "gunzip",
            "bzip2",
            "bunzip2",
            "xz",
            "unxz",
            "lzma",
            "unlzma",
            "zstd",
            "unzstd",
            "lz4",
            "unlz4",
            "pigz",
            "unpigz",
            "pbzip2",
            "compress",
            "uncompress",
            "brotli",
            "lzop",
        ),
        _GZIP,
    ),
    **dict.fromkeys(("unzip", "zipinfo"), _unzip),
    "zip": _ZIP,
    **dict.fromkeys(("7z", "7za", "7zr", "rar", "unrar"), _seven_zip),
    "cpio": _CPIO,
    "ar": _AR,
    "jar": _JAR,
    "rsync": _rsync,
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "tar tf x.tar",
        "tar -tzvf x.tgz",
        "tar --list --file=x",
        "tar xOf x.tar f",
        "tar -czf - d",
        "unzip -l x.zip",
        "unzip -p x f",
        "7z l x.7z",
        "rsync -avn a b",
        "rsync --dry-run -a --delete a/ b/",
        "tar -I zstd -tf x",
    ),
    Risk.SENSITIVE: ("rsync host::", "rsync -n a host:b"),
    Risk.MUTATING: (
        "tar xf x.tar",
        "tar -czf x.tgz d",
        "tar -xvf x -C d",
        "unzip x.zip",
        "7z x x.7z",
        "rsync -a a/ b/",
        "rsync -avz -e ssh a h:b",
        "rsync -e 'ssh -p 22' a h:b",
    ),
    Risk.DESTRUCTIVE: (
        "rsync -a --delete a/ b/",
        "rsync -a --del a b",
        "rsync --remove-source-files a b",
        "tar czf x --remove-files d",
        "tar xPf x",
        "tar xf x -C /",
        "unzip x -d /etc",
        "7z d x y",
        "rsync a /etc/",
    ),
    Risk.UNKNOWN: (
        "tar xf x --to-command=sh",
        "tar cf x --checkpoint=1 --checkpoint-action=exec=sh y",
        "tar -I ./x -tf y",
        "tar tf x --use-compress-prog=sh",
        "rsync -e 'sh -c x' a h:b",
        "rsync --rsync-path=x a h:b",
        "tar $X",
        "tar tf x -F ./y",
        "rsync -e ./x a b",
        "tar --unheard tf x",
    ),
    Risk.FORBIDDEN: ("rsync -a --delete empty/ /", "tar cf /dev/sda d"),
}
