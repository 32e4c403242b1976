"""What asks or steers a service on this machine: mail queues, watchdogs, caches, snapshots, disks' paths, clusters.

Sources: the manuals of postfix, exim, fail2ban, monit, varnish, snapper, multipath-tools, pacemaker, corosync, lxc,
krb5, nfs-utils and open-iscsi.
"""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import MANY, Effect, Examples, Flags, Program, Rule, reads, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk


def _options(
    name: str, reading: str, changing: str, losing: str, flags: Flags, examples: Examples, operands: int = 0
) -> Rule:
    """Return a program whose options say what it does; one that reads may take `operands`."""
    table = [(reading, Risk.READ_ONLY), (changing, Risk.MUTATING), (losing, Risk.DESTRUCTIVE)]
    given = [(options, risk) for options, risk in table if options]
    effects = (
        *(Effect(options, risk, "", lowers=True) for options, risk in given),
        *(Effect(options, risk, "") for options, risk in given if risk is not Risk.READ_ONLY),
    )
    return Program(f"resident.{name}", Risk.UNKNOWN, flags, effects=effects, examples=examples, operands=operands)


def _verbs(name: str, reading: str, changing: str, losing: str, flags: Flags, examples: Examples) -> Rule:
    """Return a program whose first words say what it does."""
    table = verbs(read_only=reading, mutating=changing, destructive=losing)
    return Program(f"resident.{name}", flags=flags, verbs=table, examples=examples)


_POSTCONF = Program(
    "resident.postconf",
    Risk.READ_ONLY,
    Flags(switches="-d -n -f -h -H -M -F -P -v -m -l -a -A -x -o -p"),
    operands=MANY,
    effects=(Effect("-e -# -X -c -b -t", Risk.MUTATING, "It changes the configuration, or reads another one."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "resident.postconf.set", "It changes the configuration.")
        if any("=" in word.text for word in args.operands)
        else None
    ),
    examples={
        Risk.READ_ONLY: ("postconf -n", "postconf mail_version"),
        Risk.MUTATING: ("postconf -e a=b", "postconf a=b", "postconf -X a"),
    },
)

