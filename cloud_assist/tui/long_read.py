"""Reading a long output in a thread without making the app wait for it.

A collection of cyclic garbage stops every thread, for 0.1 s and more where the heap is large, and the many objects of a
parser bring one about every second. Those objects, and the rows that are kept of them, hold no cycles: none is
collected while reading, and what has been read is left out of later ones until `let_go`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from time import sleep

_GIVE_WAY_S = 0.001
"""Seconds that reading pauses after each step: without a pause every frame waits for the interpreter's lock."""


def read_on(steps: Iterator[None], stopped: Callable[[], bool]) -> bool:
    """Take all steps; return whether it came to the end before it was stopped. Raises what a step raises."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in steps:
            if stopped():
                return False
            sleep(_GIVE_WAY_S)
        return True
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def let_go() -> None:
    """What has been read is no longer needed: it takes part in collections again."""
    gc.unfreeze()
