"""The clock that the app is given."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], float]
"""Returns seconds that only ever grow, from any beginning, like `time.monotonic`."""
