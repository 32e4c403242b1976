"""`cloud-assist run` as scripts and pipes use it: each way it can go ends in a clear message and its exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Connect
from tests.support.terminal import PROGRAM, clean_environ, run_program

ONE_CALL_S = 45.0


def run(environ: dict[str, str], *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    done = run_program("run", *arguments, environ=environ, cwd=Path.cwd(), stdin=stdin, timeout=ONE_CALL_S)
    for stream in (done.stdout, done.stderr):
        assert b"Traceback" not in stream, stream.decode()
        assert b"\x1b" not in stream, "an escape sequence reached a pipe"
    return done


def test_yes_runs_and_prints_the_output_alone_on_stdout(connect: Connect) -> None:
    environ, _ = connect({"command": "echo hello", "explanation": "greets"})
    done = run(environ, "greet", "--yes")
    assert (done.returncode, done.stdout) == (0, b"hello\n")
    assert b"read_only" in done.stderr


def test_without_a_terminal_it_prints_the_command_and_runs_nothing(connect: Connect) -> None:
    environ, _ = connect({"command": "touch made"})
    done = run(environ, "make a file")
    assert (done.returncode, done.stdout) == (0, b"touch made\n")
    assert not Path("made").exists()
    assert b"--yes" in done.stderr


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("rm made", b"Add --yes --allow-destructive to run it."),
        (
            "kubectl --context prod delete pod x",
            b"Add --yes --allow-destructive --confirm-target prod to run it.",
        ),
        ("mkfs.ext4 /dev/sda1", b"--yes would not run it either"),
    ],
)
def test_without_a_terminal_the_flags_that_would_run_it_are_named(
    connect: Connect, command: str, advice: bytes
) -> None:
    environ, _ = connect({"command": command})
    done = run(environ, "do it")
    assert (done.returncode, done.stdout.decode()) == (0, f"{command}\n")
    assert advice in done.stderr


def test_a_request_that_is_no_text_is_refused(connect: Connect) -> None:
    environ, _ = connect({"command": "ls"})
    done = subprocess.run([PROGRAM.encode(), b"run", b"list \xff"], env=environ, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"not UTF-8 text" in done.stderr


def test_dry_run_prints_the_command_byte_for_byte(connect: Connect) -> None:
    text = "printf '%s\\n' \"a  b\" |\n  sort -u"
    environ, _ = connect({"command": text})
    done = run(environ, "x", "--dry-run", "--yes")
    assert (done.returncode, done.stdout.decode()) == (0, f"{text}\n")


def test_json_is_one_object_with_the_documented_fields(connect: Connect) -> None:
    environ, _ = connect({"command": "echo out; echo err >&2; exit 3"})
    done = run(environ, "x", "--yes", "--json", "--max-retries", "0")
    told: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 3
    documented = [
        "session",
        "status",
        "prompt",
        "command",
        "risk",
        "target",
        "protected",
        "exit_status",
        "output",
        "error",
        "truncated",
        "attempts",
        "model",
        "duration_s",
    ]
    assert set(documented) <= set(told)
    assert (told["status"], told["exit_status"], told["error"], told["prompt"]) == ("failed", 3, "err\n", "x")
    assert "out\n" in told["output"]
    assert [attempt["exit_status"] for attempt in told["attempts"]] == [3]


def test_events_are_one_object_a_line(connect: Connect) -> None:
    environ, _ = connect({"command": "echo out"})
    done = run(environ, "x", "--yes", "--events")
    names = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert names[0] == "agent_started"
    assert names[-1] == "agent_completed"
    assert {"proposal_ready", "assessment_ready", "approval_required", "command_started", "output_chunk"} <= set(names)


def test_failure_is_retried_and_then_succeeds(connect: Connect) -> None:
    environ, server = connect({"command": "cat missing"}, {"command": "echo found"})
    done = run(environ, "show", "--yes")
    assert (done.returncode, done.stdout) == (0, b"found\n"), "a failed attempt's output is not the result"
    assert "No such file" in server.requests[-1].body.decode()


def test_retries_used_up_ends_in_the_commands_own_status(connect: Connect) -> None:
    environ, server = connect({"command": "exit 5"}, {"command": "exit 6"})
    done = run(environ, "x", "--yes", "--max-retries", "1")
    assert done.returncode == 6
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [("grep nosuchword words", 1, "Nothing found."), ("diff words other", 1, "They differ.")],
)
def test_an_answer_is_no_failure(connect: Connect, command: str, status: int, told: str) -> None:
    Path("words").write_text("word\n")
    Path("other").write_text("other\n")
    environ, server = connect({"command": command})
    done = run(environ, "x", "--yes")
    assert done.returncode == status
    assert told in done.stderr.decode()
    assert len(server.requests) == 1
    as_json = run(environ, "x", "--yes", "--json")
    seen = json.loads(as_json.stdout)
    assert (as_json.returncode, seen["status"], seen["exit_status"]) == (status, "succeeded", status)
    assert (seen["message"], seen["attempts"][0]["meaning"]) == (told, told.rstrip(".").lower())
    listed = run_program("audit", "list", environ=environ, cwd=Path.cwd()).stdout.decode()
    assert f"exit {status} ({told.rstrip('.').lower()})" in listed


FAILS = "echo out; echo err >&2; exit 3"


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"command": FAILS}, "It repeated the command that just failed."),
        ({"status": 429, "retry_after": 600}, "limit"),
        ({"question": "Which one?"}, "Which one?"),
        ({"command": "rm made"}, "Refused: the command is destructive."),
    ],
)
def test_nothing_of_a_failed_attempt_is_lost(connect: Connect, second: dict[str, Any], told: str) -> None:
    environ, _ = connect({"command": FAILS}, second)
    as_json = run(environ, "x", "--yes", "--json")
    seen = json.loads(as_json.stdout)
    assert (as_json.returncode, seen["exit_status"], seen["status"]) == (3, 3, "failed")
    assert ("out\n" in seen["output"], seen["error"]) == (True, "err\n")
    assert [(each["command"], each["exit_status"], each["error"]) for each in seen["attempts"]] == [(FAILS, 3, "err")]
    assert told in seen["message"]
    shown = run_program("sessions", "export", seen["session"], environ=environ, cwd=Path.cwd())
    assert FAILS in shown.stdout.decode()
    assert "exit 3: err" in shown.stdout.decode()


def test_the_output_of_a_failed_attempt_reaches_a_pipe_where_no_other_follows(connect: Connect) -> None:
    environ, _ = connect({"command": FAILS})
    done = run(environ, "x", "--yes")
    assert done.returncode == 3
    assert b"out\n" in done.stdout
    assert b"exit 3" in done.stderr
    assert b"It repeated the command that just failed." in done.stderr


def test_timeout(connect: Connect) -> None:
    environ, _ = connect({"command": "echo begun; sleep 30"})
    began = time.monotonic()
    done = run(environ, "x", "--yes", "--timeout", "1")
    assert (done.returncode, done.stdout) == (124, b"begun\n")
    assert b"timed out" in done.stderr
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_too(connect: Connect, number: signal.Signals) -> None:
    environ, _ = connect({"command": "echo $$ > pid; sleep 60; touch made"})
    with subprocess.Popen(
        [PROGRAM, "run", "x", "--yes"], env=environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + ONE_CALL_S
        while not (Path("pid").exists() and Path("pid").read_text().strip()):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(number)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[number], stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(Path("pid").read_text()), 0)
    assert b"Traceback" not in stderr


@pytest.mark.parametrize(
    ("step", "status", "said"),
    [
        ({"status": 401}, 69, b"key"),
        ({"status": 404}, 69, b"CLOUD_ASSIST_MODEL"),
        ({"status": 429, "retry_after": 600}, 75, b"limit"),
        ({"status": 503}, 69, b""),
        ({"drop": True}, 69, b""),
        ({"cut": True, "command": "echo cut"}, 69, b""),
        ({"raw": "{"}, 69, b""),
        ({"text": "I would look at the pods first, then decide."}, 65, b"I would look"),
        ({"text": ""}, 65, b""),
        ({"huge": 300_000}, 65, b""),
        ({"command": ""}, 65, b""),
        ({"error": "tool_use_failed", "failed_generation": ""}, 65, b""),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else None,
)
def test_a_model_that_misbehaves(connect: Connect, step: dict[str, Any], status: int, said: bytes) -> None:
    environ, _ = connect(step, MODEL_TIMEOUT="20")
    done = run(environ, "list the pods", "--yes")
    assert done.returncode == status, done.stderr.decode()
    assert done.stdout == b""
    assert said in done.stderr
    assert b"cloud-assist: " in done.stderr
    assert environ["GROQ_API_KEY"].encode() not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "<think>Perhaps\n```bash\ntouch made\n```\n",
        '<|channel|>analysis<|message|>{"command": "touch made"}',
        "Never run this:\n```bash\ntouch made\n```",
        "I'm sorry, I can't help with that.\n```bash\ntouch made\n```",
        "```bash\ntouch made",
        '{"kind": "command", "command": "touch made", "explanation": "Do no',
    ],
)
@pytest.mark.parametrize("failed", [False, True])
def test_a_reply_that_is_not_finished_or_not_meant_runs_nothing(connect: Connect, text: str, failed: bool) -> None:
    environ, _ = connect({"error": "json_validate_failed", "failed_generation": text} if failed else {"text": text})
    done = run(environ, "make a file", "--yes", "--allow-destructive")
    assert done.returncode == 65, done.stderr.decode()
    assert done.stdout == b""
    assert not Path("made").exists()


def test_a_reply_that_was_cut_by_its_length_runs_nothing(connect: Connect) -> None:
    environ, _ = connect({"text": "```bash\ntouch made\n```", "finish_reason": "length"})
    assert run(environ, "make a file", "--yes").returncode == 65
    assert not Path("made").exists()


def test_a_model_that_hangs_is_given_up(connect: Connect) -> None:
    environ, _ = connect({"hang": True}, MODEL_TIMEOUT="2")
    began = time.monotonic()
    done = run(environ, "x", "--yes")
    assert done.returncode == 69
    assert time.monotonic() - began < 25


def test_a_short_rate_limit_is_waited_for(connect: Connect) -> None:
    environ, _ = connect({"status": 429, "retry_after": 1}, {"command": "echo patient"})
    done = run(environ, "x", "--yes")
    assert (done.returncode, done.stdout) == (0, b"patient\n")
    assert b"The rate limit of Groq was reached. Trying again in 1 s.\n" in done.stderr
    assert b"\x1b" not in done.stderr


def test_no_server_at_all(connect: Connect) -> None:
    environ, _ = connect(GROQ_API_BASE="http://127.0.0.1:9")
    done = run(environ, "x", "--yes")
    assert done.returncode == 69
    assert b"offline" in done.stderr


@pytest.mark.parametrize(
    ("command", "flags", "status", "ran"),
    [
        ("mkdir made", [], 0, True),
        ("mkdir made && rm -r ./made && mkdir made", [], 77, False),
        ("mkdir made && rm -r ./made && mkdir made", ["--allow-destructive"], 0, True),
        ("mkdir made; no-such-program-here", [], 77, False),
        ("mkdir made; mkfs.ext4 /dev/sdzz9", ["--allow-destructive"], 77, False),
        ("mkdir made; kubectl --context prod delete pod x", ["--allow-destructive"], 77, False),
        (
            "mkdir made || kubectl --context prod delete pod x",
            ["--allow-destructive", "--confirm-target", "dev", "--confirm-target", "prod"],
            0,
            True,
        ),
    ],
)
def test_what_yes_may_run(connect: Connect, command: str, flags: list[str], status: int, ran: bool) -> None:
    environ, _ = connect({"command": command})
    done = run(environ, "x", "--yes", *flags)
    assert (done.returncode, Path("made").exists()) == (status, ran), done.stderr.decode()


def test_the_refusal_of_a_protected_target_names_it_in_json(connect: Connect) -> None:
    environ, _ = connect({"command": "kubectl --context prod delete pod x"})
    done = run(environ, "x", "--yes", "--allow-destructive", "--json")
    told: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode, told["status"], told["protected"]) == (77, "refused", ["prod"])
    assert "--confirm-target prod" in told["error"]


def test_piped_text_is_context(connect: Connect) -> None:
    environ, server = connect({"answer": "It is about bananas."})
    done = run(environ, "what is this about?", stdin=b"bananas are berries\n")
    assert (done.returncode, done.stdout) == (0, b"It is about bananas.\n")
    assert "bananas are berries" in server.requests[0].body.decode()


def test_a_question_with_nobody_to_ask(connect: Connect) -> None:
    environ, _ = connect({"question": "Which cluster?"})
    done = run(environ, "delete it", "--yes")
    assert done.returncode == 65
    assert b"Which cluster?" in done.stderr


def test_our_keys_do_not_reach_the_command(connect: Connect) -> None:
    environ, _ = connect({"command": "env"}, LANGSMITH_API_KEY="lsv2_x")
    done = run(environ, "x", "--yes", "--allow-destructive")
    assert done.returncode == 0, done.stderr.decode()
    assert b"PATH=" in done.stdout
    for name in (b"GROQ_API_KEY", b"LANGSMITH_API_KEY"):
        assert name not in done.stdout


def test_a_large_output_arrives_whole_and_in_order(connect: Connect) -> None:
    environ, _ = connect({"command": "seq 1 200000"})
    done = run(environ, "count", "--yes")
    assert done.stdout == b"".join(b"%d\n" % n for n in range(1, 200_001))


def test_a_reader_that_leaves_early_is_no_error(connect: Connect) -> None:
    environ, _ = connect({"command": "seq 1 2000000"})
    line = f"{PROGRAM} run count --yes | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=environ, capture_output=True, timeout=ONE_CALL_S, check=False)
    assert done.stdout.splitlines()[0] == b"1"
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


# --- bad input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "stdin", "status"),
    [
        ([""], None, 2),
        (["   "], None, 2),
        (["x" * 100_000], None, 2),
        (["x", "--json", "--events"], None, 2),
        (["x", "--max-retries", "99"], None, 78),
        (["x", "--timeout", "soon"], None, 78),
        (["x", "--model", "nobody"], None, 78),
        (["x", "--model", "groq:openai/gpt-oss-20b"], None, 78),
        (["x"], b"\xff\xfe\x00binary", 2),
        (["x"], b"nul\0byte", 2),
        (["x"], b"y" * 1_100_000, 2),
        (["x", "--no-such-flag"], None, 2),
    ],
    ids=str,
)
def test_bad_input(clean_machine: Path, arguments: list[str], stdin: bytes | None, status: int) -> None:
    done = run(clean_environ(clean_machine), *arguments, stdin=stdin)
    assert done.returncode == status, done.stderr.decode()
    assert done.stdout == b""
    assert len(done.stderr) < 4_000


def test_invalid_setting_in_the_environment(clean_machine: Path) -> None:
    done = run(clean_environ(clean_machine, COMMAND_TIMEOUT="never"), "x")
    assert done.returncode == 78
    assert b"COMMAND_TIMEOUT" in done.stderr
    assert b"1 to 86400" in done.stderr


def test_a_model_that_was_chosen_is_not_replaced_by_the_catalog(clean_machine: Path) -> None:
    environ = clean_environ(clean_machine, CLOUD_ASSIST_MODEL="groq:openai/gpt-oss-20b")
    done = run(environ, "list files", "--yes", "--json")
    assert (done.returncode, done.stdout) == (78, b"")
    assert b"GROQ_API_KEY is not set, and groq:openai/gpt-oss-20b needs it." in done.stderr
    assert b"in the environment" in done.stderr
    assert b"--model offline" in done.stderr
    assert run(environ, "list files", "--model", "offline").returncode == 0


def test_env_file_that_is_not_text(clean_machine: Path) -> None:
    path = clean_machine / ".config" / "cloud-assist" / ".env"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe\x00")
    done = run(clean_environ(clean_machine), "x")
    assert done.returncode == 78
    assert str(path).encode() in done.stderr


def test_a_home_that_cannot_hold_anything(clean_machine: Path, connect: Connect) -> None:
    environ, _ = connect({"command": "touch made"})
    environ["HOME"] = "/proc/none"
    done = run(environ, "x", "--yes")
    assert done.returncode != 0
    assert b"/proc/none" in done.stderr
    assert not Path("made").exists(), "nothing runs where nothing can be recorded"


def test_no_bash_on_the_path(clean_machine: Path, connect: Connect) -> None:
    environ, _ = connect({"command": "echo x"})
    environ["PATH"] = str(clean_machine)
    done = run(environ, "x", "--yes", "--allow-destructive")
    assert done.returncode == 70, done.stderr.decode()
    assert b"bash" in done.stderr


def test_python_module_and_script_are_the_same_program(clean_machine: Path) -> None:
    environ = clean_environ(clean_machine)
    outputs = [
        subprocess.run([*start, "--version"], env=environ, capture_output=True, check=True).stdout
        for start in ([PROGRAM], [sys.executable, "-m", "cloud_assist"])
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith(b"cloud-assist ")
