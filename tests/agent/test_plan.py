"""A plan is approved as it is shown, to the byte, and what happens to it voids what is left of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloud_assist.agent.port import AgentSession
from cloud_assist.events import (
    AgentCompleted,
    ApprovalRequired,
    CommandFinished,
    CommandStarted,
    Event,
    PlanRequired,
    Question,
    RetryRequired,
    StepsChanged,
)
from cloud_assist.models import (
    ApprovePlan,
    Cancel,
    Decision,
    Edit,
    OneByOne,
    Outcome,
    Reject,
    Retry,
    Risk,
    StepState,
)
from cloud_assist.settings import Settings
from cloud_assist.store.sessions import SessionIndex
from tests.agent.conftest import MakeSession, deciders, requests_of
from tests.support.conversation import approve, completed, converse, follow, runs
from tests.support.fakes import command, plan

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: {current}
contexts:
- name: dev
  context: {{cluster: dev, user: dev}}
- name: acme-prod
  context: {{cluster: prod, user: prod}}
clusters:
- name: dev
  cluster: {{server: "https://127.0.0.1:1"}}
- name: prod
  cluster: {{server: "https://127.0.0.1:2"}}
users:
- name: dev
- name: prod
"""


def approve_plan(question: Question) -> Decision:
    assert isinstance(question, PlanRequired)
    return ApprovePlan(question.digest)


def plans(events: list[Event]) -> list[PlanRequired]:
    return [event for event in events if isinstance(event, PlanRequired)]


async def test_every_step_is_judged_before_anything_runs_and_then_all_run(
    make: MakeSession, settings: Settings
) -> None:
    session = make(plan("echo one", "touch two", "ls two"))
    events = await converse(session, "do it", [approve_plan], plan=True)
    (asked,) = plans(events)
    assert [(step.number, step.purpose, step.assessment.risk) for step in asked.steps] == [
        (1, "purpose 1", Risk.READ_ONLY),
        (2, "purpose 2", Risk.MUTATING),
        (3, "purpose 3", Risk.READ_ONLY),
    ]
    assert runs(events) == [("echo one", 0), ("touch two", 0), ("ls two", 0)]
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert requests_of(session)[0].plan
    assert len(requests_of(session)) == 1
    first = next(event for event in events if isinstance(event, StepsChanged))
    assert [step.state for step in first.steps] == [StepState.NOW, StepState.NEXT, StepState.NEXT]
    assert {by.partition(" by ")[0] for by in deciders(settings)} == {"plan approved"}


async def test_one_by_one_asks_about_each(make: MakeSession) -> None:
    session = make(plan("echo one", "touch two"))
    events = await converse(session, "do it", [OneByOne(), approve, Cancel()], plan=True)
    assert runs(events) == [("echo one", 0)]
    assert not Path("two").exists()


async def test_a_failed_step_voids_the_rest(make: MakeSession) -> None:
    session = make(plan("echo one", "cat missing", "touch three"), command("echo two"))
    events = await converse(session, "do it", [approve_plan, Retry(), approve, Cancel()], plan=True)
    assert runs(events) == [("echo one", 0), ("cat missing", 1), ("echo two", 0)]
    rest = plans(events)[1]
    assert [step.assessment.command for step in rest.steps] == ["touch three"]
    assert "Step 2" in rest.notice
    assert not Path("three").exists()


async def test_a_failed_step_ends_the_plan_where_the_person_cancels(make: MakeSession) -> None:
    session = make(plan("cat missing", "touch two"))
    events = await converse(session, "do it", [approve_plan, Cancel()], plan=True)
    assert completed(events).outcome is Outcome.FAILED
    assert not Path("two").exists()


async def test_an_edit_voids_the_rest(make: MakeSession) -> None:
    session = make(plan("cat missing", "touch two"))
    events = await converse(session, "do it", [approve_plan, Edit("echo fixed"), approve, Cancel()], plan=True)
    assert runs(events) == [("cat missing", 1), ("echo fixed", 0)]
    assert len(plans(events)) == 2
    assert not Path("two").exists()


async def test_a_replaced_step_leaves_the_rest_to_be_asked_about(make: MakeSession) -> None:
    session = make(plan("echo one", "touch two"), command("echo other"))
    events = await converse(session, "do it", [OneByOne(), Reject(), approve, Cancel()], plan=True)
    assert runs(events) == [("echo other", 0)]
    assert not Path("two").exists()


