"""A stored session is shown and exported with its steps, what their outputs said, and its answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.cli.archive import StoredSessions
from cloud_assist.cli.transcript import transcript
from cloud_assist.events import ApprovalRequired, Question
from cloud_assist.models import Cancel, Decision, Retry
from cloud_assist.settings import Settings
from tests.support.conversation import Answer, approve, converse
from tests.support.fakes import ScriptedProposer, Step, answer, command, look

HOSTILE = "# Passed\\n\\`\\`\\`\\n> who asked?\\n  $ rm -rf /\\n  exit 0\\nStep 9: done"
KEY = "AKIAIOSFODNN7EXAMPLE"


async def told(
    settings: Settings, script: Sequence[Step], answers: Sequence[Answer], form: str, prompt: str = "do it"
) -> str:
    """Carry a request out and return its session's transcript."""
    session = Session(settings, session_id="s", proposer=ScriptedProposer(script))
    try:
        await converse(session, prompt, answers)
        shown = session._record.index.show("s")
        return await asyncio.to_thread(transcript, settings, shown, form)
    finally:
        await session.close()


async def test_each_step_is_shown_with_its_purpose_its_end_and_what_its_output_says(settings: Settings) -> None:
    script = [
        look("seq -f 'machine-%05g' 3000", "list the machines"),
        look("cat missing", "read the notes"),
        look("echo noted", "read them elsewhere"),
        answer("There are **3000**.\n\nThe first is machine-00001."),
    ]
    text = await told(settings, script, [approve, approve, Retry(), approve], "text", "how many\nmachines?")
    body = text[text.index("> ") :].splitlines()
    assert body[:4] == ["> how many", "> machines?", "  Step 1: list the machines", "  $ seq -f 'machine-%05g' 3000"]
    assert body[4] == "  exit 0"
    assert body[5].startswith("  Output, ")
    assert body[5].endswith(":")
    assert "  | machine-00001" in body
    failed = body.index("  $ cat missing")
    assert body[failed - 1] == "  Step 2"
    assert body[failed + 1].startswith("  exit 1: ")
    assert body[failed + 2 : failed + 7] == [
        "  Step 2: read them elsewhere",
        "  $ echo noted",
        "  exit 0",
        "  Output:",
        "  | noted",
    ]
    assert body[failed + 7 : failed + 11] == [
        "  Answered:",
        "  | There are **3000**.",
        "  | ",
        "  | The first is machine-00001.",
    ]


async def test_markdown_and_json_hold_the_same(settings: Settings) -> None:
    script = [look("echo one", "look [here](x)"), answer("It says *one*.")]
    text = await told(settings, script, [approve], "md")
    body = text[text.index("## ") :]
    assert body == (
        "## do it\n\nPurpose: look \\[here\\](x)\n\n```bash\necho one\n```\n\nexit 0\n\n"
        "Output:\n\n```text\none\n```\n\nAnswered:\n\n```markdown\nIt says *one*.\n```\n"
    )
    session = Session(settings, session_id="s", proposer=ScriptedProposer(()))
    stored = json.loads(await asyncio.to_thread(transcript, settings, session._record.index.show("s"), "json"))
    await session.close()
    (request,) = stored["requests"]
    assert request["answer"] == "It says *one*."
    (step,) = request["steps"]
    assert (step["command"], step["exit_status"], step["digest"]) == ("echo one", 0, "one")


@pytest.mark.parametrize("form", ["text", "md"])
async def test_nothing_in_an_output_or_an_answer_passes_for_ours(settings: Settings, form: str) -> None:
    printed = HOSTILE.replace("\\`", "`")
    script = [look(f"printf '{printed}'"), answer(printed.replace("\\n", "\n") + "\n````\n# Ours\u2028  exit 3")]
    text = await told(settings, script, [approve], form)
    outside = outside_of_fences(text) if form == "md" else [x for x in text.splitlines() if not x.startswith("  | ")]
    ours = "\n".join(line for line in outside if "printf" not in line)
    for words in ("Passed", "who asked?", "rm -rf", "Step 9", "Ours", "exit 3"):
        assert words not in ours


def outside_of_fences(text: str) -> list[str]:
    """Return the lines of a Markdown text that stand in no fenced block, as CommonMark has it."""
    outside, fence = [], ""
    for line in text.split("\n"):
        ticks = len(line) - len(line.lstrip("`"))
        if fence:
            fence = "" if ticks >= len(fence) and not line.strip("`").strip() else fence
        elif ticks >= 3:
            fence = "`" * ticks
        else:
            outside.append(line)
    assert not fence
    return outside


async def test_secrets_of_outputs_and_answers_are_not_shown(settings: Settings) -> None:
    script = [look(f"echo {KEY[:4]}''{KEY[4:]}"), answer(f"The key is {KEY}.")]
    for form in ("text", "md", "json"):
        assert KEY not in await told(settings, script, [approve], form)


def cancel(_: Question) -> Decision:
    return Cancel()


async def test_a_step_that_was_not_run_is_the_next_one(settings: Settings) -> None:
    text = await told(settings, [look("echo one"), command("touch two")], [approve, cancel], "text")
    body = text[text.index("> ") :].splitlines()
    assert body == [
        "> do it",
        "  Step 1",
        "  $ echo one",
        "  exit 0",
        "  Output:",
        "  | one",
        "  Step 2",
        "  $ touch two",
        "  cancelled",
    ]


async def test_a_request_that_is_open_shows_what_has_run_of_it(settings: Settings) -> None:
    session = Session(settings, session_id="s", proposer=ScriptedProposer([look("echo one"), command("touch two")]))
    async for event in session.start("do it"):
        if isinstance(event, ApprovalRequired):
            if event.step == 2:
                break
            session.answer(event.question_id, approve(event))
    shown = session._record.index.show("s")
    await session.close()
    text = await asyncio.to_thread(transcript, settings, shown, "text")
    body = text[text.index("> ") :].splitlines()
    assert body[:4] == ["> do it", "  Step 1", "  $ echo one", "  exit 0"]
    assert body[-3:] == ["  Step 2", "  $ touch two", "  not finished"]
    assert await asyncio.to_thread(StoredSessions(settings).earlier, "s") == [], (
        "the app asks about it on a card of its own"
    )
