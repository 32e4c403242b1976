"""Programs that talk to other machines: curl, wget, httpie, nc, ssh, scp, and the ones that only ask (dig, ping, nmap).

Sources: curl(1), wget(1), httpie, ncat(1), ssh(1), scp(1), ssh-keygen(1), BIND's dig, iputils.
"""

from __future__ import annotations

import re

from cloud_assist.models import Risk
from cloud_assist.shell.findings import Code, finding
from cloud_assist.shell.rules import paths
from cloud_assist.shell.rules.base import Args, Call, Effect, Flags, Inner, Program, Rule, Ruling, Word, ruled
from cloud_assist.shell.rules.wrappers import Wrapper
from cloud_assist.shell.syntax import OPAQUE

_CURL_FLAGS = Flags(
    values="-A --user-agent -b --cookie -c --cookie-jar -C --continue-at -d --data --data-ascii --data-binary --data-raw --data-urlencode "
    "--json -D --dump-header -e --referer -E --cert --cert-type --key --key-type --pass --cacert --capath -F --form --form-string -H --header "
    "--interface -K --config --limit-rate -m --max-time --connect-timeout -o --output --output-dir -P --ftp-port -Q --quote "
    "-r --range --retry --retry-delay --retry-max-time -t --telnet-option -T --upload-file -u --user -U --proxy-user -w --write-out "
    "-x --proxy -X --request --request-target -y --speed-time -Y --speed-limit -z --time-cond --resolve --connect-to --url --url-query "
    "--max-redirs --max-filesize --proto --proto-default --proto-redir --ciphers --tls-max --tls13-ciphers --socks5 --socks5-hostname --socks4 "
    "--socks4a --preproxy --noproxy --unix-socket --abstract-unix-socket --doh-url --dns-servers --dns-interface --engine --crlfile "
    "--pinnedpubkey --aws-sigv4 --oauth2-bearer --service-name --stderr --trace --trace-ascii --keepalive-time --local-port --libcurl "
    "--happy-eyeballs-timeout-ms --expect100-timeout --mail-from --mail-rcpt --mail-auth --login-options --sasl-authzid --rate --hsts --alt-svc "
    "--etag-save --etag-compare --proxy-header --proxy-cacert --curves --delegation --parallel-max --create-file-mode --netrc-file --variable",
    switches="-a -B -f -g -G -i -I -j -J -k -l -L -M -n -N -O -p -q -R -s -S -v -V -Z -0 -1 -2 -3 -4 -6 -# --fail --head --get --include --insecure "
    "--location --silent --show-error --verbose --version --compressed --remote-name --remote-name-all --remote-header-name --remote-time "
    "--http1.1 --http1.0 --http2 --http3 --http2-prior-knowledge --no-buffer --no-progress-meter --progress-bar --netrc --netrc-optional "
    "--negotiate --ntlm --basic --digest --anyauth --ssl --ssl-reqd --tlsv1.2 --tlsv1.3 --globoff --path-as-is --fail-with-body --fail-early "
    "--location-trusted --post301 --post302 --post303 --raw --tcp-fastopen --tcp-nodelay --disable --append --create-dirs --list-only "
    "--retry-connrefused --retry-all-errors --no-keepalive --ipv4 --ipv6 --next --parallel --remove-on-error --clobber --no-clobber --help --manual "
    "--no-alpn --cert-status --false-start --haproxy-protocol --trace-time --trace-ids --skip-existing --junk-session-cookies",
)  # fmt: skip
_DATA = ("-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--json", "-F", "--form", "--form-string")
# Words in the path of an HTTP interface that end or empty something although the method is POST or PUT.
_RUINOUS_PATH = re.compile(
    r"/(?:_?delete[\w-]*|_?purge[\w-]*|_?remove[\w-]*|_?destroy[\w-]*|_?terminate[\w-]*|_close|_shutdown|shutdown|_cancel|cancel\w*|revoke\w*|_?flush_all|"
    r"flushall|wipe\w*|_?drop\w*|_?truncate\w*|stop|kill|reset|expire|refunds?|void|doDelete|term|uninstall|deactivate|disable|_clear)(?:[/?#&]|$)"
    r"|[?&](?:Action=(?:Delete|Terminate|Remove|Purge|Revoke)\w*|query=[^&]*(?:DROP|DELETE|TRUNCATE))|delete_by_query|delete_series|clean_tombstones",
    re.IGNORECASE,
)
_RUINOUS_BODY = re.compile(
    r"\b(?:drop\s+(?:table|database|schema|collection|index)|delete\s+from|truncate\s+table)\b|\"?(?:method|action|op|command|mutation)\"?\s*:?\s*\"?\s*\{?\s*"
    r"(?:delete|remove|destroy|purge|terminate|drop)\w*",
    re.IGNORECASE,
)
# Interfaces where a POST with a body only asks.
_ASKING_PATH = re.compile(r"/(?:_search|_count|_msearch|_mget|_validate/query|_explain|_analyze|_field_caps|_sql|api/v1/query(?:_range)?|api/v1/series|api/v1/labels)(?:[/?]|$)")
_METADATA = re.compile(r"169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|fd00:ec2::254", re.IGNORECASE)
_CREDENTIAL_PATH = re.compile(r"security-credentials/.+|service-accounts/[^/]+/(?:token|identity)|identity/oauth2/token|/credentials|api/token|/secret(?:s)?/data/|/v1/[^/]+/creds/")


