"""URLs, hosts, ports and connections, and copying between machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import path, quoted
from cloud_assist.catalog.composed.request import Found, Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.composed.wanted import changes_something

_HOST = (
    r"(?P<host>«[fhiq]\w+»|(?!(?:the|an?|remote|host|port|file|user|server|machine|every|each|my|without|with|and|to"
    r"|instance|container|pod|database|cluster|network|internet|it)\b)[\w.-]+)"
)
_URL = (
    Form(
        Said(r"(?=.*\b(?:status|response) codes?\b|.*\bhttp status\b).*?(?P<url>{u}|«f\w+»)", "code status"),
        "Print the status code that {url} answers with",
        ("curl -s -o /dev/null -w '%{http_code}\\n' {url}", "curl -sI {url}"),
    ),
    Form(
        Said(r"(?=.*\bheaders?\b)(?!.*\bsend\b).*?(?P<url>{u})", "header"),
        "Show the headers that {url} answers with",
        ("curl -sI {url}", "wget -S --spider {url}"),
    ),
    Form(
        Said(
            r"\bpost\b.*?(?:data|body|json|with|of|form)(?: (?:the|data|body|json|payload"
            r"|content))* (?P<data>{q}).*?(?P<url>{u})|\bsend\b(?: (?:the|json|data|body|text))* (?P<sent>{q}) to "
            r"(?P<url2>{u}).*\bpost",
            "post",
        ),
        "Send {data|}{sent|} to {url|}{url2|}",
        ("curl -X POST -d {data|}{sent|} {url|}{url2|}",),
    ),
    Form(
        Said(r"\b(?:post)\b.*?(?P<url>{u})(?:.*?(?P<data>{q}))?", "post"),
        "Send a POST request to {url}",
        ("curl -X POST -d {data|'<data>'} {url}",),
    ),
    Form(
        Said(
            r"\b(?:recursive(?:ly)?|mirror|whole site|entire (?:site|website))\b.*?(?P<url>{u})",
            "recurs mirror whole entire",
        ),
        "Download {url} and what it links to",
        ("wget -r {url}",),
    ),
    Form(
        Said(
            r"(?P<url>{u}).*?\b(?:save|store|write|output|call|name|as|to|into)\b(?: (?:it|the|to|as|in"
            r"|into|file|result|output|named|under|name|directory))* (?P<file>«[fpq]\w+»)|\b(?:save|store"
            r"|download)\b.*?(?P<url2>{u}) (?:to|as|into) (?P<to>«[fpq]\w+»)",
            "save store writ output call name as to",
        ),
        "Download {url|}{url2|} to {file|}{to|}",
        ("curl -L -o {file|}{to|} {url|}{url2|}", "wget -O {file|}{to|} {url|}{url2|}"),
    ),
    Form(
        Said(r"\b(?:download|wget|fetch the file|retrieve|grab)\b.*?(?P<url>{u})", "download wget fetch retriev grab"),
        "Download {url}",
        ("curl -L -O {url}", "wget {url}"),
    ),
    Form(
        Said(
            r"\b(?:fetch|get|show|print|display|request|open|read|view|call|query|curl|access)\b.*?(?P<url>{u})", "«u"
        ),
        "Print what {url} answers",
        ("curl -sL {url}", "wget -qO- {url}"),
    ),
)
_NET = (
    Form(
        Said(
            r"\b(?:public|external|outside|internet) ip\b|\bip (?:address )?.*\b(?:public|external"
            r"|seen from outside|on the internet)",
            "public external outside internet",
        ),
        "Print the address by which the internet sees you",
        ("curl -s https://ifconfig.me", "dig +short myip.opendns.com @resolver1.opendns.com"),
    ),
    Form(
        Said(
            r"\b(?:which|what|find|show|list|get|display|print|see|check)\b.*\b(?:process(?:es)?|program"
            r"|application|service|listen\w*|us(?:es|ing)|pid|occup\w+|bound"
            r"|running)\b.*?\bport (?:number )?(?P<n>\d+)|\b(?:process(?:es)?|pid)\b.*\bport (?P<m>\d+)"
            r"|\bwhat(?:'s| is)? (?:on|using|listening on) port (?P<n2>\d+)|\bif port (?P<n3>\d+)",
            "port",
        ),
        "Show which process uses port {n|}{m|}{n2|}{n3|}",
        ("lsof -i :{n|}{m|}{n2|}{n3|}", "ss -tlnp 'sport = :{n|}{m|}{n2|}{n3|}'"),
        ("lsof -i :{n|}{m|}{n2|}{n3|}",),
    ),
    Form(
        Said(
            r"\bopen(?:ed)? files\b.*\b(?:process|pid)(?: (?:with|id|pid|number))* (?P<n>\d+)"
            r"|\bfiles\b.*\bopen(?:ed)?\b.*\b(?:by|of|for) (?:the )?(?:process|pid)(?: (?:with|id|pid"
            r"|number))* (?P<m>\d+)",
            "open",
        ),
        "List the files that process {n|}{m|} has open",
        ("lsof -p {n|}{m|}",),
    ),
    Form(
        Said(
            r"\bopen(?:ed)? files\b.*\b(?:by|of) (?:the )?user (?P<user>{a})"
            r"|\bfiles opened by (?:the )?(?:user )?(?P<other>{q}|(?<=user\ )\w+)",
            "open",
        ),
        "List the files that {user|}{other|} has open",
        ("lsof -u {user|}{other|}",),
    ),
    Form(
        Said(
            r"\b(?:which|what) (?:process(?:es)?|programs?)\b.*\b(?:using|has|have|opened|accessing"
            r"|use)\b.*?(?P<file>«[pfq]\w+»)",
            "process program",
        ),
        "Show which processes have {file} open",
        ("lsof {file}", "fuser {file}"),
    ),
    Form(
        Said(
            r"\blisten(?:ing|s)?\b(?=.*\b(?:port|socket|tcp|udp|service|on)\b)|\bopen (?:tcp |udp "
            r"|network )?ports\b|\bports?\b.*\b(?:listen\w*|open|in use)\b|\blistening\b",
            "listen port",
        ),
        "Show what listens on which port",
        ("ss -tulpn", "netstat -tulpn", "lsof -iTCP -sTCP:LISTEN"),
        ("lsof -nP -iTCP -sTCP:LISTEN", "netstat -an"),
    ),
    Form(
        Said(r"\bestablished\b", "establish"),
        "Show the established connections",
        ("ss -t state established", "netstat -tn"),
        ("netstat -an -p tcp", "lsof -iTCP -sTCP:ESTABLISHED"),
    ),
    Form(
        Said(
            r"\b(?:network|tcp|udp|active|open|internet|socket) (?:connections?|sockets?)\b"
            r"|\bsockets\b.*\b(?:list|show|all|statistics)|\bnetwork statistics",
            "connect socket statistic",
        ),
        "Show the network connections",
        ("ss -tunap", "netstat -tunap", "lsof -i"),
        ("netstat -an", "lsof -i"),
    ),
    Form(
        Said(
            rf"\bping\b(?: (?:the|host|server|address|machine))* {_HOST}(?:.*?(?P<n>\d+) (?:times|packets"
            r"|pings|requests|icmp))?",
            "ping",
        ),
        "Ask {host} {n|4} times whether it is there",
        ("ping -c {n|4} {host}",),
    ),
    Form(
        Said(
            r"\b(?:check|test|see)\b.*\b(?:host|server|machine|reachable|up|online"
            r"|alive|whether|if)\b.*?(?P<host>«[fiq]\w+»)(?= (?:answers|responds|is|can)|$)(?! (?:port"
            r"|on port))|\bis (?P<other>«[fiq]\w+») (?:up"
            r"|reachable|online|alive)",
            "check test see is",
        ),
        "Ask {host|}{other|} whether it is there",
        ("ping -c 4 {host|}{other|}",),
    ),
    Form(
        Said(
            r"\b(?:route|path|hops)\b.*\bto (?:the )?(?:host )?(?P<host>«[fiq]\w+»)"
            r"|\btrace\w*\b.*?(?P<other>«[fiq]\w+»)",
            "route path hop trac",
        ),
        "Show the way of packets to {host|}{other|}",
        ("traceroute {host|}{other|}",),
    ),
    Form(
        Said(
            r"\breverse\b.*\b(?:dns|lookup)\b.*?(?P<host>«[iq]\w+»)|\b(?:host ?name|name) (?:of"
            r"|for) (?:the )?(?:ip )?(?:address )?(?P<other>«[iq]\w+»)",
            "revers name",
        ),
        "Print the name of {host|}{other|}",
        ("dig +short -x {host|}{other|}", "host {host|}{other|}"),
    ),
    Form(
        Said(r"\b(?P<type>mx|txt|ns|cname|soa|aaaa)\b.*?(?P<host>«[fh]\w+»)", "mx txt ns cname soa aaaa"),
        "Ask for the {type} records of {host}",
        ("dig +short {type:bare} {host}", "host -t {type:bare} {host}", "nslookup -type={type:bare} {host}"),
    ),
    Form(
        Said(
            r"\b(?:ip|dns|address|addresses|resolve|look ?up|lookup|nslookup"
            r"|domain name)\b.*?(?P<host>«f\w+»)(?! (?:file))",
            "ip dns address resolv look",
        ),
        "Look up the addresses of {host}",
        ("dig +short {host}", "host {host}", "nslookup {host}"),
    ),
    Form(
        Said(r"\b(?:routing table|routes|default gateway|gateway)\b", "rout gateway"),
        "Show the routing table",
        ("ip route", "route -n", "netstat -rn"),
        ("netstat -rn",),
    ),
    Form(
        Said(r"\b(?:dns|name) servers?\b", "server"),
        "Show which name servers are used",
        ("cat /etc/resolv.conf",),
    ),
    Form(Said(r"\barp\b", "arp"), "Show the neighbours in the local network", ("ip neigh", "arp -a"), ("arp -a",)),
    Form(
        Said(
            r"\b(?:ip|mac|hardware|ethernet) address(?:es)?\b|\bnetwork (?:interfaces?|adapters?"
            r"|configuration|cards?)\b|\binterfaces\b|\bmy ip\b|\bip of (?:this|my)\b",
            "ip mac hardware ethernet network interface",
        ),
        "Show the network interfaces and their addresses",
        ("ip addr", "ifconfig", "hostname -I"),
        ("ifconfig",),
    ),
)
_LOGIN = Said(
    r"(?:\bssh (?=to |into |in |«|as )|\b(?:connect|log ?in|login|logon|log on|open a (?:shell"
    r"|connection|session))\b)(?: ?(?:in|on))?(?: ?to)?(?: (?:the|a|remote|host|server|machine|via"
    rf"|through|ssh|in|into|system|over|secure|shell|called|named))* {_HOST}",
    "ssh connect log open",
)
_REMOTE_RUN = Said(
    r"\b(?:run|execute|launch|start|invoke)\b(?: (?:the|a|command|script"
    r"|program))* (?P<command>{q}|[\w-]+)(?: command)? (?:on|at|over|via)(?: (?:the|a|remote"
    rf"|host|server|machine|ssh|on|named|called))* {_HOST}",
    "run execut launch start invok",
)
_USER = Said(
    r"\b(?:as|with|under)(?: (?:the|user|username|user name|login|name))* (?P<user>(?!key|port"
    r"|the\b|a\b|x11|compression|password|ssh\b|identity)(?:«q\w+»|\w[\w-]*))"
    r"|\buser (?P<other>\w[\w-]*)",
    "as with user under",
)
_PORT = Said(r"\bport (?:number )?(?P<port>\d+)", "port")
_KEY = Said(r"\b(?:key|identity)(?: (?:file|in|from))* (?P<key>«[pfq]\w+»)", "key identity")
_REMOTE_COPY = Said(
    r"^(?:securely |recursively )?(?:copy|transfer|send|upload|download|get|fetch|scp|sync\w*"
    r"|rsync|back ?up|mirror)\b",
    "copy transfer send upload download get fetch scp sync back mirror",
)
_ON_HOST = Said(
    r"\b(?P<way>on|to|from|at)(?: (?:the|a|remote))* (?:host|server|machine|remote host"
    rf"|remote server|remote machine)(?: (?:named|called))? {_HOST}|\b(?P<from>from"
    r"|to) (?P<remote>«h\w+»|«i\w+»)|(?P<given>«h\w+»)",
    "host server machine remote «h «i",
)
_FROM_HOST = Said(rf"\bremote (?:file|directory)\b.*?\bfrom {_HOST}", "remote")
_SYNC = Said(r"\b(?:rsync|sync(?:hroni[sz]e)?|mirror)\b", "sync mirror")
_PAIR = Said(
    r"^\w+(?: (?:the|directory|file|contents of))* (?P<one>\w[\w.-]*) (?:to|into|with)(?: (?:the"
    r"|directory))* (?P<two>\w[\w.-]*)"
)
_BARE_NAME = re.compile(r"[\w.-]+")
_MANY = Said(r"\b(?:recursive(?:ly)?|director(?:y|ies)|contents|everything)\b", "recurs direct content every")
_PROGRESS = Said(r"\bprogress\b", "progress")
_DELETE = Said(r"\b(?:delet\w+|remov\w+)\b", "delet remov")
_DRY = Said(r"\bdry[ -]?run|without (?:making|doing) any|\bwhat would\b", "dry without would")


def network(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands about URLs, hosts, ports and connections."""
    if "«u" in request.whole:
        found = list(composed_by(_URL, request, around))
        yield from found
        if found:
            return
    for read in (_copied, _remote):
        found = list(read(request.anew()))
        yield from found
        if found:
            return
    if not changes_something(request):
        yield from composed_by(_NET, request, around)


