"""Sessions that wait for somebody, or whose jobs run."""

from __future__ import annotations

from cloud_assist.models import SessionInfo
from cloud_assist.tui.untrusted import first_line


def left_open(stored: list[SessionInfo], current: str) -> str:
    """Return a sentence about sessions that wait or work and that nobody has open; empty where none do."""
    waiting = [info for info in stored if info.id != current and info.standing != "idle" and "pid" not in info.extra]
    if not waiting:
        return ""
    last = waiting[0]
    request = first_line(last.extra.get("request") or last.title, 60) or "untitled"
    more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    what = "Open request" if last.status != "idle" else "Left running"
    return f"{what}: “{request}”, {last.standing}{more}. Press Ctrl+O, or run: cloud-assist sessions resume {last.id}"
