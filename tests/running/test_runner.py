"""Commands really run: in bash, with real children that misbehave."""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from cloud_assist.errors import ExecutionError
from cloud_assist.models import RunResult
from cloud_assist.running.control import Limits, RunControl
from cloud_assist.running.runner import Started, run
from cloud_assist.running.spool import Spool
from cloud_assist.running.stopping import end_everything_now


@dataclass
class Bench:
    """Runs commands in one folder and remembers what it was told."""

    folder: Path
    control: RunControl = field(default_factory=RunControl)
    output: list[str] = field(default_factory=list)
    started: list[Started] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=lambda: {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})

    sleep: str = field(default_factory=lambda: f"sleep 61.{secrets.randbelow(10**9):09}")
    """A long sleep that no other test's looks like: the same tests may run beside these."""
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    printed: asyncio.Event = field(default_factory=asyncio.Event)

    def on_started(self, started: Started) -> None:
        self.started.append(started)
        self.begun.set()

    def on_output(self, text: str) -> None:
        self.output.append(text)
        self.printed.set()

    @property
    def spool(self) -> Path:
        return self.folder / "spool.out"

    async def run(
        self, command: str, timeout_s: float = 20.0, on_output: Callable[[str], None] | None = None
    ) -> RunResult:
        return await run(
            command,
            cwd=self.folder,
            environ=self.environ,
            limits=Limits(timeout_s),
            spool_path=self.spool,
            on_output=on_output or self.on_output,
            control=self.control,
            on_started=self.on_started,
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def alive(marker: str) -> list[str]:
    """Return the command lines of living processes that hold `marker`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                line = shlex.join(process.cmdline())
                if marker in line and "pytest" not in line:
                    found.append(line)
        except psutil.Error:
            continue
    return found


async def test_result_of_a_plain_command(bench: Bench) -> None:
    result = await bench.run("echo out; echo err >&2; pwd; exit 3")
    assert (result.exit_status, result.ok, result.signal) == (3, False, None)
    assert sorted(result.head.splitlines()) == sorted(["out", "err", str(bench.folder)])
    assert result.error_tail == "err\n"
    assert result.tail == ""
    assert "".join(bench.output) == result.head
    assert bench.spool.read_text() == result.head
    assert result.output_bytes == len(result.head)
    assert stat.S_IMODE(bench.spool.stat().st_mode) == 0o600


async def test_started_names_the_process_for_ever(bench: Bench) -> None:
    await bench.run("true")
    (started,) = bench.started
    assert started.pid == started.pgid
    assert abs(started.start_time - time.time()) < 5
    assert started.spool_path == bench.spool


async def test_own_session_and_no_input_and_no_terminal(bench: Bench) -> None:
    result = await bench.run("read line; echo read=$?; tty; ps -o pid=,pgid=,sid= -p $$")
    lines = result.head.splitlines()
    assert lines[0] == "read=1"
    assert lines[1] == "not a tty"
    assert len(set(lines[2].split())) == 1


async def test_environment_is_exactly_what_was_given(bench: Bench) -> None:
    bench.environ["ONLY"] = "this"
    result = await bench.run("env")
    names = {line.split("=", 1)[0] for line in result.head.splitlines()}
    assert {"ONLY", "PATH", "CLOUD_ASSIST_RUN"} <= names
    assert "HOME" not in names


@pytest.mark.parametrize(("command", "status", "number"), [("kill -9 $$", 137, 9), ("kill -TERM $$", 143, 15)])
async def test_signal_becomes_128_plus_n(bench: Bench, command: str, status: int, number: int) -> None:
    result = await bench.run(command)
    assert (result.exit_status, result.signal) == (status, number)


async def test_startup_files_are_not_read(bench: Bench, clean_machine: Path) -> None:
    (clean_machine / ".bashrc").write_text("echo intruder\n")
    bench.environ["HOME"] = str(clean_machine)
    assert (await bench.run("echo fine")).head == "fine\n"


async def test_timeout_keeps_partial_output(bench: Bench) -> None:
    began = time.monotonic()
    result = await bench.run("echo before; sleep 30; echo after", timeout_s=2)
    assert (result.exit_status, result.timed_out, result.ok) == (124, True, False)
    assert result.head == "before\n"
    assert time.monotonic() - began < 15


async def test_timeout_ends_what_ignores_term(bench: Bench) -> None:
    result = await bench.run(f"trap '' TERM; {bench.sleep} & while :; do sleep 0.1; done", timeout_s=1)
    assert (result.exit_status, result.signal) == (124, 9)
    assert alive(bench.sleep) == []


@pytest.mark.parametrize(
    "escape",
    [
        "setsid SLEEP & sleep 30",
        "(setsid SLEEP &) ; sleep 30",
        "(setsid bash -c 'trap \"\" TERM; SLEEP' &) ; sleep 30",
        "setsid bash -c '(setsid SLEEP &)'; sleep 30",
        pytest.param(
            "(setsid env -i SLEEP &) ; sleep 30",
            marks=pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a subreaper"),
        ),
    ],
)
async def test_what_left_the_group_is_ended_too(bench: Bench, escape: str) -> None:
    result = await bench.run(escape.replace("SLEEP", bench.sleep), timeout_s=1)
    assert result.timed_out
    assert alive(bench.sleep) == []


async def test_cancel_ends_everything(bench: Bench) -> None:
    asyncio.get_running_loop().call_later(0.3, bench.control.cancel)
    result = await bench.run(f"echo here; (setsid {bench.sleep} &); {bench.sleep}")
    assert (result.exit_status, result.cancelled, result.head) == (130, True, "here\n")
    assert alive(bench.sleep) == []


async def test_a_cancel_never_lets_the_next_command_run(bench: Bench) -> None:
    for nested in ("sleep 60; touch made", "bash -c 'bash -c \"sleep 60; touch made\"; touch made'; touch made") * 6:
        again = Bench(bench.folder)
        asyncio.get_running_loop().call_later(0.15, again.control.cancel)
        result = await again.run(nested)
        assert result.cancelled
        assert not (bench.folder / "made").exists()


async def test_cancelled_before_the_start_runs_nothing(bench: Bench) -> None:
    bench.control.cancel()
    result = await bench.run("touch made")
    assert result.cancelled
    assert not (bench.folder / "made").exists()
    assert bench.started == []


async def test_extend_moves_the_limit(bench: Bench) -> None:
    asyncio.get_running_loop().call_later(0.1, bench.control.extend, 10.0)
    result = await bench.run("sleep 2.5; echo done", timeout_s=1)
    assert (result.exit_status, result.head) == (0, "done\n")


async def test_task_cancellation_ends_the_group_and_raises(bench: Bench) -> None:
    task = asyncio.create_task(bench.run(f"trap '' TERM; (setsid {bench.sleep} &); {bench.sleep}; {bench.sleep}"))
    await bench.begun.wait()
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.sleep(0.1)
    task.cancel()  # a second Ctrl-C while it cleans up
    with pytest.raises(asyncio.CancelledError):
        await task
    assert alive(bench.sleep) == []


async def test_cancelled_while_it_is_being_started(bench: Bench) -> None:
    for turns in range(12):
        task = asyncio.create_task(bench.run(f"(setsid {bench.sleep} &); {bench.sleep}"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert alive(bench.sleep) == []


async def test_a_front_end_that_fails_leaves_nothing_behind(bench: Bench) -> None:
    def broken(_: str) -> None:
        raise RuntimeError("the screen is gone")

    with pytest.raises(RuntimeError, match="the screen is gone"):
        await bench.run(f"echo x; {bench.sleep}", on_output=broken)
    assert alive(bench.sleep) == []


async def test_background_child_does_not_delay_the_return(bench: Bench) -> None:
    began = time.monotonic()
    result = await bench.run(f"{bench.sleep} & echo done")
    assert time.monotonic() - began < 20
    assert (result.exit_status, result.head) == (0, "done\n")
    assert "left a process running: sleep" in result.note
    sleep = {"name": "sleep", "cmdline": bench.sleep.split()}
    (left,) = [process for process in psutil.process_iter(list(sleep)) if process.info == sleep]
    left.kill()


async def test_a_flooding_grandchild_does_not_delay_the_return(bench: Bench) -> None:
    began = time.monotonic()
    result = await bench.run("(trap '' HUP; timeout 20 yes flood &) ; sleep 0.1; echo done")
    assert time.monotonic() - began < 15
    assert result.exit_status == 0


async def test_end_everything_now_serves_the_last_moment(bench: Bench) -> None:
    task = asyncio.create_task(bench.run(f"(setsid {bench.sleep} &); {bench.sleep}"))
    await bench.begun.wait()
    await asyncio.sleep(0.2)
    end_everything_now()
    result = await task
    assert result.exit_status == 137
    assert alive(bench.sleep) == []


async def test_no_zombies_are_left(bench: Bench) -> None:
    await bench.run("(sleep 30 &) ; (setsid sleep 30 &); sleep 30", timeout_s=0.3)
    zombies = [c for c in psutil.Process().children() if c.status() == psutil.STATUS_ZOMBIE]
    assert zombies == []


async def test_children_of_others_are_left_alone(bench: Bench) -> None:
    other = await asyncio.create_subprocess_exec(*bench.sleep.split(), start_new_session=True)
    await bench.run("sleep 30", timeout_s=0.2)
    assert other.returncode is None
    assert alive(bench.sleep) != []
    other.kill()
    assert await other.wait() == -9


async def test_large_output_is_bounded_everywhere_but_in_the_spool(bench: Bench) -> None:
    size = 30_000_000
    began = time.monotonic()
    result = await bench.run(f"echo first; yes 0123456789 | head -c {size}; echo; echo last")
    seconds = time.monotonic() - began
    assert result.output_bytes == size + 12
    assert bench.spool.stat().st_size == size + 12
    assert result.head.startswith("first\n")
    assert result.tail.endswith("last\n")
    assert len(result.head) == len(result.tail) == 4096
    assert len(bench.output) <= seconds * 20 + 3
    assert max(map(len, bench.output)) <= 128 * 1024
    assert any("characters not shown here" in text for text in bench.output)
    assert "bytes left out" in result.text


async def test_what_the_screen_is_not_shown_of_a_flood_is_counted_in_lines(bench: Bench) -> None:
    seen = 0

    def count(text: str) -> None:
        nonlocal seen
        seen += text.count("\n") + bench.control.left_out_lines

    await bench.run("seq 1 1000000", on_output=count)
    assert seen == 1_000_000


async def test_loop_stays_free_while_output_floods(bench: Bench) -> None:
    lags: list[float] = []

    async def ticker() -> None:
        while True:
            due = time.monotonic() + 0.01
            await asyncio.sleep(0.01)
            lags.append(time.monotonic() - due)

    tick = asyncio.create_task(ticker())
    await bench.run("yes flood | head -c 100000000")
    tick.cancel()
    assert sorted(lags)[len(lags) // 2] < 0.25


async def test_characters_survive_any_cut(bench: Bench) -> None:
    text = "…é€😀" * 3000
    (bench.folder / "text").write_text(text)
    result = await bench.run("dd if=text bs=7 status=none")
    assert "".join(bench.output) == text
    assert "\ufffd" not in result.head + result.tail
    middle = "…é€😀" * 600  # between 4 and 8 kB
    (bench.folder / "text").write_text(middle)
    result = await Bench(bench.folder).run("cat text")
    assert result.head + result.tail == middle


async def test_bytes_that_are_no_text(bench: Bench) -> None:
    result = await bench.run(r"printf '\xff\xfe ok \xc3'")
    assert result.head == "\ufffd\ufffd ok \ufffd"
    assert bench.spool.read_bytes() == b"\xff\xfe ok \xc3"


async def test_a_line_without_end(bench: Bench) -> None:
    result = await bench.run("head -c 300000 /dev/zero | tr '\\0' x")
    assert result.output_bytes == 300_000


async def test_output_appears_while_the_command_runs(bench: Bench) -> None:
    task = asyncio.create_task(bench.run("echo early; sleep 1; echo late"))
    await bench.printed.wait()
    assert bench.output == ["early\n"]
    assert not task.done()
    await task


async def test_the_command_is_passed_on_byte_for_byte(bench: Bench) -> None:
    result = await bench.run("printf %s 'a  b\\n' \"$'\" 'é\t'  # comment")
    assert result.head == "a  b\\n$'é\t"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo a\0b", "NUL"),
        ("echo " + "x" * 3_000_000, "it is too long"),
        ("echo \ud800", "cannot be passed to bash"),
    ],
)
async def test_a_text_that_cannot_be_passed_on(bench: Bench, command: str, said: str) -> None:
    with pytest.raises(ExecutionError) as caught:
        await bench.run(command)
    assert said in caught.value.what
    assert caught.value.todo
    assert bench.started == []


async def test_no_bash(bench: Bench) -> None:
    bench.environ["PATH"] = str(bench.folder)
    with pytest.raises(ExecutionError, match="bash was not found"):
        await bench.run("true")


@pytest.mark.parametrize("name", ["gone", "n" * 300], ids=["gone", "a name too long"])
async def test_folder_that_is_gone_or_cannot_be_looked_up(bench: Bench, name: str) -> None:
    bench.folder = bench.folder / name
    with pytest.raises(ExecutionError, match="is not a folder"):
        await bench.run("true")


async def test_no_place_for_the_output_runs_nothing(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match="could not be stored"):
        await run(
            "touch made",
            cwd=tmp_path,
            environ=bench.environ,
            limits=Limits(5),
            spool_path=tmp_path / "missing" / "spool.out",
            on_output=bench.on_output,
            control=bench.control,
            on_started=bench.on_started,
        )
    assert not (tmp_path / "made").exists()


async def test_a_spool_that_is_a_link_is_refused(bench: Bench) -> None:
    victim = bench.folder / "victim"
    victim.write_text("precious")
    bench.spool.symlink_to(victim)
    with pytest.raises(ExecutionError):
        await bench.run("echo overwritten")
    assert victim.read_text() == "precious"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
async def test_a_full_disk_ends_the_keeping_not_the_command(bench: Bench) -> None:
    result = await run(
        "echo one; touch made; echo two",
        cwd=bench.folder,
        environ=bench.environ,
        limits=Limits(5),
        spool_path=Path("/dev/full"),
        on_output=bench.on_output,
        control=bench.control,
        on_started=bench.on_started,
    )
    assert (bench.folder / "made").exists()
    assert (result.exit_status, result.truncated, result.head) == (0, True, "one\ntwo\n")
    assert "could not be stored in full: No space left on device" in result.note


def test_the_spool_has_a_limit(tmp_path: Path) -> None:
    small = Spool(tmp_path / "small", limit=10)
    small.write(b"12345678")
    small.write(b"abcdef")
    small.write(b"more")
    small.close()
    small.close()
    assert (tmp_path / "small").read_bytes() == b"12345678ab"
    assert small.truncated
    assert "limit" in small.note


async def test_descriptors_are_closed(bench: Bench) -> None:
    await bench.run("true")
    before = psutil.Process().num_fds()
    for _ in range(5):
        await bench.run("echo x; sleep 0.01")
        with pytest.raises(ExecutionError):
            await bench.run("echo \ud800")
    assert psutil.Process().num_fds() <= before + 1
