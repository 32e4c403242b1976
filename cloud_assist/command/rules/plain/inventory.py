"""Programs that show the machine, its hardware, its network and its packages, and those that ask another machine.

Sources: `--help` and the manuals of iproute2, bridge-utils, conntrack, vnstat, ipmitool, iw, wireguard-tools, quota,
sysstat, hwloc, numactl, libcap, util-linux, lvm2, udev, debsums, apt-file, dpkg, net-snmp, OpenLDAP and GnuTLS.
"""

from __future__ import annotations

import re
from collections.abc import Callable

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
    reading_with,
    ruled,
    verbs,
)
from cloud_assist.command.rules.plain.reading import Reading
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_HWLOC_IN = "--restrict-flags --input -i --input-format --if --filter --ignore --pid --allow --flags"
_TABLE: dict[str, Reading] = {
    "choom": Reading("-p --pid", "-h -V", operands=0),
    "swaplabel": Reading(switches="-h -V", operands=1),
    "runlevel": Reading(switches="--silent", operands=0),
    "getsubids": Reading(switches="-g", operands=1),
    "mesg": Reading(switches="-v --verbose -h -V", operands=0),
    "pslog": Reading(switches="-V", operands=1),
    "xdg-user-dir": Reading(operands=1),
    "gpgv": Reading("--keyring --ignore-time-conflict", "-v --verbose -q --quiet"),
    "cg_diff cg_annotate": Reading("--threshold --sort --show --context --mod-filename --auto", "-h --show-percs"),
    "ms_print": Reading("--threshold --x --y", "-h", operands=1),
    "heaptrack_print": Reading(
        "-f --file -d --diff -p --print-peaks -t --print-temporary -l --print-leaks -a --print-allocators -n "
        "--peak-limit -s --sub-peak-limit -m --merge-backtraces --shorten-templates",
        "-h",
        operands=1,
    ),
    "ifdata": Reading(
        switches="-e -p -pe -pa -pn -pN -pb -pm -ph -pf -si -sip -sib -sie -sid -sif -sic -sim -so -sop -sob -soe -sod "
        "-sof -sox -soc -som -bips -bops",
        operands=1,
        single_dash=True,
    ),
    "quota": Reading(
        "-F --format --filesystem",
        "-u --user -g --group -P --project -q --quiet -v --verbose -s --always-resolve -w --no-wrap -p --raw-grace -l "
        "--local-only -Q --quiet-refuse -i --no-autofs -f --filesystem-list -A --all-nfs -m --no-mixed-pathnames "
        "--show-mntpoint --hide-device -h -V",
        "--human-readable",
    ),
    "repquota": Reading(
        "-F --format -O --output",
        "-v --verbose -u --user -g --group -P --project -s -t --truncate-names -p --raw-grace -n --no-names -i "
        "--no-autofs -c --cache -C --no-cache -a --all -h -V",
        "--human-readable",
    ),
    "quotastats": Reading(operands=0),
    "hwloc-info": Reading(
        f"{_HWLOC_IN} --ancestor --descendants --local-memory-flags --best-memattr",
        "--objects --topology --support -v --verbose -s --silent --ancestors --children --local-memory -n "
        "--no-icaches --no-io --no-bridges --whole-io --thissystem --disallowed -l --logical -p --physical -h",
    ),
    "hwloc-calc": Reading(
        f"{_HWLOC_IN} --cpukind --number-of -N --intersect -I --hierarchical -H --best-memattr --sep",
        "--no-smt --disallowed --largest --local-memory -l --logical -p --physical --li --logical-input --lo "
        "--logical-output --pi --physical-input --po --physical-output -n --nodeset --ni --nodeset-input --no "
        "--nodeset-output --taskset --single -q --quiet -v --verbose -h",
    ),
    "hwloc-distrib": Reading(
        f"{_HWLOC_IN} --from --to --at", "--reverse --disallowed --single --taskset -v --verbose -h", operands=1
    ),
    "prtstat": Reading(switches="-r --raw -V"),
    "getpcaps": Reading(switches="--verbose --ugly --legacy --iab --license -h --usage"),
    "pinky": Reading(switches="-l -b -h -p -s -f -w -i -q"),
    "pldd": Reading(switches="-? --usage -V", operands=1),
    "lsfd": Reading(
        "-o --output -Q --filter -C --counter -p --pid",
        "-l --threads -J --json -n --noheadings -r --raw -u --notruncate --debug-filter --dump-counters -h -V",
        "--summary",
        operands=0,
    ),
    "lsirq": Reading("-o --output -s --sort", "-J --json -P --pairs -n --noheadings -S --softirq -h -V", operands=0),
    "lslogins": Reading(
        "-g --groups -l --logins --time-format --wtmp-file --btmp-file --lastlog",
        "-a --acc-expiration -c --colon-separate -e --export -f --failed -G --supp-groups -L --last -n --newline "
        "--noheadings --notruncate --output-all -r --raw -s --system-accs -u --user-accs -y --shell -Z --context -z "
        "--print0 -h -V",
        "-o --output",
        operands=1,
    ),
    "ipcs": Reading(
        "-i --id",
        "-m --shmems -q --queues -s --semaphores -a --all -t --time -p --pid -c --creator -l --limits -u --summary "
        "--human -b --bytes -h -V",
        operands=0,
    ),
    "getfattr": Reading(
        "-n --name -e --encoding -m --match",
        "-d --dump --only-values -h --no-dereference --one-file-system --absolute-names -R --recursive -L --logical -P "
        "--physical",
    ),
    "mountpoint": Reading(switches="-q --quiet --nofollow -d --fs-devno -x --devno -h -V", operands=1),
    "isosize": Reading("-d --divisor", "-x --sectors -h -V"),
    "fincore": Reading("-o --output", "-J --json -b --bytes -n --noheadings -r --raw -h -V"),
    "wdctl": Reading(
        "-f --flags -o --output",
        "-F --noflags -I --noident -n --noheadings -O --oneline -r --raw -T --notimeouts -x --flags-only -h -V",
    ),
    "losetup": Reading(
        "-j --associated -O --output",
        "-a --all -l --list -J --json -n --noheadings --output-all --raw -h -V",
        operands=1,
    ),
    "zramctl": Reading("-o --output", "-b --bytes -n --noheadings --output-all --raw -h -V", operands=1),
    "usb-devices": Reading(operands=0),
    "biosdecode": Reading("-d --dev-mem --pir", "-h -V", operands=0),
    "ownership": Reading("-d --dev-mem", "-h -V", operands=0),
    "utmpdump": Reading(switches="-h -V", operands=1),
    "filefrag": Reading("-b", "-B -e -E -k -P -v -V -x -X"),
    "e2freefrag": Reading("-c", "-h", operands=1),
    "debsums": Reading(
        "-m --md5sums -r --root -d --admindir -p --deb-path",
        "-a --all -e --config -c --changed -l --list-missing -s --silent -x --report-mismatches --no-locale-purge "
        "--no-prelink --ignore-obsolete",
    ),
    "apt-rdepends": Reading(
        "-f --follow -s --show --state-follow --state-show",
        "-b --build-depends -d --dotty -p --print-state -r --reverse",
    ),
    "dpkg-architecture": Reading(
        "-a --host-arch -t --host-type -A --target-arch -T --target-type -q --query -e --equal -i --is -W -B -E",
        "-l --list -L --list-known -s --print-set -u --print-unset -f --force",
        operands=0,
    ),
    "debconf-show": Reading(switches="--listowners --listdbs"),
    "manpath": Reading("-m --systems", "-c --catpath -d --debug -g --global -q --quiet -? --usage -V", operands=0),
    "uuidgen": Reading(
        "-n --namespace -N --name", "-r --random -t --time -m --md5 -s --sha1 -x --hex -h -V", operands=0
    ),
    "dnsdomainname nisdomainname": Reading(operands=0),
    "perror": Reading(switches="-s --silent -v --verbose -V -?"),
    "py3versions": Reading(switches="-d --default -s --supported -r --requested -i --installed -v -h"),
    "tapestat cifsiostat": Reading(switches="-h --human -k -m -t -V -y -z --pretty", operands=2),
}


