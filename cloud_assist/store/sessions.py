"""The list of sessions and the journal's tables: one small database, quick to open, without the graph.

What a session said and asked stands in the checkpoints; here is what `sessions list` needs to know about each.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cloud_assist import process_identity
from cloud_assist.errors import NoSuchSessionError, StoreError, UsageError
from cloud_assist.models import SessionInfo
from cloud_assist.settings import Settings
from cloud_assist.store.account import user_name
from cloud_assist.store.checkpoints import delete_thread, stored_bytes
from cloud_assist.store.database import Cursor, open_database
from cloud_assist.store.journal import Journal, OutcomeUnknown, Running, RunState

IDLE = "idle"
RUNNING = "running"
INTERRUPTED = "interrupted"
"""Left by a crash while nothing ran, such as while the model was thinking."""
UNKNOWN = "outcome unknown"
STATUSES = (IDLE, "waiting for approval", "waiting for retry", "waiting for input", RUNNING, INTERRUPTED, UNKNOWN)

_MIGRATIONS = (
    """
    CREATE TABLE sessions(
        id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '', created DOUBLE PRECISION NOT NULL,
        last_used DOUBLE PRECISION NOT NULL, status TEXT NOT NULL DEFAULT 'idle',
        holder_host TEXT, holder_pid BIGINT, holder_start DOUBLE PRECISION
    );
    CREATE INDEX sessions_by_use ON sessions(last_used DESC);
    CREATE TABLE session_texts(session_id TEXT NOT NULL, at DOUBLE PRECISION NOT NULL, text TEXT NOT NULL);
    CREATE INDEX session_texts_by_session ON session_texts(session_id);
    CREATE TABLE runs(
        op_id TEXT PRIMARY KEY, session_id TEXT NOT NULL, command_sha256 TEXT NOT NULL, cwd TEXT NOT NULL,
        spool_path TEXT NOT NULL, begun DOUBLE PRECISION NOT NULL, host TEXT NOT NULL, owner_pid BIGINT,
        owner_start DOUBLE PRECISION, pid BIGINT, pgid BIGINT, start_time DOUBLE PRECISION, ended DOUBLE PRECISION,
        exit_status BIGINT, signal BIGINT, timed_out BIGINT, cancelled BIGINT, truncated BIGINT,
        duration_s DOUBLE PRECISION, output_bytes BIGINT, note TEXT
    );
    CREATE INDEX runs_by_session ON runs(session_id, begun)
    """,
    "ALTER TABLE sessions ADD COLUMN playground BIGINT NOT NULL DEFAULT 0",
    """
    CREATE TABLE session_results(session_id TEXT NOT NULL, at DOUBLE PRECISION NOT NULL, text TEXT NOT NULL);
    CREATE INDEX session_results_by_session ON session_results(session_id, at)
    """,
    """
    ALTER TABLE runs ADD COLUMN job BIGINT;
    ALTER TABLE runs ADD COLUMN job_command TEXT NOT NULL DEFAULT '';
    CREATE INDEX open_jobs ON runs(session_id) WHERE job IS NOT NULL AND ended IS NULL
    """,
)
RESULT_LIMIT = 3_000
"""Characters of what a request came to that can be searched for."""
RESULTS_KEPT = 12
"""Requests of a session of which that is kept, the newest."""
_NO_LIMIT = 1_000_000_000


class SessionIndex:
    """The stored sessions. Every method may be called from any thread and raises `StoreError`."""

    def __init__(self, settings: Settings) -> None:
        """Open the database, making it where it is missing."""
        self._settings = settings
        self._database = open_database(settings, "sessions", _MIGRATIONS)
        self._columns = (
            "id, title, created, last_used, status, playground, holder_host, holder_pid, holder_start,"  # noqa: S608
            f" CASE WHEN status<>'{RUNNING}' THEN 0"
            " ELSE (SELECT count(*) FROM runs WHERE session_id=sessions.id AND ended IS NULL AND job IS NULL) END,"
            f" {self._database.held},"
            f" CASE WHEN status='{IDLE}' THEN ''"
            " ELSE (SELECT text FROM session_texts WHERE session_id=sessions.id ORDER BY at DESC LIMIT 1) END"
        )
        self.user = user_name(self._database.role)
        """Who uses this program: the account of this machine, and the database's role where there is one."""
        self.note = self._database.note
        """What the person should be told about opening it; usually empty."""
        self.journal = Journal(self._database)

    def list(self, *, limit: int | None = None, search: str = "") -> list[SessionInfo]:
        """Return sessions, last used first; `search` keeps those whose title, id, texts or results contain it."""
        sql = f"SELECT {self._columns} FROM sessions"  # noqa: S608 # the columns are a constant
        values: tuple[object, ...] = ()
        if search:
            like = f"{self._database.like} ? ESCAPE '\\'"
            sql += f" WHERE title {like} OR id {like}"
            for table in ("session_texts", "session_results"):
                sql += f" OR id IN (SELECT session_id FROM {table} WHERE text {like})"  # noqa: S608 # names of ours
            escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values = (f"%{escaped}%",) * 4
        rows = self._database.rows(
            f"{sql} ORDER BY last_used DESC LIMIT ?", (*values, _NO_LIMIT if limit is None else limit)
        )
        jobs = self._jobs_running()
        return [self._info(row, jobs) for row in rows]

    def show(self, session_id: str) -> SessionInfo:
        """Return the session with this id, or the only one whose id begins with it.

        Raises:
            NoSuchSessionError: there is none, or more than one.
        """
        rows = self._database.rows(
            f"SELECT {self._columns} FROM sessions WHERE id=? OR substr(id, 1, ?)=? ORDER BY id=? DESC LIMIT 2",  # noqa: S608
            (session_id, len(session_id), session_id, session_id),
        )
        if not rows or not session_id:
            raise NoSuchSessionError(
                f"There is no session {session_id!r}.", todo="List them with: cloud-assist sessions list"
            )
        if len(rows) > 1 and rows[0][0] != session_id:
            raise NoSuchSessionError(
                f"More than one session id starts with {session_id!r}.", todo="Type more of the id."
            )
        return self._info(rows[0], self._jobs_running(str(rows[0][0])))

    def find(self, session_id: str) -> SessionInfo | None:
        """Return the session with exactly this id."""
        rows = self._database.rows(f"SELECT {self._columns} FROM sessions WHERE id=?", (session_id,))  # noqa: S608
        return self._info(rows[0], self._jobs_running(session_id)) if rows else None

    def touch(self, session_id: str, *, title: str = "", text: str = "") -> None:
        """Write down that a session is used now, making it where it is new.

        `title` is kept where the session has none yet; `text` (redacted by the caller) can be searched for.
        """
        with self._database.transaction(synced=False) as run:
            _enter(run, session_id, title, text, playground=False)

    def keep_result(self, session_id: str, at: float, text: str) -> None:
        """Let a search find `text` (redacted by the caller): what the request noted at `at` came to.

        A later text for the same request takes the place of the earlier one. Of a long text the beginning is kept,
        and of many requests the newest.
        """
        with self._database.transaction(synced=False) as run:
            run.execute("DELETE FROM session_results WHERE session_id=? AND at=?", (session_id, at))
            run.execute("INSERT INTO session_results VALUES (?,?,?)", (session_id, at, text[:RESULT_LIMIT]))
            run.execute(
                "DELETE FROM session_results WHERE session_id=? AND at NOT IN"
                " (SELECT at FROM session_results WHERE session_id=? ORDER BY at DESC LIMIT ?)",
                (session_id, session_id, RESULTS_KEPT),
            )

    def set_status(self, session_id: str, status: str) -> None:
        """Write down what a session is doing: one of `STATUSES`."""
        if status not in STATUSES:
            raise ValueError(status)
        with self._database.transaction(synced=False) as run:
            run.execute("UPDATE sessions SET status=?, last_used=? WHERE id=?", (status, time.time(), session_id))

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        found = self.show(session_id)
        with self._database.transaction() as run:
            run.execute("UPDATE sessions SET title=? WHERE id=?", (title_of(title), found.id))

    def claim(self, session_id: str, *, request: str = "", playground: bool | None = None) -> float:
        """Take the session for this process, until `release` or the end of the process.

        Args:
            session_id: which one.
            request: what it is taken for, redacted; the session is made where it is new, and from the same moment on
                counts as running, so that a request that comes to nothing can be told from none.
            playground: whether its commands are to run in the playground; None where none is to run.

        Returns:
            Seconds since the epoch at which the request was noted; names it within its session.

        Raises:
            StoreError: another living process has it; the message says which.
            UsageError: it was made in the playground and is to run outside of it, or the other way round.
        """
        me, here = os.getpid(), socket.gethostname()
        with self._database.transaction(synced=False) as run:
            now = _enter(run, session_id, request, request, bool(playground)) if request else time.time()
            run.execute(
                "SELECT playground, holder_host, holder_pid, holder_start"  # noqa: S608
                f" FROM sessions WHERE id=?{self._database.for_update}",
                (session_id,),
            )
            row = run.fetchone()
            made_there, host, pid, started = row or (None, None, None, None)
            if made_there is not None and playground is not None:
                check_place(session_id, made_in_playground=bool(made_there), playground=playground)
            alive = host in {None, here} and pid not in {None, me} and process_identity.lives(pid, started)
            if alive or not self._database.hold(session_id):
                elsewhere = f" on {host}" if host not in {None, here} else ""
                raise StoreError(
                    f"Session {session_id} is open in another cloud-assist (pid {pid}{elsewhere}).",
                    why="A session can only be open once.",
                    todo="Close the other one, or start a new session.",
                )
            run.execute(
                "UPDATE sessions SET holder_host=?, holder_pid=?, holder_start=?,"
                " status=CASE WHEN ?=1 THEN ? ELSE status END WHERE id=?",
                (here, me, process_identity.start_time(me), int(bool(request)), RUNNING, session_id),
            )
        return now

    def last_request(self, session_id: str) -> tuple[float, str]:
        """Return when a session's last request was noted and its words (redacted); (0.0, "") where it has none."""
        rows = self._database.rows(
            "SELECT at, text FROM session_texts WHERE session_id=? ORDER BY at DESC LIMIT 1", (session_id,)
        )
        return (float(str(rows[0][0])), str(rows[0][1])) if rows else (0.0, "")

    def release(self, session_id: str) -> None:
        """Give a claimed session back."""
        with self._database.transaction(synced=False) as run:
            run.execute(
                "UPDATE sessions SET holder_host=NULL, holder_pid=NULL, holder_start=NULL"
                " WHERE id=? AND holder_pid=? AND holder_host=?",
                (session_id, os.getpid(), socket.gethostname()),
            )
        self._database.let_go(session_id)

    def delete(self, session_id: str) -> None:
        """Remove a session with its checkpoints, its journal and its kept output, and free the space.

        The audit trail is not touched: it says what was done, whoever wants to forget it.

        Raises:
            StoreError: there is no such session, a living process has it open, or a job of it is still running.
        """
        found = self.show(session_id)
        if "jobs" in found.extra:
            raise StoreError(
                f"Session {found.id} is not deleted: a job of it is still running.",
                todo=f"Stop it first (/jobs): cloud-assist sessions resume {found.id}",
            )
        self.claim(found.id)
        spools = self._database.rows("SELECT spool_path FROM runs WHERE session_id=?", (found.id,))
        delete_thread(self._settings, found.id)
        with self._database.transaction() as run:
            for table in ("session_texts", "session_results", "runs"):
                run.execute(f"DELETE FROM {table} WHERE session_id=?", (found.id,))  # noqa: S608
            run.execute("DELETE FROM sessions WHERE id=?", (found.id,))
        self._database.let_go(found.id)
        for (path,) in spools:
            for file in (Path(str(path)), Path(str(path)).with_suffix(".end")):
                with contextlib.suppress(OSError):
                    file.unlink()
        self._database.free_space()

    def prune(self, *, max_age_s: float, max_bytes: int = 0, keep: str = "") -> int:
        """Delete sessions that wait for nobody: those unused for so long, then the longest unused until the rest fits.

        Args:
            max_age_s: seconds since the last use; 0 for no limit.
            max_bytes: of the files with sessions and checkpoints together; 0 for no limit. A shared store's size is
                its server's matter and is not looked at.
            keep: a session to leave alone.

        Returns:
            How many were deleted; at most some hundred at a time.
        """
        before = time.time() - max_age_s if max_age_s > 0 else 0.0
        deleted = 0
        for identity, last_used in self._unneeded(keep):
            if last_used >= before and (max_bytes <= 0 or stored_bytes(self._settings) <= max_bytes):
                break
            if self._left_as(identity) == RUNNING or self._jobs_running(identity):
                continue
            with contextlib.suppress(StoreError):  # open in another process, or just deleted by one
                self.delete(identity)
                deleted += 1
        return deleted

    def _unneeded(self, keep: str) -> Sequence[tuple[str, float]]:
        """Return up to a hundred sessions that may go (id, last use), the longest unused first."""
        rows = self._database.rows(
            "SELECT id, last_used FROM sessions WHERE id<>? AND status IN (?,?,?,?) ORDER BY last_used LIMIT 100",
            (keep, IDLE, RUNNING, INTERRUPTED, UNKNOWN),
        )
        return [(str(identity), float(str(last_used))) for identity, last_used in rows]

    def _jobs_running(self, session_id: str = "") -> Counter[str]:
        """Return how many jobs of each session run, of one session or of all."""
        open_jobs = self.journal.open_jobs(session_id)
        return Counter(job.session_id for job in open_jobs if _may_run(self.journal.state(job.op_id)))

    def _info(self, row: tuple[object, ...], jobs: Counter[str]) -> SessionInfo:
        identity, title, created, last_used, status, playground, host, pid, started, unfinished, locked, request = row
        held = locked == 1 if locked is not None else pid is not None and process_identity.lives(pid, started)
        if status == RUNNING and not held:  # whoever ran it is gone
            status = self._left_as(str(identity)) if unfinished else INTERRUPTED
        extra = _holder(host, pid) if held else {}
        if jobs[str(identity)]:
            extra["jobs"] = str(jobs[str(identity)])
        return SessionInfo(
            id=str(identity),
            title=str(title),
            created=created if isinstance(created, float) else 0.0,
            last_used=last_used if isinstance(last_used, float) else 0.0,
            status=str(status),
            extra={**extra, "request": str(request)} if request and status != IDLE else extra,
            playground=bool(playground),
        )

    def _left_as(self, session_id: str) -> str:
        """Return what became of a session's commands whose cloud-assist is gone: one of them may run on."""
        states = (self.journal.state(op_id) for op_id in self.journal.unfinished(session_id))
        return RUNNING if any(isinstance(state, Running) for state in states) else UNKNOWN

    def close(self) -> None:
        """Close the database. Safe to call twice."""
        self._database.close()


