"""Programs that look at files, people and the machine and print what they see.

Sources: GNU coreutils, procps-ng, util-linux, sysstat, man-db and the BSD manuals. Those with one option that writes or
runs something have it as an effect.
"""

from __future__ import annotations

import re
import string

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Inner, Program, Rule, Ruling, ruled
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_LOOK = Program(
    "inspect",
    Risk.READ_ONLY,
    examples={
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
    },
)
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
    "lastlog": ("-C --clear -S --set", Risk.MUTATING, "It changes what is recorded of a user's last login."),
    "blkid": ("-g --garbage-collect -w", Risk.MUTATING, "It writes the cache of devices."),
    "hwinfo": ("--dump-db --save-config --log", Risk.MUTATING, "It writes a file."),
    "inxi": ("-U --update --debug", Risk.UNKNOWN, "`inxi -U` replaces itself from the network."),
    "ausearch": ("--checkpoint", Risk.MUTATING, "It writes a checkpoint."),
    "objdump": ("--plugin", Risk.UNKNOWN, "`--plugin` loads code."),
    "dmidecode": ("--dump-bin", Risk.MUTATING, "`dmidecode --dump-bin` writes a file."),
    "rpcinfo": ("-d", Risk.DESTRUCTIVE, "`rpcinfo -d` removes a registration."),
    "nm": ("--plugin", Risk.UNKNOWN, "`--plugin` loads code."),
    "size": ("--plugin", Risk.UNKNOWN, "`--plugin` loads code."),
    "neofetch": ("--config --source", Risk.UNKNOWN, "Its configuration is shell text that it runs."),
    "fastfetch": (
        "--command-text --command-shell --gen-config -c --config",
        Risk.UNKNOWN,
        "Its configuration and options can name commands to run.",
    ),
    "screenfetch": ("-o", Risk.UNKNOWN, "`screenfetch -o` runs shell text."),
    "cowsay": ("-f", Risk.UNKNOWN, "A cow file is a program."),
    "pidstat": ("-e", Risk.UNKNOWN, "`pidstat -e` runs a program."),
    "sensors": ("-s --set", Risk.MUTATING, "`sensors -s` sets limits."),
    "nfsstat": ("-z", Risk.MUTATING, "`nfsstat -z` sets the counters to zero."),
}


def _with_catch(name: str) -> Program:
    flags, risk, text = _WITH_ONE_CATCH[name]
    letters = " ".join(f"-{letter}" for letter in string.ascii_letters + string.digits)
    examples = {risk: (f"{name} {flags.split()[-1]} x",), Risk.READ_ONLY: (f"{name} -a",)}
    return Program(
        "inspect", Risk.READ_ONLY, Flags(switches=letters), effects=(Effect(flags, risk, text),), examples=examples
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
        values="-m --magic-file -f --files-from -F --separator -P --parameter -e --exclude",
        switches="-b -i -L -z -k -s -C -c -N -r",
    ),
    effects=(Effect("-C --compile", Risk.MUTATING, "`file -C` writes a compiled magic file."),),
    examples={Risk.READ_ONLY: ("file x", "file -bi *"), Risk.MUTATING: ("file -C -m magic",)},
)
_MAN = Program(
    "inspect.man",
    Risk.READ_ONLY,
    Flags(
        values="-P --pager -H --html -M -s -S -l -C -L -e -m -p -r --config-file --prompt --preprocessor --output -o",
        switches="-k -f -a -w -K",
    ),
    effects=(
        Effect("-H --html -C --config-file -p --preprocessor", Risk.UNKNOWN, "`man` would run the program named."),
        Effect(
            "-P --pager", Risk.UNKNOWN, "`man` would run the program named.", value=r"(?!(?:cat|less|more)\Z)[\s\S]*"
        ),
        Effect("-o --output", Risk.MUTATING, "`info -o` writes a file."),
    ),
    examples={
        Risk.READ_ONLY: ("man ls", "man 5 crontab", "man -k socket", "man -P cat ls", "man --pager=cat 5 passwd"),
        Risk.UNKNOWN: ("man -P ./x ls", "man --pager='sh -c id' ls", "man -P 'cat; id' ls", "man -P cat -P ./x ls"),
    },
)
_COUNT = Program(
    "inspect.count",
    Risk.READ_ONLY,
    Flags(values="--out -o --output --report-file --exclude-dir --include-lang --exclude -f --format"),
    effects=(Effect("--out -o --output --report-file", Risk.MUTATING, "It writes its report to a file."),),
    examples={Risk.READ_ONLY: ("cloc .",), Risk.MUTATING: ("cloc --out=x .",)},
)
_SAR = Program(
    "inspect.sar",
    Risk.READ_ONLY,
    Flags(values="-o -f -s -e -i -P -n -j", switches="-u -r -b -d -q -A -S -W"),
    effects=(Effect("-o", Risk.MUTATING, "`sar -o` writes a file."),),
    examples={Risk.READ_ONLY: ("sar -u 1 3",), Risk.MUTATING: ("sar -o f 1 3",)},
)
_BSD_ENVIRONMENT = re.compile(r"[a-zA-Z]*e[a-zA-Z]*\Z")