def _shows(reading: Reading) -> Program:
    """Return the rule of a program that prints what the machine is or has, whatever its known options."""
    return Program(
        "inventory.show", Risk.READ_ONLY, reading.flags(), operands=reading.operands, help="--help --version"
    )


def _lowered(name: str, reads: str, *, values: str = "", switches: str = "") -> Program:
    """Return a program that reads only with one of the options `reads`."""
    effects = (Effect(reads, Risk.READ_ONLY, "", lowers=True),)
    return Program(f"inventory.{name}", Risk.UNKNOWN, Flags(values=values, switches=switches), effects=effects)


_BRIDGE = Program(
    "inventory.bridge",
    Risk.UNKNOWN,
    Flags(
        values="-n -net -netns",
        switches="-V -Version -s -stats -statistics -d -details -o -oneline -t -timestamp -c -compressvlans -color -p "
        "-pretty -j -json -force",
        single_dash=True,
    ),
    verbs=verbs(
        read_only="link, link show, link list, fdb, fdb show, fdb get, fdb list, mdb, mdb show, vlan, vlan show, "
        "vlan tunnelshow, vlan global show, help, monitor",
        mutating="link set, fdb add, fdb append, fdb replace, mdb add, mdb replace, vlan add, vlan set, vlan global "
        "set",
        destructive="fdb del, fdb delete, fdb flush, mdb del, mdb delete, vlan del, vlan delete",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("-b -batch", Risk.UNKNOWN, "More commands come from a file."),),
    codes={"monitor": Code.FOLLOWS},
    examples={
        Risk.READ_ONLY: ("bridge monitor", "bridge link show", "bridge -j fdb show dev eth0"),
        Risk.MUTATING: ("bridge fdb add 00:01:02:03:04:05 dev eth0",),
        Risk.UNKNOWN: ("bridge -batch f",),
    },
)
_BRCTL = Program(
    "inventory.brctl",
    Risk.MUTATING,
    Flags(switches="-h -V"),
    verbs=verbs(read_only="show, showmacs, showstp", destructive="delbr, delif"),
    bare=Risk.READ_ONLY,
    examples={
        Risk.READ_ONLY: ("brctl show", "brctl showstp br0"),
        Risk.MUTATING: ("brctl addbr br0",),
        Risk.DESTRUCTIVE: ("brctl delbr br0",),
    },
)
_TC = Program(
    "inventory.tc",
    Risk.UNKNOWN,
    Flags(
        values="-n -netns",
        switches="-s -statistics -stats -d -details -p -pretty -j -json -g -graph -i -iec -r -raw -o -oneline -t -ts "
        "-color -N -Numeric -V -Version -h -help",
        single_dash=True,
    ),
    verbs=verbs(
        read_only="qdisc show, qdisc list, qdisc ls, qdisc $, class show, class list, class ls, filter show, filter "
        "list, "
        "filter ls, filter get, chain show, actions show, actions list, actions ls, action show, action ls, monitor",
        mutating="qdisc add, qdisc change, qdisc replace, qdisc link, class add, class change, class replace, filter "
        "add, "
        "filter change, filter replace, chain add, actions add",
        destructive="qdisc del, qdisc delete, class del, class delete, filter del, filter delete, chain del, actions "
        "del, "
        "actions flush",
    ),
    bare=Risk.READ_ONLY,
    codes={"monitor": Code.FOLLOWS},
    examples={
        Risk.READ_ONLY: ("tc -s qdisc show dev eth0", "tc qdisc"),
        Risk.DESTRUCTIVE: ("tc qdisc del dev eth0 root",),
        Risk.UNKNOWN: ("tc -batch f",),
    },
)
_CONNTRACK_FILTERS = (
    "-n --src-nat -g --dst-nat -j --any-nat -m --mark -c --secmark -o --output -l --label --tuple-src --tuple-dst -s "
    "--src "
    "--orig-src -d --dst --orig-dst -r --reply-src -q --reply-dst -p --protonum -f --family -t --timeout -u --status "
    "-w "
    "--zone --orig-zone --reply-zone -b --buffer-size --mask-src --mask-dst -e --event-mask --sport --orig-port-src "
    "--dport --orig-port-dst --state"
)
_CONNTRACK = Program(
    "inventory.conntrack",
    Risk.UNKNOWN,
    Flags(values=_CONNTRACK_FILTERS, switches="-h -V"),
    operands=1,
    effects=(
        Effect("-L --dump -G --get -C --count -S --stats", Risk.READ_ONLY, "", lowers=True),
        Effect("-E --event", Risk.SENSITIVE, "It goes on until it is stopped.", lowers=True, code=Code.FOLLOWS),
        Effect("-I --create -U --update -A --add", Risk.MUTATING, "It changes the table of connections.", lowers=True),
        Effect("-D --delete -F --flush", Risk.DESTRUCTIVE, "It ends connections.", lowers=True),
        Effect("-z --zero", Risk.MUTATING, "It changes the table of connections."),
    ),
    examples={
        Risk.READ_ONLY: ("conntrack -L", "conntrack -L -p tcp --dport 80", "conntrack -S"),
        Risk.MUTATING: ("conntrack -L -z",),
        Risk.DESTRUCTIVE: ("conntrack -F", "conntrack -D -s 10.0.0.5"),
        Risk.SENSITIVE: ("conntrack -E",),
    },
)
_VNSTAT = Program(
    "inventory.vnstat",
    Risk.READ_ONLY,
    Flags(
        values="-i --iface -b --begin -e --end --dbdir --style --locale --limit",
        switches="-q --query -s --short -5 --fiveminutes -h --hours -hg --hoursgraph -d --days -m --months -y --years "
        "-t "
        "--top --oneline --json --xml -D --debug -tr --traffic -ru --rateunit --iflist --dbiflist --showconfig -? "
        "--longhelp --alert",
        single_dash=True,
    ),
    operands=6,
    effects=(
        Effect("-l --live", Risk.READ_ONLY, "", code=Code.FOLLOWS),
        Effect("--add --rename --setalias", Risk.MUTATING, "It changes the database."),
        Effect("--remove", Risk.DESTRUCTIVE, "It removes an interface and its figures."),
    ),
    help="--help --version -v",
    examples={
        Risk.READ_ONLY: ("vnstat -l", "vnstat -d 7", "vnstat -i eth0 -h", "vnstat --json d 7"),
        Risk.MUTATING: ("vnstat --add -i eth0",),
    },
)


