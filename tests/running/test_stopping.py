"""Commands are stopped by the kind of what they run: with a stand-in that holds a lock and counts its signals."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from cloud_assist.models import RunResult
from cloud_assist.running import processes, stopping
from cloud_assist.running.attach import attach
from cloud_assist.running.control import LeftRunningError, Limits, RunControl, StopState
from cloud_assist.running.kept import read_end
from cloud_assist.running.runner import Started, run
from cloud_assist.tools.registry import known
from cloud_assist.tools.stopping import EVERY_PROGRAM, StopPolicy
from cloud_assist.tools.tool import Signal, Stop, Tool
from tests.support.holder import HOLDCTL, LEAVES, TEXT, write_holder

WAYS = (
    "holdctl apply",
    "cd . && holdctl apply | tee log; touch next",
    "bash -c 'holdctl apply; touch next'; touch next",
    "out=$(holdctl apply); touch next",
    "echo apply | xargs -n1 holdctl; touch next",
    "(timeout 60 holdctl apply; touch next) | cat",
)
BY_TEXT = StopPolicy("holdctl", Signal.INTERRUPT, 5, holds=True)
WAITED_FOR = "timeout"
"""What takes its child's status before anybody else can see it."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    write_holder(tmp_path)
    with known(HOLDCTL, Tool(("waitctl",), stops=(Stop(Signal.INTERRUPT, 0.3),))):
        yield tmp_path


