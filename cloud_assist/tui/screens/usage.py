"""What the session's models took: calls, tokens and time, and what counts against the limit."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.display.times import duration
from cloud_assist.models import ModelUsage
from cloud_assist.tui.screens.page import Page
from cloud_assist.tui.untrusted import plain


class UsageScreen(Page):
    """One paragraph for each model, then the sum."""

    heading = "Usage of this session"

    def __init__(self, used: tuple[ModelUsage, ...], limit: int) -> None:
        """Tell `used`, and how much of `limit` tokens is left; 0 for no limit."""
        super().__init__()
        self._used = used
        self._limit = limit

    def compose_text(self) -> Iterable[Widget]:
        """The models, then what counts against the limit."""
        if not self._used:
            yield Static(Content("No model was called in this session."))
        else:
            yield self.table((plain(each.model), _words(each)) for each in self._used)
        yield Static(Content(f"\n{self._limit_words()}"))

    def _limit_words(self) -> str:
        tokens = sum(each.tokens_in + each.tokens_out for each in self._used)
        unknown = sum(each.unknown_calls for each in self._used)
        left_out = f" Not counted: {unknown} with unknown tokens." if unknown else ""
        if not self._limit:
            return f"{tokens:,} tokens in all, no limit (MAX_TOKENS_SESSION).{left_out}"
        return f"{tokens:,} of {self._limit:,} tokens used (MAX_TOKENS_SESSION).{left_out}"


def _words(used: ModelUsage) -> str:
    calls = "1 call" if used.calls == 1 else f"{used.calls:,} calls"
    known = used.calls - used.unknown_calls
    tokens = f"{used.tokens_in:,} tokens in, {used.tokens_out:,} out" if known else "tokens unknown"
    partly = f" (unknown for {used.unknown_calls})" if known and used.unknown_calls else ""
    return f"{calls} · {tokens}{partly} · {duration(used.duration_s)}"