def _counters(call: Call, args: Args, verb: str) -> Ruling | None:
    """nstat keeps what it showed for the next time, save with `-s`."""
    if args.has("-s", "--noupdate", "-V", "--version", "-h", "--help") and not args.has("-d", "--scan"):
        return None
    return ruled(call, Risk.MUTATING, "inventory.nstat.history", "It updates its history, or starts a daemon.")


_NSTAT = Program(
    "inventory.nstat",
    Risk.READ_ONLY,
    Flags(
        values="-t --interval",
        switches="-h -a --ignore -j --json -n --nooutput -p --pretty -s --noupdate -V -z --zeros",
    ),
    operands=MANY,
    custom=_counters,
    effects=(Effect("-r --reset -d --scan", Risk.MUTATING, "It resets the history, or starts a daemon."),),
    examples={Risk.READ_ONLY: ("nstat -asz",), Risk.MUTATING: ("nstat", "nstat -az", "nstat -s -r")},
)
_LNSTAT = Program(
    "inventory.lnstat",
    Risk.READ_ONLY,
    Flags(
        values="-c --count -i --interval -f --file -k --keys -s --subject -w --width",
        switches="-d --dump -j --json -h -V",
    ),
    custom=lambda call, args, verb: (
        None
        if args.has("-c", "--count", "-d", "--dump", "-h", "-V", "--help", "--version")
        else ruled(call, Risk.READ_ONLY, "inventory.lnstat", "", Code.FOLLOWS)
    ),
    examples={
        Risk.READ_ONLY: ("lnstat", "lnstat -c 1", "lnstat -d"),
    },
)
_IPMITOOL = Program(
    "inventory.ipmitool",
    Risk.UNKNOWN,
    Flags(
        values="-I -H -U -P -f -p -L -l -t -T -b -B -m -k -y -C -o -d -S -D -N -R -e -z -A -O",
        switches="-v -c -V -h -E -g -s -4 -6 -a -K -Y",
    ),
    verbs=verbs(
        read_only="sensor, sensor list, sensor get, sensor reading, sdr, sdr list, sdr elist, sdr type, sdr info, sdr "
        "get, "
        "sdr entity, sel, sel list, sel elist, sel info, sel get, sel time get, fru, fru print, fru list, chassis "
        "status, "
        "chassis power status, power status, chassis poh, chassis restart_cause, chassis selftest, chassis bootparam "
        "get, "
        "mc info, mc guid, mc selftest, mc watchdog get, mc getenables, bmc info, bmc guid, lan print, lan stats get, "
        "lan alert print, user list, user summary, channel info, channel getaccess, channel getciphers, session info, "
        "sol info, pef info, pef status, pef list, dcmi power reading, dcmi discover, dcmi sensors, dcmi asset_tag, "
        "dcmi get_temp_reading, dcmi get_mc_id_string, firewall info, help, version",
        mutating="sensor thresh, sel save, sel time set, sel add, sel writeraw, sdr dump, sdr fill, chassis identify, "
        "chassis policy, chassis bootdev, chassis bootparam set, chassis power on, power on, mc setenables, mc "
        "watchdog "
        "reset, lan set, lan alert set, user set, user enable, user priv, channel setaccess, sol set, fru edit, fru "
        "write, "
        "event, session set, lan stats clear",
        destructive="sel clear, sel delete, chassis power off, chassis power cycle, chassis power reset, chassis power "
        "soft, chassis power diag, power off, power cycle, power reset, power soft, mc reset, bmc reset, user disable, "
        "mc watchdog off, hpm upgrade, fwum",
    ),
    effects=(Effect("-H", Risk.SENSITIVE, "It asks another machine."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "inventory.ipmitool.session", "It opens a console.", Code.INTERACTIVE)
        if args.verbs[:2] in {("sol", "activate"), ("shell",), ("isol", "activate")}
        else None
    ),
    help="-V -h --help --version",
    examples={
        Risk.READ_ONLY: ("ipmitool sensor", "ipmitool sel list", "ipmitool chassis status", "ipmitool mc info"),
        Risk.SENSITIVE: ("ipmitool -H 10.0.0.50 -U admin -E power status",),
        Risk.DESTRUCTIVE: ("ipmitool sel clear", "ipmitool power off"),
        Risk.UNKNOWN: ("ipmitool raw 0 1", "ipmitool sol activate"),
    },
)
_IW = Program(
    "inventory.iw",
    Risk.MUTATING,
    Flags(switches="--debug -t -T -r -f"),
    verbs=verbs(
        read_only="dev $, dev * link, dev * info, dev * station dump, dev * station get, dev * survey dump, "
        "dev * scan dump, dev * get power_save, dev * mpath dump, dev * mesh_param dump, dev * ftm get_stats, list, "
        "phy $, phy * info, phy * channels, phy * coalesce show, phy * wowlan show, phy * reg get, reg get, features, "
        "commands, help, event, * link, * info, * station dump, * survey dump, * scan dump",
        sensitive="dev * scan, * scan",
        destructive="dev * del, dev * station del, * del",
    ),
    bare=Risk.READ_ONLY,
    codes={"event": Code.FOLLOWS},
    examples={
        Risk.READ_ONLY: ("iw event", "iw dev", "iw list", "iw dev wlan0 link", "iw dev wlan0 info", "iw reg get"),
        Risk.SENSITIVE: ("iw dev wlan0 scan",),
        Risk.MUTATING: ("iw dev wlan0 set power_save off",),
        Risk.DESTRUCTIVE: ("iw dev mon0 del",),
    },
)
_WG_SHOWN = names(
    "public-key listen-port fwmark peers endpoints allowed-ips latest-handshakes transfer persistent-keepalive"
)


