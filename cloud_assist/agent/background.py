"""What makes a command a job, what the state keeps of it, and how its end becomes part of the conversation.

The state's list of jobs says which are open, the journal how they ended: whatever was not taken into the conversation
before a crash is found again from these two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.diagnosis import diagnose, summary_of
from cloud_assist.agent.jobs import EndedJob, Outlet, Work
from cloud_assist.agent.result import meant, with_result
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.steps import with_finished
from cloud_assist.agent.unseen_ends import look_up
from cloud_assist.agent.wire import from_plain
from cloud_assist.events import JobTaken
from cloud_assist.models import STOPPED, After, Assessment, Job, JobState, Outcome, Proposal, ProposalSource, RunResult
from cloud_assist.redaction.redactor import redact
from cloud_assist.running.attach import attach
from cloud_assist.running.control import RunControl
from cloud_assist.running.runner import Started
from cloud_assist.store.journal import Finished, NotStarted, OutcomeUnknown, Running
from cloud_assist.tools.stopping import StopPolicy

_KEPT = (
    "user_prompt",
    "asked_at",
    "answers",
    "op_id",
    "generated_command",
    "explanation",
    "proposal_source",
    "attempts",
    "steps",
)
"""What of a request's state goes along with its job."""
_ELSEWHERE = "It was started on {host}, and may still be running there."
_NEVER_STARTED = "It was never started: cloud-assist stopped first."


def as_job(state: AgentState, context: AgentContext, work: Work, *, target: str) -> AgentState:
    """Have the request's command go on as a job, noted in the journal; return the update that ends the request.

    Args:
        state: of the request.
        context: of the session.
        work: the command under way.
        target: what it acts on, on one line.
    """
    number = context.journal.background(state["op_id"], command=redact(state["generated_command"]))
    kept: dict[str, Any] = {
        **{key: state[key] for key in _KEPT if key in state},  # type: ignore[literal-required] # names of the state's
        "assessment": {"risk": state["assessment"].get("risk", "")},
        "number": number,
        "target": target,
        "began": work.began,
        "leaves": work.leaves,
        "spool": str(context.spool_path(state["op_id"])),
    }
    context.jobs.begin(job_of(kept), kept, work)
    ended = concluded(
        state,
        Outcome.BACKGROUND,
        message=" ".join(filter(None, (f"It goes on as job {number}.", _what_is_dropped(state)))),
        summary=f"goes on in the background, as job {number}",
        job=number,
    )
    return {**ended, "jobs": [*state.get("jobs", []), kept]}


def sent_before(state: AgentState, known: Running, context: AgentContext) -> AgentState:
    """Return the update that ends a request whose command was sent to the background right before a crash."""
    return as_job(state, context, watched(state, started_of(known), context), target=target_of(state))


def started_of(known: Running) -> Started:
    """Return a command that runs as whoever watches it needs it."""
    return Started(known.pid, known.pgid, known.start_time, Path(known.spool_path))


def target_of(state: AgentState) -> str:
    """Return what the request's command acts on, on one line, as it was judged."""
    return from_plain(Assessment, state["assessment"]).target.line()


def _what_is_dropped(state: AgentState) -> str:
    """Say what of a request does not happen, since its command has gone to the background."""
    following = len(state.get("plan", [])) - 1
    if following > 0:
        return f"The {following} planned step{'s' if following > 1 else ''} after it will not run."
    if state.get("after") == After.LOOK.value:
        return "The model is not shown its result by itself: ask about it once it has ended."
    return ""


def job_of(kept: Mapping[str, Any]) -> Job:
    """Return a job that runs, as a front end is told of it."""
    return Job(
        number=int(kept["number"]),
        state=JobState.RUNNING,
        prompt=str(kept["user_prompt"]),
        command=str(kept["generated_command"]),
        target=str(kept["target"]),
        began=float(kept["began"]),
        spool_path=str(kept["spool"]),
        risk=str(kept["assessment"].get("risk", "")),
        leaves=str(kept["leaves"]),
    )