def _ps(call: Call) -> Ruling:
    """`ps e` and, on macOS, `ps -E` print the environment of every process, keys included."""
    args = Flags(
        values="-p -q -C -o -u -U -g -G -t -O -k -s --pid --ppid --user --User --group --Group --tty --format --sort "
        "--sid --cols --columns --width --lines --rows --quick-pid",
        switches="-A -a -d -e -f -F -l -j -y -c -H -L -T -m -w -x -N -r -M -Z -V -E -S -h",
    ).parse(call.args)
    if args.has("-E") or any(_BSD_ENVIRONMENT.match(word.text) for word in args.operands):
        text = "It prints the environment of processes, keys included."
        return ruled(call, Risk.SENSITIVE, "inspect.ps.environment", text, Code.REVEALS_SECRET)
    return ruled(call, Risk.READ_ONLY, "inspect.ps")


def _getent(call: Call) -> Ruling:
    if any(word.text in {"shadow", "gshadow"} for word in call.args):
        text = "It prints the hashes of passwords."
        return ruled(call, Risk.SENSITIVE, "inspect.getent.shadow", text, Code.REVEALS_SECRET)
    return ruled(call, Risk.READ_ONLY, "inspect.getent")


_FULL_SCREEN = (
    "top htop btop atop iotop iftop nethogs nmon glances bmon nload powertop slabtop bashtop k9s lazygit lazydocker"
)
_SCREEN = Program(
    "inspect.screen",
    Risk.READ_ONLY,
    Flags(values="-n -d -p -u -U -s -o -w -E", switches="-b -c -H -i -S -1"),
    custom=lambda call, args, verb: _screen(call, args),
    examples={Risk.READ_ONLY: ("top -b -n 1", "htop", "top -l 1", "k9s version"), Risk.UNKNOWN: ("k9s", "k9s -c pods")},
)


def _screen(call: Call, args: Args) -> Ruling | None:
    if call.words in {("version",), ("info",)}:
        return ruled(call, Risk.READ_ONLY, "inspect.screen-version")
    if call.program in {"k9s", "lazygit", "lazydocker"}:
        return ruled(call, Risk.UNKNOWN, "inspect.interactive", "", Code.INTERACTIVE)
    batch = args.has("-b", "-l") or "-l" in call.words
    if call.program == "atop" and args.has("-w"):
        return ruled(call, Risk.MUTATING, "inspect.atop", "`atop -w` writes a file.")
    return None if batch else ruled(call, Risk.READ_ONLY, "inspect.interactive", "", Code.INTERACTIVE)


_HOSTNAME = Program(
    "inspect.hostname",
    Risk.READ_ONLY,
    Flags(values="-F --file -b"),
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
)
_DMESG = Program(
    "inspect.dmesg",
    Risk.READ_ONLY,
    Flags(
        values="-l --level -f --facility -s --buffer-size -F --file --since --until --time-format -n --console-level",
        switches="-T -H -w -k -u -r -x -e -d -P -t -S -C -c -D -E -W",
    ),
    effects=(
        Effect("-C -c --clear --read-clear", Risk.DESTRUCTIVE, "`dmesg -c` clears the kernel's log."),
        Effect(
            "-D -E -n --console-level --console-off --console-on", Risk.MUTATING, "It changes what the console shows."
        ),
        Effect("-w -W --follow --follow-new", Risk.READ_ONLY, "", code=Code.FOLLOWS),
    ),
    examples={
        Risk.READ_ONLY: ("dmesg -T", "dmesg --level=err", "dmesg | tail"),
        Risk.DESTRUCTIVE: ("dmesg -C", "dmesg --clear"),
    },
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
)
_LDCONFIG = Program(
    "inspect.ldconfig",
    Risk.MUTATING,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "inspect.ldconfig") if set(call.words) == {"-p"} else None
    ),
    examples={Risk.READ_ONLY: ("ldconfig -p",), Risk.MUTATING: ("ldconfig",)},
)
_FUSER = Program(
    "inspect.fuser",
    Risk.READ_ONLY,
    Flags(values="-n -s", switches="-a -c -f -i -I -k -l -m -M -u -v -w -4 -6"),
    effects=(Effect("-k --kill", Risk.DESTRUCTIVE, "`fuser -k` kills the processes it finds."),),
    examples={
        Risk.READ_ONLY: ("fuser 80/tcp", "fuser -vm /mnt"),
        Risk.DESTRUCTIVE: ("fuser -k 80/tcp", "fuser -vkm /mnt"),
    },
)
_BC = Program("inspect.bc", Risk.READ_ONLY, examples={Risk.READ_ONLY: ("echo 1+1 | bc", "bc -l")})
_HWCLOCK = Program(
    "inspect.hwclock",
    Risk.READ_ONLY,
    Flags(values="--date --epoch -f --rtc", switches="-r --show --get -w -s -u -l"),
    effects=(
        Effect("-w -s -a --systohc --hctosys --set --systz --adjust --setepoch", Risk.DESTRUCTIVE, "It sets a clock."),
    ),
    examples={Risk.READ_ONLY: ("hwclock --show",), Risk.DESTRUCTIVE: ("hwclock -w",)},
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(_LOOKERS.split(), _LOOK),
    **dict.fromkeys(_FULL_SCREEN.split(), _SCREEN),
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
    ),
    Risk.SENSITIVE: ("ps e", "ps auxe", "ps eww", "ps -E", "getent shadow root"),
    Risk.MUTATING: ("lastlog -C -u bob",),
    Risk.UNKNOWN: ("fastfetch --command-text 'id'",),
}