def _wg(call: Call) -> Ruling:
    """`wg show` hides keys; the raw fields and `showconf` print them."""
    words = call.words
    if not words or words[0] in {"help", "--help", "-h", "--version", "-v"}:
        return ruled(call, Risk.READ_ONLY, "inventory.wg.help")
    if words[0] == "show" and not call.more_args:
        if len(words) <= 2 or (len(words) == 3 and words[2] in _WG_SHOWN):
            return ruled(call, Risk.READ_ONLY, "inventory.wg.show")
        text = "It prints private or shared keys."
        return ruled(call, Risk.SENSITIVE, "inventory.wg.keys", text, Code.REVEALS_SECRET)
    if words[0] in {"showconf", "genkey", "genpsk", "pubkey"}:
        return ruled(call, Risk.SENSITIVE, "inventory.wg.keys", "It prints keys.", Code.REVEALS_SECRET)
    if words[0] in {"set", "setconf", "addconf", "syncconf"}:
        return ruled(call, Risk.MUTATING, "inventory.wg.set", "It changes the interface.")
    return ruled(call, Risk.UNKNOWN, "inventory.wg")


_SADF = Program(
    "inventory.sadf",
    Risk.READ_ONLY,
    Flags(
        values="-O -P -s -e --dev --fs --iface --int",
        switches="-C -d -g -j -p -r -x -H -h -T -t -U -V",
    ),
    operands=MANY,
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "inventory.sadf.option")
        if any(re.match(r"-[a-zA-Z]*[o]|--out", word) for word in args.verbs)
        else None
    ),
    examples={
        Risk.READ_ONLY: ("sadf -d /var/log/sysstat/sa01 -- -u", "sadf -j"),
        Risk.UNKNOWN: ("sadf -d f -- -o out", "sadf -l f"),
    },
)
_LSTOPO_TEXT = frozenset({"console", "ascii", "synthetic", "xml", "tikz", "fig", "svg"})


