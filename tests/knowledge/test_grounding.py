"""With CLOUD_ASSIST_GROUNDING=1 a model is told of the nearest operations the installed CLIs have; otherwise not."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.llm.port import ProposalRequest
from cloud_assist.models import Cancel
from cloud_assist.settings import Settings, load_settings
from tests.support.cli_tables import SomeServices
from tests.support.conversation import converse
from tests.support.fakes import ScriptedProposer, command

PROMPT = "create an s3 bucket named backups"


@pytest.fixture(scope="module")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the tables of a few AWS services."""
    home = tmp_path_factory.mktemp("tables")
    settings = load_settings(environ={"HOME": str(home), "PATH": os.environ["PATH"]}, cwd=home)
    build_tables(settings, lambda _line: None, [SomeServices()]).close()
    return settings.cache_dir


async def asked_with(settings: Settings) -> ProposalRequest:
    model = ScriptedProposer([command("aws s3 ls")], repeat_last=True)
    session = Session(settings, proposer=model)
    await converse(session, PROMPT, [Cancel()])
    await session.close()
    return model.requests[0]


async def test_the_nearest_operations_are_told_with_their_options(settings: Settings, cache_home: Path) -> None:
    online = replace(settings, model="ollama:x", cache_dir=cache_home, grounding=True)
    told = (await asked_with(online)).grounding.splitlines()
    assert 1 <= len(told) <= 5
    assert any(line.startswith(("aws s3 mb", "aws s3api create-bucket --bucket [")) for line in told)
    assert all(len(line.encode()) < 300 for line in told)


async def test_nothing_is_told_unless_it_is_asked_for(settings: Settings, cache_home: Path) -> None:
    online = replace(settings, model="ollama:x", cache_dir=cache_home)
    assert not online.grounding
    assert (await asked_with(online)).grounding == ""
