"""`check`: text, JSON and JSON lines, and what its exit status says."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.errors import UsageError
from cloud_assist.headless.check import LONGEST_INPUT, run_check
from cloud_assist.settings import Settings, load_settings

KEYS = [
    "command",
    "risk",
    "reasons",
    "programs",
    "target",
    "target_known",
    "protected",
    "findings",
    "auto_run",
    "display",
]


def check(settings: Settings, command: str | None = None, *, data: bytes = b"", **flags: Any) -> tuple[int, str, str]:
    stdout, stderr = StringIO(), StringIO()
    given = {"json": False, "jsonl": False, "max_risk": None} | flags
    stdin = TextIOWrapper(BytesIO(data), "utf-8")
    status = run_check(command, **given, settings=settings, stdin=stdin, stdout=stdout, stderr=stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def test_text_for_a_person(settings: Settings) -> None:
    status, out, err = check(settings, "aws --profile prod s3 rm s3://b/k")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "destructive"
    assert "  aws --profile prod s3 rm s3://b/k\n" in out
    assert "target    aws profile prod (--profile)\n" in out
    assert "warning   The target is protected: prod.\n" in out
    assert "approval  always required\n" in out


def test_nothing_in_a_command_can_forge_a_line_or_steer_the_terminal(settings: Settings) -> None:
    _, out, _ = check(settings, "\x1b[2J\u202e'a\nread_only\nreason    it is harmless' x")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert out.startswith("unknown\n")
    assert not [line for line in out.splitlines()[4:] if line.startswith("read_only")]


def test_json_has_the_documented_shape(settings: Settings) -> None:
    _, out, _ = check(settings, "kubectl delete pod x --context prod", json=True)
    found = json.loads(out)
    assert list(found) == KEYS
    assert found["risk"] == "destructive"
    assert set(found["reasons"][0]) == {"rule", "text"}
    assert set(found["findings"][0]) == {"severity", "code", "text", "suggestion"}
    assert found["target"][0] == {"tool": "kubectl", "name": "context", "value": "prod", "source": "--context"}
    assert found["protected"] == ["prod"]
    assert found["auto_run"] is False


def test_json_is_ascii_whatever_the_command_holds(settings: Settings) -> None:
    _, out, _ = check(settings, "ls \udc80\x9b\u202eé", json=True)
    assert out.isascii()
    assert json.loads(out)["command"] == "ls \udc80\x9b\u202eé"


@pytest.mark.parametrize(
    ("command", "limit", "status"),
    [
        ("ls", "read_only", 0),
        ("ls", "read-only", 0),
        ("touch a", "read_only", 77),
        ("touch a", "mutating", 0),
        ("kubectl delete pod x", "mutating", 77),
        ("kubectl delete pod x", "destructive", 0),
        ("frobnicate", "destructive", 77),
        ("rm -rf /", "unknown", 77),
        ("rm -rf /", "FORBIDDEN", 0),
        ("rm -rf /", None, 0),
    ],
)
def test_max_risk(settings: Settings, command: str, limit: str | None, status: int) -> None:
    assert check(settings, command, max_risk=limit)[0] == status


def test_lines_are_answered_in_order_and_bad_ones_in_their_place(settings: Settings) -> None:
    lines = [
        b'{"command": "ls"}',
        b"nonsense",
        b"",
        b'{"command": 5}',
        b'["command"]',
        b'{"command": "rm -rf /", "more": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"command": "' + b"x" * LONGEST_INPUT + b'"}',
        b'{"command": "pwd"}',
    ]
    status, out, err = check(settings, data=b"\n".join(lines), jsonl=True)
    found = [json.loads(line) for line in out.splitlines()]
    assert [(f.get("command"), f.get("line")) for f in found] == [
        ("ls", None), (None, 2), (None, 4), (None, 5), ("rm -rf /", None), (None, 7), (None, 8), (None, 9),
        ("pwd", None),
    ]  # fmt: skip
    assert all(list(f) == KEYS or list(f) == ["error", "line"] for f in found)
    assert status == 2
    assert "6 lines could not be read" in err
    assert check(settings, data=b"\n".join(lines), jsonl=True, max_risk="mutating")[0] == 77


@pytest.mark.parametrize(
    ("command", "risk"),
    [
        ("terraform -chdir={name} apply", "mutating"),
        ("TF_DATA_DIR={name} terraform plan", "read_only"),
        ("aws {name} list", "unknown"),
        ("aws s3api put-object --bucket b --key k --body {name}", "mutating"),
    ],
)
def test_a_place_that_cannot_be_looked_up_is_none(settings: Settings, command: str, risk: str) -> None:
    (Path(settings.environ["HOME"]) / ".aws/models").mkdir(parents=True)
    _, out, _ = check(settings, command.format(name="n" * 300))
    assert out.splitlines()[0] == risk


def test_a_cache_that_cannot_be_looked_up_is_an_empty_one(settings: Settings) -> None:
    settings.cache_dir.mkdir(parents=True)
    status, out, _ = check(replace(settings, cache_dir=settings.cache_dir / ("n" * 300)), "aws s3 ls")
    assert (status, out.splitlines()[0]) == (0, "read_only")


def test_lines_without_a_fault(settings: Settings) -> None:
    status, out, err = check(settings, data=b'{"command": "ls"}\r\n{"command": "pwd"}\n', jsonl=True)
    assert (status, len(out.splitlines()), err) == (0, 2, "")
    assert check(settings, data=b"", jsonl=True) == (0, "", "")


def test_a_command_from_stdin(settings: Settings) -> None:
    _, out, _ = check(settings, data="cat <<E\né\nE\n".encode(), json=True)
    assert json.loads(out)["command"] == "cat <<E\né\nE"
    _, out, _ = check(settings, data=b"ls \xff\n", json=True)
    assert json.loads(out)["risk"] == "unknown"
    assert json.loads(out)["display"] == "ls ⟨U+DCFF⟩"


@pytest.mark.parametrize(
    ("flags", "data", "said"),
    [
        ({}, b"", "stdin is empty"),
        ({}, b"", "Run cloud-assist check 'COMMAND'"),
        ({}, b"  \n", "stdin is empty"),
        ({}, b"x" * (LONGEST_INPUT + 1), "too long"),
        ({"max_risk": "harmless"}, b"ls", "'harmless' is not a risk class"),
        ({"jsonl": True, "command": "ls"}, b"", "stdin"),
    ],
)
def test_what_cannot_be_taken(settings: Settings, flags: dict[str, Any], data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check(settings, data=data, **flags)


def test_our_own_keys_play_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk_hunter2")
    _, out, _ = check(load_settings(), "echo $GROQ_API_KEY", json=True)
    assert "hunter2" not in out


SCRIPT = """
import sys
from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.headless.check import run_check
from cloud_assist.settings import load_settings
sys.exit(run_check(sys.argv[1], json=False, jsonl=False, max_risk=None, settings=load_settings(),
                   stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr))