def _topology(call: Call, args: Args, verb: str) -> Ruling | None:
    """A file operand is written; alone, lstopo opens a window."""
    if any(word not in {"-", "-.console", "-.ascii", "-.xml", "-.txt"} for word in args.verbs):
        return ruled(call, Risk.MUTATING, "inventory.topology.write", "It writes a file.")
    named = args.value("--output-format", "--of")
    textual = args.has("--only", "-v", "--verbose", "--distances", "--memattrs", "--cpukinds", "-h")
    if named in _LSTOPO_TEXT if named else call.program != "lstopo" or bool(args.operands) or textual:
        return None
    return ruled(call, Risk.UNKNOWN, "inventory.topology.window", "It opens a window.", Code.INTERACTIVE)


_LSTOPO = Program(
    "inventory.topology",
    Risk.READ_ONLY,
    Flags(
        values=f"--output-format --of --only --distances-transform --restrict {_HWLOC_IN} --export-xml-flags "
        "--export-synthetic-flags --logical-index-prefix --os-index-prefix --palette",
        switches="-l --logical -p --physical -v --verbose -s --silent --distances --memattrs --cpukinds -c --cpuset -C "
        "--cpuset-only --taskset --no-smt --no-caches --no-useless-caches --no-icaches --merge --no-collapse --no-io "
        "--no-bridges --whole-io --thissystem --disallowed --no-legend --no-default-legend --grey -h",
    ),
    operands=1,
    custom=_topology,
    examples={
        Risk.READ_ONLY: ("lstopo --of console", "lstopo -", "hwloc-ls", "lstopo-no-graphics --no-io"),
        Risk.MUTATING: ("lstopo out.png",),
        Risk.UNKNOWN: ("lstopo",),
    },
)
_DMSETUP = Program(
    "inventory.dmsetup",
    Risk.UNKNOWN,
    Flags(
        values="-o --options --target -O --sort -S --select --separator --units",
        switches="-c -C --columns --noheadings --tree -v --verbose --nameprefixes --rows --exec-off -h",
    ),
    verbs=verbs(
        read_only="ls, info, status, deps, table, targets, version, udevcookies, splitname, help",
        mutating="create, load, reload, rename, message, suspend, resume, mknodes, setgeometry, udevcomplete",
        destructive="remove, remove_all, wipe_table, clear, udevcomplete_all",
    ),
    effects=(
        Effect("--showkeys", Risk.SENSITIVE, "It prints the keys of encrypted disks.", code=Code.REVEALS_SECRET),
        Effect("--exec", Risk.UNKNOWN, "It runs a program for each device."),
    ),
    examples={
        Risk.READ_ONLY: ("dmsetup ls --tree", "dmsetup table"),
        Risk.SENSITIVE: ("dmsetup table --showkeys",),
        Risk.DESTRUCTIVE: ("dmsetup remove_all",),
        Risk.UNKNOWN: ("dmsetup ls --exec ./x",),
    },
)
_UDEVADM = Program(
    "inventory.udevadm",
    Risk.UNKNOWN,
    Flags(
        values="-q --query -n --name -p --path -d --device-id-of-file -P --export-prefix",
        switches="-a --attribute-walk -r --root -x --export -e --export-db -h -V -t --tree",
    ),
    verbs=verbs(read_only="info, monitor", mutating="trigger, control, test, test-builtin, settle, hwdb, wait, lock"),
    effects=(Effect("-c --cleanup-db", Risk.DESTRUCTIVE, "It removes the database of devices.", only="info"),),
    codes={"monitor": Code.FOLLOWS},
    examples={
        Risk.READ_ONLY: ("udevadm monitor", "udevadm info -a -n /dev/sda", "udevadm info --export-db"),
        Risk.DESTRUCTIVE: ("udevadm info -c",),
    },
)
_INOTIFYWAIT = Program(
    "inventory.inotifywait",
    Risk.READ_ONLY,
    Flags(
        values="--exclude --excludei --include --includei --fromfile --format --timefmt -t --timeout -e --event",
        switches="-h -m --monitor -P --no-dereference -r --recursive -s --syslog -q --quiet --no-newline -c --csv",
    ),
    operands=MANY,
    effects=(Effect("-d --daemon -o --outfile", Risk.MUTATING, "It writes a log, or goes on in the background."),),
    custom=lambda call, args, verb: (
        None
        if (args.value("-t", "--timeout") or "0") not in {"0", ""} or args.has("-h", "--help")
        else ruled(call, Risk.READ_ONLY, "inventory.inotifywait", "", Code.FOLLOWS)
    ),
    examples={
        Risk.READ_ONLY: (
            "inotifywait /srv",
            "inotifywait -m /srv",
            "inotifywait -t 5 -e create /srv",
        ),
        Risk.MUTATING: ("inotifywait -d -o f /srv",),
    },
)
_APT_FILE = Program(
    "inventory.apt-file",
    Risk.UNKNOWN,
    Flags(
        values="-a --architecture -I --index-names --filter-suites --filter-origins",
        switches="-F --fixed-string -D --from-deb -f --from-file -i --ignore-case -x --regexp --substring-match -l "
        "--package-only --stream-results -v --verbose -h",
    ),
    verbs=verbs(read_only="list, show, list-indices, search, find", mutating="update"),
    effects=(Effect("-c --config -o --option", Risk.UNKNOWN, "A setting of apt can name a program to run."),),
    examples={
        Risk.READ_ONLY: ("apt-file list bash", "apt-file -x search '/bin/ls$'"),
        Risk.MUTATING: ("apt-file update",),
        Risk.UNKNOWN: ("apt-file -o a=b list x",),
    },
)
_ZOXIDE = Program(
    "inventory.zoxide",
    Risk.UNKNOWN,
    Flags(switches="-l --list -s --score -a --all -h -V"),
    verbs=verbs(read_only="query, help, init", mutating="add, import", destructive="remove"),
    effects=(Effect("-i --interactive", Risk.UNKNOWN, "It waits for a person.", code=Code.INTERACTIVE),),
    examples={
        Risk.READ_ONLY: ("zoxide query -l",),
        Risk.MUTATING: ("zoxide add /x",),
        Risk.UNKNOWN: ("zoxide query -i",),
    },
)
_GSETTINGS = Program(
    "inventory.gsettings",
    Risk.UNKNOWN,
    verbs=verbs(
        read_only="get, list-schemas, list-relocatable-schemas, list-keys, list-children, list-recursively, range, "
        "describe, writable, help, monitor",
        mutating="set, reset, reset-recursively",
    ),
    codes={"monitor": Code.FOLLOWS},
    examples={Risk.READ_ONLY: ("gsettings get a b",), Risk.MUTATING: ("gsettings set a b c",)},
)
_LYNIS = Program(
    "inventory.lynis",
    Risk.UNKNOWN,
    verbs=verbs(read_only="show version, show commands, show options, show help, show groups, show tests"),
    examples={Risk.READ_ONLY: ("lynis show version",), Risk.UNKNOWN: ("lynis audit system",)},
)


