"""Which host and repository a `gh` or `glab` command would act on.

Sources: gh-environment(7), "gh help environment" and the manual of `gh repo set-default`; "Environment variables" of
glab's manual. -R wins over GH_REPO, that over the remotes of the repository that the folder is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cloud_assist.command.receipt.addresses import address_of
from cloud_assist.command.receipt.files import expand, read_yaml, shown, text_at
from cloud_assist.command.receipt.git_files import git_settings
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry
from cloud_assist.tools.tool import HERE, ThisMachine

_SCP = re.compile(r"(?:[^@/]+@)?([^:/]+):(?!//)(.+)")
_HERE_ALONE = frozenset({"config", "alias", "completion", "help", "version", "extension"})
_NO_REPOSITORY = frozenset({"auth", "api", "gist", "org", "search", "ssh-key", "gpg-key", "codespace", "cs", "status",
                            "user", "snippet"})  # fmt: skip
_ORDER = ("upstream", "github", "origin")
_ON_OPERAND = frozenset({"delete", "archive", "unarchive", "rename", "edit", "view", "fork", "clone", "create", "sync",
                         "set-default", "transfer"})  # fmt: skip
_WITH_VALUE = frozenset({"-R", "--repo", "--hostname", "-b", "--branch", "-t", "--title", "-d", "--description"})


@dataclass(frozen=True, slots=True)
class _Host:
    repository: tuple[str, ...]
    hosts: tuple[str, ...]
    """Variables."""
    otherwise: str


_HOSTS = {
    "gh": _Host(("GH_REPO",), ("GH_HOST",), "github.com"),
    "glab": _Host((), ("GITLAB_HOST", "GL_HOST", "GITLAB_URI"), "gitlab.com"),
}


def codehost_entries(call: Invocation) -> tuple[TargetEntry, ...] | ThisMachine:
    """Return the receipt of `gh` or `glab`; for the surroundings where a variable names a repository or a host."""
    if not call.program:
        return _receipt(call, "gh") if call.variable("GH_REPO", "GH_HOST") else ()
    operands = call.operands(_WITH_VALUE)
    verb = operands[0] if operands else ""
    return HERE if verb in _HERE_ALONE else _receipt(call, call.program)


def _receipt(call: Invocation, program: str) -> tuple[TargetEntry, ...]:
    receipt, kind = Receipt(program), _HOSTS[program]
    host, host_source = _host(call, program, kind)
    repository, source = _repository(call, kind, host if host_source != "no other is set" else "")
    named, name = _parted(repository)
    receipt.add("host", named or host, source if named else host_source)
    receipt.add("repository", name, source)
    return receipt.entries


def _host(call: Invocation, program: str, kind: _Host) -> tuple[str, str]:
    if given := call.option("--hostname"):
        return given[1], given[0]
    if variable := call.variable(*kind.hosts):
        return _parted(variable[1])[0] or variable[1], call.source(variable[0])
    folder = call.environ.get("GH_CONFIG_DIR") or f"{call.environ.get('XDG_CONFIG_HOME') or '~/.config'}/gh"
    path = expand(f"{folder}/hosts.yml", call.environ, call.cwd) if program == "gh" else None
    hosts = read_yaml(path)
    if path is not None and len(hosts) == 1:
        return next(iter(hosts)), shown(path, call.environ)
    if program == "glab":
        path = expand("~/.config/glab-cli/config.yml", call.environ, call.cwd)
        if path is not None and (host := text_at(read_yaml(path), "host")):
            return host, shown(path, call.environ)
    return kind.otherwise, "no other is set"


def _repository(call: Invocation, kind: _Host, host: str) -> tuple[str, str]:
    if given := call.option("-R", "--repo"):
        return given[1], given[0]
    match call.operands(_WITH_VALUE):
        case ("repo", verb, name, *_) if verb in _ON_OPERAND:
            return name, "the command"
        case (verb, *_) if verb in _NO_REPOSITORY:
            return "", ""
    if variable := call.variable(*kind.repository):
        return variable[1], call.source(variable[0])
    settings = git_settings(call, call.cwd)
    remotes = {name: settings.address(name, push=False) for name in settings.remotes()}
    fitting = {name: address for name, address in remotes.items() if not host or _parted(address)[0] == host}
    chosen = [name for name in fitting if settings.last(f"remote.{name}.gh-resolved") == "base"]
    chosen += [name for name in (*_ORDER, *fitting) if name in fitting]
    return (fitting[chosen[0]], f"the remote {chosen[0]}") if chosen else ("", "")


def _parted(text: str) -> tuple[str, str]:
    """Return (host, OWNER/NAME) of an address or of `HOST/OWNER/NAME`; the host is empty where none is named."""
    if address := address_of(text):
        return address.hosts, address.path.strip("/").removesuffix(".git")
    if match := _SCP.fullmatch(text):
        return match[1], match[2].removesuffix(".git")
    parts = text.split("/")
    return (parts[0], "/".join(parts[1:])) if len(parts) > 2 and "." in parts[0] else ("", text)


def heroku_app(address: str) -> str:
    """Return the app that a git remote of Heroku deploys; empty for another remote."""
    host, name = _parted(address)
    return name if host in {"git.heroku.com", "heroku.com"} else ""
