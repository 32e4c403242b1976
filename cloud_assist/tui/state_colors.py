"""The colour of a word that tells a state: running is well, failed is not, pending may become either."""

from __future__ import annotations

import re

_STATE = re.compile(r"(?i)(?:state|status|phase|health|ready|result|severity|level)$")
"""Headings of columns that hold such words."""
_WELL = frozenset({
    "running", "active", "available", "ready", "succeeded", "success", "ok", "healthy", "enabled", "in-use",
    "completed", "complete", "bound", "online", "up", "passed", "issued", "true", "inservice", "runnable",
    "create_complete", "update_complete",
})  # fmt: skip
_UNDER_WAY = frozenset({
    "pending", "creating", "updating", "starting", "stopping", "modifying", "deleting", "provisioning",
    "terminating", "shutting-down", "unknown", "containercreating", "waiting", "warning", "warn", "degraded",
    "draining", "initializing", "backing-up", "paused", "stopped", "create_in_progress", "update_in_progress",
    "delete_in_progress", "insufficient_data",
})  # fmt: skip
_ILL = frozenset({
    "failed", "error", "errored", "crashloopbackoff", "imagepullbackoff", "errimagepull", "oomkilled", "unhealthy",
    "evicted", "terminated", "dead", "lost", "notready", "critical", "fatal", "alarm", "impaired", "exited",
    "down", "expired", "revoked", "create_failed", "update_failed", "rollback_complete", "rollback_failed",
    "delete_failed",
})  # fmt: skip


def tells_state(heading: str) -> bool:
    """Whether the cells below a heading tell states."""
    return _STATE.search(heading) is not None


def state_style(heading: str, cell: str) -> str:
    """Return the style of a cell; "" where it tells no state."""
    if not tells_state(heading):
        return ""
    word = cell.split(maxsplit=1)[0].rstrip(",").casefold() if cell.strip() else ""
    if word in _WELL:
        return "$text-success"
    if word in _UNDER_WAY:
        return "$text-warning"
    return "$text-error" if word in _ILL else ""
