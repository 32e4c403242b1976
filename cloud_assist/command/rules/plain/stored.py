"""Programs that look into stored files: disk images, dumps, logs of databases, captures, keys and classes.

Sources: `--help` and the manuals of qemu-img, squashfs-tools, redis, age, GnuTLS, GnuPG, MariaDB, Percona Toolkit,
wireshark, net-snmp, pkgconf and the JDK.
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
    ruled,
    verbs,
)
from cloud_assist.command.rules.plain.reading import Reading
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_TABLE: dict[str, Reading] = {
    "capinfos": Reading(
        switches="-t -E -I -F -H -k -c -s -d -l -u -a -e -o -S -y -i -z -x -n -D -L -T -M -R -r -B -m -b -N -q -Q -C "
        "-A "
        "-K -h -v"
    ),
    "captype": Reading(switches="-h -v"),
    "redis-check-rdb": Reading(operands=1),
    "mysqldumpslow mariadb-dumpslow": Reading("-s -t -g -h -i -n", "-a -r -l -v -d"),
    "pkg-config pkgconf": Reading(
        "--variable --atleast-version --exact-version --max-version --atleast-pkgconfig-version",
        "--modversion --cflags --libs --libs-only-l --libs-only-L --libs-only-other --cflags-only-I "
        "--cflags-only-other --list-all --exists --print-errors --short-errors --silence-errors --static "
        "--print-provides --print-requires --print-requires-private --print-variables --uninstalled --validate "
        "--list-package-names --errors-to-stdout --path",
    ),
    "python3-config": Reading(
        switches="--prefix --exec-prefix --includes --libs --cflags --ldflags --extension-suffix --configdir --embed "
        "--abiflags",
        operands=0,
    ),
    "xml2-config xslt-config": Reading(switches="--cflags --libs --plugins", operands=0),
    "javap": Reading(
        "-cp -classpath --class-path -bootclasspath --system --module -m",
        "-v -verbose -l -public -protected -package -p -private -c -s -sysinfo -constants -h -help",
        single_dash=True,
    ),
    "jps": Reading(switches="-q -m -l -v -V -h", operands=0),
    "ldapurl": Reading("-a -b -e -f -H -h -p -s -S", "", operands=0),
}


def _shows(reading: Reading) -> Program:
    """Return the rule of a program that prints what a file holds, whatever its known options."""
    return Program("stored.show", Risk.READ_ONLY, reading.flags(), operands=reading.operands)


def _image(call: Call, args: Args, verb: str) -> Ruling | None:
    """An address (`nbd://…`, `json:{…}`) is another machine's, or opens more than the file."""
    if any(":" in word for word in args.verbs[1:]) and _QEMU_IMG.base_risk(args, verb) is Risk.READ_ONLY:
        return ruled(call, Risk.UNKNOWN, "stored.qemu-img.address", "The image is not a plain file.")
    return None


