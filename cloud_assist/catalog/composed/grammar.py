"""Puts together plain shell commands for a request: asks the grammar of each subject in turn."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Iterator

from cloud_assist.catalog.composed.archives import archives
from cloud_assist.catalog.composed.dates import dates
from cloud_assist.catalog.composed.files import copies_and_permissions, described_files, listed
from cloud_assist.catalog.composed.find import finds, seeks_files
from cloud_assist.catalog.composed.lists import listed_in_files
from cloud_assist.catalog.composed.machine import machine, shell, space
from cloud_assist.catalog.composed.network import network
from cloud_assist.catalog.composed.port import Composed, Grammar, Surroundings
from cloud_assist.catalog.composed.processes import processes
from cloud_assist.catalog.composed.request import Request, read_request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.composed.text_changes import text_changes
from cloud_assist.catalog.composed.text_columns import columns, sorts
from cloud_assist.catalog.composed.text_parts import contents, counts, parts, wholes
from cloud_assist.catalog.composed.text_search import searched
from cloud_assist.catalog.tools import hints

_GRAMMARS: tuple[Grammar, ...] = (
    listed_in_files, network, shell, processes, dates, archives, text_changes, columns, sorts, counts, searched, parts,
    wholes, space, machine, copies_and_permissions, described_files, contents, listed,
)  # fmt: skip
"""The narrower subjects first."""
_LOOKING = frozenset((dates, counts, searched, space, machine, listed))
"""Those that change nothing: not for a request that begins with an order to change something."""
_OF_A_PROGRAM = Said(
    r"\b(?:executable|binary|installed|located|crontab|cron)\b", "executable binary installed located cron"
)
"""Speaks of a CLI as a file on this machine."""
_OF_FILES = Said(r"\b(?:files|directories|directory)\b|«[pge]\w+»")
"""Speaks of files, whatever else it names."""
_FINDABLE = Said(
    r"^(?:(?:please|recursively) )*(?:list|show|display|print|get|count|how many|delete|remove"
    r"|copy|move|change|set|make"
    r"|add|compress|gzip|archive|replace|search|sort|calculate|compute|what|which|check|report|output|determine)\b"
)
_ONE_FILE = Said(r"«[pf]\w+»")
_OF_GIT = Said(
    r"\b(?:branch|branches|commits?|stash|rebase|repository|repo|submodules?|head|upstream|tag"
    r"|tags|staged|remote)\b"
)
_CHANGES = Said(
    r"^(?:(?:please|can you|could you|i want to|how (?:do i|to|can i)) )*(?:create|make|delete|remove|update|change|set"
    r"|allocate|release|reserve|add|attach|detach|grant|revoke|export|import|install|configure"
    r"|start|stop|enable|disable"
    r"|deploy|upload|copy|move|run|build|register|apply|resize|scale|stage|commit|merge|push|pull|assign|associate|join"
    r"|modify|edit|rename|rotate|invite|invalidate|publish|restore|back ?up|put|save|write|rebuild"
    r"|generate|format|initiali[sz]e)\b"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that no words have, and that a command cannot hold as they are."""
_MOST = 4
"""Commands for one request: the known ones are to have a place beside them."""


def here() -> Surroundings:
    """Return what commands depend on in this process: whose tools there are, and what day it is."""
    return Surroundings(bsd=sys.platform != "linux", today=datetime.datetime.now().astimezone().date())


def compose(prompt: str, around: Surroundings) -> list[Composed]:
    """Return plain shell commands for a request, the best first; none where it is about something else."""
    if _CONTROL.search(prompt):
        return []
    request = read_request(prompt)
    if _is_of_a_cli(prompt, request):
        return []
    if not seeks_files(request):
        return _distinct(_others(request, around))
    found = list(finds(request, around))
    # What is not understood as a search must not become a change of something else.
    return _distinct((*found, *_others(request, around))) if found else []


def _is_of_a_cli(prompt: str, request: Request) -> bool:
    """Whether a request names a CLI, or something by an identifier of one; a folder called .git names none."""
    named = hints(prompt)
    if not named.clis or request.says(_OF_A_PROGRAM):
        return False
    if named.certain:
        return not named.words or hints(request.whole).certain
    if named.clis == {"git"} and request.says(_ONE_FILE) and not request.says(_OF_GIT):
        return False
    return not (seeks_files(request) and request.says(_OF_FILES))


def _others(request: Request, around: Surroundings) -> Iterator[Composed]:
    changes = request.says(_CHANGES)
    for grammar in _GRAMMARS:
        if not (changes and grammar in _LOOKING):
            yield from grammar(request, around)
    if not seeks_files(request) and request.says(_FINDABLE):
        yield from finds(request, around)


def _distinct(found: Iterable[Composed]) -> list[Composed]:
    kept: dict[str, Composed] = {}
    for each in found:
        kept.setdefault(each.command, each)
        if len(kept) == _MOST:
            break
    return list(kept.values())
