"""What assignments and redirections do by themselves, before any program is asked.

`LD_PRELOAD=x ls` runs x; `AWS_ENDPOINT_URL=http://x aws s3 ls` signs a request for a stranger; `ls > f` writes f.
"""

from __future__ import annotations

import re
from functools import cache

from cloud_assist.command.rules.engine import cloud_variables, paths
from cloud_assist.command.rules.engine.base import Ruling
from cloud_assist.command.rules.engine.numbers import is_plain
from cloud_assist.command.syntax.parser import OPAQUE, Redirect, Word
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

# Names by which a variable makes a known program load code, run a helper, or talk to another host. From the manuals
# of ld.so, bash, git, less, man, python, perl, ruby, node, java, aws, kubectl, terraform, helm, docker, gcloud, curl.
_STEERS = r"""(?:
      LD_\w+ | DYLD_\w+ | GCONV_PATH | LOCPATH | NLSPATH | MALLOC_\w+ | GLIBC_TUNABLES
    | PATH | IFS | ENV | BASH_\w+ | BASHOPTS | SHELLOPTS | PROMPT_COMMAND | PS[0-4] | CDPATH | FPATH | ZDOTDIR | SHELL
    | HOME | XDG_\w+ | INPUTRC | TERMINFO\w* | TERMCAP
    | \w*PAGER | LESS\w* | MORE | MANROFFOPT | MANOPT | \w*EDITOR | VISUAL | BROWSER | DIFFPROG
    | GIT_\w+ | SSH_ASKPASS\w* | SUDO_\w+ | RSYNC_\w+ | CVS_\w+ | HG\w+ | SVN_\w+
    | PYTHON\w+ | PERL\w+ | RUBY\w+ | GEM_\w+ | BUNDLE_\w+ | NODE_\w+ | NPM_\w+ | npm_\w+ | DENO_\w+ | PHP\w+ | LUA_\w+
    | JAVA_\w+ | _JAVA_OPTIONS | JDK_\w+ | CLASSPATH | GOFLAGS | GOPROXY | GOTOOLCHAIN | RUSTC\w* | CARGO_\w+
    | AWS_(?:ENDPOINT_URL\w*|CA_BUNDLE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|WEB_IDENTITY_TOKEN_FILE
        |CONTAINER_\w+|EC2_METADATA_SERVICE_ENDPOINT\w*|DATA_PATH)
    | KUBECONFIG | KUBECTL_\w+ | KUBERC | KREW_\w+
    | TF_CLI_\w+ | TF_(?:PLUGIN|CLI|REATTACH)\w+ | TERRAGRUNT_\w+ | TG_\w+
    | HELM_\w*(?:PLUGINS|HOME|BIN|DRIVER\w*) | DOCKER_(?:HOST|CONFIG|CERT_PATH|TLS\w*|CONTEXT)
    | BUILDX_\w+ | CONTAINER_HOST
    | CLOUDSDK_(?:API_ENDPOINT_OVERRIDES\w*|PYTHON\w*|CONFIG|AUTH_\w+|PROXY_\w+) | GOOGLE_API_\w+
    | AZURE_(?:CONFIG_DIR|EXTENSION_DIR|AUTHORITY\w*) | VAULT_(?:ADDR|AGENT_ADDR|CACERT|PROXY\w*|SKIP\w*) | PULUMI_HOME
    | https?_proxy | HTTPS?_PROXY | all_proxy | ALL_PROXY | ftp_proxy | SSL_CERT_\w+ | CURL_\w+ | WGETRC | NETRC
    | REQUESTS_CA_BUNDLE | OPENSSL_\w+ | SSLKEYLOGFILE | TAR_OPTIONS | TAPE | RSH | GZIP | ZIPOPT | UNZIP | XZ_\w+
    | POSIXLY_CORRECT
    | RIPGREP_CONFIG_PATH | FZF_\w+ | BAT_\w+ | MAKEFLAGS | GNUMAKEFLAGS | MAKEFILES | CC | CXX | AWKPATH | AWKLIBPATH
    | PSQLRC | PG(?:HOST\w*|SERVICE\w*|SYSCONFDIR|SSL\w*) | MYSQL_\w+ | MYSQL | REDISCLI_\w+ | SQLITE_\w+ | MONGO\w+
    )"""
