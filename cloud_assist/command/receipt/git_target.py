"""Which remote repository a `git` command would reach: the remote's address as git itself rewrites it.

Sources: git-push(1), git-fetch(1), git-config(1) (remote.*, branch.*, url.*.insteadOf). What reaches no remote acts on
this machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cloud_assist.command.receipt.addresses import without_secrets
from cloud_assist.command.receipt.files import expand
from cloud_assist.command.receipt.git_files import GitSettings, git_settings
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry
from cloud_assist.tools.tool import HERE, ThisMachine

_GLOBAL_WITH_VALUE = frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env"})
_VERB_WITH_VALUE_WORDS = """
    -o --push-option --receive-pack --exec --repo --upload-pack --depth --deepen --shallow-since -j --jobs
    --recurse-submodules --refmap --server-option -b --branch --origin -u --reference --template
    --separate-git-dir --filter --sort -X --strategy-option -s --strategy --config -c
"""
_VERB_WITH_VALUE = frozenset(_VERB_WITH_VALUE_WORDS.split())
_REMOTE = frozenset({"push", "fetch", "pull", "clone", "ls-remote"})
_OTHERS = {"remote": ("update", "prune", "show", "set-head"), "submodule": ("update", "add"), "lfs": ()}
_UNREAD = frozenset({"send-email", "svn", "p4"})


@dataclass(frozen=True, slots=True)
class _Line:
    """A git command taken apart."""

    folder: Path | None
    given: tuple[str, ...]
    """Values of `-c`."""
    verb: str
    rest: Invocation
    """What stands after the verb."""


def git_entries(call: Invocation) -> tuple[TargetEntry, ...] | ThisMachine:
    """Return the receipt of a git command; nothing for the surroundings: a folder's remote is set up for git alone."""
    if not call.program:
        return ()
    line = _line(call)
    operands = [*line.rest.operands(_VERB_WITH_VALUE - ({"-u"} if line.verb == "push" else set()))]
    if line.verb in _UNREAD or ("--remote" in " ".join(line.rest.arguments) and line.verb == "archive"):
        return ()
    if line.verb in _OTHERS:
        verbs = _OTHERS[line.verb]
        if verbs and (not operands or operands[0] not in verbs):
            return HERE
        operands = operands[1:] if line.verb == "remote" else []
    elif line.verb not in _REMOTE:
        return HERE
    settings = git_settings(call, line.folder, line.given)
    push = line.verb in {"push", "lfs"}
    repository = line.rest.option("--repo") if push else None
    named = operands[0] if operands else repository[1] if repository else ""
    return _receipt(named, settings, push=push)


def _receipt(named: str, settings: GitSettings, *, push: bool) -> tuple[TargetEntry, ...]:
    receipt = Receipt("git")
    remote, source = (named, "the command") if named else _default(settings, push=push)
    address = settings.address(remote, push=push)
    if address != remote:
        receipt.add("remote", remote, source)
        receipt.add("repository", without_secrets(address), "git's configuration")
    elif named:
        receipt.add("repository", without_secrets(named), source)
    return receipt.entries


def _default(settings: GitSettings, *, push: bool) -> tuple[str, str]:
    """Return the remote that is meant where none is named."""
    branch = settings.branch
    names = [f"branch.{branch}.pushremote", "remote.pushdefault"] if push else []
    for name in [*names, f"branch.{branch}.remote"]:
        if value := settings.last(name):
            return value, name
    remotes = settings.remotes()
    return (remotes[0], "the only remote") if len(remotes) == 1 else ("origin", "no other is set")


def _line(call: Invocation) -> _Line:
    folder, given, at = call.cwd, [], 0
    arguments = call.arguments
    environ = dict(call.environ)
    while at < len(arguments) and arguments[at].startswith("-"):
        name, equals, value = arguments[at].partition("=")
        if not equals and name in _GLOBAL_WITH_VALUE:
            at += 1
            value = arguments[at] if at < len(arguments) else ""
        if name == "-C":
            folder = expand(value, call.environ, folder) if "$" not in value else None
        elif name == "-c":
            given.append(value)
        elif name == "--git-dir":
            environ["GIT_DIR"] = value
        at += 1
    rest = Invocation(call.program, arguments[at + 1 :], environ, folder)
    return _Line(folder, tuple(given), arguments[at] if at < len(arguments) else "", rest)
