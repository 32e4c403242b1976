"""Sessions over scripted proposers."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.llm.port import ProposalRequest
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from tests.support.fakes import ScriptedProposer

MakeSession = Callable[..., Session]


@pytest.fixture
async def make(settings: Settings) -> AsyncIterator[MakeSession]:
    """Make sessions over scripted proposers; close them afterwards."""
    made: list[Session] = []

    def make_session(*steps: object, session_id: str = "", **changes: object) -> Session:
        proposer = ScriptedProposer(steps)  # type: ignore[arg-type] # the table gives steps
        session = Session(replace(settings, **changes), session_id=session_id, proposer=proposer)  # type: ignore[arg-type] # field names are checked by replace
        made.append(session)
        return session

    yield make_session
    for session in made:
        await session.close()


def requests_of(session: Session) -> list[ProposalRequest]:
    """Return what the proposer of a session was asked, in order."""
    proposer = session._lineup._made["scripted"]
    assert isinstance(proposer, ScriptedProposer)
    return list(proposer.requests)


def deciders(settings: Settings) -> list[str]:
    """Return who, or which rule, decided about each command on record, oldest first."""
    with contextlib.closing(AuditTrail(settings, redact)) as trail:
        return [entry.text("decided_by") for entry in trail.read()]
