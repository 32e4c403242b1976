"""What a command inherits, checked with a real bash."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.running.environment import child_environment, unattended
from cloud_assist.settings import KEYS


def run(command: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", command],
        env=child_environment(base | environ),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


OWN = [
    "GROQ_API_KEY",
    "GROQ_API_BASE",
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "LANGSMITH_API_KEY",
    "LANGSMITH_TRACING",
    "LANGCHAIN_API_KEY",
    "LANGCHAIN_TRACING_V2",
    "CLOUD_ASSIST_DATABASE_URL",
]


@pytest.mark.parametrize("name", OWN)
def test_our_own_keys_do_not_reach_a_command(name: str) -> None:
    assert run("env", {name: "hunter2"}).stdout.count("hunter2") == 0


def test_no_secret_setting_reaches_a_command() -> None:
    secrets = {key.name: "hunter2" for key in KEYS if key.secret}
    assert secrets
    assert "hunter2" not in child_environment(secrets).values()


def test_what_belongs_to_the_person_stays() -> None:
    own = {"AWS_PROFILE": "dev", "AWS_SECRET_ACCESS_KEY": "x", "KUBECONFIG": "/k", "LANG": "C.UTF-8", "FOO": "() bar"}
    assert own.items() <= child_environment(own).items()


def test_pagers_and_prompts_are_off_and_nothing_says_yes() -> None:
    environ = child_environment({"PAGER": "less", "AWS_PAGER": "less", "TF_INPUT": "1"})
    assert (environ["AWS_PAGER"], environ["PAGER"], environ["GIT_PAGER"]) == ("", "cat", "cat")
    assert (environ["GIT_TERMINAL_PROMPT"], environ["TF_INPUT"]) == ("0", "0")
    assert "CLOUDSDK_CORE_DISABLE_PROMPTS" not in environ
    assert not [name for name in unattended() if "YES" in name or "AUTO_APPROVE" in name]


def test_a_persons_own_choice_to_answer_prompts_is_left_alone() -> None:
    assert child_environment({"CLOUDSDK_CORE_DISABLE_PROMPTS": "1"})["CLOUDSDK_CORE_DISABLE_PROMPTS"] == "1"


@pytest.mark.parametrize("name", ["BASH_FUNC_ls%%", "BASH_FUNC_ls()", "ls"])
def test_an_exported_function_does_not_stand_in_for_a_program(name: str) -> None:
    assert "taken over" not in run("ls -d /", {name: "() { echo taken over; }"}).stdout


def test_a_start_file_is_not_read(tmp_path: Path) -> None:
    start = tmp_path / "start.sh"
    start.write_text("echo taken over\n")
    done = run("echo ok; sh -c 'echo sh'", {"BASH_ENV": str(start), "ENV": str(start)})
    assert (done.stdout, done.stderr) == ("ok\nsh\n", "")


def test_shell_options_are_not_taken_over() -> None:
    done = run("echo ok", {"SHELLOPTS": "xtrace:noexec", "PS4": "$(echo taken over >&2)"})
    assert (done.stdout, done.stderr) == ("ok\n", "")


def test_cd_goes_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "here").mkdir(parents=True)
    Path("here").mkdir()
    assert run("cd here && pwd", {"CDPATH": str(tmp_path / "elsewhere")}).stdout == f"{Path.cwd() / 'here'}\n"


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_making_it_twice_is_making_it_once(environ: dict[str, str]) -> None:
    once = child_environment(environ)
    assert child_environment(once) == once
    assert set(once) <= set(environ) | set(unattended())
