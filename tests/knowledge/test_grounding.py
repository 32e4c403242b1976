"""With CLOUD_ASSIST_GROUNDING=1 a model is told of the nearest operations the installed CLIs have; otherwise not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cloud_assist.agent.session import Session
from cloud_assist.llm.port import ProposalRequest
from cloud_assist.models import Cancel
from cloud_assist.settings import Settings
from tests.support.conversation import converse
from tests.support.fakes import ScriptedProposer, command

PROMPT = "create an s3 bucket named backups"


async def asked_with(settings: Settings) -> ProposalRequest:
    model = ScriptedProposer([command("aws s3 ls")], repeat_last=True)
    session = Session(settings, proposer=model)
    await converse(session, PROMPT, [Cancel()])
    await session.close()
    return model.requests[0]


async def test_the_nearest_operations_are_told_with_their_options(settings: Settings, aws_cache: Path) -> None:
    online = replace(settings, model="ollama:x", cache_dir=aws_cache, grounding=True)
    told = (await asked_with(online)).grounding.splitlines()
    assert 1 <= len(told) <= 5
    assert any(line.startswith(("aws s3 mb", "aws s3api create-bucket --bucket [")) for line in told)
    assert all(len(line.encode()) < 300 for line in told)


async def test_nothing_is_told_unless_it_is_asked_for(settings: Settings, aws_cache: Path) -> None:
    online = replace(settings, model="ollama:x", cache_dir=aws_cache)
    assert not online.grounding
    assert (await asked_with(online)).grounding == ""
