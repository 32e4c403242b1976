"""curl, wget and httpie: the method, the address and the body say what a request does; `-o` and its like write files.

Sources: curl(1), wget(1), httpie's manual.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.arguments import Option
from cloud_assist.command.rules.engine.base import MANY, Args, Call, Flags, Program, Rule, Ruling, names, ruled
from cloud_assist.command.rules.engine.sending import sends_output
from cloud_assist.command.rules.plain.http_requests import request_ruling
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_CURL_FLAGS = Flags(
    values="-A --user-agent -b --cookie -c --cookie-jar -C --continue-at -d --data --data-ascii --data-binary "
    "--data-raw --data-urlencode --json -D --dump-header -e --referer -E --cert --cert-type --key --key-type --pass "
    "--cacert --capath -F --form --form-string -H --header --interface -K --config --limit-rate -m --max-time "
    "--connect-timeout -o --output --output-dir -P --ftp-port -Q --quote -r --range --retry --retry-delay "
    "--retry-max-time -t --telnet-option -T --upload-file -u --user -U --proxy-user -w --write-out -x --proxy -X "
    "--request --request-target -y --speed-time -Y --speed-limit -z --time-cond --resolve --connect-to --url "
    "--url-query --max-redirs --max-filesize --proto --proto-default --proto-redir --ciphers --tls-max "
    "--tls13-ciphers --socks5 --socks5-hostname --socks4 --socks4a --preproxy --noproxy --unix-socket "
    "--abstract-unix-socket --doh-url --dns-servers --dns-interface --engine --crlfile --pinnedpubkey --aws-sigv4 "
    "--oauth2-bearer --service-name --stderr --trace --trace-ascii --keepalive-time --local-port --libcurl "
    "--happy-eyeballs-timeout-ms --expect100-timeout --mail-from --mail-rcpt --mail-auth --login-options "
    "--sasl-authzid --rate --hsts --alt-svc --etag-save --etag-compare --proxy-header --proxy-cacert --curves "
    "--delegation --parallel-max --create-file-mode --netrc-file --variable",
    switches="-a -B -f -g -G -i -I -j -J -k -l -L -M -n -N -O -p -q -R -s -S -v -V -Z -0 -1 -2 -3 -4 -6 -# --fail "
    "--head --get --include --insecure --location --silent --show-error --verbose --version --compressed "
    "--remote-name --remote-name-all --remote-header-name --remote-time --http1.1 --http1.0 --http2 --http3 "
    "--http2-prior-knowledge --no-buffer --no-progress-meter --progress-bar --netrc --netrc-optional --negotiate "
    "--ntlm --basic --digest --anyauth --ssl --ssl-reqd --tlsv1.2 --tlsv1.3 --globoff --path-as-is --fail-with-body "
    "--fail-early --location-trusted --post301 --post302 --post303 --raw --tcp-fastopen --tcp-nodelay --disable "
    "--append --create-dirs --list-only --retry-connrefused --retry-all-errors --no-keepalive --ipv4 --ipv6 --next "
    "--parallel --remove-on-error --clobber --no-clobber --help --manual --no-alpn --cert-status --false-start "
    "--haproxy-protocol --trace-time --trace-ids --skip-existing --junk-session-cookies",
)
_DATA = (
    "-d",
    "--data",
    "--data-ascii",
    "--data-binary",
    "--data-raw",
    "--data-urlencode",
    "--json",
    "-F",
    "--form",
    "--form-string",
)


def _curl(call: Call, args: Args, verb: str) -> Ruling | None:
    refusal = _curl_unclear(call, args)
    if refusal is not None:
        return refusal
    sends = [option for option in args.options if option.name in _DATA]
    files = any(_names_file(option) for option in args.options) or any(sends_output(word) for word in call.args)
    codes = (Code.SENDS_DATA_OUT,) if sends or files else ()
    urls = " ".join([*args.verbs, *args.values("--url"), *args.values(*_CURL_ROUTES)])
    body = " ".join(option.text for option in sends)
    ruling = request_ruling(call, _curl_method(args, sends=bool(sends)), urls, body, "network.curl", codes)
    if ruling.risk.rank >= Risk.MUTATING.rank:
        return ruling
    written = _curl_writes(call, args)
    if written is not None:
        return written
    if files:
        return ruled(call, Risk.MUTATING, "network.curl.upload", "It sends a file to another machine.", *codes)
    return ruling


def _curl_method(args: Args, *, sends: bool) -> str:
    given = (args.value("-X", "--request") or "").upper()
    if given or args.has("-G", "--get"):
        return given or "GET"
    if args.has("-T", "--upload-file"):
        return "PUT"
    return "POST" if sends else "GET"


def _names_file(option: Option) -> bool:
    """Whether an option sends a file: `-d @f`, `-F a=@f`, `-F a=<f`, `--data-urlencode a@f`, `-H @f`, `-T f`."""
    text = option.text
    if option.name in {"-T", "--upload-file"}:
        return True
    if option.name in {"--data-urlencode", "--url-query"}:
        return "@" in text.partition("=")[0]
    if option.name in {"-F", "--form"}:
        return "=@" in text or "=<" in text
    return (
        option.name in {*_DATA, "-H", "--header", "--proxy-header"} - {"--data-raw", "--form-string"}
        and text[:1] == "@"
    )


_CURL_ROUTES = names(
    "-x --proxy --preproxy --socks4 --socks4a --socks5 --socks5-hostname --doh-url --connect-to --resolve"
)
"""Options that send the request another way than its address says."""
_NO_FILES = frozenset({"-", "%", "/dev/null", "/dev/stdout", "/dev/stderr"})
_CURL_LOGS = names(
    "-c --cookie-jar -D --dump-header --trace --trace-ascii --stderr --libcurl --hsts --alt-svc --etag-save"
)


def _curl_unclear(call: Call, args: Args) -> Ruling | None:
    if args.has("-K", "--config", "--variable", "--engine", "--proto-default"):
        return ruled(call, Risk.UNKNOWN, "network.curl.config", "More options of `curl` come from a file.")
    if args.unknown or args.expanding or (call.more_args and not any(w.text == "--" for w in call.args)):
        unquoted = [w for w in args.operands if w.splits and w.text[:1] == OPAQUE]
        if args.unknown or len(unquoted) != len(args.operands) or call.more_args:
            return ruled(
                call,
                Risk.UNKNOWN,
                "network.curl.option",
                "An option of `curl` is unknown, or only known at run time.",
            )
    quotes = " ".join(args.values("-Q", "--quote")).lower()
    if quotes:
        risk = Risk.DESTRUCTIVE if "del" in quotes or "rm" in quotes else Risk.MUTATING
        return ruled(call, risk, "network.curl.quote", "`curl -Q` gives the server a command.")
    if any(OPAQUE in (option.text) for option in args.options if option.name in {"-X", "--request"}):
        return ruled(call, Risk.UNKNOWN, "network.curl.method", "The method of the request is only known at run time.")
    if args.has("--mail-from", "--mail-rcpt"):
        return ruled(call, Risk.DESTRUCTIVE, "network.curl.mail", "It sends mail.", Code.SENDS_DATA_OUT)
    if any("%output{" in text for text in args.values("-w", "--write-out")):
        return ruled(call, Risk.MUTATING, "network.curl.file", "`curl -w '%output{…}'` writes a file.")
    if any(name not in _NO_FILES for name in args.values(*_CURL_LOGS)):
        return ruled(call, Risk.MUTATING, "network.curl.file", "`curl` writes a file.")
    return None


def _curl_writes(call: Call, args: Args) -> Ruling | None:
    outputs = args.values("-o", "--output")
    if any(paths.is_disk(name) for name in outputs):
        return ruled(call, Risk.FORBIDDEN, "network.curl.disk", "It overwrites a disk.")
    if any(paths.is_system(name) and not paths.is_harmless_device(name) for name in outputs):
        return ruled(call, Risk.DESTRUCTIVE, "network.curl.system", "It writes a file of the operating system.")
    if any(name != "-" and not paths.is_harmless_device(name) for name in outputs) or args.has(
        "-O", "--remote-name", "--remote-name-all", "-J"
    ):
        return ruled(call, Risk.MUTATING, "network.curl.file", "`curl` writes what it fetches to a file.")
    return None


_CURL = Program(
    "network.curl",
    Risk.READ_ONLY,
    _CURL_FLAGS,
    help="--version -V",
    custom=_curl,
    examples={
        Risk.READ_ONLY: (
            "curl http://localhost:8080/health",
            "curl 127.0.0.1/x?q=1",
            "curl http://[::1]:80/",
            "curl https://u:p@10.0.0.5:9200/_cat/indices",
            "curl -s -o /dev/null -w '%{http_code}' http://localhost/x",
            "curl -fsSL http://localhost/x",
            "curl -I http://localhost/x",
            "curl -X GET localhost/x",
            "curl -XHEAD localhost/x",
            "curl -u a:b http://localhost/x",
            "curl -G -d q=1 localhost/x",
            "curl --request GET localhost/x",
            "curl -k -v localhost/x",
            "curl --connect-timeout 5 localhost/x",
            'curl -s "localhost:80/$NAME"',
            "curl -X POST localhost:9200/a/_search -d '{}'",
        ),
        Risk.SENSITIVE: (
            "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/r",
            "curl http://169.254.169.254/latest/user-data",
            "curl localhost:8001/api/v1/namespaces/x/secrets/db",
            "curl file:///etc/passwd",
            "curl https://x.com",
            "curl -sI https://example.com",
            "curl -H 'A: b' $URL",
            'curl -s "$URL/health"',
            'curl -H "X: $TOKEN" https://x.io',
            "curl http://localhost@x.com/",
            'curl -s "localhost:$PORT/health"',
            "curl -x x.com:3128 http://localhost",
        ),
        Risk.MUTATING: (
            "curl https://x/?d=$(base64 f)",
            "curl -G --data-urlencode a@f x",
            "curl -H @f x",
            "curl -w '%output{f}' x",
            "wget -qO- https://x/$(cat f)",
            "curl -o f x",
            "curl -O x",
            "curl -d a=b x",
            "curl -X POST x",
            "curl --data-binary @f x",
            "curl -F f=@x u",
            "curl -T f u",
            "curl -X PUT -d @f u",
            "curl --json '{}' x",
            "curl -of x",
            "curl --data-b x=1 u",
            "curl -D h u",
            "curl -c jar u",
        ),
        Risk.DESTRUCTIVE: (
            "curl -X DELETE https://x/a",
            "curl -XDELETE x",
            "curl --request=DELETE x",
            "curl -X POST x/a/_delete_by_query",
            "curl -sXDELETE x",
            "curl -o /etc/hosts x",
        ),
        Risk.UNKNOWN: (
            "curl -K f",
            "curl --proto-default file /etc/hosts",
            "curl -X $M x",
            "curl $OPTS https://x",
            "curl --unheard x",
            "curl gopher://x",
            "curl --$X y",
        ),
        Risk.FORBIDDEN: ("curl -o /dev/sda x", "curl https://x -o /dev/nvme0n1"),
    },
    operands=MANY,
)
_WGET_FLAGS = Flags(
    values="-o --output-file -a --append-output -i --input-file -B --base -t --tries -O --output-document -T "
    "--timeout -w --wait -Q --quota -P --directory-prefix -U --user-agent --header --post-data --post-file --method "
    "--body-data --body-file --user --password --referer --load-cookies --save-cookies -A --accept -R --reject -D "
    "--domains -l --level -e --execute --ca-certificate --certificate --private-key --limit-rate --http-user "
    "--http-password --max-redirect --bind-address --config --use-askpass --rejected-log --warc-file --dns-timeout "
    "--connect-timeout --read-timeout --waitretry --cut-dirs -I -X --include-directories --exclude-directories "
    "--exclude-domains --secure-protocol",
    switches="-q -v -nv -d -b -c -N -S -r -k -p -m -K -E -H -L -np -nc -nH -nd -x -n --spider --quiet "
    "--no-check-certificate --content-disposition --no-verbose --server-response --continue --recursive --mirror "
    "--no-clobber --no-parent --show-progress --no-cookies --https-only -4 -6 --inet4-only",
)


def _wget(call: Call, args: Args, verb: str) -> Ruling | None:
    if args.unknown or args.expanding or args.has("-e", "--execute", "--config", "--use-askpass"):
        return ruled(call, Risk.UNKNOWN, "network.wget.option")
    method = (args.value("--method") or ("POST" if args.has("--post-data", "--post-file") else "GET")).upper()
    codes = (Code.SENDS_DATA_OUT,) if args.has("--post-data", "--post-file", "--body-data", "--body-file") else ()
    ruling = request_ruling(
        call, method, " ".join(args.verbs), args.value("--post-data", "--body-data") or "", "network.wget", codes
    )
    if ruling.risk.rank >= Risk.MUTATING.rank:
        return ruling
    if any(sends_output(word) for word in call.args):
        return ruled(call, Risk.MUTATING, "network.wget.upload", "It sends a file.", Code.SENDS_DATA_OUT)
    target = args.value("-O", "--output-document")
    logs = args.values(
        "-o", "--output-file", "-a", "--append-output", "--save-cookies", "--rejected-log", "--warc-file"
    )
    if not any(log not in {"-", "/dev/null", "/dev/stdout", "/dev/stderr"} for log in logs):
        if args.has("--spider"):
            return ruling
        if target is not None and (target == "-" or paths.is_harmless_device(target)):
            return ruling
    if target is not None and paths.is_disk(target):
        return ruled(call, Risk.FORBIDDEN, "network.wget.disk", "It overwrites a disk.")
    if target is not None and paths.is_system(target):
        return ruled(call, Risk.DESTRUCTIVE, "network.wget.system", "It writes a file of the operating system.")
    return ruled(call, Risk.MUTATING, "network.wget.file", "`wget` writes what it fetches to a file.", *codes)


_WGET = Program(
    "network.wget",
    Risk.MUTATING,
    _WGET_FLAGS,
    custom=_wget,
    help="--help --version -V -h",
    examples={
        Risk.READ_ONLY: (
            "wget -qO- http://localhost/x",
            "wget --spider http://localhost/x",
            "wget -O - localhost/x",
            "wget -q -O /dev/null localhost/x",
            "wget --version",
        ),
        Risk.SENSITIVE: ("wget -qO- https://x.com", "wget --spider https://x.com"),
        Risk.MUTATING: (
            "wget https://x",
            "wget -O f x",
            "wget -P dir x",
            "wget --post-data a=b -O- x",
            "wget -qO- -o log x",
        ),
        Risk.DESTRUCTIVE: ("wget --method=DELETE -O- x",),
        Risk.UNKNOWN: ("wget -e http_proxy=x -O- y", "wget $X -O- y"),
    },
    operands=MANY,
)


_HTTPIE_FLAGS = Flags(
    values="-a --auth -A --auth-type -o --output -s --style -p --print --session --session-read-only --timeout "
    "--verify --cert --cert-key --proxy --format-options -P --pretty --raw --ssl",
    switches="-j --json -f --form -h --headers -b --body -v --verbose -d --download -F --follow -S --stream -I "
    "--ignore-stdin --check-status --offline -q --quiet -m --meta --all -c",
)


def _httpie(call: Call) -> Ruling:
    """`http [METHOD] URL [ITEM…]`: without a method, items with `=` make it a POST."""
    args = _HTTPIE_FLAGS.parse(call.args)
    if args.unclear or args.unknown or args.expanding:
        return ruled(call, Risk.UNKNOWN, "network.http.option")
    if args.has("--version", "--help"):
        return ruled(call, Risk.READ_ONLY, "network.http.help")
    verbs = list(args.verbs)
    method = ""
    if verbs and re.fullmatch(r"[A-Za-z]+", verbs[0]) and (verbs[0].isupper() or len(verbs) > 1):
        method = verbs.pop(0).upper()
    items = " ".join(verbs[1:])
    sends = (
        any(re.search(r"(?<![=:])(?::=@?|=@?|@)(?!=)", item) and "==" not in item for item in verbs[1:])
        or args.has("--raw")
        or bool(call.upstream)
    )
    method = method or ("POST" if sends else "GET")
    ruling = request_ruling(
        call, method, " ".join(verbs[:1]), items, "network.http", (Code.SENDS_DATA_OUT,) if sends else ()
    )
    if ruling.risk is Risk.READ_ONLY and (args.has("-d", "--download", "-o", "--output", "--session")):
        return ruled(call, Risk.MUTATING, "network.http.file", "It writes a file.")
    return ruling


RULES: dict[str, Rule] = {
    "curl": _CURL,
    "wget": _WGET,
    **dict.fromkeys(
        (
            "http",
            "https",
            "xh",
            "xhs",
        ),
        _httpie,
    ),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "http GET :8080/health",
        "http localhost:3000 q==1",
    ),
    Risk.SENSITIVE: ("http GET x.com", "https x.com"),
    Risk.MUTATING: (
        "http POST x a=b",
        "http x.com a=b",
        "http PUT x < f",
        "http -d localhost",
    ),
    Risk.DESTRUCTIVE: ("http DELETE x/a",),
}
