"""Requests that were entered while another one was under way: each on a card of its own, begun in order."""

from __future__ import annotations

from dataclasses import dataclass

from cloud_assist.tui.requests import Request
from cloud_assist.tui.widgets.request_card import RequestCard


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that has not begun."""

    text: str
    """As it was entered."""
    request: Request
    card: RequestCard


class WaitingRequests:
    """What comes next, the first to begin first."""

    def __init__(self) -> None:
        self._waiting: list[WaitingRequest] = []

    def __bool__(self) -> bool:
        """Whether any waits."""
        return bool(self._waiting)

    def put(self, waiting: WaitingRequest) -> None:
        """Append one."""
        self._waiting.append(waiting)

    def next(self) -> WaitingRequest:
        """Take the one that is to begin."""
        return self._waiting.pop(0)

    async def remove_last(self) -> str:
        """Take the one entered last off the screen; return what was entered."""
        last = self._waiting.pop()
        await last.card.remove()
        return last.text

    def remove_all(self) -> list[str]:
        """Let none of them begin; return what was entered, the first first. Their cards stay."""
        texts = [each.text for each in self._waiting]
        self._waiting.clear()
        return texts

    def tell(self, *, esc_removes: bool) -> None:
        """Have each card say which one it is, and whether Esc removes the last."""
        for position, each in enumerate(self._waiting, 1):
            each.card.waits(position, esc_removes=esc_removes)
