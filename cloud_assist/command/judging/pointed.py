"""What a known read is pointed at by its options: another server, which gets the credentials, or a folder of another.

A folder's own configuration can name programs to run (`core.fsmonitor` of git, scripts of npm). Folders that anybody
may write to are taken for another's; one's own projects, wherever they are, are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.base import Call, Ruling, ruled
from cloud_assist.command.rules.engine.sending import is_near
from cloud_assist.findings import Code
from cloud_assist.models import Risk
from cloud_assist.tools.registry import registry
from cloud_assist.tools.tool import Read

_SERVERS = frozenset({"--kube-apiserver", "--apiserver", "--api-server", "--server"})
"""Options of the tools that act on a cluster; the same tools send its credentials along."""
_FOLDERS: Mapping[str, frozenset[str]] = {
    "git": frozenset({"-C"}),
    "hub": frozenset({"-C"}),
    "go": frozenset({"-C"}),
    "npm": frozenset({"--prefix", "-C"}),
    "pnpm": frozenset({"--dir", "-C", "--prefix"}),
    "yarn": frozenset({"--cwd"}),
    "pulumi": frozenset({"--cwd", "-C"}),
    "helm": frozenset({"--repository-config", "--registry-config"}),
    "mc": frozenset({"--config-dir", "-C"}),
}
"""Options that name the folder, or the configuration, that a program works by."""
_TEMPORARY = re.compile(r"/(?:tmp|var/tmp|dev/shm)(?:/|\Z)")


def pointed_elsewhere(call: Call) -> Ruling | None:
    """Return what a call that reads risks by what its options point it at; None where that is nothing unusual."""
    servers = _SERVERS if _acts_on_cluster(call.program) else frozenset()
    folders = _FOLDERS.get(call.program)
    if not servers and folders is None:
        return None
    for name, value in _values(call, servers):
        if not is_near(value):
            text = f"`{name}` sends the request, with its credentials, to another server."
            return ruled(call, Risk.MUTATING, "pointed.server", text, Code.SENDS_DATA_OUT)
    for name, value in _values(call, folders or frozenset()):
        if _TEMPORARY.match(paths.normal(value)):
            text = f"`{name}` names a temporary folder, whose configuration can name programs to run."
            return ruled(call, Risk.MUTATING, "pointed.folder", text, Code.FOREIGN_CODE)
    return None


def _acts_on_cluster(program: str) -> bool:
    """Whether a program sends the credentials of its context; argocd keeps credentials of their own for each server."""
    acts = registry().acts_of(program)
    return isinstance(acts, Read) and acts.reader.startswith("kube_target:")


def _values(call: Call, options: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the options among `options` that are given, each with its value."""
    words = call.words
    if not options or not any(word[:1] == "-" for word in words):
        return
    for text, following in pairwise((*words, "")):
        name, equals, value = text.partition("=")
        if text == "--":
            return
        if name in options:
            yield name, value if equals else following
