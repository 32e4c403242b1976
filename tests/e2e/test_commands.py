"""The commands around the main job, as a person or a script calls them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Connect
from tests.support.terminal import clean_environ, run_program


def call(environ: dict[str, str], *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    done = run_program(*arguments, environ=environ, cwd=Path.cwd(), stdin=stdin, timeout=60)
    assert b"Traceback" not in done.stdout + done.stderr
    return done


def test_config_init_writes_every_key_once_and_never_overwrites(clean_machine: Path) -> None:
    environ = clean_environ(clean_machine)
    assert call(environ, "config", "init").returncode == 0
    path = clean_machine / ".config" / "cloud-assist" / ".env"
    assert b"GROQ_API_KEY" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("MAX_RETRIES=7\n")
    again = call(environ, "config", "init")
    assert again.returncode == 78
    assert path.read_text() == "MAX_RETRIES=7\n"
    shown = call(environ, "config", "show").stdout.decode()
    assert f"MAX_RETRIES               7                            {path}" in shown


def test_config_show_hides_secrets(clean_machine: Path) -> None:
    shown = call(clean_environ(clean_machine, GROQ_API_KEY="gsk_secret"), "config", "show")
    assert b"gsk_secret" not in shown.stdout + shown.stderr
    assert b"(set)" in shown.stdout


def test_a_folders_env_is_ignored_until_it_is_trusted(clean_machine: Path) -> None:
    environ = clean_environ(clean_machine)
    Path(".env").write_text("CLOUD_ASSIST_MODEL=groq:theirs\nMAX_RETRIES=1\n")
    before = call(environ, "config", "show")
    assert b"groq:theirs" not in before.stdout
    assert b"not trusted" in before.stderr
    assert call(environ, "trust").returncode == 0
    assert b"groq:theirs" in call(environ, "config", "show").stdout


def test_a_session_that_is_not_stored_yet_is_told_to_begin(connect: Connect) -> None:
    environ, _ = connect({"command": "echo one", "explanation": "x"})
    began = call(environ, "run", "say one", "--yes", "--session", "deploy")
    assert b"Starting a new session 'deploy'." in began.stderr
    again = call(environ, "run", "say one", "--yes", "--session", "deploy")
    assert (again.returncode, b"no session" in again.stderr) == (0, False)


def test_sessions_from_list_to_delete(connect: Connect) -> None:
    environ, _ = connect({"command": "echo one", "explanation": "x"})
    assert call(environ, "sessions", "list").stdout == b""
    assert call(environ, "run", "say one", "--yes").returncode == 0
    listed: list[dict[str, Any]] = json.loads(call(environ, "sessions", "list", "--json").stdout)
    assert [(each["title"], each["status"]) for each in listed] == [("say one", "idle")]
    session = listed[0]["id"]
    assert call(environ, "run", "say it again", "--yes", "--session", session).returncode == 0
    shown = call(environ, "sessions", "show", session[:12]).stdout.decode()
    assert "> say one" in shown
    assert "> say it again" in shown
    assert "$ echo one" in shown
    assert call(environ, "sessions", "rename", session, "Ones").returncode == 0
    exported = call(environ, "sessions", "export", session).stdout.decode()
    assert exported.startswith("# Ones")
    assert "```bash\necho one\n```" in exported
    assert json.loads(call(environ, "sessions", "export", session, "--format", "json").stdout)["title"] == "Ones"
    assert call(environ, "sessions", "delete", session).returncode == 0
    assert json.loads(call(environ, "sessions", "list", "--json").stdout) == []
    missing = call(environ, "sessions", "show", session)
    assert missing.returncode != 0
    assert b"no session" in missing.stderr


def test_sessions_list_and_stored_files_are_private(connect: Connect) -> None:
    environ, _ = connect({"command": "echo one"})
    call(environ, "run", "say one", "--yes")
    state = Path(environ["HOME"]) / ".local" / "state" / "cloud-assist"
    files = [path for path in state.rglob("*") if path.is_file()]
    assert files
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in files} == {"0o600"}
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in [state, *state.rglob("*/")]} == {"0o700"}


@pytest.mark.parametrize(
    ("key", "health", "said"), [("gsk_taken", "ok", "answers"), ("gsk_not_taken", "bad", "rejected the key")]
)
def test_doctor_asks_the_provider(connect: Connect, key: str, health: str, said: str) -> None:
    environ, _ = connect({"command": "x"}, key="gsk_taken")
    environ["GROQ_API_KEY"] = key
    done = call(environ, "doctor", "--json")
    findings = {finding["topic"]: finding for finding in json.loads(done.stdout)}
    assert findings["model"]["health"] == health
    assert said in findings["model"]["text"]
    assert done.returncode == (0 if health == "ok" else 1)
    assert {"bash", "store", "catalog", "git"} <= set(findings)
    assert b"gsk_" not in done.stdout + done.stderr


def test_doctor_offline_says_what_to_do_about_the_key(clean_machine: Path) -> None:
    done = call(clean_environ(clean_machine), "doctor")
    assert done.returncode == 0
    assert b"console.groq.com" in done.stdout


def test_doctor_tells_expired_sign_ins(clean_machine: Path, shared_cache: Path) -> None:
    cache = clean_machine / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    (cache / "x.json").write_text(json.dumps({"accessToken": "t", "expiresAt": "2020-01-01T00:00:00Z"}))
    environ = clean_environ(clean_machine, XDG_CACHE_HOME=str(shared_cache))
    findings = json.loads(call(environ, "doctor", "--json").stdout)
    assert ("AWS SSO sign-in expired.", "aws sso login") in [(f["text"], f["todo"]) for f in findings]


def test_suggest_builds_the_catalog_once_and_answers(clean_machine: Path) -> None:
    environ = clean_environ(clean_machine, PATH="/nonexistent")  # no CLI is installed, so that it is built at once
    told = json.loads(call(environ, "suggest", "disk usage of this folder", "-n", "3", "--json").stdout)
    assert told["prompt"] == "disk usage of this folder"
    assert len(told["suggestions"]) == 3
    assert set(told["suggestions"][0]) == {"cli", "path", "title", "command", "source", "score"}
    assert told["suggestions"][0]["command"].startswith("du ")
    lines = b'{"prompt": "list pods", "cli": "kubectl"}\nnonsense\n{"prompt": "show git branches"}\n'
    done = call(environ, "suggest", "--jsonl", stdin=lines)
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert first["suggestions"][0]["command"].startswith("kubectl get pods")
    assert "error" in second
    assert third["suggestions"][0]["cli"] == "git"
    assert done.returncode == 2
    assert b"recipe" in call(environ, "catalog", "status").stdout


def test_the_audit_trail_holds_what_ran_and_what_was_refused(connect: Connect) -> None:
    environ, _ = connect({"command": "echo kept"}, {"command": "rm -r nothing-here"})
    assert call(environ, "run", "say it", "--yes").returncode == 0
    assert call(environ, "run", "remove it", "--yes").returncode == 77
    listed = call(environ, "audit", "list").stdout.decode().splitlines()
    assert ["refused by policy" in listed[0], "rm -r nothing-here" in listed[0]] == [True, True]
    assert ["exit 0" in listed[1], "echo kept" in listed[1]] == [True, True]
    assert len(call(environ, "audit", "list", "--risk", "destructive").stdout.splitlines()) == 1
    shown = json.loads(call(environ, "audit", "show", listed[1].split()[1]).stdout)
    assert (shown["decision"], shown["decided_by"], shown["status"]) == ("approve", "--yes", "exit 0")
    assert call(environ, "audit", "export", "--format", "sh").stdout.decode().endswith("\necho kept\n")
    assert call(environ, "audit", "verify").returncode == 0
    trail = Path(environ["HOME"]) / ".local" / "state" / "cloud-assist" / "audit.jsonl"
    trail.write_text(trail.read_text().replace("echo kept", "echo kepp"))
    changed = call(environ, "audit", "verify")
    assert changed.returncode == 1
    assert b"line 1" in changed.stdout


def test_check_in_a_script(clean_machine: Path) -> None:
    environ = clean_environ(clean_machine)
    assert call(environ, "check", "ls", "--max-risk", "read_only").returncode == 0
    assert call(environ, "check", "rm -r x", "--max-risk", "read_only").returncode == 77
    done = call(environ, "check", "--jsonl", stdin=b'{"command": "ls"}\n{"command": "rm -rf /"}\n')
    assert [json.loads(line)["risk"] for line in done.stdout.splitlines()] == ["read_only", "forbidden"]


def test_the_app_without_a_terminal_says_what_to_use_instead(clean_machine: Path) -> None:
    done = call(clean_environ(clean_machine))
    assert done.returncode == 2
    assert b"cloud-assist run" in done.stderr


def test_a_damaged_store_is_set_aside_and_named(connect: Connect) -> None:
    environ, _ = connect({"command": "echo one"})
    call(environ, "run", "say one", "--yes")
    state = Path(environ["HOME"]) / ".local" / "state" / "cloud-assist"
    for name in ("sessions.db", "checkpoints.db"):
        (state / name).write_bytes(b"this is no database " * 100)
    done = call(environ, "run", "say one", "--yes")
    assert done.returncode == 0, done.stderr.decode()
    for name in ("sessions.db", "checkpoints.db"):
        assert name.encode() in done.stderr


def test_many_at_once_share_one_store(connect: Connect) -> None:
    environ, _ = connect({"command": "echo one"})
    began = time.monotonic()
    processes = [
        subprocess.Popen(
            [str(Path(environ["PATH"].split(os.pathsep)[0]) / "cloud-assist"), "run", "say one", "--yes"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    outputs = [process.communicate(timeout=90) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, outputs
    assert time.monotonic() - began < 90
    assert len(json.loads(call(environ, "sessions", "list", "--json").stdout)) == 4