RULES: dict[str, Rule] = {
    "postconf": _POSTCONF,
    "postqueue": _options(
        "postqueue",
        "-p -j",
        "-f -i -s",
        "",
        Flags(values="-i -s", switches="-p -j -f -v"),
        {Risk.READ_ONLY: ("postqueue -p", "postqueue -j"), Risk.MUTATING: ("postqueue -f", "postqueue -i A")},
    ),
    "postcat": _options(
        "postcat",
        "-q -b -h -e -d -o",
        "",
        "",
        Flags(switches="-q -b -h -e -d -o -v"),
        {Risk.READ_ONLY: ("postcat -q ABC",), Risk.UNKNOWN: ("postcat -c /tmp/x -q ABC",)},
        operands=MANY,
    ),
    "mailq": reads("resident.mailq", examples={Risk.READ_ONLY: ("mailq",), Risk.UNKNOWN: ("mailq -q",)}),
    "fail2ban-client": _verbs(
        "fail2ban",
        "status, ping, get * *, version, banned, help",
        "start, restart, reload, set, add, unban, flushlogs",
        "stop",
        Flags(switches="-v -q"),
        {
            Risk.READ_ONLY: ("fail2ban-client status sshd", "fail2ban-client ping", "fail2ban-client get sshd bantime"),
            Risk.MUTATING: ("fail2ban-client set sshd banip 1.2.3.4", "fail2ban-client unban --all"),
            Risk.UNKNOWN: ("fail2ban-client -s /tmp/x status", "fail2ban-client -i"),
        },
    ),
    "monit": Program(
        "resident.monit",
        Risk.MUTATING,
        Flags(switches="-t -V -v -B", values="-g"),
        verbs=verbs(
            read_only="status, summary, report, procmatch",
            mutating="start, stop, restart, monitor, unmonitor, reload, validate, quit",
        ),
        effects=(Effect("-t -V", Risk.READ_ONLY, "", lowers=True), Effect("-c -d -I -l -p -s", Risk.MUTATING, "")),
        examples={
            Risk.READ_ONLY: ("monit status", "monit -t", "monit summary"),
            Risk.MUTATING: ("monit", "monit stop all", "monit -c x status"),
        },
    ),
    "varnishadm": _verbs(
        "varnishadm",
        "backend.list, ban.list, vcl.list, vcl.show, param.show, panic.show, status, ping, storage.list, help, banner",
        "vcl.load, vcl.use, vcl.inline, param.set, ban, backend.set_health, start, vcl.label, vcl.state",
        "vcl.discard, panic.clear, stop",
        Flags(switches="-p -j"),
        {
            Risk.READ_ONLY: ("varnishadm backend.list", "varnishadm ping"),
            Risk.MUTATING: ("varnishadm ban x", "varnishadm vcl.load a b"),
            Risk.UNKNOWN: ("varnishadm -T db:6082 status", "varnishadm"),
        },
    ),
    "varnishstat": _options(
        "varnishstat",
        "-1 -l",
        "",
        "",
        Flags(values="-f -I -X", switches="-1 -j -l -x -r"),
        {Risk.READ_ONLY: ("varnishstat -1", "varnishstat -1 -j"), Risk.UNKNOWN: ("varnishstat",)},
    ),
    "snapper": _verbs(
        "snapper",
        "list, ls, status, list-configs, get-config, diff, xadiff",
        "create, modify, mount, umount, create-config, set-config, setup-quota, cleanup",
        "delete, rm, undochange, rollback, delete-config",
        Flags(
            values="-c --config --columns --machine-readable -t --type",
            switches="-q --quiet -v --verbose --utc --iso --no-headers --csvout --jsonout --no-dbus -a --all-configs",
        ),
        {
            Risk.READ_ONLY: ("snapper list", "snapper -c root status 1..2"),
            Risk.MUTATING: ("snapper create",),
            Risk.DESTRUCTIVE: ("snapper delete 1", "snapper undochange 1..2"),
            Risk.UNKNOWN: ("snapper status -o f 1..2", "snapper diff --diff-cmd x 1..2"),
        },
    ),
    "multipath": _options(
        "multipath",
        "-l -t -T -c",
        "-r -a -A -w -q -i -e",
        "-f -F -W",
        Flags(values="-v -p -b", switches="-l -t -T -c -d -u"),
        {
            Risk.READ_ONLY: ("multipath -ll", "multipath -l mpatha"),
            Risk.MUTATING: ("multipath -r", "multipath -a x"),
            Risk.DESTRUCTIVE: ("multipath -F", "multipath -f x"),
            Risk.UNKNOWN: ("multipath",),
        },
        operands=1,
    ),
    "crm_mon": _options(
        "crm_mon",
        "-1 --one-shot",
        "-d --daemonize -p --pid-file -h --as-html -E --external-agent --output-to --as-cgi -w --web-cgi",
        "",
        Flags(
            values="--output-as --resource --node --include --exclude --fence-history",
            switches="-1 --one-shot -n --group-by-node -r --inactive -A --show-node-attributes -f --show-failcounts "
            "-c --show-tickets -o --show-operations -t --timing-details -R --show-detail -b --brief -j "
            "-N --as-console -s --simple-status -X --as-xml --hide-headers -D",
        ),
        {
            Risk.READ_ONLY: ("crm_mon -1", "crm_mon -1 -r -f"),
            Risk.MUTATING: ("crm_mon -d -p f", "crm_mon -1 -h out.html", "crm_mon -1 --output-to=f"),
            Risk.UNKNOWN: ("crm_mon",),
        },
    ),
    "crm_verify": _options(
        "crm_verify",
        "-L --live-check -x --xml-file -p --xml-pipe",
        "-S --save-xml",
        "",
        Flags(values="-x --xml-file", switches="-L --live-check -p --xml-pipe -V --verbose -Q --quiet"),
        {Risk.READ_ONLY: ("crm_verify -L",), Risk.MUTATING: ("crm_verify -L -S f",)},
    ),
    "crm_node": _options(
        "crm_node",
        "-l --list -p --partition -q --quorum -n --name -i --cluster-id",
        "",
        "-R --remove",
        Flags(switches="-l --list -p --partition -q --quorum -n --name -i --cluster-id -Q --quiet -V --verbose"),
        {Risk.READ_ONLY: ("crm_node -l", "crm_node -q"), Risk.DESTRUCTIVE: ("crm_node -R x",)},
    ),
    "corosync-cfgtool": _options(
        "corosync",
        "-s -n",
        "-R -L",
        "-H -k -f",
        Flags(switches="-s -n -b"),
        {
            Risk.READ_ONLY: ("corosync-cfgtool -s",),
            Risk.MUTATING: ("corosync-cfgtool -R",),
            Risk.DESTRUCTIVE: ("corosync-cfgtool -H",),
        },
    ),
    "corosync-quorumtool": _options(
        "corosync",
        "-s -l -p",
        "-v -n -e",
        "-f",
        Flags(switches="-s -l -p -i"),
        {Risk.READ_ONLY: ("corosync-quorumtool -s",), Risk.MUTATING: ("corosync-quorumtool -e 3",)},
    ),
    "lxc-ls": _options(
        "lxc-ls",
        "-1 -f --fancy -l --long --active --running --frozen --stopped --defined",
        "-o --logfile",
        "",
        Flags(
            values="-F --fancy-format -g --groups --filter",
            switches="-1 -f --fancy -l --long --active --running --frozen --stopped --defined --nesting -q --quiet",
        ),
        {Risk.READ_ONLY: ("lxc-ls -f", "lxc-ls --running"), Risk.MUTATING: ("lxc-ls -f -o log.txt",)},
    ),
    "lxc-info": _options(
        "lxc-info",
        "-n --name",
        "-o --logfile",
        "",
        Flags(values="-n --name", switches="-i --ips -p --pid -s --state -S --stats -H --no-humanize -q --quiet"),
        {Risk.READ_ONLY: ("lxc-info -n web",), Risk.MUTATING: ("lxc-info -n web --logfile=log",)},
    ),
    "klist": Program(
        "resident.klist",
        Risk.READ_ONLY,
        Flags(switches="-c -k -e -l -A -f -s -a -n -i -t -d -C -V"),
        effects=(Effect("-K", Risk.SENSITIVE, "It shows keys.", code=Code.REVEALS_SECRET),),
        operands=1,
        examples={Risk.READ_ONLY: ("klist -f", "klist -k /etc/krb5.keytab"), Risk.SENSITIVE: ("klist -k -K",)},
    ),
    "exportfs": _options(
        "exportfs",
        "-v -s",
        "-a -r -i -o",
        "-u -f",
        Flags(switches="-v -s"),
        {
            Risk.READ_ONLY: ("exportfs -v", "exportfs -s"),
            Risk.MUTATING: ("exportfs -ra", "exportfs -o rw h:/x"),
            Risk.DESTRUCTIVE: ("exportfs -u h:/x",),
            Risk.UNKNOWN: ("exportfs -v h:/x",),
        },
    ),
    "iscsiadm": Program(
        "resident.iscsiadm",
        Risk.UNKNOWN,
        Flags(values="-m --mode -P --print -T --targetname -p --portal -r --sid -I --interface -o --op"),
        effects=(
            Effect("-m --mode", Risk.READ_ONLY, "", value="session|node|iface|fw", lowers=True),
            Effect("-m --mode", Risk.SENSITIVE, "It asks another machine.", value="discovery.*", lowers=True),
            Effect("-l --login -R --rescan -L -s -S", Risk.MUTATING, "It signs in, or shows the passwords."),
            Effect("-u --logout -U -k --killiscsid", Risk.DESTRUCTIVE, "It takes disks away."),
            Effect("-o --op", Risk.MUTATING, "", value="(?!show$|delete$).*"),
            Effect("-o --op", Risk.DESTRUCTIVE, "", value="delete"),
        ),
        examples={
            Risk.READ_ONLY: ("iscsiadm -m session -P 3", "iscsiadm -m node"),
            Risk.MUTATING: (
                "iscsiadm -m node -l",
                "iscsiadm -m node -T t -o update -n a -v b",
                "iscsiadm -m session -R",
            ),
            Risk.DESTRUCTIVE: ("iscsiadm -m node -u", "iscsiadm -m node -o delete"),
            Risk.SENSITIVE: ("iscsiadm -m discovery -t st -p h",),
        },
    ),
}