def _only(words: str, first: str = "") -> Callable[[Call], Ruling]:
    """Return a rule that reads only where every word of a call matches `words`, and the first one begins so."""
    pattern = re.compile(words)

    def rule(call: Call) -> Ruling:
        reads = (
            bool(call.words)
            and call.words[0].startswith(first)
            and not call.more_args
            and all(map(pattern.fullmatch, call.words))
        )
        return ruled(call, Risk.READ_ONLY if reads else Risk.UNKNOWN, f"inventory.{call.program}")

    return rule


@reading_with(
    Flags(
        values="--regex -a --arg -u --umask",
        switches="--test --list --lsbsysinit --reverse --exit-on-error -v --verbose --report -d --debug",
    )
)
def _run_parts(call: Call) -> Ruling:
    """With `--test` or `--list` it prints the names of what it would run."""
    if {"--test", "--list", "--version", "--help", "-V", "-h"} & set(call.words):
        return ruled(call, Risk.READ_ONLY, "inventory.run-parts")
    return ruled(call, Risk.UNKNOWN, "inventory.run-parts", "It runs the programs of a folder.")


_ASKS = Program("inventory.asks", Risk.SENSITIVE, texts={"": "It asks another machine."})
_ASKED_TO_CHANGE = Program("inventory.changes", Risk.MUTATING, texts={"": "It changes something on another machine."})

