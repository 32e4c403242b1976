"""The audit trail: who let which command run against what, when, and how it ended. Append-only, sealed, redacted.

An intent is on the disk before its command starts; without it nothing runs. The outcome follows.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cloud_assist.models import Assessment, ProposalSource, RunResult
from cloud_assist.settings import Settings
from cloud_assist.store.account import user_name
from cloud_assist.store.audit_chain import Chain, FileChain, Verification
from cloud_assist.store.audit_view import AuditEntry, AuditFilter, entries_of, export_text
from cloud_assist.store.database import is_shared
from cloud_assist.store.paths import state_dir

_MAX_TEXT = 64 * 1024
"""Characters of a text that a record keeps; the digest is over all of it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A command that somebody has decided about."""

    op_id: str
    session_id: str
    prompt: str
    """Kept as a keyed digest only."""
    model: str
    """"groq:openai/gpt-oss-120b" or "offline"."""
    assessment: Assessment
    """Of exactly the command that is about to run; its text is redacted on the way in."""
    source: ProposalSource
    """Who wrote the command; `USER` where it was typed or edited."""
    decision: str
    """"approve", "edit", "reject", "cancel", "propose" (nobody was to run it), "refused by policy"."""
    decided_by: str
    """The login name of a person, or the rule: "--yes", "AUTO_APPROVE=read_only"."""
    decided_after_s: float
    """Seconds from the question to the answer; 0 where nobody was asked."""
    attempt: int
    """1 for the first command of a request."""
    asked_by: str = ""
    """Who asked for the command; the same as `decided_by` where nobody else was needed."""


class AuditTrail:
    """The trail of this account on this machine, or of all who share a database.

    Every method may be called from any thread and raises `StoreError`.
    """

    def __init__(self, settings: Settings, redact: Callable[[str], str]) -> None:
        """Open the trail, making it where it is missing; `redact` takes the secrets out of a text."""
        self._path = settings.state_dir / "audit.jsonl"
        self._chain = _open_chain(settings)
        self._redact = redact
        self._playground = bool(settings.playground)

    @property
    def path(self) -> Path:
        """The file of the trail; not there where it stands in a database."""
        return self._path

    def append_intent(self, intent: Intent) -> None:
        """Write down that a command is about to run; durable on return. Where this raises, it must not run."""
        self._chain.append(self._decision("intent", intent))

    def append_refused(self, intent: Intent) -> None:
        """Write down that a command was turned down, by whom."""
        self._chain.append(self._decision("refused", intent))

    def append_outcome(self, op_id: str, result: RunResult) -> None:
        """Write down how it ended. Reads the spool file for its digest: call it off the event loop."""
        digest, size = _file_digest(Path(result.spool_path))
        self._chain.append(
            {
                "kind": "outcome",
                **_stamp(),
                "op_id": op_id,
                "exit_status": result.exit_status,
                "signal": result.signal,
                "timed_out": result.timed_out,
                "cancelled": result.cancelled,
                "duration_s": round(result.duration_s, 3),
                "output_bytes": result.output_bytes,
                "kept_bytes": size,
                "output_sha256": digest,
                "truncated": result.truncated,
                "note": self._text(result.note),
                **({"meaning": result.meaning} if result.meaning else {}),
            }
        )

    def append_unknown(self, op_id: str, why: str) -> None:
        """Write down that nobody can say how it ended."""
        self._chain.append({"kind": "unknown", **_stamp(), "op_id": op_id, "note": self._text(why)})

    def awaits_outcome(self, op_id: str) -> bool:
        """Return whether a command's intent stands in the trail, and how it ended does not: a crash came between."""
        wanted = json.dumps(op_id).encode()
        kinds: set[str] = set()
        for line in self._chain.lines():
            if wanted in line:
                with contextlib.suppress(ValueError, AttributeError):  # what is no record of ours is verify's concern
                    kinds.add(json.loads(line).get("kind"))
        return "intent" in kinds and not kinds & {"outcome", "unknown"}

    def close(self) -> None:
        """Let go of what the trail stands in. Safe to call twice."""
        self._chain.close()

    def verify(self) -> Verification:
        """Check the whole trail."""
        return self._chain.verify()

    def read(self, wanted: AuditFilter | None = None, *, limit: int | None = None, offset: int = 0) -> list[AuditEntry]:
        """Return entries, the newest first: what was decided together with how it ended."""
        matching = [entry for entry in entries_of(self._chain.lines()) if wanted is None or wanted.takes(entry)]
        matching.reverse()
        return matching[offset : None if limit is None else offset + limit]

    def export(self, form: str, wanted: AuditFilter | None = None) -> Iterator[str]:
        """Yield the lines of an export, the oldest first.

        Args:
            form: "jsonl"; "csv"; or "sh": a script of the commands that succeeded, to read before it is run.
            wanted: which entries; all of them by default.
        """
        return export_text(form, reversed(self.read(wanted)))

    def _decision(self, kind: str, intent: Intent) -> dict[str, object]:
        judged = intent.assessment
        return {
            "kind": kind,
            **_stamp(),
            "op_id": intent.op_id,
            "session": intent.session_id,
            "user": user_name(self._chain.role),
            "tty": _terminal(),
            "cwd": judged.binding.cwd,
            "command": self._text(judged.command),
            "command_digest": self._chain.digest(judged.command.encode("utf-8", "surrogatepass")),
            "prompt_digest": self._chain.digest(intent.prompt.encode("utf-8", "surrogatepass")),
            "model": intent.model,
            "source": intent.source.value,
            "edited": intent.source is ProposalSource.USER,
            "risk": judged.risk.value,
            "rules": [reason.rule for reason in judged.reasons],
            "programs": [list(pair) for pair in judged.binding.programs],
            "target": [[e.tool, e.name, self._text(e.value)] for e in judged.target.entries],
            "target_unknown": [self._text(each.text) for each in judged.target.unknown],
            "asked_by": intent.asked_by,
            "decision": intent.decision,
            "decided_by": intent.decided_by,
            "decided_after_s": round(intent.decided_after_s, 3),
            "attempt": intent.attempt,
            "playground": self._playground,
        }

    def _text(self, text: str) -> str:
        return self._redact(text)[:_MAX_TEXT].encode("utf-8", "replace").decode("utf-8")


def _open_chain(settings: Settings) -> Chain:
    if is_shared(settings):
        from cloud_assist.store.audit_table import TableChain

        return TableChain(settings)
    return FileChain(state_dir(settings) / "audit.jsonl")


def _stamp() -> dict[str, object]:
    """Return when and where: an outcome may be written on another machine than its intent, or after a restart."""
    now = datetime.now(UTC)
    return {
        "time": now.isoformat(timespec="milliseconds"),
        "monotonic_s": round(time.monotonic(), 3),
        "host": socket.gethostname(),
    }


def _terminal() -> str:
    for descriptor in (0, 1, 2):
        try:
            return os.ttyname(descriptor)
        except OSError:
            continue
    return ""


def _file_digest(path: Path) -> tuple[str, int]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()
    except OSError:
        return "", 0