def _curl(call: Call, args: Args, verb: str) -> Ruling | None:
    refusal = _curl_unclear(call, args)
    if refusal is not None:
        return refusal
    urls = " ".join([*args.verbs, *args.values("--url")])
    sends = [option for option in args.options if option.name in _DATA]
    files = any("@" in option.text[:1] or "=@" in option.text or "=<" in option.text for option in sends) or args.has("-T", "--upload-file")
    codes = (Code.SENDS_DATA_OUT,) if sends or files else ()
    method = (args.value("-X", "--request") or "").upper()
    if not method:
        method = "GET" if args.has("-G", "--get") else "PUT" if args.has("-T", "--upload-file") else "POST" if sends else "GET"
    body = " ".join(option.text for option in sends)
    ruling = _method(call, method, urls, body, "network.curl", codes)
    if ruling.risk.rank >= Risk.MUTATING.rank:
        return ruling
    written = _curl_writes(call, args)
    if written is not None:
        return written
    if files:
        return ruled(call, Risk.MUTATING, "network.curl.upload", "It sends a file to another machine.", *codes)
    if sends and method in {"GET", "HEAD"} and any(paths.holds_secret(Word(o.text.lstrip("@"), "")) for o in sends):
        return ruled(call, Risk.MUTATING, "network.curl.upload", "It sends a secret to another machine.", *codes)
    return ruling


def _curl_unclear(call: Call, args: Args) -> Ruling | None:
    if args.has("-K", "--config", "--variable", "--engine"):
        return ruled(call, Risk.UNKNOWN, "network.curl.config", "More options of `curl` come from a file.")
    if args.unknown or args.expanding or call.more_args and not any(w.text == "--" for w in call.args):
        unquoted = [w for w in args.operands if w.splits and w.text[:1] == OPAQUE]
        if args.unknown or len(unquoted) != len(args.operands) or call.more_args:
            return ruled(call, Risk.UNKNOWN, "network.curl.option", "An option of `curl` is not covered or known only at run time.")
    quotes = args.values("-Q", "--quote")
    if quotes:
        return ruled(call, Risk.DESTRUCTIVE if any("del" in q.lower() or "rm" in q.lower() for q in quotes) else Risk.MUTATING, "network.curl.quote",
                     "`curl -Q` gives the server a command.")  # fmt: skip
    if any(OPAQUE in (option.text) for option in args.options if option.name in {"-X", "--request"}):
        return ruled(call, Risk.UNKNOWN, "network.curl.method", "The method of the request is known only at run time.")
    if args.has("--mail-from", "--mail-rcpt"):
        return ruled(call, Risk.DESTRUCTIVE, "network.curl.mail", "It sends mail.", Code.SENDS_DATA_OUT)
    if args.has("-c", "--cookie-jar", "-D", "--dump-header", "--trace", "--trace-ascii", "--stderr", "--libcurl", "--hsts", "--alt-svc", "--etag-save"):
        names_out = args.values("-c", "--cookie-jar", "-D", "--dump-header", "--trace", "--trace-ascii", "--stderr", "--libcurl", "--hsts", "--alt-svc", "--etag-save")
        if any(name not in {"-", "/dev/null", "/dev/stdout", "/dev/stderr", "%"} for name in names_out):
            return ruled(call, Risk.MUTATING, "network.curl.file", "`curl` writes a file.")
    return None


def _curl_writes(call: Call, args: Args) -> Ruling | None:
    outputs = args.values("-o", "--output")
    if any(paths.is_disk(name) for name in outputs):
        return ruled(call, Risk.FORBIDDEN, "network.curl.disk", "It writes over a disk.")
    if any(paths.is_system(name) and not paths.is_harmless_device(name) for name in outputs):
        return ruled(call, Risk.DESTRUCTIVE, "network.curl.system", "It writes a file of the operating system.")
    if any(name != "-" and not paths.is_harmless_device(name) for name in outputs) or args.has("-O", "--remote-name", "--remote-name-all", "-J"):
        return ruled(call, Risk.MUTATING, "network.curl.file", "`curl` writes what it fetches to a file.")
    return None


