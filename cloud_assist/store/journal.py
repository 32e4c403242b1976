"""The journal: what was about to run, what runs, how it ended: each written down before the next thing happens.

A row under an operation's id is committed before its command is started. Whoever finds the row there already has not
been the first and starts nothing: so no crash, no second process and no replayed step runs a command twice.
"""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from cloud_assist import process_identity
from cloud_assist.errors import StoreError
from cloud_assist.models import RunResult
from cloud_assist.spool_file import first_bytes, last_bytes
from cloud_assist.store.database import Database

_KEPT = 4096
"""Bytes of a spool file's beginning and end that a recovered result carries."""
_NEVER = "It was never started."


@dataclass(frozen=True, slots=True)
class Finished:
    """The command ended, and how is known."""

    result: RunResult
    """As it was; the texts are read from the spool file again, and are empty where that is gone."""


@dataclass(frozen=True, slots=True)
class Running:
    """The command runs still: under another process of ours, or on its own after a crash."""

    pid: int
    """0 where it is being started at this moment."""
    pgid: int
    start_time: float
    """Of the process, in seconds since the epoch, as the kernel has it; 0 where it is being started."""
    spool_path: str
    owner_pid: int | None
    """The cloud-assist that waits for it; None where that one is gone."""
    begun: float
    """Seconds since the epoch, UTC."""


@dataclass(frozen=True, slots=True)
class NotStarted:
    """It was about to run, and whoever was about to run it is gone: no process ever became the command."""

    spool_path: str
    begun: float
    """Seconds since the epoch, UTC."""


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The command was started and its process is gone, or out of sight: whether and how it ended nobody can say."""

    spool_path: str
    """Holds what it printed until then; may be missing."""
    begun: float
    """Seconds since the epoch, UTC."""
    host: str
    """The machine it was started on."""
    here: bool
    """Whether that is this one."""


RunState = Finished | Running | NotStarted | OutcomeUnknown


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A command in the background whose end is not written down yet."""

    op_id: str
    session_id: str
    number: int
    """1 for the first of its session."""
    command: str
    """Redacted."""
    spool_path: str
    begun: float
    """Seconds since the epoch, UTC."""


