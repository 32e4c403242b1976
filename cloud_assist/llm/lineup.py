"""Who is asked in a session: the model that was chosen, and the next one where that cannot answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import monotonic
from typing import Final

from cloud_assist.errors import ModelError, ModelUnreachableError, RateLimitedError
from cloud_assist.events import AgentNote, ModelCalled, ModelEvent
from cloud_assist.llm.port import Progress, ProposalRequest, Proposer, Reply
from cloud_assist.llm.providers import make_proposer, require_askable
from cloud_assist.llm.usage import UsageTally
from cloud_assist.settings import Settings

RESTS_S: Final = 60.0
"""How long a model that could not answer is passed over, where its provider did not say."""
LONGEST_REST_S: Final = 3_600.0


def first_proposer(settings: Settings) -> Proposer:
    """Return who is asked first: the model of `settings`.

    Raises:
        ConfigurationError: the model or one of its fallbacks cannot be asked: no key, no package.
    """
    first = make_proposer(settings)
    for label in settings.fallback_models:
        require_askable(settings.with_model(label))
    return first


class Lineup:
    """A `Proposer` over the model of the session and its fallbacks; counts what their calls take."""

    def __init__(self, settings: Settings, tally: UsageTally, first: Proposer | None = None) -> None:
        """Ask the model of `settings`, or `first` in its place.

        Raises:
            ConfigurationError: the model or one of the fallbacks cannot be asked: no key, no package.
        """
        self._settings = settings
        self._tally = tally
        first = first or first_proposer(settings)
        self._first = first.name
        self._made: dict[str, Proposer] = {first.name: first}
        self._resting: dict[str, float] = {}
        """Until when a model is passed over, on the monotonic clock."""
        self._uncounted: set[str] = set()
        """Models of which it was said that their tokens are not known."""

    @property
    def name(self) -> str:
        """The model that is asked first."""
        return self._first

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return the reply of the first model that answers. See `Proposer.propose`.

        Raises:
            TokenLimitError: the session has used up its tokens.
            ModelError: as of the last model that was asked.
        """
        self._tally.require_room(self._settings.max_tokens_session)

        def counting(event: ModelEvent) -> None:
            progress(event)
            if isinstance(event, ModelCalled):
                self._count(event, progress)

        line = self._line(progress)
        for label, following in zip(line, [*line[1:], ""], strict=True):
            proposer = await self._proposer(label)
            try:
                reply = await proposer.propose(request, counting)
            except (ModelUnreachableError, RateLimitedError) as error:
                if not error.another_may_answer:
                    raise
                self._rest(label, error)
                if not following:
                    raise
                progress(AgentNote(f"{error.what} Asking {following} instead."))
            else:
                return replace(reply, model=label)
        raise AssertionError("a line has at least one model, and its last one answers or raises")

    def _count(self, call: ModelCalled, progress: Progress) -> None:
        """Add up a call; say once of a model that the limit cannot hold it."""
        self._tally.add(call)
        unknown = call.tokens_in is None or call.tokens_out is None
        if unknown and self._settings.max_tokens_session and call.model not in self._uncounted:
            self._uncounted.add(call.model)
            progress(AgentNote(f"{call.model} did not report its tokens: MAX_TOKENS_SESSION does not count this call."))

    def _line(self, progress: Progress) -> list[str]:
        """Return who is asked, in order: those that could not answer a moment ago are left out while others are there.

        The catalog needs nobody to stand in for it.
        """
        line = list(dict.fromkeys([self._first, *self._settings.fallback_models]))
        if self._first == "offline":
            return line[:1]
        now = monotonic()
        awake = [label for label in line if self._resting.get(label, 0.0) <= now]
        if not awake or awake[0] == self._first:
            return awake or line
        progress(AgentNote(f"{self._first} could not answer a moment ago. Asking {awake[0]} instead."))
        return awake

    def _rest(self, label: str, error: ModelError) -> None:
        asked_for = error.retry_after_s if isinstance(error, RateLimitedError) else None
        self._resting[label] = monotonic() + min(asked_for or RESTS_S, LONGEST_REST_S)

    async def _proposer(self, label: str) -> Proposer:
        if label not in self._made:  # its package takes a second to import
            self._made[label] = await asyncio.to_thread(make_proposer, self._settings.with_model(label))
        return self._made[label]

    async def choices(self) -> tuple[str, ...]:
        """Return the models that can be chosen: this one, the fallbacks, what the providers with a key have."""
        from cloud_assist.llm.servers import choosable  # most sessions never ask

        known = (self._first, *self._settings.fallback_models)
        return tuple(dict.fromkeys([*known, *await choosable(self._settings, known), "offline"]))

    async def choose(self, label: str) -> None:
        """Ask `label` first from now on.

        Raises:
            ConfigurationError: it is no model, cannot be asked, or its server has none of that name.
        """
        from cloud_assist.llm.servers import refuse_unknown  # as above

        settings = self._settings.with_model(label)
        if label not in self._made:
            require_askable(settings)
            await refuse_unknown(settings)
        await self._proposer(label)
        self._first = label
        self._resting.pop(label, None)

    async def close(self) -> None:
        """Release all connections. Safe to call twice."""
        for proposer in self._made.values():
            await proposer.close()