def _method(call: Call, method: str, urls: str, body: str, rule: str, codes: tuple[Code, ...]) -> Ruling:
    if re.search(r"(?:^|\s)(?:file|smb|dict|gopher|ldap|scp|sftp|telnet|mqtt):", urls, re.IGNORECASE):
        risk = Risk.SENSITIVE if "file:" in urls.lower() else Risk.UNKNOWN
        return ruled(call, risk, f"{rule}.scheme", "It uses a protocol other than HTTP.")
    if method in {"GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND"}:
        if _METADATA.search(urls) and _CREDENTIAL_PATH.search(urls):
            return ruled(call, Risk.SENSITIVE, f"{rule}.metadata", "It fetches the machine's own credentials.", Code.REVEALS_SECRET)
        if _CREDENTIAL_PATH.search(urls):
            return ruled(call, Risk.SENSITIVE, f"{rule}.secret", "It fetches a secret.", Code.REVEALS_SECRET)
        if _RUINOUS_PATH.search(urls) and re.search(r"Action=|delete_series|[?&]query=", urls):
            return ruled(call, Risk.DESTRUCTIVE, f"{rule}.path", "The address names something that deletes.")
        return ruled(call, Risk.READ_ONLY, rule, f"`{call.program}` fetches and prints.", *codes)
    if method in {"DELETE", "PURGE", "UNLOCK"}:
        return ruled(call, Risk.DESTRUCTIVE, f"{rule}.delete", "It asks the server to delete something.", *codes)
    if _RUINOUS_PATH.search(urls) or _RUINOUS_BODY.search(body):
        return ruled(call, Risk.DESTRUCTIVE, f"{rule}.path", "It asks the server to delete, cancel or empty something.", *codes)
    if method == "POST" and _ASKING_PATH.search(urls) and OPAQUE not in body[:1]:
        return ruled(call, Risk.READ_ONLY, f"{rule}.search", "The request only searches.", *codes)
    if method in {"POST", "PUT", "PATCH", "MKCOL", "COPY", "MOVE", "REPORT", "SEARCH", "QUERY", "CONNECT", "LINK"}:
        return ruled(call, Risk.MUTATING, f"{rule}.write", f"A {method} request changes something on the server.", *codes)
    return ruled(call, Risk.UNKNOWN, f"{rule}.method", f"The request's method {method!r} is not covered.", *codes)


_CURL = Program(
    "network.curl", Risk.READ_ONLY, _CURL_FLAGS, help="--version -V", custom=_curl,
    examples={
        Risk.READ_ONLY: (
            "curl https://x.com", "curl -s -o /dev/null -w '%{http_code}' https://x", "curl -fsSL https://x", "curl -I https://x", "curl -H 'A: b' $URL", "curl -X GET x", "curl -XHEAD x",
            "curl -u a:b https://x", "curl -G -d q=1 x", "curl --request GET x", "curl -k -v x", "curl --connect-timeout 5 x", "curl -s \"$URL/health\"", "curl -X POST localhost:9200/a/_search -d '{}'",
        ),
        Risk.SENSITIVE: ("curl http://169.254.169.254/latest/meta-data/iam/security-credentials/r", "curl file:///etc/passwd"),
        Risk.MUTATING: ("curl -o f x", "curl -O x", "curl -d a=b x", "curl -X POST x", "curl --data-binary @f x", "curl -F f=@x u", "curl -T f u", "curl -X PUT -d @f u", "curl --json '{}' x", "curl -of x",
                        "curl --data-b x=1 u", "curl -D h u", "curl -c jar u"),
        Risk.DESTRUCTIVE: ("curl -X DELETE https://x/a", "curl -XDELETE x", "curl --request=DELETE x", "curl -X POST x/a/_delete_by_query", "curl -sXDELETE x", "curl -o /etc/hosts x"),
        Risk.UNKNOWN: ("curl -K f", "curl -X $M x", "curl $OPTS https://x", "curl --unheard x", "curl gopher://x", "curl --$X y"),
        Risk.FORBIDDEN: ("curl -o /dev/sda x",),
    },
)  # fmt: skip
_WGET_FLAGS = Flags(
    values="-o --output-file -a --append-output -i --input-file -B --base -t --tries -O --output-document -T --timeout -w --wait -Q --quota -P "
    "--directory-prefix -U --user-agent --header --post-data --post-file --method --body-data --body-file --user --password --referer "
    "--load-cookies --save-cookies -A --accept -R --reject -D --domains -l --level -e --execute --ca-certificate --certificate --private-key "
    "--limit-rate --http-user --http-password --max-redirect --bind-address --config --use-askpass --rejected-log --warc-file --dns-timeout "
    "--connect-timeout --read-timeout --waitretry --cut-dirs -I -X --include-directories --exclude-directories --exclude-domains --secure-protocol",
    switches="-q -v -nv -d -b -c -N -S -r -k -p -m -K -E -H -L -np -nc -nH -nd -x -n --spider --quiet --no-check-certificate --content-disposition "
    "--no-verbose --server-response --continue --recursive --mirror --no-clobber --no-parent --show-progress --no-cookies --https-only -4 -6 --inet4-only",
)


