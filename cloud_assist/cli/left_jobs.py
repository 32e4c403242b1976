"""What became of jobs that were left to their keepers: read only, since their session's next opening writes it down."""

from __future__ import annotations

from pathlib import Path

from cloud_assist.models import Job, JobState, RunResult
from cloud_assist.running.attach import result_of
from cloud_assist.running.kept import read_end
from cloud_assist.spool_file import last_bytes
from cloud_assist.store.journal import OpenJob, Running
from cloud_assist.store.sessions import SessionIndex
from cloud_assist.tui.stored import LeftJob

_TAIL = 2_000
"""Bytes of a job's output that its last line is read off."""


def left_jobs(index: SessionIndex) -> list[LeftJob]:
    """Return the jobs of sessions that nobody has open, oldest first."""
    found = []
    for left in index.journal.open_jobs():
        session = index.find(left.session_id)
        if session is not None and "pid" not in session.extra:
            found.append(LeftJob(session.id, session.title, _job(left, index)))
    return found


def _job(left: OpenJob, index: SessionIndex) -> Job:
    state, result = JobState.RUNNING, None
    spool = Path(left.spool_path)
    if not isinstance(index.journal.state(left.op_id), Running):
        state, result = _ended(spool)
    return Job(
        left.number, state, "", left.command, "", left.begun, str(spool), last_line=_last_line(spool), result=result
    )


def _last_line(spool: Path) -> str:
    try:
        lines = last_bytes(spool, _TAIL).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line.strip()), "")


def _ended(spool: Path) -> tuple[JobState, RunResult | None]:
    end = read_end(spool)
    if end is None or end[0] == "never":
        return JobState.UNKNOWN, None
    result = result_of(end, spool)
    return (JobState.DONE if result.ok else JobState.FAILED), result