"""


def test_no_colour_reaches_a_pipe_and_nothing_heavy_is_imported() -> None:
    heavy = "import sys; bad = {'rich', 'yaml', 'asyncio', 'textual', 'langgraph', 'pydantic'} & set(sys.modules)"
    script = SCRIPT.replace("sys.exit(", "status = (") + f"\n{heavy}; sys.exit(f'imported {{bad}}' if bad else status)"
    done = subprocess.run(
        [sys.executable, "-c", script, "kubectl get pods"],
        env={**os.environ, "TERM": "xterm-256color", "FORCE_COLOR": "1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("extra", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_gets_colour_unless_it_says_no(extra: dict[str, str], coloured: bool) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "ls [bold]"],
        env={**os.environ, **extra},
        stdout=theirs,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    os.close(theirs)
    shown = os.read(ours, 65_536)
    os.close(ours)
    assert done.returncode == 0
    assert (b"\x1b[" in shown) == coloured
    assert b"ls [bold]" in shown


def test_a_latin_terminal_is_survived() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "ls \u202e"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"unknown" in done.stdout


def test_findings_of_the_installed_cli_itself(settings: Settings) -> None:
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed: that `check` holds commands against their CLI is NOT tested")
    terraform = [adapter for adapter in adapters() if adapter.cli == "terraform"]
    before = json.loads(check(settings, "terraform plan -foo", json=True)[1])
    assert [(f["severity"], f["code"]) for f in before["findings"]] == [("info", "not-read")]
    assert before["auto_run"] is False, "an option that no rule knows"
    build_tables(settings, lambda _line: None, terraform).close()
    after = json.loads(check(settings, "terraform plan -foo", json=True)[1])
    assert [(f["severity"], f["code"]) for f in after["findings"]] == [("error", "unknown-option")]
    assert after["auto_run"] is False
    assert json.loads(check(settings, "terraform plan -refresh=false", json=True)[1])["findings"] == []
    assert (
        json.loads(check(settings, "sudo terraform plan -foo", json=True)[1])["findings"][0]["code"] == "unknown-option"
    )
