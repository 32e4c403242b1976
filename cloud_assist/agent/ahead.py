"""Asks a model for its first proposal before the rest of the agent is loaded: that is done while the model works."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from cloud_assist.agent.port import check_prompt
from cloud_assist.errors import UsageError
from cloud_assist.events import ModelEvent
from cloud_assist.knowledge.surroundings import describe_environment
from cloud_assist.llm.lineup import first_proposer
from cloud_assist.llm.port import Progress, ProposalRequest, Proposer, Reply
from cloud_assist.redaction.redactor import Redactor
from cloud_assist.settings import Settings


class AskedAhead:
    """A `Proposer` that was asked a session's first request already, and gives the reply to whoever asks the same."""

    def __init__(self, proposer: Proposer, request: ProposalRequest, redactor: Redactor) -> None:
        """Ask `proposer` at once. Call it in the loop that awaits the reply."""
        self.redactor = redactor
        """Has numbered the request's secrets; the session goes on with it."""
        self._proposer = proposer
        self._request = request
        self._heard: asyncio.Queue[ModelEvent | None] = asyncio.Queue()
        """What happened until the end of the call, which is None. It is told by whoever takes the reply."""
        self._call: asyncio.Task[Reply] | None = asyncio.create_task(proposer.propose(request, self._heard.put_nowait))
        self._call.add_done_callback(lambda _: self._heard.put_nowait(None))

    @property
    def name(self) -> str:
        """The model's own."""
        return self._proposer.name

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return the reply that was asked for ahead, or ask. See `Proposer.propose`."""
        call, self._call = self._call, None
        if call is None:
            return await self._proposer.propose(request, progress)
        try:
            # The machine was described a moment earlier; nothing else may differ.
            if replace(request, environment=self._request.environment) == self._request:
                while (event := await self._heard.get()) is not None:
                    progress(event)
                return await call
        finally:
            await _end(call)
        return await self._proposer.propose(request, progress)

    async def close(self) -> None:
        """Drop a reply that nobody asked for, and release connections. Safe to call twice."""
        call, self._call = self._call, None
        if call is not None:
            await _end(call)
        await self._proposer.close()


async def _end(call: asyncio.Task[Reply]) -> None:
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)


async def ask_ahead(settings: Settings, prompt: str, *, context: str, plan: bool) -> AskedAhead | None:
    """Send a new session's first request on its way; None where it depends on more than the request itself.

    That is so without a model, with operations of the catalog (grounding), and for a request that is refused.

    Raises:
        ConfigurationError: the model or one of its fallbacks cannot be asked.
    """
    prompt = prompt.strip()
    if settings.offline or settings.grounding:
        return None
    try:
        check_prompt(prompt)
    except UsageError:
        return None  # the session says so
    proposer = first_proposer(settings)
    redactor = Redactor()
    request = ProposalRequest(
        prompt,
        await asyncio.to_thread(describe_environment, settings),
        context=redactor.redact(context),
        plan=plan,
        max_steps=settings.max_steps,
        placeholders=redactor.placeholders,
    )
    return AskedAhead(proposer, request, redactor)