class Journal:
    """Operations and their outcomes. Every method may be called from any thread and raises `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, op_id: str, *, session_id: str, command_sha256: str, cwd: str, spool_path: Path) -> bool:
        """Write down that the operation is about to run; `started` brings it to the disk with itself.

        Returns:
            False where it was there already: then it must not be started.
        """
        owner = os.getpid()
        with self._database.transaction(synced=False) as run:
            run.execute(
                "INSERT INTO runs(op_id, session_id, command_sha256, cwd, spool_path, begun, host, owner_pid,"
                " owner_start) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT(op_id) DO NOTHING",
                (
                    op_id,
                    session_id,
                    command_sha256,
                    cwd,
                    str(spool_path),
                    time.time(),
                    socket.gethostname(),
                    owner,
                    process_identity.start_time(owner),
                ),
            )
            return bool(run.rowcount == 1)

    def started(self, op_id: str, *, pid: int, pgid: int, start_time: float) -> None:
        """Write down which process it is, before that becomes the command; durable on return.

        Raises:
            StoreError: it could not be written, or somebody has decided meanwhile that it shall not run: it must not.
        """
        with self._database.transaction() as run:
            run.execute(
                "UPDATE runs SET pid=?, pgid=?, start_time=? WHERE op_id=? AND pid IS NULL AND ended IS NULL",
                (pid, pgid, start_time, op_id),
            )
            if run.rowcount != 1:
                raise StoreError(
                    "The command was not run: another cloud-assist took over this session.",
                    todo="Resume the session to see its current state.",
                )

    def abandon(self, op_id: str, *, waited: bool = False) -> bool:
        """Write down that an operation that never started shall not run any more; False where it has started.

        `waited` says that its process was made, but is known never to have become the command.
        """
        with self._database.transaction() as run:
            run.execute(
                "UPDATE runs SET ended=?, note=?, pid=NULL WHERE op_id=? AND (pid IS NULL OR ?=1) AND ended IS NULL",
                (time.time(), _NEVER, op_id, int(waited)),
            )
            return bool(run.rowcount == 1)

    def background(self, op_id: str, *, command: str) -> int:
        """Write down that the operation goes on as a job of its session; durable on return.

        Args:
            op_id: of a command that was begun.
            command: its text, redacted by the caller.

        Returns:
            The job's number, 1 for the first of the session; the same each time.
        """
        with self._database.transaction() as run:
            run.execute(
                "UPDATE runs SET job=(SELECT coalesce(max(job), 0) + 1 FROM runs AS others"
                " WHERE others.session_id=runs.session_id), job_command=? WHERE op_id=? AND job IS NULL",
                (command, op_id),
            )
        return self.job_number(op_id)

    def job_number(self, op_id: str) -> int:
        """Return the number of the job that an operation goes, or went, on as; 0 where it is none."""
        rows = self._database.rows("SELECT job FROM runs WHERE op_id=?", (op_id,))
        return _integer(rows[0][0]) if rows else 0

    def open_jobs(self, session_id: str = "") -> list[OpenJob]:
        """Return the jobs without an outcome, of one session or of all, oldest first."""
        only = " AND session_id=?" if session_id else ""
        rows = self._database.rows(
            "SELECT op_id, session_id, job, job_command, spool_path, begun FROM runs"  # noqa: S608 # words of ours
            f" WHERE job IS NOT NULL AND ended IS NULL{only} ORDER BY begun",
            (session_id,) if session_id else (),
        )
        return [
            OpenJob(str(op_id), str(session), _integer(job), str(text), str(spool), _number(begun))
            for op_id, session, job, text, spool, begun in rows
        ]

    def give_up(self, op_id: str) -> None:
        """Write down that how it ended will never be known, and that the person was told so."""
        with self._database.transaction() as run:
            run.execute("UPDATE runs SET ended=? WHERE op_id=? AND ended IS NULL", (time.time(), op_id))

    def finish(self, op_id: str, result: RunResult) -> None:
        """Write down how it ended; the texts stay in the spool file. The first outcome stands."""
        with self._database.transaction() as run:
            run.execute(
                "UPDATE runs SET ended=?, exit_status=?, signal=?, timed_out=?, cancelled=?, truncated=?, duration_s=?,"
                " output_bytes=?, note=? WHERE op_id=? AND ended IS NULL",
                (
                    time.time(),
                    result.exit_status,
                    result.signal,
                    int(result.timed_out),
                    int(result.cancelled),
                    int(result.truncated),
                    result.duration_s,
                    result.output_bytes,
                    result.note,
                    op_id,
                ),
            )

    def state(self, op_id: str) -> RunState | None:
        """Return what is known about an operation; None where it was never begun."""
        rows = self._database.rows(
            "SELECT spool_path, begun, host, owner_pid, owner_start, pid, pgid, start_time, ended, exit_status, note"
            " FROM runs WHERE op_id=?",
            (op_id,),
        )
        if not rows:
            return None
        spool, begun, host, owner_pid, owner_start, pid, pgid, started, ended, status, note = rows[0]
        spool, host, begun = str(spool), str(host), _number(begun)
        here = host == socket.gethostname()
        if status is not None:
            return Finished(self._result(op_id))
        if ended is not None:
            return NotStarted(spool, begun) if note == _NEVER else OutcomeUnknown(spool, begun, host, here)
        owner = _integer(owner_pid) if here and process_identity.lives(owner_pid, owner_start) else None
        if here and process_identity.lives(pid, started):
            return Running(_integer(pid), _integer(pgid), _number(started), spool, owner, begun)
        if pid is not None:
            return OutcomeUnknown(spool, begun, host, here)
        if owner is not None and owner != os.getpid():
            return Running(0, 0, 0.0, spool, owner, begun)
        return NotStarted(spool, begun)

    def unfinished(self, session_id: str) -> list[str]:
        """Return the operations of a session that have no outcome, oldest first; those that go on as jobs excepted."""
        rows = self._database.rows(
            "SELECT op_id FROM runs WHERE session_id=? AND ended IS NULL AND job IS NULL ORDER BY begun", (session_id,)
        )
        return [str(row[0]) for row in rows]

    def _result(self, op_id: str) -> RunResult:
        row = self._database.rows(
            "SELECT exit_status, signal, timed_out, cancelled, truncated, duration_s, output_bytes, note, spool_path"
            " FROM runs WHERE op_id=?",
            (op_id,),
        )[0]
        head, tail = _ends(Path(str(row[8])))
        return RunResult(
            exit_status=_integer(row[0]),
            duration_s=_number(row[5]),
            head=head,
            tail=tail,
            output_bytes=_integer(row[6]),
            spool_path=str(row[8]),
            signal=None if row[1] is None else _integer(row[1]),
            timed_out=bool(row[2]),
            cancelled=bool(row[3]),
            truncated=bool(row[4]),
            note=str(row[7]),
        )


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _ends(path: Path) -> tuple[str, str]:
    """Return the beginning of an output and its end, without what is in the beginning; empty where it is gone."""
    try:
        head = first_bytes(path, _KEPT)
        tail = last_bytes(path, _KEPT, behind=len(head))
    except OSError:
        return "", ""
    return head.decode("utf-8", "replace"), tail.decode("utf-8", "replace")
