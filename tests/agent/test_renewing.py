"""A question about a command whose CLI is not known yet is asked at once, and says what becomes known meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.catalog.build_queue import BuildQueue
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.terraform_adapter import TERRAFORM
from cloud_assist.events import ApprovalRequired, AssessmentRenewed
from cloud_assist.models import Approve, Assessment, Cancel, Severity
from cloud_assist.settings import Settings, load_settings
from tests.agent.conftest import MakeSession
from tests.support.fakes import command

STAND_IN = """#!/bin/bash
case "$*" in
  version) echo "Terraform v0.0.1" ;;
  -help) printf 'Usage: terraform [global options] <subcommand> [args]\n\nMain commands:\n  plan  Show changes\n' ;;
  *) printf 'Usage: terraform [global options] plan [options]\n\nOptions:\n\n  -out=path  Write it\n' ;;
esac
"""


@pytest.fixture
def stood_in(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a machine with a terraform that nobody has asked yet what it accepts."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "terraform").write_text(STAND_IN)
    (folder / "terraform").chmod(0o755)
    return load_settings(environ={**settings.environ, "PATH": f"{folder}:/usr/bin:/bin"}, cwd=settings.cwd)


def said(assessment: Assessment) -> list[tuple[str, str]]:
    return [(found.code, found.text) for found in assessment.findings if found.code in {"not-read", "unknown-option"}]


async def ask(session: Session, settings: Settings, *, build: bool) -> list[ApprovalRequired | AssessmentRenewed]:
    """Ask for a plan, build the tables while the question is open, approve; cancel what is asked then."""
    told: list[ApprovalRequired | AssessmentRenewed] = []
    async for event in session.start("plan it"):
        if isinstance(event, ApprovalRequired):
            told.append(event)
            if len(told) > 1 or not build:
                session.answer(event.question_id, Cancel())
            else:
                await asyncio.to_thread(build_tables, settings, lambda _line: None, [TERRAFORM])
        elif isinstance(event, AssessmentRenewed):
            told.append(event)
            session.answer(event.question_id, Approve(event.assessment.binding.digest))
    return told


async def test_what_is_found_later_is_told_in_the_open_question_and_keeps_it_from_running(
    make: MakeSession, stood_in: Settings
) -> None:
    steps = command("terraform plan -nosuch"), command("terraform plan -out=p")
    session = make(*steps, cache_dir=stood_in.cache_dir, environ=stood_in.environ)
    first, renewed, again = await ask(session, stood_in, build=True)
    assert isinstance(first, ApprovalRequired)
    ((code, text),) = said(first.assessment)
    assert (code, text) == ("not-read", "Options not checked: what terraform accepts has not been read yet.")
    assert first.assessment.binding == renewed.assessment.binding
    assert [found.severity for found in renewed.assessment.findings if found.code == "unknown-option"] == [
        Severity.ERROR
    ]
    assert [code for code, _ in said(renewed.assessment)] == ["unknown-option"]
    assert again.assessment.command == "terraform plan -out=p"  # the approval is not taken; the model repairs it
    assert said(again.assessment) == []


async def test_a_question_waits_for_nothing_and_says_when_its_options_are_known(
    make: MakeSession, stood_in: Settings
) -> None:
    queue = BuildQueue(stood_in)
    session = make(
        command("terraform plan -nosuch"),
        cache_dir=stood_in.cache_dir,
        environ=stood_in.environ,
        background_build=True,
    )
    with queue.held():  # by a builder, so that none is started
        queue.tell("terraform", {"terraform": 300.0})
        (first,) = await ask(session, stood_in, build=False)
    assert said(first.assessment) == [("not-read", "Options not checked yet: reading terraform, about 5 min left.")]
    assert queue.wanted() == ["terraform"]


async def test_nothing_is_read_in_the_background_where_that_is_off(make: MakeSession, stood_in: Settings) -> None:
    off = replace(stood_in, background_build=False)
    session = make(command("terraform plan"), cache_dir=off.cache_dir, environ=off.environ, background_build=False)
    (first,) = await ask(session, off, build=False)
    assert [found.suggestion for found in first.assessment.findings if found.code == "not-read"] == [
        "cloud-assist catalog build"
    ]
    assert not (off.cache_dir / "building").exists()
