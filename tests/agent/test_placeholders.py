"""What stands for a secret is the same wherever the model meets it, and never stands for two."""

from __future__ import annotations

import re
from pathlib import Path

from cloud_assist.agent.session import Session
from cloud_assist.events import ApprovalRequired, RetryRequired
from cloud_assist.llm.port import ProposalRequest
from cloud_assist.llm.prompts import build_messages
from cloud_assist.models import Retry
from cloud_assist.settings import Settings
from tests.support.conversation import approve, converse, follow
from tests.support.fakes import ScriptedProposer, command

FIRST, SECOND, THIRD = (f"ghp_{letter * 30}012345" for letter in "abc")
PLACEHOLDER = re.compile(r"\[REDACTED:\w+#\d+\]")


def told(request: ProposalRequest) -> str:
    return build_messages(request)[1][1]


def after(label: str, text: str) -> str:
    """Return the placeholder that follows `label` in `text`."""
    found = PLACEHOLDER.search(text, text.index(label))
    assert found is not None, text
    return found[0]


async def test_the_same_secret_has_one_placeholder_from_the_words_to_the_output(settings: Settings) -> None:
    Path("out").write_text(f"second: {SECOND}\nfirst: {FIRST}\n")
    proposer = ScriptedProposer([command("cat out; false"), command("true")])
    session = Session(settings, proposer=proposer)
    try:
        await converse(session, f"use asked: {FIRST}", [approve, Retry(), approve])
    finally:
        await session.close()
    text = told(proposer.requests[1])
    assert after("first:", text) == after("asked:", text)
    assert after("second:", text) != after("asked:", text)
    assert after("asked:", text) == after("asked:", told(proposer.requests[0]))


async def test_numbers_of_an_earlier_process_are_not_given_to_another_secret(settings: Settings) -> None:
    Path("out").write_text(f"old: {SECOND}\n")
    left = Session(settings, session_id="kept", proposer=ScriptedProposer([command("cat out; false")]))
    async for event in left.start("go"):
        if isinstance(event, ApprovalRequired):
            left.answer(event.question_id, approve(event))
        elif isinstance(event, RetryRequired):
            break  # quit with the question open
    await left.close()
    proposer = ScriptedProposer([command("true")])
    session = Session(settings, session_id="kept", proposer=proposer)
    try:
        await follow(session, session.resume(), [Retry(f"new: {FIRST}"), approve])
    finally:
        await session.close()
    text = told(proposer.requests[0])
    assert after("old:", text) != after("new:", text)


def test_what_an_output_claims_is_not_given_out_again() -> None:
    from cloud_assist.redaction.redactor import redact

    text = redact(f"[REDACTED:github_token#1] and {THIRD}")
    assert len(set(PLACEHOLDER.findall(text))) == 2, text
