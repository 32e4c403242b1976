"""What the app does about the session's jobs: their cards, their ends, their number in the status line, their list."""

from __future__ import annotations

import asyncio
from time import time
from typing import TYPE_CHECKING, assert_never

from textual import work

from cloud_assist.errors import CloudAssistError
from cloud_assist.events import JobEnded, JobEvent, JobOutput, JobTaken
from cloud_assist.models import Job, JobState
from cloud_assist.tui.notices import Notices
from cloud_assist.tui.read_only_actions import ReadOnlyActions
from cloud_assist.tui.untrusted import first_line
from cloud_assist.tui.widgets.request_card import RequestCard

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession
    from cloud_assist.tui.stored import Archive, LeftJob

_ENDS = {
    JobState.DONE: "is done",
    JobState.FAILED: "failed",
    JobState.STOPPED: "was stopped",
    JobState.UNKNOWN: "is gone, its outcome is unknown",
}
"""What is told of a job that has ended."""
_LOOK_S = 3.0
"""Seconds between two looks at the jobs of other sessions."""
_NAMED = 40
"""Columns of a command that name its job."""


class JobActions(ReadOnlyActions):
    """The app, as far as jobs go."""

    notices: Notices

    def __init__(self) -> None:
        super().__init__()
        self._job_cards: dict[int, RequestCard] = {}
        """The card of each job, by its number."""
        self._early: dict[int, list[JobEvent]] = {}
        """What was told of jobs whose requests have not come to their ends yet."""
        self._left: list[LeftJob] = []
        """Jobs of other sessions, as they were when last looked at."""

    @work(group="jobs", exclusive=True, exit_on_error=False)
    async def follow_jobs(self, session: AgentSession) -> None:
        """Show what becomes of the session's jobs, for as long as it is open."""
        self._job_cards, self._early = {}, {}
        self._count_jobs()
        async for event in session.job_events():
            await self._show_job(event)
            self._count_jobs()

    async def job_sent(self, number: int, card: RequestCard) -> None:
        """Have `card` show what becomes of the job that its command goes on as."""
        taken_up = self._job_cards.get(number)
        if taken_up is not None:  # its request is told late, after the job itself
            await taken_up.remove()
        self._job_cards[number] = card
        if card.has_focus:
            self._main.prompt.take_focus()
        for event in self._early.pop(number, []):
            await self._show_job(event)
        self._count_jobs()

    async def _show_job(self, event: JobEvent) -> None:
        if isinstance(event, JobTaken):
            if event.job.number in self._job_cards:
                return
            card = await self._main.transcript.add_card(event.job.prompt, event.job.began)
            await card.taken_up(event)
            self._job_cards[event.job.number] = card
            return
        number = event.number if isinstance(event, JobOutput) else event.job.number
        card_of_job = self._job_cards.get(number)
        if card_of_job is None:
            self._early.setdefault(number, []).append(event)
            return
        match event:
            case JobOutput(text=text, left_out_lines=left_out):
                if card_of_job.is_attached:  # /clear takes the cards away
                    card_of_job.output(text, left_out)
            case JobEnded(job=job):
                if card_of_job.is_attached:
                    card_of_job.job_ended(job)
                self.notices.job_ended(_how_it_ended(job), job.command, _seconds(job))
            case _:
                assert_never(event)

    @work(group="left", exclusive=True, exit_on_error=False)
    async def watch_left_jobs(self, archive: Archive, current: str) -> None:
        """Tell the ends of jobs that sessions other than `current` left, for as long as any of them runs."""
        told: set[tuple[str, int]] = set()
        while True:
            try:
                left = await asyncio.to_thread(archive.left_jobs)
            except CloudAssistError:  # whatever else needs the store says so
                return
            self._left = [each for each in left if each.session_id != current]
            self._count_jobs()
            for each in self._left:
                key = (each.session_id, each.job.number)
                if not each.job.state.runs and key not in told:
                    told.add(key)
                    ended, session = _how_it_ended(each.job), each.title or each.session_id
                    self.notices.job_ended(ended, each.job.command, _seconds(each.job), session=session)
            if not any(each.job.state.runs for each in self._left):
                return
            await asyncio.sleep(_LOOK_S)

    def _count_jobs(self) -> None:
        left = sum(each.job.state.runs for each in self._left)
        self._main.status.jobs = len(self.jobs_running()) + left

    def jobs_running(self) -> list[Job]:
        """Return the jobs of the session that have not ended."""
        session = self._slot.now
        return [job for job in session.jobs() if job.state.runs] if session is not None else []

    def action_show_jobs(self) -> None:
        """List the jobs; steer them."""
        from cloud_assist.tui.screens.jobs import JobsScreen  # not before the first frame

        session = self._slot.now
        if session is None:
            self.notify("No jobs yet.", markup=False)
        else:
            self.push_screen(JobsScreen(session, lambda: self._left))


def _seconds(job: Job) -> float:
    """Return how long a job ran that has ended; at most, where nobody saw its end."""
    return job.result.duration_s if job.result else time() - job.began


def _how_it_ended(job: Job) -> str:
    status = f" (exit {job.result.exit_status})" if job.state is JobState.FAILED and job.result else ""
    return f"Job {job.number} {_ENDS[job.state]}{status}"


def what_goes_on(jobs: list[Job], session_id: str) -> str:
    """Return what a person is told who leaves jobs behind; empty without any."""
    if not jobs:
        return ""
    names = ", ".join(first_line(job.command, _NAMED) for job in jobs)
    count = "1 job goes on" if len(jobs) == 1 else f"{len(jobs)} jobs go on"
    again = "it" if len(jobs) == 1 else "them"
    return f"{count}: {names}\nTo take {again} up again: cloud-assist sessions resume {session_id}"
