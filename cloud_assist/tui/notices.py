"""What comes by itself while the person may look elsewhere: one place that tells it."""

from __future__ import annotations

from typing import Any

from textual.app import App

_SHOWN_S = 10.0
"""Seconds that a notice stays in the app."""


def notify(app: App[Any], text: str) -> None:
    """Tell the person something that they wait for and may not be looking at."""
    app.notify(text, markup=False, timeout=_SHOWN_S)
