"""Programs that look at files, people and the machine and print what they see.

Sources: GNU coreutils, procps-ng, util-linux, sysstat, man-db and the BSD manuals. Those with one option that writes or
runs something have it as an effect.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Inner,
    Program,
    Rule,
    Ruling,
    names,
    reading_with,
    ruled,
)
from cloud_assist.command.rules.engine.numbers import is_plain
from cloud_assist.command.rules.engine.sending import is_here
from cloud_assist.command.rules.plain.reading import READING
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_LOOKED = {
    Risk.READ_ONLY: (
        "ls -la /tmp",
        "ls $DIR",
        "stat f",
        "du -sh *",
        "df -h",
        "pwd",
        "whoami",
        "uname -a",
        "which aws kubectl",
        "sleep 5",
        "basename /a/b .c",
        "readlink -f x",
        "seq 1 10",
        "id",
        "free -m",
        "nproc",
        "true",
        "ls ~/.ssh",
    ),
    Risk.UNKNOWN: ("ls --frobnicate", "pmap -N rc 1", "uptime now"),
}


def _look(program: str) -> Program:
    """Return the rule of a program that looks and prints, whatever its known options."""
    known = READING[program]
    custom = _SAMPLES.get(program)
    return Program("inspect", Risk.READ_ONLY, known.flags(), operands=known.operands, custom=custom, examples=_LOOKED)


def _sampled(call: Call, args: Args, verb: str) -> Ruling | None:
    """`vmstat 5` goes on for ever, `vmstat 5 3` ends after three."""
    counts = [word for word in args.verbs if is_plain(word)]
    return ruled(call, Risk.READ_ONLY, "inspect.sample", "", Code.FOLLOWS) if len(counts) == 1 else None


def _repeated(call: Call, args: Args, verb: str) -> Ruling | None:
    """`free -s 5` and `netstat -c` go on for ever, unless a count is given."""
    if (call.program == "free" and args.has("-c", "--count")) or args.get(*_REPEATS[call.program]) is None:
        return None
    return ruled(call, Risk.READ_ONLY, "inspect.repeat", "", Code.FOLLOWS)


_REPEATS = {
    "free": ("-s", "--seconds"),
    "netstat": ("-c", "--continuous"),
    "lsof": ("-r",),
    "findmnt": ("-p", "--poll"),
}


def _exports(call: Call, args: Args, verb: str) -> Ruling | None:
    """showmount asks the machine that is named."""
    if all(is_here(word) for word in args.verbs):
        return None
    return ruled(call, Risk.SENSITIVE, "inspect.showmount", "It asks another machine.")


_SAMPLES = {
    **dict.fromkeys(("vmstat", "mpstat", "iostat"), _sampled),
    **dict.fromkeys(("free", "netstat", "lsof", "findmnt"), _repeated),
    "showmount": _exports,
}


_LOOKERS = (
    "ls dir vdir ll la exa eza lsd stat gstat du df pwd basename dirname realpath readlink greadlink whoami id "
    "groups users w who last lastb uptime uname nproc hostid tty logname seq jot factor expr true "
    "false yes sleep usleep cal ncal locale getconf which whereis pathchk tokei dust duf mdls mdfind locate plocate "
    "mlocate free vmstat mpstat namei lsattr getfacl getcap sw_vers getopt apropos whatis figlet fortune "
    "lolcat zdump dircolors lsblk lscpu lsmem lsusb lspci lsmod lslocks lsns lsipc lsinitramfs modinfo findmnt "
    "numastat pgrep pidof pstree pmap pwdx procs iostat netstat lsof errno system_profiler "
    "ioreg vm_stat lsb_release hostinfo showmount lsscsi acpi upower aureport readelf "
    "addr2line c++filt xdpyinfo tput systemd-detect-virt systemd-path systemd-escape systemd-id128 systemd-delta"
)
# Each of these looks, save for the one option that runs code or changes something.
_WITH_ONE_CATCH = {
    "ss": (
        "-D --diag -K --kill",
        Risk.DESTRUCTIVE,
        "`ss -K` closes other programs' connections, `ss -D` writes a file.",
    ),
    "lastlog": ("-C --clear -S --set", Risk.MUTATING, "It changes the records of a user's last login."),
    "blkid": ("-g --garbage-collect -w", Risk.MUTATING, "It writes the cache of devices."),
    "hwinfo": ("--dump-db --save-config --log", Risk.MUTATING, "It writes a file."),
    "inxi": ("-U --update --debug", Risk.UNKNOWN, "`inxi -U` replaces itself from the network."),
    "ausearch": ("--checkpoint", Risk.MUTATING, "It writes a checkpoint."),
    "objdump": ("--plugin", Risk.UNKNOWN, "`--plugin` loads code."),
    "dmidecode": ("--dump-bin", Risk.MUTATING, "`dmidecode --dump-bin` writes a file."),
    "rpcinfo": ("-d", Risk.DESTRUCTIVE, "`rpcinfo -d` removes a registration."),
    "nm": ("--plugin", Risk.UNKNOWN, "`--plugin` loads code."),
    "size": ("--plugin", Risk.UNKNOWN, "`--plugin` loads code."),
    "neofetch": ("--config --source", Risk.UNKNOWN, "Its configuration is shell code that it runs."),
    "fastfetch": (
        "--command-text --command-shell --gen-config -c --config",
        Risk.UNKNOWN,
        "Its configuration and options can name commands to run.",
    ),
    "screenfetch": ("-o", Risk.UNKNOWN, "`screenfetch -o` runs shell code."),
    "cowsay": ("-f", Risk.UNKNOWN, "A cow file is a program."),
    "pidstat": ("-e", Risk.UNKNOWN, "`pidstat -e` runs a program."),
    "sensors": ("-s --set", Risk.MUTATING, "`sensors -s` sets limits."),
    "nfsstat": ("-z", Risk.MUTATING, "`nfsstat -z` sets the counters to zero."),
}


def _events(call: Call, args: Args, verb: str) -> Ruling | None:
    """`ss -E` prints sockets as they close."""
    return ruled(call, Risk.READ_ONLY, "inspect.ss", "", Code.FOLLOWS) if args.has("-E", "--events") else None


_CAUGHT = {"pidstat": _sampled, "ss": _events}


def _with_catch(name: str) -> Program:
    flags, risk, text = _WITH_ONE_CATCH[name]
    known = READING[name]
    examples = {risk: (f"{name} {flags.split()[-1]} x",), Risk.READ_ONLY: (name,)}
    return Program(
        "inspect",
        Risk.READ_ONLY,
        known.flags(),
        operands=known.operands,
        effects=(Effect(flags, risk, text),),
        custom=_CAUGHT.get(name),
        examples=examples,
    )


def _arch(call: Call) -> Ruling:
    """`arch` prints; on macOS `arch -x86_64 COMMAND` runs a command."""
    if not call.args or call.words[0] in {"--help", "--version"}:
        return ruled(call, Risk.READ_ONLY, "inspect.arch")
    rest = tuple(word for word in call.args if word.text[:1] != "-")
    return Ruling(Risk.UNKNOWN, "inspect.arch.run", "`arch` runs the command after it.", inner=(Inner(rest),))


_FILE = Program(
    "inspect.file",
    Risk.READ_ONLY,
    Flags(
        values="-m --magic-file -f --files-from -F --separator -P --parameter -e --exclude --exclude-quiet",
        switches="-b -i -L -z -k -s -C -c -N -r -0 -S -Z -d -h -l -n -p -v --apple --brief --checking-printout "
        "--debug --dereference --extension --keep-going --list --mime --mime-encoding --mime-type "
        "--no-buffer --no-dereference --no-pad --no-sandbox --preserve-date --print0 --raw "
        "--special-files --uncompress --uncompress-noreport -I",
    ),
    effects=(Effect("-C --compile", Risk.MUTATING, "`file -C` writes a compiled magic file."),),
    examples={Risk.READ_ONLY: ("file x", "file -bi *"), Risk.MUTATING: ("file -C -m magic",)},
    operands=MANY,
)
_MAN = Program(
    "inspect.man",
    Risk.READ_ONLY,
    Flags(
        values="-P --pager -H --html -M -s -S -l -C -L -e -m -p -r --config-file --prompt --preprocessor --output "
        "-o --locale --sections --systems --manpath --extension --encoding --file --node --directory -n "
        "--index-search -R --recode",
        switches="-k -f -a -w -K -7 -t -T -X -Z -c -d -D -i -I --all --apropos --whatis --where --path "
        "--location --where-cat --location-cat --local-file --names-only --regex --wildcard --ignore-case "
        "--match-case --debug --default --ascii --no-hyphenation --no-justification --no-subpages "
        "--subnodes --usage -O",
    ),
    effects=(
        Effect("-H --html -C --config-file -p --preprocessor", Risk.UNKNOWN, "`man` would run the given program."),
        Effect(
            "-P --pager", Risk.UNKNOWN, "`man` would run the given program.", value=r"(?!(?:cat|less|more)\Z)[\s\S]*"
        ),
        Effect("-o --output", Risk.MUTATING, "`info -o` writes a file."),
    ),
    examples={
        Risk.READ_ONLY: ("man ls", "man 5 crontab", "man -k socket", "man -P cat ls", "man --pager=cat 5 passwd"),
        Risk.UNKNOWN: ("man -P ./x ls", "man --pager='sh -c id' ls", "man -P 'cat; id' ls", "man -P cat -P ./x ls"),
    },
    operands=MANY,
)
_COUNT = Program(
    "inspect.count",
    Risk.READ_ONLY,
    Flags(
        values="--out -o --output --report-file --exclude-dir --include-lang --exclude -f --format --exclude-ext "
        "--include-ext --match-f --not-match-f --match-d --not-match-d --fullpath --sort -s "
        "--exclude-list-file -x --exclude-file -m --max-depth",
        switches="-i --by-file --by-file-by-lang --by-percent --csv --json --md --xml --yaml --sum-one --quiet "
        "--progress-rate --vcs --git --diff --hide-rate --show-lang --show-ext --no-complexity -w --wide "
        "--no-cocomo -c --ci -v --verbose -l --languages",
    ),
    effects=(Effect("--out -o --output --report-file", Risk.MUTATING, "It writes its report to a file."),),
    examples={Risk.READ_ONLY: ("cloc .",), Risk.MUTATING: ("cloc --out=x .",)},
    operands=MANY,
)
_SAR = Program(
    "inspect.sar",
    Risk.READ_ONLY,
    Flags(
        values="-o -f -s -e -i -P -n -j -m --dev --fs --iface --int",
        switches="-u -r -b -d -q -A -S -W -B -c -F -H -h -I -p -R -v -V -w -x -y -z -C -D -t --human --pretty",
        optional="--dec",
    ),
    effects=(Effect("-o", Risk.MUTATING, "`sar -o` writes a file."),),
    custom=_sampled,
    examples={
        Risk.READ_ONLY: (
            "sar 2",
            "sar -u 1 3",
        ),
        Risk.MUTATING: ("sar -o f 1 3",),
    },
    operands=2,
)
_BSD_ENVIRONMENT = re.compile(r"[a-zA-Z]*e[a-zA-Z]*\Z")


_PS_FLAGS = Flags(
    values="-p -q -C -o -u -U -g -G -t -O -k -s --pid --ppid --user --User --group --Group --tty --format --sort "
    "--sid --cols --columns --width --lines --rows --quick-pid",
    switches="-A -a -d -e -f -F -l -j -y -c -H -L -T -m -w -x -N -r -M -Z -V -E -S -h -P -X -v --forest --headers "
    "--no-headers --deselect --context --cumulative --help --info --version",
)


def _ps(call: Call) -> Ruling:
    """`ps e` and, on macOS, `ps -E` print the environment of every process, keys included."""
    args = _PS_FLAGS.parse(call.args)
    if args.has("-E") or any(_BSD_ENVIRONMENT.match(word.text) for word in args.operands):
        text = "It prints the environment of processes, including keys."
        return ruled(call, Risk.SENSITIVE, "inspect.ps.environment", text, Code.REVEALS_SECRET)
    if args.unknown or args.unclear:
        return ruled(call, Risk.UNKNOWN, "inspect.ps.option", "An option of `ps` is not known to be read-only.")
    return ruled(call, Risk.READ_ONLY, "inspect.ps")


@reading_with(Flags(values="-s --service", switches="-i --no-idn"))
def _getent(call: Call) -> Ruling:
    if any(word.text in {"shadow", "gshadow"} for word in call.args):
        text = "It prints the hashes of passwords."
        return ruled(call, Risk.SENSITIVE, "inspect.getent.shadow", text, Code.REVEALS_SECRET)
    return ruled(call, Risk.READ_ONLY, "inspect.getent")


_FULL_SCREEN = (
    "top htop btop atop iotop iftop nethogs nmon glances bmon nload powertop slabtop bashtop k9s lazygit lazydocker"
)
_BATCH = {
    "top": Flags(
        values="-n -d -p -u -U -s -o -w -E -l -stats -ncols -pid",
        switches="-b -c -H -i -S -1 -O -h -v -V -a -F -R -r -e",
    ),
    "atop": Flags(values="-P -r -b -e", switches="-a -A -c -d -f -g -m -n -p -s -u -v -y -1 -x -R -M"),
    "iotop": Flags(
        values="-n -d -p -u", switches="-b -o -P -a -k -t -q --batch --only --processes --accumulated --time --quiet"
    ),
    "slabtop": Flags(values="-d --delay -s --sort", switches="-o --once"),
}
"""Options with which a full-screen program prints and ends, by program; `top -b`, `slabtop --once`."""
_ENDS = names("-b --batch -l -P -o --once")


def _screen(call: Call) -> Ruling:
    """A program that fills the screen waits for a person, save where it is told to print and end."""
    words = frozenset(call.words)
    if words and words <= {"version", "info", "--version", "-V", "--help", "-h"}:
        return ruled(call, Risk.READ_ONLY, "inspect.screen.version")
    flags = _BATCH.get(call.program)
    args = flags.parse(call.args) if flags is not None else None
    if call.program == "atop" and "-w" in words:
        return ruled(call, Risk.MUTATING, "inspect.atop", "`atop -w` writes a file.")
    if args is not None and not args.unknown and not args.unclear and any(o.name in _ENDS for o in args.options):
        ends = args.has("-n", "-l", "-o", "--once", "-h", "-v", "-V") or call.program == "atop"
        return ruled(call, Risk.READ_ONLY, "inspect.screen.batch", "", *(() if ends else (Code.FOLLOWS,)))
    return ruled(
        call, Risk.UNKNOWN, "inspect.screen", f"`{call.program}` waits for a person at a terminal.", Code.INTERACTIVE
    )


_HOSTNAME = Program(
    "inspect.hostname",
    Risk.READ_ONLY,
    Flags(
        values="-F --file -b",
        switches="-a -A -d -f -i -I -s -y --alias --all-fqdns --all-ip-addresses --domain --fqdn --long "
        "--ip-address --short --yp --nis",
    ),
    effects=(Effect("-F --file -b", Risk.MUTATING, "`hostname` would set the name of this machine."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "inspect.hostname.set", "`hostname NAME` sets the name of this machine.")
        if args.operands
        else None
    ),
    examples={
        Risk.READ_ONLY: ("hostname", "hostname -f", "hostname -I"),
        Risk.MUTATING: ("hostname evil", "hostname -F f"),
    },
    operands=0,
)
_STTY = Program(
    "inspect.stty",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "inspect.stty")
        if set(call.words) <= {"-a", "-g", "--all", "--save", "size", "speed"}
        else None
    ),
    examples={Risk.READ_ONLY: ("stty -a", "stty size"), Risk.MUTATING: ("stty -echo",)},
    operands=1,
    flags=Flags(switches="-a -g --all --save"),
)
_DMESG = Program(
    "inspect.dmesg",
    Risk.READ_ONLY,
    Flags(
        values="-l --level -f --facility -s --buffer-size -F --file --since --until --time-format -n --console-level",
        switches="-T -H -w -k -u -r -x -e -d -P -t -S -C -c -D -E -W -h -p -J -V --ctime --decode --follow "
        "--follow-new --force-prefix --human --json --kernel --noescape --nopager --notime --raw "
        "--reltime --show-delta --syslog --userspace",
        optional="--color -L",
    ),
    effects=(
        Effect("-C -c --clear --read-clear", Risk.DESTRUCTIVE, "`dmesg -c` clears the kernel's log."),
        Effect("-D -E -n --console-level --console-off --console-on", Risk.MUTATING, "It changes the console output."),
        Effect("-w -W --follow --follow-new", Risk.READ_ONLY, "", code=Code.FOLLOWS),
    ),
    examples={
        Risk.READ_ONLY: ("dmesg -T", "dmesg --level=err", "dmesg | tail"),
        Risk.DESTRUCTIVE: ("dmesg -C", "dmesg --clear"),
    },
    operands=0,
)
_LDD = Program(
    "inspect.ldd",
    Risk.UNKNOWN,
    examples={Risk.UNKNOWN: ("ldd ./x",), Risk.READ_ONLY: ("ldd --version", "ldd /bin/ls")},
    custom=lambda call, args, verb: (
        # ldd may run the file's own loader, so only files of the system are vouched for.
        ruled(call, Risk.READ_ONLY, "inspect.ldd")
        if args.operands
        and all(
            w.text.startswith(("/bin/", "/usr/bin/", "/lib/", "/usr/lib/", "/sbin/", "/usr/sbin/"))
            and ".." not in w.text
            for w in args.operands
        )
        else None
    ),
    operands=MANY,
    flags=Flags(switches="-v --verbose -u --unused -d --data-relocs -r --function-relocs"),
)
_LDCONFIG = Program(
    "inspect.ldconfig",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "inspect.ldconfig") if set(call.words) == {"-p"} else None
    ),
    examples={Risk.READ_ONLY: ("ldconfig -p",), Risk.MUTATING: ("ldconfig",)},
    operands=0,
    flags=Flags(switches="-p --print-cache"),
)
_FUSER = Program(
    "inspect.fuser",
    Risk.READ_ONLY,
    Flags(
        values="-n -s --namespace",
        switches="-a -c -f -i -I -k -l -m -M -u -v -w -4 -6 --all --inode --ipv4 --ipv6 --ismountpoint "
        "--list-signals --mount --silent --user --verbose",
    ),
    effects=(Effect("-k --kill", Risk.DESTRUCTIVE, "`fuser -k` kills the processes it finds."),),
    examples={
        Risk.READ_ONLY: ("fuser 80/tcp", "fuser -vm /mnt"),
        Risk.DESTRUCTIVE: ("fuser -k 80/tcp", "fuser -vkm /mnt"),
    },
    operands=MANY,
)
_BC = Program(
    "inspect.bc",
    Risk.READ_ONLY,
    custom=lambda call, args, verb: (
        None
        if call.upstream or call.redirects or args.has("-h", "-v", "--help", "--version")
        else ruled(call, Risk.UNKNOWN, "inspect.bc.prompt", "It waits for input at a terminal.", Code.INTERACTIVE)
    ),
    examples={Risk.READ_ONLY: ("echo 1+1 | bc", "bc <<< 2^10", "bc -v"), Risk.UNKNOWN: ("bc", "bc -l")},
    operands=MANY,
    flags=Flags(switches="-l -q -s -w -h -v --mathlib --quiet --standard --warn"),
)
_DC = Program(
    "inspect.dc",
    Risk.READ_ONLY,
    Flags(values="-e -f --expression --file", switches="-h -V"),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "inspect.dc.text", "Its `!` runs programs, and alone it waits for input.")
        if call.more_args
        or not args.has("-e", "--expression", "-h", "-V", "--help", "--version")
        or any("!" in option.text or "\0" in option.text for option in args.options)
        or args.has("-f", "--file")
        else None
    ),
    examples={Risk.READ_ONLY: ("dc -e '2 3 + p'",), Risk.UNKNOWN: ("dc", "dc -e '!id'", "dc f", "dc -e '1p' f")},
)
_HWCLOCK = Program(
    "inspect.hwclock",
    Risk.READ_ONLY,
    Flags(
        values="--date --epoch -f --rtc",
        switches="-r --show --get -w -s -u -l --localtime --utc --verbose -v -D --getepoch --predict",
    ),
    effects=(
        Effect("-w -s -a --systohc --hctosys --set --systz --adjust --setepoch", Risk.DESTRUCTIVE, "It sets a clock."),
    ),
    examples={Risk.READ_ONLY: ("hwclock --show",), Risk.DESTRUCTIVE: ("hwclock -w",)},
    operands=0,
)
RULES: dict[str, Rule] = {
    **{program: _look(program) for program in _LOOKERS.split()},
    **dict.fromkeys(_FULL_SCREEN.split(), _screen),
    **{name: _with_catch(name) for name in _WITH_ONE_CATCH},
    "arch": _arch,
    "ps": _ps,
    "getent": _getent,
    "file": _FILE,
    "man": _MAN,
    "info": _MAN,
    "cloc": _COUNT,
    "scc": _COUNT,
    "sar": _SAR,
    "hostname": _HOSTNAME,
    "stty": _STTY,
    "dmesg": _DMESG,
    "ldd": _LDD,
    "ldconfig": _LDCONFIG,
    "fuser": _FUSER,
    "bc": _BC,
    "dc": _DC,
    "hwclock": _HWCLOCK,
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "ps aux",
        "ps -ef",
        "ps -eo pid,cmd --sort=-%mem",
        "ps -C nginx -o pid=",
        "ps -e",
        "ps -p 123",
        "getent passwd root",
        "top -b -n 1",
        "top -l 1",
        "htop --version",
        "k9s version",
        "slabtop -o",
    ),
    Risk.SENSITIVE: ("ps e", "ps auxe", "ps eww", "ps -E", "getent shadow root"),
    Risk.MUTATING: ("lastlog -C -u bob",),
    Risk.UNKNOWN: (
        "fastfetch --command-text 'id'",
        "htop",
        "k9s -c pods",
        "nmon -f",
        "glances --server",
        "lazygit",
        "top",
    ),
}
