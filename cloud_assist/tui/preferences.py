"""The few choices the app remembers by itself: the theme."""

from __future__ import annotations

import json
from pathlib import Path

_NAME = "app.json"


def load_theme(state_dir: Path) -> str:
    """Return the chosen theme's name, or an empty string."""
    try:
        value = json.loads((state_dir / _NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    theme = value.get("theme") if isinstance(value, dict) else None
    return theme if isinstance(theme, str) else ""


def save_theme(state_dir: Path, theme: str) -> bool:
    """Remember the theme; return False where the folder cannot be written."""
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (state_dir / _NAME).write_text(json.dumps({"theme": theme}), "utf-8")
    except OSError:
        return False
    return True
