"""What the stored lists show in tests: sessions and an audit trail that the real store wrote into the test's home."""

from __future__ import annotations

import contextlib
from pathlib import Path

from cloud_assist.cli.archive import StoredSessions, StoredTrail
from cloud_assist.models import Assessment, ProposalSource, Risk
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail, Intent
from cloud_assist.store.sessions import SessionIndex
from cloud_assist.tui.stored import Stored
from tests.support.fake_session import DEV, PROD, assess, result

SESSIONS = (
    ("s3", "Look at pods", ("which pods restarted today?",), "idle"),
    ("s2", "Clean the logs", ("delete old log groups", "and the bucket"), "waiting for approval"),
    ("s1", "This one", ("list my buckets",), "idle"),
)
"""Id, title, requests, status; the last is the one used last."""


def stored(settings: Settings) -> Stored:
    """Write sessions and a trail; return the ports that read them."""
    with contextlib.closing(SessionIndex(settings)) as index:
        for identity, title, requests, status in SESSIONS:
            for request in requests:
                index.touch(identity, title=title, text=request)
            index.set_status(identity, status)
    write_trail(settings)
    return Stored(StoredSessions(settings), StoredTrail(settings))


def write_trail(settings: Settings) -> None:
    """Write four decisions: a read, a deletion on a protected target that failed, a refusal, one that never ended."""
    with contextlib.closing(AuditTrail(settings, redact)) as trail:
        reads = assess("aws s3 ls", Risk.READ_ONLY)
        trail.append_intent(intent("op-1", "AUTO_APPROVE=read_only", reads))
        trail.append_outcome("op-1", result(0, "x", path=spool(settings)))
        deletes = assess("aws s3 rb s3://acme-logs --force", Risk.DESTRUCTIVE, target=PROD, protected=("acme-prod",))
        trail.append_intent(intent("op-2", "kim", deletes))
        trail.append_outcome("op-2", result(1, "x", path=spool(settings)))
        trail.append_refused(intent("op-3", "policy of --yes", deletes, decision="refused by policy"))
        trail.append_intent(intent("op-4", "kim", assess("terraform apply", Risk.MUTATING, target=DEV)))


def intent(op_id: str, by: str, assessment: Assessment, decision: str = "approve") -> Intent:
    """Return a decision about `assessment`."""
    return Intent(op_id, "s1", "words", "offline", assessment, ProposalSource.MODEL, decision, by, 1.5, 1, "kim")


def spool(settings: Settings) -> Path:
    """Return a kept output."""
    path = settings.state_dir / "out"
    path.write_text("x")
    return path