async def take_up(state: AgentState, context: AgentContext) -> None:
    """Take up the jobs that the state holds and that an earlier opening left: watch what runs, note what has ended."""
    for kept in state.get("jobs", []):
        job = job_of(kept)
        if job.number in context.jobs:
            continue
        context.jobs.taken(_taken(job, kept, context))
        left = context.journal.state(kept["op_id"])
        if isinstance(left, OutcomeUnknown) and not left.here:
            context.jobs.elsewhere(job, kept, _ELSEWHERE.format(host=left.host))
            continue
        known = await look_up(context, kept["op_id"])
        match known:
            case Running(pid=pid) if pid:
                context.jobs.begin(job, kept, watched(cast("AgentState", kept), started_of(known), context))
            case Finished(result=result):
                context.jobs.had_ended(job, kept, meant(cast("AgentState", kept), result, context))
            case NotStarted():
                context.jobs.had_ended(job, kept, None, _NEVER_STARTED)
            case _:
                context.jobs.had_ended(job, kept, None)


def _taken(job: Job, kept: Mapping[str, Any], context: AgentContext) -> JobTaken:
    source = ProposalSource(kept["proposal_source"])
    proposal = Proposal(job.command, str(kept["explanation"]), source)
    return JobTaken(job, proposal, context.assessment(job.command, source))


def watched(
    state: AgentState, started: Started, context: AgentContext, show: Callable[[str, int], None] | None = None
) -> Work:
    """Watch a command that runs under its keeper alone.

    Args:
        state: of its request, or what is kept of that.
        started: as whoever started it noted.
        context: of the session.
        show: takes its output with how many line ends each piece lacks.
    """
    control = RunControl()
    outlet = Outlet(show or _unseen)
    stop = context.limits(state["generated_command"], state["proposal_source"]).stop
    task = asyncio.create_task(_to_its_end(state, started, context, control, outlet, stop))
    return Work(task, control, outlet, started.start_time, stop.leaves)


def _unseen(_text: str, _left_out_lines: int) -> None:
    """Take output that nobody is there to see yet."""


async def _to_its_end(
    state: AgentState,
    started: Started,
    context: AgentContext,
    control: RunControl,
    outlet: Outlet,
    stop: StopPolicy,
) -> RunResult | None:
    result = await attach(
        started,
        on_output=lambda text: outlet.tell(text, control.left_out_lines),
        control=control,
        stop=stop,
    )
    if result is not None:
        context.journal.finish(state["op_id"], result)
    known = await look_up(context, state["op_id"])
    return meant(state, known.result, context) if isinstance(known, Finished) else None


async def taken_in(state: AgentState, context: AgentContext) -> AgentState:
    """Return the update that makes the ends of jobs part of the conversation; empty where none has ended.

    A job's request is told where it ended, not where it began: what came last is told the most of. What the state does
    not hold as open any more has been taken in before.
    """
    update = AgentState()
    open_jobs = {each["number"] for each in state.get("jobs", [])}
    context.jobs.ended[:] = [each for each in context.jobs.ended if each.kept["number"] in open_jobs]
    for ended in list(context.jobs.ended):
        update = {**update, **await _with_end({**state, **update}, ended, context)}
    return update


async def _with_end(state: AgentState, ended: EndedJob, context: AgentContext) -> AgentState:
    kept, result = ended.kept, ended.result
    number = kept["number"]
    messages = [each for each in state.get("messages", []) if each.get("job") != number]
    own = cast("AgentState", {**state, **kept, "messages": messages})
    if result is not None:
        own = {**own, **await with_result(own, result, context)}
        if result.ok:
            own = {**own, **with_finished(own, result)}
    own = {**own, **_conclusion(own, result, number)}
    context.keep_result(own)
    return AgentState(
        messages=own["messages"],
        outputs=own.get("outputs", []),
        jobs=[each for each in state.get("jobs", []) if each["number"] != number],
    )


def _conclusion(own: AgentState, result: RunResult | None, number: int) -> AgentState:
    as_which = f" (as job {number})"
    if result is None:
        return concluded(own, Outcome.UNKNOWN, summary=f"outcome unknown{as_which}")
    if result.ok:
        meaning = f" ({result.meaning})" if result.meaning else ""
        return concluded(own, Outcome.SUCCEEDED, summary=f"exit {result.exit_status}{meaning}{as_which}")
    if result.cancelled:
        return concluded(own, Outcome.CANCELLED, summary=f"{STOPPED}{as_which}")
    summary = f"{summary_of(result, own['command_error'])}{as_which}"
    return concluded(own, Outcome.FAILED, message=diagnose(result), summary=summary)
