"""Proxies, load balancers and tunnels, and the command lines of Prometheus, Loki and Grafana."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Flags, Program, Rule, Ruling, names, reading_with, ruled, verbs
from cloud_assist.command.rules.engine.nouns import Nouns
from cloud_assist.command.syntax.parser import walk
from cloud_assist.findings import Code
from cloud_assist.models import Risk


@reading_with(Flags(values="-f", switches="-c -v -vv -q -V -dr", single_dash=True))
def _haproxy(call: Call) -> Ruling:
    """`haproxy -c` checks, `-v` tells; `-sf` and `-st` stop the running one."""
    words = call.words
    if any(word in {"-sf", "-st"} for word in words):
        return ruled(call, Risk.DESTRUCTIVE, "haproxy.takeover", "It stops and replaces the running proxy.")
    files = [word for word in call.words if word[:1] != "-"]
    if not all(file.startswith("/etc/haproxy/") and ".." not in file for file in files):
        text = "A custom configuration can load code into the proxy, even to be checked."
        return ruled(call, Risk.UNKNOWN, "haproxy.configuration", text, Code.FOREIGN_CODE)
    if any(word in {"-v", "-vv", "-c", "-h"} or word.startswith("-v") for word in words) or not words:
        return ruled(call, Risk.READ_ONLY, "haproxy.check", "It checks the configuration or prints its version.")
    return ruled(call, Risk.MUTATING, "haproxy.start", "It starts a proxy.")


@reading_with(Flags(values="-e", switches="-t -T -q -v -V -?"))
def _nginx(call: Call) -> Ruling:
    words = call.words
    if "-s" in words:
        signal = words[words.index("-s") + 1] if words.index("-s") + 1 < len(words) else ""
        risk = Risk.DESTRUCTIVE if signal in {"stop", "quit"} else Risk.MUTATING
        return ruled(call, risk, "nginx.signal", f"It tells the running server to {signal or 'do something'}.")
    if {"-c", "-g", "-p"} & set(words):
        text = "A custom configuration can load code into the server, even to be checked."
        return ruled(call, Risk.UNKNOWN, "nginx.configuration", text, Code.FOREIGN_CODE)
    if {"-t", "-T", "-v", "-V", "-h", "-?"} & set(words):
        return ruled(call, Risk.READ_ONLY, "nginx.check", "It checks the configuration or prints its version.")
    return ruled(call, Risk.MUTATING, "nginx.start", "It starts a server.")


@reading_with(Flags(values="-D -M", switches="-t -S -v -V -l -L"))
def _apache(call: Call) -> Ruling:
    words = set(call.words)
    if words & {"stop", "graceful-stop"}:
        return ruled(call, Risk.DESTRUCTIVE, "apache.stop", "It stops the server.")
    if any(word[:2] in {"-f", "-d", "-c", "-C", "-D"} for word in words):
        text = "A custom configuration can load code into the server, even to be checked."
        return ruled(call, Risk.UNKNOWN, "apache.configuration", text, Code.FOREIGN_CODE)
    if words & {"configtest", "-t", "-v", "-V", "-l", "-L", "-M", "-S", "-h", "status", "fullstatus"}:
        return ruled(call, Risk.READ_ONLY, "apache.check")
    return ruled(call, Risk.MUTATING, "apache.control")


_RUINOUS_TALK = re.compile(
    r"\b(?:shutdown|disable|del|delete|clear|kill|drain|flushall|flushdb|drop|set (?:server|weight|maxconn))\b",
    re.IGNORECASE,
)


def _socat(call: Call) -> Ruling:
    """socat joins any two streams: what it sends is up to its input."""
    if {"-V", "-h", "-hh", "-hhh", "-?"} & set(call.words):
        return ruled(call, Risk.READ_ONLY, "socat.help")
    if any("exec:" in word.lower() or "system:" in word.lower() for word in call.words):
        return ruled(call, Risk.UNKNOWN, "socat.exec", "It runs a program and joins it to a stream.", Code.FOREIGN_CODE)
    told = " ".join(word.text for simple in walk(call.upstream) for word in simple.words)
    if _RUINOUS_TALK.search(told):
        return ruled(call, Risk.DESTRUCTIVE, "socat.tells", "It tells a server to stop, drop or disable something.")
    return ruled(call, Risk.MUTATING, "socat.join", "It sends its input to a socket or a file.", Code.SENDS_DATA_OUT)


_PROXY = Program(
    "proxy",
    flags=Flags(
        values="--config -c --adapter --envfile --configFile --entrypoints --address --name "
        "--credentials-file --loglevel --url --hostname --origincert --output --pidfile --token -f --format",
        switches="--watch --resume --help -h --force --overwrite-dns --no-autoupdate --json",
        single_dash=False,
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="version, validate, list-modules, build-info, adapt, healthcheck, "
        "hash-password, tunnel list, tunnel info, tail, tunnel route ip show, tunnel ingress validate, "
        "tunnel ingress rule, help, tunnel route ip get, tunnel vnet list, tunnel metrics, config check, "
        "status, diagnose",
        sensitive="tunnel token, access token, environ",
        mutating="run, start, reload, fmt, trust, file-server, reverse-proxy, respond, upgrade, "
        "add-package, manpage, storage export, storage import, tunnel create, tunnel run, tunnel route "
        "dns, tunnel route lb, tunnel route ip add, tunnel login, tunnel, access ssh, access tcp, access "
        "login, access curl, service install, update, login, proxy-dns, http, tcp, tls, config "
        "add-authtoken, config edit, config upgrade, tunnel vnet add, authtoken, completion",
        destructive="stop, untrust, remove-package, tunnel delete, tunnel cleanup, tunnel route ip delete, "
        "tunnel vnet delete, service uninstall",
    ),
    bare=Risk.MUTATING,
    codes={"http": Code.SENDS_DATA_OUT, "tunnel token": Code.REVEALS_SECRET, "environ": Code.REVEALS_SECRET},
    help="--help",
    examples={
        Risk.READ_ONLY: (
            "caddy validate --config Caddyfile",
            "cloudflared tunnel list",
            "traefik version",
            "traefik healthcheck",
        ),
        Risk.SENSITIVE: ("cloudflared tunnel token t", "caddy environ"),
        Risk.MUTATING: ("caddy reload", "cloudflared tunnel create t", "ngrok http 80", "traefik --configFile t.yml"),
        Risk.DESTRUCTIVE: ("caddy stop", "cloudflared tunnel delete t"),
    },
)

_PROMETHEUS = Nouns(
    "prometheus",
    flags=Flags(
        values="--alertmanager.url --url --server --addr --address --config.file --http.config.file "
        "--org-id --username --password --token --from --to --since --limit --start --end --step --output "
        "-o --author -a --comment -c --duration -d --format --user --key --id --host --backend --namespace "
        "--group --org -t --bucket -b --file --pluginUrl --repo --pluginsDir --homepath --config",
        switches="--quiet -q --help -h --version -v --tail -f --forward --verbose --active --silenced "
        "--inhibited --no-labels --raw --json",
        abbreviated=False,
    ),
    nouns="alert silence config cluster check query test tsdb debug push template rules rule alertmanager "
    "plugins admin ruler analyse analyze loki grafana dashboard dashboards datasource datasources resources",
    verbs=verbs(
        read_only="alert, alert query, silence query, config show, config routes, config routes show, "
        "config routes test, cluster show, check-config, check config, check rules, check metrics, check "
        "service-discovery, check web-config, check healthy, check ready, query, query *, query instant, query "
        "range, query series, query labels, query analyze, test rules, tsdb list, tsdb dump, tsdb analyze, "
        "labels, series, stats, volume, volume_range, instant-query, detected-fields, fmt, version, "
        "template render, rules list, rules print, rules get, rules diff, rules check, rules lint, "
        "alertmanager get, alertmanager verify, plugins ls, plugins list-remote, plugins list-versions, "
        "analyse prometheus, analyze prometheus, acl is-header-allowed, promql format, help",
        mutating="silence add, silence update, silence import, alert add, push metrics, rules load, rules "
        "sync, rules prepare, alertmanager load, plugins install, plugins update, plugins update-all, tsdb "
        "create-blocks-from, debug metrics, debug pprof, debug all, admin data-migration, promql "
        "label-matchers, backfill, server",
        destructive="silence expire, rules delete, rules delete-namespace, alertmanager delete, plugins "
        "uninstall, plugins remove, admin reset-admin-password, tsdb delete",
    ),
    bare=Risk.READ_ONLY,
    help="--help -h",
    examples={
        Risk.READ_ONLY: (
            "promtool check config p.yml",
            "amtool silence query",
            "logcli query '{app=\"web\"}' --since 1h",
            "mimirtool rules list",
        ),
        Risk.MUTATING: (
            "amtool silence add alertname=a -d 1h",
            "grafana-cli plugins install p",
            "mimirtool rules sync r.yml",
        ),
        Risk.DESTRUCTIVE: (
            "amtool silence expire 1",
            "mimirtool rules delete ns g",
            "grafana-cli admin reset-admin-password x",
        ),
    },
)

_RAKE_READS = ("check", "env:info", "list", "status", "doctor", "--tasks", "-T", "db:version", "schema_versions")
_RAKE_DELETES = names(
    "restore drop reset cleanup remove delete destroy clear purge disable_two_factor reset_to_defaults prune"
)


def _rake(call: Call) -> Ruling:
    """`gitlab-rake noun:noun:verb`."""
    tasks = [word for word in call.words if not word.startswith("-")]
    task = " ".join(tasks)
    words = {part for one in tasks for part in one.replace("[", ":").split(":")}
    if words & _RAKE_DELETES or any(part.startswith(("delete", "drop", "remove", "cleanup")) for part in words):
        return ruled(call, Risk.DESTRUCTIVE, "rake.delete", f"The task `{task}` overwrites or deletes.")
    closed = {"-T", "--tasks", "--trace", "--version", "--help"}.issuperset(set(call.words) - set(tasks))
    if closed and all(one.endswith(_RAKE_READS) for one in tasks):
        return ruled(call, Risk.READ_ONLY, "rake.read")
    return ruled(call, Risk.MUTATING, "rake.task", f"The task `{task}` changes something.")


RULES: dict[str, Rule] = {
    "haproxy": _haproxy,
    "nginx": _nginx,
    "openresty": _nginx,
    **dict.fromkeys(("apachectl", "apache2ctl", "httpd", "apache2"), _apache),
    "socat": _socat,
    **dict.fromkeys(("caddy", "traefik", "cloudflared", "ngrok"), _PROXY),
    **dict.fromkeys(
        ("promtool", "amtool", "logcli", "mimirtool", "cortextool", "lokitool", "grafana-cli", "grafana"), _PROMETHEUS
    ),
    "gitlab-rake": _rake,
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: (
        "haproxy -c -f /etc/haproxy/haproxy.cfg",
        "haproxy -vv",
        "nginx -t",
        "apachectl configtest",
        "socat -V",
        "gitlab-rake gitlab:check",
    ),
    Risk.MUTATING: (
        "nginx -s reload",
        "apachectl graceful",
        "socat stdio /run/h.sock",
        "gitlab-rake gitlab:backup:create",
        "gitlab-rake gitlab:check gitlab:setup",
    ),
    Risk.DESTRUCTIVE: (
        "nginx -s stop",
        "haproxy -f h.cfg -sf 1",
        "gitlab-rake gitlab:backup:restore",
        "apachectl stop",
    ),
    Risk.UNKNOWN: ("socat tcp-listen:80 exec:sh", "nginx -t -c ./x", "haproxy -c -f ./x", "apachectl -t -f ./x"),
}
