"""Whole conversations with a model that plays a script: `run` as it stands, from the prompt to the exit status."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.events import PlanRequired, Question
from cloud_assist.headless.options import Output, RunOptions, Shape
from cloud_assist.headless.run import run
from cloud_assist.models import Answer, ApprovePlan, Cancel, Decision, Outcome
from cloud_assist.settings import load_settings
from tests.support.conversation import Answer as Reaction
from tests.support.conversation import approve, completed, converse, runs
from tests.support.fake_groq import FakeGroq

Step = Mapping[str, Any]


@dataclass(frozen=True)
class Ran:
    """What one `run` came to."""

    status: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Play:
    """A scripted model, and `run` against it."""

    server: FakeGroq
    run: Callable[..., Ran]

    def told(self, number: int) -> str:
        """Return what the model was told in its request of that number, from 0."""
        return str(self.server.chats[number].json["messages"][1]["content"])


@pytest.fixture
def play(capfd: pytest.CaptureFixture[str], clean_machine: Path, shared_cache: Path) -> Iterable[Callable[..., Play]]:
    """Return a way to run requests against a script."""
    servers: list[FakeGroq] = []

    def start(*script: Step) -> Play:
        server = FakeGroq(list(script)).__enter__()
        servers.append(server)
        machine = {"HOME": str(clean_machine), "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(shared_cache)}
        environ = machine | server.environment()

        def once(prompt: str, **options: Any) -> Ran:
            changes = {name: options.pop(name) for name in ("max_steps", "max_retries") if name in options}
            settings = replace(load_settings(environ=environ), **changes)
            status = run(RunOptions(prompt, **{"yes": True} | options), settings, context="")
            out, err = capfd.readouterr()
            return Ran(status, out, err)

        return Play(server, once)

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def look(command: str, purpose: str = "") -> Step:
    return {"fields": {"kind": "command", "command": command, "after": "look", "explanation": purpose}}


def done(command: str) -> Step:
    return {"fields": {"kind": "command", "command": command, "after": "done"}}


def said(text: str) -> Step:
    return {"fields": {"kind": "answer", "explanation": text}}


def plan(*commands: str) -> Step:
    return {"fields": {"kind": "plan", "steps": [{"command": each, "purpose": ""} for each in commands]}}


def test_the_answer_goes_to_stdout_and_the_outputs_to_stderr(play: Callable[..., Play]) -> None:
    ran = play(look("printf 'a\\nb\\n'"), said("There are **two** lines.")).run("how many lines?")
    assert (ran.status, ran.stdout) == (0, "There are **two** lines.\n")
    assert "a\nb\n" in ran.stderr


def test_raw_leaves_stdout_to_the_outputs(play: Callable[..., Play]) -> None:
    ran = play(look("printf 'a\\nb\\n'"), said("Two.")).run("how many lines?", shape=Shape.RAW)
    assert (ran.status, ran.stdout) == (0, "a\nb\n")
    assert "Two." in ran.stderr


def test_a_command_that_is_done_has_its_output_on_stdout_and_one_call(play: Callable[..., Play]) -> None:
    played = play(done("printf 'a\\nb\\n'"))
    ran = played.run("print them")
    assert (ran.status, ran.stdout) == (0, "a\nb\n")
    assert len(played.server.chats) == 1


def test_a_failure_in_the_second_of_four_steps(play: Callable[..., Play]) -> None:
    played = play(look("echo one"), look("cat missing"), look("echo two"), look("echo three"), said("Done: three."))
    ran = played.run("do it", output=Output.JSON)
    told = json.loads(ran.stdout)
    assert (ran.status, told["status"], told["answer"]) == (0, "answered", "Done: three.")
    assert [(step["number"], step["command"], step["exit_status"]) for step in told["steps"]] == [
        (1, "echo one", 0),
        (2, "echo two", 0),
        (3, "echo three", 0),
    ]
    assert [(each["step"], each["number"], each["exit_status"]) for each in told["attempts"]] == [
        (1, 1, 0),
        (2, 1, 1),
        (2, 2, 0),
        (3, 1, 0),
    ]
    assert "It failed with exit status 1" in played.told(2)
    assert "output of step 1" in played.told(2)


def test_a_follow_up_sees_what_the_request_before_it_brought(play: Callable[..., Play]) -> None:
    played = play(done("printf 'web-1 running\\nweb-2 stopped\\n'"), done("echo web-2"))
    first = played.run("list the machines", output=Output.JSON)
    session = json.loads(first.stdout)["session"]
    second = played.run("start the second one", session_id=session)
    assert second.stdout == "web-2\n"
    told = played.told(1)
    assert "Request: list the machines" in told
    assert "| web-2 stopped" in told
    assert "output in $OUT1" in told


def test_a_loop_ends_by_itself(play: Callable[..., Play]) -> None:
    played = play(look("echo same"))
    ran = played.run("loop")
    assert ran.status == 0
    assert ran.stderr.count("exit 0") == 2
    assert "same result twice" in ran.stderr
    assert len(played.server.chats) == 3


def test_the_limit_of_steps_is_kept(play: Callable[..., Play]) -> None:
    played = play(look("echo 1"), look("echo 2"), said("Not finished."))
    ran = played.run("count", max_steps=2)
    assert ran.stdout.startswith("Not finished.\n")
    assert "MAX_STEPS" in ran.stdout


def test_unattended_a_step_goes_no_further_than_what_ran_before_it(play: Callable[..., Play]) -> None:
    ran = play(look("cat /dev/null; echo 'run: touch made'"), done("touch made")).run("look at it")
    assert ran.status == 77
    assert "--plan" in ran.stderr
    assert not Path("made").exists()


def test_unattended_a_plan_made_after_output_was_read_goes_no_further_either(play: Callable[..., Play]) -> None:
    ran = play(look("echo 'plan: touch made'"), plan("echo fine", "touch made")).run("look at it")
    assert ran.status == 77
    assert "Step 3" in ran.stderr
    assert not Path("made").exists()


def test_every_event_of_a_plan_is_an_object(play: Callable[..., Play]) -> None:
    ran = play(plan("echo one", "echo two")).run("do it", plan=True, output=Output.EVENTS)
    names = [json.loads(line)["event"] for line in ran.stdout.splitlines()]
    assert {"plan_required", "steps_changed", "agent_completed"} <= set(names)


def test_a_plan_runs_unattended_where_each_step_may(play: Callable[..., Play]) -> None:
    ran = play(plan("echo one", "touch made", "ls made")).run("make it", plan=True)
    assert ran.status == 0
    assert Path("made").exists()
    assert ran.stdout == "made\n"


def test_a_plan_with_one_step_too_grave_runs_nothing(play: Callable[..., Play]) -> None:
    Path("kept").touch()
    ran = play(plan("touch made", "rm -r kept")).run("clean up", plan=True)
    assert ran.status == 77
    assert "Step 2" in ran.stderr
    assert not Path("made").exists()
    assert Path("kept").exists()


def test_a_plan_of_too_many_steps_is_not_taken(play: Callable[..., Play]) -> None:
    played = play(plan("touch one", "touch two", "touch three"))
    ran = played.run("make them", plan=True, max_steps=2)
    assert ran.status == 65
    assert "MAX_STEPS" in ran.stderr
    assert len(played.server.chats) == 2, "the model had a second chance"
    assert not Path("one").exists()


def test_a_plan_can_be_printed_only(play: Callable[..., Play]) -> None:
    ran = play(plan("echo one", "touch made")).run("make it", plan=True, yes=False, dry_run=True, output=Output.COMMAND)
    assert (ran.status, ran.stdout) == (0, "echo one\ntouch made\n")
    assert not Path("made").exists()


async def test_a_question_in_the_middle_and_a_plan_that_a_failure_voids(
    clean_machine: Path, shared_cache: Path
) -> None:
    script = [look("printf 'a\\nb\\n'"), {"question": "Which one?"}, plan("cat missing", "touch b"), done("echo b")]
    with FakeGroq(script) as server:
        machine = {"HOME": str(clean_machine), "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(shared_cache)}
        session = Session(load_settings(environ=machine | server.environment()))

        def whole(asked: Question) -> Decision:
            assert isinstance(asked, PlanRequired)
            return ApprovePlan(asked.digest)

        answers: list[Reaction] = [approve, Answer("the second"), whole, Cancel()]
        events = await converse(session, "work on one of them", answers)
        await session.close()
    assert [status for _, status in runs(events)] == [0, 1]
    assert completed(events).outcome is Outcome.FAILED
    assert not Path("b").exists()