def _remote(request: Request) -> Iterator[Composed]:
    """Yield `ssh` to log in somewhere, or to run something there."""
    port, key = request.take(_PORT), request.take(_KEY)
    run = request.take(_REMOTE_RUN)
    login = None if run is not None else request.take(_LOGIN)
    found = run or login
    if found is None or not (
        (run is not None and any(word in request.whole for word in ("remote", " host ", " server ", " machine ")))
        or login is not None
        or "ssh" in request.whole
    ):
        return
    user = request.take(_USER)
    host = found["host"]
    name = (user["user"] or user["other"]) if user is not None else ""
    if login is not None and not (
        name
        or "ssh" in request.whole
        or "«" in found.masked("host")
        or "server" in request.whole
        or "host" in request.whole
        or "machine" in request.whole
    ):
        return
    words = ["ssh"]
    words += ["-p", port["port"]] if port is not None else []
    words += ["-i", path(key["key"])] if key is not None else []
    words.append(quoted(f"{name}@{host}" if name and "@" not in host else host))
    words += [quoted(run["command"])] if run is not None else []
    yield Composed(" ".join(words), f"Run `{run['command']}` on {host}" if run is not None else f"Log in to {host}")


def _copied(request: Request) -> Iterator[Composed]:
    """Yield `rsync` or `scp` for copies between machines, and for folders that are kept alike."""
    if not request.says(_REMOTE_COPY):
        return
    syncs = request.in_whole(_SYNC)
    where = request.take(_FROM_HOST) or request.take(_ON_HOST)
    if where is None and not syncs:
        return
    pair = request.find(_PAIR) if "«" not in request.text else None
    files = [path(pair["one"]), path(pair["two"])] if pair is not None else named_files(request)
    source, target = [*files, "<source>", "<destination>"][:2] if len(files) != 1 else (files[0], "<destination>")
    if where is not None:
        source, target = _with_host(where, source, target, files, "from" in request.whole)
    many = request.in_whole(_MANY) and "current directory" not in request.whole
    flags = "-a" + ("v" if syncs else "")
    more = "".join(
        (
            " --progress" if request.in_whole(_PROGRESS) else "",
            " --delete" if request.in_whole(_DELETE) else "",
            " -n" if request.in_whole(_DRY) else "",
        )
    )
    rsync = Composed(
        f"rsync {flags}{more} {source}{'/' if many and syncs and not source.endswith(('/', '>')) else ''} {target}",
        f"Copy what differs from {source} to {target}",
    )
    scp = Composed(f"scp{' -r' if many else ''} {source} {target}", f"Copy {source} to {target}")
    yield from (rsync, scp) if syncs or more or where is None or (many and "«h" in request.whole) else (scp, rsync)


def _with_host(where: Found, source: str, target: str, files: list[str], from_there: bool) -> tuple[str, str]:
    groups = where.match.re.groupindex
    host = (
        where["host"]
        or (where["remote"] if "remote" in groups else "")
        or (where["given"] if "given" in groups else "")
    )
    target = target if len(files) > 1 else "" if not from_there else "."
    if ":" in host:
        there = f"{host.rstrip('/')}/{files[0]}" if files and from_there and _BARE_NAME.fullmatch(files[0]) else host
        return (quoted(there), target or ".") if from_there else (source, quoted(host))
    if from_there:
        return f"{quoted(host)}:{source}", target or "."
    return source, f"{quoted(host)}:{target if target != '<destination>' else ''}"
