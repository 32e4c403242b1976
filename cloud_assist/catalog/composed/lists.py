"""What is done for each line of a file: xargs."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import path
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_EACH = Said(
    r"(?:\b(?:each|every|all|any)(?: of)?(?: the)? )?\b(?:files?|hosts?|lines?|names?|directories"
    r"|directory|urls?|entry|entries"
    r"|packages?|items?|users?|paths?|servers?)(?: (?:that|which|whose))?(?: (?:names?"
    r"|paths?))?(?: (?:is|are))? (?:listed|named|contained|given|specified|found|stored)?"
    r" ?(?:in|from|of)(?: the)?(?: (?:file|list))? (?=(?P<file>«[fpq]\w+»))",
    "in from of",
)
_LISTED = Said(r"\b(?:listed|named|given|specified|stored) (?:in|by)\b", "listed named given specified stored")
_DOES = Said(
    r"^(?:please )?(?:(?:run|execute|call|apply)(?: the)?(?: (?:command|program))? (?P<command>{q}"
    r"|[\w-]+)|(?P<verb>\w+))"
)
_PROGRAMS = {
    "delete": "rm", "remove": "rm", "ping": "ping -c 1", "download": "curl -L -O", "create": "mkdir -p",
    "touch": "touch", "list": "ls -ld", "show": "ls -ld", "print": "cat", "display": "cat",
    "count": "wc -l", "install": "sudo apt-get install",
}  # fmt: skip


def listed_in_files(request: Request, _around: Surroundings) -> Iterator[Composed]:
    """Yield `xargs` for a request to do something for all that a file lists."""
    each = request.find(_EACH)
    if each is None or not request.says(_LISTED):
        return
    does = request.find(_DOES)
    if does is None:
        return
    command = does["command"] or _PROGRAMS.get(does.masked("verb"), "")
    command = {"ping": "ping -c 1"}.get(command, command)
    if not command or not command.replace(" ", "").replace("-", "").isalnum():
        return
    file = path(each["file"])
    yield Composed(f"xargs -n 1 {command} < {file}", f"Run `{command}` for each line of {file}")
    yield Composed(f"cat {file} | xargs -n 1 {command}", f"Run `{command}` for each line of {file}")