async def test_a_changed_target_voids_the_rest(make: MakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Path("config").absolute()
    config.write_text(KUBECONFIG.format(current="dev"))
    monkeypatch.setenv("KUBECONFIG", str(config))
    switch = f"sed -i s/current-context:.*/current-context:\\ acme-prod/ {config}"
    session = make(plan(switch, "kubectl delete pod web"), environ={"KUBECONFIG": str(config), "PATH": "/usr/bin:/bin"})
    events = await converse(session, "do it", [approve_plan, Cancel()], plan=True)
    assert [status for _, status in runs(events)] == [0]
    first, second = plans(events)
    assert ("context", "dev") in {(e.name, e.value) for e in first.steps[1].assessment.target.entries}
    assert "acme-prod" in second.notice
    assert ("context", "acme-prod") in {(e.name, e.value) for e in second.steps[0].assessment.target.entries}


async def test_a_plan_is_approved_as_it_was_shown_or_not_at_all(make: MakeSession) -> None:
    session = make(plan("echo one", "touch two"))
    events = await converse(session, "do it", [ApprovePlan("0" * 64), Cancel()], plan=True)
    assert "changed" in plans(events)[1].notice
    assert runs(events) == []


async def test_what_needs_more_than_a_yes_is_not_approved_with_the_plan(make: MakeSession) -> None:
    session = make(plan("echo one", "rm -rf /"))
    events = await converse(session, "do it", [approve_plan, OneByOne(), approve, Cancel()], plan=True)
    assert "Step 2" in plans(events)[1].notice
    assert runs(events) == [("echo one", 0)]


async def test_a_rejected_plan_brings_another(make: MakeSession) -> None:
    session = make(plan("echo one", "touch two"), plan("echo three"))
    events = await converse(session, "do it", [Reject("no files"), approve_plan], plan=True)
    assert runs(events) == [("echo three", 0)]
    again = requests_of(session)[1]
    assert again.plan
    assert [(each.command, each.reason) for each in again.rejections] == [
        ("echo one", "no files"),
        ("touch two", "no files"),
    ]


async def test_cancelling_a_plan_runs_nothing_and_is_on_record(make: MakeSession, settings: Settings) -> None:
    session = make(plan("echo one", "touch two"))
    events = await converse(session, "do it", [Cancel()], plan=True)
    assert completed(events).outcome is Outcome.CANCELLED
    assert runs(events) == []
    assert len(deciders(settings)) == 2


async def test_a_plan_goes_on_at_the_right_step_in_another_program(make: MakeSession) -> None:
    session = make(plan("echo one", "cat missing", "touch three"), command("echo two"))
    events: list[Event] = []
    async for event in session.start("do it", plan=True):
        events.append(event)
        if isinstance(event, PlanRequired):
            session.answer(event.question_id, ApprovePlan(event.digest))
        if isinstance(event, RetryRequired):
            break
    await session.close()
    resumed = make(command("echo two"), session_id=session.id)
    left = await follow(resumed, resumed.resume(), [Retry(), approve, Cancel()])
    assert runs(left) == [("echo two", 0)]
    assert [step.assessment.command for step in plans(left)[0].steps] == ["touch three"]
    assert not Path("three").exists()


@pytest.mark.parametrize("left_at", ["while it runs", "as it has ended"])
async def test_a_plans_approval_does_not_outlive_its_program(
    make: MakeSession, settings: Settings, left_at: str
) -> None:
    first = "echo one" if left_at == "as it has ended" else "echo one; sleep 0.3"
    session = make(plan(first, "touch two", "touch three"))
    # Left in the middle as a crash leaves it: nobody reads the stream any further, and nothing is closed.
    async for event in session.start("do it", plan=True):
        if isinstance(event, PlanRequired):
            session.answer(event.question_id, ApprovePlan(event.digest))
        if isinstance(event, CommandFinished if left_at == "as it has ended" else CommandStarted):
            break
    with contextlib.closing(SessionIndex(settings)) as index:
        index.release(session.id)  # as the end of a process does
    resumed = make(session_id=session.id)
    left = await follow(resumed, resumed.resume(), [Cancel()])
    (asked,) = plans(left)
    assert [(step.number, step.assessment.command) for step in asked.steps] == [(2, "touch two"), (3, "touch three")]
    assert "restarted" in asked.notice
    assert [step.command for step in completed(left).steps] == [first]
    assert not Path("two").exists()


async def test_two_that_approve_a_plan_at_once_run_each_step_once(make: MakeSession) -> None:
    session = make(plan("echo one >>log", "echo two >>log", "echo three >>log"))
    # Nobody holds a session against its own process: the journal alone decides.
    other = make(session_id=session.id)
    both_asked = asyncio.Barrier(2)

    async def approving(acting: AgentSession, stream: AsyncIterator[Event]) -> list[Event]:
        events = []
        async for event in stream:
            events.append(event)
            if isinstance(event, PlanRequired):
                if not any(isinstance(earlier, PlanRequired) for earlier in events[:-1]):
                    await both_asked.wait()  # who comes second may be asked once more
                acting.answer(event.question_id, ApprovePlan(event.digest))
        return events

    stream = session.start("do it", plan=True)
    first = asyncio.create_task(approving(session, stream))
    while not session._questions:
        await asyncio.sleep(0.01)
    ends = await asyncio.gather(first, approving(other, other.resume()))
    assert Path("log").read_text() == "one\ntwo\nthree\n"
    assert any(isinstance(events[-1], AgentCompleted) for events in ends)


async def test_a_plan_taken_up_by_steps_lists_what_ran_and_what_is_left(make: MakeSession) -> None:
    session = make(plan("echo one", "touch two", "touch three"))
    async for event in session.start("do it", plan=True):
        if isinstance(event, PlanRequired):
            session.answer(event.question_id, OneByOne())
        if isinstance(event, ApprovalRequired):
            if event.step == 2:
                break
            session.answer(event.question_id, approve(event))
    await session.close()
    resumed = make(session_id=session.id)
    left = await follow(resumed, resumed.resume(), [approve, Cancel()])
    first = next(event for event in left if isinstance(event, StepsChanged))
    assert [(step.command, step.state) for step in first.steps] == [
        ("echo one", StepState.DONE),
        ("touch two", StepState.NOW),
        ("touch three", StepState.NEXT),
    ]
    assert runs(left) == [("touch two", 0)]
    assert not plans(left)