def check_place(session_id: str, *, made_in_playground: bool, playground: bool) -> None:
    """Let a session go on only where it was made: a question about the playground is none about an account.

    Raises:
        UsageError: the session was made in the playground and is to run outside of it, or the other way round.
    """
    if made_in_playground and not playground:
        raise UsageError(
            f"Session {session_id} was made in the local AWS sandbox.",
            why="Its commands are meant for the sandbox, not for your accounts.",
            todo=f"Resume it there: cloud-assist sessions resume {session_id}",
        )
    if playground and not made_in_playground:
        raise UsageError(
            f"Session {session_id} was not made in the local AWS sandbox.",
            why="Its commands are meant for your own accounts, which the sandbox keeps out of reach.",
            todo="Resume it without --demo, or start a new session with --demo.",
        )


def _enter(run: Cursor, session_id: str, title: str, text: str, playground: bool) -> float:
    """Write down that a session is used now, making it where it is new; return what "now" is."""
    now = time.time()
    run.execute(
        "INSERT INTO sessions(id, title, created, last_used, playground) VALUES (?,?,?,?,?)"
        " ON CONFLICT(id) DO UPDATE SET"
        " last_used=excluded.last_used,"
        " title=CASE WHEN sessions.title='' THEN excluded.title ELSE sessions.title END",
        (session_id, title_of(title), now, now, int(playground)),
    )
    if text:
        run.execute("INSERT INTO session_texts VALUES (?,?,?)", (session_id, now, text))
    return now


def title_of(text: str) -> str:
    """Return a title made of a request: its first words on one line, at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79].rstrip() + "…"


def _holder(host: object, pid: object) -> dict[str, str]:
    return {"pid": str(pid)} if host == socket.gethostname() else {"pid": str(pid), "host": str(host)}


def _may_run(state: RunState | None) -> bool:
    """Return whether a command runs, or was started on another machine, which alone could tell."""
    return isinstance(state, Running) or (isinstance(state, OutcomeUnknown) and not state.here)
