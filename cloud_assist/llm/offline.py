"""Proposals without a model: the closest known commands of the local catalog, labelled as such."""

from __future__ import annotations

import asyncio
import re

from cloud_assist.catalog.build_queue import CATALOG, BuildQueue
from cloud_assist.catalog.catalog import Catalog, open_catalog
from cloud_assist.catalog.composing import COMPOSED
from cloud_assist.catalog.reading import reads
from cloud_assist.catalog.search import Hit
from cloud_assist.command.open_places import open_places
from cloud_assist.command.receipt import ambient_target
from cloud_assist.errors import NoUsableReplyError
from cloud_assist.events import AgentNote
from cloud_assist.llm.about import about
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import ProposalSource, Risk, Suggestion
from cloud_assist.settings import Settings

EXPLANATION = "Closest known command from the local catalog (no model was used)."
PUT_TOGETHER = "Put together from the words of the request (no model was used)."
AS_WRITTEN = "The request is a command already. It is proposed as you wrote it (no model was used)."
_TURNED_DOWN = re.compile(
    r"""
    (?: (?:\b(?:not|never|dont|cannot|no\ need|without\ having)|n['’]t)\s+
        (?:(?:want|like|need|wish|have|to|do|use|using|run|running|see|show|me|it|this|that)\s+)*
      | \b(?:no|without|avoid|neither|nor|instead\ of|rather\ than)\s+ (?:(?:using|running|use\ of)\s+)?
    )
    (?:(?:the|an?|any|with|in|on|for|by|via|through)\s+)*
    ([\w-]+(?:\s+or\s+[\w-]+)*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Says in a reason what is not wanted: "docker" in "not docker", "don't use docker" and "without using docker"."""
_OFFERED = 5
"""Commands to choose from."""
READING = frozenset({Risk.READ_ONLY, Risk.SENSITIVE})
"""Classes of what may answer a reading request; what reveals a secret is asked about as such."""
_NEAR = 0.75
"""Closeness from which the recipe book's answer needs no word about the rest of the catalog."""
_TOO_FAR = 0.3
"""Closeness below which a command has too little in common with the request to be offered."""
_TOO_FAR_IN_PART = 0.5
"""The same while only the recipe book is searched: the right command may be among those that are not known yet."""


class OfflineProposer:
    """Proposes from the catalog. The first request has it built in the background, and does not wait for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._catalog: Catalog | None = None
        self._queue = BuildQueue(settings)
        self._lock = asyncio.Lock()

    @property
    def name(self) -> str:
        """What the status line shows."""
        return "offline"

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return the nearest command that was not turned down yet, with up to five to choose from.

        Until the whole catalog is built, the recipe book answers; where it has nothing near, that is told.

        A request that is a command word for word gets that command. One that asks to see something gets nothing that
        changes anything, and a command that failed is followed by nothing graver.

        Raises:
            NoUsableReplyError: nothing known is near enough, or everything near was turned down.
        """
        if answer := about(request.prompt):
            return Reply(kind=ReplyKind.ANSWER, explanation=answer, source=ProposalSource.CATALOG)
        async with self._lock:
            catalog = await self._opened()
            own = await asyncio.to_thread(catalog.as_command, request.prompt)
            if own and own not in _refused(request):
                return _as_written(own, await self._search(catalog, request))
            found = await self._search(catalog, request)
        if not found:
            raise _nothing_near(request, "" if catalog.complete else self._being_read())
        if not catalog.complete and found[0].closeness < _NEAR:
            progress(AgentNote(f"Searched the recipe book only. {self._being_read()}".strip()))
        offered = tuple(hit.suggestion for hit in found)
        return Reply(
            kind=ReplyKind.COMMAND,
            command=offered[0].command,
            explanation=f"{_origin(offered[0])} It does this: {offered[0].title}.",
            source=ProposalSource.CATALOG,
            alternatives=offered,
        )

    async def close(self) -> None:
        """Close the catalog. Safe to call twice."""
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None

    async def _opened(self) -> Catalog:
        if self._catalog is not None and self._catalog.can_be_completed:
            self._catalog.close()
            self._catalog = None
        if self._catalog is None:
            self._catalog = await asyncio.to_thread(self._open)
            if not self._catalog.complete:
                await asyncio.to_thread(self._queue.ask, [CATALOG])
        return self._catalog

    def _open(self) -> Catalog:
        in_use = ambient_target(self._settings.environ, self._settings.cwd).tools
        return open_catalog(self._settings, in_use=in_use)

    def _being_read(self) -> str:
        """Say when more can be found; "" where that is not under way."""
        if not self._queue.is_coming(CATALOG):
            return "To build the whole catalog: cloud-assist catalog build"
        return f"The whole catalog is being built, {self._queue.left(CATALOG)}."

    async def _search(self, catalog: Catalog, request: ProposalRequest) -> list[Hit]:
        return await asyncio.to_thread(known_commands, catalog, request)


def known_commands(catalog: Catalog, request: ProposalRequest) -> list[Hit]:
    """Return what may be offered, the best first; for a reading request nothing where only changes are left."""
    refused, unwanted = _refused(request), _unwanted(request)
    least = _TOO_FAR if catalog.complete else _TOO_FAR_IN_PART
    gravest = None if request.failure is None else catalog.risk_of(request.failure.command)

    def fits(hit: Hit) -> bool:
        command = hit.suggestion.command
        if hit.opposite or command in refused or command.split(maxsplit=1)[0] in unwanted or hit.closeness < least:
            return False
        return gravest is None or catalog.risk_of(command).rank <= gravest.rank

    prompts = dict.fromkeys((_wanted(request), request.prompt))
    searches = (catalog.search(prompt, limit=_OFFERED, fits=fits) for prompt in prompts)
    found = next(filter(None, searches), [])
    if found and reads(request.prompt) and catalog.risk_of(found[0].suggestion.command) not in READING:
        return []
    return found


def _origin(offered: Suggestion) -> str:
    return PUT_TOGETHER if offered.source == COMPOSED else EXPLANATION


def _refused(request: ProposalRequest) -> set[str]:
    """Return the commands that were turned down or failed."""
    refused = {each.command for each in request.rejections} | {each.command for each in request.earlier_failures}
    return refused if request.failure is None else {*refused, request.failure.command}


def _as_written(command: str, found: list[Hit]) -> Reply:
    """Return a request that is a command as the proposal, with known ones near to it to choose from."""
    own = Suggestion(command.split(maxsplit=1)[0], (), "as you wrote it", command, "typed", 0.0, open_places(command))
    others = (hit.suggestion for hit in found if hit.suggestion.command != command)
    return Reply(
        kind=ReplyKind.COMMAND,
        command=command,
        explanation=AS_WRITTEN,
        source=ProposalSource.CATALOG,
        alternatives=(own, *others)[:_OFFERED],
    )


def _unwanted(request: ProposalRequest) -> set[str]:
    """Return the words that reasons and hints turn down: "docker" in "not docker"."""
    turned_down = (found[1] for text in _remarks(request) for found in _TURNED_DOWN.finditer(text))
    return {word.lower() for words in turned_down for word in words.split()}


def _wanted(request: ProposalRequest) -> str:
    """Return the request with what was said since about what is wanted instead."""
    said = (_TURNED_DOWN.sub(" ", text) for text in _remarks(request))
    return " ".join((request.prompt, *said)).strip()


def _remarks(request: ProposalRequest) -> list[str]:
    """Return the reasons of rejections and the hint for another try, as far as there are any."""
    hint = "" if request.failure is None else request.failure.hint
    return [text for text in (*(each.reason for each in request.rejections), hint) if text]


def _nothing_near(request: ProposalRequest, being_read: str) -> NoUsableReplyError:
    if request.rejections or request.failure is not None:
        return NoUsableReplyError(
            "No other known command matches this request.",
            why="No model is set up, and all matches were tried or rejected.",
            todo="Rephrase it, type the command yourself, or set GROQ_API_KEY to use a model.",
        )
    return NoUsableReplyError(
        "No known command matches this request.",
        why=f"No model is set up. Offline, only known commands can be found. {being_read}".strip(),
        todo="Mention the tool and the resource (list s3 buckets, show pods), or set GROQ_API_KEY to use a model.",
    )
