"""Sessions that wait for somebody."""

from __future__ import annotations

from cloud_assist.models import SessionInfo
from cloud_assist.tui.untrusted import first_line


def left_open(stored: list[SessionInfo], current: str) -> str:
    """Return a sentence about sessions that wait for somebody and that nobody has open; empty where none do."""
    waiting = [info for info in stored if info.id != current and info.status != "idle" and "pid" not in info.extra]
    if not waiting:
        return ""
    last = waiting[0]
    request = first_line(last.extra.get("request") or last.title, 60) or "untitled"
    more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    return (
        f"Open request: “{request}”, {last.status}{more}. Press Ctrl+O, or run: cloud-assist sessions resume {last.id}"
    )
