"""The corridor as a table: who answers what, which nodes are passed, how it ends."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.agent.session import read_exchanges
from cloud_assist.cli.transcript import transcript
from cloud_assist.errors import ExitCode, ModelUnreachableError, NoUsableReplyError, RateLimitedError
from cloud_assist.events import (
    AgentNote,
    ApprovalRequired,
    CommandFinished,
    CommandStarted,
    InputRequired,
    OutputChunk,
    QuestionClosed,
    RetryRequired,
    Step,
    StepFinished,
    StepStarted,
)
from cloud_assist.llm.port import Progress, ProposalRequest
from cloud_assist.models import (
    Answer,
    Approve,
    Cancel,
    Edit,
    Outcome,
    ProposalSource,
    Reject,
    Retry,
    Risk,
    Severity,
    Suggestion,
)
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import AutoApprove, Settings
from cloud_assist.store.audit import AuditTrail
from tests.agent.conftest import MakeSession, requests_of
from tests.support.conversation import approve, completed, converse, failed, follow, runs
from tests.support.fakes import answer, command, question


async def test_approve_runs_and_succeeds(make: MakeSession) -> None:
    session = make(command("echo hello; echo oops >&2"))
    events = await converse(session, "say hello", [approve])
    end = completed(events)
    assert end.outcome is Outcome.SUCCEEDED
    assert end.exit_status == 0
    assert runs(events) == [("echo hello; echo oops >&2", 0)]
    assert "hello" in "".join(e.text for e in events if isinstance(e, OutputChunk))
    steps = [e.step for e in events if isinstance(e, StepStarted)]
    assert steps == [Step.GENERATE, Step.ASSESS, Step.APPROVE, Step.EXECUTE, Step.CHECK]
    assert [e.step for e in events if isinstance(e, StepFinished)] == steps


async def test_cancel_runs_nothing(make: MakeSession) -> None:
    events = await converse(make(command("touch made")), "make a file", [Cancel()])
    assert completed(events).outcome is Outcome.CANCELLED
    assert runs(events) == []
    assert not Path("made").exists()


async def test_reject_with_a_reason_asks_for_another_command(make: MakeSession) -> None:
    session = make(command("echo one"), command("echo two"))
    events = await converse(session, "count", [Reject("start at two"), approve])
    assert runs(events) == [("echo two", 0)]
    second = requests_of(session)[1]
    assert [(r.command, r.reason) for r in second.rejections] == [("echo one", "start at two")]


async def test_edit_is_judged_anew_before_it_can_run(make: MakeSession) -> None:
    events = await converse(make(command("echo safe")), "x", [Edit("rm -r ./folder"), Cancel()])
    questions = [e for e in events if isinstance(e, ApprovalRequired)]
    assert [q.assessment.risk for q in questions] == [Risk.READ_ONLY, Risk.DESTRUCTIVE]
    assert questions[1].proposal.source is ProposalSource.USER
    assert runs(events) == []


async def test_a_known_command_that_is_picked_is_judged_anew_beside_the_others(make: MakeSession) -> None:
    known = tuple(Suggestion("shell", (), text, text, "recipe", 1.0) for text in ("echo one", "rm -r ./folder"))
    offered = replace(command("echo one", source=ProposalSource.CATALOG), alternatives=known)
    events = await converse(make(offered), "x", [Edit("rm -r ./folder"), Edit("echo other"), Cancel()])
    questions = [e for e in events if isinstance(e, ApprovalRequired)]
    assert [q.assessment.risk for q in questions] == [Risk.READ_ONLY, Risk.DESTRUCTIVE, Risk.READ_ONLY]
    assert [q.proposal.alternatives for q in questions] == [known, known, ()]
    assert runs(events) == []


async def test_failure_retry_success(make: MakeSession) -> None:
    session = make(command("cat missing.txt"), command("echo found"))
    events = await converse(session, "show it", [approve, Retry("try echo"), approve])
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert [status for _, status in runs(events)] == [1, 0]
    second = requests_of(session)[1]
    assert second.failure is not None
    assert second.failure.command == "cat missing.txt"
    assert "No such file" in second.failure.error_tail
    assert second.failure.hint == "try echo"
    asked = [e for e in events if isinstance(e, ApprovalRequired)]
    assert [(q.attempt, q.max_attempts, q.previous_command) for q in asked] == [(1, 4, ""), (2, 4, "cat missing.txt")]


async def test_retries_used_up(make: MakeSession) -> None:
    session = make(command("false"), command("false || exit 3"), command("exit 4"), max_retries=2)
    events = await converse(session, "fail", [approve, Retry(), approve, Retry(), approve])
    end = completed(events)
    assert end.outcome is Outcome.FAILED
    assert end.exit_status == 4
    assert [a.exit_status for a in end.attempts] == [1, 3, 4]
    assert [e.retry_count for e in events if isinstance(e, RetryRequired)] == [0, 1]


async def test_no_retries_allowed_asks_nothing(make: MakeSession) -> None:
    events = await converse(make(command("exit 9"), max_retries=0), "fail", [approve])
    assert completed(events).exit_status == 9


async def test_retry_declined_keeps_the_commands_status(make: MakeSession) -> None:
    events = await converse(make(command("exit 7")), "fail", [approve, Cancel()])
    end = completed(events)
    assert (end.outcome, end.exit_status) == (Outcome.FAILED, 7)


@pytest.mark.parametrize(
    "nothing_new",
    [
        NoUsableReplyError("The model has no other command to offer.", why="It repeated itself.", todo="Say more."),
        RateLimitedError("The provider asks to wait.", why="It repeated itself.", todo="Say more."),
        answer("It repeated itself. Say more."),
    ],
    ids=lambda step: type(step).__name__,
)
async def test_a_retry_that_brings_nothing_new_ends_as_the_command_did(make: MakeSession, nothing_new: object) -> None:
    session = make(command("echo out; echo broken >&2; exit 3"), nothing_new)
    events = await converse(session, "x", [approve, Retry()])
    end = completed(events)
    assert (end.outcome, end.exit_status) == (Outcome.FAILED, 3)
    assert [(each.exit_status, each.error) for each in end.attempts] == [(3, "broken")]
    assert end.message.endswith("It repeated itself. Say more.")
    (kept,) = await read_exchanges(session._settings, session.id)
    assert kept["outcome"] == "exit 3: broken"
    assert [each["command"] for each in kept["attempts"]] == ["echo out; echo broken >&2; exit 3"]


async def test_what_failed_before_the_last_command_is_told_as_a_failure(make: MakeSession) -> None:
    session = make(command("exit 3"), command("exit 4"), command("true"))
    await converse(session, "x", [approve, Retry(), approve, Retry(), approve])
    last = requests_of(session)[-1]
    assert isinstance(last, ProposalRequest)
    assert [(each.command, each.exit_status) for each in last.earlier_failures] == [("exit 3", 3)]
    assert last.failure is not None
    assert last.failure.command == "exit 4"
    assert last.rejections == ()


async def test_an_answer_asks_for_no_retry_and_no_other_command(make: MakeSession) -> None:
    session = make(command("echo word | grep other"))
    end = completed(await converse(session, "look for it", [approve]))
    assert (end.outcome, end.exit_status, end.message) == (Outcome.SUCCEEDED, 1, "Nothing found.")
    assert [(each.exit_status, each.meaning, each.error) for each in end.attempts] == [(1, "nothing found", "")]
    assert len(requests_of(session)) == 1
    (kept,) = await read_exchanges(session._settings, session.id)
    assert kept["outcome"] == "exit 1 (nothing found)"


async def test_edit_and_run_again_after_a_failure(make: MakeSession) -> None:
    events = await converse(make(command("exit 7")), "fail", [approve, Edit("echo better"), approve])
    assert runs(events) == [("exit 7", 7), ("echo better", 0)]
    assert completed(events).outcome is Outcome.SUCCEEDED


async def test_question_and_answer(make: MakeSession) -> None:
    session = make(question("Which one?"), command("echo blue"))
    events = await converse(session, "paint it", [Answer("the blue one"), approve])
    assert [e.question for e in events if isinstance(e, InputRequired)] == ["Which one?"]
    assert requests_of(session)[1].answers == (("Which one?", "the blue one"),)
    assert completed(events).outcome is Outcome.SUCCEEDED
    shown = session._record.index.show(session.id)
    told = await asyncio.to_thread(transcript, session._settings, shown, "md")
    assert "- Question: Which one?\n- Answer: the blue one\n" in told


async def test_question_cancelled(make: MakeSession) -> None:
    session = make(question("Which one?"))
    events = await converse(session, "paint it", [Cancel()])
    assert completed(events).outcome is Outcome.CANCELLED
    exchanges = await read_exchanges(session._settings, session.id)
    assert [each["answers"] for each in exchanges] == [[["Which one?", ""]]]


@pytest.mark.parametrize(
    ("decision", "word"),
    [
        (Cancel(), "cancelled"),
        (Cancel(decided_by="policy of --yes"), "refused by policy"),
        (Cancel(decided_by="--dry-run", only_proposed=True), "only proposed"),
    ],
)
async def test_the_session_and_the_trail_say_in_the_same_word_why_nothing_ran(
    make: MakeSession, decision: Cancel, word: str
) -> None:
    session = make(command("touch made"))
    await converse(session, "make a file", [Edit("touch other"), decision])
    with contextlib.closing(AuditTrail(session._settings, redact)) as trail:
        assert [entry.status for entry in trail.read()] == [word, "replaced"]
    assert [each["outcome"] for each in await read_exchanges(session._settings, session.id)] == [word]


async def test_answer_in_words(make: MakeSession) -> None:
    events = await converse(make(answer("A pod is a group of containers.")), "what is a pod?")
    end = completed(events)
    assert (end.outcome, end.message, end.exit_status) == (
        Outcome.ANSWERED,
        "A pod is a group of containers.",
        None,
    )


async def test_own_command_asks_no_model(make: MakeSession) -> None:
    session = make()
    events = await converse(session, "!echo mine", [approve], command="echo mine")
    assert runs(events) == [("echo mine", 0)]
    assert requests_of(session) == []


async def test_own_command_that_fails_is_repaired_by_the_model(make: MakeSession) -> None:
    session = make(command("echo repaired"))
    events = await converse(session, "!false", [approve, Retry(), approve], command="false")
    assert runs(events) == [("false", 1), ("echo repaired", 0)]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ModelUnreachableError("No answer.", why="w", todo="t"), ExitCode.MODEL_UNREACHABLE),
        (RateLimitedError("Slow down."), ExitCode.RATE_LIMITED),
    ],
)
async def test_a_model_error_ends_the_request_and_not_the_session(
    make: MakeSession, error: Exception, status: ExitCode
) -> None:
    session = make(error, command("echo fine"))
    assert failed(await converse(session, "one")).exit_code == status
    assert completed(await converse(session, "two", [approve])).outcome is Outcome.SUCCEEDED


async def test_an_internal_error_shows_no_traceback_and_the_session_lives(make: MakeSession) -> None:
    session = make(RuntimeError("boom"), command("echo fine"))
    end = failed(await converse(session, "one"))
    assert end.exit_code == ExitCode.INTERNAL
    assert "boom" in end.why
    assert "Traceback" not in end.what + end.why + end.todo
    assert completed(await converse(session, "two", [approve])).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("prompt", ["", "   \n", "x" * 100_000])
async def test_unusable_prompts(make: MakeSession, prompt: str) -> None:
    assert failed(await converse(make(), prompt)).exit_code == ExitCode.USAGE


async def test_a_late_or_wrong_answer_answers_nothing(make: MakeSession) -> None:
    session = make(command("exit 1"))
    seen: list[str] = []
    results: list[bool] = []
    async for event in session.start("x"):
        if isinstance(event, ApprovalRequired):
            assert not session.answer("somebody-else", Cancel())
            assert session.answer(event.question_id, approve(event))
            seen.append(event.question_id)
        elif isinstance(event, QuestionClosed):
            results.append(session.answer(event.question_id, Approve("late")))
        elif isinstance(event, RetryRequired):
            assert event.question_id not in seen
            results.append(session.answer(seen[0], Approve("late")))
            assert session.answer(event.question_id, Cancel())
    assert results
    assert not any(results)


async def test_an_approval_of_other_bytes_does_not_run(make: MakeSession) -> None:
    session = make(command("touch made"))
    events = await converse(session, "x", [Approve("0" * 64), Cancel()])
    asked = [e for e in events if isinstance(e, ApprovalRequired)]
    assert asked[0].notice == ""
    assert asked[1].notice
    assert not Path("made").exists()


async def test_a_target_that_changes_before_the_answer_is_asked_anew(
    make: MakeSession, clean_machine: Path, settings: Settings
) -> None:
    kube = clean_machine / ".kube" / "config"
    kube.parent.mkdir()

    def use(context: str) -> None:
        kube.write_text(
            f"apiVersion: v1\nkind: Config\ncurrent-context: {context}\ncontexts:\n"
            + "".join(f"- name: {name}\n  context: {{cluster: {name}, user: {name}}}\n" for name in ("dev", "prod"))
            + "clusters: []\nusers: []\n"
        )

    def approve_after_switch(question: object) -> Approve:
        assert isinstance(question, ApprovalRequired)
        use("prod")
        return Approve(question.assessment.binding.digest)

    use("dev")
    session = make(command("kubectl version --client"))
    events = await converse(session, "x", [approve_after_switch, Cancel()])
    assert runs(events) == []
    assert [e for e in events if isinstance(e, ApprovalRequired)][1].notice


async def test_forbidden_cannot_be_approved_even_by_a_front_end_that_tries(make: MakeSession) -> None:
    events = await converse(make(command("mkfs.ext4 /dev/sdzz9")), "x", [approve, approve, Cancel()])
    assert runs(events) == []


@pytest.mark.parametrize("way", ["proposed", "typed", "auto_approve", "resumed", "after an edit", "after a failure"])
async def test_an_error_is_never_approved_without_an_edit_whatever_the_way_in(make: MakeSession, way: str) -> None:
    wrong = "vim notes; touch made"
    auto = AutoApprove.READ_ONLY if way == "auto_approve" else AutoApprove.NONE
    first = command("exit 3") if way == "after a failure" else command("ls" if way == "after an edit" else wrong)
    session = make(first, command(wrong), auto_approve=auto)
    answers: list[Any] = [approve, approve, Edit("echo mended"), *([] if way == "auto_approve" else [approve])]
    if way == "resumed":
        async for event in session.start("write it"):
            if isinstance(event, ApprovalRequired):
                break
        await session.close()
        resumed = make(session_id=session.id)
        events = await follow(resumed, resumed.resume(), answers)
    elif way == "typed":
        events = await converse(session, wrong, answers, command=wrong)
    elif way == "after an edit":
        events = await converse(session, "write it", [Edit(wrong), *answers])
    elif way == "after a failure":
        events = await converse(session, "write it", [approve, Retry(), *answers])
    else:
        events = await converse(session, "write it", answers)
    ran = [words for words, _ in runs(events)]
    assert ran[-1:] == ["echo mended"]
    assert wrong not in ran
    assert not Path("made").exists()


async def test_placeholders_left_open_are_found(make: MakeSession) -> None:
    events = await converse(make(command("echo <name>")), "x", [Cancel()])
    asked = next(e for e in events if isinstance(e, ApprovalRequired))
    assert "open-placeholder" in {f.code for f in asked.assessment.findings}
    assert not asked.assessment.auto_run


async def test_an_open_place_is_not_called_a_syntax_error_as_well(make: MakeSession) -> None:
    events = await converse(make(command("docker rmi <image>")), "x", [Cancel()])
    asked = next(e for e in events if isinstance(e, ApprovalRequired))
    assert [f.code for f in asked.assessment.findings if f.severity is Severity.ERROR] == ["open-placeholder"]
    assert asked.assessment.risk is Risk.DESTRUCTIVE


async def test_reads_run_unasked_only_where_chosen(make: MakeSession) -> None:
    events = await converse(make(command("ls -la"), auto_approve=AutoApprove.READ_ONLY), "list", [])
    assert [status for _, status in runs(events)] == [0]
    events = await converse(make(command("touch made"), auto_approve=AutoApprove.READ_ONLY), "make", [Cancel()])
    assert runs(events) == []


async def test_dont_ask_again_holds_for_that_pattern_and_session(make: MakeSession) -> None:
    def allow(question: object) -> Approve:
        assert isinstance(question, ApprovalRequired)
        return Approve(question.assessment.binding.digest, allow_pattern=True)

    session = make(command("ls"), command("ls -l"), command("rm -rf ./x"), command("ls"))
    await converse(session, "list", [allow])
    assert len(runs(await converse(session, "list long", []))) == 1
    assert runs(await converse(session, "remove", [Cancel()])) == []
    assert session.allowed() == ("ls",)
    session.disallow("ls")
    assert session.allowed() == ()
    await converse(session, "list again", [Cancel()])
    other = make(command("ls"))
    await converse(other, "list", [Cancel()])


async def test_cancel_while_the_model_thinks(make: MakeSession) -> None:
    async def think(*_: object) -> object:
        await asyncio.sleep(60)
        raise AssertionError("not cancelled")

    session = make(think)
    asyncio.get_running_loop().call_later(0.3, session.cancel)
    async with asyncio.timeout(5):
        events = await converse(session, "x")
    assert completed(events).outcome is Outcome.CANCELLED


async def test_cancel_while_it_asks(make: MakeSession) -> None:
    session = make(command("touch made"))
    events = []
    async for event in session.start("x"):
        events.append(event)
        if isinstance(event, ApprovalRequired):
            session.cancel()
    assert completed(events).outcome is Outcome.CANCELLED
    assert not Path("made").exists()


async def test_cancel_while_it_runs(make: MakeSession) -> None:
    session = make(command("echo begun; sleep 60; touch made"))
    events = []
    async with asyncio.timeout(10):
        async for event in session.start("x"):
            events.append(event)
            if isinstance(event, ApprovalRequired):
                session.answer(event.question_id, approve(event))
            elif isinstance(event, OutputChunk):
                session.cancel()
    assert completed(events).outcome is Outcome.CANCELLED
    assert [status for _, status in runs(events)] == [130]
    assert not Path("made").exists()


async def test_a_running_command_is_given_more_time(make: MakeSession) -> None:
    session = make(command("sleep 2; echo done"), command_timeout_s=1.0)
    session.extend(60)  # nothing runs: nothing happens
    async for event in session.start("wait"):
        if isinstance(event, ApprovalRequired):
            session.answer(event.question_id, approve(event))
        elif isinstance(event, CommandStarted):
            session.extend(60)
        elif isinstance(event, CommandFinished):
            assert (event.result.timed_out, event.result.exit_status) == (False, 0)
            assert event.result.duration_s >= 2
            break
    else:
        raise AssertionError("it did not run")


async def test_timeout_keeps_partial_output(make: MakeSession) -> None:
    session = make(command("echo begun; sleep 60"), command_timeout_s=1.0, max_retries=0)
    async with asyncio.timeout(10):
        events = await converse(session, "x", [approve])
    end = completed(events)
    assert (end.outcome, end.exit_status) == (Outcome.FAILED, 124)
    assert "begun" in "".join(e.text for e in events if isinstance(e, OutputChunk))


async def test_one_request_at_a_time(make: MakeSession) -> None:
    session = make(command("echo one"))
    events = []
    async for event in session.start("x"):
        events.append(event)
        if isinstance(event, ApprovalRequired):
            assert failed(await converse(session, "y")).exit_code == ExitCode.USAGE
            session.answer(event.question_id, approve(event))
    assert runs(events) == [("echo one", 0)]


async def test_history_reaches_the_next_request(make: MakeSession) -> None:
    session = make(command("echo web-1"), command("echo again"))
    await converse(session, "list servers", [approve])
    await converse(session, "once more", [approve])
    history = requests_of(session)[1].history
    assert [(h.prompt, h.command, h.outcome) for h in history] == [("list servers", "echo web-1", "exit 0")]


async def test_a_session_goes_on_in_another_process(make: MakeSession) -> None:
    first = make(command("echo one"), session_id="s1")
    await converse(first, "one", [approve])
    await first.close()
    second = make(command("echo two"), session_id="s1")
    await converse(second, "two", [approve])
    assert [h.prompt for h in requests_of(second)[0].history] == ["one"]
    listed = await second.sessions()
    assert [(info.id, info.title, info.status) for info in listed] == [("s1", "one", "idle")]


async def test_a_question_left_open_is_taken_up_again(make: MakeSession) -> None:
    first = make(command("echo kept"), session_id="s1")
    async for event in first.start("keep it"):
        if isinstance(event, ApprovalRequired):
            break
    await first.close()
    second = make(session_id="s1")
    assert [info.status for info in await second.sessions()] == ["waiting for approval"]
    events = []
    async for event in second.resume():
        events.append(event)
        if isinstance(event, ApprovalRequired):
            assert event.proposal.command == "echo kept"
            assert second.answer(event.question_id, approve(event))
    assert runs(events) == [("echo kept", 0)]


async def test_resume_where_nothing_is_open_ends_at_once(make: MakeSession) -> None:
    session = make()
    assert [event async for event in session.resume()] == []


async def test_secrets_in_output_do_not_reach_the_proposer(make: MakeSession) -> None:
    secret = "AKIA" + "IOSFODNN7ABCDEFG"
    session = make(command(f"echo aws_access_key_id={secret}; exit 1"), command("echo done"))
    events = await converse(session, "x", [approve, Retry(), approve])
    assert secret in "".join(e.text for e in events if isinstance(e, OutputChunk)), "the person sees their own screen"
    failure = requests_of(session)[1].failure
    assert failure is not None
    assert secret not in failure.error_tail


async def test_notes_of_the_proposer_are_told(make: MakeSession) -> None:
    def slow(_: object, progress: Progress) -> object:
        progress(AgentNote("waiting 3 s"))
        return command("echo x")

    events = await converse(make(slow), "x", [Cancel()])
    assert "waiting 3 s" in [e.text for e in events if isinstance(e, AgentNote)]
