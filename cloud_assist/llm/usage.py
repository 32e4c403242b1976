"""What a session's calls of models took, model by model, and whether there is room for more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from cloud_assist.errors import TokenLimitError
from cloud_assist.events import ModelCalled
from cloud_assist.models import ModelUsage


class UsageTally:
    """Adds up calls; the model called first stands first."""

    def __init__(self) -> None:
        self._of: dict[str, ModelUsage] = {}

    def add(self, call: ModelCalled) -> None:
        """Count one call."""
        self._add(
            ModelUsage(
                model=call.model,
                calls=1,
                tokens_in=call.tokens_in or 0,
                tokens_out=call.tokens_out or 0,
                duration_s=call.duration_s,
                unknown_calls=int(call.tokens_in is None or call.tokens_out is None),
            )
        )

    def _add(self, more: ModelUsage) -> None:
        so_far = self._of.get(more.model)
        self._of[more.model] = more if so_far is None else so_far.plus(more)

    @property
    def models(self) -> tuple[ModelUsage, ...]:
        """What each model took."""
        return tuple(self._of.values())

    @property
    def tokens(self) -> int:
        """Read and written, of all models, as far as it is known."""
        return sum(each.tokens_in + each.tokens_out for each in self._of.values())

    def require_room(self, limit: int) -> None:
        """Refuse a further call where `limit` tokens are used up; 0 for no limit.

        Raises:
            TokenLimitError: it is reached.
        """
        if not limit or self.tokens < limit:
            return
        raise TokenLimitError(
            "This session has used up its tokens.",
            why=f"It used {self.tokens:,}, and MAX_TOKENS_SESSION allows {limit:,}. No command was stopped by this.",
            todo="Start a new session, or raise MAX_TOKENS_SESSION (0 means no limit). /usage shows what used them.",
        )

    def to_plain(self) -> list[dict[str, Any]]:
        """Return it as plain values, for a store."""
        return [asdict(each) for each in self._of.values()]

    def take_up(self, stored: Iterable[Mapping[str, Any]]) -> None:
        """Go on from what was stored, unless something has been counted already."""
        if self._of:
            return
        known = {field.name for field in fields(ModelUsage)}
        for each in stored:
            self._add(ModelUsage(**{name: value for name, value in each.items() if name in known}))