def _wget(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.unknown or args.expanding or args.has("-e", "--execute", "--config", "--use-askpass"):
        return ruled(call, Risk.UNKNOWN, "network.wget.option")
    method = (args.value("--method") or ("POST" if args.has("--post-data", "--post-file") else "GET")).upper()
    codes = (Code.SENDS_DATA_OUT,) if args.has("--post-data", "--post-file", "--body-data", "--body-file") else ()
    ruling = _method(call, method, " ".join(args.verbs), args.value("--post-data", "--body-data") or "", "network.wget", codes)
    if ruling.risk.rank >= Risk.MUTATING.rank:
        return ruling
    target = args.value("-O", "--output-document")
    logs = args.values("-o", "--output-file", "-a", "--append-output", "--save-cookies", "--rejected-log", "--warc-file")
    if not any(log not in {"-", "/dev/null", "/dev/stdout", "/dev/stderr"} for log in logs):
        if args.has("--spider"):
            return ruled(call, Risk.READ_ONLY, "network.wget.spider", "It only asks whether the page is there.")
        if target is not None and (target == "-" or paths.is_harmless_device(target)):
            return ruling
    if target is not None and paths.is_disk(target):
        return ruled(call, Risk.FORBIDDEN, "network.wget.disk", "It writes over a disk.")
    if target is not None and paths.is_system(target):
        return ruled(call, Risk.DESTRUCTIVE, "network.wget.system", "It writes a file of the operating system.")
    return ruled(call, Risk.MUTATING, "network.wget.file", "`wget` writes what it fetches to a file.", *codes)


_WGET = Program(
    "network.wget", Risk.MUTATING, _WGET_FLAGS, custom=_wget, help="--help --version -V -h",
    examples={
        Risk.READ_ONLY: ("wget -qO- https://x", "wget --spider https://x", "wget -O - x", "wget -q -O /dev/null x", "wget --version"),
        Risk.MUTATING: ("wget https://x", "wget -O f x", "wget -P dir x", "wget --post-data a=b -O- x", "wget -qO- -o log x"),
        Risk.DESTRUCTIVE: ("wget --method=DELETE -O- x",),
        Risk.UNKNOWN: ("wget -e http_proxy=x -O- y", "wget $X -O- y"),
    },
)  # fmt: skip


def _httpie(call: Call) -> Ruling:
    """`http [METHOD] URL [ITEM…]`: without a method, items with `=` make it a POST."""
    flags = Flags(values="-a --auth -A --auth-type -o --output -s --style -p --print --session --session-read-only --timeout --verify --cert --cert-key --proxy --format-options -P --pretty --raw --ssl",
                  switches="-j --json -f --form -h --headers -b --body -v --verbose -d --download -F --follow -S --stream -I --ignore-stdin --check-status --offline -q --quiet -m --meta --all -c")  # fmt: skip
    args = flags.parse(call.args)
    if args.unclear or args.unknown or args.expanding:
        return ruled(call, Risk.UNKNOWN, "network.http.option")
    if args.has("--version", "--help"):
        return ruled(call, Risk.READ_ONLY, "network.http.help")
    verbs = list(args.verbs)
    method = ""
    if verbs and re.fullmatch(r"[A-Za-z]+", verbs[0]) and (verbs[0].isupper() or len(verbs) > 1):
        method = verbs.pop(0).upper()
    items = " ".join(verbs[1:])
    sends = any(re.search(r"(?<![=:])(?::=@?|=@?|@)(?!=)", item) and "==" not in item for item in verbs[1:]) or args.has("--raw") or bool(call.upstream)
    method = method or ("POST" if sends else "GET")
    ruling = _method(call, method, " ".join(verbs[:1]), items, "network.http", (Code.SENDS_DATA_OUT,) if sends else ())
    if ruling.risk is Risk.READ_ONLY and (args.has("-d", "--download", "-o", "--output", "--session")):
        return ruled(call, Risk.MUTATING, "network.http.file", "It writes a file.")
    return ruling


# --- ssh and its like ---

_SSH_FLAGS = Flags(
    values="-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -P",
    switches="-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y",
    posix=True,
)
SSH_RUNS = re.compile(r"(?:proxycommand|localcommand|permitlocalcommand|knownhostscommand|match|include|pkcs11provider|securitykeyprovider|xauthlocation|sendenv|setenv)", re.IGNORECASE)


def _ssh(call: Call) -> Ruling:
    """ssh HOST COMMAND…: the command is shell text on the other machine; options may follow the host, too."""
    first = _SSH_FLAGS.parse(call.args)
    if first.operands:
        rest = _SSH_FLAGS.parse(first.operands[1:])
        options, operands = (*first.options, *rest.options), rest.operands
    else:
        rest, options, operands = first, first.options, ()
    if first.unclear or rest.unclear or first.unknown or rest.unknown or first.expanding or rest.expanding:
        return ruled(call, Risk.UNKNOWN, "remote.ssh.option")
    names_given = {option.name for option in options}
    if names_given & {"-V", "-Q", "-G"}:
        return ruled(call, Risk.READ_ONLY, "remote.ssh.ask")
    if first.operands and first.operands[0].text[:1] == "-" or any(o.name == "-o" and SSH_RUNS.match(o.text.replace(" ", "")) for o in options) or names_given & {"-F", "-I", "-S", "-E", "-O"}:
        return ruled(call, Risk.UNKNOWN, "remote.ssh.option", "An option of `ssh` can run a program here.", Code.FOREIGN_CODE)
    if names_given & {"-L", "-R", "-D", "-W", "-w", "-N", "-f"}:
        return ruled(call, Risk.MUTATING, "remote.ssh.tunnel", "It opens a tunnel.", Code.REMOTE, Code.FOLLOWS)
    if not operands:
        return ruled(call, Risk.UNKNOWN, "remote.ssh.shell", "It opens a shell on another machine.", Code.INTERACTIVE, Code.REMOTE)
    source = " ".join(word.text for word in operands)
    return Ruling(Risk.READ_ONLY, "remote.ssh", "It runs shell text on another machine.", (finding(Code.REMOTE),), (Inner(source=source, remote=True),))


def _transfer(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.unknown or any(o.name == "-o" and SSH_RUNS.match(o.text) for o in args.options) or args.has("-S", "-F", "-b"):
        return ruled(call, Risk.UNKNOWN, "remote.copy.option", "An option of it can run a program or commands of a file.")
    target = args.operands[-1].text if args.operands else ""
    code = Code.SENDS_DATA_OUT if ":" in target else Code.REMOTE
    path = target.partition(":")[2] if ":" in target else target
    if paths.is_system(path) and path.startswith("/"):
        return ruled(call, Risk.DESTRUCTIVE, "remote.copy.system", "It writes into a folder of the operating system.", code)
    return ruled(call, Risk.MUTATING, "remote.copy", "It copies files between machines, over those of the same name.", code)


_SCP = Program(
    "remote.copy", Risk.MUTATING, Flags(values="-c -D -F -i -J -l -o -P -S -X -b -B -R -s", switches="-3 -4 -6 -A -C -O -p -q -r -T -v -a -f -N"), custom=_transfer,
    examples={Risk.MUTATING: ("scp f host:/tmp/", "scp -r -P 22 host:d .", "sftp host"), Risk.UNKNOWN: ("scp -S ./x a b:", "sftp -b f host", "scp -o ProxyCommand=x a b:"),
              Risk.DESTRUCTIVE: ("scp f host:/etc/passwd", "scp x root@h:/")},
)  # fmt: skip


def _keygen(call: Call) -> Ruling:
    args = Flags(values="-b -C -f -t -N -P -m -R -F -E -I -s -z -V -n -O -a -Y -w -Z -D -r -M", switches="-l -v -y -e -i -p -q -A -B -c -H -h -k -K -L -o -Q -u -g -U").parse(call.args)
    if args.has("-R"):
        return ruled(call, Risk.DESTRUCTIVE, "remote.keygen.forget", "It forgets a host's key.", Code.CHANGES_CREDENTIALS)
    if args.has("-y", "-e") or (args.has("-l", "-F", "-L", "-Q") and not args.has("-H")):
        risk = Risk.READ_ONLY
        return ruled(call, risk, "remote.keygen.show", "`ssh-keygen` only prints.")
    return ruled(call, Risk.MUTATING, "remote.keygen.make", "It makes or changes a key.", Code.CHANGES_CREDENTIALS)


def _ssh_add(call: Call) -> Ruling:
    words = set(call.words)
    if words & {"-l", "-L"}:
        return ruled(call, Risk.READ_ONLY, "remote.ssh-add.list")
    if words & {"-D", "-d"}:
        return ruled(call, Risk.DESTRUCTIVE, "remote.ssh-add.remove", "It removes keys from the agent.", Code.CHANGES_CREDENTIALS)
    return ruled(call, Risk.MUTATING, "remote.ssh-add", "It changes the keys of the agent.", Code.CHANGES_CREDENTIALS)


def _netcat(call: Call) -> Ruling:
    args = Flags(values="-w -p -s -i -q -X -x -o -T -O -P -I -m -e -c --exec --sh-exec --lua-exec --output --hex-dump --proxy --wait", switches="-z -v -n -u -l -k -4 -6 -d -D -h -N -U -C -t -r").parse(call.args)
    if args.has("-e", "-c", "--exec", "--sh-exec", "--lua-exec"):
        return ruled(call, Risk.DESTRUCTIVE, "network.nc.exec", "It hands a program of this machine to whoever connects.", Code.NETWORK_CODE)
    if args.unclear or args.unknown or args.expanding or args.has("-o", "--output", "--hex-dump"):
        return ruled(call, Risk.UNKNOWN, "network.nc.option")
    if args.has("-h"):
        return ruled(call, Risk.READ_ONLY, "network.nc.help")
    if args.has("-z") and not args.has("-l"):
        return ruled(call, Risk.READ_ONLY, "network.nc.probe", "It only asks whether the port is open.")
    if args.has("-l"):
        return ruled(call, Risk.MUTATING, "network.nc.listen", "It listens for connections.", Code.FOLLOWS)
    return ruled(call, Risk.MUTATING, "network.nc.send", "It sends what it is given to another machine.", Code.SENDS_DATA_OUT)


_ASKS = Program(
    "network.ask",
    Risk.READ_ONLY,
    Flags(values="-f -c -p -t -q -x -w -i -s -n -m -W -I -Q -S -k -r -F -C -d --resolver"),
    examples={Risk.READ_ONLY: ("dig +short x.com", "host x", "nslookup x 8.8.8.8", "ping -c 1 x", "traceroute x", "whois x.com", "mtr -r x", "ifstat")},
)
_PING = Program(
    "network.ping",
    Risk.READ_ONLY,
    Flags(values="-c -i -w -W -s -t -I -M -p -Q -S -l -m -T", switches="-4 -6 -A -a -b -B -D -f -n -O -q -r -R -U -v -V -o"),
    custom=lambda call, args, verb: None if args.has("-c", "-w", "-o", "-V") else ruled(call, Risk.READ_ONLY, "network.ping", "`ping` only asks.", Code.FOLLOWS),
    effects=(Effect("-f", Risk.MUTATING, "`ping -f` floods the other machine."),),
    examples={Risk.READ_ONLY: ("ping x", "ping -c 3 x")},
)
_NMAP = Program(
    "network.scan",
    Risk.READ_ONLY,
    Flags(values="-p -oN -oX -oG -oA -oS -iL --script --script-args -T -D -S -e -g --top-ports --exclude -m --min-rate --max-rate --datadir -iR -b", single_dash=True),
    effects=(
        Effect("-oN -oX -oG -oA -oS", Risk.MUTATING, "`nmap` writes its report to a file.", value="(?!-$).*"),
        Effect("--script --script-args --datadir -sC -A -b -sI -D -S", Risk.UNKNOWN, "Scripts of `nmap` can attack what they find."),
    ),
    examples={Risk.READ_ONLY: ("nmap -p 22 host", "nmap -sn 10.0.0.0/24"), Risk.MUTATING: ("nmap -oN f host",), Risk.UNKNOWN: ("nmap --script vuln host",)},
)
_CAPTURE = Program(
    "network.capture",
    Risk.READ_ONLY,
    Flags(values="-i -c -w -W -G -C -s -r -z -Z -E -F -y -B -f -Y -T -e -a -b -o -d -X", switches="-n -nn -v -vv -vvv -A -l -e -q -t -S -x -D -K -N -p -u -U -I -L"),
    effects=(
        Effect("-w", Risk.MUTATING, "It writes what it captures to a file.", value="(?!-$).*"),
        Effect("-z -X", Risk.UNKNOWN, "`tcpdump -z` runs a program on each file."),
    ),
    examples={Risk.READ_ONLY: ("tcpdump -i eth0 -c 10", "tcpdump -r f", "tshark -r f"), Risk.MUTATING: ("tcpdump -w f",), Risk.UNKNOWN: ("tcpdump -G 1 -w f -z ./x",)},
)
_OPENSSL_READS = (
    "version, ciphers, help, list, errstr, speed, s_client, s_time, verify, x509, crl, asn1parse, dgst, sha256, sha1, md5, prime, info, rand, ocsp, crl2pkcs7, passwd, "
    "sess_id, storeutl, nseq"
)
_OPENSSL = Program(
    "network.openssl",
    Risk.MUTATING,
    Flags(values="-in -out -connect -servername -CAfile -CApath -cert -key -keyout -inform -outform -passin -passout -days -subj -config -engine -provider "
          "-provider-path -signkey -CA -CAkey -host -port -starttls -cipher -checkend -sess_out -keylogfile -writerand -msgfile -alpn -name -passout -sign "
          "-verify -prverify -signature -rand -outdir -respout -CAserial -set_serial -extfile -addtrust -proxy", single_dash=True),
    verbs={path.strip(): Risk.READ_ONLY for path in _OPENSSL_READS.split(",")},
    effects=(
        Effect("-out -keyout -sess_out -keylogfile -writerand -respout -msgfile -CAcreateserial -CA -sign -signkey", Risk.MUTATING, "`openssl` writes a file or signs.", value="(?!/dev/null$|-$).*"),
        Effect("-engine -provider-path -config", Risk.UNKNOWN, "`openssl` would load code from elsewhere."),
    ),
    custom=lambda call, args, verb: _openssl_key(call, args),
    help="-help --help",
    examples={
        Risk.READ_ONLY: ("openssl version", "openssl x509 -in cert.pem -noout -dates", "openssl s_client -connect x:443 -servername x", "openssl rsa -in k.pem -noout -check", "openssl dgst -sha256 f"),
        Risk.SENSITIVE: ("openssl rsa -in key.pem", "openssl pkcs12 -in x.p12 -nodes"),
        Risk.MUTATING: ("openssl genrsa -out k.pem 2048", "openssl req -new -key k -out c", "openssl x509 -in a -out b"),
    },
)  # fmt: skip


def _openssl_key(call: Call, args: Args) -> Ruling | None:
    verb = args.verbs[0] if args.operands else ""
    if verb not in {"rsa", "ec", "pkey", "dsa", "pkcs12", "pkcs8", "req", "enc", "pkcs7", "cms"} or args.has("-out", "-new", "-newkey", "-export", "-x509"):
        return None
    if args.has("-noout", "-pubout") or verb in {"pkcs7"} or (verb == "req" and args.has("-in")):
        return ruled(call, Risk.READ_ONLY, "network.openssl.show")
    if args.has("-in"):
        return ruled(call, Risk.SENSITIVE, "network.openssl.key", "It prints a private key.", Code.REVEALS_SECRET)
    return None


_SHOWS = frozenset({"show", "list", "lst", "ls", "sh", "s", "get", "monitor", "help", "-h", "l", "li", "lis", "sho"})


def _ip(call: Call) -> Ruling:
    """`ip OBJECT [show]` reads; every other verb changes the network."""
    args = Flags(values="-n -netns -b -batch -f -family -rc -rcvbuf -l -loops", switches="-4 -6 -s -d -o -j -p -c -br -a -t -ts -h -r -stats -details -json -pretty -brief -oneline -color -all -V -B -M -I -N -D", single_dash=True).parse(call.args)
    verbs = args.verbs
    if args.has("-b", "-batch"):
        return ruled(call, Risk.UNKNOWN, "network.ip.batch", "More commands come from a file.")
    if args.unclear or args.expanding:
        return ruled(call, Risk.UNKNOWN, "network.ip.option")
    if len(verbs) > 1 and verbs[0].startswith("netns") and "exec" in verbs[1]:
        return Ruling(Risk.READ_ONLY, "network.ip.netns", "`ip netns exec` runs a command.", inner=(Inner(args.operands[3:]),))
    if len(verbs) < 2 or verbs[1] in _SHOWS or (verbs[0] in {"route", "r", "ro"} and verbs[1] == "get") or verbs[0] == "monitor":
        return ruled(call, Risk.READ_ONLY, "network.ip.show")
    if verbs[1] in {"flush", "f"} or verbs[1].startswith("del") or verbs[1] == "d":
        return ruled(call, Risk.DESTRUCTIVE, "network.ip.delete", "It removes network settings; the machine may become unreachable.")
    return ruled(call, Risk.MUTATING, "network.ip.set", "It changes network settings.")


def _ifconfig(call: Call) -> Ruling:
    words = [word for word in call.words if word not in {"-a", "-s", "-v", "-L", "-m"}]
    if len(words) <= 1:
        return ruled(call, Risk.READ_ONLY, "network.interface.show")
    return ruled(call, Risk.MUTATING, "network.interface.set", "It changes network settings.")


def _route(call: Call) -> Ruling:
    words = [word for word in call.words if not re.fullmatch(r"-[neCFvaAi46]+|get|default|[\d.]+", word)]
    if call.program == "route" and any(word in {"add", "del", "delete", "flush", "change"} for word in words):
        return ruled(call, Risk.DESTRUCTIVE if "add" not in words else Risk.MUTATING, "network.route.set", "It changes routes.")
    if call.program == "arp" and any(re.match(r"-[sdf]", word) for word in call.words):
        return ruled(call, Risk.MUTATING, "network.arp.set", "It changes the table of neighbours.")
    return ruled(call, Risk.READ_ONLY, "network.route.show")


_FIREWALL = Program(
    "network.firewall",
    Risk.MUTATING,
    Flags(values="-t --table -m -p -s -d -j -i -o -A -I -C -w --dport --sport", switches="-L -S -n -v -x -F -X -Z -N -E -P -D -R --list --list-rules --line-numbers"),
    effects=(
        Effect("-L -S -C --list --list-rules --check", Risk.READ_ONLY, "", lowers=True),
        Effect("-F -X -D -Z -P -R --flush --delete --delete-chain --zero --policy", Risk.DESTRUCTIVE, "It removes rules of the firewall."),
    ),
    examples={Risk.READ_ONLY: ("iptables -L -n -v", "iptables -S", "iptables -t nat -L"), Risk.MUTATING: ("iptables -A INPUT -p tcp -j ACCEPT",),
              Risk.DESTRUCTIVE: ("iptables -F", "iptables -D INPUT 1", "iptables -L -Z", "iptables -P INPUT DROP")},
)  # fmt: skip
_FIREWALL_TOOLS = Program(
    "network.firewall-tool",
    Risk.MUTATING,
    verbs={"status": Risk.READ_ONLY, "show": Risk.READ_ONLY, "list": Risk.READ_ONLY, "version": Risk.READ_ONLY, "app list": Risk.READ_ONLY, "get": Risk.READ_ONLY,
           "flush": Risk.DESTRUCTIVE, "delete": Risk.DESTRUCTIVE, "reset": Risk.DESTRUCTIVE, "disable": Risk.DESTRUCTIVE},
    bare=Risk.READ_ONLY,
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "network.firewall-tool.ask")
        if not args.operands and args.options and all(re.match(r"--(?:list|get|query|state|info|zone|version)", o.name) for o in args.options)
        else ruled(call, Risk.MUTATING, "network.firewall-tool.set") if not args.operands and args.options else None
    ),
    examples={Risk.READ_ONLY: ("ufw status verbose", "nft list ruleset", "firewall-cmd --list-all", "firewall-cmd --zone=public --list-ports"), Risk.MUTATING: ("ufw allow 22", "firewall-cmd --add-port=80/tcp"),
              Risk.DESTRUCTIVE: ("nft flush ruleset", "ufw reset", "ufw disable")},
)  # fmt: skip
_ETHTOOL = Program(
    "network.ethtool",
    Risk.READ_ONLY,
    Flags(single_dash=True),
    effects=(Effect("-s -K -A -C -G -L -E -p -r -N -U -X -f --change --reset --flash --set-priv-flags", Risk.MUTATING, "It changes the network card."),),
    examples={Risk.READ_ONLY: ("ethtool eth0", "ethtool -i eth0"), Risk.MUTATING: ("ethtool -s eth0 speed 100",)},
)
_NMCLI = Program(
    "network.nmcli",
    Risk.MUTATING,
    Flags(values="-f -m -c -g -w -e", switches="-t -p -a -s -o"),
    verbs={v: Risk.READ_ONLY for v in ("general status", "device $", "device status", "device show", "device wifi", "device wifi list", "connection $", "connection show", "con show", "con $", "dev $", "dev show", "dev status",
                                       "general $", "networking connectivity", "radio", "monitor")} | {"connection delete": Risk.DESTRUCTIVE, "con delete": Risk.DESTRUCTIVE, "networking off": Risk.DESTRUCTIVE},
    bare=Risk.READ_ONLY,
    examples={Risk.READ_ONLY: ("nmcli device status", "nmcli -t con show"), Risk.MUTATING: ("nmcli con up x",), Risk.DESTRUCTIVE: ("nmcli con delete x",)},
)  # fmt: skip
_MAIL = Program("network.mail", Risk.DESTRUCTIVE, examples={Risk.DESTRUCTIVE: ("mail -s hi a@b.c", "sendmail a@b")})
RULES: dict[str, Rule] = {
    "curl": _CURL,
    "wget": _WGET,
    **dict.fromkeys(("http", "https", "xh", "xhs"), _httpie),
    **dict.fromkeys(("ssh", "autossh", "slogin"), _ssh),
    **dict.fromkeys(("scp", "sftp", "pscp"), _SCP),
    "ssh-keygen": _keygen,
    "ssh-add": _ssh_add,
    "ssh-keyscan": _ASKS,
    "ssh-copy-id": Program("remote.ssh-copy-id", Risk.MUTATING, codes={"": Code.CHANGES_CREDENTIALS}),
    "ssh-agent": Program("remote.ssh-agent", Risk.MUTATING),
    "sshpass": Wrapper(Flags(values="-p -f -d -P", switches="-e -v", posix=True), alone=Risk.UNKNOWN),
    **dict.fromkeys(("nc", "ncat", "netcat"), _netcat),
    **dict.fromkeys(("dig", "host", "nslookup", "kdig", "drill", "dog", "delv", "whois", "traceroute", "traceroute6", "tracepath", "mtr", "ifstat", "fping", "tcpping", "arping", 
                     "dnstracer", "ipcalc", "sipcalc", "geoiplookup", "dns-sd", "avahi-browse", "testssl.sh", "sslscan", "bandwhich", "speedtest", "speedtest-cli", "nload"), _ASKS),
    **dict.fromkeys(("ping", "ping6"), _PING),
    "nmap": _NMAP,
    **dict.fromkeys(("tcpdump", "tshark", "ngrep"), _CAPTURE),
    "openssl": _OPENSSL,
    "ip": _ip,
    **dict.fromkeys(("ifconfig", "iwconfig"), _ifconfig),
    **dict.fromkeys(("route", "arp"), _route),
    **dict.fromkeys(("iptables", "ip6tables", "ebtables", "arptables"), _FIREWALL),
    **dict.fromkeys(("nft", "ufw", "firewall-cmd", "ipset"), _FIREWALL_TOOLS),
    "ethtool": _ETHTOOL,
    "nmcli": _NMCLI,
    **dict.fromkeys(("mail", "mailx", "sendmail", "mutt", "msmtp", "swaks"), _MAIL),
}  # fmt: skip
EXAMPLES = {
    Risk.READ_ONLY: ("http GET x.com", "http x.com q==1", "https x.com", "ssh host ls -l", "ssh -i key -p 22 u@h 'df -h | head'", "ssh -o StrictHostKeyChecking=no h uptime", "ssh -V", "ssh-keygen -lf k.pub",
                     "ssh-add -l", "nc -zv host 80", "ip addr", "ip -br a", "ip route show", "ip route get 1.1.1.1", "ifconfig", "ifconfig eth0", "route -n", "arp -a", "ssh-keyscan h", "ssh h -p 22 ls"),
    Risk.MUTATING: ("http POST x a=b", "http x.com a=b", "http PUT x < f", "ssh h touch f", "ssh -L 1:h:2 h", "ssh-keygen -t ed25519 -f k", "ssh-add k", "nc host 80", "nc -l 80", "ip link set eth0 up", "ifconfig eth0 down", "http -d x"),
    Risk.DESTRUCTIVE: ("http DELETE x/a", "ssh h rm x", "ssh h 'ls; rm x'", "ssh -t h sudo rm x", "ssh-keygen -R h", "ssh-add -D", "nc -e /bin/sh h 1", "ip link delete eth0", "ip addr flush eth0", "ip route del default"),
    Risk.UNKNOWN: ("ssh h", "ssh -o ProxyCommand=./x h ls", "ssh -F f h ls", "ssh h \"$CMD\"", "ssh $H ls", "ip -batch f", "ssh h bash x.sh"),
    Risk.FORBIDDEN: ("ssh h 'rm -rf /'",),
}  # fmt: skip