_HARMLESS_VALUES = r"""(?:
      \w*PAGER=(?:cat|less|more|/bin/cat|less\ -[FRSXMiIeE]+)?
    | (?:\w*EDITOR|VISUAL)=(?:cat|true|false|:)?
    | GIT_(?:TERMINAL_PROMPT|OPTIONAL_LOCKS|PAGER_IN_USE|MERGE_AUTOEDIT|TRACE\w*|LITERAL_PATHSPECS)=[01]?
    | LESS=-?[FRSXMiIeE]* | SSL_CERT_FILE=/etc/.*
    | PYTHON(?:UNBUFFERED|DONTWRITEBYTECODE|WARNINGS|IOENCODING|UTF8|HASHSEED)=[\w:-]*
    | NODE_ENV=\w*
    | DOCKER_CONTEXT=\w* | KUBECTL_EXTERNAL_DIFF=
    | AWS_ENDPOINT_URL\w*=(?:https?://(?:localhost|127\.0\.0\.1)(?::\d+)?/?)?
    | IFS=\W* | XDG_RUNTIME_DIR=.* | (?:https?_proxy|HTTPS?_PROXY|all_proxy|ALL_PROXY)= | MYSQL_PWD=.* | NODE_TLS_\w+=1
    | GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE)=.* | POSIXLY_CORRECT=\w*
    | PERL_UNICODE=\w* | GIT_CEILING_DIRECTORIES=.*
    | NO_PROXY=.* | RUBYOPT= | LD_PRELOAD= | LD_LIBRARY_PATH= | PYTHONPATH=
    )"""
_HOME = re.compile(r"\"?\$(?:HOME|\{HOME\})/(?=[\w./-]+\"?\Z)")

_FOREIGN_KUBECONFIG = Ruling(
    Risk.MUTATING, "assignment.kubeconfig", paths.FOREIGN_KUBECONFIG, (finding(Code.FOREIGN_CODE),)
)


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """Return a pattern that only commands with assignments need, so that no other waits for it."""
    return re.compile(form, re.VERBOSE | re.DOTALL)


def assignment_ruling(name: str, value: Word) -> Ruling | None:
    """Return what setting `name` does to the commands after it, or None where it is an ordinary variable."""
    if OPAQUE in name:
        return Ruling(Risk.UNKNOWN, "assignment.name", "The variable it sets is only known at run time.")
    cloud = cloud_variables.steers(name)
    if not cloud and not _compiled(_STEERS).fullmatch(name):
        return None
    shown = value.text
    if _HOME.match(value.raw) and value.text.count(OPAQUE) == 1:
        shown = _HOME.sub("~/", value.raw).rstrip('"')
    if name == "KUBECONFIG":
        return None if all(paths.own_kubeconfig(path) for path in shown.split(":") if path) else _FOREIGN_KUBECONFIG
    setting = f"{name}={shown}"
    harmless = _compiled(_HARMLESS_VALUES).fullmatch(setting)
    if harmless or (cloud and cloud_variables.HARMLESS.fullmatch(setting)):
        return None
    text = f"Setting `{name}` can make a known program run other code or connect to another host."
    return Ruling(Risk.UNKNOWN, "assignment.steers", text, (finding(Code.FOREIGN_CODE),))


_READS = frozenset({"<", "<<", "<<<", "<&", "<&-", ">&-"})


def redirect_ruling(redirect: Redirect, *, alone: bool) -> Ruling | None:
    """Return what a redirection does, or None for a harmless one; `alone` where no command stands before it."""
    text = redirect.target.text
    if text.startswith(("/dev/tcp/", "/dev/udp/")):
        sentence = "Bash opens a network connection for it."
        return Ruling(Risk.UNKNOWN, "redirect.network", sentence, (finding(Code.SENDS_DATA_OUT),))
    if redirect.operator in _READS:
        if redirect.operator == "<" and paths.holds_secret(redirect.target):
            return Ruling(Risk.SENSITIVE, "redirect.secret", "It reads a file that usually contains a secret.",
                          (finding(Code.REVEALS_SECRET),))  # fmt: skip
        return None
    if redirect.operator == ">&" and (is_plain(text) or text == "-"):
        return None
    if paths.is_harmless_device(text):
        return None
    return _written(text, redirect, alone=alone)


def _written(text: str, redirect: Redirect, *, alone: bool) -> Ruling:
    if paths.is_disk(text):
        return Ruling(Risk.FORBIDDEN, "redirect.disk", f"It overwrites the disk {text}.")
    shown = redirect.target.raw
    if paths.is_system(text) and not text.startswith("/dev/shm/"):  # noqa: S108
        return Ruling(Risk.DESTRUCTIVE, "redirect.system", f"It writes to {shown}, a file of the operating system.")
    if paths.grants_access(redirect.target):
        text = f"It writes to {shown}, which controls who may log in or what runs at login."
        return Ruling(Risk.DESTRUCTIVE, "redirect.access", text, (finding(Code.CHANGES_CREDENTIALS),))
    if paths.is_history(redirect.target) and redirect.operator != ">>":
        return Ruling(Risk.DESTRUCTIVE, "redirect.history", f"It empties {shown}, the shell history.")
    if alone and redirect.operator in {">", ">|", "&>"}:
        return Ruling(Risk.DESTRUCTIVE, "redirect.truncate", f"It empties the file {shown}.")
    return Ruling(Risk.MUTATING, "redirect.file", f"It writes to the file {shown}.")
