"""Proposals without a model: the closest known commands of the local catalog, labelled as such."""

from __future__ import annotations

import asyncio

from cloud_assist.catalog.build_queue import CATALOG, BuildQueue
from cloud_assist.catalog.catalog import Catalog, open_catalog
from cloud_assist.catalog.search import Hit
from cloud_assist.command.receipt import ambient_target
from cloud_assist.errors import NoUsableReplyError
from cloud_assist.events import AgentNote
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import ProposalSource
from cloud_assist.settings import Settings

EXPLANATION = "Closest known command from the local catalog (no model was used)."
_OFFERED = 5
"""Commands to choose from."""
_LOOKED_AT = 25
"""Commands taken from the search, so that some are left after those already turned down."""
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

        Raises:
            NoUsableReplyError: nothing known is near enough, or everything near was turned down.
        """
        async with self._lock:
            catalog = await self._opened()
            found = await self._search(catalog, request)
        if not found:
            raise _nothing_near(request, "" if catalog.complete else self._being_read())
        if not catalog.complete and found[0].closeness < _NEAR:
            progress(AgentNote(f"Searched the recipe book only. {self._being_read()}".strip()))
        offered = tuple(hit.suggestion for hit in found[:_OFFERED])
        return Reply(
            kind=ReplyKind.COMMAND,
            command=offered[0].command,
            explanation=f"{EXPLANATION} It does this: {offered[0].title}.",
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
        refused = {each.command for each in request.rejections} | {each.command for each in request.earlier_failures}
        if request.failure is not None:
            refused.add(request.failure.command)
        found = await asyncio.to_thread(catalog.search, _wanted(request), limit=_LOOKED_AT)
        least = _TOO_FAR if catalog.complete else _TOO_FAR_IN_PART
        return [hit for hit in found if hit.suggestion.command not in refused and hit.closeness >= least]


def _wanted(request: ProposalRequest) -> str:
    hint = request.failure.hint if request.failure is not None else ""
    return f"{request.prompt} {hint}".strip()


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
