"""The footer in our own order."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import ActiveBinding
from textual.screen import Screen

from cloud_assist.tui.textual_private import keys_of

ResultT = TypeVar("ResultT")


class OrderedKeys(Screen[ResultT]):
    """A screen whose keys stand in the footer as its class lists them.

    Textual puts a key first where the widget in focus has it too, whatever the screen makes of it.
    """

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now: other widgets' first, then this screen's in the order of BINDINGS."""
        active = super().active_bindings
        own = [key for key in keys_of(self) if key in active and active[key].node is self]
        return {**{key: value for key, value in active.items() if key not in own}, **{key: active[key] for key in own}}
