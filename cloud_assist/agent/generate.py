"""generate_command: asks the proposer for a command, a plan or an answer, and takes in what comes back."""

from __future__ import annotations

import asyncio

from cloud_assist.agent.assess import REPAIRS
from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.conversation import rests_on, told_exchanges
from cloud_assist.agent.diagnosis import diagnose, summary_of
from cloud_assist.agent.plan import planned
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.steps import number_of, tell_steps, told_of
from cloud_assist.agent.wire import from_plain, to_plain
from cloud_assist.errors import CancelledByUserError, ModelError
from cloud_assist.events import AgentNote, ProposalReady
from cloud_assist.llm.port import Failure, ProposalRequest, Rejection, Repair, Reply, ReplyKind
from cloud_assist.models import Outcome, Proposal, ProposalSource, RunResult


async def generate_command(state: AgentState, tools: NodeTools) -> AgentState:
    """Return a proposed command or plan, a question, or the end of the request; and what the session's models took."""
    update = await _generated(state, tools)
    update["model_usage"] = tools.context.usage.to_plain()
    return update


async def _generated(state: AgentState, tools: NodeTools) -> AgentState:
    if state["own_command"]:
        reply = Reply(ReplyKind.COMMAND, command=state["own_command"], source=ProposalSource.USER)
        return _proposed(state, reply, tools)
    try:
        reply = await tools.context.control.unless_cancelled(_ask_proposer(state, tools))
    except CancelledByUserError:
        return concluded(state, Outcome.CANCELLED)
    except ModelError as error:
        return _without_reply(state, error, tools)
    update = _last_words(state, reply) if state.get("last_word") else _taken_in(state, reply, tools)
    update["proposed_by"] = reply.model
    return update


def _taken_in(state: AgentState, reply: Reply, tools: NodeTools) -> AgentState:
    match reply.kind:
        case ReplyKind.QUESTION:
            return AgentState(question=reply.question)
        case ReplyKind.ANSWER if state["attempts"]:
            return _ended_with_the_failure(state, reply.explanation)
        case ReplyKind.ANSWER:
            return _answered(state, reply.explanation)
        case ReplyKind.COMMAND:
            return _proposed(state, reply, tools)
        case ReplyKind.PLAN:
            return planned(state, reply)


def _last_words(state: AgentState, reply: Reply) -> AgentState:
    """Return the end of a request for which no further command may run: with the answer, where one came."""
    if reply.kind in {ReplyKind.ANSWER, ReplyKind.QUESTION}:
        return _answered(state, reply.explanation or reply.question)
    summary = f"exit {state['steps'][-1]['exit_status']}"
    return concluded(state, Outcome.SUCCEEDED, message=state["last_word"], summary=summary)


def _without_reply(state: AgentState, error: ModelError, tools: NodeTools) -> AgentState:
    """Return how a request goes on for which no new command came.

    One that was to be repaired is put before the person with its fault; where a command has failed, the request ends
    as that command did.

    Raises:
        ModelError: nothing came before it that could be told.
    """
    if state["decision"] == "repair":
        tools.emit(AgentNote(f"Not repaired: {error.what}"))
        return AgentState(repair_count=REPAIRS)
    if state["attempts"]:
        return _ended_with_the_failure(state, " ".join(filter(None, (error.what, error.why, error.todo))))
    raise error


def _answered(state: AgentState, words: str) -> AgentState:
    """Return the end of a request with an answer, which says itself what it rests on."""
    notes = [state.get("last_word", ""), rests_on(words, state)]
    message = "\n\n".join([words, *(f"*{note}*" for note in notes if note)])
    return concluded(state, Outcome.ANSWERED, message=message, summary="answered in words")


def _ended_with_the_failure(state: AgentState, words: str) -> AgentState:
    """Return the end of a request whose last command failed and after which only words came."""
    result = from_plain(RunResult, state["result"])
    message = "\n".join(filter(None, (diagnose(result), words)))
    return concluded(state, Outcome.FAILED, message=message, summary=summary_of(result, state["command_error"]))


async def _ask_proposer(state: AgentState, tools: NodeTools) -> Reply:
    context = tools.context
    # The catalog needs no description of the machine, and asking every CLI for its version takes seconds at first.
    environment = "" if context.settings.offline else await asyncio.to_thread(context.describe_environment)
    grounding = await asyncio.to_thread(context.candidates, state["user_prompt"])
    request = _request(state, context, environment, grounding)
    return await context.proposer.propose(request, tools.emit)


def _request(state: AgentState, context: AgentContext, environment: str, grounding: str) -> ProposalRequest:
    """Return what the proposer is told."""
    failure = None
    if state["failed_command"]:
        failure = Failure(
            command=state["failed_command"],
            exit_status=int(state["result"].get("exit_status", 1)),
            error_tail=state["command_error"],
            hint=state["hint"],
        )
    return ProposalRequest(
        prompt=state["user_prompt"],
        environment=environment,
        context=state["context"],
        history=told_exchanges(state),
        steps=tuple(map(told_of, state.get("steps", []))),
        plan=state.get("plan_wanted", False),
        max_steps=context.settings.max_steps - len(state.get("steps", [])),
        last_word=state.get("last_word", ""),
        failure=failure,
        rejections=tuple(Rejection(command, reason) for command, reason in state["rejections"]),
        earlier_failures=tuple(Failure(each["command"], each["exit_status"], "") for each in state["attempts"][:-1]),
        repairs=tuple(Repair(command, fault) for command, fault in state.get("repairs", [])),
        answers=tuple((question, answer) for question, answer in state["answers"]),
        grounding=grounding,
        placeholders=context.placeholders,
    )


def _proposed(state: AgentState, reply: Reply, tools: NodeTools) -> AgentState:
    proposal = Proposal(
        command=reply.command,
        explanation=reply.explanation,
        source=reply.source,
        alternatives=reply.alternatives,
        after=reply.after,
        model=reply.model,
    )
    update = AgentState(
        own_command="",
        question="",
        generated_command=proposal.command,
        explanation=proposal.explanation,
        proposal_source=proposal.source.value,
        alternatives=[to_plain(each) for each in proposal.alternatives],
        corrections=list(proposal.corrections),
        after=proposal.after.value,
        plan_wanted=False,
        notice="",
    )
    if state.get("plan_wanted") and proposal.source is ProposalSource.CATALOG:
        tools.emit(AgentNote("Without a model there are no plans. This is the nearest match."))
    tools.emit(ProposalReady(proposal, attempt=len(state["attempts"]) + 1, step=number_of(state)))
    tell_steps({**state, **update}, tools)
    return update
