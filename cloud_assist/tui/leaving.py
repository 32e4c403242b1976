"""Leaving at once: whatever a thread is reading or starting, nobody waits for it."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

_PATIENCE_S = 0.2


class Helpers(ThreadPoolExecutor):
    """The app's threads for what takes its time; the end of the event loop does not wait for them."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Begin nothing more."""
        super().shutdown(wait=False, cancel_futures=True)


def end_now(status: int) -> None:
    """End this process where threads still work: Python would wait for them. What they write survives a crash."""
    until = time.monotonic() + _PATIENCE_S
    others = [each for each in threading.enumerate() if each is not threading.main_thread() and not each.daemon]
    for each in others:
        each.join(max(until - time.monotonic(), 0))
    if any(each.is_alive() for each in others):
        with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
