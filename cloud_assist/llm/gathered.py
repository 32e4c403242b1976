"""The pieces of one streamed reply, put together.

LangChain's own sum of the pieces is not used: it reads the arguments of a function call at every piece, and closes
what is open in them, which makes another command of a reply that was cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any, Final

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata, add_usage

TOLD_EVERY_S: Final = 0.1
"""How often what has come so far is worth looking at."""


class Gathered:
    """What has come of a reply so far."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._calls: dict[int, list[str]] = {}
        """The arguments of each function call, by its number."""
        self._due_at = 0.0
        self.size = 0
        """Characters so far."""
        self.finish_reason = ""
        """The provider's own word; empty until it comes."""
        self.usage: UsageMetadata | None = None

    def add(self, piece: AIMessage) -> None:
        """Take in the next piece."""
        words = str(piece.text)
        self._words.append(words)
        self.size += len(words)
        if isinstance(piece, AIMessageChunk):
            for call in piece.tool_call_chunks:
                arguments = call["args"] or ""
                self._calls.setdefault(call["index"] or 0, []).append(arguments)
                self.size += len(arguments)
        self.finish_reason = finish_reason_in(piece.response_metadata) or self.finish_reason
        if piece.usage_metadata:
            self.usage = add_usage(self.usage, piece.usage_metadata)

    def due(self) -> bool:
        """Return whether it is time to tell again how far the reply has come."""
        if not self.size or monotonic() < self._due_at:
            return False
        self._due_at = monotonic() + TOLD_EVERY_S
        return True

    @property
    def text(self) -> str:
        """The arguments of the function that was called, else the words; several calls are no reply."""
        if len(self._calls) > 1:
            return "[" + ",".join("".join(parts) for parts in self._calls.values()) + "]"
        return "".join(next(iter(self._calls.values()), self._words))


def finish_reason_in(metadata: Mapping[str, Any]) -> str:
    """Return why a reply ended, in the provider's own word; empty where it does not say."""
    return str(metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason") or "")
