"""The column of cards, oldest first; it stays at its end unless the person scrolls up."""

from __future__ import annotations

from time import time

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cloud_assist.tui.stored import Exchange
from cloud_assist.tui.untrusted import MUTED, first_line, plain, shell
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.welcome import Sandbox, Welcome

_KEPT_CARDS = 100
"""Older cards leave the screen; the session's own store keeps them."""


_EARLIER = 8
"""Requests shown of a session that is opened again."""

_ANSWER_LINES = 3
"""Lines of its answer that are shown with each."""


class Transcript(VerticalScroll, can_focus=False):
    """Cards and notices."""

    DEFAULT_CSS = """
    Transcript {
        height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1;
        & > .notice { height: auto; padding: 0 1; margin: 0 0 1 0; border-left: outer $panel; color: $text-muted; }
        & > .notice.-error { border-left: outer $error 60%; }
    }
    """

    def __init__(self, *, offline: bool) -> None:
        super().__init__()
        self._offline = offline
        self.sandbox: Sandbox | None = None
        """Set before the first frame where commands run in the sandbox."""

    def compose(self) -> ComposeResult:
        """A welcome, until there is something to show."""
        yield Welcome(offline=self._offline, sandbox=self.sandbox)

    async def add_card(self, words: str, at: float | None = None) -> RequestCard:
        """Append a card for a request and return it."""
        card = RequestCard(words, time() if at is None else at)
        await self._append(card)
        cards = list(self.query(RequestCard))
        if len(cards) > _KEPT_CARDS:
            await cards[0].remove()
        return card

    async def add_notice(self, what: str, why: str = "", todo: str = "", *, error: bool = False) -> None:
        """Append something that belongs to no request."""
        lines = [Content.styled(plain(what), "bold $text-error" if error else "$text")]
        lines += [Content(plain(why))] if why else []
        lines += [Content.assemble(("→ ", "$text-accent"), plain(todo))] if todo else []
        await self._append(Static(Content("\n").join(lines), classes="notice -error" if error else "notice"))

    async def add_earlier(self, exchanges: list[Exchange]) -> None:
        """Append what the session was about before it was opened: its last requests, each with its end and answer."""
        if not exchanges:
            return
        left_out = len(exchanges) - _EARLIER
        requests = "request" if left_out == 1 else "requests"
        lines = [Content.styled(f"… {left_out} {requests} above", MUTED)] if left_out > 0 else []
        for each in exchanges[-_EARLIER:]:
            lines.append(Content.styled(first_line(each.prompt), "bold"))
            for question, answer in each.asked:
                pair = (first_line(question), (" → ", "$text-accent"), first_line(answer) or "not answered")
                lines.append(Content.assemble(("  ? ", MUTED), *pair))
            lines += _earlier_end(each)
        await self._append(Static(Content("\n").join(lines), classes="notice"))

    async def mention(self, text: str) -> None:
        """Say something in passing: in the welcome, while that stands there."""
        welcome = next(iter(self.query(Welcome)), None)
        if not text:
            return
        if welcome is None:
            await self.add_notice(text)
        else:
            await welcome.mention(text)

    async def clear(self) -> None:
        """Take everything away and greet anew."""
        self.anchor(False)
        await self.remove_children()
        await self.mount(Welcome(offline=self._offline, sandbox=self.sandbox))
        # Forced: anchoring has left few cards at a negative offset, which stays where there is nothing to scroll
        # (https://github.com/Textualize/textual/issues/6652).
        self.scroll_home(animate=False, force=True)

    async def _append(self, widget: RequestCard | Static) -> None:
        await self.query(Welcome).remove()
        await self.mount(widget)
        self.anchor()


def _earlier_end(exchange: Exchange) -> list[Content]:
    """Return the lines that say how an earlier request ended."""
    command = Content.assemble(("$ ", MUTED), shell(first_line(exchange.command, 300)), "  ")
    steps = f"{exchange.steps} steps · " if exchange.steps > 1 else ""
    outcome = Content.styled(f"{steps}{first_line(exchange.outcome)}", MUTED)
    said = [line for line in exchange.answer.splitlines() if line.strip()]
    more = [Content.styled("  …", MUTED)] if len(said) > _ANSWER_LINES else []
    return [
        Content.assemble("  ", command if exchange.command else "", outcome),
        *(Content.assemble(("  │ ", MUTED), first_line(line, 300)) for line in said[:_ANSWER_LINES]),
        *more,
    ]
