"""The door between a front end and the agent, as a type: typed events come out, typed decisions go in.

`agent.session.Session` is what stands behind it; front ends and their tests see this type only, so that a terminal
program never imports the graph.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from cloud_assist.errors import UsageError
from cloud_assist.events import Event, JobEvent
from cloud_assist.models import Decision, Job, ModelUsage, SessionInfo

PROMPT_LIMIT = 32_000
"""Characters of a request; longer text belongs into its context."""


def check_prompt(prompt: str) -> None:
    """Refuse what is no request.

    Raises:
        UsageError: it is empty, no UTF-8 text, or longer than PROMPT_LIMIT.
    """
    if not prompt:
        raise UsageError("The request is empty.", todo="Describe what you want to do.")
    if any("\ud800" <= character <= "\udfff" for character in prompt):
        raise UsageError("The request is not UTF-8 text.", todo="Type it again, or convert it with iconv -t UTF-8.")
    if len(prompt) > PROMPT_LIMIT:
        what = f"The request is too long ({len(prompt):,} characters)."
        todo = "Shorten it, or attach long text as context (pipe it in, or use @file in the app)."
        raise UsageError(what, why=f"The limit is {PROMPT_LIMIT:,}.", todo=todo)


class AgentSession(Protocol):
    """One conversation. One request is under way at a time."""

    @property
    def id(self) -> str:
        """Stable identifier, as `sessions list` shows it."""
        ...

    @property
    def model(self) -> str:
        """What the status line shows: "groq:openai/gpt-oss-120b" or "offline"."""
        ...

    def start(self, prompt: str, *, context: str = "", command: str = "", plan: bool = False) -> AsyncIterator[Event]:
        """Run one request to its end; questions arrive as events and are answered with `answer`.

        Raises UsageError where the prompt is empty, no UTF-8 text or longer than PROMPT_LIMIT.

        `command` proposes the person's own command (the app's `!cmd`): no model is asked for the first attempt.
        `plan` asks for all steps, to be approved before any of them runs.
        Every stream ends in exactly one AgentCompleted or AgentFailed.
        """
        ...

    def resume(self) -> AsyncIterator[Event]:
        """Take up the question that was pending when this session was last closed; ends at once where none is."""
        ...

    def answer(self, question_id: str, decision: Decision) -> bool:
        """Answer a pending question; False where it is no longer pending (then nothing happens)."""
        ...

    def cancel(self) -> None:
        """Stop what is under way: the model call, the running command, or the pending question. Never raises.

        A command is asked by its kind, see `CommandStopping`. Asked again, one that holds no lock is ended at once.
        """
        ...

    def kill(self) -> None:
        """End the running command and everything that it started now, whatever it holds; nothing where none runs."""
        ...

    def extend(self, seconds: float) -> None:
        """Give the running command `seconds` more before it times out; nothing where none runs."""
        ...

    def background(self) -> bool:
        """Let the running command go on as a job, so that its request ends and the next one may begin.

        Returns False where no command runs. A job has no time limit.
        """
        ...

    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs that run, and those that have ended since the session was opened, by their numbers."""
        ...

    def job_events(self) -> AsyncIterator[JobEvent]:
        """Yield what becomes of the jobs, for as long as the session is open; for one reader.

        Those that an earlier start left are told of once the first request, or `resume`, has opened the session.
        """
        ...

    def stop_job(self, number: int) -> None:
        """Ask a job to stop, by its kind; nothing where it has ended."""
        ...

    def kill_job(self, number: int) -> None:
        """End a job and everything that it started now; nothing where it has ended."""
        ...

    def allowed(self) -> tuple[str, ...]:
        """Return what is not asked about again in this session: "kubectl get", "sort"."""
        ...

    def disallow(self, words: str) -> None:
        """Ask again about `words`, one of `allowed`; nothing where it is none."""
        ...

    async def models(self) -> tuple[str, ...]:
        """Return the models that can be chosen, the present one first; asks their servers, for a few seconds at most.

        A server that does not answer has none.
        """
        ...

    async def use_model(self, label: str) -> None:
        """Ask another model from the next request on.

        Raises:
            ConfigurationError: it is no model, has no key or package, or its server does not know it.
        """
        ...

    def set_read_only(self, on: bool) -> None:
        """Let only what reads be approved from now on, whatever the settings say; or what the settings let, again.

        An open question is not answered by it: what is approved later is held against it.
        """
        ...

    async def usage(self) -> tuple[ModelUsage, ...]:
        """Return what each model of the session took so far, before it was taken up again included."""
        ...

    async def told(self) -> tuple[str, str]:
        """Return what a model is told with the next request: a line that sums it up, and the text."""
        ...

    async def sessions(self) -> list[SessionInfo]:
        """Return the stored sessions, last used first."""
        ...

    async def close(self) -> None:
        """End what is under way, let jobs go on by themselves, close the store. Safe to call twice.

        No process is left behind but those of jobs.
        """
        ...
