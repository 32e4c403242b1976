"""A request of several steps: what ran is looked at, the next step follows, an answer ends it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from cloud_assist.agent.session import read_exchanges
from cloud_assist.events import (
    ApprovalRequired,
    CommandFinished,
    CommandStarted,
    Event,
    Question,
    RetryRequired,
    StepsChanged,
)
from cloud_assist.models import (
    After,
    Answer,
    Approve,
    Cancel,
    Decision,
    Edit,
    Outcome,
    Reject,
    Retry,
    Risk,
    StepState,
)
from cloud_assist.settings import AutoApprove, Settings
from cloud_assist.store.sessions import SessionIndex
from tests.agent.conftest import MakeSession, deciders, requests_of
from tests.support.conversation import approve, completed, converse, follow, runs
from tests.support.fakes import answer, command, look, question


def approve_and_allow_reads(asked: Question) -> Decision:
    assert isinstance(asked, ApprovalRequired)
    assert asked.offers_reads
    return Approve(asked.assessment.binding.digest, allow_reads=True)


async def test_a_command_that_is_done_asks_the_model_once(make: MakeSession) -> None:
    session = make(command("echo hello"))
    events = await converse(session, "say hello", [approve])
    end = completed(events)
    assert len(requests_of(session)) == 1
    assert [(step.command, step.exit_status, step.output) for step in end.steps] == [("echo hello", 0, "OUT1")]
    assert not [event for event in events if isinstance(event, StepsChanged)]


async def test_a_look_brings_the_result_back_and_an_answer_ends_the_request(make: MakeSession) -> None:
    session = make(look("printf 'web-1\\nweb-2\\n'", "list the machines"), answer("Two: web-1 and web-2."))
    events = await converse(session, "which machines are there?", [approve])
    end = completed(events)
    assert (end.outcome, end.message) == (Outcome.ANSWERED, "Two: web-1 and web-2.")
    assert end.exit_status == 0
    first, second = requests_of(session)
    assert first.steps == ()
    (told,) = second.steps
    assert (told.command, told.purpose, told.outcome) == ("printf 'web-1\\nweb-2\\n'", "list the machines", "exit 0")
    assert "web-2" in told.digest
    assert told.output == "OUT1"


async def test_each_step_is_asked_about_and_listed(make: MakeSession) -> None:
    session = make(look("echo one", "first"), look("echo two", "second"), command("touch three", "third"))
    events = await converse(session, "do it", [approve, approve, approve])
    assert runs(events) == [("echo one", 0), ("echo two", 0), ("touch three", 0)]
    asked = [event for event in events if isinstance(event, ApprovalRequired)]
    assert [(each.step, each.attempt, each.seen) for each in asked] == [
        (1, 1, None),
        (2, 1, Risk.READ_ONLY),
        (3, 1, Risk.READ_ONLY),
    ]
    last = [event for event in events if isinstance(event, StepsChanged)][-1]
    assert [(step.number, step.state, step.purpose) for step in last.steps] == [
        (1, StepState.DONE, "first"),
        (2, StepState.DONE, "second"),
        (3, StepState.NOW, "third"),
    ]
    assert [step.number for step in completed(events).steps] == [1, 2, 3]


async def test_further_reads_run_unasked_where_the_person_said_so_and_writes_ask(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo two"), command("touch made"), command("echo three"))
    events = await converse(session, "do it", [approve_and_allow_reads, Cancel()])
    assert runs(events) == [("echo one", 0), ("echo two", 0)]
    assert not Path("made").exists()
    # The permission ends with its request.
    again = await converse(session, "again", [approve])
    assert runs(again) == [("echo three", 0)]


async def test_reads_that_were_allowed_are_asked_about_in_another_program(make: MakeSession) -> None:
    session = make(look("echo one"), look("touch made"))
    async for event in session.start("do it"):
        if isinstance(event, ApprovalRequired):
            if event.step == 2:
                break
            session.answer(event.question_id, approve_and_allow_reads(event))
    await session.close()
    resumed = make(command("echo three"), session_id=session.id)
    left = await follow(resumed, resumed.resume(), [Reject("no files"), Cancel()])
    assert runs(left) == []


async def test_what_reveals_a_secret_is_asked_about_although_reads_are_allowed(make: MakeSession) -> None:
    session = make(look("echo one"), command("cat ~/.aws/credentials"))
    events = await converse(session, "do it", [approve_and_allow_reads, Cancel()])
    assert runs(events) == [("echo one", 0)]


async def test_earlier_outputs_are_files_that_later_steps_compute_from(make: MakeSession, settings: Settings) -> None:
    session = make(
        look("printf '3\\n1\\n2\\n'"), look('sort -n "$OUT1" | tail -n 1', "the largest"), answer("The largest is 3.")
    )
    events = await converse(session, "the largest?", [approve])
    assert [status for _, status in runs(events)] == [0, 0]
    assert requests_of(session)[2].steps[1].digest.strip() == "3"
    assert "reads earlier outputs only" in deciders(settings)


async def test_a_file_that_is_no_output_of_the_session_is_asked_about(make: MakeSession) -> None:
    session = make(look("echo one"), command('sort "$OUT1" /etc/hostname'))
    events = await converse(session, "sort", [approve, Cancel()])
    assert runs(events) == [("echo one", 0)]


async def test_outputs_are_found_again_by_the_next_request_and_after_a_restart(make: MakeSession) -> None:
    session = make(command("echo 41"), command("awk '{print $1 + 1}' \"$OUT1\""))
    await converse(session, "print it", [approve])
    events = await converse(session, "plus one", [])
    assert runs(events)[0][1] == 0
    await session.close()
    resumed = make(command('wc -l "$OUT1" "$OUT2"'), session_id=session.id)
    events = await converse(resumed, "how many lines?", [])
    assert runs(events)[0][1] == 0
    exchange = requests_of(resumed)[0].history[-1]
    assert [(step.output, step.digest.strip()) for step in exchange.steps] == [("OUT2", "42")]


async def test_the_limit_of_steps_leaves_the_last_word_to_the_model(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo two"), answer("So far: one, two."), max_steps=2)
    events = await converse(session, "count", [approve, approve])
    end = completed(events)
    assert end.outcome is Outcome.ANSWERED
    assert end.message.startswith("So far: one, two.")
    assert "MAX_STEPS" in end.message
    assert "2 steps" in requests_of(session)[2].last_word


async def test_a_model_that_goes_on_at_the_limit_is_stopped(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo two"), look("touch made"), max_steps=2)
    events = await converse(session, "count", [approve, approve])
    end = completed(events)
    assert end.outcome is Outcome.SUCCEEDED
    assert "MAX_STEPS" in end.message
    assert not Path("made").exists()


async def test_the_same_command_with_the_same_result_twice_ends_the_loop(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo one"), look("echo one"))
    events = await converse(session, "loop", [approve, approve])
    end = completed(events)
    assert runs(events) == [("echo one", 0), ("echo one", 0)]
    assert "same result twice" in end.message


async def test_the_same_command_with_another_result_is_no_loop(make: MakeSession) -> None:
    count = "echo x >>log; cat log"
    session = make(look(count), look(count), answer("It grew."))
    events = await converse(session, "poll", [approve, approve])
    assert completed(events).message == "It grew."


async def test_a_failed_step_is_retried_within_the_step(make: MakeSession) -> None:
    session = make(look("echo one"), look("cat missing"), look("echo two"), answer("Done."))
    events = await converse(session, "do it", [approve, approve, Retry("try echo"), approve])
    end = completed(events)
    assert end.outcome is Outcome.ANSWERED
    assert [(a.step, a.number, a.exit_status) for a in end.attempts] == [(1, 1, 0), (2, 1, 1), (2, 2, 0)]
    assert [step.command for step in end.steps] == ["echo one", "echo two"]
    assert [event.retry_count for event in events if isinstance(event, RetryRequired)] == [0]


async def test_a_failure_ends_the_request_with_what_ran_before_it(make: MakeSession) -> None:
    session = make(look("echo one"), look("cat missing"))
    events = await converse(session, "do it", [approve, approve, Cancel()])
    end = completed(events)
    assert (end.outcome, end.exit_status) == (Outcome.FAILED, 1)
    assert [step.command for step in end.steps] == ["echo one"]


async def test_a_question_in_the_middle_goes_back_to_the_model(make: MakeSession) -> None:
    session = make(look("echo one; echo two"), question("Which one?"), command("echo two"))
    events = await converse(session, "delete it", [approve, Answer("the second"), approve])
    assert runs(events)[-1] == ("echo two", 0)
    assert requests_of(session)[2].answers == (("Which one?", "the second"),)
    assert len(requests_of(session)[2].steps) == 1


async def test_an_edit_and_a_rejection_within_a_later_step(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo two"), look("echo three"), answer("Done."))
    events = await converse(session, "x", [approve, Reject("not two"), Edit("echo four"), approve])
    assert [each for each, _ in runs(events)] == ["echo one", "echo four"]
    assert completed(events).outcome is Outcome.ANSWERED


async def test_sessions_keep_steps_digests_and_answers(make: MakeSession, settings: Settings) -> None:
    session = make(look("echo one", "first"), answer("It says **one**."))
    await converse(session, "what does it say?", [approve])
    (exchange,) = await read_exchanges(settings, session.id)
    assert exchange["answer"] == "It says **one**."
    assert [(step["command"], step["purpose"], step["digest"].strip()) for step in exchange["steps"]] == [
        ("echo one", "first", "one")
    ]


@pytest.mark.parametrize("words", ["web-1", "list the machines", "two of them"])
async def test_a_search_finds_outputs_purposes_and_answers(make: MakeSession, words: str) -> None:
    session = make(look("printf 'web-%s\\n' 1 2", "list the machines"), answer("There are two of them."))
    await converse(session, "which machines are there?", [approve])
    assert [each.id for each in session._record.index.list(search=words)] == [session.id]
    assert session._record.last_request()[1] == "which machines are there?"


async def test_a_search_finds_no_secret_of_an_output(make: MakeSession) -> None:
    session = make(look("echo AKIA''IOSFODNN7EXAMPLE"), answer("It is AKIAIOSFODNN7EXAMPLE."))
    await converse(session, "which key?", [approve])
    assert session._record.index.list(search="AKIAIOSFODNN7") == []
    assert session._record.index.list(search="REDACTED")


async def test_a_search_finds_the_steps_of_a_request_that_another_took_the_place_of(make: MakeSession) -> None:
    session = make(look("printf 'web-%s\\n' 1"), look("touch made"), command("echo other"))
    async for event in session.start("do it"):
        if isinstance(event, ApprovalRequired):
            if event.step == 2:
                break
            session.answer(event.question_id, approve(event))
    await session.close()
    resumed = make(command("echo other"), session_id=session.id)
    await converse(resumed, "something else", [approve])
    assert [each.id for each in resumed._record.index.list(search="web-1")] == [session.id]


async def test_own_settings_let_every_read_of_a_request_run(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo two"), answer("Done."), auto_approve=AutoApprove.READ_ONLY)
    events = await converse(session, "do it", [])
    assert len(runs(events)) == 2


@pytest.mark.parametrize("text", ["From 12 of 214 items.", ""])
async def test_an_answer_says_what_it_rests_on(make: MakeSession, text: str) -> None:
    lines = "seq -f 'machine-%05g' 3000" if text else "echo machine-00001"
    session = make(look(lines), answer("The first is machine-00001."))
    events = await converse(session, "which is the first?", [approve])
    message = completed(events).message
    assert ("*From " in message) is bool(text)


async def test_what_a_later_step_computed_from_the_whole_rests_on_the_whole(make: MakeSession) -> None:
    session = make(look("seq -f 'machine-%05g' 3000"), look('wc -l "$OUT1"'), answer("There are 3000."))
    events = await converse(session, "how many?", [approve])
    assert completed(events).message == "There are 3000."


async def test_own_commands_end_with_their_output(make: MakeSession) -> None:
    session = make()
    events: list[Event] = await converse(session, "echo mine", [approve], command="echo mine")
    (asked,) = [event for event in events if isinstance(event, ApprovalRequired)]
    assert asked.proposal.after is After.DONE
    assert completed(events).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("left_at", [CommandStarted, CommandFinished])
async def test_a_step_that_was_left_in_the_middle_ends_once_and_the_next_follows(
    make: MakeSession, settings: Settings, left_at: type[Event]
) -> None:
    first = "echo one >>log; sleep 0.2; echo one"
    session = make(look(first, "first"), look("echo two >>log", "second"))
    # Left as a crash leaves it: nobody reads the stream any further, and nothing is closed.
    seen: list[Event] = []
    async for event in session.start("do it"):
        seen.append(event)
        if isinstance(event, ApprovalRequired):
            session.answer(event.question_id, approve(event))
        if isinstance(event, left_at) and runs(seen) == ([] if left_at is CommandStarted else [(first, 0)]):
            break
    with contextlib.closing(SessionIndex(settings)) as index:
        index.release(session.id)  # as the end of a process does
    resumed = make(look("echo two >>log", "second"), answer("Done."), session_id=session.id)
    left = await follow(resumed, resumed.resume(), [approve])
    assert [event.step for event in left if isinstance(event, ApprovalRequired)] == [2]
    assert Path("log").read_text() == "one\ntwo\n"
    assert [step.command for step in completed(left).steps] == [first, "echo two >>log"]


async def test_a_request_goes_on_at_the_right_step_in_another_program(make: MakeSession) -> None:
    session = make(look("echo one"), look("echo two"))
    events: list[Event] = []
    async for event in session.start("do it"):
        events.append(event)
        if isinstance(event, ApprovalRequired):
            if event.step > 1:
                break
            session.answer(event.question_id, approve(event))
    await session.close()
    resumed = make(answer("Done."), session_id=session.id)
    left = await follow(resumed, resumed.resume(), [approve])
    assert runs(events) == [("echo one", 0)]
    assert runs(left) == [("echo two", 0)]
    assert [step.command for step in completed(left).steps] == ["echo one", "echo two"]
    assert [step.digest.strip() for step in requests_of(resumed)[0].steps] == ["one", "two"]
