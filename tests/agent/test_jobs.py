"""Jobs: commands that go on in the background while the session takes further requests."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cloud_assist.agent.context import TurnControl
from cloud_assist.agent.jobs import Jobs, Outlet, Work
from cloud_assist.agent.session import Session, read_exchanges
from cloud_assist.cli.left_jobs import left_jobs
from cloud_assist.errors import ExecutionError, StoreError
from cloud_assist.events import (
    AgentCompleted,
    ApprovalRequired,
    CommandStarted,
    Event,
    JobEnded,
    JobEvent,
    JobOutput,
    JobTaken,
)
from cloud_assist.models import Job, JobState, Outcome, RunResult
from cloud_assist.running import processes
from cloud_assist.running.control import RunControl, StopState
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.journal import Finished, Running
from cloud_assist.store.sessions import SessionIndex
from cloud_assist.tui.stored import LeftJob
from tests.agent.conftest import MakeSession, requests_of
from tests.support.conversation import approve, completed, converse
from tests.support.fakes import ScriptedProposer, command, look, plan

JOB = Job(1, JobState.RUNNING, "deploy", "terraform apply", "this machine", 0.0, "")


@pytest.fixture(autouse=True)
def no_keeper_stays() -> Iterator[None]:
    """Wait for the keepers that a closed session left, so that later tests find no child of ours."""
    yield
    psutil.wait_procs([psutil.Process(keeper.pid) for keeper in processes.keepers_left if keeper.poll() is None], 10)
    processes.release_orphans()


async def sent_to_background(session: Session, prompt: str = "start it") -> AgentCompleted:
    """Ask, approve, and send the command to the background once it runs."""
    events: list[Event] = []
    async for event in session.start(prompt):
        events.append(event)
        if isinstance(event, ApprovalRequired):
            session.answer(event.question_id, approve(event))
        if isinstance(event, CommandStarted):
            assert session.background()
    return completed(events)


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def ended(session: Session, count: int = 1) -> list[Job]:
    """Wait for the ends of jobs, and until they are part of the conversation."""
    found: list[Job] = []
    async with asyncio.timeout(20):
        async for event in session.job_events():
            if isinstance(event, JobEnded):
                found.append(event.job)
                if len(found) == count:
                    break
    await until(lambda: session._taking_in is not None and session._taking_in.done())
    return found


def waiting_for(name: str, then: str = "echo done") -> str:
    """Return a command that ends once the file `name` is there."""
    return f"echo begun-{name}; until test -e {name}; do sleep 0.02; done; {then}"


def audited(settings: Settings) -> list[str]:
    with contextlib.closing(AuditTrail(settings, str)) as trail:
        return [entry.status for entry in trail.read()]


async def test_the_session_is_free_at_once_and_the_end_is_part_of_the_conversation(
    make: MakeSession, settings: Settings
) -> None:
    session = make(command(waiting_for("a", "seq 3")), command("echo meanwhile"), command("echo after"))
    end = await sent_to_background(session)
    assert (end.outcome, end.job) == (Outcome.BACKGROUND, 1)
    assert [job.state for job in session.jobs()] == [JobState.RUNNING]
    assert completed(await converse(session, "something else", [approve])).outcome is Outcome.SUCCEEDED
    assert "as job 1" in requests_of(session)[1].history[0].outcome
    await until(lambda: session.jobs()[0].last_line == "begun-a")
    Path("a").touch()
    (job,) = await ended(session)
    assert job.state is JobState.DONE
    assert job.result is not None and job.result.exit_status == 0
    assert audited(settings) == ["exit 0", "exit 0"]
    exchanges = await read_exchanges(settings, session.id)
    assert [(each["prompt"], each["outcome"]) for each in exchanges] == [
        ("something else", "exit 0"),
        ("start it", "exit 0 (as job 1)"),
    ]
    await converse(session, "what did it print?", [approve])
    told = requests_of(session)[2].history[1].steps[0]
    assert (told.output, told.digest.split()[-1]) == ("OUT2", "3")


async def test_three_at_once_end_each_for_itself(make: MakeSession, settings: Settings) -> None:
    session = make(*(command(waiting_for(name, then)) for name, then in (("a", "true"), ("b", "exit 7"), ("c", ":"))))
    for number in (1, 2, 3):
        assert (await sent_to_background(session, f"job {number}")).job == number
    session.stop_job(3)
    Path("b").touch()
    Path("a").touch()
    jobs = {job.number: job for job in await ended(session, 3)}
    assert [jobs[number].state for number in (1, 2, 3)] == [JobState.DONE, JobState.FAILED, JobState.STOPPED]
    outcomes = {each["prompt"]: each["outcome"] for each in await read_exchanges(settings, session.id)}
    assert outcomes["job 1"] == "exit 0 (as job 1)"
    assert outcomes["job 2"].startswith("exit 7")
    assert outcomes["job 3"] == "stopped (as job 3)"
    assert sorted(audited(settings)) == ["exit 0", "exit 7", "stopped"]


async def test_a_job_that_ends_during_another_request_waits_for_its_end(make: MakeSession, settings: Settings) -> None:
    session = make(command(waiting_for("a")), command("touch a; until test -e b; do sleep 0.02; done"))
    await sent_to_background(session)
    other = asyncio.create_task(converse(session, "the other", [approve]))
    await until(lambda: session.jobs()[0].state is JobState.DONE)
    assert not other.done()
    Path("b").touch()
    assert completed(await other).outcome is Outcome.SUCCEEDED
    await ended(session)
    exchanges = await read_exchanges(settings, session.id)
    assert [each["outcome"] for each in exchanges] == ["exit 0", "exit 0 (as job 1)"]


async def test_stopping_one_job_leaves_what_another_started(make: MakeSession) -> None:
    # An orphan that leaves its session and clears its environment: nothing says whose it is.
    astray = waiting_for("go", "(env -i setsid sh -c 'echo $$ >astray; exec sleep 30' &)")
    session = make(command(f"{astray}; {waiting_for('a')}"), command(waiting_for("b")))
    await sent_to_background(session)
    await sent_to_background(session)
    Path("go").touch()
    await until(lambda: Path("astray").exists() and Path("astray").read_text().strip())
    child = psutil.Process(int(Path("astray").read_text()))
    session.stop_job(2)
    assert (await ended(session))[0].state is JobState.STOPPED
    assert child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    session.stop_job(1)
    await ended(session)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_what_would_have_followed_is_said(make: MakeSession) -> None:
    session = make(look("sleep 30"), plan("sleep 30", "echo next"))
    assert "ask about it" in (await sent_to_background(session)).message
    session.kill_job(1)
    assert (await ended(session))[0].state is JobState.STOPPED


async def test_nothing_to_send_where_nothing_runs(make: MakeSession) -> None:
    session = make(command("true"))
    assert not session.background()
    await converse(session, "x", [approve])
    assert not session.background()
    assert session.jobs() == ()


async def test_one_word_sends_one_command_to_the_background() -> None:
    control = TurnControl()

    def work(seconds: float) -> Work:
        return Work(asyncio.create_task(asyncio.sleep(seconds, None)), RunControl(), Outlet(lambda *_: None), 0.0)

    first = asyncio.create_task(control.followed(work(0)))
    await asyncio.sleep(0)
    assert control.background()  # as it ends
    await first
    assert await control.followed(work(0.05))


async def test_a_limit_that_stops_a_job_is_seen() -> None:
    control = RunControl()
    task: asyncio.Task[RunResult | None] = asyncio.create_task(asyncio.sleep(60, None))
    jobs = Jobs()
    jobs.begin(JOB, {"number": 1}, Work(task, control, Outlet(lambda *_: None), 0.0))
    control.on_stopping(StopState("terraform", "INT", 30, "", holds=True, leaves=""))
    (job,) = jobs.listed()
    assert (job.state, job.told) == (JobState.STOPPING, "terraform was asked to stop and may take 30 s more.")
    task.cancel()


async def test_a_job_that_could_not_begin_has_ended_and_says_why() -> None:
    async def fails() -> RunResult | None:
        raise ExecutionError("The command was not run: bash was not found.")

    jobs = Jobs()
    jobs.begin(JOB, {"number": 1}, Work(asyncio.create_task(fails()), RunControl(), Outlet(lambda *_: None), 0.0))
    await until(lambda: jobs.ended)
    (job,) = jobs.listed()
    assert (job.state, job.told) == (JobState.UNKNOWN, "The command was not run: bash was not found.")


# --- Leaving, and taking up again ---------------------------------------------------------------------------------


@pytest.fixture
async def again(settings: Settings) -> AsyncIterator[Callable[..., Session]]:
    """Open a session again; close it afterwards."""
    made: list[Session] = []

    def open_again(session_id: str, *steps: object) -> Session:
        made.append(Session(settings, session_id=session_id, proposer=ScriptedProposer(steps)))  # type: ignore[arg-type] # replies
        return made[-1]

    yield open_again
    for session in made:
        await session.close()


Again = Callable[..., Session]


def status(settings: Settings, session_id: str) -> dict[str, str]:
    with contextlib.closing(SessionIndex(settings)) as index:
        info = index.show(session_id)
        return {"status": info.status, **info.extra}


def left(settings: Settings) -> list[LeftJob]:
    with contextlib.closing(SessionIndex(settings)) as index:
        return left_jobs(index)


async def resumed(session: Session) -> list[Event]:
    return [event async for event in session.resume()]


async def test_closing_lets_jobs_go_on_and_the_next_opening_takes_them_up(
    make: MakeSession, again: Again, settings: Settings
) -> None:
    session = make(command(waiting_for("a", "echo done >>ran; echo done")))
    await sent_to_background(session)
    await session.close()
    assert status(settings, session.id) == {"status": "idle", "jobs": "1"}
    assert [(each.session_id, each.job.state) for each in left(settings)] == [(session.id, JobState.RUNNING)]
    with contextlib.closing(SessionIndex(settings)) as index, pytest.raises(StoreError, match="still running"):
        index.delete(session.id)
    later = again(session.id, command("echo fresh"))
    assert await resumed(later) == []
    (job,) = later.jobs()
    assert (job.state, job.command, job.number) == (JobState.RUNNING, waiting_for("a", "echo done >>ran; echo done"), 1)
    assert completed(await converse(later, "go on", [approve])).outcome is Outcome.SUCCEEDED
    Path("a").touch()
    (end,) = await ended(later)
    assert end.state is JobState.DONE
    assert Path("ran").read_text() == "done\n"
    assert audited(settings) == ["exit 0", "exit 0"]
    assert status(settings, session.id)["status"] == "idle"
    assert "jobs" not in status(settings, session.id)


async def test_a_job_that_ended_meanwhile_is_told_at_the_next_opening(
    make: MakeSession, again: Again, settings: Settings
) -> None:
    session = make(command(waiting_for("a", "echo late")))
    await sent_to_background(session)
    spool = Path(session.jobs()[0].spool_path)
    await session.close()
    Path("a").touch()
    await until(spool.with_suffix(".end").exists)
    assert [(each.job.state, each.job.last_line) for each in left(settings)] == [(JobState.DONE, "late")]
    later = again(session.id)
    await resumed(later)
    events: list[JobEvent] = []
    async for event in later.job_events():
        events.append(event)
        if isinstance(event, JobEnded):
            break
    assert [type(event) for event in events] == [JobTaken, JobOutput, JobEnded]
    assert later.jobs()[0].last_line == "late"
    await until(lambda: later._taking_in is not None and later._taking_in.done())
    (exchange,) = await read_exchanges(settings, session.id)
    assert exchange["outcome"] == "exit 0 (as job 1)"
    assert exchange["steps"][0]["digest"].endswith("late")
    assert audited(settings) == ["exit 0"]


async def test_an_end_that_was_not_taken_in_is_found_by_the_next_request(
    make: MakeSession, again: Again, settings: Settings
) -> None:
    session = make(command(waiting_for("a")))
    await sent_to_background(session)
    await session.close()
    Path("a").touch()
    later = again(session.id, command("echo fresh"))
    await until(lambda: not status(settings, session.id).get("jobs"))
    await converse(later, "go on", [approve])
    exchanges = await read_exchanges(settings, session.id)
    assert [each["outcome"] for each in exchanges] == ["exit 0 (as job 1)", "exit 0"]


async def test_a_job_taken_up_can_be_stopped(make: MakeSession, again: Again, settings: Settings) -> None:
    session = make(command("echo $$ >pid; sleep 60"))
    await sent_to_background(session)
    await until(lambda: Path("pid").exists() and Path("pid").read_text().strip())
    pid = int(Path("pid").read_text())
    await session.close()
    assert psutil.pid_exists(pid)
    later = again(session.id)
    await resumed(later)
    later.stop_job(1)
    (end,) = await ended(later)
    assert end.state is JobState.STOPPED
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert audited(settings) == ["stopped"]


async def test_a_job_gone_without_a_trace_is_an_unknown_outcome(
    make: MakeSession, again: Again, settings: Settings
) -> None:
    session = make(command("echo $$ >pid; sleep 60"))
    await sent_to_background(session)
    await until(lambda: Path("pid").exists() and Path("pid").read_text().strip())
    pid = int(Path("pid").read_text())
    keeper = psutil.Process(pid).ppid()
    await session.close()
    os.kill(keeper, 9)
    os.killpg(pid, 9)
    later = again(session.id)
    await resumed(later)
    (end,) = await ended(later)
    assert end.state is JobState.UNKNOWN
    assert "not started again" in end.told
    (exchange,) = await read_exchanges(settings, session.id)
    assert exchange["outcome"] == "outcome unknown (as job 1)"
    assert audited(settings) == ["outcome unknown"]


async def test_a_job_of_another_machine_stays_open(
    make: MakeSession, again: Again, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make(command("sleep 60"), command("true"))
    await sent_to_background(session)
    await session.close()
    with monkeypatch.context() as patched:
        patched.setattr("socket.gethostname", lambda: "elsewhere")
        later = again(session.id)
        await resumed(later)
        (job,) = later.jobs()
        assert job.told.endswith("and may still be running there.")
        with contextlib.closing(SessionIndex(settings)) as index, pytest.raises(StoreError):
            index.delete(session.id)
        await later.close()
    with contextlib.closing(SessionIndex(settings)) as index:
        (left,) = index.journal.open_jobs()
        known = index.journal.state(left.op_id)
        assert isinstance(known, Running)
        os.killpg(known.pgid, 9)


async def test_the_journal_keeps_a_number_for_each_job(make: MakeSession, settings: Settings) -> None:
    session = make(command(waiting_for("a")), command(waiting_for("b")))
    await sent_to_background(session)
    Path("a").touch()
    await ended(session)
    await sent_to_background(session)
    with contextlib.closing(SessionIndex(settings)) as index:
        (job,) = index.journal.open_jobs()
        assert (job.session_id, job.number) == (session.id, 2)
    Path("b").touch()
    await ended(session)
    with contextlib.closing(SessionIndex(settings)) as index:
        assert index.journal.open_jobs() == []
        assert isinstance(index.journal.state(job.op_id), Finished)