_QEMU_IMG: Program = Program(
    "stored.qemu-img",
    Risk.UNKNOWN,
    Flags(
        values="-f -F -T -t --output -O -o --size --start-offset --max-length -b",
        switches="-q -p -s -U --force-share --backing-chain -h -V",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="info, check, map, measure, compare, snapshot",
        mutating="create, convert, commit, resize, rebase, amend, bitmap, dd, bench",
    ),
    effects=(
        Effect("-r", Risk.DESTRUCTIVE, "It repairs the image in place.", only="check"),
        Effect("-a -d", Risk.DESTRUCTIVE, "It reverts to or deletes a snapshot.", only="snapshot"),
        Effect("-c", Risk.MUTATING, "It makes a snapshot.", only="snapshot"),
        Effect("-l", Risk.READ_ONLY, "", only="snapshot"),
    ),
    custom=_image,
    examples={
        Risk.READ_ONLY: (
            "qemu-img info --output=json a.qcow2",
            "qemu-img check a.qcow2",
            "qemu-img snapshot -l a.qcow2",
        ),
        Risk.MUTATING: ("qemu-img create -f qcow2 a.qcow2 10G", "qemu-img snapshot -c s a.qcow2"),
        Risk.DESTRUCTIVE: ("qemu-img snapshot -d s1 a.qcow2", "qemu-img check -r all a.qcow2"),
        Risk.UNKNOWN: ("qemu-img info nbd://h/x", "qemu-img info --novel a"),
    },
)
_UNSQUASHFS = Program(
    "stored.unsquashfs",
    Risk.MUTATING,
    Flags(
        values="-max -max-depth -p -processors -o -offset -da -data-queue -fr -frag-queue",
        switches="-s -stat -l -ls -ll -lls -lln -llnumeric -lc -llc -cat -excludes -no-wild -no-wildcards -r -regex -q "
        "-quiet -n -no-progress -UTC -mkfs-time -fstime -v -version -h -help -no-exit -no-exit-code",
        single_dash=True,
    ),
    operands=MANY,
    effects=(
        Effect(
            "-s -stat -l -ls -ll -lls -lln -llnumeric -lc -llc -cat -mkfs-time -fstime -v -version -h -help",
            Risk.READ_ONLY,
            "",
            lowers=True,
        ),
        Effect("-d -dest -f -force -pf -pseudo-file", Risk.MUTATING, "It writes files."),
    ),
    examples={
        Risk.READ_ONLY: ("unsquashfs -s img.sqfs", "unsquashfs -ll img.sqfs", "unsquashfs -cat img.sqfs etc/hosts"),
        Risk.MUTATING: ("unsquashfs -d out img.sqfs", "unsquashfs img.sqfs"),
    },
)
_CHECK_AOF = Program(
    "stored.redis-check",
    Risk.READ_ONLY,
    operands=1,
    effects=(Effect("--fix --truncate-to-timestamp", Risk.DESTRUCTIVE, "It cuts off the end of the file."),),
    examples={
        Risk.READ_ONLY: ("redis-check-aof appendonly.aof",),
        Risk.DESTRUCTIVE: ("redis-check-aof --fix appendonly.aof",),
    },
)
_AGE = Program(
    "stored.age",
    Risk.READ_ONLY,
    Flags(
        values="-r --recipient -R --recipients-file -i --identity",
        switches="-e --encrypt -a --armor -d --decrypt -p --passphrase",
    ),
    operands=1,
    effects=(
        Effect("-d --decrypt", Risk.SENSITIVE, "It prints what was encrypted.", code=Code.REVEALS_SECRET),
        Effect("-p --passphrase -i --identity -j", Risk.SENSITIVE, "It asks for a passphrase, or uses a private key."),
        Effect("-o --output", Risk.MUTATING, "It writes a file."),
    ),
    examples={
        Risk.READ_ONLY: ("age -r age1abc f", "age --version"),
        Risk.SENSITIVE: ("age -d -i key.txt f.age", "age -p f"),
        Risk.MUTATING: ("age -r age1abc -o f.age f",),
    },
)
_AGE_KEYGEN = Program(
    "stored.age-keygen",
    Risk.SENSITIVE,
    Flags(switches="-y"),
    operands=1,
    effects=(
        Effect("-y", Risk.READ_ONLY, "It prints the public key.", lowers=True),
        Effect("-o --output", Risk.MUTATING, "It writes a key."),
    ),
    codes={"": Code.REVEALS_SECRET},
    examples={
        Risk.READ_ONLY: ("age-keygen -y key.txt",),
        Risk.SENSITIVE: ("age-keygen",),
        Risk.MUTATING: ("age-keygen -o key.txt",),
    },
)
_CERTTOOL = Program(
    "stored.certtool",
    Risk.UNKNOWN,
    Flags(
        values="--infile --load-certificate --load-ca-certificate --load-crl --load-request --load-pubkey --load-data "
        "--verify-hostname --verify-email --verify-purpose --verify-profile --hash",
        switches="--inder --inraw --outder --outraw --text --no-text --hex-numbers --cprint --stdout-info "
        "--verify-allow-broken -V --verbose -v -h",
    ),
    effects=(
        Effect(
            "-i --certificate-info --crq-info --crl-info -l --p7-info --p7-verify -e --verify-chain --verify "
            "--verify-crl "
            "--fingerprint --key-id --pubkey-info --dh-info --get-dh-params",
            Risk.READ_ONLY,
            "",
            lowers=True,
        ),
        Effect(
            "-k --key-info --p8-info --p12-info --load-privkey --load-ca-privkey",
            Risk.SENSITIVE,
            "It prints or uses a private key.",
            lowers=True,
        ),
        Effect(
            "--outfile -s --generate-self-signed -c --generate-certificate -u --update-certificate -q "
            "--generate-request -p "
            "--generate-privkey --to-p12 --to-p8 --to-rsa --generate-crl --p7-sign --p7-generate --generate-proxy",
            Risk.MUTATING,
            "It makes or writes something.",
            lowers=True,
        ),
        Effect("--provider", Risk.UNKNOWN, "`--provider` loads code."),
    ),
    examples={
        Risk.READ_ONLY: ("certtool -i --infile cert.pem", "certtool --crl-info --infile a.crl"),
        Risk.SENSITIVE: ("certtool --p12-info --infile a.p12", "certtool -k --infile k.pem"),
        Risk.MUTATING: ("certtool -i --infile c --outfile o", "certtool --generate-privkey"),
        Risk.UNKNOWN: ("certtool --provider ./x -i --infile c",),
    },
)
_GPGCONF = Program(
    "stored.gpgconf",
    Risk.UNKNOWN,
    Flags(switches="-v --verbose -q --quiet -n --dry-run"),
    operands=1,
    effects=(
        Effect(
            "--list-components --check-programs --list-options --check-options -L --list-dirs --list-config "
            "--check-config "
            "-V --show-versions -X --show-configs",
            Risk.READ_ONLY,
            "",
            lowers=True,
        ),
        Effect(
            "--change-options --apply-defaults --apply-profile -R --reload --launch -K --kill -o --output "
            "--create-socketdir "
            "--remove-socketdir",
            Risk.MUTATING,
            "It changes settings or daemons.",
            lowers=True,
        ),
    ),
    examples={
        Risk.READ_ONLY: ("gpgconf --list-dirs", "gpgconf --list-options gpg"),
        Risk.MUTATING: ("gpgconf --kill gpg-agent",),
    },
)
_BINARY_LOG = Program(
    "stored.binary-log",
    Risk.READ_ONLY,
    Flags(
        values="-d --database --start-datetime --stop-datetime -j --start-position --stop-position -o --offset "
        "--base64-output --server-id",
        switches="-v --verbose -s --short-form -H --hexdump -V -?",
        abbreviated=False,
    ),
    operands=MANY,
    effects=(
        Effect("-R --read-from-remote-server -h --host", Risk.SENSITIVE, "It asks another machine."),
        Effect("-r --result-file --raw", Risk.MUTATING, "It writes files."),
    ),
    examples={
        Risk.READ_ONLY: ("mysqlbinlog binlog.000001", "mysqlbinlog -v --start-position=4 binlog.000001"),
        Risk.SENSITIVE: ("mysqlbinlog -R -h db1 binlog.000001",),
        Risk.MUTATING: ("mysqlbinlog --raw -R binlog.000001",),
    },
)
_DIGEST = Program(
    "stored.pt-query-digest",
    Risk.SENSITIVE,
    Flags(
        values="--attribute-aliases --attribute-value-limit --charset -A --expected-range --group-by "
        "--ignore-attributes "
        "--inherit-attributes --iterations --limit --max-hostname-length --max-line-length --order-by --outliers "
        "--output "
        "--progress --read-timeout --report-format --report-histogram --run-time --run-time-mode --sample --show-all "
        "--since --until --type --variations --watch-server",
        switches="--continue-on-error --no-continue-on-error --report --no-report --report-all --timeline "
        "--preserve-embedded-numbers --vertical-format --no-vertical-format --noreport",
        abbreviated=False,
    ),
    operands=MANY,
    effects=(
        Effect("--no-version-check --noversion-check", Risk.READ_ONLY, "", lowers=True),
        Effect("--review --history --explain --processlist", Risk.MUTATING, "It talks to a database."),
        Effect("--resume --log --pid --daemonize", Risk.MUTATING, "It writes a file."),
        Effect("--filter --config", Risk.UNKNOWN, "Its filter is a program."),
    ),
    texts={"": "It asks its maker for a newer version."},
    examples={
        Risk.READ_ONLY: ("pt-query-digest --no-version-check slow.log",),
        Risk.SENSITIVE: ("pt-query-digest slow.log",),
        Risk.UNKNOWN: ("pt-query-digest --no-version-check --filter 'x' slow.log",),
    },
)
_SNMPTRANSLATE = Program(
    "stored.snmptranslate",
    Risk.READ_ONLY,
    Flags(values="-m -M -w -T -P -O -I -L", switches="-h -V"),
    operands=MANY,
    effects=(Effect("-L", Risk.MUTATING, "It writes a log.", value="[fFsS].*"),),
    examples={
        Risk.READ_ONLY: ("snmptranslate -On SNMPv2-MIB::sysUpTime.0", "snmptranslate -Tp"),
        Risk.MUTATING: ("snmptranslate -Lf log x",),
    },
)

RULES: dict[str, Rule] = {
    **{program: _shows(reading) for programs, reading in _TABLE.items() for program in programs.split()},
    "qemu-img": _QEMU_IMG,
    "unsquashfs": _UNSQUASHFS,
    "redis-check-aof": _CHECK_AOF,
    "age": _AGE,
    "age-keygen": _AGE_KEYGEN,
    "certtool": _CERTTOOL,
    "gpgconf": _GPGCONF,
    "mysqlbinlog": _BINARY_LOG,
    "mariadb-binlog": _BINARY_LOG,
    "pt-query-digest": _DIGEST,
    "snmptranslate": _SNMPTRANSLATE,
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "capinfos -T -M dump.pcap",
        "redis-check-rdb dump.rdb",
        "mysqldumpslow -s t slow.log",
        "pkg-config --libs libxml-2.0",
        "javap -p A.class",
        "jps -l",
    ),
    Risk.UNKNOWN: ("capinfos --novel f", "jps host"),
}
