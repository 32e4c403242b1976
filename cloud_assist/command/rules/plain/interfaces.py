"""Programs that show or change this machine's part of the network: ip, ifconfig, route, iptables, nft, ethtool, nmcli.

Sources: ip(8), ifconfig(8), route(8), arp(8), iptables(8), nft(8), ufw(8), firewall-cmd(1), ethtool(8), nmcli(1).
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Effect, Flags, Inner, Program, Rule, Ruling, ruled, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

# An abbreviation is the first verb that it begins: `ip link s` is `ip link set`, so `s` alone is nobody's.
_SHOWS = frozenset({"show", "list", "lst", "ls", "sh", "get", "monitor", "help", "-h", "l", "li", "lis", "sho"})


def _ip(call: Call) -> Ruling:
    """`ip OBJECT [show]` reads; every other verb changes the network."""
    args = Flags(
        values="-n -netns -b -batch -f -family -rc -rcvbuf -l -loops",
        switches="-4 -6 -s -d -o -j -p -c -br -a -t -ts -h -r -stats -details -json -pretty -brief -oneline -color "
        "-all -V -B -M -I -N -D",
        single_dash=True,
    ).parse(call.args)
    verbs = args.verbs
    if args.has("-b", "-batch"):
        return ruled(call, Risk.UNKNOWN, "network.ip.batch", "More commands come from a file.")
    if args.unclear or args.expanding or args.unknown:
        return ruled(call, Risk.UNKNOWN, "network.ip.option")
    if len(verbs) > 1 and verbs[0].startswith("netns") and "exec" in verbs[1]:
        command = args.operands[2 if args.has("-a", "-all") else 3 :]
        return Ruling(Risk.READ_ONLY, "network.ip.netns", "`ip netns exec` runs a command.", inner=(Inner(command),))
    if verbs[:1] == ("monitor",) or verbs[1:2] == ("monitor",):
        return ruled(call, Risk.READ_ONLY, "network.ip.monitor", "`ip monitor` keeps reading.", Code.FOLLOWS)
    if (
        len(verbs) < 2
        or verbs[1] in _SHOWS
        or (verbs[0] in {"route", "r", "ro"} and verbs[1] == "get")
        or verbs[0] == "monitor"
    ):
        return ruled(call, Risk.READ_ONLY, "network.ip.show")
    if verbs[1] in {"flush", "f"} or verbs[1].startswith("del") or verbs[1] == "d":
        return ruled(
            call,
            Risk.DESTRUCTIVE,
            "network.ip.delete",
            "It removes network settings. The machine may become unreachable.",
        )
    if "down" in verbs[2:]:
        text = "It takes a network interface down. The machine may become unreachable."
        return ruled(call, Risk.DESTRUCTIVE, "network.ip.down", text)
    return ruled(call, Risk.MUTATING, "network.ip.set", "It changes network settings.")


def _ifconfig(call: Call) -> Ruling:
    words = [word for word in call.words if word not in {"-a", "-s", "-v", "-L", "-m", "--help", "--version", "-V"}]
    if any(word[:1] == "-" for word in words[:1]) or any(word.splits and "\0" in word.text for word in call.args):
        return ruled(call, Risk.UNKNOWN, "network.interface.option")
    if len(words) <= 1:
        return ruled(call, Risk.READ_ONLY, "network.interface.show")
    if "down" in words:
        text = "It takes a network interface down. The machine may become unreachable."
        return ruled(call, Risk.DESTRUCTIVE, "network.interface.down", text)
    return ruled(call, Risk.MUTATING, "network.interface.set", "It changes network settings.")


def _route(call: Call) -> Ruling:
    words = [word for word in call.words if not re.fullmatch(r"-[neCFvaAi46]+|get|default|[\d.]+", word)]
    if call.program == "route" and any(word in {"add", "del", "delete", "flush", "change"} for word in words):
        return ruled(
            call, Risk.DESTRUCTIVE if "add" not in words else Risk.MUTATING, "network.route.set", "It changes routes."
        )
    if call.program == "arp" and any(re.match(r"-[a-zA-Z]*[sdf]|--(?:set|delete|file)", word) for word in call.words):
        return ruled(call, Risk.MUTATING, "network.arp.set", "It changes the neighbour table.")
    known = (
        r"-[neCFvaADi46Hr]+|-V|--(?:numeric|extend|verbose|cache|fib|help|version|all|use-device|device)|-A|inet6?|-i"
    )
    options = (word for word in call.words if word[:1] == "-")
    if not all(re.fullmatch(known, word) for word in options) or any(w.splits and "\0" in w.text for w in call.args):
        return ruled(call, Risk.UNKNOWN, "network.route.option")
    return ruled(call, Risk.READ_ONLY, "network.route.show")


_FIREWALL = Program(
    "network.firewall",
    Risk.MUTATING,
    Flags(
        values="-t --table -m -p -s -d -j -i -o -A -I -C -M --modprobe --dport --sport",
        switches="-L -S -F -X -Z -N -E -P -D -R --line-numbers -x --exact -v --verbose -n --numeric -w -4 -6 "
            "--list --list-rules",
    ),
    operands=2,
    effects=(
        Effect("-L -S -C --list --list-rules --check", Risk.READ_ONLY, "", lowers=True),
        Effect("-M --modprobe", Risk.UNKNOWN, "It would run the given program to load modules."),
        Effect("-F -X -D -Z -P -R --flush --delete --delete-chain --zero --policy", Risk.DESTRUCTIVE,
            "It removes rules of the firewall."),
    ),
    examples={Risk.READ_ONLY: ("iptables -L -n -v", "iptables -L INPUT 3 --line-numbers",
            "iptables -S", "iptables -t nat -L"),
        Risk.MUTATING: ("iptables -A INPUT -p tcp -j ACCEPT",),
              Risk.UNKNOWN: ("iptables -M ./x -L", "iptables -L --modp=./x"),
              Risk.DESTRUCTIVE: ("iptables -F", "iptables -D INPUT 1", "iptables -L -Z", "iptables -P INPUT "
              "DROP")},)  # fmt: skip
_FIREWALL_SAVE = Program(
    "network.firewall-save",
    Risk.READ_ONLY,
    Flags(values="-t --table -f --file -M --modprobe", switches="-c --counters -V --version -h --help"),
    effects=(
        Effect("-f --file", Risk.MUTATING, "It writes the rules to a file."),
        Effect("-M --modprobe", Risk.UNKNOWN, "It would run the given program to load modules."),
    ),
    examples={Risk.READ_ONLY: ("iptables-save", "ip6tables-save -c -t nat"), Risk.MUTATING: ("iptables-save -f out",),
              Risk.UNKNOWN: ("iptables-save -M ./x",)},
)  # fmt: skip
_FIREWALL_TOOLS = Program(
    "network.firewall-tool",
    Risk.MUTATING,
    verbs={"status": Risk.READ_ONLY, "show": Risk.READ_ONLY, "list": Risk.READ_ONLY, "version": Risk.READ_ONLY,
        "app list": Risk.READ_ONLY, "get": Risk.READ_ONLY,
           "flush": Risk.DESTRUCTIVE, "destroy": Risk.DESTRUCTIVE, "del": Risk.DESTRUCTIVE, "swap": Risk.DESTRUCTIVE,
           "delete": Risk.DESTRUCTIVE, "reset": Risk.DESTRUCTIVE,
           "disable": Risk.DESTRUCTIVE},
    bare=Risk.READ_ONLY,
    effects=(Effect("-f -file --file", Risk.MUTATING, "It reads commands from a file or writes one."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "network.firewall-tool.several", "It gets several commands in one argument.")
        if any(mark in word.text for word in args.operands for mark in ";\n")
        else ruled(call, Risk.READ_ONLY, "network.firewall-tool.ask")
        if not args.operands and args.options and all(re.match(r"--(?:list|get|query|state|info|zone|version)",
                o.name) for o in args.options)
        else ruled(call, Risk.MUTATING, "network.firewall-tool.set") if not args.operands and args.options else None
    ),
    examples={Risk.READ_ONLY: ("ufw status verbose", "nft list ruleset", "firewall-cmd --list-all",
            "firewall-cmd --zone=public --list-ports"), Risk.MUTATING: ("ufw allow 22",
            "firewall-cmd --add-port=80/tcp"),
              Risk.UNKNOWN: ("nft list ruleset \\; flush ruleset",),
              Risk.DESTRUCTIVE: ("nft flush ruleset", "ufw reset", "ufw disable")}, flags=Flags(
                  values="--zone --policy --ipset --service -output -o -file",
                  switches="--list-all --list-ports --list-services --list-all-zones --list-rich-rules "
                      "--list-interfaces --list-sources --list-protocols --list-forward-ports "
                      "--list-icmp-blocks --list-helpers --list-all-policies --state --get-default-zone "
                      "--get-active-zones --get-zones --get-services --get-icmptypes --get-policies "
                      "--get-active-policies --get-ipsets --get-log-denied --get-helpers --permanent -a -n "
                      "-nn -s -S -j -y -q --handle --json --numeric --stateless --terse",
              ),)  # fmt: skip
_ETHTOOL_READS = re.compile(
    r"-[ikSacglmdePTnuxIhw]|--(?:driver|show-[\w-]+|statistics|module-info|register-dump|eeprom-dump|phy-statistics"
    r"|get-[\w-]+|json|include-statistics|version|help)"
)


def _ethtool(call: Call) -> Ruling:
    """Most options of ethtool change the card; those that show it are few."""
    options = [word.text for word in call.args if word.text[:1] == "-"]
    alone = {"-d", "-m", "-e", "-n", "-u", "-I", "--register-dump", "--module-info", "--show-nfc", "--json", "-w"}
    if len(call.args) - len(options) > 1 and not alone & set(options):
        return ruled(call, Risk.MUTATING, "network.ethtool.set", "It changes the network card.")
    if all(_ETHTOOL_READS.fullmatch(option) for option in options) and not any(w.opaque for w in call.args[:-1]):
        return ruled(call, Risk.READ_ONLY, "network.ethtool.show")
    return ruled(call, Risk.MUTATING, "network.ethtool.set", "It changes the network card.")


_NMCLI = Program(
    "network.nmcli",
    Risk.MUTATING,
    Flags(values="-f -m -c -g -w -e", switches="-t -p -a -s -o"),
    verbs=verbs(
        read_only="general status, device $, device status, device show, device wifi list, connection $, "
        "connection show, con show, con $, dev $, dev show, dev status, general $, networking connectivity, "
        "radio $, monitor",
        destructive="connection delete, con delete, networking off",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("-s --show-secrets", Risk.SENSITIVE, "It shows passwords.", code=Code.REVEALS_SECRET),),
    examples={Risk.READ_ONLY: ("nmcli device status", "nmcli -t con show"), Risk.MUTATING: ("nmcli con up x",),
        Risk.DESTRUCTIVE: ("nmcli con delete x",)},
)  # fmt: skip


RULES: dict[str, Rule] = {
    "ip": _ip,
    **dict.fromkeys(
        (
            "ifconfig",
            "iwconfig",
        ),
        _ifconfig,
    ),
    **dict.fromkeys(
        (
            "route",
            "arp",
        ),
        _route,
    ),
    **dict.fromkeys(
        (
            "iptables",
            "ip6tables",
            "ebtables",
            "arptables",
        ),
        _FIREWALL,
    ),
    **dict.fromkeys(
        (
            "nft",
            "ufw",
            "firewall-cmd",
            "ipset",
        ),
        _FIREWALL_TOOLS,
    ),
    "ethtool": _ethtool,
    "nmcli": _NMCLI,
    **dict.fromkeys(("iptables-save", "ip6tables-save"), _FIREWALL_SAVE),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "ip addr", "ip -br a", "ip route show", "ip route get 1.1.1.1", "ifconfig", "ifconfig eth0",
        "route -n", "arp -a", "ethtool eth0", "ethtool -i eth0",
    ),
    Risk.MUTATING: (
        "ip link set eth0 up", "ifconfig eth0 up", "ip l s eth0 up", "ethtool -s eth0 speed 100", "arp -nd h",
    ),
    Risk.DESTRUCTIVE: (
        "ip link delete eth0", "ifconfig eth0 down", "ip link set eth0 down", "ip -all netns exec rm ls",
        "ip addr flush eth0", "ip route del default",
    ),
    Risk.UNKNOWN: ("ip -batch f", "ip -ba f"),
}  # fmt: skip