class Steered:
    """A command that is under way."""

    def __init__(self, folder: Path, command: str, limits: Limits) -> None:
        self.states: list[StopState] = []
        self.overdue: list[float] = []
        self.control = RunControl(on_stopping=self.states.append, on_overdue=self.overdue.append)
        self.printed = asyncio.Event()
        self.started: list[Started] = []
        environ = {"PATH": f"{folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        environ |= {name: value for name, value in os.environ.items() if name == "WINDS_UP_S"}
        self.task = asyncio.create_task(
            run(
                command,
                cwd=folder,
                environ=environ,
                limits=limits,
                spool_path=folder / "op.out",
                on_output=lambda _: self.printed.set(),
                control=self.control,
                on_started=self.started.append,
            )
        )


async def begun(folder: Path, command: str, limits: Limits | None = None) -> Steered:
    """Return a command that holds its lock."""
    steered = Steered(folder, command, limits or Limits())
    await eventually((folder / "lock").exists)
    return steered


async def eventually(what: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    assert callable(what)
    while not what():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def signals(folder: Path) -> str:
    return (folder / "signals").read_text()


@pytest.mark.parametrize(("command", "by_text"), [*((way, EVERY_PROGRAM) for way in WAYS), (WAYS[1], BY_TEXT)])
async def test_the_holder_is_asked_once_and_nothing_else_is(folder: Path, command: str, by_text: StopPolicy) -> None:
    steered = await begun(folder, command, Limits(stop=by_text))
    steered.control.cancel()
    result = await steered.task
    assert signals(folder) == "2"
    assert (folder / "provider").read_text() == "lives"
    assert not (folder / "lock").exists()
    assert not (folder / "next").exists()
    own = None if WAITED_FOR in command else 3
    assert (result.exit_status, result.cancelled, result.own_status, result.killed) == (130, True, own, False)
    assert "asked to stop, it ended by itself" in result.note
    assert "let go of the lock" in result.text or "$(" in command
    assert steered.states[0].holds
    assert steered.states[0].leaves == LEAVES
    assert not (folder / "op.asked").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nobody can open another program's pipe here")
@pytest.mark.parametrize(
    "command",
    [
        "out=$(holdctl apply)",
        "holdctl apply | while read line; do touch next; done",
        "holdctl apply | xargs -n 20 echo",
    ],
)
async def test_a_holder_is_not_held_up_by_a_frozen_reader(folder: Path, command: str) -> None:
    words = 'print("winding up\\n" * 20_000, flush=True)\n'
    write_holder(folder, TEXT.replace('Path("signals")', words + 'Path("signals")').replace('print("holding"', '("")#'))
    steered = await begun(folder, f"{command}; touch after")
    steered.control.cancel()
    async with asyncio.timeout(10):
        result = await steered.task
    assert (signals(folder), result.own_status) == ("2", 3)
    assert not (folder / "next").exists()
    assert not (folder / "after").exists()


async def test_all_who_are_asked_are_noted_before_the_first_of_them_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[list[str]] = []

    def send(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
        if number == signal.SIGINT:
            noted.append((folder / "op.asked").read_text().split())
        processes_send(processes, number)

    processes_send = processes.send
    monkeypatch.setattr(stopping, "send", send)
    steered = await begun(folder, "(holdctl apply; true) | holdctl apply")
    await eventually(lambda: len(list(stopping._Found(processes.under_way()[0].living()).holders())) == 2)
    steered.control.cancel()
    await steered.task
    assert [len(each) for each in noted] == [2, 2]


async def test_a_look_at_a_command_takes_nothing_from_who_stops_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDS_UP_S", "60")
    steered = await begun(folder, "holdctl apply")
    steered.control.let_go()
    with pytest.raises(LeftRunningError):
        await steered.task
    states: list[StopState] = []
    control = RunControl(on_stopping=states.append)
    watching = asyncio.create_task(attach(steered.started[0], on_output=lambda _: None, control=control))
    await asyncio.sleep(0)
    assert await control.holds()
    assert processes.under_way() == []
    control.cancel()
    await eventually(lambda: states)
    (stopping_it,) = processes.under_way()
    assert await control.holds()
    assert processes.under_way() == [stopping_it]
    control.kill()
    await watching


async def test_what_runs_with_an_ampersand_ignores_int_and_is_asked_with_term(folder: Path) -> None:
    write_holder(folder, TEXT.replace("signal.SIGINT, signal.SIGTERM", "signal.SIGTERM,"))
    steered = await begun(folder, "holdctl apply & wait; touch next")
    steered.control.cancel()
    result = await steered.task
    assert signals(folder) == "15"
    assert (result.own_status, (folder / "next").exists()) == (3, False)


async def test_what_holds_a_lock_is_killed_by_choice_alone(folder: Path) -> None:
    steered = await begun(folder, "holdctl stubborn; touch next")
    steered.control.cancel()
    steered.control.cancel()
    await eventually(lambda: steered.states and steered.states[-1].seconds_left == 0)
    assert not steered.task.done()
    assert steered.states[-1].last_line == "holding"
    steered.control.kill()
    result = await steered.task
    assert (result.cancelled, result.killed, result.own_status) == (True, True, None)
    assert (folder / "lock").exists()
    assert not (folder / "next").exists()


async def test_what_holds_nothing_is_killed_when_its_grace_is_over(folder: Path) -> None:
    (folder / "waitctl").write_text("#!/usr/bin/env python3\nimport signal\nsignal.signal(2, lambda *_: None)\n"
                                    "open('lock', 'w')\nwhile True:\n    signal.pause()\n")  # fmt: skip
    (folder / "waitctl").chmod(0o755)
    steered = await begun(folder, "waitctl apply")
    steered.control.cancel()
    result = await steered.task
    assert (result.cancelled, result.killed, result.own_status) == (True, False, None)


async def test_a_limit_asks_by_kind_too(folder: Path) -> None:
    steered = Steered(folder, "holdctl apply | tee log", Limits(1.0))
    result = await steered.task
    assert (result.exit_status, result.timed_out, result.own_status) == (124, True, 3)
    assert signals(folder) == "2"


async def test_without_a_limit_the_usual_time_is_told_once_and_it_goes_on(folder: Path) -> None:
    steered = Steered(folder, "sleep 0.6; echo done", Limits(None, usual_s=0.2))
    result = await steered.task
    assert steered.overdue == [0.2]
    assert result.ok


async def test_what_the_text_says_holds_is_asked_where_no_program_is_known_by_its_name(folder: Path) -> None:
    (folder / "holdctl").rename(folder / "another")
    policy = StopPolicy("another", Signal.INTERRUPT, 5, holds=True)
    steered = await begun(folder, "another apply; touch next", Limits(stop=policy))
    steered.control.cancel()
    result = await steered.task
    assert signals(folder) == "2"
    assert (result.own_status, (folder / "next").exists()) == (3, False)


@pytest.mark.parametrize("way", ["let go", "task"])
async def test_it_goes_on_where_this_program_leaves(folder: Path, way: str) -> None:
    steered = await begun(folder, "holdctl apply; echo after")
    began = time.monotonic()
    steered.control.let_go() if way == "let go" else steered.task.cancel()
    with suppress(asyncio.CancelledError, LeftRunningError):
        await steered.task
    assert time.monotonic() - began < 2
    assert steered.control.left
    os.killpg(steered.started[0].pid, 0)
    assert (folder / "lock").exists()
    result = await taken_up(steered.started[0], stop=True)
    assert (result.cancelled, result.own_status, signals(folder)) == (True, 3, "2")
    assert "after" not in (folder / "op.out").read_text()


async def test_left_while_it_obeys_it_ends_and_nothing_follows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDS_UP_S", "0.6")
    steered = await begun(folder, "cd . && holdctl apply | tee log; touch next")
    steered.control.cancel()
    await eventually(lambda: steered.states)
    steered.control.let_go()
    with pytest.raises(LeftRunningError):
        await steered.task
    assert (folder / "lock").exists()
    await eventually(lambda: read_end(folder / "op.out"))
    assert signals(folder) == "2"
    assert not (folder / "lock").exists()
    assert not (folder / "next").exists()


async def test_taken_up_it_is_not_asked_a_second_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDS_UP_S", "0.6")
    steered = await begun(folder, "holdctl apply")
    steered.control.cancel()
    await eventually(lambda: steered.states)
    steered.control.let_go()
    with pytest.raises(LeftRunningError):
        await steered.task
    result = await taken_up(steered.started[0], stop=True)
    assert (result.own_status, signals(folder)) == (3, "2")


async def taken_up(started: Started, *, stop: bool) -> RunResult:
    control = RunControl()
    if stop:
        control.cancel()
    result = await attach(started, on_output=lambda _: None, control=control, stop=EVERY_PROGRAM)
    assert result is not None
    return result