RULES: dict[str, Rule] = {
    **{program: _shows(reading) for programs, reading in _TABLE.items() for program in programs.split()},
    "bridge": _BRIDGE,
    "brctl": _BRCTL,
    "tc": _TC,
    "conntrack": _CONNTRACK,
    "vnstat": _VNSTAT,
    "nstat": _NSTAT,
    **dict.fromkeys(("lnstat", "rtstat", "ctstat"), _LNSTAT),
    "ipmitool": _IPMITOOL,
    "iw": _IW,
    "wg": _wg,
    "sadf": _SADF,
    **dict.fromkeys(("lstopo", "lstopo-no-graphics", "hwloc-ls"), _LSTOPO),
    "dmsetup": _DMSETUP,
    "udevadm": _UDEVADM,
    "inotifywait": _INOTIFYWAIT,
    "apt-file": _APT_FILE,
    "zoxide": _ZOXIDE,
    "gsettings": _GSETTINGS,
    "lynis": _LYNIS,
    "mcookie": Program("inventory.mcookie", Risk.SENSITIVE, texts={"": "It makes and prints a key."}),
    "dshbak": Program(
        "inventory.dshbak",
        Risk.READ_ONLY,
        Flags(switches="-c -h"),
        effects=(Effect("-d -f", Risk.MUTATING, "It writes a file for each host."),),
    ),
    **dict.fromkeys(("pwck", "grpck"), _lowered("accounts", "-r --read-only", switches="-q --quiet")),
    "fio": _only(r"--(?:cmdhelp|enghelp)(?:=[\w,]+)?|--version|--help"),
    "pdsh": _only(r"-[VLhq]"),
    "numactl": _only(r"-H|--hardware|-s|--show|--version|--help"),
    "capsh": _only(r"--print|--current|--decode=\w+|--explain=\w+|--suggest=\w+|--modes?|--license|--help|-h"),
    "run-parts": _run_parts,
    "dpkg-divert": _only(r"--(?:list|listpackage|truename|version|help)|[\w./*?][\w./*?-]*", first="--"),
    "dpkg-statoverride": _only(r"--(?:list|version|help)|[\w./*?]+"),
    "aide": _only(r"-D|--config-check|-v|--version|-h|--help|--path-check=\S+"),
    "hyperfine": _only(r"-V|--version|-h|--help"),
    "aria2c": _only(r"-v|--version|-h|--help(?:=\S+)?"),
    "gnutls-cli": _lowered(
        "gnutls-cli", "-l --list --priority-list --list-config --fips140-mode", values="--priority", switches="-v -h"
    ),
    **dict.fromkeys(
        names(
            "snmpget snmpgetnext snmpwalk snmpbulkget snmpbulkwalk snmptable snmpstatus snmpdf snmpnetstat ldapsearch "
            "ldapwhoami ldapcompare nping lft tcptraceroute arp-scan mdig"
        ),
        _ASKS,
    ),
    **dict.fromkeys(names("snmpset ldapadd ldapmodify ldapmodrdn ldappasswd"), _ASKED_TO_CHANGE),
    **dict.fromkeys(("ldapdelete", "nsupdate"), Program("inventory.deletes", Risk.DESTRUCTIVE)),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "ifdata -e eth0",
        "quota -u jo",
        "repquota -a",
        "prtstat 1",
        "hwloc-calc --intersect core pu:0",
        "lslogins -u",
        "losetup -l",
        "debsums -c",
        "apt-rdepends -r libc6",
        "dshbak -c < out.txt",
        "fio --cmdhelp=rw",
        "pdsh -V",
        "numactl --hardware",
        "capsh --print",
        "aide --config-check",
        "wg show wg0 latest-handshakes",
        "gnutls-cli -l",
        "gnutls-cli --version",
        "run-parts --test /etc/cron.daily",
        "dpkg-divert --list",
        "hyperfine --version",
    ),
    Risk.SENSITIVE: ("wg showconf wg0", "wg show wg0 private-key", "wg show all dump", "snmpwalk h", "ldapsearch -x"),
    Risk.MUTATING: ("wg set wg0 listen-port 1", "dshbak -f -d out"),
    Risk.DESTRUCTIVE: ("ldapdelete -x 'uid=jo'",),
    Risk.UNKNOWN: (
        "losetup -d /dev/loop0",
        "zramctl -r /dev/zram0",
        "fio job.fio",
        "numactl -N 0 ./server",
        "utmpdump -r f",
        "aide --init",
        "gnutls-cli example.com",
        "quota --novel",
        "run-parts /etc/cron.daily",
        "dpkg-statoverride --add root root 644 /x",
    ),
}
